"""Names of files that people hand in: as they are kept, and as they are handed out again."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
"""Characters of a name that are kept; the ending is always among them."""

_LEADS = re.compile(r"[/\\]")
_SIGNS = re.compile(r'[<>:"|?*%;]')
_DEVICES = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])[ .]*(?:\.|\Z)", re.IGNORECASE
)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


def safe_name(said: str, otherwise: str) -> str:
    """The last part of what a file is called, without what a file system, a header or an eye could be led astray by.

    Folders, control characters and marks of direction, signs that some system reserves, dots and blanks at either end,
    names of devices. `otherwise` where nothing is left.
    """
    last = unicodedata.normalize("NFC", _LEADS.split(said)[-1])
    kept = _SIGNS.sub("-", "".join(sign for sign in last if sign.isprintable())).strip(" .~-")
    ending = "".join(_ENDING.findall(kept))
    kept = kept.removesuffix(ending)[: LONGEST - len(ending)].rstrip(" .") + ending
    return f"_{kept}" if _DEVICES.match(kept) else kept or otherwise
