"""Sealed texts open with their key, for their row, unchanged, and not otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.storage.segel import Segel, TidakTerbuka

OLD, NEW = "kunci lama " * 4, "kunci baru " * 4


@given(st.text(), st.text())
def test_a_text_comes_back_for_its_row(isi: str, untuk: str) -> None:
    segel = Segel([NEW])
    assert segel.buka(segel.tutup(isi, untuk), untuk) == isi


@given(st.integers(0, 60), st.integers(1, 255))
def test_a_changed_byte_or_another_row_does_not_open(at: int, mask: int) -> None:
    segel = Segel([NEW])
    sealed = bytearray(segel.tutup("catatan yang cukup panjang untuk enam puluh bita", "baris:1"))
    sealed[at] ^= mask
    with pytest.raises(TidakTerbuka):
        segel.buka(bytes(sealed), "baris:1")


def test_a_text_of_another_row_does_not_open() -> None:
    segel = Segel([NEW])
    with pytest.raises(TidakTerbuka):
        segel.buka(segel.tutup("catatan", "baris:1"), "baris:2")


def test_a_replaced_key_still_opens_what_it_sealed() -> None:
    sealed = Segel([OLD]).tutup("catatan", "baris:1")
    assert Segel([NEW, OLD]).buka(sealed, "baris:1") == "catatan"
    with pytest.raises(TidakTerbuka):
        Segel([NEW]).buka(sealed, "baris:1")
    assert Segel([NEW, OLD]).tutup("catatan", "baris:1")[:4] != sealed[:4]


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    segel = Segel([NEW])
    assert segel.tutup("catatan", "baris:1") != segel.tutup("catatan", "baris:1")


def test_without_a_key_nothing_is_sealed() -> None:
    with pytest.raises(TidakTerbuka):
        Segel().tutup("catatan", "baris:1")
