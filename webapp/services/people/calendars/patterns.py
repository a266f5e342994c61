"""Work patterns of units: five days, six days or shifts, each for a time and with its legal basis.

A pattern that stops being true gets an end. One that was wrong from the start is removed with a reason; its event
keeps what it said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from webapp.domain.kalender import AKHIR_PEKAN
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.pola_kerja import HARI_LIBUR_SEMINGGU, JenisPola
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.kalender import PolaKerja
from webapp.storage.organisasi import Unit

from .national import FIRST_YEAR, LAST_YEAR
from .trail import broken_rule, event_of, note, refuse

OBJECT = "pola_kerja"
ADDED, ENDED, REMOVED = "pola_kerja_ditambah", "pola_kerja_diakhiri", "pola_kerja_dihapus"

USUAL: Mapping[JenisPola, frozenset[int]] = {
    JenisPola.LIMA_HARI: AKHIR_PEKAN,
    JenisPola.ENAM_HARI: frozenset({6}),
    JenisPola.SHIFT: frozenset(),
}
"""The free weekdays of a pattern when none are named."""


@dataclass(frozen=True)
class NewPattern:
    """A pattern as an admin writes it; None is what was not filled or could not be read.

    `libur_mingguan` empty: the usual weekdays. `selesai` is the last day; `selesai_salah` says that it was filled
    with something that is no date.
    """

    unit_id: int | None
    pola: JenisPola | None
    libur_mingguan: frozenset[int]
    mulai: date | None
    selesai: date | None
    dasar: str
    selesai_salah: bool = False


def set_pattern(work: Work, actor: Actor, new: NewPattern, request_id: UUID | None = None) -> int:
    """Store a pattern and return its id; the same request again returns the same id.

    Raises `Denied`, or `Refused` for all that is wrong, also when the unit has a pattern on one of the days.
    """
    require(actor, Right.WRITE, Kind.CALENDAR)
    try:
        with work.transaction() as tx:
            refuse(_unfit(tx, new))
            assert new.unit_id is not None
            assert new.pola is not None
            row = PolaKerja(
                unit_id=new.unit_id,
                pola=new.pola,
                libur_mingguan=sorted(new.libur_mingguan or USUAL[new.pola]),
                berlaku=_masa(new),
                dasar=new.dasar,
            )
            tx.session.add(row)
            tx.session.flush()
            _note(tx, actor, ADDED, row, request_id)
            return row.id
    except IntegrityError as error:
        if broken_rule(error) != "ex_pola_kerja_satu":
            raise
    return _stored_before(work, new, request_id)


def _stored_before(work: Work, new: NewPattern, request_id: UUID | None) -> int:
    """The pattern that is in the way: our own from the first try of this request, or another's, which refuses."""
    with work.reading() as tx:
        query = (
            select(PolaKerja)
            .where(PolaKerja.unit_id == new.unit_id, PolaKerja.berlaku.overlaps(_masa(new)))
            .order_by(PolaKerja.berlaku)
        )
        held = list(tx.session.scalars(query))
        for row in held:
            first = event_of(tx, OBJECT, row.id, ADDED)
            if request_id is not None and first is not None and first.request_id == request_id:
                return row.id
        since = "" if not held else Sentence(" sejak %(mulai)s", mulai=held[0].berlaku.mulai)
    pesan = Sentence(
        "Unit ini sudah mempunyai pola kerja lain%(since)s. Akhiri dulu pola itu, atau pilih tanggal lain.",
        since=since,
    )
    raise Refused([Pelanggaran("pola.ganda", pesan, "mulai")])


def _masa(new: NewPattern) -> Masa:
    assert new.mulai is not None
    return Masa(new.mulai) if new.selesai is None else Masa.inklusif(new.mulai, new.selesai)


def _unfit(tx: Transaction, new: NewPattern) -> list[Pelanggaran]:
    """Everything that is wrong with a new pattern. Whoever gives the same unit one at this moment waits."""
    found = []
    # Two who both had stored theirs would each wait for the other, and one end without a sentence about it.
    if new.unit_id is None or tx.session.get(Unit, new.unit_id, with_for_update={"key_share": True}) is None:
        found.append(Pelanggaran("pola.unit", "Pilih unit.", "unit_pola"))
    if new.pola is None:
        found.append(Pelanggaran("pola.jenis", "Pilih pola kerja.", "pola"))
    elif new.libur_mingguan and len(new.libur_mingguan) != HARI_LIBUR_SEMINGGU[new.pola]:
        found.append(_wrong_days(new.pola))
    if new.mulai is None or not FIRST_YEAR <= new.mulai.year <= LAST_YEAR:
        pesan = "Isi tanggal mulai yang ada di kalender, misalnya 01-01-2026."
        found.append(Pelanggaran("pola.mulai", pesan, "mulai"))
    if new.selesai_salah or (new.selesai is not None and new.selesai.year > LAST_YEAR):
        pesan = "Isi tanggal terakhir yang ada di kalender, atau kosongkan."
        found.append(Pelanggaran("pola.selesai", pesan, "selesai"))
    elif new.mulai is not None and new.selesai is not None and new.selesai < new.mulai:
        pesan = "Tanggal terakhir tidak boleh sebelum tanggal mulai."
        found.append(Pelanggaran("pola.selesai", pesan, "selesai"))
    if not new.dasar:
        pesan = "Isi dasarnya: jenis, nomor, dan tahun keputusan."
        found.append(Pelanggaran("pola.dasar", pesan, "dasar_pola"))
    return found


def _wrong_days(pola: JenisPola) -> Pelanggaran:
    if pola is JenisPola.LIMA_HARI:
        pesan = "Pilih dua hari libur mingguan untuk pola lima hari, atau kosongkan untuk Sabtu dan Minggu."
    elif pola is JenisPola.ENAM_HARI:
        pesan = "Pilih satu hari libur mingguan untuk pola enam hari, atau kosongkan untuk Minggu."
    else:
        pesan = "Pola sif tidak memakai hari libur mingguan. Kosongkan pilihan harinya."
    return Pelanggaran("pola.libur_mingguan", pesan, "libur_mingguan")


def end_pattern(
    work: Work, actor: Actor, pola_id: int, terakhir: date | None, request_id: UUID | None = None
) -> None:
    """Let a pattern end with a last day. Raises `Denied`, `NotFound`, or `Refused` for a day outside its time."""
    require(actor, Right.WRITE, Kind.CALENDAR)
    with work.transaction() as tx:
        row = _row(tx, pola_id)
        held = row.berlaku
        if terakhir is None or terakhir not in held:
            pesan = "Isi tanggal terakhir yang masih termasuk masa pola ini."
            raise Refused([Pelanggaran("pola.terakhir", pesan, "terakhir")])
        if terakhir != held.hari_terakhir:
            row.berlaku = Masa.inklusif(held.mulai, terakhir)
            _note(tx, actor, ENDED, row, request_id)


def remove_pattern(
    work: Work, actor: Actor, pola_id: int, alasan: str, request_id: UUID | None = None
) -> None:
    """Remove a pattern that was wrong. Raises `Denied`, `NotFound`, or `Refused` without a reason."""
    require(actor, Right.WRITE, Kind.CALENDAR)
    if not alasan:
        pesan = "Isi alasan penghapusan."
        raise Refused([Pelanggaran("pola.alasan", pesan, "alasan")])
    with work.transaction() as tx:
        row = _row(tx, pola_id)
        _note(tx, actor, REMOVED, row, request_id, alasan)
        tx.session.delete(row)


def _row(tx: Transaction, pola_id: int) -> PolaKerja:
    row = tx.session.get(PolaKerja, pola_id, with_for_update=True)
    if row is None:
        raise NotFound(OBJECT, pola_id)
    return row


def _note(
    tx: Transaction,
    actor: Actor,
    kind: str,
    row: PolaKerja,
    request_id: UUID | None,
    alasan: str | None = None,
) -> None:
    terakhir = row.berlaku.hari_terakhir
    detail: dict[str, Any] = {
        "unit_id": row.unit_id,
        "pola": row.pola.value,
        "libur_mingguan": row.libur_mingguan,
        "mulai": row.berlaku.mulai.isoformat(),
        "terakhir": terakhir.isoformat() if terakhir else None,
        "dasar": row.dasar,
        "alasan": alasan,
    }
    note(tx, actor, kind, (OBJECT, row.id), request_id, detail)
