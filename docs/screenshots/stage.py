"""The stage of the pictures: an example city with its clock, its server, people at a browser, and the camera."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import NullPool
from sqlalchemy.orm import sessionmaker

from tests.e2e.people import Person, launch
from tests.e2e.server import serving
from tests.kota import PASSWORD, ZONE, Kota, wib
from tests.walk import Walk
from webapp.cli import publish_shipped
from webapp.services import demo
from webapp.services.database import create_database, migrate, private_url
from webapp.services.postgres import PrivatePostgres
from webapp.services.work import Work
from webapp.storage.engine import open_engine

from .pictures import KEPT, MAX_HEIGHT, TITLE

PICTURES = Path(__file__).resolve().parents[1] / "panduan" / "gambar"
COLOURS = 128
PATIENCE = 60_000
"""Milliseconds for a page: pictures are also made where much else is going on."""


@dataclass
class Stage:
    """The city, its walk through the year, and the windows that people have open."""

    city: Kota
    walk: Walk
    address: str
    browser: Browser
    windows: dict[tuple[str, int], Person] = field(default_factory=dict)
    complaints: list[tuple[str, str]] = field(default_factory=list)
    """What browsers heard: a page that broke is no picture for a guide."""

    def at(self, text: str) -> None:
        """Go on to a moment; the worker does what is due, and all windows close: a session lives for hours."""
        self.close()
        self.walk.at(text)

    def close(self) -> None:
        """Close all windows."""
        for person in self.windows.values():
            self.complaints += person.complaints
            person.close()
        self.windows.clear()

    def enter(self, code: str, width: int) -> Person:
        """Somebody's window, signed in."""
        if (code, width) not in self.windows:
            person = Person(self.browser, self.address, width, look=shoot)
            person.context.set_default_timeout(PATIENCE)
            self.windows[code, width] = person.sign_in(code)
        return self.windows[code, width]

    def skp(self, code: str, rest: str = "") -> str:
        """The address of a page of somebody's SKP."""
        return f"/skp/{self.city.skp(code).id}{rest}"


def shoot(page: Page, name: str) -> None:
    """Keep a picture of this page, if a guide shows it."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    wanted = KEPT.get((width, name))
    if wanted is None:
        return
    top = _top(page, wanted.begins)
    height = min(
        float(page.evaluate("document.documentElement.scrollHeight")) - top,
        wanted.height or MAX_HEIGHT[width],
    )
    png = page.screenshot(
        full_page=True, animations="disabled", clip={"x": 0, "y": top, "width": width, "height": height}
    )
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(PICTURES / f"{wanted.file}.png", optimize=True)


def _top(page: Page, begins: str | None) -> float:
    if begins is None:
        return 0.0
    place = (
        page.locator(begins) if begins[0] in ".#" else page.get_by_role("heading", name=begins, exact=True)
    )
    box = place.first.bounding_box()
    margin = 2 if begins == TITLE else 16
    return max(0.0, (box["y"] if box else 0.0) + float(page.evaluate("scrollY")) - margin)


@contextmanager
def example_city() -> Iterator[Kota]:
    """The example city on 5 January 2026, its cycle open, on a database server that goes away."""
    with (
        tempfile.TemporaryDirectory(prefix="lakon-gambar-") as folder,
        PrivatePostgres(Path(folder)) as postgres,
    ):
        create_database(postgres, "gambar")
        address = private_url(postgres, "gambar")
        migrate(address)
        engine = open_engine(address, ZONE, poolclass=NullPool)
        loading = Work(sessionmaker(engine), ZONE, clock=lambda _: wib("2026-01-02 07:00"))
        publish_shipped(loading)
        demo.load(loading, PASSWORD)
        yield Kota(engine)
        engine.dispose()


@contextmanager
def on_stage() -> Iterator[Stage]:
    """The stage, for as long as the block runs."""
    with (
        example_city() as city,
        tempfile.TemporaryDirectory() as folder,
        serving(city, Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        stage = Stage(city, Walk(city), address, launch(playwright))
        yield stage
        stage.close()
        stage.browser.close()
