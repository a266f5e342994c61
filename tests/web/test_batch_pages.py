"""The pages of exports: asked for by a leader, watched without scripts, fetched, thrown away; and what others see."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

from tests.kota import Kota
from tests.web.conftest import Person
from webapp.services.papers import batch_work, documents

ClientAs = Callable[[str], Person]


def test_a_leader_asks_watches_and_fetches_and_others_see_nothing(city: Kota, client_as: ClientAs) -> None:
    city.until_established("SR")
    documents.issue(city.work, city.skp("SR").id, "https://lakon.contoh.go.id")
    leader = client_as("KB")
    assert "/ekspor" in leader.get("/tim").text
    answer = leader.post("/ekspor", {"cakupan": "tim", "tahun": "2026", "jenis": []})
    assert answer.status_code == 422
    assert "sekurangnya satu jenis" in answer.text
    answer = leader.post("/ekspor", {"cakupan": "tim", "tahun": "2026", "jenis": ["SKP"]})
    assert answer.status_code == 303
    where = str(answer.location)
    page = leader.follow()
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in page.text
    assert "Menunggu giliran" in page.text
    assert leader.get(f"{where}/naskah.zip").status_code == 404
    batch_work.advance(city.work, int(where.rsplit("/", 1)[-1]))
    page = leader.get(where)
    assert 'http-equiv="refresh"' not in page.text
    assert "Siap diunduh" in page.text
    assert "SKP belum ditetapkan, atau dokumen resminya belum terbit." in page.text
    file = leader.get(f"{where}/naskah.zip")
    assert (file.mimetype, file.headers["Cache-Control"]) == ("application/zip", "no-store")
    with ZipFile(BytesIO(file.data)) as packed:
        assert len(packed.namelist()) == 2
    for who in ("NH", "SR", "KBB"):
        for path in (where, f"{where}/naskah.zip"):
            assert client_as(who).get(path).status_code == 404, who
    assert client_as("SR").get("/ekspor").status_code == 403
    leader.get(where)
    assert leader.post(f"{where}/buang").status_code == 303
    assert leader.get(where).status_code == 404


def test_another_scope_than_the_offered_ones_is_refused(city: Kota, client_as: ClientAs) -> None:
    city.until_established("SR")
    leader = client_as("KB")
    for code in ("1", "-1", "tim'", ""):
        answer = leader.post("/ekspor", {"cakupan": code, "tahun": "2026", "jenis": ["SKP"]})
        assert answer.status_code == 403, code
