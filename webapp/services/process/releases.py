"""Releases: diagrams, decision tables and forms as one hashed bundle, stored once, read and checked once per process.

A running case is pinned to its release. The bundle that ships in `workflows/` and `forms/` is published under its
hash the first time it is seen, and only if every check passes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.engine import Definitions, DiagramRefused, read_definitions
from webapp.engine import Problem as DiagramProblem
from webapp.forms import Form, FormRefused, read_form
from webapp.services.planning.contracts import check_contracts
from webapp.storage.process import Release


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
            self.read[code] = read_bundle(files)
        return self.read[code]

    def current(self, session: Session, tanggal: date) -> int:
        """The release in force on a day."""
        query = (
            select(Release.id)
            .where(Release.effective_from <= tanggal)
            .order_by(Release.effective_from.desc(), Release.number.desc())
            .limit(1)
        )
        return session.scalars(query).one()


def read_bundle(files: Mapping[str, str]) -> Bundle:
    """Read and check a bundle (path to text). Raises `ReleaseRefused` with every problem found."""
    problems: list[DiagramProblem] = []
    forms: dict[str, Form] = {}
    for path in sorted(files):
        if path.startswith("forms/"):
            key = path.removeprefix("forms/").removesuffix(".json")
            try:
                forms[key] = read_form(files[path], key)
            except FormRefused as error:
                problems += [
                    DiagramProblem(p.code, p.element_id, p.message, p.mend, path) for p in error.problems
                ]
    diagrams = {path: files[path].encode() for path in files if path.startswith("workflows/")}
    try:
        definitions = read_definitions(diagrams)
    except DiagramRefused as error:
        raise ReleaseRefused(problems + error.problems) from error
    problems += check_contracts(definitions, forms)
    if problems:
        raise ReleaseRefused(problems)
    return Bundle(definitions, forms)


def shipped_files(root: Path) -> dict[str, str]:
    """The bundle that ships with the program: `workflows/*.bpmn`, `workflows/tables/*.dmn`, `forms/**/*.json`."""
    workflows = root / "workflows"
    found = [
        *sorted(workflows.glob("*.bpmn")),
        *sorted(workflows.glob("tables/*.dmn")),
        *sorted((root / "forms").rglob("*.json")),
    ]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in found}


def bundle_hash(files: Mapping[str, str]) -> str:
    """SHA-256 over names and contents in name order."""
    digest = hashlib.sha256()
    for path in sorted(files):
        body = files[path].encode()
        digest.update(f"{path}\x00{len(body)}\x00".encode() + body)
    return digest.hexdigest()


def publish(session: Session, files: Mapping[str, str], effective_from: date, note: str) -> int:
    """Check a bundle and store it, if its hash is new. Returns the release's id."""
    code = bundle_hash(files)
    held = session.scalars(select(Release.id).where(Release.hash == code)).one_or_none()
    if held is not None:
        return held
    read_bundle(files)
    last = session.scalars(select(Release.number).order_by(Release.number.desc()).limit(1)).one_or_none()
    release = Release(
        number=(last or 0) + 1, hash=code, files=dict(files), effective_from=effective_from, note=note
    )
    session.add(release)
    session.flush()
    return release.id
