"""A daily activity: what an entry must hold, how many minutes it is, and which states it may take.

Minutes feed an allowance, so they come from a version of the Bank Aktivitas that is frozen with the entry, and only
what the verifikator has approved counts. Pure: calendars, neighbours of the day and numbers [CONFIG] are the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from webapp.domain.bank_aktivitas import CaraHitung, VersiButir
from webapp.domain.kalender import HariKerja
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence

SEHARI = 1_440
"""Minutes of a day."""

BEDA_JAM = timedelta(hours=18)
"""How far a device's clock may be off while its day can still be trusted."""

MAKS_KETERANGAN = 1_000
MAKS_ALASAN = 500
MIN_ALASAN = 5


class StatusAktivitas(StrEnum):
    """States of an entry. What is being typed is no entry yet; only DISETUJUI counts."""

    DIAJUKAN = "DIAJUKAN"
    REVISI = "REVISI"
    DISETUJUI = "DISETUJUI"
    DITOLAK = "DITOLAK"
    DITARIK = "DITARIK"


HIDUP = frozenset({StatusAktivitas.DIAJUKAN, StatusAktivitas.REVISI, StatusAktivitas.DISETUJUI})
"""States in which an entry takes its time of the day."""

DAPAT_DIUBAH = frozenset({StatusAktivitas.DIAJUKAN, StatusAktivitas.REVISI})
"""States in which its owner may still change or withdraw it."""

PERPINDAHAN: Mapping[StatusAktivitas, frozenset[StatusAktivitas]] = {
    StatusAktivitas.DIAJUKAN: frozenset(StatusAktivitas) - {StatusAktivitas.DIAJUKAN},
    StatusAktivitas.REVISI: frozenset({StatusAktivitas.DIAJUKAN, StatusAktivitas.DITARIK}),
    StatusAktivitas.DISETUJUI: frozenset(),
    StatusAktivitas.DITOLAK: frozenset(),
    StatusAktivitas.DITARIK: frozenset(),
}
"""Which state may follow which; a decision is the last word until the month is corrected."""


@dataclass(frozen=True)
class AturanAktivitas:
    """Numbers of the rule set [CONFIG `tpp`]: minutes a day, working days without a reason, tolerance."""

    batas_harian: int = 600
    terlambat_hari: int = 3
    toleransi_durasi: Decimal = Decimal(1)


@dataclass(frozen=True)
class Selang:
    """A time of the day in minutes since midnight, `mulai` included, `selesai` not. Raises ValueError if it is none."""

    mulai: int
    selesai: int

    def __post_init__(self) -> None:
        if not 0 <= self.mulai < self.selesai <= SEHARI:
            raise ValueError(f"selang {self.mulai}-{self.selesai} tidak ada dalam sehari")

    def irisan(self, lain: Selang) -> int:
        """How many minutes both hold."""
        return max(0, min(self.selesai, lain.selesai) - max(self.mulai, lain.mulai))

    def __str__(self) -> str:
        return f"{cetak_jam(self.mulai)}-{cetak_jam(self.selesai)}"


def cetak_jam(menit: int) -> str:
    """Minutes since midnight as "08.30"."""
    return f"{menit // 60:02d}.{menit % 60:02d}"


@dataclass(frozen=True)
class Tetangga:
    """Another live entry of the same person and day."""

    id: int
    nama: str
    selang: Selang
    menit: int


@dataclass(frozen=True)
class Isian:
    """An entry as its owner writes it; None is what was not filled or could not be read.

    `selesai` is asked for items that measure time; for counted items it follows from `mulai` and the minutes.
    """

    tanggal: date | None
    mulai: int | None
    volume: int | None
    selesai: int | None = None
    keterangan: str = ""
    rhk_kunci: str | None = None
    rencana_aksi_id: int | None = None
    alasan_tanpa_rhk: str = ""
    alasan_terlambat: str = ""
    ada_surat: bool = False
    jumlah_bukti: int = 0


@dataclass(frozen=True)
class Keadaan:
    """What surrounds an entry: the bank item's version, the day, its neighbours, and the numbers."""

    butir: VersiButir | None
    hari_ini: date
    kalender: HariKerja
    aturan: AturanAktivitas = field(default_factory=AturanAktivitas)
    tetangga: Sequence[Tetangga] = ()
    cuti: str | None = None
    dikunci: bool = False


def hitung_menit(butir: VersiButir, volume: int, selang: Selang | None, aturan: AturanAktivitas) -> int:
    """The minutes of an entry: standard time × volume, or the measured time capped by standard × tolerance."""
    baku = butir.waktu_baku * volume
    if butir.cara_hitung is CaraHitung.VOLUME or selang is None:
        return baku
    batas = int(baku * aturan.toleransi_durasi)
    return min(selang.selesai - selang.mulai, batas)


def selang_isian(isian: Isian, butir: VersiButir) -> Selang | None:
    """The time of the day that an entry takes; None where it is not a time of one day."""
    if isian.mulai is None or isian.volume is None or isian.volume < 1:
        return None
    selesai = isian.selesai
    if butir.cara_hitung is CaraHitung.VOLUME:
        selesai = isian.mulai + butir.waktu_baku * isian.volume
    if selesai is None or not 0 <= isian.mulai < selesai <= SEHARI:
        return None
    return Selang(isian.mulai, selesai)


def periksa(isian: Isian, keadaan: Keadaan) -> list[Pelanggaran]:
    """Everything that is wrong with an entry, all at once."""
    salah = [*_periksa_tanggal(isian, keadaan), *_periksa_butir(isian, keadaan), *_periksa_isi(isian)]
    if keadaan.butir is not None:
        salah += _periksa_waktu(isian, keadaan, keadaan.butir)
    return salah


def _periksa_tanggal(isian: Isian, keadaan: Keadaan) -> list[Pelanggaran]:
    tanggal = isian.tanggal
    if tanggal is None:
        return [_salah("tanggal", "Isi tanggal aktivitas yang ada di kalender.", "tanggal")]
    if keadaan.dikunci:
        pesan = "Bulan ini sudah dikunci. Kekeliruan diperbaiki dengan koreksi, yang disetujui atasan verifikator."
        return [_salah("dikunci", pesan, "tanggal")]
    if tanggal > keadaan.hari_ini:
        pesan = Sentence(
            "Tanggal %(tanggal)s belum tiba; menurut jam sistem hari ini %(hari_ini)s. "
            "Periksa jam perangkat Anda.",
            tanggal=tanggal,
            hari_ini=keadaan.hari_ini,
        )
        return [_salah("belum_tiba", pesan, "tanggal")]
    salah = []
    if keadaan.cuti is not None:
        pesan = Sentence(
            "Pada %(tanggal)s Anda tercatat %(cuti)s. Pilih tanggal lain.", tanggal=tanggal, cuti=keadaan.cuti
        )
        salah.append(_salah("cuti", pesan, "tanggal"))
    if not keadaan.kalender.hari_kerja(tanggal) and not isian.ada_surat:
        pesan = Sentence(
            "%(tanggal)s bukan hari kerja Anda. Lampirkan surat tugas, atau pilih tanggal lain.",
            tanggal=tanggal,
        )
        salah.append(_salah("hari_libur", pesan, "tanggal"))
    beralasan = MIN_ALASAN <= len(isian.alasan_terlambat.strip()) <= MAKS_ALASAN
    if not beralasan and is_terlambat(tanggal, keadaan.hari_ini, keadaan.kalender, keadaan.aturan):
        pesan = Sentence(
            "Aktivitas lebih dari %(terlambat_hari)s hari kerja yang lalu memerlukan alasan "
            "(%(min_alasan)s sampai %(maks_alasan)s huruf). Isi alasan terlambat.",
            terlambat_hari=keadaan.aturan.terlambat_hari,
            min_alasan=MIN_ALASAN,
            maks_alasan=MAKS_ALASAN,
        )
        salah.append(_salah("terlambat", pesan, "alasan_terlambat"))
    return salah


def is_terlambat(tanggal: date, hari_ini: date, kalender: HariKerja, aturan: AturanAktivitas) -> bool:
    """Whether an entry of that day comes later than the rule set allows without a reason."""
    batas, hari = aturan.terlambat_hari, tanggal
    while hari < hari_ini:
        hari += timedelta(days=1)
        batas -= kalender.hari_kerja(hari)
        if batas < 0:
            return True
    return False


def _periksa_butir(isian: Isian, keadaan: Keadaan) -> list[Pelanggaran]:
    if keadaan.butir is None:
        pesan = "Pilih butir dari Bank Aktivitas; keterangan saja tidak cukup karena tidak punya waktu baku."
        return [_salah("butir", pesan, "butir")]
    if keadaan.butir.wajib_bukti and isian.jumlah_bukti < 1:
        pesan = Sentence(
            "Butir %(nama)s memerlukan bukti. Ambil foto atau lampirkan berkas.", nama=keadaan.butir.nama
        )
        return [_salah("bukti", pesan, "bukti")]
    return []


def _periksa_isi(isian: Isian) -> list[Pelanggaran]:
    salah = []
    if len(isian.keterangan) > MAKS_KETERANGAN:
        pesan: str = Sentence(
            "Keterangan paling panjang %(maks_keterangan)s huruf.", maks_keterangan=MAKS_KETERANGAN
        )
        salah.append(_salah("keterangan", pesan, "keterangan"))
    if not isian.rhk_kunci and not isian.alasan_tanpa_rhk.strip():
        pesan = "Pilih rencana hasil kerja yang dilayani, atau sebutkan alasannya, misalnya: tugas lain."
        salah.append(_salah("rhk", pesan, "rhk"))
    if len(isian.alasan_tanpa_rhk) > MAKS_ALASAN:
        salah.append(
            _salah(
                "rhk",
                Sentence("Alasan paling panjang %(maks_alasan)s huruf.", maks_alasan=MAKS_ALASAN),
                "rhk",
            )
        )
    return salah


def _periksa_waktu(isian: Isian, keadaan: Keadaan, butir: VersiButir) -> list[Pelanggaran]:
    salah = []
    if isian.volume is None or isian.volume < 1:
        salah.append(
            _salah(
                "volume", Sentence("Isi volume paling sedikit 1 %(satuan)s.", satuan=butir.satuan), "volume"
            )
        )
    if isian.mulai is None or not 0 <= isian.mulai < SEHARI:
        salah.append(_salah("mulai", "Isi jam mulai antara 00.00 dan 23.59.", "mulai"))
    if salah:
        return salah
    selang = selang_isian(isian, butir)
    if selang is None:
        if butir.cara_hitung is CaraHitung.DURASI:
            pesan = "Isi jam selesai sesudah jam mulai, pada hari yang sama."
            return [_salah("selesai", pesan, "selesai")]
        return [_salah("lewat_hari", "Aktivitas ini melewati tengah malam. Kurangi volumenya.", "volume")]
    assert isian.volume is not None
    return [*_periksa_tumpang(selang, keadaan), *_periksa_sehari(isian.volume, selang, keadaan, butir)]


def _periksa_tumpang(selang: Selang, keadaan: Keadaan) -> list[Pelanggaran]:
    return [
        _salah(
            "tumpang_tindih",
            Sentence(
                "Bertumpang tindih %(bersama)s menit dengan %(nama)s (%(selang)s). Ubah jam mulai.",
                bersama=bersama,
                nama=lain.nama,
                selang=lain.selang,
            ),
            "mulai",
        )
        for lain in keadaan.tetangga
        if (bersama := selang.irisan(lain.selang)) > 0
    ]


def _periksa_sehari(volume: int, selang: Selang, keadaan: Keadaan, butir: VersiButir) -> list[Pelanggaran]:
    menit = hitung_menit(butir, volume, selang, keadaan.aturan)
    ada = sum(lain.menit for lain in keadaan.tetangga)
    if ada + menit <= keadaan.aturan.batas_harian:
        return []
    pesan = Sentence(
        "Sehari paling banyak %(batas_harian)s menit; sudah tercatat %(ada)s, ditambah "
        "ini %(jumlah)s. Kurangi volumenya.",
        batas_harian=keadaan.aturan.batas_harian,
        ada=ada,
        jumlah=ada + menit,
    )
    return [_salah("batas_harian", pesan, "volume")]


def waktu_luang(tetangga: Iterable[Tetangga], panjang: int, mulai: int = 450) -> int | None:
    """The first free time of the day from `mulai` (07.30) that holds `panjang` minutes; None where there is none."""
    for lain in sorted(tetangga, key=lambda satu: satu.selang.mulai):
        if lain.selang.mulai - mulai >= panjang:
            break
        mulai = max(mulai, lain.selang.selesai)
    return mulai if mulai + panjang <= SEHARI else None


@dataclass(frozen=True)
class Tercatat:
    """An entry as far as counting needs it."""

    tanggal: date
    status: StatusAktivitas
    menit: int


def menit_terhitung(daftar: Iterable[Tercatat], bulan: date) -> int:
    """The minutes that count for the month of `bulan`: approved entries of its days, whatever the order."""
    return sum(
        satu.menit
        for satu in daftar
        if satu.status is StatusAktivitas.DISETUJUI
        and (satu.tanggal.year, satu.tanggal.month) == (bulan.year, bulan.month)
    )


def periksa_jam(perangkat: datetime | None, sekarang: datetime) -> list[Pelanggaran]:
    """A device that kept an entry without a line must know the day: its clock is not a day off or more."""
    if perangkat is None or abs(perangkat - sekarang) < BEDA_JAM:
        return []
    pesan = Sentence(
        "Jam perangkat Anda menunjukkan %(perangkat)s, padahal menurut jam sistem hari "
        "ini %(sekarang)s. Betulkan jam perangkat, periksa tanggal aktivitas ini, lalu "
        "kirim lagi.",
        perangkat=perangkat.astimezone(sekarang.tzinfo).date(),
        sekarang=sekarang.date(),
    )
    return [_salah("jam_perangkat", pesan, "tanggal")]


def boleh_pindah(dari: StatusAktivitas, ke: StatusAktivitas) -> bool:
    """Whether an entry may go from one state to another."""
    return ke in PERPINDAHAN[dari]


def periksa_putusan(putusan: StatusAktivitas, alasan: str) -> list[Pelanggaran]:
    """What is wrong with a verifikator's decision: refusing and returning need a reason."""
    if putusan not in {StatusAktivitas.DISETUJUI, StatusAktivitas.DITOLAK, StatusAktivitas.REVISI}:
        return [_salah("putusan", "Pilih setujui, tolak, atau minta perbaikan.", "putusan")]
    if putusan is not StatusAktivitas.DISETUJUI and not MIN_ALASAN <= len(alasan.strip()) <= MAKS_ALASAN:
        pesan = Sentence(
            "Tulis alasannya (%(min_alasan)s sampai %(maks_alasan)s huruf), supaya pegawai "
            "tahu apa yang kurang.",
            min_alasan=MIN_ALASAN,
            maks_alasan=MAKS_ALASAN,
        )
        return [_salah("alasan", pesan, "alasan")]
    return []


def _salah(kode: str, pesan: str, letak: str) -> Pelanggaran:
    return Pelanggaran(f"aktivitas.{kode}", pesan, letak)
