"""The record of the dialog on expectations: who confirmed it, and the employee's restatements.

The dialog precedes the draft: the leader hands results down (MPH cells), the employee says each back in own
words, both confirm. At penetapan every RHK utama must stand on such a restatement.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.domain.skp import IsiSkp


@dataclass(frozen=True)
class PeranHasil:
    """A result the employee answers for: the key of the MPH cell (or of the RHK itself) and its wording."""

    kunci: str
    uraian: str


@dataclass(frozen=True)
class PernyataanUlang:
    """What the employee understood, in own words, for the result with this key."""

    peran_kunci: str
    teks: str


@dataclass(frozen=True)
class CatatanDialog:
    """The record: moments of both confirmations (None: not yet) and the restatements."""

    dikonfirmasi_pegawai: datetime | None = None
    dikonfirmasi_penilai: datetime | None = None
    pernyataan: tuple[PernyataanUlang, ...] = ()


@dataclass(frozen=True)
class AturanDialog:
    """How much a restatement must hold: words in all, and words that the restated result does not have."""

    kata_minimum: int = 5
    kata_sendiri_minimum: int = 3


ATURAN_DIALOG_BAWAAN = AturanDialog()


def peran_dari_skp(isi: IsiSkp) -> tuple[PeranHasil, ...]:
    """What must have been restated before this document can be set: each RHK utama.

    The key is that of the MPH cell it came from; an RHK utama without a cell (from a PK, or while the leader
    has handed down nothing) is restated under its own key.
    """
    return tuple(PeranHasil(rhk.rhk_pimpinan_kunci or rhk.kunci, rhk.uraian) for rhk in isi.rhk_utama)


def periksa_dialog(
    catatan: CatatanDialog | None, peran: Sequence[PeranHasil], aturan: AturanDialog = ATURAN_DIALOG_BAWAAN
) -> list[Pelanggaran]:
    """All that is missing in the record: confirmations of both sides, and a restatement of each result.

    At the end of the dialog `peran` are the MPH cells; at penetapan they are `peran_dari_skp`. A restatement
    that only repeats the result's own words does not count [PermenPANRB 6/2022: settling and clarifying
    expectations].
    """
    if catatan is None:
        pesan = "Catatan dialog kinerja belum ada. Lakukan dialog, lalu pegawai dan penilai mengonfirmasinya."
        salah = [Pelanggaran("dialog.belum_ada", pesan, "dialog")]
        catatan = CatatanDialog()
    else:
        salah = _periksa_konfirmasi(catatan)
    teks_by_kunci = {satu.peran_kunci: satu.teks for satu in catatan.pernyataan}
    for satu in peran:
        salah += _periksa_pernyataan(satu, teks_by_kunci.get(satu.kunci, ""), aturan)
    return salah


def _periksa_konfirmasi(catatan: CatatanDialog) -> list[Pelanggaran]:
    salah = []
    if catatan.dikonfirmasi_pegawai is None:
        pesan = "Pegawai belum mengonfirmasi hasil dialog. Minta pegawai membaca dan mengonfirmasinya."
        salah.append(Pelanggaran("dialog.konfirmasi_pegawai", pesan, "dialog.dikonfirmasi_pegawai"))
    if catatan.dikonfirmasi_penilai is None:
        pesan = (
            "Pejabat penilai belum mengonfirmasi hasil dialog. Minta penilai membaca dan mengonfirmasinya."
        )
        salah.append(Pelanggaran("dialog.konfirmasi_penilai", pesan, "dialog.dikonfirmasi_penilai"))
    return salah


def _periksa_pernyataan(peran: PeranHasil, teks: str, aturan: AturanDialog) -> list[Pelanggaran]:
    letak = f"dialog.pernyataan.{peran.kunci}"
    kata = _kata(teks)
    if not kata:
        pesan = Sentence(
            'Pegawai belum menyatakan ulang "%(uraian)s". Tulis pemahamannya dengan kata-kata sendiri.',
            uraian=peran.uraian,
        )
        return [Pelanggaran("dialog.tanpa_pernyataan", pesan, letak)]
    salah = []
    if len(kata) < aturan.kata_minimum:
        batas = aturan.kata_minimum
        pesan = Sentence(
            "Pernyataan ulang terlalu singkat (%(n)s kata). Tulis paling sedikit %(batas)s kata.",
            n=len(kata),
            batas=batas,
        )
        salah.append(Pelanggaran("dialog.terlalu_singkat", pesan, letak))
    if len(set(kata) - set(_kata(peran.uraian))) < aturan.kata_sendiri_minimum:
        pesan = Sentence(
            'Pernyataan ulang menyalin rumusan "%(uraian)s". Jelaskan dengan kata-kata sendiri.',
            uraian=peran.uraian,
        )
        salah.append(Pelanggaran("dialog.menyalin", pesan, letak))
    return salah


def _kata(teks: str) -> list[str]:
    return re.findall(r"\w+", teks.casefold())
