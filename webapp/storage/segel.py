"""Sealed texts: what only a few may read is stored as ciphertext, bound to the row that it belongs to.

AES-256-GCM under keys derived from the installation's own setting. The first secret seals; all of them open, so that a
secret can be replaced. A text moved to another row does not open.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"lakon: catatan rahasia, versi 1"
_NAME, _NONCE = 4, 12


class TidakTerbuka(Exception):
    """A sealed text cannot be read: no key, the wrong key, another row, or changed bytes."""


class Segel:
    """Seals and opens texts. One without secrets refuses both."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        derived = [
            HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
            for secret in secrets
        ]
        self._keys = {hashlib.sha256(key).digest()[:_NAME]: AESGCM(key) for key in derived}

    def terbaru(self, sandi: bytes) -> bool:
        """Whether a sealed text is sealed by the key that seals now."""
        return bool(self._keys) and sandi[:_NAME] == next(iter(self._keys))

    def tutup(self, isi: str, untuk: str) -> bytes:
        """The sealed form of a text, readable only for the same `untuk`: key name, nonce, ciphertext with its tag."""
        name, key = next(iter(self._keys.items()), (None, None))
        if name is None or key is None:
            raise TidakTerbuka("no key for sealed texts is set (LAKON_NOTES_KEY)")
        nonce = os.urandom(_NONCE)
        return name + nonce + key.encrypt(nonce, isi.encode(), untuk.encode())

    def buka(self, sandi: bytes, untuk: str) -> str:
        """The text. Raises `TidakTerbuka`."""
        key = self._keys.get(sandi[:_NAME])
        if key is None:
            raise TidakTerbuka("the key of this text is not set")
        try:
            return key.decrypt(
                sandi[_NAME : _NAME + _NONCE], sandi[_NAME + _NONCE :], untuk.encode()
            ).decode()
        except InvalidTag as error:
            raise TidakTerbuka("this text belongs to another row, or was changed") from error
