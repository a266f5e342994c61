"""Makes the screenshots of the user guides anew: `make docs`.

The story of one SKP runs through the pages of an example city of its own, by the same verbs as the browser tests; what
a guide shows is therefore what Lakon does today. Needs a Chromium; writes nothing but `docs/panduan/gambar/*.png`.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import NullPool
from sqlalchemy.orm import sessionmaker

from tests.e2e import story
from tests.e2e.people import Person, launch
from tests.e2e.server import serving, work_off
from tests.kota import PASSWORD, ZONE, Kota, wib
from webapp.cli import publish_shipped
from webapp.services import demo
from webapp.services.database import create_database, migrate, private_url
from webapp.services.postgres import PrivatePostgres
from webapp.services.work import Work
from webapp.storage.engine import open_engine

PICTURES = Path(__file__).resolve().parent / "panduan" / "gambar"
DESK, PHONE = 1280, 360
MAX_HEIGHT = {DESK: 1000, PHONE: 900}
"""Pixels; longer pages are cut, or begin lower down."""
COLOURS = 128


@dataclass(frozen=True)
class Picture:
    """A picture of a page of the story: its file, and the words of the heading at which it begins (None: the top)."""

    file: str
    begins: str | None = None


KEPT = {
    (DESK, "kotak tugas"): Picture("kotak-tugas"),
    (DESK, "catat dialog terisi"): Picture("catat-dialog"),
    (PHONE, "konfirmasi dialog terisi"): Picture(
        "konfirmasi-dialog", "Peran hasil yang diberikan kepada Anda"
    ),
    (PHONE, "susun skp"): Picture("susun-skp"),
    (PHONE, "rhk terisi"): Picture("rhk", "Indikator kinerja individu (IKI)"),
    (DESK, "reviu terisi"): Picture("reviu", "Hasil kerja"),
    (DESK, "reviu ulang"): Picture("reviu-ulang"),
    (PHONE, "tanda tangan terisi"): Picture("tanda-tangan", "Tanda tangan Anda"),
    (DESK, "peta"): Picture("peta"),
    (DESK, "dokumen"): Picture("dokumen"),
    (PHONE, "terverifikasi"): Picture("verifikasi"),
    (DESK, "admin"): Picture("admin"),
}


def shoot(page: Page, name: str) -> None:
    """Keep a picture of this page, if a guide shows it."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    wanted = KEPT.get((width, name))
    if wanted is None:
        return
    top = 0.0
    if wanted.begins is not None:
        box = page.get_by_role("heading", name=wanted.begins, exact=True).bounding_box()
        top = max(0.0, (box["y"] if box else 0.0) + float(page.evaluate("scrollY")) - 16)
    height = min(float(page.evaluate("document.documentElement.scrollHeight")) - top, MAX_HEIGHT[width])
    png = page.screenshot(
        full_page=True, animations="disabled", clip={"x": 0, "y": top, "width": width, "height": height}
    )
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(PICTURES / f"{wanted.file}.png", optimize=True)


@contextmanager
def example_city() -> Iterator[Kota]:
    """The example city on 5 January 2026, its cycle open, on a server that goes away."""
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


def tell(city: Kota, address: str, browser: Browser) -> None:
    """Walk the story, a picture where one is wanted."""

    def enter(code: str, width: int) -> Person:
        return Person(browser, address, width, look=shoot).sign_in(code)

    kb = enter("KB", DESK)
    story.record_dialog(kb)
    city.at("2026-01-06 08:30")
    sr = enter("SR", PHONE)
    story.confirm_dialog(sr)
    story.write_skp(sr)
    story.submit(sr)
    city.at("2026-01-06 10:15")
    kb = enter("KB", DESK)
    story.return_it(kb)
    story.raise_target(sr)
    city.at("2026-01-06 13:00")
    story.approve(kb)
    story.sign(sr)
    city.at("2026-01-06 14:00")
    enter("SR", DESK).open("/skp").follow("Di mana SKP saya?", "peta")
    story.establish(kb)
    work_off(city, address)
    reader = enter("SR", DESK).open("/skp", "dokumen")
    Person(browser, address, PHONE, look=shoot).open(f"/verifikasi/{story.code_of(reader)}", "terverifikasi")
    enter("NH", DESK).open("/admin", "admin")


def main() -> int:
    """Make all pictures. Returns the exit status."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with (
        example_city() as city,
        tempfile.TemporaryDirectory() as folder,
        serving(city, Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        tell(city, address, browser)
        browser.close()
    missing = {picture.file for picture in KEPT.values()} - {path.stem for path in PICTURES.glob("*.png")}
    sys.stderr.write("".join(f"Gambar tidak terbuat: {name}\n" for name in sorted(missing)))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
