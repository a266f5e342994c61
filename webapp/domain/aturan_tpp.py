"""The rule set of allowance percentages (TPP): its numbers, formula, weights and exclusions, read and checked.

Every number is a dated rule value [CONFIG `tpp`; Perwal Semarang 76/2021]; a value that is not sound is refused with
everything that is wrong with it. Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from webapp.domain.aktivitas import AturanAktivitas
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.predikat import Predikat
from webapp.domain.sentences import Sentence

SERATUS = Decimal(100)


class Rumus(StrEnum):
    """What fewer minutes than the target make: their share, a step of a table, or nothing."""

    PROPORSIONAL = "PROPORSIONAL"
    TANGGA = "TANGGA"
    LULUS = "LULUS"


class Komponen(StrEnum):
    """What a percent may be made of."""

    AKTIVITAS = "aktivitas"
    SKP = "skp"
    PRESENSI = "presensi"
    DISIPLIN = "disiplin"


class SumberSkp(StrEnum):
    """Where the value of the SKP comes from: a file, or the predikat of the month."""

    NILAI_FILE = "NILAI_FILE"
    PREDIKAT_BULANAN = "PREDIKAT_BULANAN"


class SyaratPengecualian(StrEnum):
    """When a reason takes the whole allowance: if it fills the month, on any day of it, or beyond a number of days."""

    SEBULAN_PENUH = "SEBULAN_PENUH"
    ADA_HARI = "ADA_HARI"
    LEBIH_DARI = "LEBIH_DARI"


@dataclass(frozen=True)
class JenisPengecualian:
    """A reason for which no TPP is paid [Perwal Semarang 76/2021 Pasal 9 ayat (1)]; `hari` for LEBIH_DARI."""

    kode: str
    nama: str
    syarat: SyaratPengecualian
    dasar: str
    hari: int = 0

    def kena(self, masa: Masa, bulan: Masa) -> bool:
        """Whether a period of this kind takes the allowance of the month. LEBIH_DARI counts the whole period."""
        bersama = masa.irisan(bulan)
        if bersama is None:
            return False
        if self.syarat is SyaratPengecualian.SEBULAN_PENUH:
            return bersama == bulan
        if self.syarat is SyaratPengecualian.LEBIH_DARI:
            return masa.sampai is None or (masa.sampai - masa.mulai).days > self.hari
        return True


@dataclass(frozen=True)
class AturanTpp:
    """A rule set. `bobot` by component sums to 100; `tangga` holds (from percent, percent), the highest first."""

    kode: str
    target_menit: int
    rumus: Rumus
    bobot: Mapping[Komponen, int]
    sumber_skp: SumberSkp = SumberSkp.NILAI_FILE
    prorata: bool = False
    batas_harian: int = 600
    terlambat_hari: int = 3
    toleransi_durasi: Decimal = Decimal(1)
    hari_eskalasi: int = 5
    tangga: Sequence[tuple[Decimal, Decimal]] = ()
    nilai_predikat: Mapping[Predikat, Decimal] = field(default_factory=dict)
    pengecualian: Sequence[JenisPengecualian] = ()
    sidik: str = ""

    @classmethod
    def baca(cls, nilai: Any) -> AturanTpp:
        """The rule set as a rule value holds it. Raises ValueError naming everything that is wrong with it."""
        salah = periksa_aturan(nilai)
        if salah:
            raise ValueError("; ".join(satu.pesan for satu in salah))
        return cls(
            kode=nilai["kode"],
            target_menit=nilai["target_menit"],
            rumus=Rumus(nilai["rumus"]),
            bobot={Komponen(nama): bobot for nama, bobot in nilai["bobot"].items()},
            sumber_skp=SumberSkp(nilai["sumber_skp"]),
            prorata=bool(nilai["prorata"]["aktif"]),
            batas_harian=nilai["batas_harian"],
            terlambat_hari=nilai["terlambat_hari"],
            toleransi_durasi=Decimal(str(nilai["toleransi_durasi"])),
            hari_eskalasi=nilai.get("hari_eskalasi", 5),
            tangga=_tangga(nilai.get("tangga", ())),
            nilai_predikat={
                Predikat(nama): Decimal(str(angka)) for nama, angka in nilai.get("nilai_predikat", {}).items()
            },
            pengecualian=tuple(_pengecualian(satu) for satu in nilai.get("pengecualian", ())),
            sidik=sidik_aturan(nilai),
        )

    @property
    def aktivitas(self) -> AturanAktivitas:
        """The numbers that entries are held to."""
        return AturanAktivitas(self.batas_harian, self.terlambat_hari, self.toleransi_durasi)

    def perlu(self, komponen: Komponen) -> bool:
        """Whether a component has a weight."""
        return self.bobot.get(komponen, 0) > 0

    def target(self, hari_wajib: int, hari_kerja: int) -> int:
        """The month's target in minutes; prorated by duty days only where the rule set says so."""
        if not self.prorata or hari_kerja == 0:
            return self.target_menit
        bagian = Decimal(self.target_menit * hari_wajib) / hari_kerja
        return int(bagian.quantize(Decimal(1), ROUND_HALF_UP))


def sidik_aturan(nilai: Any) -> str:
    """The SHA-256 of a rule value, however its keys are ordered."""
    teks = json.dumps(nilai, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(teks.encode()).hexdigest()


def _tangga(baris: Any) -> tuple[tuple[Decimal, Decimal], ...]:
    isi = ((Decimal(str(satu["dari"])), Decimal(str(satu["persen"]))) for satu in baris)
    return tuple(sorted(isi, reverse=True))


def _pengecualian(satu: Mapping[str, Any]) -> JenisPengecualian:
    return JenisPengecualian(
        satu["kode"], satu["nama"], SyaratPengecualian(satu["syarat"]), satu["dasar"], satu.get("hari", 0)
    )


_BULAT = {"target_menit": (1, 20_000), "batas_harian": (1, 1_440), "terlambat_hari": (0, 60)}


def periksa_aturan(nilai: Any) -> list[Pelanggaran]:
    """Everything that is wrong with a rule value, all at once."""
    if not isinstance(nilai, Mapping):
        return [_salah("bentuk", "Aturan TPP harus berupa daftar nama dan nilai.")]
    salah = []
    if not isinstance(nilai.get("kode"), str) or not nilai["kode"].strip():
        salah.append(_salah("kode", "Isi kode aturan, misalnya SMG-2022."))
    for nama, (kecil, besar) in _BULAT.items():
        isi = nilai.get(nama)
        if not isinstance(isi, int) or isinstance(isi, bool) or not kecil <= isi <= besar:
            salah.append(
                _salah(
                    nama,
                    Sentence(
                        "%(nama)s harus bilangan bulat %(kecil)s sampai %(besar)s.",
                        nama=nama,
                        kecil=kecil,
                        besar=besar,
                    ),
                )
            )
    for nama, pilihan in (("rumus", Rumus), ("sumber_skp", SumberSkp)):
        if nilai.get(nama) not in tuple(pilihan):
            salah.append(
                _salah(
                    nama,
                    Sentence(
                        "%(nama)s harus salah satu dari: %(pilihan)s.", nama=nama, pilihan=", ".join(pilihan)
                    ),
                )
            )
    if not _antara(nilai.get("toleransi_durasi"), Decimal(1), Decimal(3)):
        salah.append(_salah("toleransi_durasi", "toleransi_durasi harus angka 1 sampai 3."))
    prorata = nilai.get("prorata")
    if not isinstance(prorata, Mapping) or not isinstance(prorata.get("aktif"), bool):
        salah.append(_salah("prorata", "prorata harus menyebut aktif: ya atau tidak."))
    return [*salah, *_periksa_bobot(nilai), *_periksa_tangga(nilai), *_periksa_daftar(nilai)]


def _periksa_bobot(nilai: Mapping[str, Any]) -> list[Pelanggaran]:
    bobot = nilai.get("bobot")
    if not isinstance(bobot, Mapping) or not set(bobot) <= set(Komponen):
        return [
            _salah(
                "bobot",
                Sentence("bobot harus menyebut komponen: %(pilihan)s.", pilihan=", ".join(Komponen)),
            )
        ]
    if any(not isinstance(satu, int) or isinstance(satu, bool) or satu < 0 for satu in bobot.values()):
        return [_salah("bobot", "Setiap bobot harus bilangan bulat, paling kecil 0.")]
    if sum(bobot.values()) != 100:
        return [
            _salah(
                "bobot", Sentence("Jumlah bobot harus 100, sekarang %(jumlah)s.", jumlah=sum(bobot.values()))
            )
        ]
    predikat = nilai.get("nilai_predikat", {})
    if nilai.get("sumber_skp") == SumberSkp.PREDIKAT_BULANAN and bobot.get(Komponen.SKP):
        utuh = isinstance(predikat, Mapping) and set(predikat) == set(Predikat)
        if not utuh or not all(_antara(satu, Decimal(0), Decimal(120)) for satu in predikat.values()):
            return [
                _salah("nilai_predikat", "nilai_predikat harus memuat nilai 0 sampai 120 setiap predikat.")
            ]
    return []


def _periksa_tangga(nilai: Mapping[str, Any]) -> list[Pelanggaran]:
    tangga = nilai.get("tangga", ())
    if nilai.get("rumus") != Rumus.TANGGA and not tangga:
        return []
    isi = [satu for satu in tangga if isinstance(satu, Mapping)] if isinstance(tangga, list | tuple) else []
    benar = len(isi) == len(tangga) and all(
        _antara(satu.get(nama), Decimal(0), SERATUS) for satu in isi for nama in ("dari", "persen")
    )
    if not isi or not benar:
        return [_salah("tangga", "Setiap anak tangga harus punya dari dan persen, 0 sampai 100.")]
    urut = _tangga(isi)
    if len({dari for dari, _ in urut}) < len(urut):
        return [_salah("tangga", "Dua anak tangga tidak boleh mulai dari persen yang sama.")]
    if any(atas[1] < bawah[1] for atas, bawah in pairwise(urut)):
        return [_salah("tangga", "Persen anak tangga tidak boleh turun bila menit bertambah.")]
    return []


def _periksa_daftar(nilai: Mapping[str, Any]) -> list[Pelanggaran]:
    daftar = nilai.get("pengecualian", ())
    if not isinstance(daftar, list | tuple):
        return [_salah("pengecualian", "pengecualian harus berupa daftar.")]
    salah = []
    for nomor, satu in enumerate(daftar, start=1):
        benar = isinstance(satu, Mapping) and all(satu.get(nama) for nama in ("kode", "nama", "dasar"))
        if not benar or satu.get("syarat") not in tuple(SyaratPengecualian):
            pesan = Sentence(
                "Pengecualian ke-%(nomor)s harus punya kode, nama, dasar, dan syarat yang dikenal.",
                nomor=nomor,
            )
            salah.append(_salah("pengecualian", pesan))
        elif satu["syarat"] == SyaratPengecualian.LEBIH_DARI and not isinstance(satu.get("hari"), int):
            salah.append(
                _salah(
                    "pengecualian",
                    Sentence("Pengecualian %(kode)s harus menyebut jumlah hari.", kode=satu["kode"]),
                )
            )
    return salah


def _antara(isi: Any, kecil: Decimal, besar: Decimal) -> bool:
    if isinstance(isi, bool) or not isinstance(isi, int | float | str):
        return False
    try:
        return kecil <= Decimal(str(isi)) <= besar
    except ArithmeticError:
        return False


def _salah(letak: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"aturan_tpp.{letak}", pesan, letak)
