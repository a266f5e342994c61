"""Numbers as Indonesian forms write them: decimal comma, thousand point.

Reads and prints exact decimals; never a binary float.
"""

import re
from decimal import Decimal

_POLA_ANGKA = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")


def baca_angka(teks: str) -> Decimal | None:
    """The number that the text holds, or None when it is not one.

    "1.250" is one thousand two hundred and fifty, "92,5" has a decimal; "12.5" is refused because it could
    mean either.
    """
    teks = teks.strip()
    if not _POLA_ANGKA.fullmatch(teks):
        return None
    return Decimal(teks.replace(".", "").replace(",", "."))


def cetak_angka(angka: Decimal) -> str:
    """The number with thousand points and a decimal comma, all its digits kept."""
    return f"{angka:,f}".translate(str.maketrans(",.", ".,"))
