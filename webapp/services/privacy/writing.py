"""Writing a copy: every table of the register as lines of JSON, files as they are, and a page to read it all.

The page needs no program but a browser and no network. What does not go in is named on it with its reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from tempfile import SpooledTemporaryFile
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import text

from webapp.services.work import Transaction

from .names import MASK, Names, names_for
from .register import REGISTER, condition, own_tables, paths
from .register_shapes import Own

PAGE: Final = "baca.html"
ON_PAGE: Final = 300
"""Rows of a table that the page shows; all of them are in the table's file."""
IN_MEMORY: Final = 16_777_216

_NOT_IN_NAMES: Final = re.compile(r"[^\w. -]+")


@dataclass(frozen=True)
class Sheet:
    """One table of a copy as its page shows it."""

    key: str
    title: str
    name: str
    rows: Sequence[Mapping[str, Any]]
    total: int


def write_copy(tx: Transaction, pegawai_id: int) -> bytes:
    """The file of an employee's own data."""
    names, known, sheets = names_for(tx, pegawai_id), paths(), []
    with SpooledTemporaryFile(max_size=IN_MEMORY) as out:
        with ZipFile(out, "w", ZIP_DEFLATED) as packed:
            at = tx.now.astimezone(tx.work.zone)
            for group, one in own_tables():
                name, first, total = one.name or one.table, [], 0
                lines = []
                for row in _rows(tx, one, known, pegawai_id, names):
                    total += 1
                    lines.append(json.dumps(row, ensure_ascii=False, default=str))
                    if total <= ON_PAGE:
                        first.append(row)
                if lines:
                    packed.writestr(_info(f"data/{name}.jsonl", at), "\n".join(lines) + "\n")
                if one.file is not None:
                    _files(tx, packed, one, known, pegawai_id, at)
                sheets.append(Sheet(group.key, group.title, name, first, total))
            packed.writestr(_info(PAGE, at), _page(sheets, at))
        out.seek(0)
        return out.read()


def _where(one: Own, known: Mapping[str, str]) -> str:
    return condition(one.by, known) + (f" AND {one.when}" if one.when else "")


def _rows(
    tx: Transaction, one: Own, known: Mapping[str, str], pegawai_id: int, names: Names
) -> Iterator[dict[str, Any]]:
    columns = ", ".join(f'"{name}"' for name in one.shown)
    query = f"SELECT to_jsonb(x) FROM (SELECT {columns} FROM {one.table} WHERE {_where(one, known)}) x"  # noqa: S608
    for (row,) in tx.session.execute(text(query), {"pegawai": pegawai_id}):
        yield names.masked(row)


def _files(
    tx: Transaction, packed: ZipFile, one: Own, known: Mapping[str, str], pegawai_id: int, at: datetime
) -> None:
    """The bytes of a table's rows, each as a file of its own, one after the other."""
    assert one.file is not None
    body, name, ending = one.file
    ids = f"SELECT id FROM {one.table} WHERE {_where(one, known)} ORDER BY id"  # noqa: S608
    fetch = text(f"SELECT {body}, {name} FROM {one.table} WHERE id = :id")  # noqa: S608
    for row_id in tx.session.scalars(text(ids), {"pegawai": pegawai_id}).all():
        content, called = tx.session.execute(fetch, {"id": row_id}).one()
        if content is None:
            continue
        called = _NOT_IN_NAMES.sub("-", str(called)).strip(". ")[-80:] or "berkas"
        ending_of = f".{ending}" if ending else ""
        packed.writestr(_info(f"berkas/{one.table}-{row_id}-{called}{ending_of}", at), bytes(content))


def _info(name: str, at: datetime) -> ZipInfo:
    info = ZipInfo(name, at.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    return info


# -- the page ------------------------------------------------------------------------------------------------------


def _page(sheets: Sequence[Sheet], at: datetime) -> str:
    parts = [
        "<!doctype html><html lang=id><meta charset=utf-8><title>Salinan data pribadi</title>",
        "<style>body{font:16px/1.5 sans-serif;margin:2rem;max-width:80rem}table{border-collapse:collapse;margin:1rem 0}"
        "td,th{border:1px solid #888;padding:.25rem .5rem;text-align:left;vertical-align:top}"
        "div{overflow-x:auto}</style>",
        f"<h1>Salinan data pribadi</h1><p>Disusun {escape(at.strftime('%d-%m-%Y %H.%M'))} dari Lakon. ",
        f"Nama dan NIP orang lain diganti “{escape(MASK)}”, kecuali atasan yang menandatangani dokumen Anda. ",
        "Setiap tabel juga ada utuh di folder <code>data</code> (satu baris JSON per catatan); berkas dan dokumen ",
        "ada di folder <code>berkas</code>.</p>",
        "<p>Bila data induk (nama, jabatan, pangkat) keliru, mintalah perbaikannya lewat pengelola kepegawaian di "
        "SISDM. Bila Anda tidak setuju atas hasil evaluasi, ajukan keberatan dari halaman evaluasi.</p>",
    ]
    for group in REGISTER:
        mine = [one for one in sheets if one.key == group.key]
        parts.append(f"<h2>{escape(group.title)}</h2>")
        parts += [_table(one) for one in mine if one.total]
        empty = [one.name for one in mine if not one.total]
        if empty:
            parts.append(f"<p>Tidak ada catatan: {escape(', '.join(empty))}.</p>")
        if group.left:
            said = "".join(f"<li>{escape(name)}: {escape(why)}</li>" for name, why in group.left.items())
            parts.append(f"<p>Tidak disertakan:</p><ul>{said}</ul>")
    return "".join(parts)


def _table(sheet: Sheet) -> str:
    heads = list(sheet.rows[0])
    top = "".join(f"<th>{escape(one)}</th>" for one in heads)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(_said(row[one]))}</td>" for one in heads) + "</tr>"
        for row in sheet.rows
    )
    more = "" if sheet.total <= ON_PAGE else f"<p>Tampil {ON_PAGE} dari {sheet.total} baris.</p>"
    return (
        f"<h3>{escape(sheet.name)} ({sheet.total})</h3><div><table><tr>{top}</tr>{rows}</table></div>{more}"
    )


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
