"""`lakon seal-key`, `lakon export` and `lakon verify`: the evidence leaves the house and is judged outside of it.

`verify` needs no database: an export, the seals, and the public key that somebody wrote down.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from webapp import progress
from webapp.config import Settings
from webapp.evidence import Broken, Counted, check, read_book, read_keys
from webapp.evidence.export import Export, seal_files
from webapp.evidence.keys import public_of
from webapp.services.evidence import exporting
from webapp.serving import working

BROKEN = 1


def add_arguments(name: str, sub: argparse.ArgumentParser) -> None:
    """What each of the commands takes."""
    if name == "export":
        sub.add_argument("folder", type=Path, help="folder kosong tempat ekspor ditulis")
    if name == "verify":
        sub.add_argument("ekspor", type=Path, help="folder yang ditulis lakon export")
        sub.add_argument(
            "meterai", type=Path, help="folder berisi meterai-*.json yang disimpan di luar server"
        )
        sub.add_argument("--key", action="append", default=[], help="kunci publik yang Anda catat")
        sub.add_argument("--since", help="bandingkan hanya meterai sejak tanggal ini (2026-01-31)")


def seal_key(_args: argparse.Namespace) -> int:
    """Print the public halves of the keys, the one in use first. Raises ValueError where there is none yet."""
    keys = read_keys(Settings.from_environment().seal_keys)
    if not keys:
        raise ValueError(
            "Di sini belum ada kunci meterai. Isi LAKON_SEAL_KEY (lihat pekerja.env), atau jalankan pekerjanya dahulu, "
            "lalu ulangi."
        )
    for place, key in enumerate(keys):
        print(key.public, "" if place == 0 else "(kunci lama, masih berlaku)")
    return 0


def export(args: argparse.Namespace) -> int:
    """Write the evidence into a folder."""
    with working(Settings.from_environment()) as (work, _url):
        counts = exporting.export(work, args.folder, progress.bar())
    lines = sum(counts.values())
    print(
        f"\nEkspor bukti di {args.folder}: {counts['kasus']} kasus, {counts['jurnal']} entri, {lines} baris "
        "seluruhnya. Isinya data pribadi; jangan disimpan lebih lama daripada perlu."
    )
    return 0


def verify(args: argparse.Namespace) -> int:
    """Judge an export by the seals. The exit status is 1 when a link is broken."""
    try:
        book = read_book(seal_files(args.meterai), [public_of(key) for key in args.key], _since(args.since))
        evidence = Export(args.ekspor)
        show = progress.bar()
        counted = check(evidence, book, lambda what, rows: show(what, rows, rows))
    except Broken as broken:
        print(f"\nPUTUS  {broken}")
        return BROKEN
    print()
    _print(counted, evidence, given=bool(args.key), keys=sorted(book.trusted))
    return 0


def _since(day: str | None) -> datetime | None:
    try:
        return None if day is None else datetime.fromisoformat(day).astimezone(UTC)
    except ValueError:
        raise ValueError("Tulis tanggal seperti 2026-01-31.") from None


def _print(counted: Counted, evidence: Export, *, given: bool, keys: list[str]) -> None:
    written = datetime.fromisoformat(evidence.about["pada"])
    assert counted.last_at is not None
    print("UTUH   tidak ada mata rantai yang putus")
    print(
        f"  meterai            {counted.seals} (terakhir nomor {counted.last_seal}, {counted.last_at.isoformat()})"
    )
    print(f"  umur saat ekspor   {written - counted.last_at}")
    print(f"  kasus              {counted.cases}, entri jurnal {counted.entries}")
    print(f"  kepala bermeterai  {counted.sealed_heads}")
    for log, rows in sorted(counted.rows.items()):
        print(f"  {log:<22} {rows} baris")
    print(f"  belum bermeterai   {counted.unsealed_entries} entri, {counted.unsealed_rows} baris")
    for key in keys:
        print(f"  kunci              {key}")
    if not given:
        print(
            "  Kunci diambil dari meterai pertama. Cocokkan dengan yang Anda catat, atau sebut dengan --key."
        )
