"""What the editors do with a file of a draft: open it, check it as it is typed, save it, merge what others saved.

The editors know files by kind and name; where those stand in the bundle is known here. Of content nothing is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from webapp.engine import Problem
from webapp.forms import Form, FormRefused, read_form
from webapp.operations import Actor
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.bengkel import DraftStatus, release_files

from . import checking, drafts
from .drafts import DraftFile, Stale
from .form_contract import form_contract
from .merging import Choice, Conflict, merge
from .outcomes import changed_outcomes

Kind = Literal["diagram", "formulir", "tabel"]

_TRIES: Final = 3


@dataclass(frozen=True)
class Opened:
    """A file in an editor: its text, the whole bundle around it, and whether it may be changed now."""

    title: str
    file: DraftFile
    files: Mapping[str, str]
    base: str | None
    writable: bool


@dataclass(frozen=True)
class Kept:
    """A save that went through. `merged_with` names who had saved meanwhile; the file then holds both."""

    file: DraftFile
    merged_with: str | None = None


class Clash(Exception):
    """Two people changed the same parts: `conflicts` are to be chosen one by one."""

    def __init__(self, by: str, at: datetime | None, conflicts: list[Conflict]) -> None:
        super().__init__(f"{len(conflicts)} conflicts with {by}")
        self.by, self.at, self.conflicts = by, at, conflicts


def path_of(kind: Kind, name: str) -> str:
    """Where a file stands in the bundle: a diagram's or table's name, or `process/form`."""
    if kind == "formulir":
        return f"forms/{name}.json"
    return f"workflows/{name}.bpmn" if kind == "diagram" else f"workflows/tables/{name}.dmn"


def opened(tx: Transaction, actor: Actor, draft_id: int, path: str) -> Opened:
    """A file with what stands around it. Raises `Denied`, `NotFound`."""
    drafts.check_office(actor)
    row = drafts.draft(tx, draft_id)
    file = drafts.read_file(tx, draft_id, path)
    files = drafts.draft_files(tx, draft_id)
    return Opened(
        row.title, file, files, drafts.text_at(tx, draft_id, path, 0), row.status is DraftStatus.OPEN
    )


def read(tx: Transaction, actor: Actor, draft_id: int, path: str) -> DraftFile:
    """Only the file. Raises `Denied`, `NotFound`."""
    drafts.check_office(actor)
    return drafts.read_file(tx, draft_id, path)


def check(tx: Transaction, actor: Actor, draft_id: int, path: str, text: str) -> list[Problem]:
    """What the check says of the draft if the file had this text: first what is about the file itself."""
    drafts.check_office(actor)
    files = {**drafts.draft_files(tx, draft_id), path: text}
    checked = checking.check(files)
    return sorted([*checked.problems, *checked.warnings], key=lambda one: one.file != path)


def save(
    work: Work,
    actor: Actor,
    draft_id: int,
    path: str,
    text: str,
    version: int,
    choices: Mapping[str, Choice] | None = None,
) -> Kept:
    """Save a text that was read at a version; what others saved meanwhile is brought together with it.

    Raises `Clash` where both changed the same and nothing was chosen, and what `drafts.save_file` raises.
    """
    merged_with: str | None = None
    for _ in range(_TRIES):
        try:
            return Kept(drafts.save_file(work, actor, draft_id, path, text, version), merged_with)
        except Stale as stale:
            current = stale.current
            with work.reading() as tx:
                merged_with = "" if current.saved_by is None else nama_akun(tx.session, current.saved_by)
            merged = merge(stale.ancestor, current.text, text, path, choices)
            if merged.open:
                raise Clash(merged_with, current.saved_at, merged.open) from stale
            text, version = merged.text, current.version
    raise Clash(merged_with or "", None, [])


def form_or_problems(text: str, key: str) -> tuple[Form | None, list[Problem]]:
    """A form as the server reads it, or what is wrong with it."""
    try:
        return read_form(text, key), []
    except FormRefused as refused:
        file = path_of("formulir", key)
        return None, [Problem(p.code, p.element_id, p.message, p.mend, file) for p in refused.problems]


def readers(files: Mapping[str, str], key: str) -> Mapping[str, list[str]]:
    """Who reads the fields of a form, in words; empty while the draft cannot be read as a whole."""
    bundle = checking.check(files).bundle
    fields = {} if bundle is None else form_contract(bundle).get(key, {})
    return {name: list(dict.fromkeys(one.words for one in found)) for name, found in fields.items()}


def outcomes(tx: Transaction, actor: Actor, draft_id: int, path: str, text: str) -> list[str]:
    """What the tables of this file would answer differently from the draft's base, as sentences."""
    drafts.check_office(actor)
    base = release_files(tx.session, drafts.draft(tx, draft_id).base_release_id)
    after = checking.check({**drafts.draft_files(tx, draft_id), path: text}).bundle
    before = checking.check(base).bundle
    if before is None or after is None:
        return []
    found = [
        {key: one for key, one in bundle.definitions.decisions.items() if one.file == path}
        for bundle in (before, after)
    ]
    return [words for one in changed_outcomes(*found) for words in one.words]
