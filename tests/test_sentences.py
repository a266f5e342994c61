"""What a rule refuses can be said in the reader's language.

The carriers are those of the extractor (`webapp.translations.extract.CALLS`). A text that is put together on the spot
is found by no extractor and stays Indonesian for everybody, so it may not stand where a sentence is carried; nor may a
parameter, unless its own function is a carrier too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import pytest

from tests.sources import FILES, WEBAPP, nodes
from tests.texts import catalogue
from webapp.translations.extract import CALLS, NAMES

ROOMS = frozenset(
    {"documents", "domain", "engine", "feel", "forms", "operations", "services", "storage", "web"}
)
COMMANDS = frozenset({"services/workshop/bundles.py"})
"""What only the command line says; it speaks Indonesian."""

SPOKEN = [
    path
    for path in FILES
    if path.relative_to(WEBAPP).parts[0] in ROOMS and path.relative_to(WEBAPP).as_posix() not in COMMANDS
]
JOINING = frozenset({"capitalize", "format", "join", "lower", "replace"})

Fault = tuple[int, str]


class Source:
    """One file: where its sentences are carried, and what stands there."""

    def __init__(self, found: Sequence[ast.AST], known: frozenset[str]) -> None:
        self.nodes, self.known = found, known
        self.judged: set[ast.expr] = set()

    @cached_property
    def functions(self) -> list[ast.FunctionDef]:
        """The functions of the file, the outer ones first."""
        return [one for one in self.nodes if isinstance(one, ast.FunctionDef)]

    @cached_property
    def assigned(self) -> dict[str, list[ast.expr]]:
        """Everything that each plain name is set to, anywhere in the file."""
        found: dict[str, list[ast.expr]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                found.setdefault(named(node), []).append(node.value)
        return found

    def faults(self) -> list[Fault]:
        """Line and reason of each text that an English reader would get in Indonesian."""
        return sorted({fault for text in self.carried() for fault in self._of_text(text)})

    def carried(self) -> Iterator[ast.expr]:
        """What stands where a sentence is carried."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                name = called(node)
                texts = [node.args[place] for place in CALLS.get(name, ()) if place < len(node.args)]
                yield from (one for one in texts if name != "Sentence" or not isinstance(one, ast.Name))
        for name in NAMES:
            yield from self.assigned.get(name, ())

    def around(self, node: ast.expr) -> ast.FunctionDef | None:
        """The innermost function around a text."""
        return next((one for one in reversed(self.functions) if holds(one, node)), None)

    def _of_text(self, text: ast.expr) -> Iterator[Fault]:
        if text in self.judged:
            return
        self.judged.add(text)
        if isinstance(text, ast.Constant):
            if isinstance(text.value, str) and text.value and text.value not in self.known:
                yield text.lineno, f"not in the catalogue: {text.value}"
        elif isinstance(text, ast.JoinedStr | ast.BinOp) or is_joined(text):
            yield text.lineno, f"put together: {ast.unparse(text)}"
        elif isinstance(text, ast.Name):
            yield from self._of_name(text)
        else:
            for one in self._answers(text) if isinstance(text, ast.Call) else parts(text):
                yield from self._of_text(one)

    def _answers(self, text: ast.Call) -> list[ast.expr]:
        """What a function of this file answers, unless it carries a text on."""
        name = called(text) if isinstance(text.func, ast.Name) and called(text) not in CALLS else None
        answers = [
            node for one in self.functions if one.name == name
            for node in ast.walk(one) if isinstance(node, ast.Return)
        ]  # fmt: skip
        return [one.value for one in answers if one.value is not None]

    def _of_name(self, name: ast.Name) -> Iterator[Fault]:
        function = self.around(name)
        given = {} if function is None else parameters(function)
        if function is not None and name.id in given:
            place, kind = given[name.id]
            if kind.startswith("str") and place not in CALLS.get(function.name, ()):
                yield name.lineno, f"{function.name} hands {name.id} on and is no carrier"
            return
        texts = self.assigned.get(name.id, [])
        for text in [one for one in texts if function is not None and holds(function, one)] or texts:
            yield from self._of_text(text)


def holds(function: ast.FunctionDef, node: ast.expr) -> bool:
    """Whether a text stands in a function."""
    return function.lineno <= node.lineno <= (function.end_lineno or function.lineno)


def parts(text: ast.expr) -> list[ast.expr]:
    """The texts of which an expression gives one."""
    match text:
        case ast.IfExp():
            return [text.body, text.orelse]
        case ast.BoolOp():
            return text.values
        case ast.Subscript():
            return [text.value]
        case ast.Dict():
            return text.values
        case ast.Tuple() | ast.List():
            return text.elts
    return []


def parameters(function: ast.FunctionDef) -> dict[str, tuple[int, str]]:
    """Place and kind of each parameter, as a caller counts them."""
    given = [one for one in function.args.args if one.arg not in {"self", "cls"}]
    kinds = [ast.unparse(one.annotation) if one.annotation else "" for one in given]
    return {one.arg: (place, kind) for place, (one, kind) in enumerate(zip(given, kinds, strict=True))}


def named(node: ast.Assign | ast.AnnAssign) -> str:
    """The one name that is set, if it is a plain one."""
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    return target.id if isinstance(target, ast.Name) else ""


def called(node: ast.Call) -> str:
    """The name of what is called, without where it is from."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_joined(text: ast.expr) -> bool:
    """Whether a method of a text makes another text of it."""
    return isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr in JOINING


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    """Every text that has a translation."""
    english = catalogue(WEBAPP / "translations" / "en" / "LC_MESSAGES" / "messages.po")
    return frozenset(one.id if isinstance(one.id, str) else one.id[0] for one in english if one.id)


def test_every_sentence_of_a_refusal_can_be_said_in_english(known: frozenset[str]) -> None:
    faults = [
        f"{path.relative_to(WEBAPP)}:{line}: {why}" for path in SPOKEN for line, why in read(path, known)
    ]
    assert faults == [], "fill a `Sentence`, or name the table of texts in babel.cfg"


def read(path: Path, known: frozenset[str]) -> list[Fault]:
    """What is wrong in one file."""
    return Source(nodes(path), known).faults()


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ('raise Denied(f"Bukan {x}.")', "put together: f'Bukan {x}.'"),
        ('raise Denied("Bukan " + x)', "put together: 'Bukan ' + x"),
        ('raise Denied(" ".join(x))', "put together: ' '.join(x)"),
        ('raise Denied("Bukan.")', "not in the catalogue: Bukan."),
        ('pesan = f"Bukan {x}."', "put together: f'Bukan {x}.'"),
        ('def f():\n x = f"Bukan {y}."\n raise Denied(x)', "put together: f'Bukan {y}.'"),
        ('T = {1: "Bukan."}\nraise Denied(T[1])', "not in the catalogue: Bukan."),
        ('def g():\n return f"Bukan {y}."\nraise Denied(g())', "put together: f'Bukan {y}.'"),
        ("def f(words: str):\n raise Denied(words)", "f hands words on and is no carrier"),
    ],
)
def test_what_would_stay_indonesian_is_found(source: str, why: str) -> None:
    assert [fault for _line, fault in Source(tuple(ast.walk(ast.parse(source))), frozenset()).faults()] == [
        why
    ]


@pytest.mark.parametrize(
    "source",
    [
        'raise Denied("Ada.")',
        'raise Denied(Sentence("Ada.", n=1))',
        'raise Denied("Ada." if x else T[1])\nT = ["Ada."]',
        "def _no(words: str):\n return Denied(words)",
        "def f(node: Element):\n raise Denied(node)",
    ],
)
def test_what_can_be_said_is_left_alone(source: str) -> None:
    assert Source(tuple(ast.walk(ast.parse(source))), frozenset({"Ada."})).faults() == []


HANDED_ON = frozenset({"web/form_page.py", "web/workspaces/dialog.py", "web/workspaces/isi_realisasi.py",
                       "web/workspaces/mph.py"})  # fmt: skip
"""Rooms whose refusals one place translates for all of them (`web.tasks`)."""


def test_what_a_refusal_says_is_translated_where_it_is_shown() -> None:
    plain = [
        f"{path.relative_to(WEBAPP)}:{node.lineno}"
        for path in FILES
        if path.is_relative_to(WEBAPP / "web") and path.relative_to(WEBAPP).as_posix() not in HANDED_ON
        for call in nodes(path)
        for node in ast.iter_child_nodes(call)
        if isinstance(node, ast.Attribute) and node.attr == "pesan" and not is_said(call)
    ]
    assert plain == []


def test_what_a_refusal_says_is_translated_in_every_template() -> None:
    shown = re.compile(r"\.pesan\b(?! *\| *(?:terjemah|asli)\b)")
    plain = {
        path.name for path in WEBAPP.glob("templates/**/*.html") if shown.search(path.read_text("utf-8"))
    }
    assert plain == {"editor_langkah.html", "editor_satu_langkah.html"}, (
        "there it is a message of the diagram"
    )


def is_said(call: ast.AST) -> bool:
    """Whether this gives its text in the reader's language."""
    return isinstance(call, ast.Call) and called(call) in {"say", "wrong"}
