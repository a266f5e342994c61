"""Asking decision tables: those of a release, exact numbers, and refusals in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.kota import Kota
from tests.tabel import FOLDER, shipped
from webapp.engine import Definitions
from webapp.engine.decisions import DecisionError
from webapp.services.process.decisions import decide, decide_in
from webapp.services.process.releases import ReleaseRefused, read_bundle, shipped_files

TABLES = Definitions({}, {}, shipped())


def test_an_answer_carries_the_checksum_of_its_table() -> None:
    facts = {"hasil_kerja": "DI_ATAS_EKSPEKTASI", "perilaku": "SESUAI_EKSPEKTASI"}
    decided = decide_in(TABLES, "kuadran_predikat", facts)
    assert (decided.decision_id, dict(decided.values)) == ("kuadran_predikat", {"predikat": "BAIK"})
    assert decided.checksum == shipped()["kuadran_predikat"].checksum
    assert len(decided.checksum) == 64


def test_fractions_stay_exact_and_whole_numbers_are_int() -> None:
    values = decide_in(TABLES, "koefisien_jenjang", {"jenjang": "PEMULA"}).values
    assert values["koefisien"] == Decimal("3.75")
    assert isinstance(values["koefisien"], Decimal)
    assert type(values["kebutuhan_jenjang"]) is int


def test_a_table_that_is_not_there_and_facts_that_fit_no_row_are_told_in_words() -> None:
    with pytest.raises(DecisionError, match="'tabel_lain' tidak ada"):
        decide_in(TABLES, "tabel_lain", {})
    with pytest.raises(DecisionError, match="Jenjang"):
        decide_in(TABLES, "koefisien_jenjang", {"jenjang": "AHLI"})


def test_a_release_with_a_broken_table_is_refused_with_file_and_row() -> None:
    files = dict(shipped_files(FOLDER.parents[1]))
    name = "workflows/tables/persen_angka_kredit.dmn"
    files[name] = files[name].replace("<text>25</text>", "<text>25 +</text>")
    with pytest.raises(ReleaseRefused) as refused:
        read_bundle(files)
    (problem,) = [problem for problem in refused.value.problems if problem.file == name]
    assert "baris 5, kolom 'Persen'" in problem.message


def test_pages_ask_the_release_in_force_and_cases_their_own(city: Kota) -> None:
    with city.work.reading() as tx:
        now = decide(tx, "persen_angka_kredit", {"predikat": "SANGAT_BAIK"})
        own = decide(
            tx,
            "persen_angka_kredit",
            {"predikat": "SANGAT_BAIK"},
            city.work.releases.current(tx.session, tx.today),
        )
    assert now == own
    assert now.values == {"persen": 150}
