"""NIP: the 18-digit number of a civil servant.

Digits 1-8 birth date, 9-12 year of first appointment, 13-14 month of appointment (PNS, 01-12) or contract
code (PPPK, 21-29), 15 sex, 16-18 serial. There is no check digit. A NIP is personal data: logs get `samar`
only.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence

PANJANG_NIP = 18
USIA_MINIMUM = 18  # youngest age in years at appointment


class JenisAsn(StrEnum):
    """Kinds of civil servant [UU 20/2023]: permanent (PNS) and by contract (PPPK)."""

    PNS = "PNS"
    PPPK = "PPPK"


class JenisKelamin(StrEnum):
    """Sex as coded in digit 15: 1 male, 2 female."""

    LAKI_LAKI = "LAKI_LAKI"
    PEREMPUAN = "PEREMPUAN"


@dataclass(frozen=True, repr=False)
class Nip:
    """A NIP whose parts agree with each other."""

    teks: str
    lahir: date
    tmt_tahun: int
    tmt_bulan: int | None
    kode_pppk: int | None
    jenis_kelamin: JenisKelamin
    urut: int
    jenis: JenisAsn

    @property
    def tampil(self) -> str:
        """The number in its printed groups: "19900115 201503 2 003"."""
        return f"{self.teks[:8]} {self.teks[8:14]} {self.teks[14]} {self.teks[15:]}"

    @property
    def samar(self) -> str:
        """The number with all but its last three digits hidden, for logs."""
        return "•" * (PANJANG_NIP - 3) + self.teks[-3:]

    def __repr__(self) -> str:
        return f"Nip({self.samar})"


def baca_nip(text: str) -> Nip | list[Pelanggaran]:
    """Read a NIP; blanks and dots between its groups are accepted.

    Gives the parsed number, or all violations. An appointment before the age of 18 is refused, counted in
    months for PNS and in years for PPPK, whose number carries no month.
    """
    teks = "".join(text.split()).replace(".", "")
    salah = _periksa_bentuk(teks)
    if salah:
        return salah
    lahir = _tanggal_lahir(teks)
    salah = _periksa_bagian(teks, lahir)
    if salah or lahir is None:
        return salah
    kode = int(teks[12:14])
    pns = kode <= 12
    return Nip(
        teks=teks,
        lahir=lahir,
        tmt_tahun=int(teks[8:12]),
        tmt_bulan=kode if pns else None,
        kode_pppk=None if pns else kode,
        jenis_kelamin=JenisKelamin.LAKI_LAKI if teks[14] == "1" else JenisKelamin.PEREMPUAN,
        urut=int(teks[15:]),
        jenis=JenisAsn.PNS if pns else JenisAsn.PPPK,
    )


def _langgar(kode: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"nip.{kode}", pesan, "nip")


def _periksa_bentuk(teks: str) -> list[Pelanggaran]:
    """Shape first: the other rules count positions and need 18 digits."""
    salah = []
    if not (teks.isascii() and teks.isdigit()) and teks:
        salah.append(
            _langgar("bukan_angka", "NIP hanya berisi angka 0–9. Hapus huruf dan tanda lain, lalu coba lagi.")
        )
    if len(teks) != PANJANG_NIP:
        pesan = Sentence(
            "NIP harus %(panjang_nip)s angka, yang diisi %(n)s. Salin lengkap dari SK pengangkatan.",
            panjang_nip=PANJANG_NIP,
            n=len(teks),
        )
        salah.append(_langgar("panjang", pesan))
    return salah


def _periksa_bagian(teks: str, lahir: date | None) -> list[Pelanggaran]:
    salah = []
    kode = int(teks[12:14])
    kode_sah = 1 <= kode <= 12 or 21 <= kode <= 29
    if lahir is None:
        pesan = Sentence(
            "Tanggal lahir pada NIP (%(hari)s-%(bulan)s-%(tahun)s) tidak ada di kalender. "
            "Periksa angka ke-1 sampai ke-8 (tahun, bulan, tanggal).",
            hari=teks[6:8],
            bulan=teks[4:6],
            tahun=teks[:4],
        )
        salah.append(_langgar("tanggal_lahir", pesan))
    if not kode_sah:
        pesan = Sentence(
            "Angka ke-13 dan ke-14 (%(teks)s) bukan bulan 01–12 (PNS) dan bukan kode 21–29 "
            "(PPPK). Periksa bulan TMT CPNS atau kode perjanjian kerja.",
            teks=teks[12:14],
        )
        salah.append(_langgar("bulan_tmt", pesan))
    if teks[14] not in "12":
        pesan = Sentence(
            "Angka ke-15 (%(teks)s) harus 1 (laki-laki) atau 2 (perempuan). Periksa lagi angka itu.",
            teks=teks[14],
        )
        salah.append(_langgar("jenis_kelamin", pesan))
    if teks[15:] == "000":
        salah.append(
            _langgar("nomor_urut", "Nomor urut (tiga angka terakhir) tidak boleh 000. Periksa lagi SK.")
        )
    if lahir is not None and kode_sah and _terlalu_muda(teks, lahir):
        pesan = Sentence(
            "Menurut NIP, pegawai belum berusia %(usia_minimum)s tahun saat diangkat. "
            "Periksa tahun lahir (angka ke-1 sampai ke-4) dan tahun TMT (angka ke-9 sampai "
            "ke-12).",
            usia_minimum=USIA_MINIMUM,
        )
        salah.append(_langgar("usia", pesan))
    return salah


def _tanggal_lahir(teks: str) -> date | None:
    try:
        return date(int(teks[:4]), int(teks[4:6]), int(teks[6:8]))
    except ValueError:
        return None


def _terlalu_muda(teks: str, lahir: date) -> bool:
    tahun, kode = int(teks[8:12]), int(teks[12:14])
    if kode <= 12:
        return (tahun - lahir.year) * 12 + (kode - lahir.month) < USIA_MINIMUM * 12
    return tahun - lahir.year < USIA_MINIMUM
