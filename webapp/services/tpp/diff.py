"""What changed between two runs, by person; who is in one of them only is told too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from webapp.domain.angka import cetak_angka
from webapp.operations import Actor
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.tpp import TppHasil


@dataclass(frozen=True)
class Changed:
    """A person whose result differs. None: the person is not in that run, or nothing could be told there."""

    pegawai_id: int
    nip: str
    nama: str
    menit_lama: int | None
    menit_baru: int | None
    persen_lama: Decimal | None
    persen_baru: Decimal | None
    sebab: Sequence[str]
    """Why, in sentences."""


def between(tx: Transaction, actor: Actor, old_id: int, new_id: int) -> list[Changed]:
    """The differences of two runs by NIP; empty when they say the same. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    old, new = _of(tx, old_id), _of(tx, new_id)
    found = []
    for person in old.keys() | new.keys():
        before, after = old.get(person), new.get(person)
        if _said(before) != _said(after):
            known = after or before
            assert known is not None
            found.append(
                Changed(
                    person,
                    known.nip,
                    known.nama,
                    None if before is None else before.menit,
                    None if after is None else after.menit,
                    None if before is None else before.persen,
                    None if after is None else after.persen,
                    _why(before, after),
                )
            )
    return sorted(found, key=lambda one: one.nip)


def _of(tx: Transaction, putaran_id: int) -> dict[int, TppHasil]:
    query = select(TppHasil).where(TppHasil.putaran_id == putaran_id)
    return {row.pegawai_id: row for row in tx.session.scalars(query)}


def _said(row: TppHasil | None) -> tuple[object, ...]:
    return () if row is None else (row.menit, row.target, row.persen, row.pengecualian)


_INPUTS: Mapping[str, str] = {"skp": "Nilai SKP", "presensi": "Presensi", "disiplin": "Disiplin"}


def _why(before: TppHasil | None, after: TppHasil | None) -> list[str]:
    """What made the difference: the person, the minutes, the rule set, an exclusion, or an input."""
    if before is None:
        return ["Baru ada dalam putaran ini."]
    if after is None:
        return ["Tidak ada lagi dalam putaran ini."]
    old, new = before.penjelasan, after.penjelasan
    said = []
    if before.menit != after.menit:
        said.append(f"Menit {_number(before.menit)} menjadi {_number(after.menit)}.")
    if before.target != after.target:
        said.append(f"Target {_number(before.target)} menjadi {_number(after.target)} menit.")
    if old["aturan"] != new["aturan"]:
        said.append(f"Aturan {old['aturan']} menjadi {new['aturan']}.")
    if before.pengecualian != after.pengecualian:
        said.append(
            f"Pengecualian {before.pengecualian or 'tidak ada'} menjadi {after.pengecualian or 'tidak ada'}."
        )
    else:
        said += _inputs(old, new)
    return said or ["Bobot atau rumus aturan berubah."]


def _inputs(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    was = {one["nama"]: one["persen"] for one in old["komponen"]}
    now = {one["nama"]: one["persen"] for one in new["komponen"]}
    return [
        f"{words}: {_percent(was.get(name))} menjadi {_percent(now.get(name))}."
        for name, words in _INPUTS.items()
        if was.get(name) != now.get(name)
    ]


def _number(menit: int) -> str:
    return cetak_angka(Decimal(menit))


def _percent(text: str | None) -> str:
    return "belum ada" if text is None else f"{cetak_angka(Decimal(text))} %"
