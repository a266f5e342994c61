"""Looking at links: what is said of each kind of answer, how little it may cost, and where it never goes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from time import monotonic

import pytest

from tests.services.links import Site, site
from webapp.services.months import link_guard
from webapp.services.months.link_guard import Guard, NotLooked
from webapp.services.months.link_look import BYTES, REDIRECTS, SECONDS, Answer, _said, fields, look
from webapp.storage.bulanan import HasilCek


@pytest.fixture(scope="module")
def pages() -> Iterator[Site]:
    """The server of this machine."""
    with site() as held:
        yield held


@pytest.fixture
def guard(pages: Site) -> Guard:
    """The settings of a house that lets links lead to that server, and to nothing else of its own."""
    return Guard([f"127.0.0.1@{pages.port}"])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/laporan", HasilCek.DAPAT_DIBUKA),
        ("/laporan?nama=m%C3%A9&x=1 2", HasilCek.DAPAT_DIBUKA),
        (f"/pindah/{REDIRECTS - 1}", HasilCek.DAPAT_DIBUKA),
        (f"/pindah/{REDIRECTS}", HasilCek.TIDAK_DAPAT_DICEK),
        ("/drive/file/d/abc/view", HasilCek.PERLU_IZIN),
        ("/pintu", HasilCek.PERLU_IZIN),
        ("/terlarang", HasilCek.PERLU_IZIN),
        ("/tidak-ada", HasilCek.TIDAK_DITEMUKAN),
        ("/rusak", HasilCek.TIDAK_DAPAT_DICEK),
    ],
)
def test_each_answer_has_its_word(pages: Site, guard: Guard, path: str, said: HasilCek) -> None:
    assert look(pages.url(path), guard) is said


def test_a_sign_in_host_of_the_rule_set_needs_no_look(pages: Site, guard: Guard) -> None:
    asked = len(pages.asked)
    moved = pages.url(f"/ke?http://127.0.0.1:{pages.port}/laporan")
    assert look(moved, guard, ["127.0.0.1"]) is HasilCek.PERLU_IZIN
    assert pages.asked[asked:] == [moved.partition(str(pages.port))[2]], (
        "the page of signing in is not fetched"
    )


@pytest.mark.parametrize("path", ["/diam", "/tetes"])
def test_a_slow_server_costs_no_more_than_the_budget(pages: Site, guard: Guard, path: str) -> None:
    began = monotonic()
    assert look(pages.url(path), guard, seconds=0.6) is HasilCek.TIDAK_DAPAT_DICEK
    assert monotonic() - began < SECONDS / 2, "neither the server's time nor what a look takes at the most"


def test_of_a_page_without_end_only_the_beginning_is_read(pages: Site, guard: Guard) -> None:
    began = monotonic()
    assert look(pages.url("/tanpa"), guard) is HasilCek.DAPAT_DIBUKA
    assert monotonic() - began < SECONDS
    assert pages.sent < 20_000_000, f"the buffers of a connection, not the page; {BYTES} are read"


def test_a_hostile_page_is_walked_through_once() -> None:
    """However it is made: the pieces that are searched lie beside one another and are never longer than the page."""
    for page in (
        b"<input " * 20_000,
        b"<input" + b" type" * 20_000,
        b"<input type" + b" " * 90_000,
        b"<" * 90_000,
    ):
        pieces = list(fields(page))
        assert all(len(one) <= 506 for one in pieces)
        assert sum(map(len, pieces)) <= BYTES, page[:12]


@pytest.mark.parametrize(
    ("page", "asks"),
    [
        (b'<input name=u><INPUT\n class="a" TYPE = "password">', True),
        (b"<input type=password", True),
        (b"<p>input type=password</p>", False),
        (b'<input name="a"><p>type="password"</p>', False),
        (b"<input data-a=1" + b" " * 600 + b"type=password>", False),
    ],
)
def test_a_field_for_a_password_is_known(page: bytes, asks: bool) -> None:
    assert (_said(Answer(200, None, page), was_moved=True) is HasilCek.PERLU_IZIN) is asks


def test_a_redirect_to_an_address_of_the_house_is_refused(pages: Site, guard: Guard) -> None:
    with site() as inside:
        assert look(pages.url(f"/ke?{inside.url('/laporan')}"), guard) is HasilCek.TIDAK_DAPAT_DICEK
        assert inside.asked == [], "the other server never hears of it"
    for address in (
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "gopher://x",
    ):
        assert look(pages.url(f"/ke?{address}"), guard) is HasilCek.TIDAK_DAPAT_DICEK, address


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://0.0.0.0/", "http://10.1.2.3/", "http://192.168.1.1/",
        "http://172.16.0.9/", "http://100.64.0.1/", "http://169.254.169.254/", "http://224.0.0.1/",
        "http://[::1]/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/", "http://[::]/",
        "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/", "http://2130706433/", "http://8.8.8.8@127.0.0.1/", "http://0x7f.1/",
        "http://8.8.8.8:8080/", "https://8.8.8.8:80/", "ftp://8.8.8.8/", "//8.8.8.8/", "http://", "http://[", "x",
    ],
)  # fmt: skip
def test_what_is_not_public_is_never_connected_to(address: str) -> None:
    with pytest.raises(NotLooked):
        Guard().target(address, 2)


def test_public_addresses_are_followed_on_the_port_of_their_scheme_only() -> None:
    target = Guard().target("https://8.8.8.8/a b?c=d#e", 2)
    assert (target.addresses, target.port, target.path) == (("8.8.8.8",), 443, "/a%20b?c=d")


def test_no_setting_opens_the_addresses_where_clouds_keep_secrets() -> None:
    with pytest.raises(NotLooked):
        Guard(["0.0.0.0/0", "169.254.0.0/16"]).target("http://169.254.169.254/", 2)
    assert Guard(["10.20.0.0/16"]).target("http://10.20.1.1/", 2).addresses == ("10.20.1.1",)
    for other in ("http://10.21.1.1/", "http://10.20.1.1:8080/"):
        with pytest.raises(NotLooked):
            Guard(["10.20.0.0/16"]).target(other, 2)


def test_a_house_that_may_not_go_out_looks_at_nothing() -> None:
    assert look("https://8.8.8.8/", Guard(is_on=False)) is HasilCek.TIDAK_DAPAT_DICEK


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([], HasilCek.TIDAK_DITEMUKAN),
        (["8.8.8.8", "127.0.0.1"], HasilCek.TIDAK_DAPAT_DICEK),
    ],
)
def test_a_name_counts_by_all_its_addresses(
    monkeypatch: pytest.MonkeyPatch, answers: list[str], said: HasilCek
) -> None:
    """The net's names are not asked in a test: the resolver of the system is replaced."""

    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in answers]

    monkeypatch.setattr(link_guard.socket, "getaddrinfo", resolve)
    assert look("http://bukti.contoh.go.id/a", Guard()) is said


def test_a_resolver_that_never_answers_costs_no_more_than_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    with site() as held:
        monkeypatch.setattr(link_guard.socket, "getaddrinfo", lambda *_, **__: [held.over.wait(20)][:0])
        began = monotonic()
        assert look("http://bukti.contoh.go.id/", Guard(), seconds=0.3) is HasilCek.TIDAK_DAPAT_DICEK
        assert monotonic() - began < SECONDS / 2
