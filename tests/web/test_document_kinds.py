"""Lists of tasks name every kind of document well, and cost one statement for all of them."""

from __future__ import annotations

from datetime import date

from flask import Flask

from tests.kota import Kota
from webapp.domain.bulanan import StatusBulanan
from webapp.services.process.document_kinds import documents, kinds
from webapp.storage.bulanan import SkpBulanan
from webapp.web.filters import dokumen


def sheet(city: Kota, code: str, bulan: int) -> int:
    """A month's sheet, as far as a list needs it."""
    with city.work.transaction() as tx:
        day = date(2026, bulan, 1)
        row = SkpBulanan(
            skp_id=city.skp(code).id, tahun=2026, bulan=bulan, status=StatusBulanan.TARGET_DRAF, mulai=day,
            selesai=day, batas_target=day, otomatis=day, batas_realisasi=day, batas_penilaian=day, kunci=day,
            dibuka_pada=tx.now,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        return row.id


def test_a_document_is_named_by_its_kind_and_period(city: Kota, app: Flask) -> None:
    february = sheet(city, "SR", 2)
    skp = city.skp("SR").id
    with city.reading() as tx, app.test_request_context("/"):
        found = documents(tx, [("skp", skp), ("skp_bulanan", february), ("skp_bulanan", 10**6), ("lain", 1)])
        assert {key: dokumen(one) for key, one in found.items()} == {
            ("skp", skp): "SKP 2026",
            ("skp_bulanan", february): "SKP bulanan Februari 2026",
        }
        assert found["skp", skp].deadline == date(2026, 1, 31)
        assert found["skp_bulanan", february].address == f"/skp/{skp}/bulanan/2"


def test_the_address_of_every_kind_is_a_page(app: Flask) -> None:
    adapter = app.url_map.bind("")
    paths = ["/skp/1", "/penugasan/1", "/skp/1/bulanan/1", "/mph", "/kontrak/1", "/capaian/1"]
    paths += ["/skp/1/umpan-balik", "/pembinaan/bimbingan/1", "/pembinaan/konseling/1"]
    paths += ["/aktivitas", "/aktivitas/koreksi/1", "/bank-aktivitas/usul/1", "/tpp/2026-01", "/bengkel/1"]
    assert len(paths) == len(kinds())
    assert [path for path in paths if not adapter.test(path, "GET")] == []
