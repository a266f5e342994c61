"""What an official SKP document says, and how it is laid before the templates.

`DokumenSkp` is the whole input of a document: content, frozen identities, signatures, code. `naskah` turns it
into the JSON value that the Typst templates read; every text is a string there, never Typst source. It knows
no database and no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from zoneinfo import ZoneInfo

import segno

from webapp.documents.huruf import siap_cetak
from webapp.domain.cuplikan import Cuplikan, Pihak
from webapp.domain.kanonik import sidik
from webapp.domain.nip import Nip, baca_nip
from webapp.domain.perilaku import BERAKHLAK, NilaiDasar
from webapp.domain.skp import NAMA_ASPEK, NAMA_PERSPEKTIF, Iki, IsiSkp, Pendekatan, Rhk
from webapp.domain.tanggal import BULAN, cetak_tanggal

NAMA_ZONA = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
"""The three official time zones and the letters that stand after a printed time."""

HURUF_SEBARIS = 27  # characters that a line of the narrowest text column holds
BATAS_RINGKAS = 30 * HURUF_SEBARIS  # a group of rows up to half a page stays on one page


class Penandatangan(StrEnum):
    """Sides that sign an SKP, in the order of signing. The evaluator's superior does not sign it."""

    PEGAWAI = "Pegawai yang Dinilai"
    PENILAI = "Pejabat Penilai Kinerja"


@dataclass(frozen=True)
class TandaTangan:
    """One recorded consent: who, as which side, when (aware), over which fingerprint (SHA-256 hex)."""

    peran: Penandatangan
    nama: str
    nip: str | None
    waktu: datetime
    sidik: str


@dataclass(frozen=True)
class DokumenSkp:
    """Everything an SKP document prints.

    `tanggal` is the date beside the place (None: still open). `terbit` (aware) is when this file is issued,
    and the file's own date, so that the same data gives the same bytes. `watermark` ("DRAF") may be None only
    for a document both sides have signed. Raises ValueError when a signature is out of order or was given
    over another content: such a document must not come into being.
    """

    cuplikan: Cuplikan
    isi: IsiSkp
    tempat: str
    tanggal: date | None
    kode: str
    verifikasi_url: str
    terbit: datetime
    tanda_tangan: tuple[TandaTangan, ...] = ()
    watermark: str | None = "DRAF"
    zona: str = "Asia/Jakarta"

    def __post_init__(self) -> None:
        waktu = [tanda.waktu for tanda in self.tanda_tangan]
        if any(satu.tzinfo is None for satu in (*waktu, self.terbit)):
            raise ValueError("waktu terbit dan waktu tanda tangan harus memuat zona waktu")
        if self.zona not in NAMA_ZONA:
            raise ValueError(f"zona waktu {self.zona!r} bukan WIB, WITA, atau WIT")
        urutan = tuple(Penandatangan)[: len(self.tanda_tangan)]
        if tuple(tanda.peran for tanda in self.tanda_tangan) != urutan or waktu != sorted(waktu):
            raise ValueError("tanda tangan harus berurutan: pegawai, lalu pejabat penilai")
        if any(tanda.sidik != self.sidik for tanda in self.tanda_tangan):
            raise ValueError("tanda tangan diberikan atas naskah yang berbeda")
        if self.watermark is None and not self.lengkap:
            raise ValueError("dokumen tanpa tanda air harus memuat tanda tangan kedua pihak")

    @property
    def sidik(self) -> str:
        """Fingerprint of content and identities (SHA-256 hex): what the signatures are given over."""
        return sidik(self.isi, self.cuplikan)

    @property
    def lengkap(self) -> bool:
        """Whether both sides have signed."""
        return len(self.tanda_tangan) == len(Penandatangan)


def naskah(dokumen: DokumenSkp) -> dict[str, object]:
    """The JSON value for the templates; texts are ready to print."""
    cuplikan, isi = dokumen.cuplikan, dokumen.isi
    lampiran = isi.lampiran
    return {
        "judul": siap_cetak(f"Sasaran Kinerja Pegawai {cuplikan.terakhir.year} – {cuplikan.pegawai.nama}"),
        "perihal": "Sasaran Kinerja Pegawai beserta lampirannya",
        "kata_kunci": ["SKP", str(cuplikan.terakhir.year), siap_cetak(dokumen.kode)],
        "keterangan_terbit": _keterangan_terbit(dokumen),
        "instansi": siap_cetak(cuplikan.instansi.upper()),
        "periode": cetak_periode(cuplikan.mulai, cuplikan.terakhir),
        "pegawai": identitas(cuplikan.pegawai),
        "penilai": identitas(cuplikan.penilai),
        "utama": _hasil(isi.rhk_utama, isi.pendekatan),
        "tambahan": _hasil(isi.rhk_tambahan, isi.pendekatan),
        "perilaku": [_perilaku(i, nilai, isi) for i, nilai in enumerate(BERAKHLAK, start=1)],
        "lampiran": {
            "dukungan": _semua(lampiran.dukungan),
            "skema": _semua(lampiran.skema),
            "konsekuensi": _semua(lampiran.konsekuensi),
        },
        "tempat_tanggal": _tempat_tanggal(dokumen),
        "penanda_tangan": _penanda_tangan(dokumen),
        "kode": siap_cetak(dokumen.kode),
        "pengesahan": _pengesahan(dokumen),
        "qr": qr(dokumen.verifikasi_url),
        "watermark": None if dokumen.watermark is None else siap_cetak(dokumen.watermark),
    }


def cetak_periode(mulai: date, terakhir: date) -> str:
    """The period as the forms head it: "PERIODE PENILAIAN: 1 JANUARI SD 31 DESEMBER TAHUN 2026"."""
    awal = f"{mulai.day} {BULAN[mulai.month - 1]}"
    if mulai.year != terakhir.year:
        awal += f" {mulai.year}"
    akhir = f"{terakhir.day} {BULAN[terakhir.month - 1]}"
    return f"PERIODE PENILAIAN: {awal} SD {akhir} TAHUN {terakhir.year}".upper()


def cetak_waktu(waktu: datetime, zona: str) -> str:
    """A moment in the words of official letters: "30 Januari 2026 pukul 10.15 WIB"."""
    setempat = waktu.astimezone(ZoneInfo(zona))
    return f"{cetak_tanggal(setempat.date())} pukul {setempat:%H.%M} {NAMA_ZONA[zona]}"


def cetak_sidik(sidik_penuh: str) -> str:
    """The short form of a fingerprint: its first 16 hex digits in groups of four."""
    return " ".join(sidik_penuh[i : i + 4] for i in range(0, 16, 4))


def cetak_nip(nip: str) -> str:
    """The NIP in its groups; a service number that is not a NIP (NRP of a seconded officer) as it stands."""
    hasil = baca_nip(nip)
    return hasil.tampil if isinstance(hasil, Nip) else siap_cetak(nip)


def identitas(pihak: Pihak) -> dict[str, list[str]]:
    """One column of the identity block: five labels and what stands for each."""
    # An evaluator without a NIP is a head of region or another official who is no civil servant: the forms
    # then leave the NIP open and ask for the agency.
    unit = "UNIT KERJA" if pihak.nip else "INSTANSI"
    nip = cetak_nip(pihak.nip) if pihak.nip else ""
    return {
        "label": ["NAMA", "NIP", "PANGKAT/GOL. RUANG", "JABATAN", unit],
        "isi": [
            siap_cetak(pihak.nama),
            nip,
            siap_cetak(pihak.pangkat or ""),
            siap_cetak(pihak.jabatan),
            siap_cetak(pihak.unit_kerja),
        ],
    }


def _semua(butir: Iterable[str]) -> list[str]:
    return [siap_cetak(satu) for satu in butir]


def _boleh_kosong(teks: str | None) -> str | None:
    return siap_cetak(teks or "") or None


def _hasil(daftar: tuple[Rhk, ...], pendekatan: Pendekatan) -> list[dict[str, object]]:
    return [_rencana(nomor, rhk, pendekatan) for nomor, rhk in enumerate(daftar, start=1)]


def _rencana(nomor: int, rhk: Rhk, pendekatan: Pendekatan) -> dict[str, object]:
    if pendekatan is Pendekatan.KUALITATIF:
        indikator = [{"uraian": teks} for teks in _semua(rhk.ukuran)]
    else:
        # A draft may have a result without an indicator yet; its row is printed with the cells open.
        indikator = [_indikator(iki) for iki in rhk.iki or (Iki(kunci="", uraian=""),)]
    pimpinan, uraian = _boleh_kosong(rhk.rhk_pimpinan), siap_cetak(rhk.uraian)
    tegak = sum(max(_panjang(satu["uraian"]), 2 * _panjang(satu.get("target", ""))) for satu in indikator)
    return {
        "nomor": nomor,
        "rhk": uraian,
        "rhk_pimpinan": pimpinan,
        "penugasan_dari": _boleh_kosong(rhk.penugasan_dari),
        "indikator": indikator,
        "ringkas": max(tegak, _panjang(uraian), _panjang(pimpinan or "")) <= BATAS_RINGKAS,
    }


def _indikator(iki: Iki) -> dict[str, str]:
    penggolong = ""
    if iki.aspek is not None:
        penggolong = NAMA_ASPEK[iki.aspek]
    elif iki.perspektif is not None:
        penggolong = NAMA_PERSPEKTIF[iki.perspektif]
    return {
        "uraian": siap_cetak(iki.uraian),
        "target": siap_cetak(f"{iki.target} {iki.satuan}"),
        "penggolong": penggolong,
    }


def _panjang(teks: str) -> int:
    """Characters, with each line break counted as a whole line."""
    return len(teks) + HURUF_SEBARIS * (teks.count("\n") + 1)


def _perilaku(nomor: int, nilai: NilaiDasar, isi: IsiSkp) -> dict[str, object]:
    ekspektasi = _boleh_kosong(isi.ekspektasi_khusus.get(nilai.kode))
    return {
        "nomor": nomor,
        "nama": nilai.nama,
        "perilaku": list(nilai.perilaku),
        "ekspektasi": ekspektasi,
        "ringkas": _panjang(ekspektasi or "") <= BATAS_RINGKAS,
    }


def _tempat_tanggal(dokumen: DokumenSkp) -> str:
    tanggal = cetak_tanggal(dokumen.tanggal) if dokumen.tanggal else "…" * 10
    return siap_cetak(f"{dokumen.tempat}, {tanggal}")


def _penanda_tangan(dokumen: DokumenSkp) -> list[dict[str, object]]:
    tanda = {satu.peran: satu for satu in dokumen.tanda_tangan}
    sisi = zip(Penandatangan, (dokumen.cuplikan.pegawai, dokumen.cuplikan.penilai), strict=True)
    return [_sisi(peran, tanda.get(peran, pihak), dokumen.zona) for peran, pihak in sisi]


def _sisi(peran: Penandatangan, orang: TandaTangan | Pihak, zona: str) -> dict[str, object]:
    catatan = None
    if isinstance(orang, TandaTangan):
        catatan = [
            "Ditandatangani secara elektronik",
            "melalui Lakon (autentikasi ulang)",
            cetak_waktu(orang.waktu, zona),
            f"Sidik naskah {cetak_sidik(orang.sidik)}",
        ]
    return {
        "peran": peran.value,
        "nama": siap_cetak(orang.nama),
        "nip": cetak_nip(orang.nip) if orang.nip else None,
        "catatan": catatan,
    }


def _keterangan_terbit(dokumen: DokumenSkp) -> str:
    waktu = cetak_waktu(dokumen.terbit, dokumen.zona)
    if dokumen.watermark is None:
        return f"Diterbitkan {waktu}"
    return siap_cetak(f"{dokumen.watermark}, dicetak {waktu}")


def _pengesahan(dokumen: DokumenSkp) -> list[str]:
    baris = [
        f"Kode dokumen: {siap_cetak(dokumen.kode)}",
        f"Periksa keaslian: pindai kode QR atau buka {siap_cetak(dokumen.verifikasi_url)}",
        f"Sidik naskah (SHA-256): {dokumen.sidik}",
    ]
    if dokumen.lengkap:
        baris.append(
            "Dokumen ini disetujui pegawai, lalu ditetapkan pejabat penilai kinerja, masing-masing dengan "
            "autentikasi ulang di Lakon. Tanda tangan ini bukan tanda tangan elektronik tersertifikasi."
        )
    else:
        baris.append("Naskah ini belum ditetapkan dan belum berlaku sebagai Sasaran Kinerja Pegawai.")
    return baris


def qr(alamat: str) -> str:
    """The address as a QR drawing (SVG text), black on white with the quiet zone a reader needs."""
    wadah = BytesIO()
    segno.make(alamat, error="m", micro=False).save(wadah, kind="svg", border=4, xmldecl=False, light="#fff")
    return wadah.getvalue().decode()
