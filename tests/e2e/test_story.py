"""One SKP through the pages, dialogue to verified file: with scripts on a desk, without them on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.kota import Kota

from . import story
from .looks import TOO_WIDE, Looks
from .people import Person
from .server import work_off

Enter = Callable[..., Person]


@pytest.fixture(scope="module")
def looks() -> Iterator[Looks]:
    """The findings on all pages of the story."""
    looks = Looks()
    yield looks
    assert looks.report == ""


@pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (360, False)], ids=["desk", "phone_without_scripts"]
)
def test_an_skp_goes_from_the_dialogue_to_the_verified_file(
    city: Kota, address: str, person: Enter, looks: Looks, width: int, scripts: bool
) -> None:
    look = looks if scripts else None
    kb = person("KB", width=width, scripts=scripts, look=look)
    story.record_dialog(kb)
    city.at("2026-01-05 09:00")
    sr = person("SR", width=width, scripts=scripts, look=look)
    story.confirm_dialog(sr)
    story.write_skp(sr)
    a_mistake_is_named_and_mended(sr)
    story.submit(sr)
    city.at("2026-01-05 10:00")
    story.return_it(kb)
    city.at("2026-01-05 11:00")
    the_comment_stands_at_its_row(sr)
    story.raise_target(sr)
    the_change_is_shown_first(kb)
    story.approve(kb)
    story.sign(sr)
    city.at("2026-01-05 12:00")
    story.establish(kb)
    work_off(city, address)
    the_document_stands_with_all_its_pages(sr, person(width=width, scripts=scripts, look=look))


def a_mistake_is_named_and_mended(sr: Person) -> None:
    """A target in words is no target: the check says so, leads to the field, and all else is kept."""
    sr.follow("Hasil kerja").follow(story.RESULTS[0])
    story.fill_measure(sr, 1, replace(story.FIRST[0], target="dua"))
    sr.press("Simpan draf").follow("Selesai dengan bagian ini")
    sr.follow("Periksa dan ajukan").press("Ajukan SKP", "periksa dengan kesalahan")
    (mistake,) = sr.mistakes
    assert mistake.startswith("RHK 1, IKI 1: ")
    assert "dua" in mistake
    sr.page.get_by_role("alert").get_by_role("link").first.click()
    sr.seen("rhk dengan kesalahan")
    target = sr.group("IKI 1").get_by_label("Target")
    assert target.input_value() == "dua"
    assert target.get_attribute("aria-invalid") == "true"
    assert sr.group("IKI 2").get_by_label("Indikator").input_value() == story.FIRST[1].uraian
    target.fill(story.FIRST[0].target)
    sr.press("Simpan draf").follow("Selesai dengan bagian ini")


def the_comment_stands_at_its_row(sr: Person) -> None:
    """The employee finds the remark at row 2 and nowhere else."""
    sr.open("/tugas").follow("Susun SKP").follow("Hasil kerja")
    first, second = (sr.page.get_by_role("region").filter(has_text=one).inner_text() for one in story.RESULTS)
    assert story.COMMENT in second
    assert story.COMMENT not in first


def the_change_is_shown_first(kb: Person) -> None:
    """The evaluator who has read it before is told what is new."""
    kb.open("/tugas").follow(re.compile("Reviu SKP.*Siti Rahmawati"))
    changed = kb.page.get_by_role("region", name=re.compile("Berubah sejak reviu terakhir"))
    assert "(1)" in changed.get_by_role("heading").inner_text()
    assert "92,5" in changed.locator("del").inner_text()
    assert "98" in changed.locator("ins").inner_text()


def the_document_stands_with_all_its_pages(sr: Person, stranger: Person) -> None:
    """Document, map, timeline, revisions, differences, the file, and its public verification."""
    sr.open("/skp", "dokumen")
    assert "Menunggu Anda sejak" in sr.text
    assert "Susun rencana aksi" in sr.text
    assert "98 persen" in sr.text
    sr.follow("Di mana SKP saya?", "peta")
    assert "Penetapan SKP" in sr.text
    sr.follow("Riwayat", "riwayat")
    for sentence in (
        "Agus Prasetya, S.Sos., M.M. mencatat dialog kinerja",
        "Siti Rahmawati, S.Psi. mengajukan SKP",
        "Agus Prasetya, S.Sos., M.M. mengembalikan SKP",
        "Siti Rahmawati, S.Psi. menandatangani SKP",
        "Agus Prasetya, S.Sos., M.M. menetapkan SKP",
    ):
        assert sentence in sr.text, sr.text
    sr.follow(re.compile("^Revisi"), "revisi").follow("Bandingkan dengan revisi 1", "beda")
    assert "92,5" in sr.page.locator("del").first.inner_text()
    sr.follow("Dokumen")
    link = sr.page.get_by_role("link", name=re.compile("dokumen resmi"))
    answer = sr.context.request.get(f"{sr.address}{link.get_attribute('href')}")
    assert answer.ok
    assert answer.body().startswith(b"%PDF")
    assert answer.headers["content-type"] == "application/pdf"
    kode = story.code_of(sr).lower()
    stranger.open("/verifikasi", "verifikasi").fill("Kode dokumen", kode).press("Periksa", "terverifikasi")
    assert "Diterbitkan dan berlaku" in stranger.text
    assert "Siti Rahmawati" in stranger.text
    assert "Agus Prasetya" in stranger.text
    assert story.RESULTS[0] not in stranger.text, "a stranger is told who signed, not what it says"
    if not stranger.scripts:
        assert stranger.page.evaluate(TOO_WIDE) == []
