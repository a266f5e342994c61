"""What an editor may offer for a file of a draft: forms, operations with their words, deadlines, facts.

A draft may be broken anywhere, so nothing here asks whether it would run: each file is looked at by itself, and one
that cannot be read offers nothing. The check decides what is right; this only saves typing.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from webapp.engine.subset import BPMN, ZEEBE
from webapp.forms import Form, FormRefused, read_form
from webapp.operations import find, message_facts, names
from webapp.services.people.roles import ROLES, STEP_KINDS
from webapp.services.process.workspaces import WORKSPACES
from webapp.services.reminders.limits import TABLE

DMN: Final = "https://www.omg.org/spec/DMN/20191111/MODEL/"

Values = tuple[Any, ...] | None


@dataclass(frozen=True)
class Known:
    """What is known around one file. `facts`: name to its possible values (None: any) and where it comes from.

    Facts that the file's own steps give come first, and are named in `near`.
    """

    forms: tuple[str, ...]
    operations: Mapping[str, tuple[str, Mapping[str, Values]]]
    deadlines: tuple[str, ...]
    processes: Mapping[str, str]
    decisions: Mapping[str, str]
    facts: Mapping[str, tuple[Values, str]]
    near: frozenset[str]
    bound: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The same for a page's script."""
        return {
            "roles": dict(ROLES),
            "stepKinds": dict(STEP_KINDS),
            "workspaces": sorted(WORKSPACES),
            "forms": list(self.forms),
            "operations": {
                name: {"about": about, "facts": {fact: _listed(values) for fact, values in facts.items()}}
                for name, (about, facts) in self.operations.items()
            },
            "deadlines": list(self.deadlines),
            "processes": dict(self.processes),
            "decisions": dict(self.decisions),
            "facts": {
                name: {"values": _listed(values), "from": source, "near": name in self.near}
                for name, (values, source) in self.facts.items()
            },
            "bound": list(self.bound),
        }


@dataclass(frozen=True)
class _Diagram:
    """What one diagram names, whether or not it would run."""

    processes: tuple[tuple[str, str], ...] = ()
    forms: tuple[tuple[str, str], ...] = ()
    operations: tuple[tuple[str, str], ...] = ()
    results: tuple[tuple[str, str], ...] = ()
    messages: tuple[str, ...] = ()
    called: tuple[str, ...] = ()


def known(files: Mapping[str, str], path: str) -> Known:
    """What may be offered in the editor of a diagram."""
    diagrams = {name: _diagram(text) for name, text in files.items() if name.endswith(".bpmn")}
    forms = {
        name.removeprefix("forms/").removesuffix(".json"): text
        for name, text in sorted(files.items())
        if name.startswith("forms/")
    }
    tables = {name: text for name, text in files.items() if name.endswith(".dmn")}
    every = names()
    human = {f"{process}." for one in diagrams.values() for process, _ in one.processes}
    every_fact = _joined(_facts(_together(diagrams, path), forms, tables))
    near = {key: every_fact[key] for key in _joined(_facts([diagrams.get(path, _Diagram())], forms, tables))}
    bound = tuple(sorted(name for name in every if name.startswith(tuple(human))))
    return Known(
        forms=tuple(forms),
        operations={name: _operation(name) for name in sorted(every) if name not in bound},
        deadlines=tuple(sorted({key for text in tables.values() for key in _keys(text)})),
        processes=dict(sorted(pair for one in diagrams.values() for pair in one.processes)),
        decisions={key: name for text in tables.values() for key, name, _ in _decisions(text)},
        facts={**near, **{key: one for key, one in every_fact.items() if key not in near}},
        near=frozenset(near),
        bound=bound,
    )


def element_ids(text: str | None) -> list[str]:
    """The ids of a diagram's elements: in the base, those under which running cases know them."""
    root = _root(text or "")
    return [] if root is None else [one.get("id", "") for one in root.iter() if one.get("id")]


def _facts(
    diagrams: Sequence[_Diagram], forms: Mapping[str, str], tables: Mapping[str, str]
) -> Iterator[tuple[str, tuple[Values, str]]]:
    """The facts that the steps of some diagrams give, each with where it comes from."""
    outputs = {key: values for text in tables.values() for key, _, values in _decisions(text)}
    for one in diagrams:
        for step, key in one.forms:
            form = _form(forms.get(key, ""), key)
            for name, values in (form.facts if form is not None else {}).items():
                yield name, (tuple(values) if values else None, f"{step} (formulir {key})")
        for step, name in one.operations:
            operation = find(name)
            for fact, values in (operation.facts if operation is not None else {}).items():
                yield fact, (values, f"{step} (operasi {name})")
        for name in one.messages:
            for fact, values in (message_facts(name) or {}).items():
                yield fact, (values, f"pesan {name}")
        for result, decision in one.results:
            yield result, (outputs.get(decision), f"tabel {decision}" if decision else "ungkapan FEEL")


def _joined(found: Iterator[tuple[str, tuple[Values, str]]]) -> dict[str, tuple[Values, str]]:
    """One line a fact, in name order: the values that any step may give, and the first steps that do."""
    joined: dict[str, tuple[Values, list[str]]] = {}
    for name, (values, source) in found:
        held, sources = joined.get(name, ((), []))
        both = None if values is None or held is None else tuple(dict.fromkeys([*held, *values]))
        joined[name] = (both, sources if source in sources else [*sources, source])
    return {name: (values, "; ".join(sources[:3])) for name, (values, sources) in sorted(joined.items())}


def _together(diagrams: Mapping[str, _Diagram], path: str) -> list[_Diagram]:
    """The diagram, what it calls, and what calls it: one case may run them all."""
    if path not in diagrams:
        return list(diagrams.values())
    home = {process: name for name, one in diagrams.items() for process, _ in one.processes}
    near: dict[str, set[str]] = {name: set() for name in diagrams}
    for name, one in diagrams.items():
        for called in one.called:
            if called in home:
                near[name].add(home[called])
                near[home[called]].add(name)
    found, ahead = set[str](), [path]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += near[name]
    return [diagrams[name] for name in sorted(found)]


@lru_cache(maxsize=512)
def _diagram(text: str) -> _Diagram:
    root = _root(text)
    if root is None:
        return _Diagram()
    forms, operations, results, called = [], [], [], []
    processes = [
        (one.get("id", ""), one.get("name") or one.get("id", "")) for one in root.iter(f"{{{BPMN}}}process")
    ]
    for process in root.iter(f"{{{BPMN}}}process"):
        steps = process.iter(f"{{{BPMN}}}userTask")
        operations += [(one.get("name", ""), f"{process.get('id')}.{one.get('id')}") for one in steps]
    for part in root.iter(f"{{{ZEEBE}}}*"):
        step = _name_of_step(part)
        match etree.QName(part).localname:
            case "formDefinition":
                forms.append((step, part.get("formId", "")))
            case "taskDefinition":
                operations.append((step, part.get("type", "")))
            case "calledElement":
                called.append(part.get("processId", ""))
            case "calledDecision":
                results.append((part.get("resultVariable", ""), part.get("decisionId", "")))
            case "script":
                results.append((part.get("resultVariable", ""), ""))
    messages = [one.get("name", "") for one in root.iter(f"{{{BPMN}}}message")]
    return _Diagram(*map(tuple, (processes, forms, operations, results, messages, called)))  # type: ignore[arg-type]


def _name_of_step(part: etree._Element) -> str:
    holder = part.getparent()
    step = holder.getparent() if holder is not None else None
    return (step.get("name") or step.get("id") or "") if step is not None else ""


@lru_cache(maxsize=512)
def _form(text: str, key: str) -> Form | None:
    try:
        return read_form(text, key)
    except FormRefused:
        return None


@lru_cache(maxsize=64)
def _decisions(text: str) -> tuple[tuple[str, str, Values], ...]:
    """The decisions of a table file: id, name, and what its one output may say."""
    root = _root(text)
    found: list[tuple[str, str, Values]] = []
    for one in () if root is None else root.iter(f"{{{DMN}}}decision"):
        outputs = one.findall(f"{{{DMN}}}decisionTable/{{{DMN}}}output")
        values = None
        if len(outputs) == 1:
            cells = [
                cell.findtext(f"{{{DMN}}}text", "").strip() for cell in one.iter(f"{{{DMN}}}outputEntry")
            ]
            literal = [cell[1:-1] for cell in cells if cell.startswith('"') and cell.endswith('"')]
            values = tuple(dict.fromkeys(literal)) or None
        found.append((one.get("id", ""), one.get("name", "") or one.get("id", ""), values))
    return tuple(found)


@lru_cache(maxsize=64)
def _keys(text: str) -> tuple[str, ...]:
    """The keys of the table of deadlines: its first column."""
    root = _root(text)
    found: list[str] = []
    for decision in () if root is None else root.iter(f"{{{DMN}}}decision"):
        if decision.get("id") != TABLE:
            continue
        for rule in decision.iter(f"{{{DMN}}}rule"):
            cell = rule.findtext(f"{{{DMN}}}inputEntry/{{{DMN}}}text", "")
            found += [one.strip().strip('"') for one in cell.split(",") if one.strip().startswith('"')]
    return tuple(found)


def _root(text: str) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _operation(name: str) -> tuple[str, Mapping[str, Values]]:
    operation = find(name)
    assert operation is not None
    return " ".join((inspect.getdoc(operation.run) or "").split()), operation.facts


def _listed(values: Values) -> list[Any] | None:
    return None if not values else [value for value in values if isinstance(value, (str, int, float, bool))]
