"""The gate of a publication: every error of a bundle as a plain value. What passes here may be put in force.

Read by the operations of `penerbitan` through their context, so that no diagram can lead around it, and by the pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from webapp.domain.sentences import Sentence
from webapp.engine import Definitions, Problem
from webapp.services.process.releases import Bundle

from .checking import Checked, check_all
from .soundness import Searches

PROCESS: Final = "penerbitan"
APPROVAL: Final = "setujui"


def checked(files: Mapping[str, str], searches: Searches | None = None) -> Checked:
    """The whole check, soundness included, and whether the next publication stays possible."""
    found = check_all(files, searches)
    if found.bundle is None:
        return found
    return replace(found, problems=[*found.problems, *_of_publication(found.bundle)])


def findings(files: Mapping[str, str], searches: Searches | None = None) -> list[dict[str, Any]]:
    """All errors, as plain values; empty: the bundle may be published."""
    return [as_value(problem) for problem in checked(files, searches).problems]


def as_value(problem: Problem) -> dict[str, Any]:
    """A finding as it is stored and sent."""
    return {
        "code": problem.code,
        "element": problem.element_id,
        "message": problem.message,
        "mend": problem.mend,
        "file": problem.file,
        "severity": problem.severity,
    }


def _of_publication(bundle: Bundle) -> list[Problem]:
    """The next change must be possible: publication has its second person and its end."""
    if _publishes(bundle.definitions):
        return []
    return [
        Problem(
            "publication",
            APPROVAL,
            "Proses penerbitan tidak lagi memuat persetujuan orang kedua atau penerbitannya.",
            Sentence(
                "Kembalikan langkah '%(approval)s' di lajur pemilik proses dengan konfirmasi sandi, dan operasi "
                "penerbitan.periksa dan penerbitan.terbitkan.",
                approval=APPROVAL,
            ),
            f"workflows/{PROCESS}.bpmn",
        )
    ]


def _publishes(definitions: Definitions) -> bool:
    process = definitions.processes.get(PROCESS)
    if process is None:
        return False
    operations = {one.operation for one in process.elements.values()}
    approval = process.elements.get(APPROVAL)
    return (
        {"penerbitan.periksa", "penerbitan.terbitkan"} <= operations
        and approval is not None
        and approval.role == "pemilik_proses"
        and approval.properties.get("konfirmasi_sandi") == "ya"
    )
