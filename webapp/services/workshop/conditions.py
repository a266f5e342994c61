"""Conditions and times that read well and never come true: the wrong kind, or a value that nobody can answer.

The commonest slip of a process owner is a value that differs by a letter from what the form offers; the mend names the
nearest one that it does offer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any

from webapp.domain.sentences import Sentence
from webapp.engine import Problem, Process
from webapp.feel import Expression, to_json_value
from webapp.feel.inference import Clash, Known, clashes

from .facts import Offers

KINDS = {
    "string": "teks",
    "number": "angka",
    "boolean": "ya/tidak",
    "date": "tanggal",
    "datetime": "tanggal dan jam",
    "time": "jam",
    "days": "lama waktu",
    "months": "lama waktu",
    "list": "daftar",
    "context": "beberapa hasil",
    "interval": "rentang",
}
_LASTING = frozenset({"days", "months", "string"})


def check_conditions(process: Process, offers: Offers) -> Iterator[Problem]:
    """Every condition, repetition and time of a process that cannot be met."""
    known = {name: offer.known for name, offer in offers.items()}
    where: str
    for flow in process.flows.values():
        if flow.condition is not None and flow.condition.names <= known.keys():
            for clash in clashes(flow.condition, known, wanted="boolean"):
                where = Sentence(
                    "Syarat alur '%(label)s' (%(text)s)", label=flow.name or flow.id, text=flow.condition.text
                )
                yield _told(process, flow.id, where, clash, known)
    for element in process.elements.values():
        where = f"'{element.name or element.id}'"
        if element.loop is not None:
            yield from _wanted(process, element.id, where, element.loop.collection, known, "list")
        if element.timer is not None:
            yield from _timed(
                process, element.id, where, element.timer.kind, element.timer.expression, offers
            )
        for expression in (element.due, element.on):
            if expression is not None:
                yield from _timed(process, element.id, where, "date", expression, offers)


def in_words(value: Any) -> str:
    """A value as an owner writes it in a condition."""
    return f'"{value}"' if isinstance(value, str) else str(to_json_value(value)).lower()


def _wanted(
    process: Process, ident: str, where: str, expression: Expression, known: dict[str, Known], wanted: str
) -> Iterator[Problem]:
    for clash in clashes(expression, known, wanted=wanted):
        yield _told(process, ident, where, clash, known)


def _timed(
    process: Process, ident: str, where: str, kind: str, expression: Expression, offers: Offers
) -> Iterator[Problem]:
    """A time read from one fact whose kind or listed values can be no time."""
    offer = offers.get(expression.text)
    if offer is None:
        return
    wrong = offer.kind in {"number", "boolean", "list", "context"}
    values = offer.values or ()
    if wrong or (values and not any(_is_time(kind, value) for value in values)):
        held = Sentence(KINDS[offer.kind]) if offer.kind in KINDS else Sentence("sesuatu")
        message = Sentence(
            "Waktu pada %(where)s membaca '%(text)s', yang berisi %(held)s, bukan %(times)s.",
            where=where,
            text=expression.text,
            held=held,
            times=Sentence(_TIMES[kind]),
        )
        mend = Sentence(
            "Pilih fakta yang berisi %(times)s, atau ganti isiannya.", times=Sentence(_TIMES[kind])
        )
        yield Problem("kind", ident, message, mend, process.file)


_TIMES = {"date": "tanggal", "duration": "lama waktu"}


def _is_time(kind: str, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    if kind == "duration":
        return value.lstrip("-").startswith("P")
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True


def _told(process: Process, ident: str, where: str, clash: Clash, known: dict[str, Known]) -> Problem:
    if clash.why == "value":
        return _unknown_value(process, ident, where, clash, known)
    name = clash.names[0] if clash.names else ""
    left, right = (Sentence(KINDS.get(one, one)) for one in (clash.left, clash.right))
    if clash.why == "truth":
        message = Sentence(
            "%(where)s menghasilkan %(left)s, bukan %(right)s.", where=where, left=left, right=right
        )
        mend = (
            'Tulis perbandingan, misalnya keputusan = "setujui".'
            if right == "ya/tidak"
            else Sentence("Pakai %(right)s.", right=right)
        )
    elif clash.why == "argument":
        message = Sentence(
            "%(where)s: fungsi di dalamnya memerlukan %(right)s, tetapi '%(name)s' berisi %(left)s.",
            where=where,
            right=right,
            name=name,
            left=left,
        )
        mend = Sentence(
            "Ubah dulu '%(name)s' menjadi %(right)s, atau pakai fungsi lain.", name=name, right=right
        )
    else:
        message = Sentence(
            "%(where)s membandingkan %(left)s dengan %(right)s; itu tidak pernah benar.",
            where=where,
            left=left,
            right=right,
        )
        mend = _mend_kinds(name, known, {clash.left, clash.right})
    return Problem("kind", ident, message, mend, process.file)


def _mend_kinds(name: str, known: dict[str, Known], kinds: set[str]) -> str:
    held = known[name].kind if name in known else None
    if held == "string" and kinds & {"date", "datetime"}:
        return Sentence("Tulis date(%(name)s) agar dibaca sebagai tanggal.", name=name)
    if held == "string" and "number" in kinds:
        return Sentence("Tulis angkanya di antara tanda kutip, atau number(%(name)s).", name=name)
    if held == "number":
        return Sentence("Tulis angkanya tanpa tanda kutip.")
    if held == "boolean":
        return Sentence("Tulis %(name)s = true atau %(name)s = false.", name=name)
    return Sentence("Samakan jenis kedua sisinya.")


def _unknown_value(
    process: Process, ident: str, where: str, clash: Clash, known: dict[str, Known]
) -> Problem:
    (name,) = clash.names
    offered = [value for value in known[name].values or () if value is not None]
    words = ", ".join(in_words(value) for value in offered[:12])
    texts = [value for value in offered if isinstance(value, str)]
    near = get_close_matches(str(clash.value), texts, n=1, cutoff=0.5)
    message = Sentence(
        "%(where)s: '%(name)s' tidak pernah bernilai %(in_words)s.",
        where=where,
        name=name,
        in_words=in_words(clash.value),
    )
    mend = Sentence("Mungkin yang dimaksud %(in_words)s? ", in_words=in_words(near[0])) if near else ""
    return Problem(
        "option",
        ident,
        message,
        Sentence("%(mend)sNilai yang ada: %(words)s.", mend=mend, words=words),
        process.file,
    )
