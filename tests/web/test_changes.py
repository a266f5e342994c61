"""Proposing a change of an SKP on its page, and what the pages say while one runs."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.alasan import with_reason
from tests.kota import Kota
from tests.services.test_changes import BUDGET, agree, established, propose, without_second, work_out
from tests.web.peramban import Page, Peramban


@pytest.fixture
def june(city: Kota) -> Kota:
    """SR's SKP is in force; the budget has been cut."""
    return established(city).at("2026-06-15 09:00")


def test_ac_c_20_a_change_is_proposed_on_the_page_answered_and_worked_out(app: Flask, june: Kota) -> None:
    skp = f"/skp/{june.skp('SR').id}"
    sr, kb = Peramban(app, "SR"), Peramban(app, "KB")
    own = sr.open(skp)
    assert "Revisi 1 berlaku sejak 30 Januari 2026." in own.text
    form = own.follow("Usulkan perubahan SKP")
    wrong = form.press("Kirim usul perubahan", uraian="Anggaran")
    assert wrong.status == 422
    assert [where for where, _ in wrong.errors()] == ["#f-alasan", "#f-uraian"]
    assert wrong.value("uraian") == "Anggaran"
    sent = wrong.press("Kirim usul perubahan", alasan="ANGGARAN", uraian=BUDGET)
    assert (sent.status, sent.path) == (303, skp)
    assert "Perubahan SKP: perubahan anggaran" in sent.text
    assert "Menunggu Agus Prasetya" in sent.text
    assert "Usulkan perubahan SKP" not in sent.text
    answered = kb.open(skp).follow("Kerjakan: Tanggapi usul pegawai")
    assert BUDGET in answered.text
    done = answered.press("Kirim tanggapan", tanggapan="setuju")
    assert (done.status, done.path) == (303, skp)
    assert "Terkirim. Sekarang menunggu Siti Rahmawati: Susun SKP." in done.text
    step = sr.open(skp).follow("Kerjakan: Susun SKP")
    assert "Ini perubahan SKP." in step.text
    assert "mengembalikan" not in step.text
    rows = sr.open(f"{skp}/sunting/hasil-kerja")
    gone = rows.follow("Tersusunnya peta jabatan").follow("Hapus RHK ini").press("Ya, hapus RHK")
    assert gone.status == 303
    work_out(june)
    history = sr.open(f"{skp}/riwayat").text
    assert "mengusulkan perubahan SKP" in history
    assert "menyetujui usul perubahan SKP" in history
    revisions = sr.open(f"{skp}/revisi").text
    assert "Berlaku sejak 30 Januari 2026" in revisions
    assert "Diganti" in revisions


def rows_of(page: Page) -> int:
    """How many results the document on the page has."""
    return len(page.all("//tbody[contains(@class, 'skp-table__row')]"))


def test_ac_c_20_the_version_in_force_is_shown_while_another_is_written(app: Flask, june: Kota) -> None:
    propose(june)
    agree(june)
    june.write("SR", without_second)
    skp = f"/skp/{june.skp('SR').id}"
    own = Peramban(app, "SR").open(skp)
    assert "Yang tampil adalah versi yang berlaku (revisi 1)." in own.text
    assert rows_of(own) == 2
    new = own.follow("Baca naskah perubahan (revisi 2)")
    assert "Revisi 2 adalah naskah perubahan." in new.text
    assert rows_of(new) == 1
    assert "Yang tampil" not in Peramban(app, "KB").open(skp).text
    assert "Perubahan SKP" in own.follow("Di mana SKP saya?").text


def test_ac_c_20_the_proposer_takes_the_change_back_on_the_page(app: Flask, june: Kota) -> None:
    propose(june)
    agree(june)
    skp = f"/skp/{june.skp('SR').id}"
    assert "Tarik usul perubahan ini" not in Peramban(app, "KB").open(skp).text
    step = Peramban(app, "SR").open(skp).follow("Tarik usul perubahan ini")
    done = step.press("Tarik usul perubahan", alasan_tarik="Anggaran dikembalikan seperti semula.")
    assert (done.status, done.path) == (303, skp)
    assert "Versi yang berlaku tampil di halaman ini." in done.text
    assert "Usulkan perubahan SKP" in done.text


def test_ac_c_20_others_cannot_open_the_form(app: Flask, june: Kota) -> None:
    path = f"/skp/{june.skp('SR').id}/perubahan"
    with_reason(june, "NH")
    assert Peramban(app, "DH").open(path).status == 404
    assert Peramban(app, "NH").open(path).status == 403
