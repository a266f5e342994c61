"""What the two have said to each other before the draft: the last record, the results handed down, and the words back.

Reads only; recording and confirming are the operations `dialog.catat_dialog` and `dialog.konfirmasi_dialog`. May use
storage; who may look is asked by the step whose page shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from webapp.domain.jabatan import Jalur
from webapp.domain.penilai import Penilai
from webapp.domain.penjenjangan import RhkPimpinan
from webapp.operations.penjenjangan import rhk_pimpinan
from webapp.services.work import Transaction
from webapp.storage.dialog import Dialog, PeranHasil, PernyataanUlang, TanggapanDialog
from webapp.storage.organisasi import Pegawai
from webapp.storage.skp import Skp

from .editor import cells


@dataclass(frozen=True)
class Dialogue:
    """The dialogue as it stands. `words` are the employee's latest for each result, by the result's key.

    `rhk_pimpinan` are the results that the evaluator has to hand down: none while the own SKP is not set.
    """

    pegawai: str
    catatan: Dialog | None
    peran: Sequence[PeranHasil]
    words: Mapping[str, str] = field(default_factory=dict)
    rhk_pimpinan: Sequence[RhkPimpinan] = ()
    is_jpt: bool = False

    @property
    def remark(self) -> str | None:
        """What the employee wants mended in the last record, when it came back."""
        if self.catatan is None or self.catatan.tanggapan is not TanggapanDialog.PERLU_DIPERBAIKI:
            return None
        return self.catatan.catatan_tanggapan


def dialogue(tx: Transaction, skp_id: int, pegawai_id: int) -> Dialogue:
    """The dialogue on an SKP, as its two pages show it."""
    query = select(Dialog).where(Dialog.skp_id == skp_id).order_by(Dialog.id.desc()).limit(1)
    words = (
        select(PeranHasil.kunci, PernyataanUlang.isi)
        .join(PernyataanUlang, PernyataanUlang.peran_hasil_id == PeranHasil.id)
        .where(PeranHasil.skp_id == skp_id)
        .order_by(PernyataanUlang.id)
    )
    skp = tx.session.get_one(Skp, skp_id)
    penilai = tx.work.organisation.day(tx.session, tx.today).penilai(pegawai_id)
    leader = penilai.penilai_id if isinstance(penilai, Penilai) else None
    return Dialogue(
        pegawai=tx.session.get_one(Pegawai, pegawai_id).nama_lengkap,
        catatan=tx.session.scalars(query).one_or_none(),
        peran=cells(tx, skp_id),
        words={row.kunci: row.isi for row in tx.session.execute(words)},
        rhk_pimpinan=rhk_pimpinan(tx.session, leader, skp),
        is_jpt=skp.jalur is Jalur.JPT_PUKM,
    )
