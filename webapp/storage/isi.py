"""The content of a revision: rows to the domain's `IsiSkp` and back.

Reading takes one statement; writing replaces the rows as a whole. The track comes from the SKP, the approach from
the revision, everything else from the content's own tables.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Row, delete, func, insert, literal_column, select, text, update
from sqlalchemy.orm import Session

from webapp.domain.perilaku import Nilai
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Lampiran, Pendekatan, Perspektif, Rhk
from webapp.domain.jabatan import Jalur
from webapp.storage import skp as t


def muat_isi(session: Session, revisi_id: int) -> IsiSkp:
    """The content of a revision. Raises NoResultFound if there is no such revision."""
    session.flush()
    jalur, pendekatan, rhk, iki, ukuran, ekspektasi, lampiran = session.execute(_MUAT, {"id": revisi_id}).one()
    iki_milik = _kelompok(iki)
    ukuran_milik = _kelompok(ukuran)
    lampiran_milik = _kelompok(lampiran)
    return IsiSkp(
        jalur=Jalur(jalur),
        pendekatan=Pendekatan(pendekatan),
        rhk=tuple(_rhk(baris, iki_milik, ukuran_milik) for baris in rhk),
        ekspektasi_khusus=dict(ekspektasi),
        lampiran=Lampiran(
            *(
                tuple(uraian for (uraian,) in lampiran_milik[bagian.value])
                for bagian in (t.BagianLampiran.DUKUNGAN, t.BagianLampiran.SKEMA, t.BagianLampiran.KONSEKUENSI)
            )
        ),
    )


def simpan_isi(session: Session, revisi_id: int, isi: IsiSkp) -> None:
    """Replace the content of a revision, its approach included.

    The database refuses (IntegrityError) a revision that is locked, final or replaced, and two rows of one key.
    Raises ValueError if the track is not that of the SKP: it follows from the post and is not the writer's to choose.
    """
