"""Names and numbers of other people in texts: they are no part of what a person gets about herself.

Found are whole names and NIP of the directory. What a text says of somebody in other words stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import text

from webapp.services.work import Transaction
from webapp.storage.organisasi import nama_bergelar

MASK: Final = "[orang lain]"
_NIP: Final = re.compile(r"(?<!\d)\d{18}(?!\d)")
_WORD: Final = re.compile(r"[^\W\d_][\w'’.-]*")


class Names:
    """Names by their first word. Those in `kept` stay; of two that begin alike the longer one counts."""

    def __init__(self, others: Iterable[str], kept: Iterable[str], numbers: Iterable[str]) -> None:
        self._numbers = frozenset(numbers)
        self._by_word: dict[str, list[tuple[str, bool]]] = {}
        mine = {one.strip() for one in kept if one.strip()}
        for name, stays in [(one, True) for one in mine] + [(one.strip(), False) for one in others]:
            word = _WORD.match(name)
            if word is not None and (stays or name not in mine):
                self._by_word.setdefault(word.group(), []).append((name, stays))
        for found in self._by_word.values():
            found.sort(key=lambda one: -len(one[0]))

    def masked(self, value: Any) -> Any:
        """A JSON value with the names and numbers of other people taken out of its texts."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.masked(one) for one in value]
        if isinstance(value, dict):
            return {key: self.masked(one) for key, one in value.items()}
        return value

    def _text(self, said: str) -> str:
        said = _NIP.sub(lambda found: found[0] if found[0] in self._numbers else MASK, said)
        out, upto = [], 0
        for word in _WORD.finditer(said):
            if word.start() < upto:
                continue
            hit = self._at(said, word.start(), word.group())
            if hit is not None:
                name, stays = hit
                out += [said[upto : word.start()], name if stays else MASK]
                upto = word.start() + len(name)
        return "".join([*out, said[upto:]])

    def _at(self, said: str, place: int, word: str) -> tuple[str, bool] | None:
        for one in self._by_word.get(word, ()):
            end = place + len(one[0])
            if said.startswith(one[0], place) and not said[end : end + 1].isalnum():
                return one
        return None


def names_for(tx: Transaction, pegawai_id: int) -> Names:
    """What is masked in the copy of an employee: everybody but her and the superiors who signed for her."""
    signers = set(tx.session.scalars(_SIGNERS, {"pegawai": pegawai_id}))
    kept: list[str] = []
    others: list[str] = []
    numbers: list[str] = []
    for row_id, nip, name, front, back in tx.session.execute(_PEOPLE):
        forms = {name, nama_bergelar(name, front, back)}
        if row_id == pegawai_id or row_id in signers:
            kept += forms
            numbers.append(nip)
        else:
            others += forms
    kept += tx.session.scalars(_OUTSIDE)
    return Names(others, kept, numbers)


_PEOPLE = text("SELECT id, nip, nama, gelar_depan, gelar_belakang FROM pegawai")
_OUTSIDE = text("SELECT nama FROM pihak_luar")
_SIGNERS = text("""
SELECT t.pegawai_id FROM tanda_tangan t JOIN skp_revisi r ON r.id = t.revisi_id JOIN skp s ON s.id = r.skp_id
 WHERE s.pegawai_id = :pegawai AND t.pegawai_id IS NOT NULL
UNION SELECT t.pegawai_id FROM tanda_tangan_evaluasi t JOIN dokumen_evaluasi d ON d.id = t.dokumen_id
 JOIN skp s ON s.id = d.skp_id WHERE s.pegawai_id = :pegawai AND t.pegawai_id IS NOT NULL
UNION SELECT e.pegawai_id FROM evaluasi_bulanan e JOIN skp_bulanan m ON m.id = e.skp_bulanan_id
 JOIN skp s ON s.id = m.skp_id WHERE s.pegawai_id = :pegawai AND e.pegawai_id IS NOT NULL
UNION SELECT p.pegawai_id FROM putusan_keberatan p JOIN keberatan k ON k.id = p.keberatan_id
 JOIN skp s ON s.id = k.skp_id WHERE s.pegawai_id = :pegawai AND p.pegawai_id IS NOT NULL
""")
