"""Text as JavaScript sees it, where browser and server have to agree. Standard library only."""

from __future__ import annotations

JS_SPACE = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)
"""What `trim` takes away and `\\s` matches."""


def code_units(value: str) -> str:
    """The text in the units that JavaScript counts: a character beyond the basic plane is two."""
    if value.isascii() or max(value) <= "\uffff":
        return value
    units = value.encode("utf-16-le", "surrogatepass")
    return "".join(chr(units[at] | units[at + 1] << 8) for at in range(0, len(units), 2))
