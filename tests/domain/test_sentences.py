"""A sentence keeps how it was made, wherever it goes."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict, dataclass
from datetime import date

from webapp.domain.sentences import Sentence, in_a_row, listed


@dataclass
class _Holder:
    words: str


def test_a_sentence_is_its_text_and_remembers_its_template() -> None:
    said = Sentence("Paling banyak %(n)s%% dari %(of)s.", n=20, of=Sentence("semua"))
    assert said == "Paling banyak 20% dari semua."
    assert (said.template, said.params["n"]) == ("Paling banyak %(n)s%% dari %(of)s.", 20)


def test_the_words_of_an_author_are_taken_as_they_are() -> None:
    said = Sentence.of_author("Awali dengan 100% dan %(n)s.")
    assert said == "Awali dengan 100% dan %(n)s."
    assert said.template is None


def test_a_copy_and_what_another_process_gets_remember_it_too() -> None:
    inner = Sentence("kolom %(n)s", n=3)
    row = in_a_row([Sentence("Isi 100%% pada %(where)s.", where=inner), Sentence.of_author("Bebas 5%.")])
    sent = pickle.loads(pickle.dumps(row))  # noqa: S301 - our own bytes
    for again in (copy.deepcopy(row), sent, asdict(_Holder(row))["words"]):
        assert again == "Isi 100% pada kolom 3. Bebas 5%."
        assert isinstance(again, Sentence)
        first = again.params["first"]
        assert isinstance(first, Sentence)
        assert first.params == {"where": "kolom 3"}
        assert isinstance(first.params["where"], Sentence)


def test_a_day_is_written_out_and_stays_a_day_for_other_languages() -> None:
    said = Sentence("Tutup sesudah %(day)s.", day=date(2026, 5, 31))
    assert said == "Tutup sesudah 31 Mei 2026."
    assert said.params == {"day": date(2026, 5, 31)}


def test_what_an_exception_says_of_a_sentence_is_the_sentence() -> None:
    said = Sentence("Isi %(n)s baris.", n=2)
    assert str(ValueError(said)) is said


def test_names_in_a_list_are_each_to_be_translated() -> None:
    said = listed(["Kuantitas", "Waktu"])
    assert said == "Kuantitas, Waktu"
    assert isinstance(said, Sentence)
    assert [one.template for one in said.params.values() if isinstance(one, Sentence)] == [
        "Kuantitas",
        "Waktu",
    ]
