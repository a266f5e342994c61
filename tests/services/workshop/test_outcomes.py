"""Changed outcomes of decision tables in words: few of them, and the ones that matter."""

from __future__ import annotations

import pytest

from tests.workflows.planted import SHIPPED
from webapp.engine.decision_reading import read_decision
from webapp.engine.decision_table import Decision
from webapp.engine.xml import read_xml
from webapp.services.workshop.outcomes import changed_outcomes, outcome_of

KUADRAN = SHIPPED["workflows/tables/kuadran_predikat.dmn"]
NILAI = SHIPPED["workflows/tables/tpp_nilai_skp.dmn"]


def table(text: str) -> Decision:
    """A table as it stands in a draft, complete or not."""
    decision, refused = read_decision(read_xml(text.encode(), "uji.dmn"), "uji.dmn")
    assert decision is not None, refused
    return decision


def rewritten(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_a_table_answers_like_itself() -> None:
    for text in (KUADRAN, NILAI):
        outcome = outcome_of(table(text), table(text))
        assert outcome.status == "sama"
        assert outcome.total == 0
        assert outcome.combinations > 0


def test_one_cell_changes_one_combination_and_says_which() -> None:
    changed = rewritten(
        KUADRAN,
        '<text>"SANGAT_BAIK"</text>\n        </outputEntry>',
        '<text>"BAIK"</text>\n        </outputEntry>',
    )
    outcome = outcome_of(table(KUADRAN), table(changed))
    assert (outcome.total, outcome.combinations) == (1, 9)
    assert outcome.words == [
        "Tabel 'Kuadran predikat kinerja': 1 dari 9 kombinasi dijawab berbeda.",
        "Predikat = SANGAT_BAIK menjadi Predikat = BAIK, bila Hasil kerja = DI_ATAS_EKSPEKTASI, Perilaku kerja = "
        "DI_ATAS_EKSPEKTASI.",
    ]


def test_a_moved_limit_changes_exactly_what_lies_between() -> None:
    moved = rewritten(rewritten(NILAI, "&gt;= 90", "&gt;= 88"), "[80..90)", "[80..88)")
    outcome = outcome_of(table(NILAI), table(moved))
    (kind,) = outcome.kinds
    assert (kind.before, kind.after) == ("Persen TPP = 85", "Persen TPP = 100")
    assert [text for one in kind.examples for _, text in one.asked] == ["= 88", "antara 88 dan 90"]


def test_columns_that_no_list_or_stretch_cuts_are_told_and_not_guessed() -> None:
    free = table(rewritten(NILAI, "<text>&gt;= 90</text>", "<text>&gt;= batas</text>"))
    outcome = outcome_of(table(NILAI), free)
    assert "nilai_skp" in outcome.unclear
    assert outcome.status == "ubah"


def test_new_and_lost_tables_are_told() -> None:
    held = {"kuadran_predikat": table(KUADRAN)}
    assert [(one.status, one.words) for one in changed_outcomes({}, held)] == [
        ("baru", ["Tabel 'Kuadran predikat kinerja' ditambahkan."])
    ]
    assert [one.status for one in changed_outcomes(held, {})] == ["hapus"]
    assert changed_outcomes(held, held) == []


@pytest.mark.parametrize("text", [KUADRAN, NILAI])
def test_the_words_stay_few(text: str) -> None:
    emptied = text.replace('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"')
    assert len(outcome_of(table(text), table(emptied)).words) <= 21
