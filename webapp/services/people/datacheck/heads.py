"""The part of the data check about heads and mandates: vacant posts, letters that clash or end soon, verifikator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from webapp.domain.jabatan import Jabatan
from webapp.domain.organisasi import JenisPenugasan, Penugasan, Unit
from webapp.domain.tanggal import cetak_tanggal
from webapp.services.people.unit_page import people_by_unit, vacant_since
from webapp.services.policy.oversight import Scope
from webapp.services.work import Transaction
from webapp.storage.mandat import ingatkan_hari_sebelum
from webapp.storage.organisasi import nama_pegawai

from .findings import Finding, Kind

ACTING = (JenisPenugasan.PLT, JenisPenugasan.PLH)


def head_findings(tx: Transaction, scope: Scope) -> Iterator[Finding]:
    """Vacant heads without a Plt, letters that clash or end soon, units without a named verifikator."""
    units = _units(scope)
    yield from _vacant(tx, scope, units)
    yield from _acting(tx, scope)
    yield from _without_verifier(scope, units)


def _units(scope: Scope) -> list[Unit]:
    seen = scope.units()
    return [unit for unit in scope.day.bagan.daftar_unit if seen is None or unit.id in seen]


def _vacant(tx: Transaction, scope: Scope, units: list[Unit]) -> Iterator[Finding]:
    empty = {unit.jabatan_kepala_id: unit for unit in units if _is_vacant(scope, unit)}
    since = vacant_since(tx, [one for one in empty if one is not None], scope.day.tanggal)
    staff = _staff(scope)
    for jabatan_id, unit in empty.items():
        teks = f"Kepala kosong tanpa Plt: {unit.nama}, {staff[unit.id]} bawahan"
        yield Finding(Kind.KEPALA_KOSONG, unit.nama, teks, since.get(jabatan_id or 0), unit_id=unit.id)


def _is_vacant(scope: Scope, unit: Unit) -> bool:
    day = scope.day
    kepala = unit.jabatan_kepala_id
    if kepala is None:
        return False
    full = (JenisPenugasan.DEFINITIF, JenisPenugasan.PLT)
    return not any(day.bagan.pemegang(kepala, jenis, day.tanggal) for jenis in full)


def _staff(scope: Scope) -> Counter[int]:
    """Whom the head of each unit leads directly: the unit's people without the head, and the heads right below."""
    day, found = scope.day, Counter[int]()
    heads = {unit.jabatan_kepala_id for unit in day.bagan.daftar_unit}
    for satu in day.bagan.daftar_penugasan:
        jabatan = day.bagan.jabatan(satu.jabatan_id)
        if satu.jenis is not JenisPenugasan.DEFINITIF or jabatan is None:
            continue
        unit = day.bagan.unit(jabatan.unit_id, day.tanggal)
        leads = satu.jabatan_id in heads
        above = unit.induk_id if unit is not None and leads else jabatan.unit_id
        if above is not None:
            found[above] += 1
    return found


def _acting(tx: Transaction, scope: Scope) -> Iterator[Finding]:
    """Letters that clash with a definitive holder, and letters that end soon."""
    rows = _letters(scope)
    held = {one.jabatan_id: _definitive(scope, one.jabatan_id) for one, _ in rows}
    names = nama_pegawai(
        tx.session, {one.pegawai_id for some in (*held.values(), [row for row, _ in rows]) for one in some}
    )
    soon = scope.day.tanggal + timedelta(days=ingatkan_hari_sebelum(tx.session, scope.day.tanggal))
    for one, jabatan in rows:
        who = names[one.pegawai_id]
        office = f"{one.jenis.title()}. {jabatan.nama}" + (f" ({one.surat})" if one.surat else "")
        for definitif in held[one.jabatan_id] if one.jenis is JenisPenugasan.PLT else ():
            teks = f"{office}, padahal ada pejabat definitif: {names[definitif.pegawai_id]}"
            since = max(one.masa.mulai, definitif.masa.mulai)
            yield _about(Kind.PLT_DAN_DEFINITIF, who, teks, since, one, jabatan)
        last = one.masa.hari_terakhir
        if last is not None and last <= soon:
            teks = f"{office} berakhir {cetak_tanggal(last)}."
            yield _about(Kind.SEGERA_BERAKHIR, who, teks, one.masa.mulai, one, jabatan)


def _about(kind: Kind, who: str, teks: str, since: date, one: Penugasan, jabatan: Jabatan) -> Finding:
    return Finding(kind, who, teks, since, pegawai_id=one.pegawai_id, unit_id=jabatan.unit_id)


def _letters(scope: Scope) -> list[tuple[Penugasan, Jabatan]]:
    seen, bagan = scope.units(), scope.day.bagan
    posts = ((one, bagan.jabatan(one.jabatan_id)) for one in bagan.daftar_penugasan if one.jenis in ACTING)
    return [
        (one, jabatan)
        for one, jabatan in posts
        if jabatan is not None and (seen is None or jabatan.unit_id in seen)
    ]


def _definitive(scope: Scope, jabatan_id: int) -> Sequence[Penugasan]:
    return scope.day.bagan.pemegang(jabatan_id, JenisPenugasan.DEFINITIF, scope.day.tanggal)


def _without_verifier(scope: Scope, units: list[Unit]) -> Iterator[Finding]:
    """Units some of whose people are verified by the superior only because nobody is named."""
    named = scope.day.bagan.daftar_verifikator
    by_unit = {one.unit_id for one in named if one.unit_id is not None}
    by_person = {one.dinilai_id for one in named}
    members = people_by_unit(scope.day)
    for unit in units:
        left = [one for one in members.get(unit.id, ()) if one not in by_person]
        if left and unit.id not in by_unit:
            teks = f"{len(left)} pegawai {unit.nama} diverifikasi atasan langsung: belum ada verifikator yang ditunjuk."
            yield Finding(Kind.TANPA_VERIFIKATOR, unit.nama, teks, unit_id=unit.id)
