"""The sentences a form says to the person who fills it.

A message is an Indonesian sentence that remembers its template and parameters, so that a page may translate
it without this room knowing about languages. This module must not import anything of ours.
"""

from __future__ import annotations


class Message(str):
    """An Indonesian sentence; `template` is the key of its translation and `params` fill its `%(name)s`.

    Example: `Message("Paling sedikit %(n)s huruf.", n=20)` is the text `"Paling sedikit 20 huruf."`.
    A sentence of the form's own author has no template: it stays as it is in every language.
    """

    template: str | None
    params: dict[str, object]

    __slots__ = ("params", "template")

    def __new__(cls, template: str, **params: object) -> Message:
        message = super().__new__(cls, template % params)
        message.template = template
        message.params = params
        return message

    @classmethod
    def of_author(cls, text: str) -> Message:
        """A sentence that a form brings itself."""
        message = super().__new__(cls, text)
        message.template = None
        message.params = {}
        return message


UNKNOWN_KEY = Message(
    "Isian ini tidak dikenal oleh formulir, jadi tidak disimpan. Muat ulang halaman lalu isi kembali."
)
REQUIRED = Message("Wajib diisi.")
REQUIRED_CHECKBOX = Message("Centang pernyataan ini untuk melanjutkan.")
REQUIRED_CHOICE = Message("Pilih salah satu.")
REQUIRED_CHOICES = Message("Pilih paling sedikit satu.")
NOT_TEXT = Message("Isi dengan teks.")
NOT_STORABLE = Message("Berisi karakter yang tidak dapat disimpan. Hapus lalu ketik ulang bagian itu.")
NOT_NUMBER = Message("Tulis angka saja, misalnya 1500 atau 12,5, tanpa titik pemisah ribuan.")
NOT_CHECKED_OR_NOT = Message("Isian ini hanya dapat dicentang atau tidak dicentang.")
NOT_OPTION = Message("Pilihan ini tidak ada dalam daftar. Pilih dari daftar yang tersedia.")
NOT_LIST = Message("Isi dengan daftar pilihan.")
NOT_DATE = Message("Tulis tanggal yang benar, misalnya 31/01/2026.")
NOT_TIME = Message("Tulis jam yang benar, misalnya 08.30.")
NOT_DATETIME = Message("Tulis tanggal dan jam yang benar, misalnya 31/01/2026 08.30.")
NOT_ROWS = Message("Isi dengan daftar baris.")
NOT_ROW = Message("Isi baris ini dengan isian formulir.")
NOT_DOCUMENT = Message("Jawaban formulir harus berupa kumpulan isian.")
NOT_EMAIL = Message("Tulis alamat email yang benar, misalnya nama@instansi.go.id.")
NOT_PHONE = Message("Tulis nomor telepon tanpa spasi, misalnya +6281234567890 atau 081234567890.")
NOT_PATTERN = Message("Bentuk isian tidak sesuai dengan yang diminta.")
NOT_INTEGER = Message("Tulis bilangan bulat, tanpa koma.")
LIMIT_UNKNOWN = Message("Batas isian ini tidak dapat dihitung. Hubungi pengelola kinerja instansi Anda.")


def too_short(limit: int) -> Message:
    """Text with fewer than `limit` characters, spaces at both ends not counted."""
    return Message("Terlalu pendek: tulis paling sedikit %(n)s huruf.", n=limit)


def too_long(limit: int) -> Message:
    """Text with more than `limit` characters, spaces at both ends not counted."""
    return Message("Terlalu panjang: ringkas menjadi paling banyak %(n)s huruf.", n=limit)


def too_small(limit: str) -> Message:
    """A number below `limit` (already written the Indonesian way)."""
    return Message("Terlalu kecil: paling sedikit %(n)s.", n=limit)


def too_large(limit: str) -> Message:
    """A number above `limit` (already written the Indonesian way)."""
    return Message("Terlalu besar: paling banyak %(n)s.", n=limit)


def too_many_decimals(limit: int) -> Message:
    """A number with more than `limit` digits after the comma."""
    return Message("Terlalu rinci: paling banyak %(n)s angka di belakang koma.", n=limit)


def off_step(step: str) -> Message:
    """A number that is not a multiple of `step`."""
    return Message("Tulis kelipatan %(n)s.", n=step)


def too_many_rows(limit: int) -> Message:
    """A repeated list with more than `limit` rows."""
    return Message("Terlalu banyak baris: paling banyak %(n)s.", n=limit)
