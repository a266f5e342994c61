"""What Lakon is made of: `python -m docs.components` writes `docs/components.md`, with `--sbom DIR` also two bills.

Names and versions come from the locks (`requirements/runtime.txt`, `webapp/assets/package-lock.json`), licences from
the packages themselves. A package whose licence is not known, or not among those that were agreed to, is an error.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "components.md"
PYTHON_LOCK: Final = ROOT / "requirements" / "runtime.txt"
NPM: Final = ROOT / "webapp" / "assets"

AGREED: Final = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0",
        "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0", "bpmn.io",
    }
)  # fmt: skip
"""Licences that go with Apache-2.0 for how we use the packages: unmodified, as libraries."""

SAME_AS: Final[Mapping[str, str]] = {
    "apache software license": "Apache-2.0",
    "bsd license": "BSD-3-Clause",
    "bsd-0-clause": "0BSD",
    "lgplv3": "LGPL-3.0-or-later",
    "mit license": "MIT",
    "see license in license": "bpmn.io",
}
"""Words of older packages, and the SPDX name of what they mean."""

READ_BY_HAND: Final[Mapping[str, str]] = {"component-props": "MIT"}
"""Packages that say it in their text only, as it was read there."""


@dataclass(frozen=True, order=True)
class Component:
    """One package that goes into the product. `licence` is an SPDX expression, `bpmn.io`, or empty if unknown."""

    origin: str
    name: str
    version: str
    licence: str

    @property
    def is_agreed(self) -> bool:
        """Whether one of the licences that are offered has been agreed to, and all where several hold at once."""
        offers = re.split(r"\s+OR\s+", self.licence.strip("()"))
        return any(all(part in AGREED for part in re.split(r"\s+AND\s+", offer)) for offer in offers)


def python_pins(text: str) -> list[tuple[str, str]]:
    """Name and version of each package that a lock names."""
    return re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", text, re.MULTILINE)


def python_components() -> list[Component]:
    """The Python packages of production."""
    pins = python_pins(PYTHON_LOCK.read_text(encoding="utf-8"))
    return [Component("PyPI", name, version, _licence(distribution(name))) for name, version in pins]


def _licence(package: Distribution) -> str:
    known = package.metadata
    for said in (known.get("License-Expression"), known.get("License")):
        if said and len(said) < 40 and (found := _spdx(said)):
            return found
    words = (one.split(" :: ")[-1] for one in known.get_all("Classifier") or [] if one.startswith("License"))
    return next((found for one in words if (found := _spdx(one))), "")


def _spdx(said: str) -> str:
    """The SPDX expression that is meant; empty if it is none that we know."""
    name = SAME_AS.get(said.lower(), said)
    return name if Component("", "", "", name).is_agreed else ""


def npm_components() -> list[Component]:
    """The npm packages that bundles of the pages are built from, and what builds them."""
    held = json.loads((NPM / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = {
        (name, str(one["version"]), _npm_licence(name, one))
        for path, one in held.items()
        if path and not one.get("dev") and not one.get("optional")
        for name in [path.rpartition("node_modules/")[2]]
    }
    return [Component("npm", *one) for one in found]


def _npm_licence(name: str, held: Mapping[str, Any]) -> str:
    return READ_BY_HAND.get(name) or _spdx(str(held.get("license", "")))


def page(components: Iterable[Component]) -> str:
    """The page of all packages."""
    rows = [f"| {one.name} | {one.version} | {one.licence} | {one.origin} |" for one in sorted(components)]
    head = [
        "# What Lakon is made of",
        "",
        "Written by `make sbom` from the locks; a test compares. Notices that licences ask for stand in",
        "[NOTICE](../NOTICE). `make sbom` also writes the bills of materials (CycloneDX, with hashes) to `dist/sbom/`.",
        "",
        "| package | version | licence | from |",
        "| --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *rows, ""])


def bills(folder: Path) -> list[Path]:
    """Write the bills of materials in CycloneDX. Raises `subprocess.CalledProcessError` where a tool refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    python, npm = folder / "python.cdx.json", folder / "npm.cdx.json"
    maker = shutil.which("cyclonedx-py", path=str(Path(sys.executable).parent)) or "cyclonedx-py"
    subprocess.run(
        [maker, "requirements", str(PYTHON_LOCK), "--pyproject", str(ROOT / "pyproject.toml"), "--of", "JSON",
         "--output-reproducible", "-o", str(python)],
        check=True, capture_output=True,
    )  # fmt: skip
    made = subprocess.run(
        ["npm", "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"],
        cwd=NPM, check=True, capture_output=True,
    )  # fmt: skip
    npm.write_bytes(made.stdout)
    return [python, npm]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, and the bills if asked. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m docs.components", description=__doc__)
    parser.add_argument("--sbom", type=Path, help="also write the bills of materials to this folder")
    options = parser.parse_args(arguments)
    found = python_components() + npm_components()
    PAGE.write_text(page(found), encoding="utf-8")
    if options.sbom is not None:
        bills(options.sbom)
    unknown = sorted(one for one in found if not one.is_agreed)
    sys.stderr.write("".join(f"Licence not agreed to: {one.name} {one.version}\n" for one in unknown))
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
