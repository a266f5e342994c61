"""What a change of the organisation would move: the same questions asked of the organisation before and after it.

Nothing is written. Used before a mandate is approved and before a mutation is entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from webapp.domain.alasan import KodeLangkah
from webapp.domain.mandat import JenisMandat, UsulMandat
from webapp.domain.masa import Masa
from webapp.domain.organisasi import (
    BaganOrganisasi,
    Delegasi,
    JenisPenugasan,
    Lingkup,
    PenetapanKhusus,
    Penugasan,
    Verifikator,
)
from webapp.domain.penilai import Penilai
from webapp.services.errors import NotFound
from webapp.services.process.items import Item, items
from webapp.services.work import Transaction
from webapp.storage.organisasi import Jabatan, Pegawai, nama_pegawai
from webapp.storage.process import WorkItem

from .assignments import Desk, Holder, holder
from .organisation import OrganisationDay

NEW = -(10**15)
"""The id of a row that is only imagined."""


@dataclass(frozen=True)
class Moved:
    """An open step that would have another holder. Names are empty where nobody holds it."""

    case_id: int
    key: str
    name: str
    subject: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Conflict:
    """An employee over whom the change gives no right, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Impact:
    """On `on`: employees whose evaluator or verifikator changes, open steps that move, and conflicts."""

    on: date
    people: int
    moved: Sequence[Moved]
    conflicts: Sequence[Conflict]


def with_mandate(bagan: BaganOrganisasi, usul: UsulMandat, lingkup: Lingkup, surat: str) -> BaganOrganisasi:
    """The organisation as it would be with a mandate."""
    holder_id, masa = usul.pemegang_id, usul.masa
    if usul.jenis is JenisMandat.PENETAPAN_PENILAI:
        assert usul.dinilai_id is not None
        khusus = PenetapanKhusus(NEW, usul.dinilai_id, holder_id, masa, surat, lingkup)
        return replace(bagan, daftar_penetapan_khusus=(*bagan.daftar_penetapan_khusus, khusus))
    assert holder_id is not None
    if usul.jenis is JenisMandat.VERIFIKATOR:
        verifikator = Verifikator(NEW, holder_id, usul.unit_id, usul.dinilai_id, masa, surat, lingkup)
        return replace(bagan, daftar_verifikator=(*bagan.daftar_verifikator, verifikator))
    if usul.jenis is JenisMandat.DELEGASI_PENILAI:
        assert usul.unit_id is not None
        delegasi = Delegasi(NEW, holder_id, usul.unit_id, masa, surat, lingkup)
        return replace(bagan, daftar_delegasi=(*bagan.daftar_delegasi, delegasi))
    assert usul.jabatan_id is not None
    acting = Penugasan(
        NEW, holder_id, usul.jabatan_id, JenisPenugasan(usul.jenis.value), masa, surat, lingkup
    )
    return replace(bagan, daftar_penugasan=(*bagan.daftar_penugasan, acting))


def with_mutation(
    bagan: BaganOrganisasi, pegawai_id: int, jabatan_id: int | None, tmt: date
) -> BaganOrganisasi:
    """The organisation as it would be with an employee in another post from a day on; None: in no post."""

    def ended(satu: Penugasan) -> Penugasan | None:
        if satu.pegawai_id != pegawai_id or satu.jenis is not JenisPenugasan.DEFINITIF:
            return satu
        before = satu.masa.irisan(Masa(date.min, tmt))
        return None if before is None else replace(satu, masa=before)

    kept = tuple(one for satu in bagan.daftar_penugasan if (one := ended(satu)) is not None)
    if jabatan_id is None:
        return replace(bagan, daftar_penugasan=kept)
    new = Penugasan(NEW, pegawai_id, jabatan_id, JenisPenugasan.DEFINITIF, Masa(tmt))
    return replace(bagan, daftar_penugasan=(*kept, new))


def impact(tx: Transaction, on: date, changed: BaganOrganisasi, over: int | None = None) -> Impact:
    """Compare the organisation of a day with a changed one. `over` is who gets rights by the change, if one does."""
    before = tx.work.organisation.day(tx.session, on)
    after = OrganisationDay(before.versi, on, changed)
    names = nama_pegawai(tx.session)
    affected = [pegawai_id for pegawai_id in sorted(names) if _differs(before, after, pegawai_id)]
    moved = _moved(tx, before, after, set(affected), names)
    conflicts = []
    if over is not None and _leads(after, over):
        conflicts = [Conflict(names.get(over, ""), _own_reason(after, over))]
    return Impact(on, len(affected), moved, conflicts)


def mutation(tx: Transaction, pegawai_id: int, jabatan_id: int | None, tmt: date) -> Impact:
    """What would move if an employee were in another post (None: in none) from a day on. Raises `NotFound`."""
    person = tx.session.get(Pegawai, pegawai_id)
    if person is None:
        raise NotFound("pegawai", pegawai_id)
    on = max(tx.today, tmt)
    day = tx.work.organisation.day(tx.session, on)
    found = impact(tx, on, with_mutation(day.bagan, pegawai_id, jabatan_id, tmt), pegawai_id)
    return replace(found, conflicts=[*found.conflicts, *_still_held(tx, day, pegawai_id, jabatan_id)])


def _still_held(
    tx: Transaction, day: OrganisationDay, pegawai_id: int, jabatan_id: int | None
) -> list[Conflict]:
    """Somebody else who still holds the post, where only one may."""
    post = None if jabatan_id is None else tx.session.get(Jabatan, jabatan_id)
    if post is None or not post.tunggal:
        return []
    names = nama_pegawai(tx.session)
    holders = day.bagan.pemegang(post.id, JenisPenugasan.DEFINITIF, day.tanggal)
    reason = f"Masih memegang {post.nama}. Catat akhir jabatannya lebih dahulu."
    return [
        Conflict(names.get(one.pegawai_id, ""), reason) for one in holders if one.pegawai_id != pegawai_id
    ]


def _leads(after: OrganisationDay, over: int) -> bool:
    """Whether the person would stand in the own line: serves in a unit that the person leads by the change."""
    hasil = after.penilai(over)
    return any(langkah.kode is KodeLangkah.KEPALA_DIRI_SENDIRI for langkah in hasil.langkah)


def _own_reason(after: OrganisationDay, over: int) -> str:
    hasil = after.penilai(over)
    who = hasil.nama_jabatan if isinstance(hasil, Penilai) else ""
    return f"Tidak menilai diri sendiri; dinilai {who}." if who else "Tidak menilai diri sendiri."


def _differs(before: OrganisationDay, after: OrganisationDay, pegawai_id: int) -> bool:
    return _who(before, pegawai_id) != _who(after, pegawai_id)


def _who(day: OrganisationDay, pegawai_id: int) -> tuple[object, ...]:
    found = (day.penilai(pegawai_id), day.verifikator(pegawai_id))
    return tuple(
        (hasil.penilai_id, hasil.kapasitas, hasil.surat) if isinstance(hasil, Penilai) else None
        for hasil in found
    )


def _moved(
    tx: Transaction,
    before: OrganisationDay,
    after: OrganisationDay,
    affected: set[int],
    names: dict[int, str],
) -> list[Moved]:
    old, new = Desk(tx, before), Desk(tx, after)
    found = []
    for item in items(tx, WorkItem.quiet.is_(False), WorkItem.role.in_(("pejabat_penilai", "verifikator"))):
        if item.subject_id not in affected and not (before.has_scopes or after.has_scopes):
            continue
        was, will = holder(old, item.place), holder(new, item.place)
        if _same(was, will):
            continue
        found.append(_row(item, was, will, names))
    return found


def _same(was: Holder | None, will: Holder | None) -> bool:
    if was is None or will is None:
        return was is will
    return (was.pegawai_id, was.kepala_daerah, was.office) == (
        will.pegawai_id,
        will.kepala_daerah,
        will.office,
    )


def _row(item: Item, was: Holder | None, will: Holder | None, names: dict[int, str]) -> Moved:
    return Moved(
        item.case_id,
        item.key,
        item.name,
        names.get(item.subject_id, ""),
        _said(was, names),
        _said(will, names),
        will.reason if will is not None else "",
    )


def _said(held: Holder | None, names: dict[int, str]) -> str:
    if held is None:
        return ""
    name = names.get(held.pegawai_id, "") if held.pegawai_id is not None else ""
    return f"{name} ({held.office})" if name and held.office else name or held.office
