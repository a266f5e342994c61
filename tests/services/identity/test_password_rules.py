"""What a password must be: nothing that everybody tries, nothing that others know, and no rule beside these."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.identity.password_rules import COMMON, LONGEST, SHORTEST, is_common, objections

KNOWN = ("199001152015032003", "Siti Rahmawati", "siti.rahmawati", "Pemerintah Kota Contoh")
TAILS = ("123456789", "!!!!!!!!!", "2026!!2026", "1234567890abc", "000000000", "@2025-12345")


def disguised(word: str) -> list[str]:
    """A word as people hide it."""
    return [word, word.capitalize(), word.upper(), word.replace("a", "@").replace("o", "0").replace("i", "1")]


def test_more_than_3000_guesses_that_lists_begin_with_are_refused() -> None:
    guesses = {form + tail for word, tail in product(COMMON, TAILS) for form in disguised(word)} | {
        one + other + "123" for one, other in product(sorted(COMMON)[:40], repeat=2)
    }
    long_enough = {guess for guess in guesses if SHORTEST <= len(guess) <= LONGEST}
    assert len(long_enough) > 3000
    assert [guess for guess in sorted(long_enough) if not is_common(guess)] == []


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaa",
        "qwertyuiop123",
        "1234567890123",
        "abcdefghijklmnop",
        "P@ssw0rd2026!!",
        "indonesiamerdeka1945",
    ],
)
def test_keyboard_rows_repeats_and_words_in_disguise_are_common(password: str) -> None:
    assert [one.kode for one in objections(password)] == ["sandi.umum"]


@pytest.mark.parametrize(
    "password",
    [
        "kuda lumping baterai pelangi",
        "tujuh-gajah-naik-perahu",
        "correct horse battery staple",
        "xK9!vTq2#mZp",
        "水" * 3 + "kopi gayo manis",
    ],
)
def test_words_that_do_not_belong_together_are_good(password: str) -> None:
    assert objections(password, KNOWN) == []


@pytest.mark.parametrize(
    "password",
    ["199001152015032003", "kopi-199001152015032003", "Rahmawati suka kopi", "contoh-nya gajah ungu"],
)
def test_what_others_know_of_the_owner_is_refused(password: str) -> None:
    assert "sandi.dikenal" in [one.kode for one in objections(password, KNOWN)]


@given(st.text(min_size=1, max_size=SHORTEST - 1))
def test_a_short_one_is_refused_with_a_sentence_that_says_how_long(password: str) -> None:
    (only,) = objections(password)
    assert str(SHORTEST) in only.pesan


@given(st.text(min_size=LONGEST + 1, max_size=LONGEST + 200))
def test_a_longer_one_than_128_is_refused(password: str) -> None:
    assert [one.kode for one in objections(password)] == ["sandi.panjang"]


@given(st.text(min_size=SHORTEST, max_size=LONGEST))
def test_every_text_gets_a_verdict_and_blanks_count_as_letters(password: str) -> None:
    assert all(one.pesan and one.letak == "sandi_baru" for one in objections(password, KNOWN))


@given(st.permutations("bcdfgjkmnpqrtvwxyz3689").map("-".join))
def test_letters_in_an_order_of_chance_are_not_common(password: str) -> None:
    assert not is_common(password)
