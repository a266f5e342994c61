"""Every path of the shipped diagrams, played in memory by the search that owners' drafts go through.

What no walk passes is a flow that no answer leads to. `python -m tests.paths` prints a line a process.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from webapp.engine import Definitions
from webapp.forms import Form
from webapp.services.process.releases import Bundle, read_bundle, shipped_files
from webapp.services.workshop.answers import Answers
from webapp.services.workshop.soundness import Searched, searched

__all__ = ["Answers", "Shipped", "report", "shipped", "untouched", "walks"]

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Shipped:
    """The shipped bundle: diagrams, forms, tables, and the texts that they were read from."""

    definitions: Definitions
    forms: Mapping[str, Form]
    files: Mapping[str, str]

    @property
    def answers(self) -> Answers:
        """What may be answered in it."""
        return Answers(self.definitions, self.forms)


def shipped() -> Shipped:
    """Read what ships."""
    files = shipped_files(ROOT)
    bundle = read_bundle(files)
    return Shipped(bundle.definitions, bundle.forms, files)


def walks(bundle: Shipped) -> dict[str, Searched]:
    """The search through each process."""
    return searched(Bundle(bundle.definitions, bundle.forms))


def untouched(bundle: Shipped, process_id: str, found: Searched) -> list[str]:
    """Flows that no walk passed."""
    return sorted(set(bundle.definitions.processes[process_id].flows) - found.passed)


def report(bundle: Shipped) -> list[str]:
    """One line a process: flows passed, of how many; states; ends; and each untouched flow and fault by name."""
    lines = []
    for process_id, found in sorted(walks(bundle).items()):
        total = len(bundle.definitions.processes[process_id].flows)
        left = untouched(bundle, process_id, found)
        lines.append(
            f"{process_id:24}{total - len(left):4}/{total} alur,{found.states:5} keadaan,{found.ends:3} akhir"
        )
        lines += [f"    tidak dilewati: {flow}" for flow in left]
        lines += [f"    {finding.problem}" for finding in found.findings]
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join(report(shipped())) + "\n")
