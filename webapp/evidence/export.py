"""An export as a folder of JSON lines, and seals as a folder of files: reading them, and nothing else."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from .findings import Broken

FORMAT: Final = "lakon-bukti-1"
MANIFEST: Final = "tentang.json"
ENDING: Final = ".jsonl"


class Export:
    """An export that `lakon export` wrote. Raises `Broken` where the folder holds none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.about: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise Broken(
                str(folder / MANIFEST), "folder ini bukan ekspor bukti, atau ekspornya belum selesai"
            ) from None
        if self.about.get("bentuk") != FORMAT:
            raise Broken(str(folder / MANIFEST), "bentuk ekspor ini tidak dikenal")

    def names(self) -> Iterable[str]:
        """The names of the files that the manifest lists."""
        return list(self.about["berkas"])

    def lines(self, name: str) -> Iterator[str]:
        """The lines of a file. One that the manifest lists must be there and whole."""
        expected = self.about["berkas"].get(name)
        if expected is None:
            return
        path, count = self.folder / f"{name}{ENDING}", 0
        try:
            with path.open(encoding="utf-8") as stream:
                for line in stream:
                    count += 1
                    yield line
        except (OSError, UnicodeDecodeError):
            raise Broken(name, "berkas ini tidak ada atau tidak dapat dibaca") from None
        if count != expected:
            raise Broken(name, f"berkas ini berisi {count} baris, ekspornya menulis {expected}")


def seal_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The seals of a folder in the order of their numbers, each with its file's name. Raises `Broken`."""
    paths = sorted(path for path in folder.glob("meterai-*") if path.name.endswith((".json", ".json.gz")))
    if not paths:
        raise Broken(str(folder), "folder ini tidak berisi meterai (meterai-*.json)")
    for name, copies in groupby(paths, key=lambda path: path.name.removesuffix(".gz")):
        contents = {_content(path) for path in copies}
        if len(contents) > 1:
            raise Broken(name, "ada dua meterai dengan nomor ini, dan isinya berbeda")
        yield name, contents.pop()


def _content(path: Path) -> bytes:
    """A seal as it was dropped, or as a letter brought it."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (OSError, EOFError, zlib.error):
        raise Broken(path.name, "berkas ini tidak dapat dibaca") from None
