"""A file that only the holder of a key can read: AES-256-GCM over blocks, so that any size can be written and sought.

Every file has a key of its own (HKDF of the given secret and a random salt). A block's nonce is its number and whether
it is the last: blocks that were changed, swapped, left out or cut off are refused when they are read.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC: Final = b"LAKON-SEGEL-1\n"
BLOCK: Final = 1 << 20
_SALT, _TAG = 16, 16
_HEADER = len(MAGIC) + _SALT


class SealBroken(Exception):
    """The file cannot be read with these keys, or not all of it is as it was written; the sentence says what to do."""


def is_sealed(file: BinaryIO) -> bool:
    """Whether a file begins like a sealed one. Leaves the file at its beginning."""
    begins = file.read(len(MAGIC))
    file.seek(0)
    return begins == MAGIC


class SealedWriter(io.RawIOBase):
    """Seals what is written into `file`, which stays open. `close` writes the last block."""

    def __init__(self, file: BinaryIO, secret: str) -> None:
        super().__init__()
        salt = secrets.token_bytes(_SALT)
        self._file, self._header = file, MAGIC + salt
        self._cipher = AESGCM(_key(secret, salt))
        self._waiting, self._number = bytearray(), 0
        file.write(self._header)

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take bytes; full blocks go out at once."""
        self._waiting += data
        while len(self._waiting) > BLOCK:
            self._put(bytes(self._waiting[:BLOCK]), is_last=False)
            del self._waiting[:BLOCK]
        return len(data)

    def close(self) -> None:
        """Write what is left as the last block."""
        if not self.closed:
            self._put(bytes(self._waiting), is_last=True)
        super().close()

    def _put(self, block: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last), block, self._header))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Opens a sealed file with the first of `keys` that fits. Raises `SealBroken`."""

    def __init__(self, file: BinaryIO, keys: Sequence[str]) -> None:
        super().__init__()
        self._file = file
        self._header = file.read(_HEADER)
        body = file.seek(0, io.SEEK_END) - _HEADER
        if body < _TAG:
            raise SealBroken(CUT_OFF)
        self._blocks = -(-body // (BLOCK + _TAG))
        self.size = body - self._blocks * _TAG
        self._at, self._held, self._content = 0, -1, b""
        self._cipher = self._fitting(keys)

    def _fitting(self, keys: Sequence[str]) -> AESGCM:
        for secret in keys:
            self._cipher = AESGCM(_key(secret, self._header[len(MAGIC) :]))
            try:
                self._block(0)
            except SealBroken:
                continue
            return self._cipher
        raise SealBroken(NO_KEY)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place of the content."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """Where the next read begins."""
        return self._at

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        """Read at most to the end of the present block."""
        if self._at >= self.size:
            return 0
        number, start = divmod(self._at, BLOCK)
        part = self._block(number)[start : start + len(into)]
        into[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _block(self, number: int) -> bytes:
        if self._held != number:
            self._file.seek(_HEADER + number * (BLOCK + _TAG))
            sealed = self._file.read(BLOCK + _TAG)
            try:
                nonce = _nonce(number, number == self._blocks - 1)
                self._content = self._cipher.decrypt(nonce, sealed, self._header)
            except (InvalidTag, ValueError) as error:
                raise SealBroken(CUT_OFF) from error
            self._held = number
        return self._content


def _key(secret: str, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, b"lakon backup").derive(secret.encode())


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


CUT_OFF: Final = (
    "Berkas cadangan ini terpotong atau berubah sejak ditulis, jadi tidak dipakai. Ambil salinan lain, atau cadangan "
    "sebelumnya."
)
NO_KEY: Final = (
    "Berkas cadangan ini tersandi, dan tidak satu pun kunci LAKON_BACKUP_KEY cocok (atau berkasnya rusak). Isi "
    "LAKON_BACKUP_KEY dengan kunci yang dipakai ketika cadangan ini dibuat, lalu ulangi."
)
