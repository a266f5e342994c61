"""Only paths of our own are followed."""

from urllib.parse import urljoin, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from webapp.web.addresses import local_path


@given(st.text() | st.text("/\\:@?#.a%\t\n "))
@example("/tugas?next=//x")
@example("/\t/contoh.invalid")
@example("///contoh.invalid")
@example("/\\contoh.invalid")
def test_wherever_it_leads_it_stays_on_this_site(target: str) -> None:
    led = urlsplit(urljoin("https://kinerja.contoh.go.id/masuk", local_path(target)))
    assert (led.scheme, led.netloc) == ("https", "kinerja.contoh.go.id")
    assert "\\" not in local_path(target)


def test_a_path_with_a_query_is_kept_as_it_is() -> None:
    assert local_path("/skp/3?revisi=2#komentar") == "/skp/3?revisi=2#komentar"
    assert local_path(None) == local_path("") == "/tugas"
