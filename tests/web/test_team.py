"""The team page: whom one evaluates, what waits, since when, and why it is oneself."""

from __future__ import annotations

from flask import Flask

from tests.kota import Kota
from tests.web.peramban import Peramban


def test_the_team_is_grouped_by_what_is_to_be_done_and_leads_to_it(app: Flask, city: Kota) -> None:
    city.dialog("KB", "DH")
    city.at("2026-01-20 10:00").until_submitted()
    page = Peramban(app, "KB").open("/tim")
    assert [" ".join(one.text_content().split()) for one in page.all("//main//h2")] == [
        "Tunggakan Anda (2)",  # dialogues, due on the 15th
        "Aktivitas hari ini",
        "Menunggu Anda (3)",
        "Sedang berjalan (1)",
    ]
    assert "Kerjakan: Reviu SKP · sejak 20 Januari 2026 10.00 WIB (hari ini)" in page.text
    assert "Di pegawai: Susun SKP · sejak 5 Januari 2026 08.00 WIB (15 hari)" in page.text
    assert "SKP 2026 ditetapkan 0 dari 4" in page.text
    assert page.follow("Kerjakan: Reviu SKP").status == 200
    assert page.follow("Siti Rahmawati").path == f"/skp/{city.skp('SR').id}"


def test_ac_g_16_the_next_leader_sees_what_stands_still_below(app: Flask, city: Kota) -> None:
    city.at("2026-01-12 10:00").until_submitted()
    city.at("2026-01-22 08:00")
    own = Peramban(app, "KB").open("/tim")
    assert "Tunggakan Anda" in own.text
    assert own.follow("Reviu SKP – Siti Rahmawati, S.Psi.").status == 200
    page = Peramban(app, "KD").open("/tim")
    assert (
        "Reviu SKP – Siti Rahmawati, S.Psi. Di Agus Prasetya, S.Sos., M.M. · batas 15 Januari 2026"
        in page.text
    )
    assert "Tunggakan Anda" not in Peramban(app, "SR").open("/tim").text


def test_each_member_shows_why_the_reader_is_the_evaluator(app: Flask, city: Kota) -> None:
    page = Peramban(app, "KB").open("/tim")
    reasons = [" ".join(one.text_content().split()) for one in page.all("//main//details")]
    assert len(reasons) == 4
    assert all("Kepala Bidang A, jabatan definitif sejak 3 Januari 2022" in one for one in reasons)


def test_lateness_is_said_in_words(app: Flask, city: Kota) -> None:
    city.at("2026-02-01 00:00").tick(minutes=1)
    chips = [
        one.text_content()
        for one in Peramban(app, "KB").open("/tim").all("//main//strong[contains(@class, 'chip')]")
    ]
    assert chips.count("TERLAMBAT") == 4


def test_years_are_links_when_there_are_several(app: Flask, city: Kota) -> None:
    city.at("2026-12-01 08:00").open_cycle(2027)
    page = Peramban(app, "KB").open("/tim")
    assert "SKP 2027 ditetapkan 0 dari 5" in page.text
    assert "SKP 2026 ditetapkan" in page.follow("2026").text


def test_one_who_evaluates_nobody_reads_what_would_be_here(app: Flask, city: Kota) -> None:
    page = Peramban(app, "SR").open("/tim")
    assert page.status == 200
    assert "Pegawai yang Anda nilai akan tampil di sini" in page.text


def test_the_kepala_daerah_has_a_team_too(app: Flask, city: Kota) -> None:
    assert "Ratna Widyastuti" in Peramban(app, "WK").open("/tim").text
