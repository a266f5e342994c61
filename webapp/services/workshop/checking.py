"""The check of a bundle as its owner edits it: every file, what the parts promise each other, and the course of cases.

`check` is quick enough for every save: files that did not change stay read, and only what hangs together is compared
again. `check_all` adds the search through the states of every process, and what the organisation cannot answer is
asked apart (`org_soundness`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from webapp.domain.sentences import Sentence
from webapp.engine import Problem
from webapp.services.process.releases import Bundle, ReleaseRefused, open_bundle

from .contracts import check_contracts
from .scenarios import problems_of as differing
from .scenarios import scenarios_of
from .soundness import Finding, Searches, sound

MAX_FILES: Final = 400
MAX_FILE_BYTES: Final = 1024 * 1024
MAX_BUNDLE_BYTES: Final = 20 * 1024 * 1024


@dataclass(frozen=True)
class Checked:
    """What a check found: `problems` keep a bundle from being published, `warnings` are shown with it.

    `bundle` is there once every file could be read; `findings` hold the walks of the problems that have one.
    """

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    bundle: Bundle | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing keeps the bundle from being published."""
        return not self.problems


def check(files: Mapping[str, str]) -> Checked:
    """Check every file of a bundle (path to text), and what its parts promise each other."""
    too_big = list(_sizes(files))
    if too_big:
        return Checked(too_big)
    try:
        bundle = open_bundle(files)
    except ReleaseRefused as refused:
        return _sorted(refused.problems, None)
    unreadable = scenarios_of(files)[1]
    return _sorted([*check_contracts(bundle.definitions, bundle.forms), *unreadable], bundle)


def check_all(files: Mapping[str, str], searches: Searches | None = None) -> Checked:
    """The whole check: `check`, and where it finds nothing the soundness of every process and every kept scenario.

    `searches` keeps what was found of processes that do not change between checks.
    """
    checked = check(files)
    if checked.bundle is None or checked.problems:
        return checked
    findings = sound(checked.bundle, searches)
    held = None if searches is None else searches.scenarios
    found = [*(finding.problem for finding in findings), *differing(files, checked.bundle, held)]
    told = _sorted([*checked.warnings, *found], checked.bundle)
    return Checked(told.problems, told.warnings, checked.bundle, findings)


def _sorted(problems: Iterable[Problem], bundle: Bundle | None) -> Checked:
    found = list(problems)
    return Checked(
        [problem for problem in found if problem.severity == "error"],
        [problem for problem in found if problem.severity == "warning"],
        bundle,
    )


def _sizes(files: Mapping[str, str]) -> Iterable[Problem]:
    """Limits before anything is read."""
    if len(files) > MAX_FILES:
        message = Sentence("Paket memuat lebih dari %(max_files)s berkas.", max_files=MAX_FILES)
        yield Problem("too_many_files", None, message, "Hapus berkas yang tidak dipakai.", "")
    sizes = {path: len(text.encode()) for path, text in files.items()}
    for path in sorted(path for path, size in sizes.items() if size > MAX_FILE_BYTES):
        yield Problem(
            "too_big", None, "Berkas lebih besar dari 1 MiB.", "Perkecil atau pecah berkasnya.", path
        )
    if sum(sizes.values()) > MAX_BUNDLE_BYTES:
        yield Problem(
            "too_big", None, "Paket lebih besar dari 20 MiB.", "Hapus berkas yang tidak dipakai.", ""
        )
