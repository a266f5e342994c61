"""The month of an SKP: which months there are, until when each act is due, and what a sheet must hold.

The monthly target comes from the action plan and never stands without its yearly row; lateness is told by working
days. Pure: calendars, rows and the numbers of the rule set [CONFIG] are the caller's.
"""

from calendar import monthrange
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from webapp.domain.kalender import HariKerja
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.predikat import Rating
from webapp.domain.sentences import Sentence
from webapp.domain.tenggat import BatasWaktu, Saat

SEMUA_BULAN = tuple(range(1, 13))
TRIWULAN = (3, 6, 9, 12)

MAKS_URAIAN = 1_000
MAKS_SATUAN = 60
MAKS_TEKS = 4_000


class StatusBulanan(StrEnum):
    """States of one month's sheet. `NIHIL`: nothing was planned, or the person was freed the whole month."""

    TARGET_DRAF = "TARGET_DRAF"
    TARGET_DIAJUKAN = "TARGET_DIAJUKAN"
    BERJALAN = "BERJALAN"
    BERJALAN_OTOMATIS = "BERJALAN_OTOMATIS"
    PENILAIAN_DIRI = "PENILAIAN_DIRI"
    REALISASI_DIAJUKAN = "REALISASI_DIAJUKAN"
    DINILAI = "DINILAI"
    TERKUNCI = "TERKUNCI"
    NIHIL = "NIHIL"
    DITUTUP_SEGMEN = "DITUTUP_SEGMEN"


SEDANG_BERJALAN = frozenset({StatusBulanan.BERJALAN, StatusBulanan.BERJALAN_OTOMATIS})
"""States in which the target counts and the month is being worked."""

BUKTI_TERBUKA = SEDANG_BERJALAN | {StatusBulanan.PENILAIAN_DIRI, StatusBulanan.REALISASI_DIAJUKAN}
"""States in which evidence may be added: after the target counts, before the evaluation."""

BELUM_BERTARGET = frozenset({StatusBulanan.TARGET_DRAF, StatusBulanan.TARGET_DIAJUKAN})


DIJADWALKAN = "skp_bulanan.dijadwalkan"
TARGET_TERLAMBAT = "skp_bulanan.target_terlambat"
TARGET_OTOMATIS = "skp_bulanan.target_otomatis"
KUNCI = "skp_bulanan.kunci"
REALISASI = "evaluasi_bulanan.isi_realisasi"
PENILAIAN = "evaluasi_bulanan.nilai_bulanan"
TANGGAPAN = "evaluasi_bulanan.tanggapan"
"""Keys of the days of a sheet in the table of deadlines [CONFIG table `batas_waktu`]."""

BatasLangkah = Callable[[str], BatasWaktu]
"""The table of deadlines: the row of a key."""


@dataclass(frozen=True)
class JadwalBulan:
    """The days of one sheet. `mulai` and `selesai` are the first and last day of the month inside the SKP's period.

    Every deadline is the last day that is still in time; `otomatis` is the day at whose end an unanswered target
    counts by itself.
    """

    mulai: date
    selesai: date
    batas_target: date
    otomatis: date
    batas_realisasi: date
    batas_penilaian: date
    kunci: date


def bulan_skp(periode: Masa, tahun: int) -> list[int]:
    """The months of a year that a period touches: also those in which it begins or ends."""
    return [bulan for bulan in SEMUA_BULAN if periode.beririsan(bulan_penuh(tahun, bulan))]


def bulan_penuh(tahun: int, bulan: int) -> Masa:
    """The whole month."""
    return Masa.inklusif(date(tahun, bulan, 1), date(tahun, bulan, monthrange(tahun, bulan)[1]))


def hari_buka(tahun: int, bulan: int, batas: BatasWaktu, kalender: HariKerja) -> date:
    """The day on which a sheet is made: in the month before, on its last day at the latest. `batas`: `DIJADWALKAN`."""
    sebelum = date(tahun, bulan, 1) - timedelta(days=1)
    return min(batas.hari_terakhir(Saat(sebelum, tahun, bulan), lambda _: kalender), sebelum)


def saat_lembar(lembar: "HariLembar", lembar_dibuka: date, dibuka: date) -> Saat:
    """What the last day of a step of a sheet is counted in.

    A month that begins inside the month, or whose sheet could only be opened after its first day (the SKP was set
    late), counts from that day: nobody is late for a sheet that was not there.
    """
    return Saat(
        dibuka,
        lembar.mulai.year,
        lembar.mulai.month,
        sebelum=max(lembar.mulai, lembar_dibuka) - timedelta(days=1),
        akhir=max(lembar.selesai, lembar.batas_target),
    )


class HariLembar(Protocol):
    """The days of a sheet from which those of its steps are counted."""

    @property
    def mulai(self) -> date: ...
    @property
    def selesai(self) -> date: ...
    @property
    def batas_target(self) -> date: ...


def jadwal(
    tahun: int, bulan: int, periode: Masa, dibuka: date, kalender: HariKerja, batas: BatasLangkah
) -> JadwalBulan:
    """When what is due, by the table of deadlines. `dibuka`: the day on which the sheet is made.

    The target is in time until the n-th working day of the month [I10]; the sheet is locked at the earliest when its
    evaluation is due.
    """
    penuh = bulan_penuh(tahun, bulan)
    akhir, selesai_periode = penuh.hari_terakhir, periode.hari_terakhir
    assert akhir is not None
    mulai = max(penuh.mulai, periode.mulai)
    selesai = akhir if selesai_periode is None else min(akhir, selesai_periode)

    def hari(kunci: str, saat: Saat) -> date:
        return batas(kunci).hari_terakhir(saat, lambda _: kalender)

    awal = Saat(dibuka, tahun, bulan, sebelum=max(mulai, dibuka) - timedelta(days=1))
    batas_target = hari(TARGET_TERLAMBAT, awal)
    lanjut = replace(awal, akhir=max(selesai, batas_target))
    penilaian = hari(PENILAIAN, lanjut)
    return JadwalBulan(
        mulai=mulai,
        selesai=selesai,
        batas_target=batas_target,
        otomatis=hari(TARGET_OTOMATIS, awal),
        batas_realisasi=hari(REALISASI, lanjut),
        batas_penilaian=penilaian,
        kunci=max(penilaian, hari(KUNCI, Saat(dibuka, tahun, bulan))),
    )


# -- the action plan ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rencana:
    """What is planned of one yearly row in one month: in words, with a number and its unit or without."""

    rhk_kunci: str
    bulan: int
    uraian: str
    target: Decimal | None = None
    satuan: str | None = None
    iki_kunci: str | None = None


def periksa_rencana(
    rhk: Sequence[str], bulan: Sequence[int], rencana: Sequence[Rencana]
) -> list[Pelanggaran]:
    """Whether a plan may be set: every yearly row has a month, and no month lies outside the period [I4]."""
    salah = []
    for kunci in rhk:
        if not any(satu.rhk_kunci == kunci for satu in rencana):
            pesan = "RHK ini belum punya bulan. Tandai paling sedikit satu bulan."
            salah.append(Pelanggaran("rencana.kosong", pesan, f"rencana.{kunci}"))
    for satu in rencana:
        if satu.rhk_kunci not in rhk:
            pesan = "rhk_id wajib: rencana aksi harus menunjuk RHK tahunan yang berlaku."
            salah.append(Pelanggaran("rhk_id.wajib", pesan, f"rencana.{satu.rhk_kunci}"))
        elif satu.bulan not in bulan:
            pesan = "Bulan ini di luar periode SKP. Kosongkan."
            salah.append(Pelanggaran("rencana.bulan", pesan, f"rencana.{satu.rhk_kunci}.{satu.bulan}.target"))
    return salah + [satu for r in rencana for satu in _periksa_butir(r, f"rencana.{r.rhk_kunci}.{r.bulan}")]


def rencana_berjalan(
    rhk: Collection[str], dibuka: Collection[int], rencana: Sequence[Rencana]
) -> list[Rencana]:
    """The plan without what months that have a sheet keep of rows that a change of the SKP took away.

    Those months stay as they were planned; they are no fault of the version in force.
    """
    return [satu for satu in rencana if satu.rhk_kunci in rhk or satu.bulan not in dibuka]


def _periksa_butir(satu: "Rencana | BarisTarget", letak: str) -> list[Pelanggaran]:
    salah = []
    if not satu.uraian:
        pesan = "Tulis apa yang dikerjakan bulan ini."
        salah.append(Pelanggaran("rencana.uraian", pesan, f"{letak}.uraian"))
    elif len(satu.uraian) > MAKS_URAIAN:
        pesan = Sentence("Uraian paling panjang %(maks_uraian)s huruf. Pendekkan.", maks_uraian=MAKS_URAIAN)
        salah.append(Pelanggaran("rencana.uraian", pesan, f"{letak}.uraian"))
    if (satu.target is None) != (not satu.satuan):
        pesan = "Target angka dan satuannya diisi bersama, misalnya 2 dan dokumen; atau kosongkan keduanya."
        salah.append(Pelanggaran("rencana.satuan", pesan, f"{letak}.target"))
    if satu.target is not None and satu.target < 0:
        salah.append(Pelanggaran("rencana.target", "Target tidak boleh kurang dari nol.", f"{letak}.target"))
    return salah


# -- the sheet ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BarisTarget:
    """A row of a sheet as handed in; `rhk_kunci` names the yearly row and is never left out."""

    rhk_kunci: str
    uraian: str
    target: Decimal | None = None
    satuan: str | None = None
    iki_kunci: str | None = None


def periksa_target(rhk: Sequence[str], baris: Mapping[str, BarisTarget]) -> list[Pelanggaran]:
    """Whether rows may be the target of a month; `baris` by the name that its place has on the page [I4]."""
    if not baris:
        pesan = "Lembar bulan ini tidak punya baris. Tambahkan paling sedikit satu baris di bawah sebuah RHK."
        return [Pelanggaran("target.kosong", pesan, "baris")]
    salah = []
    for nama, satu in baris.items():
        if satu.rhk_kunci not in rhk:
            pesan = "rhk_id wajib: setiap baris bulanan harus menunjuk satu RHK tahunan. Pilih RHK-nya."
            salah.append(Pelanggaran("rhk_id.wajib", pesan, f"baris.{nama}.rhk"))
        salah += _periksa_butir(satu, f"baris.{nama}")
    return salah


@dataclass(frozen=True)
class IsiRealisasi:
    """What became of one row: a number, words, where they come from; or nothing, with the reason."""

    angka: Decimal | None = None
    narasi: str = ""
    sumber_data: str = ""
    nihil: bool = False
    alasan_nihil: str = ""


def periksa_realisasi(
    baris: Mapping[int, Decimal | None], isi: Mapping[int, IsiRealisasi]
) -> list[Pelanggaran]:
    """Whether every row is filled or "nihil" with a reason; `baris` gives the target's number by row."""
    salah = []
    for baris_id, target in baris.items():
        salah += _periksa_satu_realisasi(f"realisasi.{baris_id}", target, isi.get(baris_id, IsiRealisasi()))
    return salah


def _periksa_satu_realisasi(letak: str, target: Decimal | None, satu: IsiRealisasi) -> list[Pelanggaran]:
    if satu.nihil:
        if satu.alasan_nihil:
            return []
        pesan = "Tulis alasan mengapa tidak ada hasil bulan ini."
        return [Pelanggaran("realisasi.alasan", pesan, f"{letak}.alasan_nihil")]
    salah = []
    if target is not None and satu.angka is None:
        pesan = "Isi angka realisasi, atau tandai nihil dengan alasannya."
        salah.append(Pelanggaran("realisasi.angka", pesan, f"{letak}.angka"))
    if not satu.narasi:
        pesan = "Ceritakan hasilnya dalam satu dua kalimat, atau tandai nihil dengan alasannya."
        salah.append(Pelanggaran("realisasi.narasi", pesan, f"{letak}.narasi"))
    if not satu.sumber_data:
        pesan = "Sebut sumber datanya, misalnya register surat atau laporan bulanan."
        salah.append(Pelanggaran("realisasi.sumber", pesan, f"{letak}.sumber_data"))
    return salah


def periksa_penilaian(hasil_kerja: Rating, perilaku: Rating, umpan_balik: str) -> list[Pelanggaran]:
    """A judgement above or below what was expected needs words: it praises or it helps [PermenPANRB 6/2022]."""
    if umpan_balik or {hasil_kerja, perilaku} == {Rating.SESUAI_EKSPEKTASI}:
        return []
    pesan = "Tulis umpan balik: nilai di atas atau di bawah ekspektasi harus disertai alasannya."
    return [Pelanggaran("umpan_balik.wajib", pesan, "umpan_balik")]


# -- links -------------------------------------------------------------------------------------------------------

PENYIMPANAN_PRIBADI = ("drive.google.com", "docs.google.com", "photos.google.com", "1drv.ms", "onedrive.live.com",
                       "dropbox.com", "icloud.com", "mega.nz")  # fmt: skip
"""Hosts of storage that is its owner's until shared; the rule set names them [CONFIG rule `penyimpanan_pribadi`]."""


def penyimpanan_pribadi(host: str, daftar: Sequence[str] = PENYIMPANAN_PRIBADI) -> bool:
    """Whether a host is such a storage, itself or a part of it."""
    host = host.lower().rstrip(".")
    return any(host == satu or host.endswith(f".{satu}") for satu in daftar)
