"""What a form says to the person who fills it."""

from __future__ import annotations

from webapp.domain.sentences import Sentence

UNKNOWN_KEY = Sentence(
    "Isian ini tidak dikenal oleh formulir, jadi tidak disimpan. Muat ulang halaman lalu isi kembali."
)
REQUIRED = Sentence("Wajib diisi.")
REQUIRED_CHECKBOX = Sentence("Centang pernyataan ini untuk melanjutkan.")
REQUIRED_CHOICE = Sentence("Pilih salah satu.")
REQUIRED_CHOICES = Sentence("Pilih paling sedikit satu.")
NOT_TEXT = Sentence("Isi dengan teks.")
NOT_STORABLE = Sentence("Berisi karakter yang tidak dapat disimpan. Hapus lalu ketik ulang bagian itu.")
NOT_NUMBER = Sentence("Tulis angka saja, misalnya 1500 atau 12,5, tanpa titik pemisah ribuan.")
NOT_CHECKED_OR_NOT = Sentence("Isian ini hanya dapat dicentang atau tidak dicentang.")
NOT_OPTION = Sentence("Pilihan ini tidak ada dalam daftar. Pilih dari daftar yang tersedia.")
NOT_LIST = Sentence("Isi dengan daftar pilihan.")
NOT_DATE = Sentence("Tulis tanggal yang benar, misalnya 31/01/2026.")
NOT_TIME = Sentence("Tulis jam yang benar, misalnya 08.30.")
NOT_DATETIME = Sentence("Tulis tanggal dan jam yang benar, misalnya 31/01/2026 08.30.")
NOT_ROWS = Sentence("Isi dengan daftar baris.")
NOT_ROW = Sentence("Isi baris ini dengan isian formulir.")
NOT_DOCUMENT = Sentence("Jawaban formulir harus berupa kumpulan isian.")
NOT_EMAIL = Sentence("Tulis alamat email yang benar, misalnya nama@instansi.go.id.")
NOT_PHONE = Sentence("Tulis nomor telepon tanpa spasi, misalnya +6281234567890 atau 081234567890.")
NOT_PATTERN = Sentence("Bentuk isian tidak sesuai dengan yang diminta.")
NOT_INTEGER = Sentence("Tulis bilangan bulat, tanpa koma.")
LIMIT_UNKNOWN = Sentence("Batas isian ini tidak dapat dihitung. Hubungi pengelola kinerja instansi Anda.")


def too_short(limit: int) -> Sentence:
    """Text with fewer than `limit` characters, spaces at both ends not counted."""
    return Sentence("Terlalu pendek: tulis paling sedikit %(n)s huruf.", n=limit)


def too_long(limit: int) -> Sentence:
    """Text with more than `limit` characters, spaces at both ends not counted."""
    return Sentence("Terlalu panjang: ringkas menjadi paling banyak %(n)s huruf.", n=limit)


def too_small(limit: str) -> Sentence:
    """A number below `limit` (already written the Indonesian way)."""
    return Sentence("Terlalu kecil: paling sedikit %(n)s.", n=limit)


def too_large(limit: str) -> Sentence:
    """A number above `limit` (already written the Indonesian way)."""
    return Sentence("Terlalu besar: paling banyak %(n)s.", n=limit)


def too_many_decimals(limit: int) -> Sentence:
    """A number with more than `limit` digits after the comma."""
    return Sentence("Terlalu rinci: paling banyak %(n)s angka di belakang koma.", n=limit)


def off_step(step: str) -> Sentence:
    """A number that is not a multiple of `step`."""
    return Sentence("Tulis kelipatan %(n)s.", n=step)


def too_many_rows(limit: int) -> Sentence:
    """A repeated list with more than `limit` rows."""
    return Sentence("Terlalu banyak baris: paling banyak %(n)s.", n=limit)
