"""Keys: what is none is refused with a sentence, and a signature is of exactly these bytes."""

from __future__ import annotations

import pytest

from webapp.evidence import Key, KeyRefused, read_keys
from webapp.evidence.keys import is_signed, public_of


@pytest.mark.parametrize("text", ["", "zz" * 32, "07" * 31, "07" * 33])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(KeyRefused, match="64 angka heksadesimal"):
        Key.of(text)
    with pytest.raises(KeyRefused):
        public_of(text)


def test_a_signature_is_of_these_bytes_by_this_key_and_of_seals_only() -> None:
    one, other = read_keys(["07" * 32, "08" * 32])
    signature = one.sign(b"isi")
    assert is_signed(one.public, b"isi", signature)
    assert not is_signed(one.public, b"isi.", signature)
    assert not is_signed(other.public, b"isi", signature)
    assert not is_signed(one.public, b"isi", "bukan")
    assert not is_signed("bukan", b"isi", signature)


def test_the_private_half_is_not_shown() -> None:
    assert "07" * 32 not in repr(Key.of("07" * 32))
