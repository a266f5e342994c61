"""What can be told of an expression before it runs."""

from __future__ import annotations

import pytest

from webapp.feel import parse
from webapp.feel.inference import Clash, Known, clashes, constants_beside

KNOWN = {
    "keputusan": Known("string", ("setujui", "kembalikan")),
    "nama": Known("string"),
    "jumlah": Known("number"),
    "lengkap": Known("boolean", (True, False)),
    "bidang": Known("list", ("a", "b")),
    "entah": Known(None),
}


def why(text: str, wanted: str | None = "boolean") -> list[str]:
    return [clash.why for clash in clashes(parse(text), KNOWN, wanted=wanted)]


@pytest.mark.parametrize(
    "text",
    [
        'keputusan = "setujui"', 'keputusan != "kembalikan"', 'not(keputusan = "setujui")', "keputusan = null",
        'keputusan in ("setujui", "kembalikan")', 'nama = "siapa pun"', "jumlah > 3", "jumlah in [1..5]",
        "jumlah between 1 and 9", "jumlah + 1 > 2 * jumlah", "lengkap = true", "lengkap", 'list contains(bidang, "a")',
        "count(bidang) > 1", 'date(nama) > date("2026-01-01")', "entah > 3", 'entah = "x"', "lain = 3",
        'contains(nama, "x")', "some x in bidang satisfies x > 3", "bidang[item = 1] = 2", "number(nama) > 3",
        'if jumlah > 3 then true else false', 'upper case(nama) = "A"', 'is defined(entah)',
    ],
)  # fmt: skip
def test_what_can_come_true_is_left_alone(text: str) -> None:
    assert why(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('keputusan = "setuju"', ["value"]), ('keputusan != "setuju"', ["value"]), ('"setuju" = keputusan', ["value"]),
        ('keputusan in ("setuju", "kembalikan")', ["value"]), ('keputusan in ["tolak"]', ["value"]),
        ('list contains(bidang, "c")', ["value"]), ("keputusan > 3", ["kinds"]), ('jumlah = "3"', ["kinds"]),
        ('nama > date("2026-01-01")', ["kinds"]), ('lengkap = "ya"', ["kinds"]), ("lengkap > false", ["kinds"]),
        ('jumlah between "a" and "b"', ["kinds"]), ("keputusan", ["truth"]), ("jumlah + 1", ["truth"]),
        ('upper case(jumlah) = "A"', ["argument"]), ('jumlah > 3 and keputusan = "x"', ["value"]),
        ('upper case(nama) = 3', ["kinds"]), ('count(bidang) = "2"', ["kinds"]),
    ],
)  # fmt: skip
def test_what_can_never_come_true_is_named(text: str, found: list[str]) -> None:
    assert why(text) == found


def test_a_clash_names_what_it_is_about() -> None:
    assert clashes(parse('keputusan = "setuju"'), KNOWN) == [Clash("value", ("keputusan",), value="setuju")]
    assert clashes(parse('jumlah = "3"'), KNOWN) == [Clash("kinds", ("jumlah",), "number", "string")]


def test_nothing_is_said_twice() -> None:
    assert len(clashes(parse('keputusan = "x" or keputusan = "x"'), KNOWN)) == 1


def test_constants_are_found_beside_the_names_that_they_are_compared_with() -> None:
    beside = constants_beside(parse('jumlah > 3 and keputusan in ("a", "b") and list contains(bidang, "c")'))
    assert {name: [str(value) for value in values] for name, values in beside.items()} == {
        "jumlah": ["3"],
        "keputusan": ["a", "b"],
        "bidang": ["c"],
    }
    assert [str(value) for value in constants_beside(parse("jumlah in [1..5]"))["jumlah"]] == ["1", "5"]
