"""Files that come with a form, read no further than they could be kept; and the name under which one goes out again.

A form that takes files may bring far more than is kept (`KINDLY`): what is too large is then refused by a sentence of
the page, and nothing that was typed is lost.
"""

from __future__ import annotations

from flask import Response, request
from werkzeug.datastructures import FileStorage

from webapp.services.file_names import safe_name
from webapp.services.files import Upload

KINDLY = 48 * 1024 * 1024
"""Bytes of a request that is still answered by its own page: a photo of the largest phones, and more."""

_BEGINNING = 16
"""Bytes of a file that is too large: enough to tell what it is."""


def sent(name: str, most: int) -> list[Upload]:
    """The files under a name. One of more than `most` bytes is told by its size and not read."""
    return [_upload(file, most) for file in request.files.getlist(name) if file.filename]


def size_of(upload: Upload) -> int:
    """Bytes of a file as it came."""
    return len(upload.content) if upload.size is None else upload.size


def _upload(file: FileStorage, most: int) -> Upload:
    file.stream.seek(0, 2)
    size = file.stream.tell()
    file.stream.seek(0)
    whole = size <= most
    return Upload(str(file.filename), file.stream.read() if whole else file.stream.read(_BEGINNING), size)


def hand_out(answer: Response, name: str) -> None:
    """Let an answer be kept as a file of this name, and be shown by no browser."""
    answer.headers.set("Content-Disposition", "attachment", filename=safe_name(name, "berkas"))
