"""What costs something or guesses something has a limit [ASVS 2.4.1]: routes are put into classes by their own code.

A new route of a class is found here without being named; it fails until `webapp.web.limits` counts it, or a reason
stands below why it needs no limit.
"""

from __future__ import annotations

import ast
import inspect
import io
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from flask import Flask, request
from werkzeug.routing import Rule

from tests.sources import FILES, nodes
from tests.web.json_api import json_endpoints
from tests.web.test_policy import SAMPLES
from webapp.services.identity.limits import BUILT_IN
from webapp.web import limits
from webapp.web.limits import kind_of_request

WATCHED = {
    "auth", "batches", "breach", "cockpit_batches", "cockpit_incidents", "cockpit_logs", "data", "impacts",
    "migrations", "not_me", "offices", "own_data", "passkeys", "playground", "recovery", "retention", "setup",
    "single_sign_on", "verification", "workshop",
}  # fmt: skip
"""Rooms whose posts start work in the background, tell people, or let somebody in."""
CHEAP: Mapping[str, str] = {
    "auth.sign_in_post": "what fails is counted by name, device and network: `services.identity.entering`",
    "auth.sign_out": "ends one session",
    "batches.discard": "deletes one's own file",
    "breach.describe": "an officer's form, which starts nothing",
    "breach.propose": "once for each report",
    "breach.send": "once for each report, by a second officer",
    "cockpit_batches.discard": "once for each batch",
    "cockpit_batches.propose": "once for each batch",
    "cockpit_batches.run": "once for each batch, by a second officer",
    "cockpit_incidents.cancel": "once for each case, by an officer",
    "cockpit_incidents.dismiss": "once for each incident",
    "cockpit_incidents.retry": "once for each incident that is open",
    "cockpit_logs.discard": "deletes one's own file",
    "data.apply": "once for each ticket",
    "data.discard": "once for each upload, and uploads are counted",
    "data.hand_in": "brings files, which are counted; without one it is refused",
    "data.store": "once for each upload, and uploads are counted",
    "migrations.decide": "once for each migration, by a second officer",
    "migrations.undo": "once for each migration",
    "not_me.decide": "once for each frozen case; the brake of the account",
    "not_me.freeze": "once for each case; the brake of the account",
    "not_me.propose": "once for each frozen case; the brake of the account",
    "own_data.fetch": "once for each copy; the brake of the account",
    "passkeys.add": "answers a challenge that asked for proof",
    "passkeys.ask_proof": "the brake of the account",
    "data.look": "leads to a list, which is counted",
    "passkeys.ask_to_add": "the brake of the account",
    "passkeys.remove": "the brake of the account",
    "playground.refresh": "reads",
    "recovery.end_sessions": "the brake of the account",
    "retention.decide": "once for each proposal, by a second officer",
    "retention.propose": "once for each count",
    "single_sign_on.link": "the brake of the account",
    "single_sign_on.unlink": "the brake of the account",
    "workshop.bring": "its own draft",
    "workshop.describe": "its own draft",
    "workshop.discard": "its own draft",
}
PICKS = {
    "akun",
    "baris", "baru", "bulan", "butir", "code", "dari", "dengan", "di", "ditutup", "error", "hal", "hanya", "iss",
    "jabatan",
    "jabatan_id", "jalur", "jenis", "kalimat", "ke", "kode", "koreksi", "kunci", "kurang", "keadaan", "lama", "langkah",
    "lebar", "lebih", "lingkup", "masa", "next", "nilai", "nomor", "opd", "orang", "pada", "pemegang", "periksa",
    "peran", "proses", "putusan", "revisi", "rilis", "satuan", "sebab", "selesai", "state", "status", "tahun", "tandai",
    "tanggal", "temuan", "tmt", "ukuran", "unit", "untuk", "versi", "volume", "warna", "bidang",
}  # fmt: skip
"""Names in addresses that choose one of a few, and search for nothing."""


def sources(app: Flask, endpoint: str) -> Iterator[ast.AST]:
    """The code of a view, and of the functions of its module that it calls."""
    view = inspect.unwrap(app.view_functions[endpoint])
    module = inspect.getmodule(view)
    if module is None or not module.__name__.startswith("webapp."):
        return
    seen: set[str] = set()
    queue: list[ast.AST] = [ast.parse(textwrap.dedent(inspect.getsource(view)))]
    while queue:
        here = queue.pop()
        yield here
        for name in (one.id for one in ast.walk(here) if isinstance(one, ast.Name)):
            if name in functions(module) and name not in seen:
                seen.add(name)
                queue.append(functions(module)[name])


@cache
def functions(module: Any) -> Mapping[str, ast.FunctionDef]:
    found = ast.parse(inspect.getsource(module)).body
    return {one.name: one for one in found if isinstance(one, ast.FunctionDef)}


def hands_out(app: Flask, endpoint: str) -> bool:
    """Whether a view answers with a file, by its own code."""
    return any(
        (isinstance(node, ast.Constant) and node.value == "Content-Disposition")
        or (
            isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node).endswith(("hand_out", "as_file"))
        )
        for part in sources(app, endpoint)
        for node in ast.walk(part)
    )


def counted(app: Flask, rule: Rule, **more: Any) -> str | None:
    """As what a request to a route is counted."""
    values = {name: SAMPLES.get(name, 1) for name in rule.arguments}
    path = app.url_map.bind("localhost").build(rule.endpoint, values)
    with app.test_request_context(path, **more):
        if request.url_rule is None or request.url_rule.endpoint != rule.endpoint:
            request.url_rule = rule
        return kind_of_request()


def rules(app: Flask, *methods: str) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted(set(methods) & (rule.methods or set())):
            if rule.endpoint != "static":
                yield rule, method


def test_every_limit_has_numbers(any_app: Flask) -> None:
    assert set(limits.COUNTED.values()) <= set(BUILT_IN)
    assert set(CHEAP) <= set(any_app.view_functions), "take out what is gone"
    assert set(CHEAP) & set(limits.COUNTED) == set()


def test_every_upload_is_counted_wherever_it_comes(any_app: Flask) -> None:
    for rule, method in rules(any_app, "POST", "PUT"):
        sent = {"data": {"x": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}, "content_type": "multipart/form-data"}
        assert counted(any_app, rule, method=method, **sent) is not None, rule


def test_every_json_that_is_sent_is_counted(any_app: Flask) -> None:
    for rule, method in rules(any_app, "POST", "PUT"):
        assert counted(any_app, rule, method=method, json={}) is not None, rule
    assert "editors.save" in set(json_endpoints(any_app))


@pytest.mark.slow
def test_every_file_that_is_handed_out_is_counted(any_app: Flask) -> None:
    files = [rule for rule, _ in rules(any_app, "GET") if hands_out(any_app, rule.endpoint)]
    assert len(files) > 30
    never = {
        "opening_balances.example": "an example, written out",
        "tpp_inputs.example": "an example, written out",
    }
    without = {rule.endpoint for rule in files if counted(any_app, rule) is None}
    assert without - set(never) == set(), "count it in webapp.web.limits"


def read_of_addresses() -> set[str]:
    """Every name that is read of an address, wherever that is."""
    found: set[str] = set()
    for path in (one for one in FILES if "web" in one.parts and one.name != "limits.py"):
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                whose = ast.unparse(node.func.value)
                if whose in ("request.args", "request.values", "args") and node.args:
                    found |= names_in(path, node.args[0])
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "request.args":
                found |= names_in(path, node.slice)
    return found


def names_in(path: Any, said: ast.expr) -> set[str]:
    """The name, or the names over which a comprehension of the same file runs."""
    if isinstance(said, ast.Constant):
        return {str(said.value)}
    assert isinstance(said, ast.Name), ast.unparse(said)
    loops = [node for node in nodes(path) if isinstance(node, ast.comprehension)]
    found = {
        part.value
        for loop in loops
        if isinstance(loop.target, ast.Name)
        and loop.target.id == said.id
        and isinstance(loop.iter, ast.Tuple)
        for part in loop.iter.elts
        if isinstance(part, ast.Constant)
    }
    assert found, f"{path.name}: which names?"
    return found


def test_every_search_is_counted(any_app: Flask) -> None:
    assert read_of_addresses() - PICKS == set(limits.SEARCHES), "does a new name in an address search?"
    for rule, _ in rules(any_app, "GET"):
        for name in limits.SEARCHES:
            assert counted(any_app, rule, query_string={name: "Siti"}) is not None, rule


def test_what_starts_work_tells_people_or_lets_somebody_in_is_counted_or_named_with_a_reason(
    any_app: Flask,
) -> None:
    posts = {
        rule.endpoint for rule, _ in rules(any_app, "POST") if rule.endpoint.partition(".")[0] in WATCHED
    }
    assert {one.partition(".")[0] for one in posts} == WATCHED
    assert posts - set(limits.COUNTED) - set(CHEAP) == set()
