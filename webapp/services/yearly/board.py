"""The yearly board of one evaluator: all direct reports, their ratings so far, and what the pattern says of them.

A board is a page over the open steps of many cases. It computes no rating; the predikat it shows is the table's for the
ratings that stand, and what is handed in (`board_sending`) is checked again by the operation of each step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from webapp.domain.distribusi import (
    baca_pola,
    gabungkan,
    periksa_distribusi,
    slot,
)
from webapp.domain.penilai import Penilai
from webapp.domain.tenggat import BatasWaktu, Saat
from webapp.operations import Actor
from webapp.operations.papan import POLA, Baris, capaian_papan, hitung_papan, syarat_pola, unit_papan
from webapp.operations.pelaku import BATAS_WAKTU
from webapp.services.people.assignments import subjects
from webapp.services.people.calendars.days import office_calendar
from webapp.services.people.organisation import OrganisationDay
from webapp.services.planning.team import post_of
from webapp.services.process.decisions import decide
from webapp.services.work import Transaction
from webapp.storage.aturan import Periode
from webapp.storage.base import among
from webapp.storage.organisasi import Pegawai
from webapp.storage.skp import Skp

from .board_model import RESULT_STEP, Board, Group, Row, Stage, Typed
from .board_reading import Known


def board(tx: Transaction, actor: Actor, tahun: int, typed: Mapping[int, Typed] | None = None) -> Board:
    """The reader's board of a year; `typed` (by SKP) takes the place of drafts, for a page that is shown again."""
    day = tx.work.organisation.day(tx.session, tx.today)
    people = subjects(day, actor)
    skp = _skp_of(tx, people, tahun)
    names = {row.id: row for row in tx.session.scalars(select(Pegawai).where(among(Pegawai.id, list(skp))))}
    known = Known(tx, actor, list(skp.values()), typed)
    rows = [_row(day, known, names[pegawai_id], one) for pegawai_id, one in skp.items()]
    groups = [_group(tx, day, actor, tahun, unit_id, rows) for unit_id in _units(rows)]
    waiting = sorted({known.unit_of(row.skp_id) for row in rows if row.stage is Stage.MENUNGGU_CAPAIAN})
    return Board(tahun, groups, tuple(waiting), _result_due(tx, tahun) if waiting else None)


def _result_due(tx: Transaction, tahun: int) -> date:
    """The last day on which the result of a unit is to be set [CONFIG batas_waktu]."""
    periode = tx.session.get(Periode, tahun)
    end = date(tahun, 12, 31) if periode is None else periode.selesai
    limit = BatasWaktu.dari(decide(tx, BATAS_WAKTU, {"langkah": RESULT_STEP}).values)
    return limit.hari_terakhir(Saat(end, tahun, 12), lambda year: office_calendar(tx, year))


def years(tx: Transaction, actor: Actor) -> list[int]:
    """Years in which any of the reader's people has an SKP, the newest first."""
    people = subjects(tx.work.organisation.day(tx.session, tx.today), actor)
    query = select(Skp.tahun).where(among(Skp.pegawai_id, people)).distinct().order_by(Skp.tahun.desc())
    return list(tx.session.scalars(query))


def _units(rows: Iterable[Row]) -> list[int | None]:
    return sorted({row.unit_id for row in rows}, key=lambda unit_id: (unit_id is None, unit_id or 0))


def _skp_of(tx: Transaction, people: Sequence[int], tahun: int) -> dict[int, Skp]:
    """The last SKP of the year by employee: the one that is evaluated for the whole year."""
    query = select(Skp).where(among(Skp.pegawai_id, people), Skp.tahun == tahun).order_by(Skp.id)
    return {row.pegawai_id: row for row in tx.session.scalars(query)}


def _row(day: OrganisationDay, known: Known, person: Pegawai, skp: Skp) -> Row:
    stage = known.stage(skp.id)
    facts = known.prepared.get(skp.id, {})
    capaian = known.standing(facts.get("kunci_capaian"))
    fixed = None
    if facts.get("apakah_kepala") and capaian is not None:
        fixed = known.fixed(capaian.predikat)
    text = known.text(skp.id, fixed)
    hasil = day.penilai(person.id)
    return Row(
        skp_id=skp.id,
        pegawai_id=person.id,
        nama=person.nama_lengkap,
        jabatan=post_of(day, person.id),
        unit_id=unit_papan(hasil) if isinstance(hasil, Penilai) else None,
        stage=stage,
        step=known.step(skp.id),
        capaian=capaian,
        fixed=fixed,
        typed=text,
        predikat=known.predikat(text),
        months=known.months.get(skp.id, ()),
        segments=known.segments.get(person.id, ()),
        recommended=known.recommended.get(skp.id, ()) if stage is Stage.SIAP else (),
    )


def _group(
    tx: Transaction, day: OrganisationDay, actor: Actor, tahun: int, unit_id: int | None, rows: Sequence[Row]
) -> Group:
    mine = sorted(
        (row for row in rows if row.unit_id == unit_id), key=lambda row: (not row.is_open, row.nama)
    )
    versi = capaian_papan(tx.session, tahun, unit_id, tx.today, day.bagan)
    drawn = [Baris(row.skp_id, row.predikat) for row in mine if row.is_open and row.predikat is not None]
    counts, below = hitung_papan(tx.session, tahun, unit_id, actor.pegawai_id, drawn)
    syarat = syarat_pola(tx.session, tx.today)
    hasil, slots = None, {}
    if versi is not None:
        pola = baca_pola(decide(tx, POLA, {"capaian": versi.predikat.value}).values)
        whole = gabungkan([counts, below])
        total = sum(whole.values()) + sum(row.is_open and row.predikat is None for row in mine)
        found = periksa_distribusi(whole, pola, syarat)
        hasil = replace(found, jumlah=total, unit_kecil=total < syarat.n_minimum)
        slots = slot(whole, total, pola, syarat)
    unit = None if unit_id is None else day.bagan.unit(unit_id, tx.today)
    name = day.bagan.kepala_daerah.jabatan if unit is None else unit.nama
    return Group(unit_id, name, versi, mine, counts, below, hasil, slots, syarat)
