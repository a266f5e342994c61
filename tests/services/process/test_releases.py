"""Releases: what ships passes every check, and each broken promise is named with its mend."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.services.process.releases import (
    FIRST_DAY,
    ReleaseRefused,
    bundle_hash,
    publish,
    read_bundle,
    ship,
    shipped_files,
)
from webapp.storage.bengkel import ReleaseInForce

ROOT = Path(__file__).resolve().parents[3]
PENETAPAN = "workflows/penetapan.bpmn"


def changed(path: str, old: str, new: str) -> dict[str, str]:
    files = shipped_files(ROOT)
    assert old in files[path]
    return {**files, path: files[path].replace(old, new)}


def codes(files: dict[str, str]) -> dict[str, str]:
    with pytest.raises(ReleaseRefused) as refused:
        read_bundle(files)
    assert all(problem.message and problem.mend for problem in refused.value.problems)
    return {problem.code: problem.element_id or "" for problem in refused.value.problems}


def test_the_shipped_bundle_passes_every_check() -> None:
    bundle = read_bundle(shipped_files(ROOT))
    workflows = ROOT / "workflows"
    assert sorted(bundle.definitions.processes) == sorted(path.stem for path in workflows.glob("*.bpmn"))
    assert sorted(bundle.definitions.decisions) == sorted(
        path.stem for path in workflows.glob("tables/*.dmn")
    )
    assert {"dialog", "mutasi", "penetapan", "penugasan", "skp_pegawai"} <= set(bundle.definitions.processes)


def test_a_form_that_is_missing_is_named() -> None:
    assert codes(changed(PENETAPAN, "penetapan/reviu", "penetapan/reviu_lama")) == {"form": "reviu"}


def test_an_operation_that_is_not_registered_is_named() -> None:
    assert codes(changed(PENETAPAN, "skp.kunci", "skp.hapus_semua")) == {"operation": "kunci_naskah"}


def test_a_lane_that_is_no_known_role_is_named() -> None:
    files = changed(PENETAPAN, '<bpmn:lane id="pejabat_penilai"', '<bpmn:lane id="kepala_bkpp"')
    assert set(codes({**files, PENETAPAN: files[PENETAPAN].replace("pejabat_penilai", "kepala_bkpp")})) == {
        "role"
    }


def test_a_condition_on_a_fact_nobody_provides_is_named() -> None:
    assert codes(changed(PENETAPAN, "=keputusan =", "=entah =")) == {"fact": "disetujui"}


def test_a_fact_of_a_process_that_shares_no_case_does_not_count() -> None:
    """`tindakan` is provided by the registry's process, which never runs inside an SKP."""
    assert codes(changed(PENETAPAN, "=keputusan =", "=tindakan =")) == {"fact": "disetujui"}


def test_a_workspace_that_does_not_exist_is_named() -> None:
    assert codes(changed(PENETAPAN, 'value="susun_skp"', 'value="susun_bebas"')) == {"workspace": "susun_skp"}


def test_a_form_with_an_unknown_component_is_refused_by_name() -> None:
    files = changed("forms/penetapan/reviu.json", '"type": "radio"', '"type": "iframe"')
    with pytest.raises(ReleaseRefused) as refused:
        read_bundle(files)
    assert "iframe" in str(refused.value)


def test_publishing_the_same_bundle_again_is_the_same_release(session: Session) -> None:
    files = shipped_files(ROOT)
    first = publish(session, files, date(2020, 1, 1), "pertama")
    assert publish(session, files, date(2020, 1, 1), "lagi") == first
    other = {**files, "workflows/README.md": "catatan"}
    assert bundle_hash(other) != bundle_hash(files)


def test_a_refused_bundle_is_not_stored(session: Session) -> None:
    with pytest.raises(ReleaseRefused):
        publish(session, changed(PENETAPAN, "skp.kunci", "skp.hapus_semua"), date(2020, 1, 1), "")
    assert publish(session, shipped_files(ROOT), date(2020, 1, 1), "") > 0


def in_force_since(session: Session) -> list[tuple[int, date]]:
    rows = session.scalars(select(ReleaseInForce).order_by(ReleaseInForce.id))
    return [(row.release_id, row.effective_from) for row in rows]


def test_what_ships_comes_into_force_once_a_newer_one_from_its_day_on_and_never_before_the_last(
    session: Session,
) -> None:
    day, files = date(2026, 1, 5), shipped_files(ROOT)
    newer, newest = ({**files, "workflows/README.md": words} for words in ("kedua", "ketiga"))
    first = ship(session, files, day, "")
    assert ship(session, files, day, "") == first
    assert in_force_since(session) == [(first, FIRST_DAY)]
    second = ship(session, newer, day, "")
    third = ship(session, newest, date(2026, 1, 2), "")
    assert in_force_since(session) == [(first, FIRST_DAY), (second, day), (third, day)]


def test_what_ships_with_an_error_is_not_stored(session: Session) -> None:
    with pytest.raises(ReleaseRefused):
        ship(session, changed(PENETAPAN, "skp.kunci", "skp.hapus_semua"), date(2026, 1, 5), "")
    assert in_force_since(session) == []
