"""An MPH as a sheet: written for people who fill in there, read back with every fault named by line and column.

Leader's results are told by number ("2" the second RHK, "2.1" its first indicator), people by their NIP. May read what
the board shows; writes nothing.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

import xlsxwriter
from flask_babel import gettext as _
from sqlalchemy import select

from webapp.domain.angka import cetak_angka
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.penjenjangan import MetodePenjenjangan, Sel
from webapp.services.people.imports.cells import CellRefused
from webapp.services.people.imports.grids import Unreadable, open_file
from webapp.services.planning.mph import Board
from webapp.services.planning.sakip.reading import number
from webapp.storage.base import among
from webapp.storage.organisasi import Pegawai
from webapp.storage.skp import Skp
from webapp.web.context import work
from webapp.web.language import say

HEADER: Final = ("rhk_atau_iki", "nip", "nama", "peran_hasil", "metode", "target", "satuan", "kunci")
NEEDED: Final = ("rhk_atau_iki", "nip", "peran_hasil")
LARGEST = 2_000_000  # bytes


def write(board: Board) -> bytes:
    """The board as a workbook: its cells, and beside them what may be handed down and to whom."""
    nips = _nips(board)
    places = {place: name for name, place in _places(board).items()}
    people = {one.skp_id: one for one in board.members}
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        rows = [
            (
                places.get((one.rhk_kunci, one.iki_kunci), ""), nips[one.skp_id], people[one.skp_id].nama, one.uraian,
                one.metode.value, "" if one.target is None else cetak_angka(one.target.normalize()),
                one.satuan or "", one.kunci,
            )
            for one in board.cells
        ]  # fmt: skip
        _sheet(book, "mph", HEADER, rows)
        leader = [(name, _words(board, place)) for place, name in places.items()]
        _sheet(book, "hasil_pimpinan", ("nomor", "uraian"), leader)
        _sheet(book, "pegawai", ("nip", "nama", "jabatan"),
               [(nips[one.skp_id], one.nama, one.jabatan) for one in board.members])  # fmt: skip
    return out.getvalue()


def _sheet(
    book: xlsxwriter.Workbook, title: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    sheet = book.add_worksheet(title)
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True})
    sheet.set_column(0, len(header) - 1, 28, text)
    for place, name in enumerate(header):
        sheet.write_string(0, place, name, bold)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            sheet.write_string(line, place, cell[:32_000], text)
    sheet.freeze_panes(1, 0)


def _places(board: Board) -> dict[str, tuple[str, str | None]]:
    """The numbers by which a sheet names the leader's results and indicators."""
    found: dict[str, tuple[str, str | None]] = {}
    for place, rhk in enumerate(board.rhk, start=1):
        found[str(place)] = (rhk.kunci, None)
        for inner, iki in enumerate(rhk.iki, start=1):
            found[f"{place}.{inner}"] = (rhk.kunci, iki.kunci)
    return found


def _words(board: Board, place: tuple[str, str | None]) -> str:
    rhk = next(one for one in board.rhk if one.kunci == place[0])
    return next((iki.uraian for iki in rhk.iki if iki.kunci == place[1]), rhk.uraian)


def _nips(board: Board) -> dict[int, str]:
    with work().reading() as tx:
        query = select(Skp.id, Pegawai.nip).join(Pegawai, Pegawai.id == Skp.pegawai_id)
        rows = tx.session.execute(query.where(among(Skp.id, [one.skp_id for one in board.members])))
        return {row.id: row.nip for row in rows}


def read(board: Board, name: str, raw: bytes) -> list[Sel | Pelanggaran]:
    """The cells of a sheet, or everything that is wrong with it."""
    if not raw or len(raw) > LARGEST:
        return [Pelanggaran("mph.berkas", _("Pilih berkas MPH (XLSX atau CSV), paling besar 2 MB."))]
    try:
        grids = open_file(name, raw)
        grid = next((one for one in grids if set(NEEDED) <= set(one.header)), None)
        if grid is None:
            pesan = _(
                "Tidak ada lembar dengan kolom %(needed)s. Unduh dahulu lembar MPH, lalu isi di sana.",
                needed=", ".join(NEEDED),
            )
            return [Pelanggaran("mph.berkas", pesan)]
        lines = [(line, dict(zip(grid.header, cells, strict=False))) for line, cells in grid.lines]
    except Unreadable as error:
        return [Pelanggaran("mph.berkas", str(error.refusal))]
    places, people = _places(board), {nip: skp_id for skp_id, nip in _nips(board).items()}
    found: list[Sel | Pelanggaran] = []
    seen: set[tuple[int, str]] = set()
    for line, held in lines:
        found += _read_line(line, held, places, people, seen)
    return found


def _read_line(
    line: int, held: Mapping[str, str], places: Mapping[str, tuple[str, str | None]],
    people: Mapping[str, int], seen: set[tuple[int, str]],
) -> list[Sel | Pelanggaran]:  # fmt: skip
    faults: list[Sel | Pelanggaran] = []

    def fault(column: str, message: str) -> None:
        faults.append(
            Pelanggaran(
                "mph.baris",
                _(
                    "Baris %(line)s, kolom %(column)s: %(message)s",
                    line=line,
                    column=column,
                    message=say(message),
                ),
            )
        )

    place, skp_id = places.get(held["rhk_atau_iki"]), people.get("".join(held["nip"].split()))
    if place is None:
        fault("rhk_atau_iki", "isi nomor RHK atau IKI Anda, misalnya 1 atau 1.2.")
    if skp_id is None:
        fault("nip", "bukan NIP bawahan langsung Anda.")
    asked = held.get("metode", "").upper().replace(" ", "_") or MetodePenjenjangan.LANGSUNG.value
    if asked not in set(MetodePenjenjangan):
        fault("metode", "isi LANGSUNG atau TIDAK_LANGSUNG.")
    try:
        target = number(held["target"]) if held.get("target") else None
    except CellRefused as refused:
        fault("target", str(refused))
    if faults or place is None or skp_id is None:
        return faults
    kunci = held.get("kunci", "")
    if not kunci.replace("-", "").replace("_", "").isalnum() or len(kunci) > 64 or (skp_id, kunci) in seen:
        kunci = f"m{secrets.token_hex(4)}"
    seen.add((skp_id, kunci))
    return [
        Sel(kunci, skp_id, place[0], held["peran_hasil"], MetodePenjenjangan(asked), place[1], target,
            held.get("satuan") or None)
    ]  # fmt: skip
