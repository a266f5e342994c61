"""What changed between two versions of an SKP, by stable row keys and by words.

A comparison for readers: fields in document order with a label, and segments from which a page draws `<ins>`
and `<del>`. It judges nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from webapp.domain.jabatan import NAMA_JALUR
from webapp.domain.perilaku import BERAKHLAK
from webapp.domain.sentences import Sentence
from webapp.domain.skp import NAMA_ASPEK, NAMA_PENDEKATAN, NAMA_PERSPEKTIF, Bagian, Iki, IsiSkp, Rhk


class JenisPerubahan(StrEnum):
    """What happened to a field: filled anew, emptied, or worded otherwise."""

    TAMBAH = "TAMBAH"
    HAPUS = "HAPUS"
    UBAH = "UBAH"


class JenisRuas(StrEnum):
    """What a stretch of words is: in both versions, only in the old, only in the new."""

    SAMA = "SAMA"
    HAPUS = "HAPUS"
    TAMBAH = "TAMBAH"


@dataclass(frozen=True)
class Ruas:
    """A stretch of text of one kind."""

    jenis: JenisRuas
    teks: str


@dataclass(frozen=True)
class Perubahan:
    """One changed field. `letak` is the path that `periksa_skp` uses too; `label` names it for the reader."""

    letak: str
    jenis: JenisPerubahan
    lama: str | None
    baru: str | None
    label: str

    @property
    def ruas(self) -> tuple[Ruas, ...]:
        """The change word by word."""
        return ruas_kata(self.lama or "", self.baru or "")


@dataclass(frozen=True)
class _Medan:
    label: str
    teks: str


_NAMA_NILAI = {nilai.kode.value: Sentence(nilai.nama) for nilai in BERAKHLAK}
_NAMA_BAGIAN = {Bagian.UTAMA: "Utama", Bagian.TAMBAHAN: "Tambahan"}


def beda(lama: IsiSkp, baru: IsiSkp) -> list[Perubahan]:
    """All changed fields in the order of the new version; what was removed stands where it stood.

    Fields of RHK and IKI are matched by row key, lines without a key (ukuran, lampiran) by their text.
    """
    return [
        *_beda_medan(dict(_medan(lama)), dict(_medan(baru))),
        *_beda_urutan("rhk", "Urutan RHK", lama.rhk, baru.rhk),
        *_beda_rincian(lama, baru),
        *_beda_baris(
            "lampiran.dukungan",
            Sentence("Dukungan sumber daya"),
            lama.lampiran.dukungan,
            baru.lampiran.dukungan,
        ),
        *_beda_baris(
            "lampiran.skema", Sentence("Skema pertanggungjawaban"), lama.lampiran.skema, baru.lampiran.skema
        ),
        *_beda_baris(
            "lampiran.konsekuensi",
            Sentence("Konsekuensi"),
            lama.lampiran.konsekuensi,
            baru.lampiran.konsekuensi,
        ),
    ]


def ruas_kata(lama: str, baru: str) -> tuple[Ruas, ...]:
    """The two texts as stretches of words: SAMA and HAPUS make up the old text, SAMA and TAMBAH the new."""
    kata_lama, kata_baru = _kata(lama), _kata(baru)
    hasil = []
    cocok = SequenceMatcher(None, kata_lama, kata_baru, autojunk=False)
    for kode, a1, a2, b1, b2 in cocok.get_opcodes():
        if kode == "equal":
            hasil.append(Ruas(JenisRuas.SAMA, "".join(kata_lama[a1:a2])))
            continue
        if a2 > a1:
            hasil.append(Ruas(JenisRuas.HAPUS, "".join(kata_lama[a1:a2])))
        if b2 > b1:
            hasil.append(Ruas(JenisRuas.TAMBAH, "".join(kata_baru[b1:b2])))
    return tuple(hasil)


def _kata(teks: str) -> list[str]:
    return re.findall(r"\s+|\S+", teks)


def _medan(isi: IsiSkp) -> Iterator[tuple[str, _Medan]]:
    yield "jalur", _Medan("Jalur", NAMA_JALUR[isi.jalur])
    yield "pendekatan", _Medan("Pendekatan", NAMA_PENDEKATAN[isi.pendekatan])
    for nomor, rhk in enumerate(isi.rhk, start=1):
        yield from _medan_rhk(rhk, Sentence("RHK %(nomor)s", nomor=nomor))
    for kode, teks in isi.ekspektasi_khusus.items():
        yield (
            f"ekspektasi_khusus.{kode}",
            _Medan(Sentence("Ekspektasi khusus %(nama)s", nama=_NAMA_NILAI.get(kode, kode)), teks),
        )


def _medan_rhk(rhk: Rhk, label: str) -> Iterator[tuple[str, _Medan]]:
    letak = f"rhk.{rhk.kunci}"
    yield f"{letak}.uraian", _Medan(label, rhk.uraian)
    yield f"{letak}.bagian", _Medan(Sentence("%(label)s: bagian", label=label), _NAMA_BAGIAN[rhk.bagian])
    yield (
        f"{letak}.rhk_pimpinan",
        _Medan(Sentence("%(label)s: RHK pimpinan yang diintervensi", label=label), rhk.rhk_pimpinan or ""),
    )
    yield (
        f"{letak}.rhk_pimpinan_kunci",
        _Medan(Sentence("%(label)s: tautan peran", label=label), rhk.rhk_pimpinan_kunci or ""),
    )
    yield (
        f"{letak}.penugasan_dari",
        _Medan(Sentence("%(label)s: penugasan dari", label=label), rhk.penugasan_dari or ""),
    )
    for nomor, iki in enumerate(rhk.iki, start=1):
        yield from _medan_iki(
            iki, f"{letak}.iki.{iki.kunci}", Sentence("%(label)s, IKI %(nomor)s", label=label, nomor=nomor)
        )


def _medan_iki(iki: Iki, letak: str, label: str) -> Iterator[tuple[str, _Medan]]:
    yield f"{letak}.uraian", _Medan(label, iki.uraian)
    yield f"{letak}.target", _Medan(Sentence("%(label)s: target", label=label), iki.target)
    yield f"{letak}.satuan", _Medan(Sentence("%(label)s: satuan", label=label), iki.satuan)
    yield (
        f"{letak}.aspek",
        _Medan(Sentence("%(label)s: aspek", label=label), NAMA_ASPEK[iki.aspek] if iki.aspek else ""),
    )
    perspektif = NAMA_PERSPEKTIF[iki.perspektif] if iki.perspektif else ""
    yield f"{letak}.perspektif", _Medan(Sentence("%(label)s: perspektif", label=label), perspektif)


def _beda_medan(lama: dict[str, _Medan], baru: dict[str, _Medan]) -> Iterator[Perubahan]:
    for letak in _urutan_gabungan(list(lama), list(baru)):
        medan = baru.get(letak) or lama[letak]
        teks_lama = lama[letak].teks if letak in lama else ""
        teks_baru = baru[letak].teks if letak in baru else ""
        yield from _perubahan(letak, medan.label, teks_lama, teks_baru)


def _perubahan(letak: str, label: str, lama: str, baru: str) -> Iterator[Perubahan]:
    if lama == baru:
        return
    jenis = JenisPerubahan.UBAH
    if not lama:
        jenis = JenisPerubahan.TAMBAH
    elif not baru:
        jenis = JenisPerubahan.HAPUS
    yield Perubahan(letak, jenis, lama or None, baru or None, label)


def _urutan_gabungan(lama: list[str], baru: list[str]) -> list[str]:
    """The new order, with removed paths set in behind the path they followed."""
    jangkar, ada = "", set(baru)
    dihapus: dict[str, list[str]] = defaultdict(list)
    for letak in lama:
        if letak in ada:
            jangkar = letak
        else:
            dihapus[jangkar].append(letak)
    return [satu for letak in ("", *baru) for satu in (letak, *dihapus[letak]) if satu]


def _beda_urutan(
    letak: str, label: str, lama: Sequence[Rhk | Iki], baru: Sequence[Rhk | Iki]
) -> Iterator[Perubahan]:
    """A new order of the rows that both versions hold, told in their former numbers."""
    nomor_lama = {baris.kunci: nomor for nomor, baris in enumerate(lama, start=1)}
    kunci_baru = {baris.kunci for baris in baru}
    urutan_lama = [str(nomor) for kunci, nomor in nomor_lama.items() if kunci in kunci_baru]
    urutan_baru = [str(nomor_lama[baris.kunci]) for baris in baru if baris.kunci in nomor_lama]
    yield from _perubahan(f"{letak}.urutan", label, ", ".join(urutan_lama), ", ".join(urutan_baru))


def _beda_rincian(lama: IsiSkp, baru: IsiSkp) -> Iterator[Perubahan]:
    """Order of IKI and the narrative lines, for rows of either version."""
    lama_by_kunci = {rhk.kunci: rhk for rhk in lama.rhk}
    baru_by_kunci = {rhk.kunci: rhk for rhk in baru.rhk}
    nomor = {rhk.kunci: satu for isi in (lama, baru) for satu, rhk in enumerate(isi.rhk, start=1)}
    for kunci in _urutan_gabungan(list(lama_by_kunci), list(baru_by_kunci)):
        dulu, kini = lama_by_kunci.get(kunci), baru_by_kunci.get(kunci)
        letak, label = f"rhk.{kunci}", Sentence("RHK %(nomor)s", nomor=nomor[kunci])
        if dulu and kini:
            yield from _beda_urutan(
                f"{letak}.iki", Sentence("%(label)s: urutan IKI", label=label), dulu.iki, kini.iki
            )
        ukuran_lama, ukuran_baru = dulu.ukuran if dulu else (), kini.ukuran if kini else ()
        yield from _beda_baris(
            f"{letak}.ukuran", Sentence("%(label)s: ukuran", label=label), ukuran_lama, ukuran_baru
        )


def _beda_baris(letak: str, label: str, lama: Sequence[str], baru: Sequence[str]) -> Iterator[Perubahan]:
    """Lines without a key: matched by text; lines replaced side by side count as reworded."""
    cocok = SequenceMatcher(None, lama, baru, autojunk=False)
    for kode, a1, a2, b1, b2 in cocok.get_opcodes():
        if kode == "equal":
            continue
        for i, (dulu, kini) in enumerate(zip_longest(lama[a1:a2], baru[b1:b2])):
            nomor = b1 + i if kini is not None else a1 + i
            label_baris = Sentence("%(label)s, baris %(nomor)s", label=label, nomor=nomor + 1)
            yield from _perubahan(f"{letak}.{nomor}", label_baris, dulu or "", kini or "")
