"""What makes an entry quick: favourites, what is done often, and items found by a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.aktivitas import HIDUP
from webapp.domain.bank_aktivitas import CaraHitung, VersiButir
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import Aktivitas, AktivitasFavorit
from webapp.storage.bank import ButirAktivitas, ButirVersi, butir_pada

from .content import NewEntry
from .links import last_link
from .owner import employee
from .scope import fits, scope_of

OFTEN = 8
FOUND = 50
ALL = 2_000
"""Items that a device keeps, so that they are found without a line."""

LOOK_BACK = timedelta(days=60)


@dataclass(frozen=True)
class Suggestion:
    """An item to choose from with a usual volume. `source`: favorit, sering, or cari."""

    butir_id: int
    kode: str
    nama: str
    satuan: str
    waktu_baku: int
    cara_hitung: CaraHitung
    volume: int
    keterangan: str
    source: str
    wajib_bukti: bool = False


def find_items(
    tx: Transaction, actor: Actor, said: str, tanggal: date | None = None, limit: int = FOUND
) -> list[Suggestion]:
    """Items that fit what was typed and that the actor may use on the day; all of them where nothing was typed."""
    day = tanggal or tx.today
    scope = scope_of(tx, employee(actor), day)
    return [
        _suggest(butir_id, item, 1, "", "cari")
        for butir_id, item in butir_pada(tx.session, day, said.strip(), batas=limit)
        if fits(item, scope)
    ]


def favourites(tx: Transaction, actor: Actor, tanggal: date | None = None) -> list[Suggestion]:
    """The actor's favourites that may be used on the day."""
    query = select(AktivitasFavorit).where(AktivitasFavorit.pegawai_id == employee(actor))
    kept = {row.butir_id: row for row in tx.session.scalars(query)}
    return [
        _suggest(butir_id, item, kept[butir_id].volume, kept[butir_id].keterangan or "", "favorit")
        for butir_id, item in _usable(tx, actor, list(kept), tanggal)
    ]


def frequent(tx: Transaction, actor: Actor, tanggal: date | None = None) -> list[Suggestion]:
    """What the actor entered most in the last two months."""
    count = func.count()
    query = (
        select(ButirVersi.butir_id, func.max(Aktivitas.volume), count)
        .join(ButirVersi, ButirVersi.id == Aktivitas.versi_id)
        .where(
            Aktivitas.pegawai_id == employee(actor),
            Aktivitas.tanggal >= tx.today - LOOK_BACK,
            Aktivitas.status.in_(HIDUP),
        )
        .group_by(ButirVersi.butir_id)
        .order_by(count.desc(), ButirVersi.butir_id)
        .limit(OFTEN)
    )
    often = {butir_id: volume for butir_id, volume, _ in tx.session.execute(query)}
    usable = dict(_usable(tx, actor, list(often), tanggal))
    return [_suggest(one, usable[one], often[one], "", "sering") for one in often if one in usable]


def _usable(
    tx: Transaction, actor: Actor, ids: Sequence[int], tanggal: date | None
) -> list[tuple[int, VersiButir]]:
    day = tanggal or tx.today
    scope = scope_of(tx, employee(actor), day)
    return [
        (butir_id, item)
        for butir_id, item in butir_pada(tx.session, day, hanya=ids, batas=len(ids) + 1)
        if fits(item, scope)
    ]


def one_item(tx: Transaction, actor: Actor, butir_id: int, tanggal: date | None = None) -> Suggestion | None:
    """An item, if the actor may use it on the day."""
    return next((_suggest(*one, 1, "", "cari") for one in _usable(tx, actor, [butir_id], tanggal)), None)


def of_favourite(tx: Transaction, actor: Actor, butir_id: int, tanggal: date) -> NewEntry:
    """An entry as a favourite and the last entry of the same item make it. Raises `NotFound` for what is none."""
    kept = tx.session.get(AktivitasFavorit, (employee(actor), butir_id))
    if kept is None:
        raise NotFound("butir_aktivitas", butir_id)
    link = last_link(tx, actor, tanggal, butir_id)
    return NewEntry(
        tanggal,
        butir_id,
        kept.volume,
        keterangan=kept.keterangan or "",
        rhk_kunci=link.rhk_kunci,
        rencana_aksi_id=link.rencana_aksi_id,
        alasan_tanpa_rhk=link.alasan,
    )


def keep_favourite(work: Work, actor: Actor, butir_id: int, volume: int, keterangan: str = "") -> None:
    """Keep an item at hand, or change its usual volume. Raises `NotFound` for an unknown item."""
    with work.transaction() as tx:
        if volume < 1 or tx.session.get(ButirAktivitas, butir_id) is None:
            raise NotFound("butir_aktivitas", butir_id)
        values = {"volume": volume, "keterangan": keterangan.strip()[:200] or None, "pada": tx.now}
        statement = insert(AktivitasFavorit).values(pegawai_id=employee(actor), butir_id=butir_id, **values)
        keys = [AktivitasFavorit.pegawai_id, AktivitasFavorit.butir_id]
        tx.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


def drop_favourite(work: Work, actor: Actor, butir_id: int) -> None:
    """Put a favourite away; repeating is harmless."""
    with work.transaction() as tx:
        tx.session.execute(
            delete(AktivitasFavorit).where(
                AktivitasFavorit.pegawai_id == employee(actor), AktivitasFavorit.butir_id == butir_id
            )
        )


def _suggest(butir_id: int, item: VersiButir, volume: int, keterangan: str, source: str) -> Suggestion:
    return Suggestion(
        butir_id, item.kode, item.nama, item.satuan, item.waktu_baku, item.cara_hitung, volume, keterangan,
        source, item.wajib_bukti,
    )  # fmt: skip
