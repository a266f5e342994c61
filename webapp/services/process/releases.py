"""Releases: diagrams, decision tables and forms as one hashed bundle, stored once, read and checked once per process.

A running case is pinned to its release. The bundle that ships in `workflows/` and `forms/` is stored under its hash
the first time it is seen, and only if every check passes; it is put in force only where no process owner has decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.engine import Definitions, DiagramRefused, read_definitions
from webapp.engine import Problem as DiagramProblem
from webapp.forms import Form, FormRefused, read_form
from webapp.services.workshop.contracts import check_contracts
from webapp.storage.bengkel import (
    ReleaseInForce,
    bundle_hash,
    held_release,
    in_force,
    last_in_force,
    store_release,
)
from webapp.storage.process import Release

__all__ = [
    "Bundle",
    "ReleaseRefused",
    "Releases",
    "bundle_hash",
    "open_bundle",
    "publish",
    "read_bundle",
    "ship",
    "shipped_files",
]

FIRST_DAY = date(2020, 1, 1)
"""From when on the very first release counts: before every year that may be opened."""


@dataclass(frozen=True)
class Bundle:
    """A release, read: what its cases run on."""

    definitions: Definitions
    forms: Mapping[str, Form]


class ReleaseRefused(Exception):
    """The bundle cannot be published; each problem says where and what to do."""

    def __init__(self, problems: list[DiagramProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass
class Releases:
    """Bundles, each read once. `read` holds them by the hash of their content, so it may serve several databases."""

    read: dict[str, Bundle] = field(default_factory=dict)
    _bundles: dict[int, Bundle] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, session: Session, release_id: int) -> Bundle:
        """The bundle of a release."""
        held = self._bundles.get(release_id)
        if held is None:
            held = self._read(session, release_id)
            with self._lock:
                self._bundles[release_id] = held
        return held

    def _read(self, session: Session, release_id: int) -> Bundle:
        code = session.scalars(select(Release.hash).where(Release.id == release_id)).one()
        if code not in self.read:
            files = session.scalars(select(Release.files).where(Release.id == release_id)).one()
            self.read[code] = open_bundle(files)
        return self.read[code]

    def current(self, session: Session, tanggal: date) -> int:
        """The release in force on a day."""
        return session.scalars(in_force(tanggal)).one()


def read_bundle(files: Mapping[str, str]) -> Bundle:
    """Read and check a bundle (path to text). Raises `ReleaseRefused` with every problem found."""
    bundle = open_bundle(files)
    problems = check_contracts(bundle.definitions, bundle.forms)
    if problems:
        raise ReleaseRefused(problems)
    return bundle


def open_bundle(files: Mapping[str, str]) -> Bundle:
    """Read a bundle as a release that stands is read: each part must be right, and what they promise each other is not
    asked again. So a check that is new to the program stops no case of an old release.

    Raises `ReleaseRefused` with every problem found.
    """
    problems: list[DiagramProblem] = []
    forms: dict[str, Form] = {}
    for path in sorted(path for path in files if path.startswith("forms/")):
        try:
            form = _form(path, files[path])
        except FormRefused as error:
            problems += [
                DiagramProblem(p.code, p.element_id, p.message, p.mend, path) for p in error.problems
            ]
        else:
            forms[form.key] = form
    diagrams = {path: files[path].encode() for path in files if path.endswith((".bpmn", ".dmn"))}
    try:
        definitions = read_definitions(diagrams)
    except DiagramRefused as error:
        raise ReleaseRefused(problems + error.problems) from error
    if problems:
        raise ReleaseRefused(problems)
    return Bundle(definitions, forms)


@lru_cache(maxsize=256)
def _form(path: str, text: str) -> Form:
    """One form; what was read stays at hand, for it never changes."""
    return read_form(text, path.removeprefix("forms/").removesuffix(".json"))


def shipped_files(root: Path) -> dict[str, str]:
    """The bundle under a folder, byte for byte: `workflows/*.bpmn`, their tables and scenarios, `forms/**/*.json`."""
    workflows = root / "workflows"
    found = [
        *sorted(workflows.glob("*.bpmn")),
        *sorted(workflows.glob("tables/*.dmn")),
        *sorted(workflows.glob("scenarios/*/*.json")),
        *sorted((root / "forms").rglob("*.json")),
    ]
    return {path.relative_to(root).as_posix(): path.read_bytes().decode("utf-8") for path in found}


def publish(session: Session, files: Mapping[str, str], effective_from: date, note: str) -> int:
    """Check a bundle, store it and put it in force, if its hash is new. Returns the release's id."""
    held = held_release(session, bundle_hash(files))
    if held is not None:
        return held
    read_bundle(files)
    release_id = store_release(session, files, note)
    session.add(ReleaseInForce(release_id=release_id, effective_from=effective_from))
    session.flush()
    return release_id


def ship(session: Session, files: Mapping[str, str], tanggal: date, note: str) -> int:
    """Store what ships with the program, and put it in force unless a process owner has decided what is.

    Returns the id of the shipped release. Where owners decide, they see on their page that it is there.
    """
    last = last_in_force(session)
    if held_release(session, bundle_hash(files)) is None:
        read_bundle(files)
    release_id = store_release(session, files, note)
    if last is None or (last.approved_by is None and last.release_id != release_id):
        begin = FIRST_DAY if last is None else max(last.effective_from, tanggal)
        session.add(ReleaseInForce(release_id=release_id, effective_from=begin))
        session.flush()
    return release_id
