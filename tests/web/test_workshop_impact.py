"""The pages of differences, impact and migration: asked, answered, moved by two people, taken back; no name is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.kota import PASSWORD, Kota
from tests.services.evaluations import give_office
from tests.services.workshop import owners
from tests.services.workshop.test_migration import at_review, bundle, open_keys, release
from tests.web.peramban import Page, Peramban
from webapp.services.workshop import drafts, impact, migration, migration_people
from webapp.storage.audit import AuditEvent
from webapp.storage.impact import CaseVerdict, Impact, Migration, MigrationState
from webapp.storage.process import ProcessCase, Release

SR_NAME = "Siti Rahmawati"
OTHER = "11111111-2222-4333-8444-555555555555"
"""The key of a page that was drawn anew."""


@pytest.fixture(autouse=True)
def _offices(city: Kota) -> None:
    for code in ("NH", "KBB"):
        give_office(city, code, "pemilik_proses")


def number(city: Kota, release_id: int) -> int:
    with city.reading() as tx:
        return tx.session.get_one(Release, release_id).number


def answered(city: Kota) -> None:
    """What the worker would do: every impact that waits."""
    with city.reading() as tx:
        waiting = list(tx.session.scalars(select(Impact.id)))
    for impact_id in waiting:
        while not impact.answer(city.work, impact_id, 20.0):
            pass


def carried_out(city: Kota) -> None:
    """What the worker would do: every migration that runs."""
    with city.reading() as tx:
        running = list(
            tx.session.scalars(select(Migration.id).where(Migration.state == MigrationState.RUNNING))
        )
    for migration_id in running:
        while not migration.advance(city.work, migration_id):
            pass


def asked(app: Flask, city: Kota, who: str, nomor: int, **fill: str) -> Page:
    page = Peramban(app, who).open(f"/rilis/{nomor}/dampak").press("Hitung dampak", **fill)
    assert page.status == 303, page.text
    assert "Menunggu giliran" in page.text
    answered(city)
    return page.browser.open(page.path)


def many(city: Kota, count: int = 3, rounds: Callable[[int], int] = lambda n: 1 + n % 3) -> list[int]:
    return [at_review(city, rounds(one)) for one in range(count)]


def test_a_draft_is_compared_on_both_drawings_and_in_words(app: Flask, city: Kota) -> None:
    draft_id = owners.changed(city)
    page = Peramban(app, "NH").open(f"/bengkel/{draft_id}").follow("Banding")
    assert page.status == 200
    assert "Diubah: unsur Telaah SKP" in page.text
    assert "Reviu SKP → Telaah SKP" in page.text
    maps = page.all("//main//*[local-name()='svg'][contains(@class, 'map')]")
    assert len(maps) == 2
    (link,) = page.all("//main//a[contains(., 'Lihat pada gambar')]")
    assert len(page.all(f"//*[@id='{link.get('href')[1:]}']")) == 1
    idents = [one.get("id") for one in page.all("//*[@id]")]
    assert len(idents) == len(set(idents))


def test_a_form_and_a_text_are_compared_too(app: Flask, city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Ubah formulir")
    text = owners.read(city, draft_id, owners.FORM).text
    owners.save(city, "NH", draft_id, owners.FORM, text.replace('"Keputusan reviu"', '"Putusan reviu"'))
    page = Peramban(app, "NH").open(f"/bengkel/{draft_id}/banding")
    assert "Keputusan reviu → Putusan reviu" in page.text
    assert "nama isian" in page.text


def test_a_release_beside_itself_differs_in_nothing_and_one_that_is_not_there_is_not_found(
    app: Flask, city: Kota
) -> None:
    owner = Peramban(app, "NH")
    assert "Tidak ada perbedaan." in owner.open("/rilis/1/banding?dengan=1").text
    assert owner.open("/rilis/1/banding?dengan=99").status == 404
    assert owner.open("/rilis/1/banding?dengan=abc").status == 404
    assert owner.open("/rilis/99/banding").status == 404


def test_a_draft_that_cannot_be_read_is_compared_line_by_line_and_has_no_impact(
    app: Flask, city: Kota
) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Rusak")
    text = owners.read(city, draft_id, owners.DIAGRAM).text
    owners.save(
        city, "NH", draft_id, owners.DIAGRAM, text.replace('name="Reviu SKP"', 'name="Reviu" sourceRef="x', 1)
    )
    owner = Peramban(app, "NH")
    page = owner.open(f"/bengkel/{draft_id}/banding")
    assert "baris demi baris" in page.text
    page = owner.open(f"/bengkel/{draft_id}/dampak").press("Hitung dampak")
    assert page.status == 422
    assert "masih bermasalah" in page.errors()[0][1]


def test_the_answer_counts_draws_and_lists_without_a_name(app: Flask, city: Kota) -> None:
    release(city, bundle())
    running = many(city)
    nomor = number(city, release(city, bundle(order="reviu tulis")))
    page = asked(app, city, "NH", nomor)
    rows = [[cell.text_content().strip() for cell in row] for row in page.all("(//main//table)[1]/tbody/tr")]
    assert ["0", "0", "3"] in [row[1:] for row in rows]
    assert "Mengapa macet" in page.text
    assert SR_NAME not in page.text
    for case_id in running:
        assert page.all(f"//main//a[@href='/kokpit/kasus/{case_id}']")
    only = page.follow("Tetap di tempat")
    assert not only.all(f"//main//a[@href='/kokpit/kasus/{running[0]}']")
    file = page.browser.client.get(f"{page.path}/kasus.csv")
    lines = file.get_data(as_text=True).splitlines()
    assert len([one for one in lines if "Berpindah" in one or "Macet" in one or "Tetap" in one]) >= len(
        running
    )
    assert SR_NAME not in file.get_data(as_text=True)


def test_cases_are_counted_on_the_drawing_where_they_stand(app: Flask, city: Kota) -> None:
    city.open_cycle()
    draft_id = owners.changed(city)
    page = Peramban(app, "NH").open(f"/bengkel/{draft_id}/dampak").press("Hitung dampak")
    answered(city)
    page = page.browser.open(page.path)
    badges = [one.text_content() for one in page.all("//main//*[local-name()='g'][@class='badge']")]
    assert len(badges) > 1
    assert all(int(one) > 0 for one in badges)
    assert "Mengapa macet" not in page.text


def test_the_same_question_sent_twice_is_one(app: Flask, city: Kota) -> None:
    release(city, bundle())
    many(city, 1)
    nomor = number(city, release(city, bundle(inserted=True)))
    form = Peramban(app, "NH").open(f"/rilis/{nomor}/dampak")
    assert form.press("Hitung dampak").path == form.press("Hitung dampak").path
    with city.reading() as tx:
        assert len(tx.session.scalars(select(Impact.id)).all()) == 1


def test_a_day_that_is_none_is_said_at_its_field(app: Flask, city: Kota) -> None:
    page = Peramban(app, "NH").open("/rilis/1/dampak").press("Hitung dampak", sejak="kemarin")
    assert page.status == 422
    assert page.errors()[0][0] == "#f-sejak"


def test_few_cases_are_moved_by_one_person_and_taken_back(app: Flask, city: Kota) -> None:
    old = release(city, bundle())
    running = many(city)
    before = {one: open_keys(city, one) for one in running}
    new = release(city, bundle(inserted=True))
    page = asked(app, city, "NH", number(city, new)).follow("Pindahkan kasus ke rilis ini")
    assert "tetap di tempatnya" in page.text
    button = next(
        one.text_content() for one in page.all("//main//button") if "Pindahkan" in one.text_content()
    )
    first, again = page.press(button), page.press(button)
    assert first.path == again.path
    carried_out(city)
    done = page.browser.open(first.path)
    assert "Selesai" in done.text
    assert {one: open_keys(city, one) for one in running} == before
    assert at(city, running) == {new}
    stale = page.press(button, _permintaan=OTHER)
    assert stale.status == 422
    assert "Tidak ada kasus yang dapat dipindahkan." in stale.text
    unsure = done.press("Kembalikan")
    assert unsure.status == 422
    assert unsure.errors() == [("#f-yakin", "Tandai bahwa Anda yakin.")]
    back = done.press("Kembalikan", yakin="ya")
    carried_out(city)
    assert at(city, running) == {old}
    assert {one: open_keys(city, one) for one in running} == before
    assert "Pemindahan ini dikembalikan." in done.browser.open(first.path).text
    assert "Kembalikan" not in [
        one.text_content() for one in back.browser.open(back.path).all("//main//button")
    ]
    assert kinds(city) == ["dampak_diminta", "migrasi_diminta", "migrasi_diminta"]


def test_many_cases_wait_for_another_owner_who_confirms_with_the_password(
    app: Flask, city: Kota, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration_people, "ALONE", 2)
    old = release(city, bundle())
    running = many(city, 3, lambda _: 1)
    new = release(city, bundle(inserted=True))
    page = asked(app, city, "NH", number(city, new)).follow("Pindahkan kasus ke rilis ini")
    button = next(one.text_content() for one in page.all("//main//button") if "Usulkan" in one.text_content())
    mine = page.press(button)
    assert "Menunggu pemilik proses lain" in mine.text
    assert not mine.all("//main//input[@name='_sandi']")
    carried_out(city)
    assert at(city, running) == {old}
    second = Peramban(app, "KBB").open(mine.path)
    assert "tetap di tempatnya" in second.text
    wrong = press(second, "Setujui pemindahan", _sandi="bukan ini")
    assert wrong.status == 422
    assert wrong.errors()[0][0] == "#f-_sandi"
    agreed = press(second, "Setujui pemindahan", _sandi=PASSWORD)
    assert agreed.status == 303, agreed.text
    carried_out(city)
    assert at(city, running) == {new}
    late = press(second, "Tolak", _permintaan=OTHER)
    assert late.status == 422
    assert "sudah diputus" in late.text
    assert "migrasi_disetujui" in kinds(city)


def test_who_declines_changes_no_case_and_it_may_be_asked_again(
    app: Flask, city: Kota, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration_people, "ALONE", 0)
    old = release(city, bundle())
    running = many(city, 2)
    new = release(city, bundle(inserted=True))
    page = asked(app, city, "NH", number(city, new)).follow("Pindahkan kasus ke rilis ini")
    button = next(one.text_content() for one in page.all("//main//button") if "Usulkan" in one.text_content())
    mine = page.press(button)
    assert "Tidak jadi" in press(Peramban(app, "KBB").open(mine.path), "Tolak").text
    carried_out(city)
    assert at(city, running) == {old}
    assert "Usulkan" in page.browser.open(page.path).text


def test_what_failed_is_listed_with_the_reason_and_tried_again(app: Flask, city: Kota) -> None:
    release(city, bundle())
    (case_id,) = many(city, 1, lambda _: 1)
    new = release(city, bundle(inserted=True))
    page = asked(app, city, "NH", number(city, new)).follow("Pindahkan kasus ke rilis ini")
    button = next(
        one.text_content() for one in page.all("//main//button") if "Pindahkan" in one.text_content()
    )
    first = page.press(button)
    elsewhere = release(city, bundle(ident="telaah"))
    with city.work.transaction() as tx:
        tx.session.get_one(ProcessCase, case_id).release_id, held = (
            elsewhere,
            tx.session.get_one(ProcessCase, case_id).release_id,
        )
    carried_out(city)
    done = page.browser.open(first.path)
    assert "sudah tidak berjalan pada rilis itu" in done.text
    with city.work.transaction() as tx:
        tx.session.get_one(ProcessCase, case_id).release_id = held
    done.press("Coba lagi yang gagal")
    carried_out(city)
    assert at(city, [case_id]) == {new}


def test_only_owners_ask_and_move_and_admins_may_compare_releases(app: Flask, city: Kota) -> None:
    release(city, bundle())
    many(city, 1)
    new = release(city, bundle(inserted=True))
    impact_id = int(asked(app, city, "NH", number(city, new)).path.rsplit("/", 1)[-1])
    moved = migration.plan(city.work, city.actor("NH"), impact_id, (CaseVerdict.SAME,))
    give_office(city, "DH", "pengawas")
    reader = Peramban(app, "DH")
    assert reader.open("/rilis/1/banding").status == 200
    for path in (
        f"/rilis/{number(city, new)}/dampak",
        f"/bengkel/dampak/{impact_id}",
        f"/rilis/migrasi/{moved}",
    ):
        assert reader.open(path).status == 403
        assert Peramban(app, "SR").open(path).status == 403


def press(page: Page, button: str, extra: dict[str, str] | None = None, **fill: str) -> Page:
    """Press one of two buttons of a form."""
    return page.press_with(button, fill, extra)


def at(city: Kota, cases: list[int]) -> set[int]:
    with city.reading() as tx:
        return set(tx.session.scalars(select(ProcessCase.release_id).where(ProcessCase.id.in_(cases))))


def kinds(city: Kota) -> list[Any]:
    with city.reading() as tx:
        query = select(AuditEvent.kind).where(AuditEvent.object_kind.in_(["impact", "migration"]))
        return list(tx.session.scalars(query.order_by(AuditEvent.id)))
