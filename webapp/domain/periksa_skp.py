"""Every rule that an SKP must meet when it is handed in.

Each finding points at its row by key and says what to do; nothing stops at the first. Limits that are
practice rather than law come in `AturanIsi`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from webapp.domain.angka import baca_angka
from webapp.domain.jabatan import Jalur
from webapp.domain.pelanggaran import Pelanggaran, Tingkat
from webapp.domain.perilaku import Nilai
from webapp.domain.rumusan import (
    KAMUS_BAWAAN,
    Kamus,
    periksa_iki,
    periksa_mirip,
    periksa_rumusan,
    salinan_pimpinan,
)
from webapp.domain.sentences import Sentence, listed
from webapp.domain.skp import (
    NAMA_ASPEK,
    NAMA_PERSPEKTIF,
    Aspek,
    Bagian,
    Iki,
    IsiSkp,
    Pendekatan,
    Perspektif,
    Rhk,
)


@dataclass(frozen=True)
class AturanIsi:
    """Practice around the form: which aspects an RHK should show, how much a field and a list may hold, and the
    words of the linter.
    """

    aspek_diharapkan: frozenset[Aspek] = frozenset({Aspek.KUANTITAS, Aspek.KUALITAS, Aspek.WAKTU})
    panjang_uraian: int = 1000
    panjang_pendek: int = 100
    banyak_rhk: int = 60
    banyak_baris: int = 30
    kamus: Kamus = KAMUS_BAWAAN


ATURAN_BAWAAN = AturanIsi()

_POLA_KUNCI = re.compile(r"[A-Za-z0-9_-]{1,64}")
_RHK_KOSONG = "Uraian RHK belum diisi. Isi, atau hapus barisnya."
_IKI_KOSONG = "Uraian IKI belum diisi. Isi, atau hapus barisnya."
_LAMPIRAN_KOSONG = {
    "dukungan": "Lampiran dukungan sumber daya masih kosong. Tulis paling sedikit satu baris sesuai hasil dialog.",
    "skema": "Lampiran skema pertanggungjawaban masih kosong. Tulis paling sedikit satu baris sesuai hasil dialog.",
    "konsekuensi": "Lampiran konsekuensi masih kosong. Tulis paling sedikit satu baris sesuai hasil dialog.",
}


def periksa(isi: IsiSkp, *, peran_tersedia: bool, aturan: AturanIsi = ATURAN_BAWAAN) -> list[Pelanggaran]:
    """All violations of a document that is about to be handed in [PermenPANRB 6/2022, SKP forms].

    `peran_tersedia` tells whether the leader has handed results down in the MPH: then each RHK utama of a
    JA/JF must be linked to one; until then the missing link is a warning.
    """
    return [
        *_periksa_susunan(isi, aturan),
        *(satu for rhk in isi.rhk for satu in _periksa_rhk(rhk, isi, peran_tersedia, aturan)),
        *_periksa_kembar(isi),
        *periksa_mirip(isi.rhk, aturan.kamus),
        *_periksa_perspektif_lengkap(isi),
        *_periksa_ekspektasi(isi, aturan),
        *_periksa_lampiran(isi, aturan),
    ]


def _tolak(kode: str, letak: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"skp.{kode}", pesan, letak)


def _ingatkan(kode: str, letak: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"skp.{kode}", pesan, letak, Tingkat.PERINGATAN)


def _periksa_susunan(isi: IsiSkp, aturan: AturanIsi) -> Iterator[Pelanggaran]:
    if not isi.rhk_utama:
        yield _tolak(
            "tanpa_rhk_utama", "rhk", "Belum ada RHK utama. Tambahkan paling sedikit satu pada bagian A."
        )
    if len(isi.rhk) > aturan.banyak_rhk:
        pesan = Sentence(
            "RHK terlalu banyak (%(n)s). Gabungkan menjadi paling banyak %(banyak_rhk)s.",
            n=len(isi.rhk),
            banyak_rhk=aturan.banyak_rhk,
        )
        yield _tolak("terlalu_banyak", "rhk", pesan)


def _periksa_rhk(rhk: Rhk, isi: IsiSkp, peran_tersedia: bool, aturan: AturanIsi) -> Iterator[Pelanggaran]:
    letak = f"rhk.{rhk.kunci}"
    yield from _periksa_kunci(rhk.kunci, letak)
    yield from _periksa_uraian(rhk.uraian, _RHK_KOSONG, f"{letak}.uraian", aturan.panjang_uraian)
    yield from periksa_rumusan(rhk.uraian, f"{letak}.uraian", aturan.kamus)
    yield from salinan_pimpinan(rhk, f"{letak}.uraian")
    for nama, nilai in (("rhk_pimpinan", rhk.rhk_pimpinan), ("penugasan_dari", rhk.penugasan_dari)):
        if nilai is not None:
            yield from _periksa_panjang(nilai, f"{letak}.{nama}", aturan.panjang_uraian)
    if isi.jalur is Jalur.JA_JF and rhk.bagian is Bagian.UTAMA and not rhk.rhk_pimpinan_kunci:
        yield _tautan_hilang(letak, peran_tersedia)
    if isi.pendekatan is Pendekatan.KUANTITATIF:
        yield from _periksa_kuantitatif(rhk, letak, isi.jalur, aturan)
    else:
        yield from _periksa_kualitatif(rhk, letak, aturan)


def _tautan_hilang(letak: str, peran_tersedia: bool) -> Pelanggaran:
    letak = f"{letak}.rhk_pimpinan_kunci"
    if peran_tersedia:
        pesan = "RHK utama harus tertaut ke RHK pimpinan. Pakai peran yang diberikan pimpinan dalam MPH."
        return _tolak("tautan_pimpinan", letak, pesan)
    pesan = "RHK ini belum tertaut ke RHK pimpinan karena MPH belum diisi. Minta pimpinan membagi peran."
    return _ingatkan("tautan_pimpinan", letak, pesan)


def _periksa_kuantitatif(rhk: Rhk, letak: str, jalur: Jalur, aturan: AturanIsi) -> Iterator[Pelanggaran]:
    if rhk.ukuran:
        pesan = (
            "SKP kuantitatif tidak memuat ukuran naratif. Pindahkan ke IKI dan target, atau ganti pendekatan."
        )
        yield _tolak("campuran", f"{letak}.ukuran", pesan)
    if not rhk.iki:
        pesan = (
            "RHK belum mempunyai indikator. Tambahkan paling sedikit satu IKI dengan target dan satuannya."
        )
        yield _tolak("tanpa_iki", f"{letak}.iki", pesan)
    yield from _periksa_banyak(rhk.iki, f"{letak}.iki", aturan)
    for iki in rhk.iki:
        yield from _periksa_iki(iki, f"{letak}.iki.{iki.kunci}", jalur, aturan)
    if jalur is Jalur.JA_JF and rhk.iki:
        kurang = [
            aspek for aspek in Aspek if aspek in aturan.aspek_diharapkan - {iki.aspek for iki in rhk.iki}
        ]
        if kurang:
            nama = listed(NAMA_ASPEK[aspek] for aspek in kurang)
            pesan = Sentence(
                "RHK ini belum mempunyai IKI aspek %(nama)s. Lengkapi bila aspek itu dapat diukur.", nama=nama
            )
            yield _ingatkan("aspek_kurang", f"{letak}.iki", pesan)


def _periksa_kualitatif(rhk: Rhk, letak: str, aturan: AturanIsi) -> Iterator[Pelanggaran]:
    if rhk.iki:
        pesan = (
            "SKP kualitatif tidak memuat IKI dan target terpisah. Ubah menjadi ukuran, atau ganti pendekatan."
        )
        yield _tolak("campuran", f"{letak}.iki", pesan)
    if not any(ukuran.strip() for ukuran in rhk.ukuran):
        pesan = (
            "RHK belum mempunyai ukuran keberhasilan. Tulis paling sedikit satu, lengkap dengan targetnya."
        )
        yield _tolak("tanpa_ukuran", f"{letak}.ukuran", pesan)
    yield from _periksa_daftar(rhk.ukuran, f"{letak}.ukuran", aturan)


def _periksa_iki(iki: Iki, letak: str, jalur: Jalur, aturan: AturanIsi) -> Iterator[Pelanggaran]:
    yield from _periksa_kunci(iki.kunci, letak)
    yield from _periksa_uraian(iki.uraian, _IKI_KOSONG, f"{letak}.uraian", aturan.panjang_uraian)
    if baca_angka(iki.target) is None:
        pesan: str = Sentence(
            'Target "%(target)s" harus angka dengan satuan. Tulis angkanya saja, misalnya 12 '
            "atau 92,5, dan satuannya di kolom satuan.",
            target=_ringkas(iki.target),
        )
        yield _tolak("target_bukan_angka", f"{letak}.target", pesan)
    yield from _periksa_panjang(iki.target, f"{letak}.target", aturan.panjang_pendek)
    if not iki.satuan.strip():
        pesan = "Satuan target belum diisi. Tulis satuannya, misalnya dokumen, persen, atau bulan."
        yield _tolak("tanpa_satuan", f"{letak}.satuan", pesan)
    yield from _periksa_panjang(iki.satuan, f"{letak}.satuan", aturan.panjang_pendek)
    yield from _periksa_golongan_iki(iki, letak, jalur)
    yield from periksa_iki(iki, letak, aturan.kamus)


def _periksa_golongan_iki(iki: Iki, letak: str, jalur: Jalur) -> Iterator[Pelanggaran]:
    """Each form has one classifier: perspektif for JPT/PUKM, aspek for JA/JF."""
    if jalur is Jalur.JPT_PUKM:
        if iki.perspektif is None:
            pilihan = listed(NAMA_PERSPEKTIF.values())
            yield _tolak(
                "tanpa_perspektif",
                f"{letak}.perspektif",
                Sentence("Pilih perspektif IKI ini: %(pilihan)s.", pilihan=pilihan),
            )
        if iki.aspek is not None:
            pesan = "Formulir JPT/PUKM tidak mencetak aspek. Kosongkan aspek IKI ini."
            yield _ingatkan("aspek_tidak_tercetak", f"{letak}.aspek", pesan)
        return
    if iki.aspek is None:
        pilihan = listed(NAMA_ASPEK.values())
        yield _tolak(
            "tanpa_aspek", f"{letak}.aspek", Sentence("Pilih aspek IKI ini: %(pilihan)s.", pilihan=pilihan)
        )
    if iki.perspektif is not None:
        pesan = "Formulir JA/JF tidak mencetak perspektif. Kosongkan perspektif IKI ini."
        yield _ingatkan("perspektif_tidak_tercetak", f"{letak}.perspektif", pesan)


def _periksa_kembar(isi: IsiSkp) -> Iterator[Pelanggaran]:
    """The same key twice would merge two rows; the same wording twice is most likely a slip."""
    for kunci in _berulang(rhk.kunci for rhk in isi.rhk):
        pesan = "Dua RHK memakai kunci yang sama. Hapus salah satu, lalu tambahkan lagi sebagai baris baru."
        yield _tolak("kunci_kembar", f"rhk.{kunci}", pesan)
    ulang = _berulang(_lipat(rhk.uraian) for rhk in isi.rhk)
    for rhk in isi.rhk:
        letak = f"rhk.{rhk.kunci}"
        if _lipat(rhk.uraian) in ulang:
            pesan = "RHK ini sama dengan RHK lain. Bedakan rumusannya, atau gabungkan indikatornya."
            yield _ingatkan("rhk_kembar", f"{letak}.uraian", pesan)
        for kunci in _berulang(iki.kunci for iki in rhk.iki):
            pesan = (
                "Dua IKI memakai kunci yang sama. Hapus salah satu, lalu tambahkan lagi sebagai baris baru."
            )
            yield _tolak("kunci_kembar", f"{letak}.iki.{kunci}", pesan)
        iki_ulang = _berulang(_lipat(iki.uraian) for iki in rhk.iki)
        for iki in rhk.iki:
            if _lipat(iki.uraian) in iki_ulang:
                pesan = (
                    "IKI ini sama dengan IKI lain pada RHK ini. Bedakan rumusannya, atau hapus salah satu."
                )
                yield _ingatkan("iki_kembar", f"{letak}.iki.{iki.kunci}.uraian", pesan)


def _periksa_perspektif_lengkap(isi: IsiSkp) -> Iterator[Pelanggaran]:
    if isi.jalur is not Jalur.JPT_PUKM or isi.pendekatan is not Pendekatan.KUANTITATIF:
        return
    dipakai = {iki.perspektif for rhk in isi.rhk for iki in rhk.iki}
    kurang = [NAMA_PERSPEKTIF[satu] for satu in Perspektif if satu not in dipakai]
    if kurang and len(kurang) < len(Perspektif):
        pesan = Sentence(
            "Belum ada IKI dengan perspektif %(kurang)s. Lengkapi bila sesuai dengan tugas unit.",
            kurang=listed(kurang),
        )
        yield _ingatkan("perspektif_kurang", "rhk", pesan)


def _periksa_ekspektasi(isi: IsiSkp, aturan: AturanIsi) -> Iterator[Pelanggaran]:
    for kode, teks in isi.ekspektasi_khusus.items():
        letak = f"ekspektasi_khusus.{kode}"
        if kode not in set(Nilai):
            pesan = "Ekspektasi khusus ini tidak tertaut ke nilai BerAKHLAK. Tulis pada salah satu nilai."
            yield _tolak("nilai_tidak_dikenal", letak, pesan)
        yield from _periksa_panjang(teks, letak, aturan.panjang_uraian)


def _periksa_lampiran(isi: IsiSkp, aturan: AturanIsi) -> Iterator[Pelanggaran]:
    daftar = (isi.lampiran.dukungan, isi.lampiran.skema, isi.lampiran.konsekuensi)
    for (kode, pesan), baris in zip(_LAMPIRAN_KOSONG.items(), daftar, strict=True):
        letak = f"lampiran.{kode}"
        if not any(satu.strip() for satu in baris):
            yield _tolak("lampiran_kosong", letak, pesan)
        yield from _periksa_daftar(baris, letak, aturan)


def _periksa_kunci(kunci: str, letak: str) -> Iterator[Pelanggaran]:
    if not _POLA_KUNCI.fullmatch(kunci):
        pesan = "Kunci baris ini tidak sah. Hapus barisnya, lalu tambahkan lagi sebagai baris baru."
        yield _tolak("kunci", letak, pesan)


def _periksa_uraian(teks: str, pesan: str, letak: str, panjang: int) -> Iterator[Pelanggaran]:
    if not teks.strip():
        yield _tolak("kosong", letak, pesan)
    yield from _periksa_panjang(teks, letak, panjang)


def _periksa_panjang(teks: str, letak: str, panjang: int) -> Iterator[Pelanggaran]:
    if len(teks) > panjang:
        pesan = Sentence(
            "Teks terlalu panjang (%(n)s huruf). Ringkas menjadi paling banyak %(panjang)s huruf.",
            n=len(teks),
            panjang=panjang,
        )
        yield _tolak("terlalu_panjang", letak, pesan)


def _periksa_banyak(baris: tuple[object, ...], letak: str, aturan: AturanIsi) -> Iterator[Pelanggaran]:
    if len(baris) > aturan.banyak_baris:
        pesan = Sentence(
            "Baris terlalu banyak (%(n)s). Ringkas menjadi paling banyak %(banyak_baris)s baris.",
            n=len(baris),
            banyak_baris=aturan.banyak_baris,
        )
        yield _tolak("terlalu_banyak", letak, pesan)


def _periksa_daftar(baris: tuple[str, ...], letak: str, aturan: AturanIsi) -> Iterator[Pelanggaran]:
    yield from _periksa_banyak(baris, letak, aturan)
    ulang = _berulang(_lipat(teks) for teks in baris)
    for nomor, teks in enumerate(baris):
        yield from _periksa_panjang(teks, f"{letak}.{nomor}", aturan.panjang_uraian)
        if _lipat(teks) in ulang:
            pesan = "Baris ini sama dengan baris lain. Bedakan isinya, atau hapus salah satu."
            yield _ingatkan("baris_kembar", f"{letak}.{nomor}", pesan)


def _berulang(nilai: Iterable[str]) -> list[str]:
    """The non-empty values that occur more than once, in order of first sight."""
    return [satu for satu, banyak in Counter(nilai).items() if satu and banyak > 1]


def _lipat(teks: str) -> str:
    return " ".join(teks.casefold().split())


def _ringkas(teks: str, panjang: int = 40) -> str:
    return teks if len(teks) <= panjang else teks[: panjang - 1] + "…"
