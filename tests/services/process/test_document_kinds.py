"""Documents in lists: every kind is read in one statement, and what nobody knows is left out."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, select

from tests.kota import Kota
from tests.storage import contoh
from webapp.domain.mandat import JenisMandat
from webapp.domain.masa import Masa
from webapp.services.process.document_kinds import Rows, documents, kind, kinds
from webapp.storage.skp import Skp
from webapp.storage.tpp import TppBulan


def test_an_skp_has_its_last_day_until_it_is_set_and_none_afterwards(city: Kota) -> None:
    city.at("2026-01-20 09:00").until_established("SR")
    keys = [("skp", city.skp(code).id) for code in ("SR", "DH")]
    with city.reading() as tx:
        established, begun = (documents(tx, keys)[key] for key in keys)
    assert (begun.address, begun.year, begun.deadline) == (f"/skp/{begun.id}", 2026, date(2026, 1, 31))
    assert (established.year, established.deadline) == (2026, None)


def test_a_document_that_is_not_there_and_a_kind_that_nobody_knows_are_left_out(city: Kota) -> None:
    with city.reading() as tx:
        assert documents(tx, [("skp", 10**9), ("skp_bulanan", 10**9), ("lain", 1)]) == {}
        assert documents(tx, [("lain", 1)]) == {}
        assert documents(tx, []) == {}


def test_a_letter_is_named_by_its_number_and_a_month_by_its_date(city: Kota) -> None:
    with city.work.transaction() as tx:
        letter = contoh.mandat(
            tx.session, JenisMandat.PENETAPAN_PENILAI, Masa(date(2026, 1, 5)), "SK/3/2026",
            nip=contoh.KABID_B, dinilai_id=city.pegawai_id("SR"),
        )  # fmt: skip
        month = TppBulan(bulan=date(2026, 3, 1), dibuka_pada=tx.now)
        tx.session.add(month)
        tx.session.flush()
        keys = [("mandat", letter.id), ("tpp_bulanan", month.id)]
        named, dated = (documents(tx, keys)[key] for key in keys)
    assert (named.params, named.year, named.address) == (
        {"surat": "SK/3/2026"},
        None,
        f"/penugasan/{named.id}",
    )
    assert (dated.params, dated.year, dated.month, dated.address) == ({}, 2026, 3, "/tpp/2026-03")


def test_however_many_documents_of_however_many_kinds_cost_one_statement(city: Kota) -> None:
    wanted = [(name, n) for name in kinds() for n in range(1, 40)]
    sent: list[str] = []
    with city.reading() as tx:
        event.listen(city.engine, "before_cursor_execute", lambda *said: sent.append(said[2]))
        documents(tx, wanted)
    assert len(sent) == 1


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        kind("skp", "SKP", "/")(lambda: Rows(select(Skp), Skp.id))
