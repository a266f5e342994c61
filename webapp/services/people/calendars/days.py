"""Work calendars: a person's working days, the national list as a proposal, and days off as admins keep them.

Nothing is overwritten: a day off that moves is cancelled with a reason and added anew, and every change leaves an
event. Patterns of units are in `services.work_patterns`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.pola_kerja import JenisHariLibur, JenisPola, KalenderPegawai, Penempatan
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import AlreadyDone, NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.kalender import (
    HariLibur,
    SumberLibur,
    jadwal_dinas,
    libur_tersimpan,
    penempatan_definitif,
    penempatan_semua,
)
from webapp.storage.organisasi import Unit

from .cache import CalendarYear
from .national import FIRST_YEAR, LAST_YEAR, NationalDay, national_days
from .trail import broken_rule, event_of, note, refuse

MAX_NAME, MAX_BASIS, MAX_REASON = 200, 300, 500
"""Characters that a name, a legal basis and a reason may have."""

LOCAL: Final = (JenisHariLibur.LIBUR_DAERAH, JenisHariLibur.DISPENSASI)
"""Kinds that may hold for one unit and all below it; the others hold for everybody."""

OBJECT: Final = "hari_libur"
ADDED, CANCELLED = "libur_ditambah", "libur_dibatalkan"
"""Kinds of event about a day off."""


@dataclass(frozen=True)
class NewDayOff:
    """A day off as an admin writes it; None or empty is what was not filled or could not be read."""

    tanggal: date | None
    jenis: JenisHariLibur | None
    nama: str
    dasar: str
    unit_id: int | None = None


# -- reading -----------------------------------------------------------------------------------------------------


def calendar_for(tx: Transaction, pegawai_id: int, year: int) -> KalenderPegawai:
    """A person's working days in a year and its two neighbours, so that counting may run over New Year."""
    shared = tx.work.calendars.year(tx.session, year)
    placed = tuple(
        Penempatan(masa, shared.garis(unit_id))
        for masa, unit_id in penempatan_definitif(tx.session, pegawai_id, shared.masa)
    )
    shifts = jadwal_dinas(tx.session, pegawai_id, shared.masa) if _works_shifts(shared, placed) else {}
    return KalenderPegawai(shared.masa, shared.isi.libur, shared.isi.pola, placed, shifts)


def office_calendar(tx: Transaction, year: int) -> KalenderPegawai:
    """The calendar of the office week with the days off that hold for everybody: for deadlines of nobody's own."""
    shared = tx.work.calendars.year(tx.session, year)
    return KalenderPegawai(shared.masa, shared.isi.libur)


def deadline_calendar(tx: Transaction, pegawai_id: int, year: int) -> KalenderPegawai:
    """The calendar by which a person's deadlines are counted: the own one; who works shifts has the office's.

    A shift plan is made week by week, so nothing can be counted ahead on it.
    """
    return deadline_calendars(tx, [pegawai_id], year)[pegawai_id]


def deadline_calendars(tx: Transaction, people: Collection[int], year: int) -> dict[int, KalenderPegawai]:
    """The same for many, in one statement. People who always served in the same units share a calendar."""
    shared = tx.work.calendars.year(tx.session, year)
    office = KalenderPegawai(shared.masa, shared.isi.libur)
    if shared.is_one_for_all:
        return dict.fromkeys(people, office)
    served = penempatan_semua(tx.session, people, shared.masa)
    made: dict[tuple[Penempatan, ...], KalenderPegawai] = {}
    found = {}
    for person in people:
        placed = tuple(Penempatan(masa, shared.garis(unit_id)) for masa, unit_id in served.get(person, ()))
        if placed not in made:
            own = KalenderPegawai(shared.masa, shared.isi.libur, shared.isi.pola, placed)
            made[placed] = office if _works_shifts(shared, placed) else own
        found[person] = made[placed]
    return found


def _works_shifts(shared: CalendarYear, placed: Sequence[Penempatan]) -> bool:
    units = {unit_id for one in placed for unit_id in one.garis}
    return any(
        pola.jenis is JenisPola.SHIFT for unit_id in units for pola in shared.isi.pola.get(unit_id, ())
    )


def national_proposals(tx: Transaction, year: int) -> list[NationalDay]:
    """Days of the national list that were never stored; a day that an admin has cancelled is not proposed again."""
    days = national_days(year)
    if not days:
        return []
    span = Masa(date(year, 1, 1), date(year + 1, 1, 1))
    held = libur_tersimpan(tx.session, {day.jenis for day in days}, span)
    return [day for day in days if (day.tanggal, day.jenis.value) not in held]


# -- changing ----------------------------------------------------------------------------------------------------


def accept(
    work: Work, actor: Actor, year: int, chosen: Collection[tuple[date, JenisHariLibur]],
    basis: Mapping[JenisHariLibur, str], request_id: UUID | None = None,
) -> int:  # fmt: skip
    """Store the chosen days of the national list, each kind with its decree. Returns how many are new.

    Days stored meanwhile, and dates that are still estimates, are passed over. Raises `Denied`, or `Refused` when
    nothing is chosen or a decree is missing.
    """
    require(actor, Right.WRITE, Kind.CALENDAR)
    refuse(_unfit_choice({jenis for _, jenis in chosen}, basis))
    with work.transaction() as tx:
        days = [
            day
            for day in national_proposals(tx, year)
            if (day.tanggal, day.jenis) in chosen and not day.perkiraan
        ]
        rows = [
            {
                "tanggal": day.tanggal,
                "jenis": day.jenis,
                "nama": day.nama,
                "dasar_hukum": basis[day.jenis],
                "sumber": SumberLibur.DAFTAR_NASIONAL,
            }
            for day in days
        ]
        if not rows:
            return 0
        stored = tx.session.scalars(
            insert(HariLibur).values(rows).on_conflict_do_nothing().returning(HariLibur)
        ).all()
        for row in stored:
            _note(tx, actor, ADDED, row, request_id)
        return len(stored)


def _unfit_choice(
    kinds: Collection[JenisHariLibur], basis: Mapping[JenisHariLibur, str]
) -> list[Pelanggaran]:
    if not kinds:
        return [Pelanggaran("kalender.pilihan", "Pilih paling sedikit satu hari.", "hari")]
    found = []
    if JenisHariLibur.LIBUR_NASIONAL in kinds and not basis.get(JenisHariLibur.LIBUR_NASIONAL):
        pesan = "Isi nomor SKB tiga menteri yang menetapkan hari libur nasional."
        found.append(Pelanggaran("kalender.dasar", pesan, "dasar_libur_nasional"))
    if JenisHariLibur.CUTI_BERSAMA in kinds and not basis.get(JenisHariLibur.CUTI_BERSAMA):
        pesan = "Isi nomor Keppres (atau SKB) yang menetapkan cuti bersama ASN."
        found.append(Pelanggaran("kalender.dasar", pesan, "dasar_cuti_bersama"))
    return found


def add(work: Work, actor: Actor, new: NewDayOff, request_id: UUID | None = None) -> int:
    """Store a day off and return its id; the same request again returns the same id. Raises `Denied` or `Refused`."""
    require(actor, Right.WRITE, Kind.CALENDAR)
    try:
        with work.transaction() as tx:
            refuse(_unfit(tx, new))
            assert new.tanggal is not None
            assert new.jenis is not None
            row = HariLibur(
                tanggal=new.tanggal,
                jenis=new.jenis,
                nama=new.nama,
                dasar_hukum=new.dasar,
                unit_id=new.unit_id,
                sumber=SumberLibur.CATATAN,
            )
            tx.session.add(row)
            tx.session.flush()
            _note(tx, actor, ADDED, row, request_id)
            return row.id
    except IntegrityError as error:
        if broken_rule(error) != "uq_hari_libur_berlaku":
            raise
    return _stored_before(work, new, request_id)


def _stored_before(work: Work, new: NewDayOff, request_id: UUID | None) -> int:
    """The day that is in the way: our own from the first try of this request, or another's, which refuses."""
    with work.reading() as tx:
        query = select(HariLibur).where(
            HariLibur.tanggal == new.tanggal,
            HariLibur.jenis == new.jenis,
            HariLibur.unit_id.is_not_distinct_from(new.unit_id),
            HariLibur.dibatalkan_pada.is_(None),
        )
        held = tx.session.scalars(query).one_or_none()
        if held is not None and request_id is not None:
            first = event_of(tx, OBJECT, held.id, ADDED)
            if first is not None and first.request_id == request_id:
                return held.id
        name = "" if held is None else f": {held.nama}"
    pesan = Sentence(
        "Tanggal ini sudah tercatat%(name)s. Batalkan dulu catatan itu bila keliru, atau pilih tanggal lain.",
        name=name,
    )
    raise Refused([Pelanggaran("kalender.ganda", pesan, "tanggal")])


def _unfit(tx: Transaction, new: NewDayOff) -> list[Pelanggaran]:
    """Everything that is wrong with a new day off."""
    found = []
    if new.tanggal is None or not FIRST_YEAR <= new.tanggal.year <= LAST_YEAR:
        pesan = "Isi tanggal yang ada di kalender, misalnya 19-03-2026."
        found.append(Pelanggaran("kalender.tanggal", pesan, "tanggal"))
    if new.jenis is None:
        found.append(Pelanggaran("kalender.jenis", "Pilih jenis hari libur.", "jenis"))
    if not new.nama:
        found.append(Pelanggaran("kalender.nama", "Isi nama hari libur.", "nama"))
    if not new.dasar:
        pesan = "Isi dasar hukumnya: jenis, nomor, dan tahun keputusan."
        found.append(Pelanggaran("kalender.dasar", pesan, "dasar"))
    if new.unit_id is not None:
        if tx.session.get(Unit, new.unit_id) is None:
            found.append(Pelanggaran("kalender.unit", "Unit ini tidak ada. Pilih unit lain.", "unit"))
        elif new.jenis is not None and new.jenis not in LOCAL:
            pesan = "Libur nasional dan cuti bersama berlaku untuk semua unit. Kosongkan pilihan unit."
            found.append(Pelanggaran("kalender.unit", pesan, "unit"))
    return found


def cancel(work: Work, actor: Actor, libur_id: int, alasan: str, request_id: UUID | None = None) -> None:
    """End a day off with a reason; it stays in the list of cancelled ones.

    Raises `Denied`, `NotFound`, `Refused` without a reason, and `AlreadyDone` when it is cancelled (unless by this
    very request).
    """
    require(actor, Right.WRITE, Kind.CALENDAR)
    if not alasan:
        pesan = "Isi alasan pembatalan, misalnya nomor keputusan yang mengubahnya."
        raise Refused([Pelanggaran("kalender.alasan", pesan, "alasan")])
    with work.transaction() as tx:
        row = tx.session.get(HariLibur, libur_id, with_for_update=True)
        if row is None:
            raise NotFound(OBJECT, libur_id)
        if row.dibatalkan_pada is not None:
            _refuse_second(tx, actor, row, request_id)
            return
        row.dibatalkan_pada, row.alasan_batal = tx.now, alasan
        _note(tx, actor, CANCELLED, row, request_id)


def _refuse_second(tx: Transaction, actor: Actor, row: HariLibur, request_id: UUID | None) -> None:
    event = event_of(tx, OBJECT, row.id, CANCELLED)
    if event is not None and request_id is not None and event.request_id == request_id:
        return
    assert row.dibatalkan_pada is not None
    by = event.actor_id if event is not None else None
    name = nama_akun(tx.session, by) if by is not None else ""
    raise AlreadyDone(name, row.dibatalkan_pada, mine=by == actor.akun_id)


def _note(tx: Transaction, actor: Actor, kind: str, row: HariLibur, request_id: UUID | None) -> None:
    detail = {
        "tanggal": row.tanggal.isoformat(),
        "jenis": row.jenis.value,
        "nama": row.nama,
        "dasar_hukum": row.dasar_hukum,
        "unit_id": row.unit_id,
        "alasan": row.alasan_batal,
    }
    note(tx, actor, kind, (OBJECT, row.id), request_id, detail)
