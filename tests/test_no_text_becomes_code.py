"""No text becomes SQL, HTML or a program: what our own files tell of it. Each exception has its reason."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.sources import FILES, WEBAPP, tree

# -- SQL [ASVS 1.2.4] ------------------------------------------------------------------------------------------------

STATEMENTS = {"text", "exec_driver_sql", "literal_column", "DDL"}
"""What takes a statement as text, under these names of SQLAlchemy."""

MENTIONED = re.compile(r"\b(text|exec_driver_sql|literal_column|DDL|execute|op)\b[.(]")

REVIEWED_SQL: Mapping[str, tuple[int, str]] = {
    "migrations/__init__.run": (1, "a file of the release"),
    "services/backups/making._copy": (1, "names of tables as the database tells them, quoted"),
    "services/backups/restoring._has_rows": (1, "a table that the function's callers write out"),
    "services/backups/restoring._load": (
        5,
        "names as the database tells them, quoted; what it writes by format()",
    ),
    "services/backups/restoring._put_out": (1, "a list of statements that are written out"),
    "services/backups/shape.sequences": (1, "names as the database tells them, quoted"),
    "services/backups/verifying._derived": (1, "tables that are written out"),
    "services/database.create_database": (1, "names of databases of the private server, from our own code"),
    "services/privacy/retention._count": (1, "the table of what is kept how long"),
    "services/privacy/retention._delete_all": (1, "the table of what is kept how long"),
    "services/privacy/writing._files": (2, "the register of what is somebody's own"),
    "services/privacy/writing._rows": (1, "the register of what is somebody's own"),
    "storage/caselog.clear_times": (1, "two tables that are written out"),
    "storage/catatan.last_number": (1, "the list of logs"),
    "storage/catatan.late_numbers": (1, "the list of logs"),
    "storage/catatan.stream": (
        1,
        "its callers' statements: the list of logs, and `services.evidence.streams.FIXED`",
    ),
    "storage/impact._renaming": (2, "tables that the caller writes out; the keys are parameters"),
    "storage/impact.close_steps": (1, "tables that are written out; the keys are parameters"),
    "storage/registri._satu": (1, "the condition of an index, from the class below it"),
}
"""Function: how many statements it puts together, and from what. None of it comes from a person."""


@cache
def constants(path: Path, *, imported: bool = True) -> frozenset[str]:
    """Names of a file that stand for a text that is written out, those it has from other files of ours included."""
    known = set()
    for node in tree(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and written_out(node.value, known):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            known |= {one.id for one in targets if isinstance(one, ast.Name)}
        elif imported and isinstance(node, ast.ImportFrom) and (other := source_of(path, node)) is not None:
            texts = constants(other, imported=False)
            known |= {alias.asname or alias.name for alias in node.names if alias.name in texts}
    return frozenset(known)


def source_of(path: Path, node: ast.ImportFrom) -> Path | None:
    """The file of ours from which something is imported."""
    parts = (node.module or "").split(".")
    if node.level:
        found = path.parents[node.level - 1].joinpath(*filter(None, parts))
    elif parts[0] == "webapp":
        found = WEBAPP.joinpath(*parts[1:])
    else:
        return None
    return next((one for one in (found.with_suffix(".py"), found / "__init__.py") if one in FILES), None)


def written_out(value: ast.AST | None, known: Collection[str]) -> bool:
    """Whether an expression is a text that stands in the file as it is, put together from nothing but such texts."""
    match value:
        case ast.Constant():
            return isinstance(value.value, str | int | float)
        case ast.Name():
            return value.id in known
        case ast.JoinedStr():
            return all(written_out(getattr(part, "value", None), known) or isinstance(part, ast.Constant)
                       for part in value.values)  # fmt: skip
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return written_out(value.left, known) and written_out(value.right, known)
        case ast.Call(func=ast.Attribute(attr="format"), args=[]):
            return written_out(value.func.value, known) and all(
                written_out(one.value, known) for one in value.keywords
            )
    return False


def of_sqlalchemy(source: ast.Module) -> set[str]:
    """The names that a file has from SQLAlchemy."""
    return {
        alias.asname or alias.name
        for node in ast.walk(source)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").partition(".")[0] in ("sqlalchemy", "alembic")
        for alias in node.names
    }


def statements(source: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Each call that takes a statement as text, with the function or constant in which it stands."""
    imported = of_sqlalchemy(source)
    for part in source.body:
        targets = getattr(part, "targets", [getattr(part, "target", None)])
        name = getattr(part, "name", None) or getattr(targets[0], "id", "")
        for node in ast.walk(part):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func
            if isinstance(called, ast.Name):
                if called.id in STATEMENTS and called.id in imported:
                    yield name, node
            elif isinstance(called, ast.Attribute):
                whose = called.value.id if isinstance(called.value, ast.Name) else ""
                built = called.attr == "execute" and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
                if called.attr == "exec_driver_sql" or whose in {"sa", "op"} & imported or built:
                    yield name, node


def put_together(path: Path) -> Iterator[str]:
    """Where a file gives the database a statement that is not written out."""
    if not MENTIONED.search(path.read_text("utf-8")):
        return
    known = constants(path)
    for name, call in statements(tree(path)):
        if not written_out(call.args[0], known):
            yield f"{path.relative_to(WEBAPP).with_suffix('').as_posix()}.{name}"


@pytest.mark.slow
def test_no_statement_is_put_together_but_those_that_were_looked_at() -> None:
    found = Counter(place for path in FILES for place in put_together(path))
    assert found == {place: number for place, (number, _reason) in REVIEWED_SQL.items()}, (
        "values are parameters; names of tables come from our own lists, with a reason here"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "text(f'SELECT {typed}')", "text('SELECT ' + typed)", "text('SELECT %s' % typed)", "text('{}'.format(typed))",
        "text('{x}'.format(x=typed))", "text(typed)", "c.exec_driver_sql(typed)", "c.execute(f'SELECT {typed}')",
        "literal_column(f'{typed}')", "c.execute('SELECT ' + typed)",
    ],
)  # fmt: skip
def test_every_way_to_put_a_statement_together_is_seen(statement: str) -> None:
    source = ast.parse(
        f"from sqlalchemy import literal_column, text\ndef ask(c, typed):\n    return {statement}\n"
    )
    assert [name for name, call in statements(source) if not written_out(call.args[0], ())] == ["ask"]


# -- HTML and scripts [ASVS 3.2.2] -----------------------------------------------------------------------------------

REVIEWED_MARKUP: Mapping[str, tuple[int, str]] = {
    "forms/text.Template": (1, "what nh3 has left of an author's text; values are escaped"),
    "web/activities/heat._rows": (1, "numbers of minutes, and words that were escaped"),
    "web/cockpit/overview.process": (1, "a drawing of `engine.map`, which escapes every text"),
    "web/cockpit/travel._chart": (1, "the same"),
    "web/guides.guide": (1, "a file of the release; HTML in it is switched off"),
    "web/language._counted": (1, "a text of a template or of its translation; what fills it is escaped"),
    "web/language._text": (1, "the same: the test below looks at what templates give it"),
    "web/planning/skp._chart": (1, "a drawing of `engine.map`"),
    "web/workshop/comparing._map": (1, "the same"),
    "web/workshop/impacts.charts": (1, "the same"),
    "web/workshop/playground_view.drawn": (1, "the same"),
    "web/workshop/releases._drawn": (1, "the same"),
}
"""Function: how often it says of a text that it is HTML, and why it may."""

TO_HTML = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|srcdoc|DOMParser)\b"
    r"|\bdocument\s*\.\s*write|\bimportScripts\b|\bjavascript:"
    r"|\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|\bset(Timeout|Interval)\s*\(\s*[`'\"]"
)
"""How a script makes elements or a program from a text. `textContent` and `createElement` do the same without."""
UNESCAPED = re.compile(
    r"\|\s*safe\b|\bMarkup\b|\bautoescape\b|<script(?![^>]*\bsrc=)[^>]*>|\bsrcdoc\s*=|\bjavascript:|\son[a-z]+=[\"'{]"
)


def scripts() -> list[Path]:
    """Our own scripts; packages and what is built of them are not ours."""
    return sorted((WEBAPP / "assets" / "js").rglob("*.js"))


def found_in(paths: list[Path], wanted: re.Pattern[str]) -> list[str]:
    """Where something stands: file, line, what."""
    return [
        f"{path.relative_to(WEBAPP)}:{number}: {match.group(0)}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        for match in wanted.finditer(SWAPS.sub("", line))
    ]


SWAPS = re.compile(r'hx-swap="outerHTML"|"hx-swap": "outerHTML"')
"""A page of ours that takes the place of a part of it: what it holds was escaped when it was written."""


def test_no_script_of_ours_makes_elements_or_programs_of_a_text() -> None:
    assert len(scripts()) > 30
    assert found_in(scripts(), TO_HTML) == [], "write textContent; make elements with createElement"


def test_no_template_takes_a_text_for_html() -> None:
    templates = [path for path in (WEBAPP / "templates").rglob("*") if path.is_file()]
    assert {path.suffix for path in templates} <= {".html", ".ics"}
    assert len(templates) > 100
    assert found_in(templates, UNESCAPED) == []
    assert found_in(templates, TO_HTML) == []


@pytest.mark.parametrize(
    "line",
    [
        "a.innerHTML = b", "a.outerHTML=b", "a.insertAdjacentHTML('x', b)", "document.write(b)", "eval(b)",
        "new Function(b)", "setTimeout('b()')", "a.srcdoc = b", "new DOMParser()", "location = 'javascript:b'",
    ],
)  # fmt: skip
def test_each_of_these_would_be_seen_in_a_script(line: str) -> None:
    assert TO_HTML.search(line)


def marked_up(path: Path) -> Iterator[str]:
    """Where a text that is not written out is said to be HTML."""
    for part in tree(path).body:
        for node in ast.walk(part):
            called = node.func if isinstance(node, ast.Call) else None
            if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == "Markup":
                assert isinstance(node, ast.Call)
                if not all(isinstance(one, ast.Constant) for one in node.args):
                    yield f"{path.relative_to(WEBAPP).with_suffix('').as_posix()}.{getattr(part, 'name', '')}"


@pytest.mark.slow
def test_no_text_is_said_to_be_html_but_those_that_were_looked_at() -> None:
    found = Counter(place for path in FILES for place in marked_up(path))
    assert found == {place: number for place, (number, _reason) in REVIEWED_MARKUP.items()}


def test_templates_have_only_their_own_words_translated() -> None:
    """What `_` gives is HTML as it stands in the catalogue: a word of somebody's would be, too."""
    calls = re.compile(r"(?<![\w.])(?:_|gettext|ngettext)\(\s*(?!['\"])[^)]*\)?")
    assert found_in(sorted((WEBAPP / "templates").rglob("*.html")), calls) == []
