"""The content of a revision: rows to the domain's `IsiSkp` and back.

Reading takes one statement; writing replaces the rows as a whole. The track comes from the SKP, the approach
from the revision, everything else from the content's own tables.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from webapp.domain.jabatan import Jalur
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Lampiran, Pendekatan, Perspektif, Rhk
from webapp.storage import skp as tabel
from webapp.storage.skp import BagianLampiran, SkpRevisi

Baris = dict[str, Any]


def muat_isi(session: Session, revisi_id: int) -> IsiSkp:
    """The content of a revision. Raises NoResultFound if there is no such revision."""
    session.flush()  # a textual statement does not do it by itself
    jalur, pendekatan, rhk, iki, ukuran, ekspektasi, lampiran = session.execute(
        _MUAT, {"id": revisi_id}
    ).one()
    iki_milik, ukuran_milik, daftar = _kelompok(iki), _kelompok(ukuran), _kelompok(lampiran)
    return IsiSkp(
        jalur=Jalur(jalur),
        pendekatan=Pendekatan(pendekatan),
        rhk=tuple(_rhk(baris, iki_milik[baris[0]], ukuran_milik[baris[0]]) for baris in rhk),
        ekspektasi_khusus=ekspektasi,
        lampiran=Lampiran(
            dukungan=_teks(daftar[BagianLampiran.DUKUNGAN]),
            skema=_teks(daftar[BagianLampiran.SKEMA]),
            konsekuensi=_teks(daftar[BagianLampiran.KONSEKUENSI]),
        ),
    )


def revisi_berikut(session: Session, skp_id: int, pendekatan: Pendekatan, pada: datetime) -> SkpRevisi:
    """Open the next revision of an SKP, still without content. The one that was open must have been closed before."""
    terakhir = session.scalar(select(func.max(SkpRevisi.nomor)).where(SkpRevisi.skp_id == skp_id)) or 0
    baru = SkpRevisi(skp_id=skp_id, nomor=terakhir + 1, pendekatan=pendekatan, dibuat_pada=pada)
    session.add(baru)
    session.flush()
    return baru


def simpan_isi(session: Session, revisi_id: int, isi: IsiSkp) -> None:
    """Replace the content of a revision, its approach included.

    The database refuses (IntegrityError) a revision that is locked, final or replaced, and two rows with one
    key. Raises ValueError if the track is not that of the SKP: it follows from the post and is not the
    writer's choice.
    """
    revisi = session.get_one(tabel.SkpRevisi, revisi_id)
    if session.get_one(tabel.Skp, revisi.skp_id).jalur is not isi.jalur:
        raise ValueError(f"jalur {isi.jalur} bukan jalur SKP ini")
    revisi.pendekatan = isi.pendekatan
    session.flush()
    for lama in (tabel.Rhk, tabel.EkspektasiKhusus, tabel.LampiranButir):
        session.execute(delete(lama).where(lama.revisi_id == revisi_id))
    for model, baris in _baris(isi):
        if baris:
            session.execute(insert(model), [{"revisi_id": revisi_id, **satu} for satu in baris])


def _baris(isi: IsiSkp) -> list[tuple[type[Any], list[Baris]]]:
    """The rows of each content table, in the order in which they refer to each other."""
    return [
        (tabel.Rhk, [_baris_rhk(urutan, rhk) for urutan, rhk in enumerate(isi.rhk, 1)]),
        (
            tabel.Iki,
            [_baris_iki(rhk.kunci, urutan, iki) for rhk in isi.rhk for urutan, iki in enumerate(rhk.iki, 1)],
        ),
        (
            tabel.Ukuran,
            [
                {"rhk_kunci": rhk.kunci, "urutan": urutan, "uraian": uraian}
                for rhk in isi.rhk
                for urutan, uraian in enumerate(rhk.ukuran, 1)
            ],
        ),
        (
            tabel.EkspektasiKhusus,
            [{"nilai_kode": kode, "uraian": uraian} for kode, uraian in isi.ekspektasi_khusus.items()],
        ),
        (
            tabel.LampiranButir,
            [
                {"bagian": bagian, "urutan": urutan, "uraian": uraian}
                for bagian, daftar in (
                    (BagianLampiran.DUKUNGAN, isi.lampiran.dukungan),
                    (BagianLampiran.SKEMA, isi.lampiran.skema),
                    (BagianLampiran.KONSEKUENSI, isi.lampiran.konsekuensi),
                )
                for urutan, uraian in enumerate(daftar, 1)
            ],
        ),
    ]


def _baris_rhk(urutan: int, rhk: Rhk) -> Baris:
    return {
        "kunci": rhk.kunci,
        "urutan": urutan,
        "bagian": rhk.bagian,
        "uraian": rhk.uraian,
        "rhk_pimpinan": rhk.rhk_pimpinan,
        "rhk_pimpinan_kunci": rhk.rhk_pimpinan_kunci,
        "penugasan_dari": rhk.penugasan_dari,
    }


def _baris_iki(rhk_kunci: str, urutan: int, iki: Iki) -> Baris:
    return {
        "rhk_kunci": rhk_kunci,
        "kunci": iki.kunci,
        "urutan": urutan,
        "uraian": iki.uraian,
        "target": iki.target,
        "satuan": iki.satuan,
        "aspek": iki.aspek,
        "perspektif": iki.perspektif,
    }


def _kelompok(baris: Sequence[list[Any]]) -> dict[str, list[list[Any]]]:
    """Rows by their first column, in order, without it."""
    hasil: dict[str, list[list[Any]]] = defaultdict(list)
    for kunci, *isi in baris:
        hasil[kunci].append(isi)
    return hasil


def _teks(baris: Sequence[list[Any]]) -> tuple[str, ...]:
    return tuple(satu[0] for satu in baris)


def _rhk(baris: list[Any], iki: Sequence[list[Any]], ukuran: Sequence[list[Any]]) -> Rhk:
    kunci, bagian, uraian, pimpinan, pimpinan_kunci, penugasan = baris
    return Rhk(
        kunci=kunci,
        bagian=Bagian(bagian),
        uraian=uraian,
        rhk_pimpinan=pimpinan,
        rhk_pimpinan_kunci=pimpinan_kunci,
        penugasan_dari=penugasan,
        iki=tuple(_iki(satu) for satu in iki),
        ukuran=_teks(ukuran),
    )


def _iki(baris: list[Any]) -> Iki:
    kunci, uraian, target, satuan, aspek, perspektif = baris
    return Iki(
        kunci=kunci,
        uraian=uraian,
        target=target,
        satuan=satuan,
        aspek=None if aspek is None else Aspek(aspek),
        perspektif=None if perspektif is None else Perspektif(perspektif),
    )


_MUAT = text("""
SELECT s.jalur, r.pendekatan,
  (SELECT coalesce(jsonb_agg(jsonb_build_array(kunci, bagian, uraian, rhk_pimpinan, rhk_pimpinan_kunci,
     penugasan_dari) ORDER BY urutan), '[]') FROM rhk WHERE revisi_id = r.id),
  (SELECT coalesce(jsonb_agg(jsonb_build_array(rhk_kunci, kunci, uraian, target, satuan, aspek, perspektif)
     ORDER BY urutan), '[]') FROM iki WHERE revisi_id = r.id),
  (SELECT coalesce(jsonb_agg(jsonb_build_array(rhk_kunci, uraian) ORDER BY urutan), '[]')
     FROM ukuran WHERE revisi_id = r.id),
  (SELECT coalesce(jsonb_object_agg(nilai_kode, uraian), '{}') FROM ekspektasi_khusus WHERE revisi_id = r.id),
  (SELECT coalesce(jsonb_agg(jsonb_build_array(bagian, uraian) ORDER BY urutan), '[]')
     FROM lampiran_butir WHERE revisi_id = r.id)
FROM skp_revisi r JOIN skp s ON s.id = r.skp_id
WHERE r.id = :id
""")
