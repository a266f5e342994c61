"""Extractors for Babel: sentences of rooms that know no gettext, labels of forms, and names of diagrams.

The web gives these texts to gettext when it shows them (`webapp.web.language.say`), so their msgids must be found where
they are written. Only whole sentences and the templates of a `Sentence` are found: an f-string has no msgid and would
stay Indonesian; `tests/test_sentences.py` finds those. Used by `babel.cfg` alone; nothing that runs may import this.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Final

from lxml import etree

Found = Iterator[tuple[int, str, str, list[str]]]
"""What Babel wants of an extractor: line, function, msgid, comments."""

CALLS: Final[Mapping[str, tuple[int, ...]]] = {
    "CellRefused": (0,),
    "DecisionError": (1,),
    "Denied": (0,),
    "Document": (2,),
    "FeelError": (0,),
    "FeelSyntaxError": (0,),
    "Holder": (1,),
    "MoveRefused": (0,),
    "NilaiDasar": (1, 2),
    "NotPossible": (0,),
    "Pelanggaran": (1,),
    "Problem": (2, 3),
    "NotAllowed": (1, 2),
    "Refusal": (3,),
    "Sentence": (0,),
    "TidakWajib": (1,),
    "Unreadable": (0,),
    "_Medan": (0,),
    "_bad": (0,),
    "_beda_baris": (1,),
    "_beda_urutan": (1,),
    "_finding": (2, 3),
    "_ingatkan": (2,),
    "_langgar": (1,),
    "_medan_iki": (2,),
    "_medan_rhk": (1,),
    "_no": (0,),
    "_not_now": (0,),
    "_pelanggaran": (1,),
    "_office": (1,),
    "_periksa_uraian": (1,),
    "_problem": (3, 4),
    "_refusal": (0,),
    "_refuse": (1, 2),
    "_refused": (1,),
    "_salah": (1,),
    "_tandai": (1,),
    "_tolak": (2,),
    "_unreadable": (1, 2),
    "_unusable": (1,),
    "_violation": (1,),
    "_wrong": (1,),
    "feel": (1,),
    "pastikan_peran": (2,),
    "refuse": (1, 2, 3),
    "refused": (1,),
    "role": (2,),
    "tolak": (1,),
    "wrong": (1,),
}
"""Calls that carry words for the reader, and which of their arguments do."""

NAMES: Final = frozenset({"mend", "message", "pesan", "why"})
"""Names that hold a sentence wherever they stand."""

LABELS: Final = frozenset(
    {"label", "dateLabel", "timeLabel", "description", "text", "prefixAdder", "suffixAdder", "errorMessage"}
)
"""Keys of a form that carry words for the person who fills it."""

ANY_LINE: Final = 1
"""Catalogues name files, not lines."""

BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def sentences(
    file: IO[bytes], keywords: Sequence[str], comment_tags: Sequence[str], options: Mapping[str, Any]
) -> Found:
    """Words for the reader in a Python room that does not know gettext.

    They stand in certain calls, in what is named `pesan`, `why`, `message` or `mend`, and in the `names` and answers of
    the `functions` that `babel.cfg` gives for a file.
    """
    names = {*NAMES, *str(options.get("names", "")).split()}
    functions = set(str(options.get("functions", "")).split())
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and target.id in names:
                yield from _constants(node.value)
        elif isinstance(node, ast.FunctionDef) and node.name in functions:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    yield from _constants(inner.value)


def _of_call(node: ast.Call) -> Found:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    places = CALLS.get(name, ())
    for place in places:
        if place < len(node.args):
            yield from _constants(node.args[place])


def _constants(value: ast.expr) -> Found:
    """The whole texts of an expression: not the pieces of an f-string, the keys of a table, or what calls carry."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
        yield value.lineno, "gettext", value.value, []
    elif isinstance(value, ast.Dict):
        for one in value.values:
            yield from _constants(one)
    elif isinstance(value, ast.Tuple):
        for one in value.elts:
            yield from _constants(one)
    elif isinstance(value, ast.IfExp):
        yield from _constants(value.body)
        yield from _constants(value.orelse)


def form(
    file: IO[bytes], keywords: Sequence[str], comment_tags: Sequence[str], options: Mapping[str, Any]
) -> Found:
    """Labels, hints, choices and texts of a form."""
    yield from _labels(json.load(file))


def _labels(part: object) -> Found:
    if isinstance(part, list):
        for one in part:
            yield from _labels(one)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in LABELS and isinstance(value, str) and value:
                yield ANY_LINE, "gettext", value, []
            else:
                yield from _labels(value)


def diagram(
    file: IO[bytes], keywords: Sequence[str], comment_tags: Sequence[str], options: Mapping[str, Any]
) -> Found:
    """Names of a diagram's elements: what its steps, answers, lanes and pools are called."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for node in etree.parse(file, parser).iter(f"{BPMN}*"):
        if name := node.get("name"):
            yield ANY_LINE, "gettext", str(name), []
