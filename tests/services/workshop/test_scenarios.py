"""Kept walks: a file gives itself again, what a changed bundle does otherwise is told in words, and hostile files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kota import Kota
from tests.services.evaluations import give_office
from tests.services.workshop import owners
from tests.services.workshop.owners import DIAGRAM
from tests.wanderer import BEGIN, wander
from webapp.operations import Refused
from webapp.services.process.releases import Bundle, bundle_hash, open_bundle, shipped_files
from webapp.services.workshop import drafts, keeping, playground
from webapp.services.workshop.checking import check, check_all
from webapp.services.workshop.choices import Choices
from webapp.services.workshop.coverage import coverage
from webapp.services.workshop.moves import Move
from webapp.services.workshop.playground import Where
from webapp.services.workshop.scenarios import (
    Ran,
    Unreadable,
    path_of,
    read_scenario,
    run_all,
    run_scenario,
    scenarios_of,
    write_scenario,
)
from webapp.services.workshop.soundness import Searches
from webapp.services.workshop.walks import play

ROOT = Path(__file__).resolve().parents[3]
FILES = shipped_files(ROOT)
PATH = path_of("penetapan", "disetujui_pada_reviu_pertama")
MAIN = ("penetapan", "dialog", "evaluasi_tahunan", "dokumen_dan_keberatan", "penugasan", "bank_aktivitas")


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    """What ships."""
    return open_bundle(FILES)


@pytest.fixture(scope="module")
def choices(bundle: Bundle) -> Choices:
    """What may be chosen in it."""
    return Choices(bundle)


@pytest.mark.parametrize("process_id", sorted(open_bundle(FILES).definitions.processes))
@settings(max_examples=8)
@given(data=st.data())
def test_any_walk_that_is_kept_and_played_again_gives_itself(
    choices: Choices, process_id: str, data: st.DataObject
) -> None:
    def pick(values: Sequence[Any]) -> Any:
        return values[data.draw(st.integers(0, len(values) - 1))]

    walk = wander(choices, process_id, pick, 12)
    text = write_scenario("Jalan apa saja", walk)
    scenario = read_scenario(path_of(process_id, "jalan"), text)
    ran = run_scenario(choices, scenario)
    assert ran.differences == []
    assert write_scenario("Jalan apa saja", ran.walk) == text


def test_shipped_scenarios_go_as_they_say_and_cover_the_main_processes_wholly(bundle: Bundle) -> None:
    ran = [one for one in run_all(FILES, bundle) if isinstance(one, Ran)]
    assert [one for one in ran if one.differences] == []
    assert len(ran) == len([path for path in FILES if "/scenarios/" in path])
    processes = bundle.definitions.processes
    passed = {name: coverage(processes[name], [one.walk.passed for one in ran]) for name in processes}
    assert {name: one.left for name, one in passed.items() if one.left and name in MAIN} == {}
    assert {name for name, one in passed.items() if one.percent < 90} == set()
    assert all(one.scenario.title for one in ran)


def test_coverage_counts_what_is_left(bundle: Bundle, choices: Choices) -> None:
    scenario = read_scenario(PATH, FILES[PATH])
    one = coverage(bundle.definitions.processes["penetapan"], [run_scenario(choices, scenario).walk.passed])
    assert one.flows == (len(one.process.flows) - len(one.left), len(one.process.flows))
    assert one.left
    assert 0 < one.percent < 100


def changed(old: str, new: str, path: str = DIAGRAM) -> dict[str, str]:
    assert old in FILES[path]
    return {**FILES, path: FILES[path].replace(old, new)}


def test_another_course_is_told_with_the_move_after_which_it_differs() -> None:
    files = changed('keputusan = "kembalikan"', 'keputusan = "setujui"')
    checked = check_all(files, Searches())
    told = {one.file: one for one in checked.problems if one.code == "scenario"}
    assert PATH in told
    assert "Sesudah langkah 3 (Reviu SKP), seharusnya 'Tanda tangan" in told[PATH].message
    assert "sekarang 'Susun SKP (ke-2)'" in told[PATH].message
    assert "terima hasil" in told[PATH].mend


def test_a_form_that_asks_for_more_refuses_what_a_scenario_filled_in(choices: Choices) -> None:
    path = "forms/penetapan/tanda_tangan.json"
    form = json.loads(FILES[path])
    form["components"].append(
        {"type": "textfield", "id": "baru", "key": "baru", "label": "Baru", "validate": {"required": True}}
    )
    files = {**FILES, path: json.dumps(form)}
    ran = run_scenario(Choices(open_bundle(files)), read_scenario(PATH, FILES[PATH]))
    assert ran.differences[-1].startswith("Tidak dapat dimainkan lagi: langkah 4 (Tanda tangan")
    assert "baru: Wajib diisi" in ran.differences[-1]


def test_a_table_that_answers_otherwise_is_seen(choices: Choices) -> None:
    path = "workflows/tables/kuadran_predikat.dmn"
    files = {
        **FILES,
        path: FILES[path].replace("SANGAT_BAIK", "SEMENTARA").replace('"BAIK"', '"SANGAT_BAIK"'),
    }
    found = check(files)
    assert found.problems or found.bundle is not None  # a table is refused, or its scenarios are played on it


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "bukan JSON yang utuh"),
        ("[" * 100_000, "bersarang terlalu dalam"),
        ("[]", "bukan susunan versi 1"),
        ('{"versi": NaN}', "NaN bukan angka"),
        ('{"versi": 1, "judul": "x"}', "Tulis judul skenario"),
        ('{"versi": 1, "judul": "Jalan", "langkah": [], "hasil": {"selesai": true}}', "1 sampai 500 langkah"),
        ('{"versi": 1, "judul": "Jalan", "lain": 1}', "'lain' tidak dikenal"),
        (
            '{"versi": 1, "judul": "Jalan", "langkah": [{"mulai": "x"}], "hasil": {"selesai": true}}',
            "bukan waktu",
        ),
        (
            '{"versi": 1, "judul": "Jalan", "langkah": [{"jalankan": "rm"}], "hasil": {"selesai": true}}',
            "tepat satu",
        ),
    ],
)
def test_a_file_that_is_no_scenario_is_a_problem_with_its_mend(text: str, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_scenario(PATH, text)
    assert said in refused.value.problem.message
    assert refused.value.problem.mend
    assert [one.file for one in check({**FILES, PATH: text}).problems] == [PATH]


def test_ten_thousand_moves_are_refused_before_one_is_played() -> None:
    move = {"kerjakan": "susun_skp#1", "lalu": []}
    held = {
        "versi": 1,
        "judul": "Panjang",
        "langkah": [move] * 10_000,
        "hasil": {"selesai": False, "lewat": {}},
    }
    found, problems = scenarios_of({PATH: json.dumps(held)})
    assert found == []
    assert "1 sampai 500 langkah" in problems[0].message


def test_all_scenarios_together_have_a_budget(bundle: Bundle, choices: Choices) -> None:
    moves = [Move("mulai", at=BEGIN)]
    for nth in range(1, 249):
        moves.append(Move("kerjakan", f"catat_dialog#{nth}"))
        moves.append(Move("kerjakan", f"konfirmasi_dialog#{nth}", facts={"konfirmasi": "perlu_diperbaiki"}))
    walk = play(choices, "dialog", moves)
    assert walk.stop is None
    text = write_scenario("Panjang", walk)
    files = {path_of("dialog", f"panjang_{n}"): text for n in range(80)}
    problems = [one for one in run_all(files, bundle) if not isinstance(one, Ran)]
    assert [one.code for one in problems] == ["scenario_budget"]


def test_scenarios_are_part_of_what_is_hashed() -> None:
    assert bundle_hash(FILES) != bundle_hash({**FILES, PATH: FILES[PATH].replace("pertama", "kedua")})
    assert not any("/scenarios/" in one.file for one in check(FILES).problems)


# -- in a draft ------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(city: Kota) -> int:
    """A draft of NH's."""
    give_office(city, "NH", "pemilik_proses")
    return drafts.open_draft(city.work, city.actor("NH"), "Dengan skenario")


def kept(city: Kota, draft: int, title: str = "Baru disusun", **more: Any) -> str:
    where, actor = Where(draft), city.actor("NH")
    walk_id = playground.begin(city.work, actor, where, "penetapan", [Move("mulai", at=BEGIN)])
    playground.act(city.work, actor, where, "penetapan", walk_id, 1, Move("kerjakan", "susun_skp#1"))
    reviewed = Move("kerjakan", "reviu#1", form={"keputusan": "setujui"})
    playground.act(city.work, actor, where, "penetapan", walk_id, 2, reviewed)
    return keeping.keep(city.work, actor, draft, "penetapan", walk_id, title, **more)


def test_a_walk_is_kept_in_its_draft_under_a_name_of_its_own(city: Kota, draft: int) -> None:
    path = kept(city, draft)
    assert path == "workflows/scenarios/penetapan/baru_disusun.json"
    assert read_scenario(path, owners.read(city, draft, path).text).title == "Baru disusun"
    with pytest.raises(Refused, match="Sudah ada skenario"):
        kept(city, draft)
    assert kept(city, draft, replace=True) == path
    with pytest.raises(Refused, match="Tulis judul"):
        kept(city, draft, "x")
    assert kept(city, draft, "2026: “dicoba” / ../../etc").startswith(
        "workflows/scenarios/penetapan/jalan_2026"
    )


def test_a_new_result_is_accepted_or_the_walk_is_gone_on_with(city: Kota, draft: int) -> None:
    text = owners.read(city, draft, DIAGRAM).text
    path = kept(city, draft)
    owners.save(city, "NH", draft, DIAGRAM, text.replace('keputusan = "kembalikan"', 'keputusan = "setujui"'))
    with city.reading() as tx:
        fared = keeping.fared(playground.ground(tx, city.actor("NH"), Where(draft)))
    differing = {one.scenario.path for one in fared.ran if one.differences}
    assert path in differing
    keeping.accept(city.work, city.actor("NH"), draft, path)
    assert read_scenario(path, owners.read(city, draft, path).text).after[-1] == ("susun_skp#2",)
    with pytest.raises(Refused, match="sampai akhirnya"):
        keeping.accept(city.work, city.actor("NH"), draft, PATH)
    walk_id = keeping.resume(city.work, city.actor("NH"), Where(draft), PATH)
    with city.reading() as tx:
        opened = playground.opened(tx, city.actor("NH"), Where(draft), "penetapan", walk_id)
    assert opened.walk.stop is None
    assert opened.walk.open == ("susun_skp#2",)
