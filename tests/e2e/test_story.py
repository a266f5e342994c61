"""One SKP through the pages, from the dialogue to the verified file: with scripts on a desk, without them on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.kota import Kota

from . import story
from .people import Person
from .server import work_off


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)], ids=["desk", "phone-without-scripts"])
def test_an_skp_goes_from_the_dialogue_to_the_verified_file(
    city: Kota, address: str, person: Callable[..., Person], width: int, scripts: bool
) -> None:
    kb = person("KB", width=width, scripts=scripts)
    story.record_dialog(kb)
    sr = person("SR", width=width, scripts=scripts)
    story.confirm_dialog(sr)
    story.write_skp(sr)
    story.submit(sr)
    story.return_it(kb)
    sr.open("/tugas").follow("Susun SKP")
    sr.follow("Hasil kerja")
    assert story.COMMENT in sr.text
