"""Numbers in posts: five thousand digits, digits of other scripts and signs are no numbers, and never a fault."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from tests.bulanan import case_of, established, plan, sheet, until_told
from tests.kota import Kota
from tests.services.evaluations import DI_BAWAH, paper, rated, ready, send, sign
from tests.web.conftest import Person
from tests.web.test_registry_pages import send as propose
from tests.web.test_yearly_pages import step
from webapp.domain.isian_aturan_tpp import _pengecualian
from webapp.operations.bimbingan import _bulat
from webapp.services.activities.bank import _item
from webapp.services.yearly.board_model import typed_from
from webapp.web.numbers import whole

ClientAs = Callable[[str], Person]
HUGE = "9" * 5_000
NO_NUMBERS = [HUGE, "9" * 19, "\u0663", "\u00b2", "-1", "+1", " 1", "1_0", "", "1.0"]


def plan_of(city: Kota) -> Kota:
    established(city.at("2026-01-12 09:00"))
    plan(city)
    return city


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_number_is_a_few_plain_digits(text: str) -> None:
    assert whole(text) is None
    assert (whole("0"), whole("007"), whole("9" * 18)) == (0, 7, 10**18 - 1)


@pytest.mark.parametrize("field", ["_butir", "berkas"])
@pytest.mark.parametrize("value", [HUGE, "\u00b2"])
def test_an_objection_with_a_number_that_is_none_is_shown_again(
    city: Kota, client_as: ClientAs, field: str, value: str
) -> None:
    ready(city, "SR")
    send(city, "KB", {"SR": rated(DI_BAWAH)})
    paper(city.at("2027-01-15 10:00"), "SR")
    sign(city, "KB", "SR")
    owner = client_as("SR")
    sent = {"tanggapan": "keberatan", "butir.1.perihal": "HASIL_KERJA", "butir.1.alasan": "Target tercapai."}
    page = owner.post(step(city, "SR", "terima_dokumen"), {**sent, "_sandi": "salah", field: value})
    assert page.status_code == 422
    assert "Target tercapai." in page.text
    said = {"_butir": "Kata sandi tidak cocok", "berkas": "Berkas bukti tidak ditemukan"}[field]
    assert (
        said if len(value) <= 40 else "paling banyak 40 huruf" if field == "berkas" else said
    ) in page.text


def test_other_numbers_that_come_as_text_are_bounded_as_well(city: Kota) -> None:
    for text in (HUGE, "\u00b2"):
        assert _item({"waktu_baku": text}).waktu_baku is None
        assert typed_from({"segmen": [text, "3"]}).segmen == frozenset({3})
        assert _bulat(text) is None
        wrong: list[object] = []
        _pengecualian(f"C;Cuti;CUTI;{text};SK 1", wrong)  # type: ignore[arg-type]
        assert len(wrong) == 1


@pytest.mark.parametrize("number", [HUGE, "\u00b2"])
def test_a_letter_that_was_kept_before_is_named_by_a_number_only(
    city: Kota, client_as: ClientAs, number: str
) -> None:
    page = propose(client_as("WS"), berkas=(BytesIO(b""), ""), berkas_id=number).page
    assert page is not None
    assert page.status_code == 422
    assert "Lampirkan surat perintah" in page.text


def test_a_board_is_shown_again_with_names_that_no_page_of_ours_made(city: Kota, client_as: ClientAs) -> None:
    until_told(plan_of(city))
    lembar = sheet(city, "SR", 2).lembar.id
    case = case_of(city, "SR", 2).id
    page = client_as("KB").post(
        "/tim/bulanan/2026-2",
        {"_bagian": "nilai", f"langkah.{lembar}": str(case), f"nilai.{HUGE}.hasil_kerja": "SESUAI"},
    )
    assert page.status_code == 422
