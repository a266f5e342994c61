"""What every page must stand: the accessibility rules of WCAG 2.2 AA in both colour schemes, and a narrow phone.

Findings are gathered rather than raised, so that one test shows them all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NARROW = {"width": 360, "height": 740}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const outside = [...document.querySelectorAll("body *")].filter((part) =>
    part.getBoundingClientRect().right > wide + 0.5 && getComputedStyle(part).position !== "absolute");
  return ["the page", ...outside.slice(0, 5).map((part) => `${part.tagName}.${part.className}`)];
}"""


@dataclass
class Looks:
    """Looks at each page once, by its name: wide in the light scheme, narrow in the dark one."""

    axe: Axe = field(default_factory=Axe)
    seen: set[str] = field(default_factory=set)
    findings: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, page: Page, name: str) -> None:
        if name in self.seen:
            return
        self.seen.add(name)
        wide = page.viewport_size
        found = self._rules(page)
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="dark")
        found += [f"wider than a phone: {part}" for part in page.evaluate(TOO_WIDE)]
        found += [f"dark, narrow: {one}" for one in self._rules(page)]
        page.emulate_media(color_scheme="light")
        if wide is not None:
            page.set_viewport_size(wide)
        if found:
            self.findings[name] = found

    @property
    def report(self) -> str:
        """All findings, a page after the other; empty when there are none."""
        return "\n".join(f"{name}: {one}" for name, found in self.findings.items() for one in found)

    def _rules(self, page: Page) -> list[str]:
        violations = self.axe.run(page, options=RULES).response["violations"]
        return [
            f"{one['id']} ({one['help']}): {node['html'][:120]}"
            for one in violations
            for node in one["nodes"][:3]
        ]


@dataclass
class Narrow:
    """Looks only at the width of each page, by its name: enough for the second telling of a story, on a phone."""

    findings: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, page: Page, name: str) -> None:
        if found := page.evaluate(TOO_WIDE):
            self.findings[name] = found

    @property
    def report(self) -> str:
        """All pages that are wider than the phone; empty when there are none."""
        return "\n".join(f"{name}: wider than a phone: {found}" for name, found in self.findings.items())
