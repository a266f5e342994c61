"""A linter for the wording of RHK and IKI.

It reads lists of words, not grammar: a clean answer means only that none of these faults was seen. Every finding is a
warning that explains and, where it can, suggests a wording; only the writer knows the result, so nothing is rewritten.
The lists are data (`Kamus`) with built-in defaults.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from webapp.domain.pelanggaran import Pelanggaran, Tingkat
from webapp.domain.sentences import Sentence
from webapp.domain.skp import NAMA_ASPEK, Aspek, Iki, Rhk

KATA_KERJA_KEGIATAN: Mapping[str, str] = {
    "melaksanakan": "Terlaksananya",
    "menyelenggarakan": "Terselenggaranya",
    "melakukan": "Terlaksananya",
    "mengerjakan": "Terselesaikannya",
    "menyelesaikan": "Terselesaikannya",
    "membuat": "Tersedianya",
    "menyiapkan": "Tersedianya",
    "menyediakan": "Tersedianya",
    "menyusun": "Tersusunnya",
    "mengelola": "Terkelolanya",
    "mengoordinasikan": "Terkoordinasikannya",
    "mengkoordinasikan": "Terkoordinasikannya",
    "memverifikasi": "Terverifikasinya",
    "memproses": "Terprosesnya",
    "mengumpulkan": "Terkumpulnya",
    "melayani": "Terlayaninya",
    "meningkatkan": "Meningkatnya",
    "mewujudkan": "Terwujudnya",
    "mengikuti": "Meningkatnya kemampuan dari",
    "menghadiri": "Tersedianya hasil",
    "membantu": "Terselesaikannya",
    "mendampingi": "Meningkatnya kemandirian",
}
"""Activity verbs and the opening of a result that usually belongs in their place."""

HASIL_KEGIATAN: Mapping[str, str] = {
    "rapat": "Tersusunnya notulen dan tindak lanjut {objek}",
    "sosialisasi": "Meningkatnya pemahaman peserta {objek}",
    "pelatihan": "Meningkatnya kemampuan peserta {objek}",
    "bimbingan": "Meningkatnya kemampuan peserta {objek}",
    "pendampingan": "Meningkatnya kemandirian penerima {objek}",
    "monitoring": "Tersusunnya laporan dan tindak lanjut {objek}",
    "pemantauan": "Tersusunnya laporan dan tindak lanjut {objek}",
    "evaluasi": "Tersusunnya rekomendasi hasil {objek}",
    "koordinasi": "Terlaksananya kesepakatan hasil {objek}",
    "konsultasi": "Tersedianya rekomendasi hasil {objek}",
    "kunjungan": "Tersusunnya laporan dan tindak lanjut {objek}",
    "pendataan": "Tersedianya data hasil {objek}",
    "survei": "Tersedianya data hasil {objek}",
    "pelayanan": "Terlayaninya pemohon {objek}",
}
"""Activities by the word that names them, with the result that they usually leave behind."""


@dataclass(frozen=True)
class Kamus:
    """The word lists and limits of the linter [CONFIG rumusan]; what a rule set leaves out has its built-in value."""

    kata_kerja: Mapping[str, str] = field(default_factory=lambda: KATA_KERJA_KEGIATAN)
    hasil: Mapping[str, str] = field(default_factory=lambda: HASIL_KEGIATAN)
    umum: str = "Tersedianya hasil {objek}"
    frasa_tugas: Sequence[str] = (
        "tugas lain yang diberikan",
        "tugas kedinasan lain",
        "sesuai dengan ketentuan peraturan perundang-undangan",
        "sesuai tugas dan fungsi",
        "sesuai bidang tugasnya",
        "dalam rangka kelancaran pelaksanaan tugas",
    )
    kata_kabur: Sequence[str] = ("optimal", "maksimal", "sebaik-baiknya", "secukupnya", "memadai")
    satuan_kabur: Mapping[str, str] = field(
        default_factory=lambda: {"kegiatan": "laporan", "paket": "dokumen", "keg": "laporan"}
    )
    satuan_waktu: Sequence[str] = ("hari", "minggu", "bulan", "triwulan", "jam", "menit", "tanggal")
    kata_maks: int = 30
    mirip_persen: int = 85


KAMUS_BAWAAN = Kamus()


def kamus_dari(nilai: Mapping[str, Any] | None) -> Kamus:
    """A rule set as it is stored. Names that the linter does not know are left aside."""
    kenal = {satu.name for satu in fields(Kamus)}
    return Kamus(**{nama: isi for nama, isi in (nilai or {}).items() if nama in kenal})


_AKHIRAN_KEGIATAN = re.compile(r"me\w{3,}(kan|i)")
_KEGIATAN_KEDUA = re.compile(r"[,;]?\s+(dan|serta|dengan|untuk)\s+me\w{3,}\b.*", re.IGNORECASE | re.DOTALL)
_ANAK_KALIMAT = re.compile(
    r"\s*(,|;|\bserta\b|\bdalam rangka\b|\bsehingga\b|\bguna\b|\bagar\b)\s*", re.IGNORECASE
)
_PEMBUKA_HASIL = re.compile(r"(ter|me)\w+nya\b", re.IGNORECASE)
_HIASAN = ".,;:-–()\"'"


def periksa_rumusan(uraian: str, letak: str, kamus: Kamus = KAMUS_BAWAAN) -> list[Pelanggaran]:
    """Warn of an RHK that names no result: it should be an outcome, output or service [PermenPANRB 6/2022]."""
    if not uraian.split():
        return []
    return [
        *_kegiatan(uraian, letak, kamus),
        *_uraian_tugas(uraian, letak, kamus),
        *_kabur(uraian, letak, kamus),
        *_panjang(uraian, letak, kamus),
    ]


def periksa_iki(iki: Iki, letak: str, kamus: Kamus = KAMUS_BAWAAN) -> list[Pelanggaran]:
    """Warn of an indicator that cannot be counted as it is worded, or whose unit says nothing."""
    return [
        *_terukur(iki, f"{letak}.uraian", kamus),
        *_kabur(iki.uraian, f"{letak}.uraian", kamus),
        *_satuan(iki, letak, kamus),
    ]


def periksa_mirip(rhk: Sequence[Rhk], kamus: Kamus = KAMUS_BAWAAN) -> Iterator[Pelanggaran]:
    """Warn of rows that say nearly the same; rows that say exactly the same are told elsewhere."""
    lipat = {satu.kunci: " ".join(satu.uraian.casefold().split()) for satu in rhk}
    for satu, lain in combinations(rhk, 2):
        a, b = lipat[satu.kunci], lipat[lain.kunci]
        if not a or not b or a == b:
            continue
        banding = SequenceMatcher(None, a, b, autojunk=False)
        if banding.quick_ratio() * 100 >= kamus.mirip_persen and banding.ratio() * 100 >= kamus.mirip_persen:
            pesan = Sentence(
                'RHK ini hampir sama dengan "%(uraian)s". Gabungkan indikatornya, atau sebutkan '
                "hasil yang membedakannya.",
                uraian=_ringkas(satu.uraian),
            )
            yield _tandai("mirip", pesan, f"rhk.{lain.kunci}.uraian")


def salinan_pimpinan(rhk: Rhk, letak: str) -> list[Pelanggaran]:
    """Warn of a row that repeats the leader's result word by word instead of one's own part in it."""
    if not rhk.rhk_pimpinan or _lipat(rhk.uraian) != _lipat(rhk.rhk_pimpinan):
        return []
    pesan = (
        "RHK ini menyalin RHK pimpinan. Tulis bagian hasil yang Anda sendiri serahkan, "
        "misalnya keluaran atau layanan."
    )
    return [_tandai("salin_pimpinan", pesan, letak)]


def usul_hasil(uraian: str, kamus: Kamus = KAMUS_BAWAAN) -> str | None:
    """A result in the place of an activity: "Melaksanakan rapat" gives "Tersusunnya notulen dan tindak lanjut rapat".

    None when the sentence does not open with an activity verb. A second activity behind "dan" is left to the writer.
    """
    kata = uraian.split(maxsplit=1)
    pertama = kata[0].strip(_HIASAN).casefold() if kata else ""
    if pertama not in kamus.kata_kerja and not _AKHIRAN_KEGIATAN.fullmatch(pertama):
        return None
    objek = _KEGIATAN_KEDUA.sub("", kata[1]).strip() if len(kata) > 1 else ""
    awal = objek.split(maxsplit=1)[0].strip(_HIASAN).casefold() if objek else ""
    if awal in kamus.hasil:
        return kamus.hasil[awal].format(objek=objek)
    if pertama in kamus.kata_kerja:
        return f"{kamus.kata_kerja[pertama]} {objek}".strip()
    return kamus.umum.format(objek=objek).strip()


def _kegiatan(uraian: str, letak: str, kamus: Kamus) -> Iterator[Pelanggaran]:
    usul = usul_hasil(uraian, kamus)
    if usul is None:
        return
    pertama = uraian.split(maxsplit=1)[0].strip(_HIASAN)
    saran = kamus.kata_kerja.get(pertama.casefold(), usul.split(maxsplit=1)[0])
    pesan = Sentence(
        'RHK diawali kata kerja kegiatan "%(pertama)s" sehingga hasilnya belum tampak. '
        'Tulis hasil yang akan dicapai, misalnya diawali "%(saran)s …".',
        pertama=pertama,
        saran=saran,
    )
    yield _tandai("kata_kerja_kegiatan", pesan, letak, usul if " " in usul else None)


def _uraian_tugas(uraian: str, letak: str, kamus: Kamus) -> Iterator[Pelanggaran]:
    lipat = _lipat(uraian)
    frasa = next((satu for satu in kamus.frasa_tugas if satu in lipat), None)
    if frasa is None:
        return
    mulai = lipat.index(frasa)
    sisa = " ".join(uraian.split())[:mulai].strip(" ,;")
    pesan = Sentence(
        '"%(frasa)s" adalah bunyi uraian tugas jabatan, bukan hasil kerja setahun. '
        "Sebutkan hasil yang akan diserahkan dan dapat diukur.",
        frasa=frasa,
    )
    yield _tandai("uraian_tugas", pesan, letak, sisa if len(sisa.split()) > 2 else None)


def _kabur(uraian: str, letak: str, kamus: Kamus) -> Iterator[Pelanggaran]:
    kata = {satu.strip(_HIASAN).casefold(): satu for satu in uraian.split()}
    kabur = next((satu for satu in kamus.kata_kabur if satu in kata), None)
    if kabur is None:
        return
    usul = " ".join(
        satu for satu in uraian.split() if satu.strip(_HIASAN).casefold() not in (kabur, "secara")
    )
    pesan = Sentence(
        'Kata "%(kabur)s" tidak dapat diukur. Hilangkan, atau ganti dengan ukuran dan angkanya.', kabur=kabur
    )
    yield _tandai("kata_kabur", pesan, letak, usul or None)


def _panjang(uraian: str, letak: str, kamus: Kamus) -> Iterator[Pelanggaran]:
    banyak = len(uraian.split())
    if banyak <= kamus.kata_maks:
        return
    inti = _ANAK_KALIMAT.split(uraian.strip(), maxsplit=1)[0].strip()
    usul = inti if 2 < len(inti.split()) <= kamus.kata_maks else None
    pesan = Sentence(
        "RHK ini %(banyak)s kata, lebih dari %(kata_maks)s. Sebutkan satu hasil dalam satu kalimat pendek.",
        banyak=banyak,
        kata_maks=kamus.kata_maks,
    )
    yield _tandai("terlalu_panjang", pesan, letak, usul)


def _terukur(iki: Iki, letak: str, kamus: Kamus) -> Iterator[Pelanggaran]:
    kata = iki.uraian.split(maxsplit=1)
    if not kata:
        return
    hasil = usul_hasil(iki.uraian, kamus)
    if hasil is None and _PEMBUKA_HASIL.match(iki.uraian.strip()) is None:
        return
    objek = kata[1] if len(kata) > 1 else ""
    pesan = (
        "IKI ini berbunyi kegiatan atau hasil, bukan ukuran. Mulailah dengan yang dihitung, "
        'misalnya "Jumlah …", "Persentase …", atau "Waktu penyelesaian …".'
    )
    usul = f"{_pembuka_ukuran(iki, kamus)} {objek}" if objek else None
    yield _tandai("iki_tak_terukur", pesan, letak, usul)


def _pembuka_ukuran(iki: Iki, kamus: Kamus) -> str:
    satuan = iki.satuan.strip().casefold()
    if satuan in ("persen", "%"):
        return "Persentase"
    if satuan in kamus.satuan_waktu or iki.aspek is Aspek.WAKTU:
        return "Waktu penyelesaian"
    return f"Jumlah {satuan}" if satuan and satuan not in kamus.satuan_kabur else "Jumlah"


def _satuan(iki: Iki, letak: str, kamus: Kamus) -> Iterator[Pelanggaran]:
    satuan = iki.satuan.strip().casefold()
    if satuan in kamus.satuan_kabur:
        ganti = kamus.satuan_kabur[satuan]
        pesan = Sentence(
            'Satuan "%(satuan)s" menghitung kegiatan, bukan hasilnya. Pakai satuan hasil, '
            "misalnya %(ganti)s.",
            satuan=iki.satuan.strip(),
            ganti=ganti,
        )
        yield _tandai("satuan_kabur", pesan, f"{letak}.satuan", ganti)
    waktu = satuan in kamus.satuan_waktu
    if iki.aspek is not None and waktu and iki.aspek is not Aspek.WAKTU:
        pesan = Sentence(
            'Satuan "%(satuan)s" mengukur waktu. Pilih aspek %(nama_aspek)s, atau ganti satuannya.',
            satuan=iki.satuan.strip(),
            nama_aspek=Sentence(NAMA_ASPEK[Aspek.WAKTU]),
        )
        yield _tandai("aspek_tak_cocok", pesan, f"{letak}.aspek")


def _tandai(kode: str, pesan: str, letak: str, usul: str | None = None) -> Pelanggaran:
    return Pelanggaran(f"rumusan.{kode}", pesan, letak, Tingkat.PERINGATAN, usul)


def _lipat(teks: str) -> str:
    return " ".join(teks.casefold().split())


def _ringkas(teks: str, panjang: int = 60) -> str:
    return teks if len(teks) <= panjang else teks[: panjang - 1] + "…"
