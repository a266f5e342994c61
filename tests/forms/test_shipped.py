"""The shipped forms: each is accepted, asks what it should, and speaks Indonesian through its labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.forms import Form, check_form, load, read_form

FORMS = Path(__file__).parents[2] / "forms"
KEYS = sorted(str(file.relative_to(FORMS).with_suffix("")) for file in FORMS.rglob("*.json"))
RINGKASAN = "Disepakati empat RHK utama dan dukungan pelatihan."


def _form(key: str) -> Form:
    return read_form((FORMS / f"{key}.json").read_bytes(), key)


def test_the_forms_of_planning_are_there() -> None:
    assert {
        "dialog/catat_dialog", "dialog/konfirmasi_dialog", "penetapan/reviu", "penetapan/tanda_tangan",
        "penetapan/tetapkan",
    } <= set(KEYS)  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_every_shipped_form_is_accepted(key: str) -> None:
    assert check_form((FORMS / f"{key}.json").read_bytes(), key) == []


@pytest.mark.parametrize("key", KEYS)
def test_every_shipped_form_has_a_labelled_button_and_an_id_of_its_own_name(key: str) -> None:
    assert _form(key).submit_label
    assert f'"id": "{key.rpartition("/")[2]}"' in (FORMS / f"{key}.json").read_text()


def test_a_dialog_is_recorded_with_date_channel_summary_and_approach() -> None:
    form = _form("dialog/catat_dialog")
    assert set(load(form, {}).errors) == {
        "tanggal_dialog",
        "kanal_dialog",
        "ringkasan_kesepakatan",
        "pendekatan",
    }
    post = {"tanggal_dialog": ["2026-01-12"], "kanal_dialog": ["daring"], "pendekatan": ["kuantitatif"]}
    assert set(load(form, {**post, "ringkasan_kesepakatan": ["Sepakat."]}).errors) == {
        "ringkasan_kesepakatan"
    }
    assert load(form, {**post, "ringkasan_kesepakatan": [RINGKASAN]}).is_valid
    assert form.facts["pendekatan"] == ("kuantitatif", "kualitatif")


def test_the_employee_says_why_the_record_is_not_right() -> None:
    form = _form("dialog/konfirmasi_dialog")
    post = {"pemahaman": ["Saya diminta menurunkan waktu layanan."], "konfirmasi": ["perlu_diperbaiki"]}
    assert set(load(form, post).errors) == {"alasan_perbaikan"}
    assert load(form, {**post, "konfirmasi": ["sesuai"]}).is_valid
    assert form.facts["konfirmasi"] == ("sesuai", "perlu_diperbaiki")


def test_a_return_needs_a_reason_and_an_approval_none() -> None:
    form = _form("penetapan/reviu")
    assert load(form, {"keputusan": ["setujui"], "alasan": ["target terlalu rendah"]}).facts == {
        "keputusan": "setujui", "alasan": None, "sebab": None,
    }  # fmt: skip
    assert set(load(form, {"keputusan": ["kembalikan"], "sebab": ["target_rendah"]}).errors) == {"alasan"}
    post = {
        "keputusan": ["kembalikan"],
        "sebab": ["target_rendah"],
        "alasan": ["Target RHK 2 terlalu rendah."],
    }
    assert load(form, post).is_valid
    assert form.facts["keputusan"] == ("setujui", "kembalikan")


@pytest.mark.parametrize(
    ("key", "box"),
    [("penetapan/tanda_tangan", "setuju_tanda_tangan"), ("penetapan/tetapkan", "setuju_penetapan")],
)
def test_signing_and_setting_need_the_statement_to_be_ticked(key: str, box: str) -> None:
    post = {"tempat_penetapan": ["Semarang"]} if key == "penetapan/tetapkan" else {}
    assert set(load(_form(key), post).errors) == {box}
    assert load(_form(key), {**post, box: ["true"]}).is_valid
    assert _form(key).facts[box] == (True,)
