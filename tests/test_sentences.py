"""What a rule refuses can be said in the reader's language.

The carriers are those of the extractor (`webapp.translations.extract.CALLS`). A text that is put together on the spot
is found by no extractor and stays Indonesian for everybody, so it may not stand where a sentence is carried; nor may a
parameter, unless its own function is a carrier too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

from tests.sources import FILES, WEBAPP, nodes, tree
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

    def __init__(self, module: ast.Module, known: frozenset[str]) -> None:
        self.module, self.known = module, known
        self.judged: set[ast.expr] = set()

    @cached_property
    def functions(self) -> dict[str, list[ast.FunctionDef]]:
        """The functions of the file by their name; methods of several classes may share one."""
        found: dict[str, list[ast.FunctionDef]] = {}
        for one in ast.walk(self.module):
            if isinstance(one, ast.FunctionDef):
                found.setdefault(one.name, []).append(one)
        return found

    def faults(self) -> list[Fault]:
        """Line and reason of each text that an English reader would get in Indonesian."""
        return sorted(set(self._of_room(self.module, None)))

    def _of_room(self, room: ast.AST, function: ast.FunctionDef | None) -> Iterator[Fault]:
        for node in ast.iter_child_nodes(room):
            if isinstance(node, ast.Call):
                places = CALLS.get(called(node), ())
                for text in (node.args[place] for place in places if place < len(node.args)):
                    if called(node) != "Sentence" or not isinstance(text, ast.Name):
                        yield from self._of_text(text, function)
            elif isinstance(node, ast.Assign | ast.AnnAssign) and named(node) in NAMES and node.value:
                yield from self._of_text(node.value, function)
            yield from self._of_room(node, node if isinstance(node, ast.FunctionDef) else function)

    def _of_text(self, text: ast.expr, function: ast.FunctionDef | None) -> Iterator[Fault]:
        if text in self.judged:
            return
        self.judged.add(text)
        if isinstance(text, ast.Constant):
            if isinstance(text.value, str) and text.value and text.value not in self.known:
                yield text.lineno, f"not in the catalogue: {text.value}"
        elif isinstance(text, ast.JoinedStr | ast.BinOp) or is_joined(text):
            yield text.lineno, f"put together: {ast.unparse(text)}"
        elif isinstance(text, ast.Name):
            yield from self._of_name(text, function)
        elif isinstance(text, ast.Call):
            yield from self._of_answers(text)
        else:
            for one in parts(text):
                yield from self._of_text(one, function)

    def _of_answers(self, text: ast.Call) -> Iterator[Fault]:
        """What a function of this file answers, unless it carries a text on."""
        plain = isinstance(text.func, ast.Name) and called(text) not in CALLS
        for one in self.functions.get(called(text), ()) if plain else ():
            for node in ast.walk(one):
                if isinstance(node, ast.Return) and node.value is not None:
                    yield from self._of_text(node.value, one)

    def _of_name(self, name: ast.Name, function: ast.FunctionDef | None) -> Iterator[Fault]:
        given = {} if function is None else parameters(function)
        if function is not None and name.id in given:
            place, kind = given[name.id]
            if kind.startswith("str") and place not in CALLS.get(function.name, ()):
                yield name.lineno, f"{function.name} hands {name.id} on and is no carrier"
            return
        here = [] if function is None else list(assigned(function, name.id))
        for text in here or assigned(self.module, name.id):
            yield from self._of_text(text, function)


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


def assigned(room: ast.AST, name: str) -> Iterator[ast.expr]:
    """Everything that a name is set to."""
    for node in ast.walk(room):
        if isinstance(node, ast.Assign | ast.AnnAssign) and named(node) == name and node.value is not None:
            yield node.value


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
    return Source(tree(path), known).faults()


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
    assert [fault for _line, fault in Source(ast.parse(source), frozenset()).faults()] == [why]


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
    assert Source(ast.parse(source), frozenset({"Ada."})).faults() == []


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
