"""A breach: an officer says what is known, and at once there is whose data were or may have been seen, when and where.

What is certain comes from the log of readings; what is possible from who the account is and whom it leads. The people
are told by one officer's proposal and another's button, once each. Law 27/2022, Pasal 46: within 3 x 24 hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun, same_person
from webapp.storage.audit import AuditEvent
from webapp.storage.organisasi import Unit
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.privasi import PelanggaranData

from .concerned import Concerned, concerned

OBJECT: Final = "pelanggaran_data"
WITHIN: Final = timedelta(hours=72)
"""Pasal 46: 3 x 24 hours from when it became known."""
MIN_WORDS, MAX_WORDS = 10, 1000
LONGEST: Final = timedelta(days=400)
WRONG: Final = {
    "lingkup": "Isi akun, kode perangkat, atau kode perangkat daerah yang terdampak.",
    "akun": "Tidak ada akun dengan nama pengguna ini.",
    "opd": "Tidak ada unit dengan kode ini.",
    "mulai": "Isi kapan mulai, menurut yang diketahui.",
    "sampai": "Isi kapan berakhir, menurut yang diketahui.",
    "urut": "Akhir harus sesudah mulai, paling lama 400 hari.",
    "diketahui": "Isi kapan diketahui, bukan nanti.",
    "uraian": "Tulis apa yang terjadi, 10 sampai 1000 huruf.",
    "tindakan": "Tulis tindakan yang sudah diambil, 10 sampai 1000 huruf.",
}
"""What is said of what is missing, and in `FIELDS` at which field, where that is not its name."""
FIELDS: Final = {"lingkup": "akun", "urut": "sampai"}
NOT_PROPOSED: Final = "Pemberitahuan ini sudah diusulkan atau dikirim, atau tidak ada yang terdampak."
NOT_SENT: Final = "Pemberitahuan dikirim oleh petugas lain, sesudah diusulkan, dan satu kali saja."


@dataclass(frozen=True)
class Known:
    """What an officer knows. At least one of `username`, `device`, `opd_code` says what it is about."""

    username: str
    device: str
    opd_code: str
    begin: datetime | None
    end: datetime | None
    known_at: datetime | None
    words: str
    measures: str


@dataclass(frozen=True)
class Report:
    """What came out. `deadline`: by then the people concerned have been told."""

    row: PelanggaranData
    account: str | None
    opd: str | None
    people: Sequence[Concerned]
    sessions: int
    acts: int
    deadline: datetime
    may_propose: bool
    may_send: bool


def describe(work: Work, actor: Actor, known: Known) -> int:
    """Keep a description; returns its number. Raises `Denied`, and `Refused` with all that is missing."""
    require(actor, Right.WRITE, Kind.PRIVACY)
    with work.transaction() as tx:
        akun = tx.session.scalars(
            select(Akun).where(Akun.nama_pengguna == known.username.strip().lower())
        ).first()
        unit = tx.session.scalars(select(Unit).where(Unit.kode == known.opd_code.strip())).first()
        wrong = _wrong(tx, known, akun, unit)
        if wrong or known.begin is None or known.end is None or known.known_at is None:
            raise Refused(wrong)
        row = PelanggaranData(
            akun_id=actor.akun_id, pada=tx.now, diketahui_pada=known.known_at, uraian=known.words.strip(),
            akun_terdampak_id=None if akun is None else akun.id, perangkat=known.device.strip() or None,
            opd_id=None if unit is None else unit.id, mulai=known.begin, sampai=known.end,
            tindakan=known.measures.strip(),
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        _note(tx, actor, row, "pelanggaran_data_dilaporkan")
        return row.id


def _wrong(tx: Transaction, known: Known, akun: Akun | None, unit: Unit | None) -> list[Pelanggaran]:
    begin, end = known.begin, known.end
    about = (known.username.strip(), known.device.strip(), known.opd_code.strip())
    broken = {
        "lingkup": not any(about),
        "akun": bool(about[0]) and akun is None,
        "opd": bool(about[2]) and unit is None,
        "mulai": begin is None,
        "sampai": end is None,
        "urut": begin is not None and end is not None and not timedelta() < end - begin <= LONGEST,
        "diketahui": known.known_at is None or known.known_at > tx.now,
        "uraian": not MIN_WORDS <= len(known.words.strip()) <= MAX_WORDS,
        "tindakan": not MIN_WORDS <= len(known.measures.strip()) <= MAX_WORDS,
    }
    return [
        Pelanggaran("pelanggaran_data", WRONG[name], FIELDS.get(name, name))
        for name, is_broken in broken.items()
        if is_broken
    ]


def listed(tx: Transaction, actor: Actor) -> list[PelanggaranData]:
    """All descriptions, the newest first. Raises `Denied`."""
    require(actor, Right.READ, Kind.PRIVACY)
    return list(tx.session.scalars(select(PelanggaranData).order_by(PelanggaranData.id.desc()).limit(100)))


def report(tx: Transaction, actor: Actor, number: int) -> Report:
    """What is known of a breach now. Raises `Denied`, `NotFound`."""
    require(actor, Right.READ, Kind.PRIVACY)
    row = _row(tx, number)
    found = concerned(tx, row)
    akun = None if row.akun_terdampak_id is None else tx.session.get(Akun, row.akun_terdampak_id)
    unit = None if row.opd_id is None else tx.session.get(Unit, row.opd_id)
    open_, asked = row.dikirim_pada is None, row.diusulkan_akun_id
    may = not same_person(tx.session, actor.akun_id, row.akun_terdampak_id, unknown=False)
    return Report(
        row, None if akun is None else akun.nama_pengguna, None if unit is None else unit.nama, found.people,
        found.sessions, found.acts, row.diketahui_pada + WITHIN,
        may_propose=may and open_ and asked is None and bool(found.people),
        may_send=may and open_ and asked is not None and not same_person(tx.session, actor.akun_id, asked),
    )  # fmt: skip


def propose(work: Work, actor: Actor, number: int) -> None:
    """Propose that the people concerned are told; another officer does it. Raises `Denied`, `NotFound`, `Refused`."""
    require(actor, Right.DECIDE, Kind.PRIVACY)
    with work.transaction() as tx:
        row = _row(tx, number, lock=True)
        if not report(tx, actor, number).may_propose:
            raise _not_now(NOT_PROPOSED)
        row.diusulkan_akun_id, row.diusulkan_pada = actor.akun_id, tx.now
        _note(tx, actor, row, "pemberitahuan_pelanggaran_diusulkan")


def send(work: Work, actor: Actor, number: int) -> int:
    """Tell everybody concerned, as the second officer. Returns how many. Raises `Denied`, `NotFound`, `Refused`."""
    require(actor, Right.DECIDE, Kind.PRIVACY)
    with work.transaction() as tx:
        row = _row(tx, number, lock=True)
        found = report(tx, actor, number)
        if not found.may_send:
            raise _not_now(NOT_SENT)
        for one in found.people:
            key = f"{OBJECT}:{row.id}:{one.pegawai_id}"
            beri_tahu(tx.session, key, one.pegawai_id, OBJECT, notice(row, one, tx), "/akun/akses", tx.now)
        row.dikirim_akun_id, row.dikirim_pada, row.diberi_tahu = actor.akun_id, tx.now, len(found.people)
        _note(tx, actor, row, "pemberitahuan_pelanggaran_dikirim")
        return len(found.people)


def notice(row: PelanggaranData, one: Concerned, tx: Transaction) -> str:
    """What a person is told: which data, when and how, and the measures [UU 27/2022 Pasal 46]."""
    begin, end = (at.astimezone(tx.work.zone).strftime("%d-%m-%Y %H.%M") for at in (row.mulai, row.sampai))
    sure = "dilihat" if one.is_certain else "mungkin dilihat"
    return (
        f"Data pribadi Anda {sure} pihak yang tidak berhak antara {begin} dan {end}. Data: {', '.join(one.what)}. "
        f"Bagaimana: {row.uraian} Tindakan kami: {row.tindakan}"
    )


def _row(tx: Transaction, number: int, *, lock: bool = False) -> PelanggaranData:
    row = tx.session.get(PelanggaranData, number, with_for_update=lock)
    if row is None:
        raise NotFound(OBJECT, number)
    return row


def _not_now(words: str) -> Refused:
    return Refused([Pelanggaran("pelanggaran_data.dua_orang", words)])


def _note(tx: Transaction, actor: Actor, row: PelanggaranData, kind: str) -> None:
    tx.session.add(
        AuditEvent(
            at=tx.now, actor_id=actor.akun_id, kind=kind, object_kind=OBJECT, object_id=row.id, detail={}
        )
    )
