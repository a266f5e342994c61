"""Official sheets beside the SKP itself, as values: titles, blocks in their fixed order, signatures, verification.

A `Lembar` is the whole input of one PDF. Each form has a template file of its own beside this module; what stands in
which block is for the caller to say. It knows no database and no clock, and every text is a string, never markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from webapp.documents.huruf import siap_cetak
from webapp.documents.naskah import (
    NAMA_ZONA,
    cetak_nip,
    cetak_sidik,
    cetak_waktu,
    identitas,
    qr,
)
from webapp.domain.cuplikan import Pihak

Sel = str | Sequence[str]
"""A cell: a text, or several as a list."""


@dataclass(frozen=True)
class DuaPihak:
    """The identity block of the SKP forms: employee and evaluator side by side."""

    pegawai: Pihak
    penilai: Pihak

    def nilai(self) -> dict[str, object]:
        """As the templates read it."""
        return {"jenis": "dua_pihak", "pegawai": identitas(self.pegawai), "penilai": identitas(self.penilai)}


@dataclass(frozen=True)
class SatuPihak:
    """A numbered identity block of five rows. `pihak` None: there is nobody, and `kosong` says why."""

    judul: str
    pihak: Pihak | None
    kosong: str = ""

    def nilai(self) -> dict[str, object]:
        """As the templates read it."""
        if self.pihak is None:
            return Isian(self.judul, ((" ", self.kosong),)).nilai()
        orang = identitas(self.pihak)
        baris = [list(satu) for satu in zip(orang["label"], orang["isi"], strict=True)]
        return {"jenis": "isian", "judul": siap_cetak(self.judul), "baris": baris, "bernomor": True}


@dataclass(frozen=True)
class Isian:
    """Rows of a name and what stands for it."""

    judul: str
    baris: Sequence[tuple[str, str]]

    def nilai(self) -> dict[str, object]:
        """As the templates read it."""
        baris = [[siap_cetak(nama), siap_cetak(isi)] for nama, isi in self.baris]
        return {"jenis": "isian", "judul": siap_cetak(self.judul), "baris": baris, "bernomor": False}


@dataclass(frozen=True)
class Teks:
    """A heading with text below it, or with a list of several texts; a dash where nothing was said."""

    judul: str
    isi: Sel

    def nilai(self) -> dict[str, object]:
        """As the templates read it."""
        return {"jenis": "teks", "judul": siap_cetak(self.judul), "isi": _sel(self.isi) or "–"}


@dataclass(frozen=True)
class Pilihan:
    """The possible answers of a form in its order, one of them marked."""

    judul: str
    pilihan: Sequence[str]
    dipilih: str

    def nilai(self) -> dict[str, object]:
        """As the templates read it."""
        if self.dipilih not in self.pilihan:
            raise ValueError(f"{self.dipilih!r} tidak ada di antara pilihan formulir")
        butir = [[siap_cetak(satu), satu == self.dipilih] for satu in self.pilihan]
        return {"jenis": "pilihan", "judul": siap_cetak(self.judul), "butir": butir}


@dataclass(frozen=True)
class Kelompok:
    """A heading over rows of a table."""

    nama: str


@dataclass(frozen=True)
class Tabel:
    """A table; `lebar` are the shares of its columns. Rows without content print one of dashes."""

    judul: str
    kolom: Sequence[str]
    lebar: Sequence[float]
    baris: Sequence[Sequence[Sel] | Kelompok]

    def nilai(self) -> dict[str, object]:
        """As the templates read it."""
        kelompok: list[dict[str, object]] = []
        isi: list[list[object]] = []
        nama: str | None = None
        for satu in [*self.baris, None]:
            if satu is None or isinstance(satu, Kelompok):
                if nama is not None or isi or satu is None:
                    kosong = [["–"] * len(self.kolom)]
                    kelompok.append({"nama": nama, "baris": isi or kosong})
                nama, isi = (None, []) if satu is None else (siap_cetak(satu.nama), [])
            else:
                isi.append([_sel(sel) for sel in satu])
        return {
            "jenis": "tabel",
            "judul": siap_cetak(self.judul),
            "kolom": [siap_cetak(satu) for satu in self.kolom],
            "lebar": list(self.lebar),
            "kelompok": kelompok,
        }


@dataclass(frozen=True)
class Kurva:
    """How many there are of each class, drawn as bars with a line over them and told in words."""

    judul: str
    sumbu: str
    hitungan: Mapping[str, int]

    def nilai(self) -> dict[str, object]:
        """As the templates read it."""
        kata = ", ".join(f"{nama} {jumlah}" for nama, jumlah in self.hitungan.items())
        return {
            "jenis": "kurva",
            "judul": siap_cetak(self.judul),
            "sumbu": siap_cetak(self.sumbu),
            "nama": [siap_cetak(satu) for satu in self.hitungan],
            "jumlah": list(self.hitungan.values()),
            "alt": siap_cetak(f"{self.judul}: {kata}"),
            "gambar": _gambar(list(self.hitungan.values())),
        }


Bagian = DuaPihak | SatuPihak | Isian | Teks | Pilihan | Tabel | Kurva


@dataclass(frozen=True)
class Tanda:
    """One side that signs. `waktu` (aware) and `sidik` (SHA-256 hex) are None while it has not."""

    peran: str
    nama: str
    nip: str | None
    tempat_tanggal: str = ""
    waktu: datetime | None = None
    sidik: str | None = None


@dataclass(frozen=True)
class Lembar:
    """Everything one sheet prints. `formulir` names its template; `kode` and `url` are empty on a mere copy.

    `terbit` (aware) is the file's own date, so that the same data gives the same bytes.
    """

    formulir: str
    judul: Sequence[str]
    perihal: str
    instansi: str
    periode: str
    bagian: Sequence[Bagian]
    terbit: datetime
    tanda: Sequence[Tanda] = ()
    kode: str = ""
    url: str = ""
    sidik: str = ""
    catatan: Sequence[str] = field(default_factory=tuple)
    watermark: str | None = None
    zona: str = "Asia/Jakarta"

    def __post_init__(self) -> None:
        waktu = [self.terbit, *(satu.waktu for satu in self.tanda if satu.waktu is not None)]
        if any(satu.tzinfo is None for satu in waktu):
            raise ValueError("waktu terbit dan waktu tanda tangan harus memuat zona waktu")
        if self.zona not in NAMA_ZONA:
            raise ValueError(f"zona waktu {self.zona!r} bukan WIB, WITA, atau WIT")
        if bool(self.kode) != bool(self.url):
            raise ValueError("kode dokumen dan alamat pemeriksaannya selalu bersama")


def nilai_lembar(lembar: Lembar) -> dict[str, object]:
    """The JSON value for the templates; texts are ready to print."""
    kode = siap_cetak(lembar.kode)
    waktu = cetak_waktu(lembar.terbit, lembar.zona)
    return {
        "judul": siap_cetak(" ".join(lembar.judul)),
        "baris_judul": [siap_cetak(satu) for satu in lembar.judul],
        "perihal": siap_cetak(lembar.perihal),
        "kata_kunci": [satu for satu in (siap_cetak(lembar.judul[0]), kode) if satu],
        "instansi": siap_cetak(lembar.instansi.upper()),
        "periode": siap_cetak(lembar.periode.upper()),
        "bagian": [satu.nilai() for satu in lembar.bagian],
        "tanda": [_tanda(satu, lembar.zona) for satu in lembar.tanda],
        "catatan": [siap_cetak(satu) for satu in lembar.catatan],
        "kode": kode or "–",
        "keterangan_terbit": f"Diterbitkan {waktu}" if kode else f"Salinan, dicetak {waktu}",
        "pengesahan": _pengesahan(lembar) if kode else [],
        "qr": qr(lembar.url) if kode else "",
        "watermark": None if lembar.watermark is None else siap_cetak(lembar.watermark),
    }


def _sel(isi: Sel) -> object:
    return siap_cetak(isi) if isinstance(isi, str) else [siap_cetak(satu) for satu in isi]


def _tanda(tanda: Tanda, zona: str) -> dict[str, object]:
    catatan = None
    if tanda.waktu is not None:
        catatan = [
            "Ditandatangani secara elektronik",
            "melalui Lakon (autentikasi ulang)",
            cetak_waktu(tanda.waktu, zona),
            *([f"Sidik naskah {cetak_sidik(tanda.sidik)}"] if tanda.sidik else []),
        ]
    return {
        "peran": siap_cetak(tanda.peran),
        "nama": siap_cetak(tanda.nama),
        "nip": cetak_nip(tanda.nip) if tanda.nip else None,
        "tempat_tanggal": siap_cetak(tanda.tempat_tanggal),
        "catatan": catatan,
    }


def _pengesahan(lembar: Lembar) -> list[str]:
    baris = [
        f"Kode dokumen: {siap_cetak(lembar.kode)}",
        f"Periksa keaslian: pindai kode QR atau buka {siap_cetak(lembar.url)}",
    ]
    if lembar.sidik:
        baris.append(f"Sidik naskah (SHA-256): {lembar.sidik}")
    if any(satu.waktu is not None for satu in lembar.tanda):
        baris.append(
            "Ditandatangani dengan autentikasi ulang di Lakon. Tanda tangan ini bukan tanda tangan elektronik "
            "tersertifikasi."
        )
    return baris


_LEBAR, _TINGGI, _LANGKAH = 340, 96, 68


def _gambar(jumlah: Sequence[int]) -> str:
    """Bars and a line over them as SVG text; the words stand beside it in the template."""
    puncak = max(max(jumlah, default=0), 1)
    batang, titik = [], []
    for n, banyak in enumerate(jumlah):
        x, tinggi = _LANGKAH * n + _LANGKAH // 2, round(80 * banyak / puncak)
        if tinggi:
            batang.append(
                f'<rect x="{x - 18}" y="{90 - tinggi}" width="36" height="{tinggi}" fill="#d8d8d8" stroke="#444"/>'
            )
        titik.append(f"{x},{90 - tinggi}")
    garis = f'<polyline points="{" ".join(titik)}" fill="none" stroke="#000" stroke-width="1.5"/>'
    dasar = f'<line x1="4" y1="90" x2="{_LEBAR - 4}" y2="90" stroke="#000"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEBAR} {_TINGGI}">'
        f"{''.join(batang)}{dasar}{garis}</svg>"
    )
