"""What each construct of the language means, and how a text that is not FEEL is refused."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from webapp.feel import (
    FeelSyntaxError,
    Interval,
    YearMonthDuration,
    is_feel,
    parse,
    strip_marker,
    to_json_value,
)

CONTEXT: dict[str, Any] = {
    "predikat": "Baik",
    "skor": 86,
    "kosong": None,
    "benar": True,
    "nilai": [3, 1, 2],
    "orang": [{"nama": "Sri", "umur": 41}, {"nama": "Budi", "umur": 35}],
    "atasan": {"jabatan": {"jenis": "JF"}},
    "tanggal": date(2026, 1, 31),
}


def value(text: str) -> Any:
    return to_json_value(parse(text).evaluate(CONTEXT))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null", None),
        ("true", True),
        ("1.50", 1.5),
        (".5", 0.5),
        ('"a\\"b\\\\c\\n\\u0041\\q"', 'a"b\\c\nA\\q'),
        ('"\\uD83D\\uDE00"', "😀"),
        ("skor // komentar", 86),
        ("/* komentar */ skor", 86),
        ("tidak_ada", None),
        ("atasan.jabatan.jenis", "JF"),
        ("atasan.tidak.ada", None),
        ("skor.jabatan", None),
        ("orang.nama", ["Sri", "Budi"]),
        ("1 + 2 * 3 - 4 / 2", 5),
        ("-skor + 1", -85),
        ("1 - -1", 2),
        ("0.1 + 0.2 = 0.3", True),
        ('"a" + "b"', "ab"),
        ('"a" + 1', None),
        ("1 / 0", None),
        ("kosong + 1", None),
        ("1 < 2 = true", True),
        ('predikat = "Baik" and skor >= 86', True),
        ("kosong = null", True),
        ("kosong != 1", True),
        ("1 = null", False),
        ('1 = "1"', None),
        ("kosong < 1", None),
        ("kosong and true", None),
        ("kosong and false", False),
        ("kosong or true", True),
        ("kosong or false", None),
        ("not(kosong)", None),
        ("skor between 80 and 90 and benar", True),
        ("skor between kosong and 90", None),
        ("skor in [80..90] and benar", True),
        ("skor in (86..90]", False),
        ("skor in ]85..87[", True),
        ("skor in (< 5, > 80)", True),
        ("skor in (1, 86)", True),
        ("skor in < 90", True),
        ('predikat in ("Baik", "Sangat Baik")', True),
        ("2 in nilai", True),
        ("9 in nilai", False),
        ("kosong in [1..2]", False),
        ("kosong in null", None),
        ("skor in (86)", True),
        ("skor in (nilai)[1]", False),
        ("nilai[1]", 3),
        ("nilai[-1]", 2),
        ("nilai[0]", None),
        ("nilai[9]", None),
        ("nilai[1.5]", None),
        ("nilai[item > 1]", [3, 2]),
        ('orang[umur > 40][1].nama', "Sri"),
        ('orang[nama = "Budi"].umur', [35]),
        ("kosong[1]", None),
        ("skor[1]", 86),
        ("nilai[true]", [3, 1, 2]),
        ("{a: 1, b: a + 1}.b", 2),
        ('{"kata kunci": 1}', {"kata kunci": 1}),
        ("{kata kunci: 1}", {"kata kunci": 1}),
        ("{}", {}),
        ("[]", []),
        ('if skor > 90 then "A" else if skor > 80 then "B" else "C"', "B"),
        ("if kosong then 1 else 2", 2),
        ("some x in nilai satisfies x > 2", True),
        ("every x in nilai satisfies x > 2", False),
        ("some x in kosong satisfies x", None),
        ("for x in nilai return x * 2", [6, 2, 4]),
        ("for x in 1..3 return x", [1, 2, 3]),
        ("for x in 3..1 return x", [3, 2, 1]),
        ("for x in 1..2, y in [x, 10] return x + y", [2, 11, 4, 12]),
        ("for x in 1..2.5 return x", None),
        ("for x in skor return x", None),
        ("tanggal.year + tanggal.month + tanggal.day", 2058),
        ("tanggal.weekday", 6),
        ('tanggal + @"P1M"', "2026-02-28"),
        ('tanggal - @"2026-01-01"', "P30D"),
        ('tanggal + @"PT5H"', "2026-01-31T05:00:00Z"),
        ('date("9999-12-31") + @"P1D"', None),
        ('date("9999-12-31") + @"P1M"', None),
        ('@"08:00:00" + @"PT20H"', "04:00:00"),
        ('tanggal > date("2026-01-30")', True),
        ('@"2026-01-31T08:00:00+07:00".time offset', "PT7H"),
        ('@"-P1Y3M".months', -3),
        ('@"-P1DT2H".hours', -2),
        ('@"2026-01-31T07:00:00+07:00" = @"2026-01-31"', True),
        ('@"08:00:00+07:00" < @"08:00:00"', None),
    ],
)  # fmt: skip
def test_the_language(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("1 +", 3),
        ("a b", 2),
        ("a == b", 3),
        ("'teks'", 0),
        ('"terbuka', 0),
        ("/* terbuka", 0),
        ("a & b", 2),
        ("[1, 2,]", 6),
        ("[1 2]", 3),
        ("(1", 2),
        ("{a 1}", 3),
        ("{1: 2}", 1),
        ("if a then b", 11),
        ("for x return x", 6),
        ("some x in a return x", 12),
        ("a.", 2),
        ("a.1", 1),
        ("tidak(1)", 0),
        ("contains(a)", 0),
        ("1 + count()", 4),
        ("then", 0),
        ("a in", 4),
        ("? > 1", 0),
        ('@"bukan"', 1),
        ("@5", 1),
        ("2 ** 3", 3),
        ("1e3", 1),
        ("x.__class__()", 11),
        ("\u0000", 0),
        ("a > ¼", 4),
        ('"\\uD83D"', 0),
        ("for a in l, b in l, c in l, d in l, e in l, f in l return 1", 44),
    ],
)
def test_what_is_not_feel_is_refused_with_its_position_and_an_indonesian_sentence(
    text: str, position: int
) -> None:
    with pytest.raises(FeelSyntaxError) as refusal:
        parse(text)
    assert refusal.value.position == position
    assert refusal.value.message.endswith((".", "or.", "and.", "*/."))
    assert f"karakter ke-{position + 1}" in str(refusal.value)


def test_the_clock_is_refused_with_a_mend() -> None:
    with pytest.raises(FeelSyntaxError, match="Gunakan tanggal dari data"):
        parse("today() > tanggal")


def test_names_are_those_read_from_the_context() -> None:
    text = "for x in daftar return x + a.b + count(orang[umur > batas]) + {p: q, r: p}.r + sum(y)"
    expression = parse(text)
    assert expression.names == {"daftar", "a", "orang", "umur", "batas", "q", "y"}
    assert expression.filter_names == {"umur", "batas"}
    assert expression.text == text


def test_a_function_name_without_a_bracket_is_a_variable() -> None:
    assert parse("count + date").evaluate({"count": 1, "date": 2}) == 3


def test_a_text_is_parsed_once() -> None:
    assert parse("skor > 1") is parse("skor > 1")


def test_the_marker_tells_expressions_from_plain_texts() -> None:
    assert is_feel("= a > 1")
    assert is_feel("  =a")
    assert not is_feel("a = 1")
    assert strip_marker("= a = 1 ") == "a = 1"
    assert strip_marker("a") == "a"


def test_a_numbers_exactness_survives_json() -> None:
    assert to_json_value(Decimal("3.00")) == 3
    assert isinstance(to_json_value(Decimal("3.00")), int)
    assert to_json_value(Decimal("86.67")) == 86.67
    third = to_json_value(parse("1 / 3").evaluate({}))
    assert third == 0.333333333333333
    assert to_json_value(parse("x").evaluate({"x": third})) == third


def test_values_without_a_json_form_become_their_texts() -> None:
    values = [
        date(2026, 1, 31),
        datetime(2026, 1, 31, 8, tzinfo=UTC),
        time(8, 30),
        timedelta(days=1, hours=2, seconds=1.5),
        timedelta(0),
        YearMonthDuration(-14),
        YearMonthDuration(0),
        Interval(Decimal(1), None, start_included=True, end_included=False),
    ]
    assert to_json_value({"semua": list(values)}) == {
        "semua": [
            "2026-01-31",
            "2026-01-31T08:00:00Z",
            "08:30:00",
            "P1DT2H1.5S",
            "PT0S",
            "-P1Y2M",
            "P0M",
            "[1..null)",
        ]
    }


def test_context_data_of_unknown_kinds_is_null() -> None:
    context = {
        "objek": object(),
        "himpunan": {1},
        "kelas": int,
        "bytes": b"a",
        "nan": float("nan"),
        "besar": 10**400,
    }
    for name in context:
        assert parse(name).evaluate(context) is None


def test_floats_tuples_and_integers_of_the_data_are_admitted_exactly() -> None:
    context = {"skor": 86.7, "daftar": (1, 2), "bulat": 7}
    assert parse("skor").evaluate(context) == Decimal("86.7")
    assert parse("daftar").evaluate(context) == [Decimal(1), Decimal(2)]
    assert isinstance(parse("bulat").evaluate(context), Decimal)
