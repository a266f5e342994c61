"""Every route that takes or gives JSON, against its description: whatever is sent, it answers as described.

Requests are made by schemathesis from `json_api`: fitting ones, and such as break the description. Each route is asked
as somebody whom it fits, as somebody else, and as a stranger. Never a 5xx but those that are described.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from tests import aktivitas as verbs
from tests.kota import PASSWORD, Kota
from tests.services.evaluations import give_office
from tests.sizes import size
from tests.web import json_api
from tests.web.conftest import BROWSER, hidden
from tests.web.peramban import Peramban
from webapp.config import Oidc, Settings
from webapp.services.workshop import drafts
from webapp.web import context

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.specs.openapi import checks

EXAMPLES = size(100, 3)
"""Requests of each kind (fitting, to anything, breaking) to a route of this person; to others only fitting ones."""

FITTING: Mapping[str, str] = {
    "activities": "SR",
    "activity_device": "SR",
    "editors": "NH",
    "health": "",
    "passkeys": "SR",
    "single_sign_on": "",
    "tasks": "SR",
}
"""Who is served, by the first word of the endpoint; "" is a stranger."""

FITS, BREAKS = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
NEVER_SERVED = ("health.ready", "single_sign_on.signed_out")
"""There is no worker in these tests, and no provider."""

CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
OPERATOR = "tanda operator untuk uji"


def test_every_route_that_speaks_json_is_described(app: Flask) -> None:
    known: dict[str, Any] = dict.fromkeys(("day", "item", "password", "address"), "x")
    described = json_api.operations(known | {"texts": {"diagram": "x", "form": "x"}})
    assert set(json_api.json_endpoints(app)) == set(described), "describe it in tests/web/json_api.py"


@dataclass
class Asked:
    """One person's requests to every route, and how often which was answered how."""

    app: Flask
    city: Kota
    client: FlaskClient
    known: Mapping[str, Any]
    statuses: dict[str, Counter[int]] = field(default_factory=dict)

    def ask(self, operation: Any, examples: int, *, whole: bool) -> None:
        """Send requests to one route, of each kind so many; with `whole` false only fitting ones."""
        endpoint = operation.definition.raw["operationId"]
        found = self.statuses.setdefault(endpoint, Counter())

        def send(case: Any) -> None:
            self.city.now += timedelta(seconds=1)  # limits are not what is tried here
            headers = {"Accept": "application/json", "X-CSRFToken": self.token}
            if endpoint == "health.ready":
                headers["Authorization"] = f"Bearer {OPERATOR}"
            answer = self.client.open(**case.as_transport_kwargs(headers=headers))
            found[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        there = {one["name"]: self.known[one["name"]][0] for one in _parts(operation)}
        for media, body in operation.definition.raw.get("requestBody", {}).get("content", {}).items():
            good = operation.as_strategy(
                FITS, path_parameters=there or None, body=body["example"], media_type=media
            )
            _play(good, send, 1)
        for mode, path in ((FITS, there), (FITS, {}), (BREAKS, there))[: 3 if whole else 1]:
            nothing_to_break = suppress(Unsatisfiable) if mode is BREAKS else nullcontext()
            with warnings.catch_warnings(), nothing_to_break:
                warnings.simplefilter("ignore")
                _play(operation.as_strategy(mode, path_parameters=path or None), send, examples)

    @cached_property
    def token(self) -> str:
        """What our pages send with each request."""
        answer = self.client.get("/aktivitas/kunci-kirim")
        known = hidden(self.client.get("/masuk", headers=BROWSER)) if answer.json is None else answer.json
        return str(known.get("token") or known["csrf_token"])


def _parts(operation: Any) -> list[dict[str, Any]]:
    return [one for one in operation.definition.raw["parameters"] if one["in"] == "path"]


def _play(strategy: st.SearchStrategy[Any], send: Callable[[Any], None], examples: int) -> None:
    quiet = settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    quiet(given(case=strategy)(send))()


@pytest.fixture
def known(city: Kota) -> dict[str, Any]:
    """What the city has that can be asked for: an open step, a draft of a release, an item of the bank."""
    give_office(city, "NH", "pemilik_proses")
    city.dialog("KB", "SR")
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Rilis 2027")
    verbs.stock(city)
    with city.reading() as tx:
        diagram = drafts.read_file(tx, draft_id, "workflows/penetapan.bpmn").text
        form = drafts.read_file(tx, draft_id, "forms/penetapan/reviu.json").text
    return {
        "texts": {"diagram": diagram, "form": form}, "day": city.now.date().isoformat(), "item": str(verbs.butir(city)),
        "password": PASSWORD, "address": "/tugas", "draft_id": [draft_id], "jenis": ["diagram", "tabel"],
        "berkas": ["penetapan", "kuadran_predikat", "tidak_ada", ".."], "proses": ["penetapan"],
        "formulir": ["reviu", "baru"], "case_id": [city.case_id("SR"), city.case_id("DH")],
        "key": [city.open_keys("SR")[0].replace("#", "~"), "reviu~1"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "code", ["SR", "NH", "DH", ""], ids=["employee", "owner", "somebody else", "stranger"]
)
def test_whatever_is_sent_is_answered_as_described(
    app: Flask, city: Kota, settings: Settings, known: dict[str, Any], code: str
) -> None:
    away = Oidc("http://127.0.0.1:9", "lakon", "rahasia-lakon")
    app.extensions[context.SETTINGS] = replace(
        settings, public_url="http://localhost", operator_token=OPERATOR, oidc=away
    )
    schema = schemathesis.openapi.from_dict(json_api.description(app, known))
    schema.app = app
    asked = Asked(app, city, Peramban(app, code).client if code else app.test_client(), known)
    for found in schema.get_all_operations():
        operation = found.ok()
        endpoint = operation.definition.raw["operationId"]
        fits = FITTING[endpoint.partition(".")[0]] == code
        asked.ask(operation, EXAMPLES, whole=fits)
        if fits and endpoint not in NEVER_SERVED:
            assert asked.statuses[endpoint][200], f"{endpoint} was never served: {asked.statuses[endpoint]}"
