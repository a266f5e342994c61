"""The linter's word lists as lines of text that people write, and back.

A list of words has one on each line; a list of pairs has "word = what to write instead". Pure; the stored form is
that of `rumusan.kamus_dari`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.rumusan import Kamus
from webapp.domain.sentences import Sentence

PASANGAN = ("kata_kerja", "hasil", "satuan_kabur")
DAFTAR = ("frasa_tugas", "kata_kabur", "satuan_waktu")
ANGKA = {"kata_maks": (10, 100), "mirip_persen": (50, 100)}
OBJEK = "{objek}"
TERPANJANG, TERBANYAK = 120, 300


def tulis_kamus(kamus: Kamus) -> dict[str, str]:
    """Each list as text, by name."""
    teks = {nama: "\n".join(f"{a} = {b}" for a, b in getattr(kamus, nama).items()) for nama in PASANGAN}
    teks |= {nama: "\n".join(getattr(kamus, nama)) for nama in DAFTAR}
    return {**teks, "umum": kamus.umum, **{nama: str(getattr(kamus, nama)) for nama in ANGKA}}


def baca_kamus(teks: Mapping[str, str]) -> tuple[dict[str, Any], list[Pelanggaran]]:
    """The lists as they are stored, and all that is wrong with them, each at its list's name."""
    salah: list[Pelanggaran] = []
    nilai: dict[str, Any] = {nama: _pasangan(nama, teks.get(nama, ""), salah) for nama in PASANGAN}
    nilai |= {nama: _kata(nama, teks.get(nama, ""), salah) for nama in DAFTAR}
    nilai["umum"] = teks.get("umum", "").strip()
    if OBJEK not in nilai["umum"] or not _aman(nilai["umum"]):
        salah.append(
            _pelanggaran(
                "umum", Sentence("Tulis kalimat yang memuat %(objek)s satu kali atau lebih.", objek=OBJEK)
            )
        )
    for nama, (kecil, besar) in ANGKA.items():
        angka = teks.get(nama, "").strip()
        if angka.isascii() and angka.isdigit() and kecil <= int(angka[:4]) <= besar:
            nilai[nama] = int(angka)
        else:
            salah.append(
                _pelanggaran(
                    nama, Sentence("Tulis angka %(kecil)s sampai %(besar)s.", kecil=kecil, besar=besar)
                )
            )
    return nilai, salah


def _baris(nama: str, teks: str, salah: list[Pelanggaran]) -> Sequence[str]:
    baris = [satu.strip() for satu in teks.splitlines() if satu.strip()]
    if not 0 < len(baris) <= TERBANYAK:
        salah.append(_pelanggaran(nama, Sentence("Isi 1 sampai %(terbanyak)s baris.", terbanyak=TERBANYAK)))
    if panjang := next((satu for satu in baris if len(satu) > TERPANJANG), None):
        salah.append(
            _pelanggaran(
                nama,
                Sentence(
                    'Baris "%(panjang)s…" lebih dari %(terpanjang)s huruf. Pendekkan.',
                    panjang=panjang[:40],
                    terpanjang=TERPANJANG,
                ),
            )
        )
    return baris


def _kata(nama: str, teks: str, salah: list[Pelanggaran]) -> list[str]:
    return list(dict.fromkeys(satu.casefold() for satu in _baris(nama, teks, salah)))


def _pasangan(nama: str, teks: str, salah: list[Pelanggaran]) -> dict[str, str]:
    hasil: dict[str, str] = {}
    for satu in _baris(nama, teks, salah):
        kata, tanda, ganti = (bagian.strip() for bagian in satu.partition("="))
        if not (kata and tanda and ganti):
            pesan = Sentence('Baris "%(satu)s" belum lengkap. Tulis kata = penggantinya.', satu=satu[:40])
            salah.append(_pelanggaran(nama, pesan))
        elif not _aman(ganti):
            pesan = Sentence(
                'Baris "%(satu)s": kurung kurawal hanya untuk %(objek)s.', satu=satu[:40], objek=OBJEK
            )
            salah.append(_pelanggaran(nama, pesan))
        else:
            hasil[kata.casefold()] = ganti
    return hasil


def _aman(teks: str) -> bool:
    """Whether a text may be filled in: no other braces than those of the object."""
    sisa = teks.replace(OBJEK, "")
    return "{" not in sisa and "}" not in sisa


def _pelanggaran(nama: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"kamus.{nama}", pesan, nama)
