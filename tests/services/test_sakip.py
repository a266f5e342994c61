"""e-SAKIP files: what is known goes in, what is not waits outside with its reason, nothing changes unseen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from tests.kota import Kota
from tests.services.sakip_files import HEADER, INDICATORS, bring, dictionary, promise, upload
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.planning import sakip
from webapp.storage.penjenjangan import IndikatorKinerja, PkImpor, PkIndikator, PkKarantina


def rows(city: Kota) -> list[tuple[str, Decimal]]:
    with city.reading() as tx:
        return [
            (row.kode, row.target) for row in tx.session.scalars(select(PkIndikator).order_by(PkIndikator.id))
        ]


def test_ac_k_14_an_unknown_indicator_is_quarantined_the_others_are_imported_and_reported(city: Kota) -> None:
    dictionary(city)
    found = upload(city, "YK", HEADER + promise() + promise(code="IKU-99") + promise(unit="TIDAK-ADA"))
    assert [(one.row, one.column) for one in found.faults] == [(3, "id_indikator"), (4, "kode_unit")]
    assert "IKU-99" in found.faults[0].message
    assert rows(city) == []
    assert found.file_id is not None
    impor_id = sakip.store(city.work, city.actor("YK"), found.file_id)
    assert rows(city) == [("IKU-01", Decimal(92))]
    with city.reading() as tx:
        held = tx.session.scalars(select(PkKarantina).where(PkKarantina.impor_id == impor_id)).all()
        assert [(one.baris, one.isi["id_indikator"]) for one in held] == [(3, "IKU-99"), (4, "IKU-01")]
        newest = sakip.recent(tx, city.actor("YK"))[0]
        assert (newest.row.ditambah, len(newest.quarantined)) == (1, 2)


def test_the_same_file_again_changes_nothing_and_a_new_target_adds_a_row(city: Kota) -> None:
    dictionary(city)
    first = bring(city, "YK", HEADER + promise())
    assert bring(city, "YK", HEADER + promise()) == first
    with city.reading() as tx:
        assert tx.session.scalar(select(func.count(PkImpor.id))) == 2
    assert upload(city, "YK", HEADER + promise("93")).count("berubah") == 1
    bring(city, "YK", HEADER + promise("93"))
    assert rows(city) == [("IKU-01", Decimal(92)), ("IKU-01", Decimal(93))]


def test_an_imported_row_is_never_changed(city: Kota) -> None:
    dictionary(city)
    bring(city, "YK", HEADER + promise())
    with pytest.raises(IntegrityError), city.work.transaction() as tx:
        tx.session.execute(update(PkIndikator).values(target=1))


def test_indicators_and_promises_may_come_in_one_workbook_of_two_sheets(city: Kota) -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, content in (("kamus", INDICATORS), ("pk", HEADER + promise("92,5"))):
            sheet = book.add_worksheet(name)
            for number, line in enumerate(content.replace('"', "").replace("92,5", "92#5").splitlines()):
                sheet.write_row(number, 0, line.replace("92#5", "92#5").split(","))
            if name == "pk":
                sheet.write_number(1, 5, 92.5)
    found = sakip.look(city.work, city.actor("YK"), "esakip.xlsx", out.getvalue())
    assert found.faults == []
    assert (len(found.indicators), [one.values["target"] for one in found.promises]) == (2, [Decimal("92.5")])


def test_a_manager_brings_only_the_own_opd_and_others_bring_nothing(city: Kota) -> None:
    with pytest.raises(Denied):
        upload(city, "SR", INDICATORS)
    content = INDICATORS.replace("DINAS", "BKPP")
    assert len(upload(city, "YK", content).faults) == 2
    assert len(upload(city, "NH", content).indicators) == 2
    found = upload(city, "NH", content)
    assert found.file_id is not None
    with pytest.raises(NotFound):
        sakip.store(city.work, city.actor("YK"), found.file_id)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("kode_unit,target\nDINAS,1\n", (1, "tahun")),
        ("\xff", (None, None)),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_as_a_whole(
    city: Kota, content: str, place: tuple[int | None, str | None]
) -> None:
    found = sakip.look(city.work, city.actor("YK"), "pk.csv", content.encode("latin-1"))
    assert found.file_id is None
    if place[0]:
        assert [(one.row, one.column) for one in found.unreadable] == [place]


@pytest.mark.parametrize(
    ("target", "column"),
    [("dua", "target"), ("", "target"), ("0", "target"), ("1.250", None), ("92.5", None)],
)
def test_a_target_is_a_number(city: Kota, target: str, column: str | None) -> None:
    dictionary(city)
    found = upload(city, "YK", HEADER + promise(target))
    assert [one.column for one in found.faults] == ([column] if column else [])


def test_nothing_new_is_told_instead_of_stored(city: Kota) -> None:
    found = upload(city, "YK", HEADER + promise())
    assert found.file_id is not None
    with pytest.raises(Refused, match="Tidak ada yang baru"):
        sakip.store(city.work, city.actor("YK"), found.file_id)
    with city.reading() as tx:
        assert tx.session.scalar(select(func.count(IndikatorKinerja.id))) == 0
