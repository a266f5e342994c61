"""The files of a run: CSV and workbook, the same to the byte whenever they are made of the same results."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import undefer

from webapp.domain.tpp import kalimat
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.exports import as_csv
from webapp.services.people.imports.reports import safe
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.tpp import TppBulan, TppHasil, TppPutaran

HEADER = (
    "nip",
    "nama",
    "bulan",
    "menit_disetujui",
    "target_menit",
    "persen_tpp",
    "pengecualian",
    "penjelasan",
)
_MADE = datetime(2022, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The date inside every workbook: the moment of making it is no part of the result."""


def render(bulan: date, rows: Iterable[Mapping[str, Any]]) -> tuple[bytes, bytes]:
    """The CSV and the workbook of a run, its people by NIP."""
    lines = [_line(bulan, row) for row in sorted(rows, key=lambda one: str(one["nip"]))]
    return as_csv(HEADER, lines), _workbook(lines)


def _line(bulan: date, row: Mapping[str, Any]) -> list[str | int]:
    persen: Decimal | None = row["persen"]
    return [
        row["nip"],
        row["nama"],
        f"{bulan:%Y-%m}",
        row["menit"],
        row["target"],
        "" if persen is None else f"{persen:.2f}",
        row["pengecualian"] or "",
        kalimat(row["penjelasan"]),
    ]


def _workbook(lines: Sequence[Sequence[str | int]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet("TPP")
        bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        for place, name in enumerate(HEADER):
            sheet.write_string(0, place, name, bold)
        for number, line in enumerate(lines, start=1):
            for place, cell in enumerate(line):
                if HEADER[place] == "persen_tpp" and cell != "":
                    sheet.write_number(number, place, float(cell), percent)
                elif isinstance(cell, int):
                    sheet.write_number(number, place, cell)
                else:
                    sheet.write_string(number, place, safe(str(cell)))
        for place, width in enumerate((20, 36, 10, 16, 14, 12, 18, 80)):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def csv_of(tx: Transaction, actor: Actor, putaran_id: int) -> tuple[bytes, str]:
    """The CSV of a run with its SHA-256, for admins. Raises `Denied` or `NotFound`."""
    run = _run(tx, actor, putaran_id)
    if run.csv is None or run.csv_sidik is None:
        raise NotFound("tpp_putaran", putaran_id)
    return run.csv, run.csv_sidik


def xlsx_of(tx: Transaction, actor: Actor, putaran_id: int) -> tuple[bytes, str]:
    """The workbook of a run with its SHA-256, for admins. Raises `Denied` or `NotFound`."""
    run = _run(tx, actor, putaran_id)
    if run.xlsx is None or run.xlsx_sidik is None:
        raise NotFound("tpp_putaran", putaran_id)
    return run.xlsx, run.xlsx_sidik


def checksum(content: bytes) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def unit_of(tx: Transaction, actor: Actor, putaran_id: int, opd_id: int) -> tuple[bytes, bytes]:
    """The CSV and the workbook of one OPD of a finished run (0: of people without an OPD), made of its results.

    The same to the byte whenever they are asked for. Raises `Denied`, or `NotFound` where nobody is in it.
    """
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    query = select(TppBulan.bulan).join(TppPutaran, TppPutaran.tpp_bulan_id == TppBulan.id)
    bulan = tx.session.scalars(query.where(TppPutaran.id == putaran_id)).one_or_none()
    of_unit = TppHasil.opd_id == opd_id if opd_id else TppHasil.opd_id.is_(None)
    rows = tx.session.scalars(select(TppHasil).where(TppHasil.putaran_id == putaran_id, of_unit))
    found = [{name: getattr(row, name) for name in _COLUMNS} for row in rows]
    if bulan is None or not found:
        raise NotFound("tpp_putaran", putaran_id)
    return render(bulan, found)


_COLUMNS = ("nip", "nama", "menit", "target", "persen", "pengecualian", "penjelasan")


def _run(tx: Transaction, actor: Actor, putaran_id: int) -> TppPutaran:
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    query = select(TppPutaran).where(TppPutaran.id == putaran_id)
    run = tx.session.scalars(query.options(undefer(TppPutaran.csv), undefer(TppPutaran.xlsx))).one_or_none()
    if run is None:
        raise NotFound("tpp_putaran", putaran_id)
    return run
