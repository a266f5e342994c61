"""Entries as their owner makes them: saved (which hands them in), changed, withdrawn; and the day's page.

A request counts once, so a phone may send again what it is not sure of. A month's row is locked while its owner writes,
so neither the daily cap nor the times of a day can be passed by two devices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webapp.domain.aktivitas import (
    DAPAT_DIUBAH,
    HIDUP,
    Isian,
    Keadaan,
    Selang,
    StatusAktivitas,
    Tetangga,
    hitung_menit,
    is_terlambat,
    periksa,
    selang_isian,
    waktu_luang,
)
from webapp.domain.aturan_tpp import AturanTpp
from webapp.domain.bank_aktivitas import CaraHitung, VersiButir
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.pola_kerja import KalenderPegawai
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.files import EVIDENCE, Upload, keep
from webapp.services.people.assignments import Desk
from webapp.services.people.calendars.days import calendar_for
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import Aktivitas, AktivitasBukti, AktivitasBulan, AktivitasRiwayat
from webapp.storage.bank import versi_pada
from webapp.storage.berkas import Berkas
from webapp.storage.bulanan import RencanaAksi
from webapp.storage.registri import Ketidakhadiran
from webapp.storage.skp import Rhk, Skp, SkpRevisi

from .month import ENTRY, Progress, ensure, find, is_locked, progress, rules, step_is_open
from .rows import EntryRow, entry_rows
from .scope import fits, scope_of
from .verifying import may_verify

OWN = {"peran": "pegawai", "kapasitas": "SENDIRI"}
"""In which office an owner acts."""

MAX_FILES = 3
"""Files of one entry."""

NO_FLOOR = 1
"""Years back that an entry may be asked for at all; older months are locked anyway."""


@dataclass(frozen=True)
class NewEntry:
    """An entry as it was filled in. `mulai` None: the next free time; `selesai` is for items that measure time."""

    tanggal: date | None
    butir_id: int | None
    volume: int | None
    mulai: int | None = None
    selesai: int | None = None
    keterangan: str = ""
    rhk_kunci: str | None = None
    rencana_aksi_id: int | None = None
    alasan_tanpa_rhk: str = ""
    alasan_terlambat: str = ""
    surat: Upload | None = None
    bukti: Sequence[Upload] = field(default_factory=tuple)


@dataclass(frozen=True)
class Saved:
    """A stored entry. `repeated`: an earlier request had stored it."""

    id: int
    menit: int
    mulai: int
    selesai: int
    status: StatusAktivitas
    terlambat: bool
    repeated: bool = False


@dataclass(frozen=True)
class DayPage:
    """What the page of a day shows. `why` is the calendar's word; `late`: an entry needs a reason."""

    tanggal: date
    is_workday: bool
    why: str
    locked: bool
    late: bool
    entries: Sequence[EntryRow]
    minutes: int
    cap: int
    next_free: int | None
    month: Progress


def save(work: Work, actor: Actor, new: NewEntry, request_id: UUID) -> Saved:
    """Store an entry of the actor's own and hand it in. Raises `Denied` to who is no employee, and `Refused`."""
    with work.transaction() as tx:
        return save_within(tx, actor, new, request_id)


def save_within(tx: Transaction, actor: Actor, new: NewEntry, request_id: UUID) -> Saved:
    """The same inside an action in progress."""
    pegawai_id = _employee(actor)
    if (before := _by_request(tx, pegawai_id, request_id)) is not None:
        return _saved(before, repeated=True)
    tanggal = _sound_day(tx, new.tanggal)
    row = find(tx, pegawai_id, tanggal)
    locked = is_locked(tx, tanggal, row) or tanggal > tx.today
    if not locked:
        row = ensure(tx, pegawai_id, tanggal)
        tx.session.refresh(row, with_for_update={"key_share": True})
        locked = not step_is_open(tx, row, ENTRY)
        if (before := _by_request(tx, pegawai_id, request_id)) is not None:
            return _saved(before, repeated=True)
    made = _Made(tx, actor, pegawai_id, replace(new, tanggal=tanggal), locked and tanggal <= tx.today)
    values = made.values()
    assert row is not None
    entry = Aktivitas(
        bulan_id=row.id,
        pegawai_id=pegawai_id,
        status=StatusAktivitas.DIAJUKAN,
        diajukan_pada=tx.now,
        akun_id=actor.akun_id,
        request_id=request_id,
        **values,
    )
    tx.session.add(entry)
    tx.session.flush()
    made.store_files(entry)
    _note(tx, actor, entry, None, request_id)
    return _saved(entry)


def change(work: Work, actor: Actor, aktivitas_id: int, new: NewEntry, request_id: UUID) -> Saved:
    """Hand an entry in again with other content, before it is decided or after it was returned.

    Raises `NotFound` to others, and `Refused`. Files stay and new ones are added.
    """
    with work.transaction() as tx:
        entry = _own(tx, actor, aktivitas_id)
        if _was_done(tx, entry, request_id):
            return _saved(entry, repeated=True)
        _changeable(tx, entry)
        tanggal = _sound_day(tx, new.tanggal)
        if (tanggal.year, tanggal.month) != (entry.tanggal.year, entry.tanggal.month):
            pesan = "Tanggal tidak dapat dipindah ke bulan lain. Tarik aktivitas ini, lalu catat di bulannya."
            raise Refused([Pelanggaran("aktivitas.bulan_lain", pesan, "tanggal")])
        made = _Made(tx, actor, entry.pegawai_id, new, locked=False, without=entry)
        old = {name: _plain(getattr(entry, name)) for name in CONTENT}
        before = entry.status
        for name, value in made.values().items():
            setattr(entry, name, value)
        entry.status, entry.diajukan_pada = StatusAktivitas.DIAJUKAN, tx.now
        entry.alasan = None
        tx.session.flush()
        made.store_files(entry)
        _note(tx, actor, entry, before, request_id, old)
        return _saved(entry)


def withdraw(work: Work, actor: Actor, aktivitas_id: int, request_id: UUID) -> None:
    """Take an entry back before it is decided; it stays, marked. Raises `NotFound` to others, and `Refused`."""
    with work.transaction() as tx:
        entry = _own(tx, actor, aktivitas_id)
        if _was_done(tx, entry, request_id):
            return
        _changeable(tx, entry)
        before, entry.status = entry.status, StatusAktivitas.DITARIK
        tx.session.flush()
        _note(tx, actor, entry, before, request_id)


def today(tx: Transaction, actor: Actor, tanggal: date | None = None) -> DayPage:
    """The day's page of the actor's own. Raises `Denied` to who is no employee, `NotFound` for a day out of reach."""
    pegawai_id = _employee(actor)
    tanggal = tanggal or tx.today
    if not tx.today.year - NO_FLOOR <= tanggal.year <= tx.today.year + NO_FLOOR:
        raise NotFound("aktivitas_bulanan")
    row, calendar, aturan = (
        find(tx, pegawai_id, tanggal),
        calendar_for(tx, pegawai_id, tx.today.year),
        rules(tx.session, tanggal),
    )
    entries = entry_rows(tx, Aktivitas.pegawai_id == pegawai_id, Aktivitas.tanggal == tanggal)
    live = [one for one in entries if one.status in HIDUP]
    near = [Tetangga(one.id, one.nama, Selang(one.mulai, one.selesai), one.menit) for one in live]
    said, away = calendar.jawab(tanggal), _absence(tx, pegawai_id, tanggal)
    return DayPage(
        tanggal=tanggal,
        is_workday=said.hari_kerja and away is None,
        why=away or said.alasan,
        locked=is_locked(tx, tanggal, row),
        late=is_terlambat(tanggal, tx.today, calendar, aturan.aktivitas),
        entries=entries,
        minutes=sum(one.menit for one in live),
        cap=aturan.batas_harian,
        next_free=waktu_luang(near, 1),
        month=progress(tx, pegawai_id, tanggal),
    )


def month_entries(tx: Transaction, actor: Actor, bulan: date) -> list[EntryRow]:
    """All entries of the actor's own month."""
    first = bulan.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return entry_rows(
        tx, Aktivitas.pegawai_id == _employee(actor), Aktivitas.tanggal >= first, Aktivitas.tanggal < after
    )


def file_of(tx: Transaction, actor: Actor, aktivitas_id: int, berkas_id: int) -> Berkas:
    """A file of an entry with its content, for its owner and the day's verifikator. Raises `NotFound`."""
    entry = tx.session.get(Aktivitas, aktivitas_id)
    if entry is None:
        raise NotFound("aktivitas", aktivitas_id)
    if entry.pegawai_id != actor.pegawai_id and not may_verify(
        Desk(tx), actor, entry.pegawai_id, entry.tanggal
    ):
        raise NotFound("aktivitas", aktivitas_id)
    held = select(AktivitasBukti.berkas_id).where(AktivitasBukti.aktivitas_id == aktivitas_id)
    if berkas_id != entry.surat_id and berkas_id not in set(tx.session.scalars(held)):
        raise NotFound("aktivitas", aktivitas_id)
    return tx.session.scalars(select(Berkas).where(Berkas.id == berkas_id).options(undefer(Berkas.isi))).one()


# -- the content ----------------------------------------------------------------------------------------------------

CONTENT = (
    "tanggal",
    "mulai",
    "selesai",
    "versi_id",
    "waktu_baku",
    "volume",
    "menit",
    "keterangan",
    "rencana_aksi_id",
    "rhk_kunci",
    "alasan_tanpa_rhk",
    "terlambat",
    "hari_libur",
    "alasan_terlambat",
    "surat_id",
)
"""Columns that an edit may change."""


class _Made:
    """An entry in the making: everything that surrounds it, its checks, its columns and its files."""

    def __init__(
        self, tx: Transaction, actor: Actor, pegawai_id: int, new: NewEntry, locked: bool,
        without: Aktivitas | None = None,
    ) -> None:  # fmt: skip
        assert new.tanggal is not None
        self.tx, self.actor, self.pegawai_id, self.new, self.without = tx, actor, pegawai_id, new, without
        self.day: date = new.tanggal
        self.rules: AturanTpp = rules(tx.session, self.day)
        self.calendar: KalenderPegawai = calendar_for(tx, pegawai_id, tx.today.year)
        self.near = self._neighbours()
        self.item = self._item()
        self.locked = locked

    def values(self) -> dict[str, Any]:
        """The columns. Raises `Refused` with everything that is wrong."""
        isian = self._isian()
        keadaan = Keadaan(
            self.item,
            self.tx.today,
            self.calendar,
            self.rules.aktivitas,
            self.near,
            _absence(self.tx, self.pegawai_id, self.day),
            self.locked,
        )
        wrong = [*periksa(isian, keadaan), *self._link()]
        if len(self.new.bukti) + self._kept() > MAX_FILES:
            wrong.append(Pelanggaran("aktivitas.bukti", f"Paling banyak {MAX_FILES} berkas bukti.", "bukti"))
        if wrong:
            raise Refused(wrong)
        assert self.item is not None
        assert isian.volume is not None
        selang = selang_isian(isian, self.item)
        assert selang is not None
        late = is_terlambat(self.day, self.tx.today, self.calendar, self.rules.aktivitas)
        free = not self.calendar.hari_kerja(self.day)
        return {
            "tanggal": self.day,
            "mulai": selang.mulai,
            "selesai": selang.selesai,
            "versi_id": self.item.id,
            "waktu_baku": self.item.waktu_baku,
            "volume": isian.volume,
            "menit": hitung_menit(self.item, isian.volume, selang, self.rules.aktivitas),
            "keterangan": isian.keterangan.strip() or None,
            "rencana_aksi_id": self.new.rencana_aksi_id,
            "rhk_kunci": self.new.rhk_kunci,
            "alasan_tanpa_rhk": None if self.new.rhk_kunci else isian.alasan_tanpa_rhk.strip(),
            "terlambat": late,
            "hari_libur": free,
            "alasan_terlambat": isian.alasan_terlambat.strip() if late else None,
            "surat_id": self._letter() if free else None,
        }

    def store_files(self, entry: Aktivitas) -> None:
        """Keep the evidence. Raises `Refused` on `bukti`."""
        for upload in self.new.bukti:
            file = keep(self.tx, self.actor, upload, "bukti", kinds=EVIDENCE)
            self.tx.session.add(AktivitasBukti(aktivitas_id=entry.id, berkas_id=file.id))
        self.tx.session.flush()

    def _letter(self) -> int | None:
        if self.new.surat is not None:
            return keep(self.tx, self.actor, self.new.surat, "surat").id
        return None if self.without is None else self.without.surat_id

    def _kept(self) -> int:
        if self.without is None:
            return 0
        held = select(AktivitasBukti.id).where(AktivitasBukti.aktivitas_id == self.without.id)
        return len(self.tx.session.scalars(held).all())

    def _neighbours(self) -> list[Tetangga]:
        rows = entry_rows(
            self.tx,
            Aktivitas.pegawai_id == self.pegawai_id,
            Aktivitas.tanggal == self.day,
            Aktivitas.status.in_(HIDUP),
        )
        own = None if self.without is None else self.without.id
        return [
            Tetangga(one.id, one.nama, Selang(one.mulai, one.selesai), one.menit)
            for one in rows
            if one.id != own
        ]

    def _item(self) -> VersiButir | None:
        if self.new.butir_id is None:
            return None
        item = versi_pada(self.tx.session, self.new.butir_id, self.day)
        return item if item is not None and fits(item, scope_of(self.tx, self.pegawai_id, self.day)) else None

    def _isian(self) -> Isian:
        new = self.new
        mulai = new.mulai
        if mulai is None and self.item is not None and new.volume:
            panjang = self.item.waktu_baku * new.volume
            if self.item.cara_hitung is CaraHitung.VOLUME:
                mulai = waktu_luang(self.near, panjang)
        return Isian(
            tanggal=self.day,
            mulai=mulai,
            volume=new.volume,
            selesai=new.selesai,
            keterangan=new.keterangan,
            rhk_kunci=new.rhk_kunci,
            rencana_aksi_id=new.rencana_aksi_id,
            alasan_tanpa_rhk=new.alasan_tanpa_rhk,
            alasan_terlambat=new.alasan_terlambat,
            ada_surat=new.surat is not None or bool(self.without is not None and self.without.surat_id),
            jumlah_bukti=len(new.bukti) + self._kept(),
        )

    def _link(self) -> list[Pelanggaran]:
        """The yearly row and the plan that the entry serves are the person's own."""
        if self.new.rhk_kunci is None:
            return []
        own = select(Skp.id).where(Skp.pegawai_id == self.pegawai_id)
        query = (
            select(Rhk.kunci)
            .join(SkpRevisi, SkpRevisi.id == Rhk.revisi_id)
            .where(SkpRevisi.skp_id.in_(own), Rhk.kunci == self.new.rhk_kunci)
        )
        known = self.tx.session.scalars(query).first() is not None
        if known and self.new.rencana_aksi_id is not None:
            plan = self.tx.session.get(RencanaAksi, self.new.rencana_aksi_id)
            known = plan is not None and plan.skp_id in set(self.tx.session.scalars(own))
        if known:
            return []
        return [Pelanggaran("aktivitas.rhk", "Rencana hasil kerja ini tidak ada dalam SKP Anda.", "rhk")]


# -- parts ------------------------------------------------------------------------------------------------------------


def _employee(actor: Actor) -> int:
    if actor.pegawai_id is None:
        raise Denied("Aktivitas harian dicatat oleh pegawai untuk dirinya sendiri.")
    return actor.pegawai_id


def _sound_day(tx: Transaction, tanggal: date | None) -> date:
    """A day that the calendar at hand can answer for. Raises `Refused`."""
    if tanggal is None or not tx.today.year - NO_FLOOR <= tanggal.year <= tx.today.year + NO_FLOOR:
        raise Refused([Pelanggaran("aktivitas.tanggal", "Isi tanggal aktivitas yang benar.", "tanggal")])
    return tanggal


def _absence(tx: Transaction, pegawai_id: int, tanggal: date) -> str | None:
    query = select(Ketidakhadiran.jenis).where(
        Ketidakhadiran.pegawai_id == pegawai_id, Ketidakhadiran.berlaku.contains(tanggal)
    )
    kind = tx.session.scalars(query).first()
    return (
        None
        if kind is None
        else kind.value.replace("_", " ").lower().replace("cltn", "CLTN").replace("mpp", "MPP")
    )


def _by_request(tx: Transaction, pegawai_id: int, request_id: UUID) -> Aktivitas | None:
    query = select(Aktivitas).where(Aktivitas.pegawai_id == pegawai_id, Aktivitas.request_id == request_id)
    return tx.session.scalars(query).one_or_none()


def _was_done(tx: Transaction, entry: Aktivitas, request_id: UUID) -> bool:
    query = select(AktivitasRiwayat.id).where(
        AktivitasRiwayat.aktivitas_id == entry.id, AktivitasRiwayat.request_id == request_id
    )
    return tx.session.scalars(query).first() is not None


def _own(tx: Transaction, actor: Actor, aktivitas_id: int) -> Aktivitas:
    """The entry of the actor's own, its month locked against other writers."""
    entry = tx.session.get(Aktivitas, aktivitas_id)
    if entry is None or actor.pegawai_id is None or entry.pegawai_id != actor.pegawai_id:
        raise NotFound("aktivitas", aktivitas_id)
    tx.session.get_one(AktivitasBulan, entry.bulan_id, with_for_update={"key_share": True})
    tx.session.refresh(entry, with_for_update=True)
    return entry


def _changeable(tx: Transaction, entry: Aktivitas) -> None:
    row = tx.session.get_one(AktivitasBulan, entry.bulan_id)
    if not step_is_open(tx, row, ENTRY):
        pesan = "Bulan ini sudah dikunci. Kekeliruan diperbaiki dengan koreksi."
        raise Refused([Pelanggaran("aktivitas.dikunci", pesan, "tanggal")])
    if entry.status not in DAPAT_DIUBAH:
        pesan = "Aktivitas ini sudah diputus, jadi tidak dapat diubah atau ditarik. Muat ulang halaman."
        raise Refused([Pelanggaran("aktivitas.diputus", pesan)])


def _note(
    tx: Transaction, actor: Actor, entry: Aktivitas, before: StatusAktivitas | None, request_id: UUID,
    old: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    tx.session.add(
        AktivitasRiwayat(
            aktivitas_id=entry.id,
            dari=before,
            ke=entry.status,
            akun_id=actor.akun_id,
            mandat=OWN,
            request_id=request_id,
            isi_lama=old,
            pada=tx.now,
        )
    )
    tx.session.flush()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _saved(entry: Aktivitas, *, repeated: bool = False) -> Saved:
    return Saved(
        entry.id, entry.menit, entry.mulai, entry.selesai, entry.status, entry.terlambat, repeated=repeated
    )
