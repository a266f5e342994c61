"""Pages after the evaluation: what follows, credit points with their arithmetic, sheets, and who sees the ranking."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.kota import Kota
from tests.services.evaluations import give_office, skp_of
from tests.services.tindak_lanjut import BUTUH_PERBAIKAN, SANGAT_BAIK, answer, final, follow
from tests.web.conftest import Person
from webapp.services.papers import issuing
from webapp.services.people.imports.grids import open_file
from webapp.storage.audit import AuditEvent
from webapp.storage.naskah_terbit import JenisNaskah

ClientAs = Callable[[str], Person]


def events(city: Kota, kind: str) -> list[AuditEvent]:
    with city.reading() as tx:
        rows = list(tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == kind)))
        tx.session.expunge_all()
        return rows


def test_the_page_of_points_shows_each_number_with_its_arithmetic_and_the_pak(
    city: Kota, client_as: ClientAs
) -> None:
    follow(final(city, "SR", SANGAT_BAIK), "SR")
    skp_id = skp_of(city, "SR").id
    issuing.issue_all(city.work, skp_id, "https://lakon.contoh.go.id")
    me = client_as("SR")
    page = me.get(f"/skp/{skp_id}/angka-kredit")
    assert "12/12 x 150 % x 12,5 = 18,75" in page.text
    assert "0,00 + 18,75 = 18,75" in page.text
    assert "50,00, kurang 31,25" in page.text
    with city.reading() as tx:
        rows, _relation = issuing.issued(tx, city.actor("SR"), skp_id)
        kode = next(row.kode for row in rows if row.jenis is JenisNaskah.PAK)
    file = me.get(f"/skp/{skp_id}/lembar/{kode}.pdf")
    assert file.data.startswith(b"%PDF")
    assert file.headers["Cache-Control"] == "no-store"
    assert me.get(f"/verifikasi/{kode}").status_code == 200
    assert "Penetapan Angka Kredit 2026" in me.page.text if me.page else False
    stranger = client_as("DH")
    for path in ("angka-kredit", "tindak-lanjut", f"lembar/{kode}.pdf"):
        assert stranger.get(f"/skp/{skp_id}/{path}").status_code == 404
    assert len(events(city, "akses_ditolak")) == 3


def test_ac_l_02_the_page_shows_the_plan_the_effect_on_pay_and_that_points_do_not_apply(
    city: Kota, client_as: ClientAs
) -> None:
    follow(final(city, "DH", BUTUH_PERBAIKAN), "DH")
    skp_id = skp_of(city, "DH").id
    page = client_as("KB").get("/tugas")
    assert "Susun rencana pembinaan" in page.text
    answer(city, "KB", "DH", "rencana_pengembangan")
    page = client_as("DH").get(f"/skp/{skp_id}/tindak-lanjut")
    assert "Bimbingan dua mingguan" in page.text
    assert "Bagian kinerja TPP disesuaikan" in page.text
    assert "Tidak berlaku: bukan Pejabat Fungsional" in page.text


def test_ac_l_04_the_ranking_is_seen_by_three_offices_only_and_a_refusal_is_kept(
    city: Kota, client_as: ClientAs
) -> None:
    follow(final(city, "SR", SANGAT_BAIK), "SR")
    give_office(city, "WS", "tim_penilai_kinerja")
    for who in ("NH", "SD", "WS"):
        page = client_as(who).get("/tindak-lanjut?tahun=2026")
        assert page.status_code == 200
        assert "Siti Rahmawati" in page.text
        assert "Calon talenta" in page.text
    seen = len(events(city, "pemeringkatan_dibaca"))
    assert seen == 3
    for who in ("SR", "KB", "KD"):
        for path in ("/tindak-lanjut", "/tindak-lanjut.xlsx", "/tindak-lanjut?hanya=calon"):
            assert client_as(who).get(path).status_code == 403
    assert len(events(city, "akses_ditolak")) == 9
    assert len(events(city, "pemeringkatan_dibaca")) == seen


def test_the_ranking_is_exported_as_a_workbook(city: Kota, client_as: ClientAs) -> None:
    follow(final(city, "SR", SANGAT_BAIK), "SR")
    file = client_as("NH").get("/tindak-lanjut.xlsx?tahun=2026")
    (grid,) = open_file("peringkat.xlsx", file.data)
    assert [name.lower() for name in grid.header[:2]] == ["peringkat", "nama"]
    ((_line, cells),) = grid.lines
    assert [str(cell) for cell in cells][:3] == ["1", "Siti Rahmawati", "199001152015032003"]
    assert list(cells)[7:9] == ["Sangat Baik", "Ya"]
    assert len(events(city, "pemeringkatan_diunduh")) == 1


@pytest.mark.parametrize("path", ["tindak-lanjut", "angka-kredit"])
def test_before_anything_is_settled_the_pages_say_what_will_stand_there(
    city: Kota, client_as: ClientAs, path: str
) -> None:
    final(city, "SR")
    assert "akan tampil di sini" in client_as("SR").get(f"/skp/{skp_of(city, 'SR').id}/{path}").text
