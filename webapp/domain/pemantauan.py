"""Monitoring and coaching in the year: who may say what about an employee, and what must follow.

Feedback of the evaluator says whether there is progress and what is done about it; that of others is words alone.
Pure: rows come in as values, findings go out as values [PP 30/2019 Pasal 33-40; PermenPANRB 6/2022].
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence


class Dari(StrEnum):
    """In which capacity somebody gives feedback."""

    PENILAI = "PENILAI"
    KETUA_TIM = "KETUA_TIM"
    REKAN = "REKAN"
    BAWAHAN = "BAWAHAN"
    PENERIMA_LAYANAN = "PENERIMA_LAYANAN"


class Objek(StrEnum):
    """What feedback is about: one RHK, one value of BerAKHLAK, or the work in general."""

    UMUM = "UMUM"
    RHK = "RHK"
    PERILAKU = "PERILAKU"


class Kanal(StrEnum):
    """How it was said."""

    TATAP_MUKA = "TATAP_MUKA"
    DARING = "DARING"
    TELEPON = "TELEPON"
    TERTULIS = "TERTULIS"


class Kemajuan(StrEnum):
    """What the evaluator sees."""

    MENUNJUKKAN = "MENUNJUKKAN"
    TIDAK_MENUNJUKKAN = "TIDAK_MENUNJUKKAN"


class Tindak(StrEnum):
    """What the evaluator does about it. Bimbingan and konseling together are pembinaan kinerja."""

    APRESIASI = "APRESIASI"
    PENUGASAN_BARU = "PENUGASAN_BARU"
    PENYESUAIAN_EKSPEKTASI = "PENYESUAIAN_EKSPEKTASI"
    PENYESUAIAN_DUKUNGAN = "PENYESUAIAN_DUKUNGAN"
    BIMBINGAN = "BIMBINGAN"
    KONSELING = "KONSELING"


PEMBINAAN = frozenset({Tindak.BIMBINGAN, Tindak.KONSELING})

TINDAK: Mapping[Kemajuan, tuple[Tindak, ...]] = {
    Kemajuan.MENUNJUKKAN: (Tindak.APRESIASI, Tindak.PENUGASAN_BARU),
    Kemajuan.TIDAK_MENUNJUKKAN: (
        Tindak.PENYESUAIAN_EKSPEKTASI,
        Tindak.PENYESUAIAN_DUKUNGAN,
        Tindak.BIMBINGAN,
        Tindak.KONSELING,
    ),
}
"""The two branches of monitoring, and what may be chosen in each."""

_PILIH: Mapping[Kemajuan, str] = {
    Kemajuan.MENUNJUKKAN: "Pilih apresiasi, penugasan baru, atau keduanya.",
    Kemajuan.TIDAK_MENUNJUKKAN: (
        "Pegawai tidak menunjukkan kemajuan. Pilih tindakan: penyesuaian ekspektasi, penyesuaian dukungan sumber "
        "daya, atau pembinaan (bimbingan, konseling, atau keduanya)."
    ),
}


def periksa_tindak(kemajuan: Kemajuan, tindak: Iterable[Tindak]) -> list[Pelanggaran]:
    """Whether what is chosen fits what was seen: at least one action, and of that branch alone."""
    dipilih, boleh = set(tindak), TINDAK[kemajuan]
    letak = "tindak_maju" if kemajuan is Kemajuan.MENUNJUKKAN else "tindak_tidak_maju"
    if not dipilih:
        return [Pelanggaran("pemantauan.tanpa_tindak", _PILIH[kemajuan], letak)]
    if dipilih - set(boleh):
        return [
            Pelanggaran(
                "pemantauan.cabang",
                Sentence("Tindakan ini bukan dari cabang itu. %(saran)s", saran=Sentence(_PILIH[kemajuan])),
                letak,
            )
        ]
    return []


@dataclass(frozen=True)
class Amatan:
    """One feedback of the evaluator as the escalation sees it; corrected ones are left out by the caller."""

    tanggal: date
    kemajuan: Kemajuan
    pembinaan: bool


def bulan_tanpa_kemajuan(amatan: Sequence[Amatan]) -> tuple[date, date] | None:
    """The first days of the two newest successive months that ended without progress while no pembinaan was opened.

    The last word of a month counts for the month. None: nothing is to be told to the evaluator's superior [DESIGN].
    """
    terakhir: dict[date, Amatan] = {}
    for satu in sorted(amatan, key=lambda satu: satu.tanggal):
        terakhir[satu.tanggal.replace(day=1)] = satu
    for kini in sorted(terakhir, reverse=True):
        lalu = _bulan_lalu(kini)
        if lalu in terakhir and _macet(terakhir[kini]) and _macet(terakhir[lalu]):
            dibina = any(satu.pembinaan for satu in amatan if satu.tanggal >= lalu)
            return None if dibina else (lalu, kini)
    return None


def _macet(satu: Amatan) -> bool:
    return satu.kemajuan is Kemajuan.TIDAK_MENUNJUKKAN


def _bulan_lalu(bulan: date) -> date:
    return (
        bulan.replace(year=bulan.year - 1, month=12)
        if bulan.month == 1
        else bulan.replace(month=bulan.month - 1)
    )
