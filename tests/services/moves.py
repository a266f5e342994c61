"""Decrees for tests: a person moves, leaves, is absent; written as an import writes them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select

from tests.kota import Kota
from webapp.domain.masa import Masa
from webapp.services.process.replaying import replay
from webapp.storage.caselog import read_case
from webapp.storage.organisasi import Jabatan, Posting
from webapp.storage.process import ProcessCase
from webapp.storage.registri import JenisKetidakhadiran, Ketidakhadiran
from webapp.storage.segmen import EvaluasiSegmen, evaluasi_berlaku
from webapp.storage.skp import Skp


def leave(city: Kota, code: str, tmt: date | None) -> None:
    """The newest posting ends the day before `tmt`; None: it has no end (any more)."""
    with city.work.transaction() as tx:
        query = select(Posting).where(Posting.pegawai_id == city.pegawai_id(code))
        posting = tx.session.scalars(query.order_by(Posting.id.desc()).limit(1)).one()
        posting.berlaku = Masa(posting.berlaku.mulai, tmt)


def move(city: Kota, code: str, tmt: date, jabatan: str, sk: str = "821.2/900/2026") -> None:
    """From `tmt` on the person serves in another post."""
    leave(city, code, tmt)
    with city.work.transaction() as tx:
        to = tx.session.scalars(select(Jabatan).where(Jabatan.kode == jabatan)).one()
        row = Posting(
            pegawai_id=city.pegawai_id(code),
            jabatan_id=to.id,
            tunggal=to.tunggal,
            berlaku=Masa(tmt),
            nomor_sk=sk,
        )
        tx.session.add(row)


def absent(
    city: Kota, code: str, jenis: str, mulai: date, terakhir: date, sk: str | None = "800/17/2026"
) -> None:
    """An absence with its decree takes the place of those of the same kind."""
    kind = JenisKetidakhadiran(jenis)
    with city.work.transaction() as tx:
        person = city.pegawai_id(code)
        mine = (Ketidakhadiran.pegawai_id == person, Ketidakhadiran.jenis == kind)
        tx.session.execute(delete(Ketidakhadiran).where(*mine))
        tx.session.add(
            Ketidakhadiran(pegawai_id=person, jenis=kind, berlaku=Masa.inklusif(mulai, terakhir), sk=sk)
        )


def segments(city: Kota, code: str) -> list[Skp]:
    """The person's SKP in the order of their days (detached)."""
    with city.reading() as tx:
        rows = list(tx.session.scalars(select(Skp).where(Skp.pegawai_id == city.pegawai_id(code))))
        for row in rows:
            tx.session.expunge(row)
    return sorted(rows, key=lambda row: row.mulai)


def cases(city: Kota, code: str, status: str | None = None) -> list[int]:
    """Cases of mutation about the person, in the order of starting."""
    with city.reading() as tx:
        query = select(ProcessCase.id).where(
            ProcessCase.process_id == "mutasi", ProcessCase.subject_id == city.pegawai_id(code)
        )
        if status is not None:
            query = query.where(ProcessCase.status == status)
        return list(tx.session.scalars(query.order_by(ProcessCase.id)))


def keys(city: Kota, case_id: int) -> list[str]:
    """Element ids of a case's open human steps."""
    with city.reading() as tx:
        case = read_case(tx.session, case_id)
        assert case is not None
        return [] if case.status != "OPEN" else [
            step.element.id for step in replay(tx, case).open if step.kind == "human"
        ]  # fmt: skip


def judge(city: Kota, who: str, case_id: int, hasil_kerja: str = "SESUAI_EKSPEKTASI") -> None:
    """Somebody hands in the evaluation of a segment."""
    values = {
        "hasil_kerja": hasil_kerja,
        "perilaku": "SESUAI_EKSPEKTASI",
        "umpan_balik": "Hasil sampai akhir masa di bidang ini sesuai dengan yang disepakati.",
    }
    city.complete(who, case_id, "evaluasi_segmen#1", values=values)


def judgement(city: Kota, skp_id: int) -> EvaluasiSegmen | None:
    """The evaluation of a segment that counts (detached)."""
    with city.reading() as tx:
        found = evaluasi_berlaku(tx.session, skp_id)
        if found is not None:
            tx.session.expunge(found)
        return found
