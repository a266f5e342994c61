"""What an entry holds: as it was filled in, and with all that surrounds it, its checks, its columns and its evidence.

Everything that is wrong with an entry is told at once. May use the rules of the domain; who may write, and when, is
asked in `entry`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from webapp.domain.aktivitas import (
    HIDUP,
    Isian,
    Keadaan,
    Selang,
    Tetangga,
    hitung_menit,
    is_terlambat,
    periksa,
    periksa_jam,
    selang_isian,
    waktu_luang,
)
from webapp.domain.aturan_tpp import AturanTpp
from webapp.domain.bank_aktivitas import CaraHitung, VersiButir
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.pola_kerja import KalenderPegawai
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.files import EVIDENCE, Upload, keep
from webapp.services.months.evidence_links import host_of
from webapp.services.people.calendars.days import calendar_for
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, AktivitasBukti
from webapp.storage.bank import versi_pada
from webapp.storage.bulanan import RencanaAksi
from webapp.storage.registri import JenisKetidakhadiran, Ketidakhadiran
from webapp.storage.skp import Rhk, Skp, SkpRevisi

from .month import rules
from .rows import entry_rows
from .scope import fits, scope_of

MAX_FILES = 3
"""Pieces of evidence of one entry, addresses among them."""

MAX_LINK = 2_000


@dataclass(frozen=True)
class NewEntry:
    """An entry as it was filled in. `mulai` None: the next free time; `selesai` is for items that measure time.

    `jam_perangkat` is the clock of a device that had kept the entry while it had no line.
    """

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
    tautan: Sequence[str] = field(default_factory=tuple)
    jam_perangkat: datetime | None = None


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


class Made:
    """An entry in the making: everything that surrounds it, its checks, its columns and its files."""

    def __init__(
        self, tx: Transaction, actor: Actor, pegawai_id: int, new: NewEntry, locked: bool,
        without: Aktivitas | None = None, wrong: Sequence[Pelanggaran] = (),
    ) -> None:  # fmt: skip
        assert new.tanggal is not None
        self.wrong = [*wrong, *periksa_jam(new.jam_perangkat, tx.now.astimezone(tx.work.zone))]
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
            absence(self.tx, self.pegawai_id, self.day),
            self.locked,
        )
        wrong = [*self.wrong, *periksa(isian, keadaan), *self._link(), *self._evidence()]
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
        """Keep the evidence: files and addresses. Raises `Refused` on `bukti`."""
        for upload in self.new.bukti:
            file = keep(self.tx, self.actor, upload, "bukti", kinds=EVIDENCE)
            self.tx.session.add(AktivitasBukti(aktivitas_id=entry.id, berkas_id=file.id))
        for address in self.new.tautan:
            self.tx.session.add(AktivitasBukti(aktivitas_id=entry.id, tautan=address))
        self.tx.session.flush()

    def _letter(self) -> int | None:
        if self.new.surat is not None:
            return keep(self.tx, self.actor, self.new.surat, "surat").id
        return None if self.without is None else self.without.surat_id

    def _evidence(self) -> list[Pelanggaran]:
        wrong = []
        if self._pieces() > MAX_FILES:
            wrong.append(
                Pelanggaran("aktivitas.bukti", Sentence("Paling banyak %(n)s bukti.", n=MAX_FILES), "bukti")
            )
        if any(host_of(one) is None or len(one) > MAX_LINK for one in self.new.tautan):
            pesan = "Isi alamat lengkap yang diawali https://, misalnya https://situs.go.id/laporan.pdf."
            wrong.append(Pelanggaran("aktivitas.tautan", pesan, "tautan"))
        return wrong

    def _pieces(self) -> int:
        return len(self.new.bukti) + len(self.new.tautan) + self._kept()

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
            with_evidence=False,
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
        if mulai is None and self.item is not None and self.item.cara_hitung is CaraHitung.VOLUME:
            # Where no time is long enough, the rules say so best of the first minute that is free.
            mulai = waktu_luang(self.near, self.item.waktu_baku * max(new.volume or 1, 1))
            mulai = waktu_luang(self.near, 1) if mulai is None else mulai
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
            jumlah_bukti=self._pieces(),
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


def absence(tx: Transaction, pegawai_id: int, tanggal: date) -> str | None:
    """What the register says of a person who is away on a day; None of one who is not."""
    query = select(Ketidakhadiran.jenis).where(
        Ketidakhadiran.pegawai_id == pegawai_id, Ketidakhadiran.berlaku.contains(tanggal)
    )
    kind = tx.session.scalars(query).first()
    return None if kind is None else absence_word(kind)


def absence_word(kind: JenisKetidakhadiran) -> str:
    """A kind of absence in words: "cuti tahunan"."""
    return kind.value.replace("_", " ").lower().replace("cltn", "CLTN").replace("mpp", "MPP")
