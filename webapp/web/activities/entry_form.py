"""The form of an entry: what it shows, how a post is read, and where each finding of the rules belongs on the page.

What cannot be read becomes a value that the rules refuse with a sentence, so that everything wrong is told at once and
everything typed is shown again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from webapp.domain.aktivitas import MAKS_ALASAN, MAKS_KETERANGAN, cetak_jam
from webapp.operations import Actor, Refused
from webapp.services.activities import links, photos, suggestions
from webapp.services.activities.content import NewEntry
from webapp.services.activities.links import RhkChoice
from webapp.services.activities.rows import EntryRow
from webapp.services.activities.suggestions import Suggestion
from webapp.services.files import Upload
from webapp.services.work import Transaction
from webapp.web.language import say
from webapp.web.uploads import sent
from webapp.web.workspaces.page import Post, Text, answers_of, first, take

NO_RHK = "-"
"""The choice "no row of the SKP"."""

FIELDS = {
    "tanggal": Text(10),
    "cari": Text(100),
    "butir": Text(20),
    "volume": Text(12),
    "mulai": Text(8),
    "selesai": Text(8),
    "keterangan": Text(MAKS_KETERANGAN * 2),
    "rhk": Text(100),
    "alasan_tanpa_rhk": Text(MAKS_ALASAN * 2),
    "alasan_terlambat": Text(MAKS_ALASAN * 2),
    "tautan": Text(4_000),
}
PHOTO, FILES, LETTER = "foto", "berkas", "surat"
DEVICE_CLOCK = "_jam"
"""When the device sends what it had kept without a line, in milliseconds since 1970."""

OFTEN = 5
"""Items that are offered before a word is typed: more would push the button off a phone's screen."""

_TIME = re.compile(r"(\d{1,2})[.:](\d{2})(?::\d{2})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_MILLISECONDS = re.compile(r"\d{10,14}", re.ASCII)
_UNREADABLE = -1
"""A time that no day has: the rules refuse it."""

Values = Mapping[str, str]
Errors = dict[str, list[str]]


@dataclass(frozen=True)
class FormView:
    """What the form shows: values by name, the items to choose from, the chosen one, and the rows of the SKP."""

    values: Values
    items: Sequence[Suggestion]
    chosen: Suggestion | None
    rhk: Sequence[RhkChoice]
    searched: bool


def view(tx: Transaction, actor: Actor, tanggal: date, values: Values) -> FormView:
    """The form for these values: found items where a word was searched, else what is entered often."""
    said, number = values.get("cari", "").strip(), _number(values.get("butir", ""))
    chosen = None if number is None else suggestions.one_item(tx, actor, number, tanggal)
    items = (
        suggestions.find_items(tx, actor, said, tanggal, 20)
        if said
        else suggestions.frequent(tx, actor, tanggal)[:OFTEN]
        or suggestions.find_items(tx, actor, "", tanggal, OFTEN)
    )
    if chosen is not None and all(one.butir_id != chosen.butir_id for one in items):
        items = [chosen, *items]
    return FormView(values, items, chosen, links.choices(tx, actor, tanggal), bool(said))


def beginning(tx: Transaction, actor: Actor, tanggal: date) -> dict[str, str]:
    """What a new form holds: one of something, tied as the last entry was."""
    link = links.last_link(tx, actor, tanggal)
    return {
        "tanggal": tanggal.isoformat(),
        "volume": "1",
        "rhk": link.rhk_kunci or (NO_RHK if link.alasan else ""),
        "alasan_tanpa_rhk": link.alasan,
    }


def of_entry(entry: EntryRow) -> dict[str, str]:
    """An entry as its form holds it."""
    return {
        "tanggal": entry.tanggal.isoformat(),
        "butir": str(entry.butir_id),
        "volume": str(entry.volume),
        "mulai": clock(entry.mulai),
        "selesai": clock(entry.selesai),
        "keterangan": entry.keterangan,
        "rhk": entry.rhk_kunci or NO_RHK,
        "alasan_tanpa_rhk": entry.alasan_tanpa_rhk or "",
        "alasan_terlambat": entry.alasan_terlambat or "",
    }


def of_new(new: NewEntry) -> dict[str, str]:
    """A prepared entry as the form holds it."""
    return {
        "tanggal": "" if new.tanggal is None else new.tanggal.isoformat(),
        "butir": "" if new.butir_id is None else str(new.butir_id),
        "volume": "" if new.volume is None else str(new.volume),
        "keterangan": new.keterangan,
        "rhk": new.rhk_kunci or (NO_RHK if new.alasan_tanpa_rhk else ""),
        "alasan_tanpa_rhk": new.alasan_tanpa_rhk,
    }


def read(tx: Transaction, actor: Actor, post: Post) -> NewEntry:
    """A post as an entry. Raises `InvalidAnswers` for names that the form does not have and letters nobody types."""
    typed: dict[str, Any] = take(answers_of(post), FIELDS)
    tanggal = day_of(typed["tanggal"])
    rhk = typed["rhk"] if typed["rhk"] != NO_RHK else ""
    link = links.link_to(tx, actor, tanggal or tx.today, rhk, typed["alasan_tanpa_rhk"])
    letters = uploads(LETTER)
    return NewEntry(
        tanggal=tanggal,
        butir_id=_number(typed["butir"]),
        volume=_number(typed["volume"]),
        mulai=_minutes(typed["mulai"]),
        selesai=_minutes(typed["selesai"]),
        keterangan=typed["keterangan"],
        rhk_kunci=link.rhk_kunci,
        rencana_aksi_id=link.rencana_aksi_id,
        alasan_tanpa_rhk=link.alasan,
        alasan_terlambat=typed["alasan_terlambat"],
        surat=letters[0] if letters else None,
        bukti=[*uploads(PHOTO), *uploads(FILES)],
        tautan=typed["tautan"].split(),
        jam_perangkat=_device_clock(first(post, DEVICE_CLOCK)),
    )


def uploads(name: str) -> list[Upload]:
    """The files that came under a name. One that is far too large is told by its size and not read."""
    return sent(name, photos.LARGEST)


def places(refused: Refused) -> Errors:
    """Findings by the field of the form that mends them."""
    found: Errors = {}
    for one in refused.pelanggaran:
        place = _PLACES.get(one.kode) or _PLACES.get(one.letak or "") or one.letak or ""
        found.setdefault(place, []).append(say(one.pesan))
    return found


def at_fields(errors: Errors, form: FormView, *, dated: bool) -> Errors:
    """Findings by the fields that this form shows: without rows of an SKP only the reason is asked for."""
    instead = {
        "rhk": "rhk" if form.rhk else "alasan_tanpa_rhk",
        "butir": "butir" if form.items else "cari",
        "tanggal": "tanggal" if dated else "",
    }
    found: Errors = {}
    for place, said in errors.items():
        found.setdefault(instead.get(place, place), []).extend(said)
    return found


_PLACES = {"aktivitas.hari_libur": LETTER, "bukti": PHOTO}
"""Where a finding belongs that does not name a field of the form."""


def day_of(text: str) -> date | None:
    """A date as browsers send it; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def clock(minutes: int) -> str:
    """Minutes since midnight as a field of a time holds them: "08:30"; midnight at a day's end has no such field."""
    return cetak_jam(minutes).replace(".", ":") if minutes < 1_440 else "23:59"


def _number(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text.strip()) else None


def _minutes(text: str) -> int | None:
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if found is None or int(found[2]) > 59 or int(found[1]) > 23:
        return _UNREADABLE
    return int(found[1]) * 60 + int(found[2])


def _device_clock(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text) / 1000, UTC) if _MILLISECONDS.fullmatch(text) else None
