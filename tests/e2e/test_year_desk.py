"""BKPP's desk of the year in the browser: how well results are worded, and what a person should look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.kota import Kota
from tests.services.test_quality import handed_in
from tests.services.test_review import SIX, types
from webapp.services.planning import review

from .looks import Looks, Narrow
from .people import Person

Enter = Callable[..., Person]


@pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (360, False)], ids=["desk", "phone_without_scripts"]
)
def test_bkpp_reads_the_wording_and_closes_what_it_looked_at(
    city: Kota, person: Enter, width: int, scripts: bool
) -> None:
    looks = Looks() if scripts else Narrow()
    nh = person("NH", width=width, scripts=scripts, look=looks)
    nh.open("/admin/mutu", "mutu kosong").open("/admin/tinjauan", "tinjauan kosong")
    handed_in(city)
    for code in SIX:
        types(city, code, "perangkat-a", 1)
    review.detect_devices(city.work)
    nh.open("/admin").follow("Mutu rumusan", "mutu")
    assert "Skor 50 dari 100" in nh.text
    answer = nh.context.request.get(f"{nh.address}/admin/mutu/mutu-2026.xlsx")
    assert answer.ok
    nh.open("/admin").follow("Tinjauan penyuntingan", "tinjauan").follow("6 akun", "satu tinjauan")
    assert "Siti Rahmawati" in nh.text
    nh.press("Tutup dengan catatan", "tinjauan tanpa catatan")
    assert nh.mistakes
    nh.fill("Apa yang ditemukan?", "Komputer bersama di loket layanan.").press(
        "Tutup dengan catatan", "tinjauan habis"
    )
    assert "Tidak ada yang perlu ditinjau." in nh.text
    nh.follow("Ditutup", "tinjauan ditutup").follow("6 akun", "tinjauan dibaca lagi")
    assert "Komputer bersama" in nh.text
    assert looks.report == ""
