"""The Bank Aktivitas: which activities there are, how many standard minutes one unit of each takes, and for whom.

A version holds from a day on and is never rewritten: what was entered keeps the minutes of its day [Semarang: standard
times come from the analysis of posts and workload]. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.domain.jabatan import Id, JenisJabatan
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence

_KODE = re.compile(r"[A-Z0-9][A-Z0-9.\-]{1,39}")
MAKS_NAMA, MAKS_SATUAN, MAKS_DASAR = 200, 60, 500
MAKS_WAKTU_BAKU = 600


class CaraHitung(StrEnum):
    """How minutes are told: standard time × volume, or the time measured, capped by the standard."""

    VOLUME = "VOLUME"
    DURASI = "DURASI"


@dataclass(frozen=True)
class Lingkup:
    """For whom an item is: units with all below them, and kinds of post; empty means everybody."""

    unit_ids: frozenset[Id] = frozenset()
    jenis_jabatan: frozenset[JenisJabatan] = frozenset()

    def mencakup(self, garis: Collection[Id], jenis: JenisJabatan | None) -> bool:
        """Whether somebody in one of these units (the own one and those above) and of this kind of post may use it."""
        unit = not self.unit_ids or not self.unit_ids.isdisjoint(garis)
        return unit and (not self.jenis_jabatan or jenis in self.jenis_jabatan)


@dataclass(frozen=True)
class VersiButir:
    """An item as it holds for a time; `waktu_baku` is the minutes of one unit of it."""

    id: Id
    kode: str
    nama: str
    satuan: str
    waktu_baku: int
    cara_hitung: CaraHitung = CaraHitung.VOLUME
    wajib_bukti: bool = False
    lingkup: Lingkup = field(default_factory=Lingkup)
    berlaku: Masa | None = None


@dataclass(frozen=True)
class IsianButir:
    """An item as it is proposed or read from a file; None is what was not filled or could not be read."""

    kode: str
    nama: str
    satuan: str
    waktu_baku: int | None
    cara_hitung: CaraHitung | None
    wajib_bukti: bool
    berlaku: Masa | None
    dasar: str
    lingkup: Lingkup = field(default_factory=Lingkup)


def periksa_butir(isian: IsianButir, berlaku_lain: Sequence[Masa] = ()) -> list[Pelanggaran]:
    """Everything that is wrong with an item. `berlaku_lain` are the periods of the same code that have begun."""
    salah = []
    if not _KODE.fullmatch(isian.kode):
        pesan = "Isi kode 2 sampai 40 huruf besar, angka, titik, atau garis, misalnya ADM-014."
        salah.append(_salah("kode", pesan))
    if not 1 <= len(isian.nama.strip()) <= MAKS_NAMA:
        salah.append(
            _salah(
                "nama", Sentence("Isi nama butir, paling panjang %(maks_nama)s huruf.", maks_nama=MAKS_NAMA)
            )
        )
    if not 1 <= len(isian.satuan.strip()) <= MAKS_SATUAN:
        salah.append(_salah("satuan", "Isi satuan hasil, misalnya berkas, surat, atau kegiatan."))
    if isian.waktu_baku is None or not 1 <= isian.waktu_baku <= MAKS_WAKTU_BAKU:
        salah.append(
            _salah(
                "waktu_baku",
                Sentence(
                    "Isi waktu baku 1 sampai %(maks_waktu_baku)s menit.", maks_waktu_baku=MAKS_WAKTU_BAKU
                ),
            )
        )
    if isian.cara_hitung is None:
        salah.append(_salah("cara_hitung", "Pilih cara hitung: VOLUME atau DURASI."))
    if not 5 <= len(isian.dasar.strip()) <= MAKS_DASAR:
        salah.append(_salah("dasar", "Isi dasar waktu baku, misalnya nomor dokumen anjab dan ABK."))
    if isian.berlaku is None:
        salah.append(_salah("mulai", "Isi tanggal mulai berlaku, dan tanggal akhir yang sesudahnya."))
    elif any(lain.mulai >= isian.berlaku.mulai for lain in berlaku_lain):
        pesan = (
            "Kode ini sudah punya versi yang mulai pada atau sesudah tanggal itu. Pilih tanggal lebih lambat."
        )
        salah.append(_salah("mulai", pesan))
    return salah


def _salah(letak: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"butir.{letak}", pesan, letak)
