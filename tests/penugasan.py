"""Mandates of Kota Contoh through the services: proposed by one person, approved by another, as pages would do it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from tests.kota import Kota
from webapp.domain.mandat import JenisMandat, UsulMandat
from webapp.domain.masa import Masa
from webapp.services import files
from webapp.services.people import registry
from webapp.services.people.registry import Proposal
from webapp.services.process import tasks
from webapp.storage.organisasi import Jabatan, Pegawai, Posting, Unit
from webapp.storage.process import ProcessCase, WorkItem

PDF = b"%PDF-1.7 surat perintah"


def post_id(city: Kota, kode: str) -> int:
    """The post with a code."""
    with city.reading() as tx:
        return tx.session.scalars(select(Jabatan.id).where(Jabatan.kode == kode)).one()


def unit_id(city: Kota, kode: str) -> int:
    """The unit with a code."""
    with city.reading() as tx:
        return tx.session.scalars(select(Unit.id).where(Unit.kode == kode)).one()


def proposal(
    city: Kota,
    who: str,
    jenis: JenisMandat,
    holder: str | None,
    mulai: str,
    selesai: str | None,
    **about: Any,
) -> Proposal:
    """A proposal by `who` with a letter of its own."""
    masa = (
        Masa(date.fromisoformat(mulai))
        if selesai is None
        else Masa.inklusif(*map(date.fromisoformat, (mulai, selesai)))
    )
    surat = f"SPRIN/{jenis}/{mulai}"
    with city.work.transaction() as tx:
        berkas = files.keep(tx, city.actor(who), files.Upload("surat.pdf", PDF + surat.encode()), "berkas").id
    usul = UsulMandat(jenis, None if holder is None else city.pegawai_id(holder), masa, **about)
    return Proposal(usul, surat, masa.mulai, "Sekretaris Daerah", "Pejabat lama pensiun.", berkas)


def plt(
    city: Kota, holder: str = "YK", mulai: str = "2026-05-04", selesai: str = "2026-07-31", who: str = "WS"
) -> Proposal:
    """Plt of Bidang A."""
    return proposal(city, who, JenisMandat.PLT, holder, mulai, selesai, jabatan_id=post_id(city, "KABID-A"))


def propose(city: Kota, who: str, asked: Proposal) -> int:
    """Hand a proposal in."""
    return registry.propose(city.work, city.actor(who), asked, uuid4())


def open_step(city: Kota, mandat_id: int, element: str) -> tuple[int, str]:
    """The open step of a mandate's case."""
    with city.reading() as tx:
        query = (
            select(WorkItem.case_id, WorkItem.key)
            .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
            .where(ProcessCase.document_kind == "mandat", ProcessCase.document_id == mandat_id)
            .where(WorkItem.element_id == element)
        )
        case_id, key = tx.session.execute(query).one()
        return case_id, key


def decide(city: Kota, who: str, mandat_id: int, putusan: str = "setujui", catatan: str = "") -> None:
    """BKPP's decision."""
    case_id, key = open_step(city, mandat_id, "verifikasi")
    values = {"putusan": [putusan], **({"catatan": [catatan]} if catatan else {})}
    tasks.complete(city.work, city.actor(who), case_id, key, tasks.Submission(uuid4(), values=values))


def approved(city: Kota, asked: Proposal, who: str = "WS", by: str = "NH") -> int:
    """A mandate in force."""
    mandat_id = propose(city, who, asked)
    decide(city, by, mandat_id)
    return mandat_id


def retire(city: Kota, code: str, last_day: str) -> None:
    """The person's posting ends with a day, as the personnel system tells it."""
    end = date.fromisoformat(last_day)
    with city.work.transaction() as tx:
        pegawai = tx.session.scalars(select(Pegawai.id).where(Pegawai.nip == city.nip[code])).one()
        rows = tx.session.scalars(select(Posting).where(Posting.pegawai_id == pegawai)).all()
        last = max(rows, key=lambda row: row.berlaku.mulai)
        tx.session.execute(
            update(Posting)
            .where(Posting.id == last.id)
            .values(berlaku=Masa.inklusif(last.berlaku.mulai, end))
        )
