"""Keys of seals: Ed25519. The first of an installation's keys seals; during a change the old one signs beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_PURPOSE = b"lakon meterai 1\n"
_LENGTH = 32


class KeyRefused(ValueError):
    """What was given is no key; the sentence (Indonesian) says what is asked for."""


@dataclass(frozen=True)
class Key:
    """A key pair. `public` is the public half as 64 hexadecimal digits, by which people know the key."""

    public: str
    _private: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def of(cls, secret: str) -> Key:
        """The key of a secret of 64 hexadecimal digits. Raises `KeyRefused`."""
        private = Ed25519PrivateKey.from_private_bytes(_bytes(secret))
        return cls(private.public_key().public_bytes_raw().hex(), private)

    def sign(self, body: bytes) -> str:
        """The signature of a seal's bytes, as hexadecimal digits."""
        return self._private.sign(_PURPOSE + body).hex()


def read_keys(secrets: Iterable[str]) -> tuple[Key, ...]:
    """The keys of an installation, the one in use first. Raises `KeyRefused`."""
    return tuple(Key.of(secret) for secret in secrets)


def is_signed(public: str, body: bytes, signature: str) -> bool:
    """Whether a signature of these bytes was made by the key of this public half."""
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(public)).verify(bytes.fromhex(signature), _PURPOSE + body)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_of(text: str) -> str:
    """A public half as somebody typed it. Raises `KeyRefused`."""
    return _bytes(text).hex()


def _bytes(text: str) -> bytes:
    try:
        found = bytes.fromhex(text.strip())
    except ValueError:
        found = b""
    if len(found) != _LENGTH:
        raise KeyRefused("Kunci meterai harus 64 angka heksadesimal (0-9, a-f). Periksa isinya, lalu ulangi.")
    return found
