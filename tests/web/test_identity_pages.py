"""The pages of one's own security: what must be done first cannot be walked around, and what is signed was sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from lxml import html
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import sessionmaker

from tests.kota import NAMES, NOTES_KEY, PASSWORD, ZONE, Kota
from tests.services.evaluations import give_office
from tests.services.identity.authenticator import Authenticator
from tests.web.conftest import BROWSER, Person, hidden
from webapp.config import Settings
from webapp.domain.masa import Masa
from webapp.services.identity import setup
from webapp.services.work import Work
from webapp.storage.akun import Akun
from webapp.storage.aturan import Aturan
from webapp.storage.caselog import read_journal
from webapp.storage.naskah import TandaTangan
from webapp.storage.organisasi import JenisPegawai, Pegawai
from webapp.storage.segel import Segel
from webapp.web import context
from webapp.web.app import create_app
from webapp.web.policy import DUTY_PAGES, policy_of

SignIn = Callable[[str], Person]
NEW = "kuda lumping baterai pelangi"
ORIGIN = "https://kinerja.contoh.go.id"


def require(city: Kota, whom: object) -> None:
    """Set the rule of second factors."""
    with city.work.transaction() as tx:
        tx.session.add(
            Aturan(
                kunci="faktor_kedua", nilai={"wajib_untuk": whom}, berlaku=Masa(tx.today), dasar_hukum="uji"
            )
        )


def enrol(city: Kota, person: Person) -> pyotp.TOTP:
    """Put an authenticator app on the account, page by page."""
    person.post("/akun/keamanan/autentikator", {"_sandi": PASSWORD})
    page = html.fromstring(person.follow().text)
    app = pyotp.TOTP("".join(page.xpath("//span[@class='code']")[0].text.split()))
    assert page.xpath("//img[starts-with(@src, 'data:image/svg+xml')]")
    answer = person.post("/akun/keamanan/autentikator/kode", {"kode": app.at(city.now)}, fresh=False)
    assert answer.status_code == 200, answer.text
    assert len(html.fromstring(answer.text).xpath("//main//ul[contains(@class, 'code')]/li")) == 10
    return app


# -- what has to be done first -----------------------------------------------------------------------------------


def test_who_must_have_a_factor_reaches_nothing_else_whatever_the_address(
    city: Kota, app: Flask, client_as: SignIn
) -> None:
    give_office(city, "SR", "pengawas")
    require(city, ["pengawas"])
    person = client_as("SR")
    free = {"umum"}
    walked = 0
    adapter = app.url_map.bind("localhost")
    samples = {"key": "a#1", "kode": "ABCD-EFGH-JKLM-NPQR", "code": "id", "bentuk": "csv", "jenis": "diagram"}
    samples["permintaan_id"] = "00000000-0000-4000-8000-000000000001"
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        found = policy_of(view)
        if found is None or found.kind in free or getattr(view, "lakon_before_duties", False):
            continue
        address = adapter.build(rule.endpoint, {name: samples.get(name, 1) for name in rule.arguments})
        for method in {"GET", "POST"} & (rule.methods or set()):
            walked += 1
            data = (
                {"csrf_token": hidden(person.get("/akun/keamanan"))["csrf_token"]} if method == "POST" else {}
            )
            answer = person.client.open(address, method=method, data=data, headers=BROWSER)
            assert (answer.status_code, answer.location) == (303, "/akun/keamanan"), (method, address)
            quiet = person.client.open(
                address, method=method, data=data, headers={"Accept": "application/json"}
            )
            assert quiet.status_code == 403, (method, address)
            assert quiet.json == {"dahulu": "/akun/keamanan"}
    assert walked > 100
    partial = person.get("/tugas", **{"HX-Request": "true"})
    assert (partial.status_code, partial.headers["HX-Redirect"]) == (204, "/akun/keamanan")


def test_after_enrolling_everything_is_open_and_the_next_sign_in_asks_for_the_code(
    city: Kota, client_as: SignIn, stranger: Person
) -> None:
    require(city, "semua")
    person = client_as("SR")
    assert person.get("/tugas").location == "/akun/keamanan"
    assert "Peran Anda memerlukan faktor kedua" in person.follow().text
    app = enrol(city, person)
    assert person.get("/tugas").status_code == 200
    city.now += timedelta(minutes=1)
    answer = stranger.post("/masuk?next=/skp", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
    assert answer.location == "/masuk/faktor?next=/skp"
    assert stranger.get("/tugas").location == "/masuk?next=/tugas", "half signed in is not signed in"
    answer = stranger.post("/masuk?next=/skp", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
    stranger.follow()
    wrong = stranger.post("/masuk/faktor?next=/skp", {"kode": "123456"}, fresh=False)
    assert wrong.status_code == 422
    right = stranger.post("/masuk/faktor?next=/skp", {"kode": app.at(city.now)}, fresh=False)
    assert (right.status_code, right.location) == (303, "/skp")


def test_the_second_factor_page_leads_nowhere_without_the_password(stranger: Person) -> None:
    assert stranger.get("/masuk/faktor?next=//contoh.invalid").location.startswith("/masuk?next=")
    stranger.get("/masuk")
    answer = stranger.post("/masuk/faktor", {"kode": "123456"}, fresh=False)
    assert answer.location == "/masuk"


def test_the_pages_of_duties_are_there(app: Flask) -> None:
    assert all(endpoint in app.view_functions for endpoint in DUTY_PAGES.values())


# -- passwords, sessions, recovery on their pages ----------------------------------------------------------------


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(city: Kota, client_as: SignIn) -> None:
    here, other = client_as("SR"), client_as("SR")
    bad = here.post("/akun/sandi", {"sandi_baru": "katasandi2026", "_sandi": PASSWORD})
    assert bad.status_code == 422
    assert "mudah ditebak" in bad.text
    wrong = here.post("/akun/sandi", {"sandi_baru": NEW, "_sandi": "bukan sandinya"})
    assert wrong.status_code == 422
    assert "Kata sandi tidak cocok" in wrong.text
    assert NEW not in wrong.text
    assert here.post("/akun/sandi", {"sandi_baru": NEW, "_sandi": PASSWORD}).location == "/akun/keamanan"
    assert here.get("/tugas").status_code == 200
    assert other.get("/tugas").status_code == 303


def test_the_security_page_ends_one_session_or_all_others(city: Kota, client_as: SignIn) -> None:
    first, second, here = (client_as("SR") for _ in range(3))
    page = html.fromstring(here.get("/akun/keamanan").text)
    links = page.xpath("//a[contains(@href, '/sesi/') and not(contains(@href, 'lain'))]/@href")
    assert len(links) == 2
    assert here.post(min(links), {"_sandi": "bukan sandinya"}).status_code == 422
    assert here.post(min(links), {"_sandi": PASSWORD}).location == "/akun/keamanan"
    assert [one.get("/tugas").status_code for one in (first, second, here)] == [303, 200, 200]
    assert here.post("/akun/keamanan/sesi/akhiri-lain", {"_sandi": "salah"}).status_code == 422
    assert here.post("/akun/keamanan/sesi/akhiri-lain", {"_sandi": PASSWORD}).location == "/akun/keamanan"
    assert [one.get("/tugas").status_code for one in (second, here)] == [303, 200]


def test_an_officer_ends_what_somebody_has_open(city: Kota, client_as: SignIn) -> None:
    admin, person = client_as("NH"), client_as("SR")
    address = "/admin/pemulihan-akun/akhiri-sesi"
    assert admin.post(address, {"nama": "tidak.ada", "_sandi": PASSWORD}).status_code == 422
    assert admin.post(address, {"nama": NAMES["SR"], "_sandi": "salah"}).status_code == 422
    assert person.get("/tugas").status_code == 200
    assert admin.post(address, {"nama": NAMES["SR"], "_sandi": PASSWORD}).location == "/admin/pemulihan-akun"
    assert person.get("/tugas").status_code == 303


def test_a_closed_account_is_out_at_the_next_request(city: Kota, client_as: SignIn) -> None:
    person = client_as("SR")
    with city.work.transaction() as tx:
        tx.session.execute(update(Akun).where(Akun.nama_pengguna == NAMES["SR"]).values(aktif=False))
    assert person.get("/tugas").status_code == 303


def test_recovery_page_by_page(city: Kota, client_as: SignIn, stranger: Person) -> None:
    first, second = client_as("NH"), client_as("KBK")
    form = {"nama": NAMES["SR"], "alasan": "Lupa kata sandi, datang sendiri.", "_sandi": PASSWORD}
    unknown = first.post("/admin/pemulihan-akun", {**form, "nama": "tidak.ada"})
    assert unknown.status_code == 422
    begun = html.fromstring(first.post("/admin/pemulihan-akun", form).text)
    half = begun.xpath("//span[@class='code']")[0].text
    asked = begun.xpath("//form[contains(@action, '/putus')]/@action")[0].removesuffix("/putus")
    assert "Menunggu admin BKPP lain" in first.get(asked).text
    assert half not in first.get(asked).text + second.get(asked).text, "it is shown once, to who has asked"
    done = second.post(f"{asked}/putus", {"keputusan": "setuju", "_sandi": PASSWORD}, fresh=False).text
    other = html.fromstring(done).xpath("//span[@class='code']")[0].text
    assert half not in done, "the second officer has the other half alone"
    assert other not in second.get(asked).text + first.get(asked).text, "it is shown once"
    password = f"{half}-{other}"
    stranger.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": password})
    assert stranger.get("/tugas").location == "/akun/sandi"
    assert stranger.get("/akun/keamanan").location == "/akun/sandi"
    assert stranger.post("/akun/sandi", {"sandi_baru": NEW}).location == "/akun/keamanan"
    assert stranger.get("/tugas").status_code == 200


def test_setup_makes_an_admin_who_must_enrol_a_factor(city: Kota, stranger: Person) -> None:
    with city.work.transaction() as tx:
        tx.session.execute(update(Akun).where(Akun.nama_pengguna == NAMES["KBK"]).values(aktif=False))
    nip = "198901012014031007"
    with city.work.transaction() as tx:
        tx.session.add(Pegawai(nip=nip, nama="Galih Pamungkas", jenis=JenisPegawai.PNS))
    key = setup.new_key(city.work, nip)
    typed = {"nama_pengguna": "admin.satu", "sandi_baru": NEW, "nip": nip}
    for wrong in ({"kunci": "bukan"}, {"kunci": key, "nip": ""}):
        assert stranger.post("/pasang", typed | wrong).status_code == 422
    done = stranger.post("/pasang", typed | {"kunci": key})
    assert done.location == "/akun/keamanan"
    assert stranger.get("/admin").location == "/akun/keamanan"


def test_a_fresh_installation_is_set_up_on_its_pages_before_anybody_is_on_the_roll(
    fresh_engine: Engine, settings: Settings
) -> None:
    work = Work(sessionmaker(fresh_engine), ZONE, segel=Segel([NOTES_KEY]))
    stranger = Person(create_app(settings, work).test_client())
    done = stranger.post(
        "/pasang", {"kunci": setup.new_key(work), "nama_pengguna": "admin.satu", "sandi_baru": NEW}
    )
    assert done.location == "/akun/keamanan"
    assert stranger.follow().status_code == 200
    stranger.post("/akun/keamanan/autentikator", {"_sandi": NEW})
    page = html.fromstring(stranger.follow().text)
    app = pyotp.TOTP("".join(page.xpath("//span[@class='code']")[0].text.split()))
    stranger.post("/akun/keamanan/autentikator/kode", {"kode": app.now()}, fresh=False)
    assert stranger.get("/admin/data").status_code == 200, "the first thing to do is to bring the people in"


# -- signatures --------------------------------------------------------------------------------------------------


@pytest.fixture
def named(app: Flask, settings: Settings) -> Flask:
    """The application at an address where passkeys work."""
    app.extensions[context.SETTINGS] = replace(settings, public_url=ORIGIN)
    return app


def passkey(person: Person) -> Authenticator:
    """Register a passkey, page by page."""
    device = Authenticator(ORIGIN)
    person.get("/akun/keamanan/kunci")
    asked = person.post("/akun/keamanan/kunci/tantangan", {"_sandi": PASSWORD}, fresh=False).json
    assert asked is not None
    answer = {
        "_tantangan": asked["tantangan"],
        "_kunci": device.make(asked["pilihan"]),
        "nama": "Ponsel saya",
    }
    assert person.post("/akun/keamanan/kunci", answer).status_code == 200
    page = person.get("/akun/keamanan")
    assert "Ponsel saya" in page.text
    assert "publickey-credentials-get=(self)" in page.headers["Permissions-Policy"]
    return device


@pytest.fixture
def locked(city: Kota) -> Kota:
    """The city where SR's SKP waits for her signature."""
    city.until_submitted("SR")
    city.review("KB", "SR")
    return city


def signing_page(city: Kota, person: Person) -> tuple[str, dict[str, object]]:
    """The employee's signature: its address, and the post of its page."""
    address = f"/tugas/{city.case_id('SR')}/{city.open_keys('SR')[0].replace('#', '~')}"
    return address, {**hidden(person.get(address)), "setuju_tanda_tangan": "true"}


def challenge(
    person: Person, address: str, post: dict[str, object], device: Authenticator
) -> dict[str, object]:
    asked = person.client.post(f"/akun/tantangan?untuk={address}", data=post, headers=BROWSER).json
    assert asked is not None
    return {**post, "_tantangan": asked["tantangan"], "_kunci": device.answer(asked["pilihan"])}


def signatures(city: Kota) -> list[TandaTangan]:
    with city.reading() as tx:
        return list(tx.session.scalars(select(TandaTangan)))


def test_a_signature_by_passkey_keeps_how_when_where_and_for_what(
    locked: Kota, named: Flask, client_as: SignIn
) -> None:
    person = client_as("SR")
    device = passkey(person)
    address, post = signing_page(locked, person)
    locked.now += timedelta(seconds=75)
    answer = person.client.post(address, data=challenge(person, address, post, device), headers=BROWSER)
    assert answer.status_code == 303, answer.text
    (signed,) = signatures(locked)
    assert signed.bukti["cara"] == "kunci_sandi"
    assert set(signed.bukti) >= {"cara", "dibuktikan", "sesi", "perangkat", "peramban", "jaringan", "isi"}
    with locked.reading() as tx:
        entry = read_journal(tx.session, locked.case_id("SR"))
        kept = [row.mandate["bukti"] for row in entry if row.mandate and "bukti" in row.mandate][-1]
    assert kept == {**signed.bukti, "detik": 75}


@pytest.mark.parametrize(
    "change",
    [
        {"_sidik": "0" * 64},
        {"setuju_tanda_tangan": "truE"},
        {"catatan_lain": "x"},
    ],
)
def test_one_byte_changed_after_the_challenge_is_refused(
    locked: Kota, named: Flask, client_as: SignIn, change: dict[str, object]
) -> None:
    person = client_as("SR")
    device = passkey(person)
    address, post = signing_page(locked, person)
    answered = challenge(person, address, post, device)
    refused = person.client.post(address, data={**answered, **change}, headers=BROWSER)
    assert refused.status_code == 422
    assert "Kunci sandi tidak cocok dengan isi yang dikirim" in refused.text
    assert signatures(locked) == []


def test_a_proof_of_one_page_does_not_sign_another(locked: Kota, named: Flask, client_as: SignIn) -> None:
    person = client_as("SR")
    device = passkey(person)
    address, post = signing_page(locked, person)
    answered = challenge(person, "/akun/keamanan/autentikator", post, device)
    assert person.client.post(address, data=answered, headers=BROWSER).status_code == 422
    assert signatures(locked) == []


def test_with_a_factor_the_password_alone_signs_nothing_and_with_the_code_it_does(
    locked: Kota, client_as: SignIn
) -> None:
    person = client_as("SR")
    app = enrol(locked, person)
    address, post = signing_page(locked, person)
    locked.now += timedelta(minutes=2)
    alone = person.client.post(address, data={**post, "_sandi": PASSWORD}, headers=BROWSER)
    assert alone.status_code == 422
    assert "Kode tidak cocok" in alone.text
    both = person.client.post(
        address, data={**post, "_sandi": PASSWORD, "_kode": app.at(locked.now)}, headers=BROWSER
    )
    assert both.status_code == 303, both.text
    (signed,) = signatures(locked)
    assert signed.bukti["cara"] == "kata_sandi+kode"


def test_every_act_of_a_person_carries_its_evidence(city: Kota, client_as: SignIn) -> None:
    city.until_submitted("SR")
    person = client_as("KB")
    address = f"/tugas/{city.case_id('SR')}/{city.open_keys('SR')[0].replace('#', '~')}"
    person.get(address)
    city.now += timedelta(seconds=40)
    assert person.post(address, {"keputusan": "setujui"}, fresh=False).status_code == 303
    with city.reading() as tx:
        kept = [row.mandate for row in read_journal(tx.session, city.case_id("SR")) if row.mandate][-1]
    assert kept is not None
    assert set(kept["bukti"]) == {"cara", "dibuktikan", "sesi", "perangkat", "peramban", "jaringan", "detik"}
    assert kept["bukti"]["detik"] == 40
    assert "127.0.0.1" not in json.dumps(kept), "the network, not the address"
