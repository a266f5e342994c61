"""Hostile files through the pages, as a browser sends them: an answer in words, no fault, and nothing half stored."""

from __future__ import annotations

import io
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from tests import aktivitas as verbs
from tests.figures import Figures
from tests.kota import Kota
from tests.services.evaluations import give_office
from tests.sizes import size
from tests.web.conftest import any_app, app, settings, templates_compiled  # noqa: F401 - fixtures
from tests.web.peramban import Peramban
from webapp.services.workshop import drafts

from .hostile import Hostile, hostile

FILES = size(600, 60)
TABLES = (
    "berkas", "aktivitas", "unggahan", "unggahan_berkas", "pegawai", "posting", "akun", "draft_file", "draft_save",
    "penugasan", "dokumen_terbit",
)  # fmt: skip
"""What an upload could leave behind."""


@dataclass
class Sender:
    """Somebody who sends files to one page, with the other fields of its form."""

    browser: Peramban
    address: Callable[[Hostile], str]
    name: str
    kinds: tuple[str, ...]
    fields: Callable[[], dict[str, str]] = dict

    def send(self, file: Hostile) -> tuple[int, str]:
        """The status and the page."""
        token = self.browser.client.get("/aktivitas/kunci-kirim").get_json()["token"]
        sent = {"csrf_token": token, "_permintaan": str(uuid4()), **self.fields()}
        answer = self.browser.client.post(
            self.address(file), data={**sent, self.name: (io.BytesIO(file.content), file.name or "x")},
            headers={"Accept": "text/html"}, content_type="multipart/form-data",
        )  # fmt: skip
        answer.request.environ["wsgi.input"].close()  # the client keeps a large body in a file
        return answer.status_code, answer.text


def held(city: Kota) -> dict[str, int]:
    """How many rows each table has."""
    with city.reading() as tx:
        known = set(tx.session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
        return {
            one: tx.session.scalar(text(f"SELECT count(*) FROM {one}")) or 0  # noqa: S608 - names of ours
            for one in TABLES
            if one in known
        }


@pytest.fixture
def senders(app: Flask, city: Kota) -> dict[str, Sender]:  # noqa: F811
    """One for each kind of page that takes files."""
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    give_office(city, "NH", "pemilik_proses")
    draft = drafts.open_draft(city.work, city.actor("NH"), "Rilis 2027")
    nh, dh = Peramban(app, "NH"), Peramban(app, "DH")
    pick = random.Random(1)
    entry = {
        "tanggal": "2026-01-15", "butir": str(verbs.butir(city)), "volume": "1", "alasan_tanpa_rhk": "Tugas lain",
    }  # fmt: skip

    def activity() -> dict[str, str]:
        return entry | {"mulai": f"{pick.randint(0, 23):02}:{pick.randint(0, 59):02}"}

    return {
        "activity": Sender(dh, lambda _: "/aktivitas", "foto", ("jpeg", "png", "pdf", "docx"), activity),
        "personnel": Sender(nh, lambda _: "/admin/data/unggah", "berkas", ("csv", "units", "rules", "xlsx")),
        "release": Sender(nh, lambda _: f"/bengkel/{draft}/draf.zip", "zip", ("zip",)),
        "file": Sender(nh, lambda _: f"/bengkel/{draft}/berkas", "berkas", ("bpmn", "dmn", "form"), lambda: {
            "jalur": "workflows/penetapan.bpmn", "versi": "0"}),
        "foreign": Sender(nh, lambda _: f"/bengkel/{draft}/impor-diagram", "berkas", ("bpmn",), lambda: {
            "nama": f"asing{pick.randint(0, 9)}", "timpa": "ya"}),
        "items": Sender(nh, lambda _: "/bank-aktivitas/impor", "berkas", ("csv", "xlsx")),
        "paper": Sender(dh, lambda _: "/verifikasi/ABCD-EFGH-JKLM-NPQR", "berkas", ("pdf",)),
    }  # fmt: skip


def test_every_hostile_file_is_answered_and_a_refused_one_leaves_nothing(
    senders: dict[str, Sender], city: Kota, figures: Figures
) -> None:
    statuses, slowest = Counter[int](), (0.0, "")
    for number in range(FILES):
        name, sender = list(senders.items())[number % len(senders)]
        city.now += timedelta(seconds=31)  # how many are allowed in an hour is tried elsewhere
        file = hostile(1_000_000 + number, sender.kinds)
        before, began = held(city), time.perf_counter()
        status, page = sender.send(file)
        slowest = max(slowest, (time.perf_counter() - began, f"{name}: {file.kind}"))
        statuses[status] += 1
        assert status < 500, (number, name, file.kind, page[:2_000])
        assert "Traceback" not in page
        if status >= 400:
            assert held(city) == before, (number, name, status)
            assert "Lakon" in page, "an answer that is no page of ours"
    told = ", ".join(f"{status}: {many}" for status, many in sorted(statuses.items()))
    figures(
        f"{FILES} hostile files through {len(senders)} pages",
        f"0 faults, nothing stored of what was refused (answers {told}); the slowest "
        f"{slowest[0] * 1000:.0f} ms ({slowest[1]})",
    )
    assert set(statuses) <= {200, 303, 400, 404, 409, 413, 422}
