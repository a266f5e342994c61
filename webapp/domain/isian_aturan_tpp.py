"""A TPP rule set as people fill it in: fields of text, read to a rule value and written back from one.

Lists are lines, one a row: "90 = 100" for a step, "BAIK = 100" for a predikat, and five parts between semicolons for an
exclusion. What is not sound is told at the field in which it was typed. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from webapp.domain.angka import baca_angka
from webapp.domain.aturan_tpp import Komponen, periksa_aturan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence

BULAT: Final = ("target_menit", "batas_harian", "terlambat_hari", "hari_eskalasi", "hari_kunci")
"""Fields that hold a whole number, in the order of the form."""

BAWAAN: Final[Mapping[str, int]] = {"hari_eskalasi": 5, "hari_kunci": 5}
BOBOT: Final = tuple(f"bobot_{satu.value}" for satu in Komponen)
ISIAN: Final = (
    "kode", *BULAT, "toleransi_durasi", "rumus", "tangga", *BOBOT, "sumber_skp", "nilai_predikat", "prorata",
    "pengecualian",
)  # fmt: skip
"""Every field of the form."""

_LETAK: Final[Mapping[str, str]] = {"bobot": BOBOT[0]}
"""Where the form shows what is wrong with a part that has several fields."""


def baca_isian(isian: Mapping[str, str]) -> tuple[dict[str, Any], list[Pelanggaran]]:
    """The rule value of what was typed, and everything that is wrong with it."""
    salah: list[Pelanggaran] = []
    nilai: dict[str, Any] = {"kode": isian.get("kode", "").strip()}
    for nama in BULAT:
        nilai[nama] = _bulat(isian, nama, salah)
    nilai["toleransi_durasi"] = _teks(baca_angka(isian.get("toleransi_durasi", "")))
    nilai["rumus"], nilai["sumber_skp"] = isian.get("rumus", ""), isian.get("sumber_skp", "")
    nilai["prorata"] = {"aktif": bool(isian.get("prorata"))}
    bobot = {satu.value: _bulat(isian, f"bobot_{satu.value}", salah, kosong=0) for satu in Komponen}
    nilai["bobot"] = {nama: isi for nama, isi in bobot.items() if isi}
    for nama, baca in (("tangga", _tangga), ("nilai_predikat", _predikat), ("pengecualian", _pengecualian)):
        if (isi := baca(isian.get(nama, ""), salah)) or nama == "pengecualian":
            nilai[nama] = isi
    sudah = {satu.letak for satu in salah}
    for satu in periksa_aturan(nilai):
        letak = _LETAK.get(satu.letak or "", satu.letak)
        if letak not in sudah:
            salah.append(Pelanggaran(satu.kode, satu.pesan, letak))
    return nilai, salah


def tulis_isian(nilai: Mapping[str, Any]) -> dict[str, str]:
    """The fields that a rule value fills."""
    isian = {nama: str(nilai.get(nama, BAWAAN.get(nama, ""))) for nama in ("kode", *BULAT)}
    isian |= {nama: str(nilai.get(nama, "")) for nama in ("rumus", "sumber_skp")}
    isian["toleransi_durasi"] = _koma(nilai.get("toleransi_durasi", 1))
    isian["prorata"] = "ya" if nilai.get("prorata", {}).get("aktif") else ""
    bobot = nilai.get("bobot", {})
    isian |= {f"bobot_{satu.value}": str(bobot.get(satu.value, 0)) for satu in Komponen}
    isian["tangga"] = "\n".join(
        f"{_koma(satu['dari'])} = {_koma(satu['persen'])}" for satu in nilai.get("tangga", ())
    )
    isian["nilai_predikat"] = "\n".join(
        f"{nama} = {_koma(isi)}" for nama, isi in nilai.get("nilai_predikat", {}).items()
    )
    isian["pengecualian"] = "\n".join(
        "; ".join((satu["kode"], satu["nama"], satu["syarat"], str(satu.get("hari", "")), satu["dasar"]))
        for satu in nilai.get("pengecualian", ())
    )
    return isian


def _bulat(
    isian: Mapping[str, str], nama: str, salah: list[Pelanggaran], kosong: int | None = None
) -> int | None:
    angka = baca_angka(isian.get(nama, "") or ("" if kosong is None else str(kosong)))
    if angka is None or angka != int(angka):
        salah.append(_pelanggaran(nama, "Isi dengan bilangan bulat, misalnya 6.750."))
        return None
    return int(angka)


def _tangga(teks: str, salah: list[Pelanggaran]) -> list[dict[str, str]]:
    baris = []
    for nomor, (kiri, kanan) in enumerate(_pasangan(teks), start=1):
        dari, persen = baca_angka(kiri), baca_angka(kanan)
        if dari is None or persen is None:
            salah.append(
                _pelanggaran("tangga", Sentence("Baris %(nomor)s: tulis seperti 90 = 100.", nomor=nomor))
            )
        else:
            baris.append({"dari": str(dari), "persen": str(persen)})
    return baris


def _predikat(teks: str, salah: list[Pelanggaran]) -> dict[str, str]:
    isi = {}
    for nomor, (kiri, kanan) in enumerate(_pasangan(teks), start=1):
        nilai = baca_angka(kanan)
        if not kiri or nilai is None:
            salah.append(
                _pelanggaran(
                    "nilai_predikat", Sentence("Baris %(nomor)s: tulis seperti BAIK = 100.", nomor=nomor)
                )
            )
        else:
            isi[kiri.upper().replace(" ", "_")] = str(nilai)
    return isi


def _pengecualian(teks: str, salah: list[Pelanggaran]) -> list[dict[str, Any]]:
    isi: list[dict[str, Any]] = []
    for nomor, baris in enumerate(_baris(teks), start=1):
        bagian = [satu.strip() for satu in baris.split(";")]
        if len(bagian) != 5:
            pesan = Sentence("Baris %(nomor)s: tulis kode; nama; syarat; hari; dasar.", nomor=nomor)
            salah.append(_pelanggaran("pengecualian", pesan))
            continue
        kode, nama, syarat, hari, dasar = bagian
        satu: dict[str, Any] = {"kode": kode.upper(), "nama": nama, "syarat": syarat.upper(), "dasar": dasar}
        if hari and not (hari.isascii() and hari.isdigit() and len(hari) <= 4):
            salah.append(
                _pelanggaran(
                    "pengecualian", Sentence("Baris %(nomor)s: hari harus bilangan bulat.", nomor=nomor)
                )
            )
        elif hari:
            satu["hari"] = int(hari)
        isi.append(satu)
    return isi


def _pasangan(teks: str) -> list[tuple[str, str]]:
    return [(kiri.strip(), kanan.strip()) for kiri, _sama, kanan in (b.partition("=") for b in _baris(teks))]


def _baris(teks: str) -> list[str]:
    return [satu.strip() for satu in teks.splitlines() if satu.strip()]


def _teks(angka: Decimal | None) -> str | None:
    return None if angka is None else str(angka)


def _koma(angka: Any) -> str:
    return str(angka).replace(".", ",")


def _pelanggaran(letak: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"aturan_tpp.{letak}", pesan, letak)
