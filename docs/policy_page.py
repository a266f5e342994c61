"""Writes `docs/policy.md` from the policy's own data (`python -m docs.policy_page`); a test says if it is current."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from webapp.services.policy.matrix import (
    AT_THE_BEGINNING,
    DESKS,
    DOCUMENTS,
    OFFICES,
    OVER_OTHERS,
    WATCHED,
    WITHHELD,
    Kind,
    Right,
    Row,
)

PAGE = Path(__file__).with_name("policy.md")

HEAD = """# Who may do what

*Made from `webapp/services/policy/matrix.py` by `python -m docs.policy_page`; change it there.*

A person stands to an object in one relation: the first of its row that holds, found from the organisation and the
registry of the day, never from a form or a diagram. What is not written is refused; to whom an object is nothing, it
is not there (404), and each refusal leaves an event `akses_ditolak`. A right is necessary, not sufficient: what the
state of a document forbids is said by the document.

Nobody acts in the own case through any role: {over} are refused to whom the object is about, whatever the account
holds. Reading by {watched} is itself kept. Open steps are held as the lanes of the diagrams say (`policy.steps`).
An account that belongs to nobody, as at the first installation, looks; it does something at {beginning} only.
"""


RIGHTS: Mapping[Right, str] = {
    Right.SEE: "that it is there, and where it stands",
    Right.READ: "its content",
    Right.SUBMITTED: "all that was ever submitted; without it only what was signed, or set",
    Right.DRAFTS: "what was not submitted yet",
    Right.TALK: "the dialogue, and the remarks on the way",
    Right.COURSE: "how it goes on after what one did oneself",
    Right.EARLY: "a judgement before it is delivered",
    Right.COMMENT: "a remark beside it, which changes nothing",
    Right.PROPOSE: "ask for a change; somebody else decides",
    Right.WRITE: "change it",
    Right.DECIDE: "decide about it",
    Right.ACT: "act upon a running case from outside its diagram",
    Right.EXPORT: "take many of them away in one file",
}


def page() -> str:
    """The whole page."""
    head = HEAD.format(over=_named(OVER_OTHERS), watched=_named(WATCHED), beginning=_named(AT_THE_BEGINNING))
    rights = [f"| {one} | {RIGHTS[one]} |" for one in Right]
    meanings = ["## Rights\n", "| right | permits |\n|---|---|", *rights, ""]
    return "\n".join([head, *meanings, *_documents(), *_desks()]) + "\n"


def _named(values: Iterable[str]) -> str:
    return " and ".join(f"`{one}`" for one in sorted(values))


def _documents() -> Iterator[str]:
    yield "## Objects\n"
    for kind, row in DOCUMENTS.items():
        yield from _table(kind, row)
        for relation, parts in WITHHELD.get(kind, {}).items():
            yield f"Not shown to `{relation}`: {_named(parts)}.\n"


def _desks() -> Iterator[str]:
    yield "## Work of an office\n"
    yield "| desk | office | rights |\n|---|---|---|"
    for kind, row in DESKS.items():
        for relation, rights in row.items():
            yield f"| `{kind}` | `{relation}` | {', '.join(sorted(rights))} |"


def _table(kind: Kind, row: Row) -> Iterator[str]:
    yield f"### `{kind}`\n\n| | relation | rights |\n|---|---|---|"
    for number, (relation, rights) in enumerate(row.items(), start=1):
        office = " (office)" if relation in OFFICES else ""
        yield f"| {number} | `{relation}`{office} | {', '.join(sorted(rights))} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
