"""Readers of event logs that know only the standards: IEEE 1849-2016 (XES) and OCEL 2.0 as JSON.

Each gives the sentences of what is wrong with a file, and what it read. They share nothing with the writers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

XES = "{http://www.xes-standard.org/}"
VALUES = {
    "string": str,
    "date": datetime.fromisoformat,
    "int": int,
    "float": float,
    "boolean": str,
    "id": str,
}
ORDER = ["extension", "global", "classifier", *VALUES, "trace", "event"]
"""Children of a log come in the order extensions, globals, classifiers, attributes, traces, events."""
STANDARD = {
    "concept": {"name", "instance"},
    "time": {"timestamp"},
    "lifecycle": {"model", "transition", "state"},
    "org": {"resource", "role", "group"},
}
"""Keys that the standard extensions define; a key with another prefix belongs to nothing declared."""


def xes_faults(raw: bytes) -> list[str]:
    """What an XES file breaks of the standard."""
    log = ElementTree.fromstring(raw)  # noqa: S314 - our own file
    return [] if log.tag == f"{XES}log" and not list(_xes(log)) else [f"root {log.tag}", *_xes(log)]


def _xes(log: ElementTree.Element) -> Iterator[str]:
    if not log.get("xes.version", "").startswith(("1.0", "2.0", "1849")):
        yield "no xes.version"
    prefixes = set()
    last = 0
    for child in log:
        name = child.tag.removeprefix(XES)
        place = min(ORDER.index(name), ORDER.index("string")) if name in VALUES else ORDER.index(name)
        if place < last:
            yield f"{name} after {ORDER[last]}"
        last = place
        if name == "extension":
            prefixes.add(child.get("prefix", ""))
            if not (child.get("name") and child.get("uri", "").startswith("http")):
                yield "an extension without name or address"
    needed = {child.get("scope"): [one.get("key") for one in child] for child in log.iter(f"{XES}global")}
    for trace in log.iter(f"{XES}trace"):
        yield from _attributes(trace, prefixes, needed.get("trace", []))
        moments = []
        for event in trace.iter(f"{XES}event"):
            yield from _attributes(event, prefixes, needed.get("event", []))
            moments += [one.get("value", "") for one in event if one.get("key") == "time:timestamp"]
        if moments != sorted(moments, key=datetime.fromisoformat):
            yield "a trace whose clock goes back"


def _attributes(of: ElementTree.Element, prefixes: set[str], needed: list[str | None]) -> Iterator[str]:
    keys = [one.get("key") for one in of if one.tag.removeprefix(XES) in VALUES]
    if len(keys) != len(set(keys)):
        yield f"a key twice: {keys}"
    if missing := [key for key in needed if key not in keys]:
        yield f"globals that are not there: {missing}"
    for one in of:
        name = one.tag.removeprefix(XES)
        if name == "event" and of.tag == f"{XES}trace":
            continue
        if name not in VALUES:
            yield f"unknown element {name}"
            continue
        prefix, _, rest = (one.get("key") or "").rpartition(":")
        if prefix and (prefix not in prefixes or rest not in STANDARD[prefix]):
            yield f"key {one.get('key')} of no declared extension"
        try:
            VALUES[name](one.get("value", ""))
        except ValueError:
            yield f"{one.get('key')} is no {name}: {one.get('value')}"


def xes_traces(raw: bytes) -> list[dict[str, Any]]:
    """Traces as mappings, each with its events."""
    log = ElementTree.fromstring(raw)  # noqa: S314 - our own file
    return [
        {**_read(trace), "events": [_read(event) for event in trace.iter(f"{XES}event")]}
        for trace in log.iter(f"{XES}trace")
    ]


def _read(of: ElementTree.Element) -> dict[str, str]:
    return {one.get("key", ""): one.get("value", "") for one in of if one.tag.removeprefix(XES) in VALUES}


TYPES = {"string": str, "integer": int, "float": (int, float), "boolean": bool, "time": str}


def ocel_faults(raw: bytes) -> list[str]:
    """What an OCEL 2.0 file breaks of the standard."""
    return list(_ocel(json.loads(raw)))


def _ocel(log: dict[str, Any]) -> Iterator[str]:
    if set(log) != {"objectTypes", "eventTypes", "objects", "events"}:
        yield f"parts {sorted(log)}"
        return
    for kind in ("object", "event"):
        yield from _kind(log, kind)
    objects = {one["id"] for one in log["objects"]}
    for one in (*log["events"], *log["objects"]):
        for relation in one.get("relationships", []):
            if relation["objectId"] not in objects or not relation["qualifier"]:
                yield f"{one['id']} points to nothing"
    for one in log["events"]:
        if datetime.fromisoformat(one["time"]).tzinfo is None or not one["relationships"]:
            yield f"event {one['id']} without zone or object"


def _kind(log: dict[str, Any], kind: str) -> Iterator[str]:
    known: dict[str, dict[str, str]] = {}
    for one in log[f"{kind}Types"]:
        known[one["name"]] = {attribute["name"]: attribute["type"] for attribute in one["attributes"]}
        if not set(known[one["name"]].values()) <= set(TYPES):
            yield f"unknown types of {one['name']}"
    if len(known) != len(log[f"{kind}Types"]):
        yield f"an {kind} type twice"
    ids = [one["id"] for one in log[f"{kind}s"]]
    if len(ids) != len(set(ids)):
        yield f"an {kind} twice"
    for one in log[f"{kind}s"]:
        yield from _typed(one, known, kind)


def _typed(one: dict[str, Any], known: dict[str, dict[str, str]], kind: str) -> Iterator[str]:
    if one["type"] not in known:
        yield f"{kind} of unknown type {one['type']}"
        return
    for attribute in one.get("attributes", []):
        declared = known[one["type"]].get(attribute["name"])
        if declared is None or not isinstance(attribute["value"], TYPES[declared]):
            yield f"attribute {attribute['name']} of {one['id']} is not as declared"
        if kind == "object" and datetime.fromisoformat(attribute["time"]).tzinfo is None:
            yield f"attribute {attribute['name']} without a time"
