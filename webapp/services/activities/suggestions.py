"""What makes an entry quick: favourites, what is done often, items found by a word, and a whole day copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.aktivitas import HIDUP
from webapp.domain.bank_aktivitas import CaraHitung, VersiButir
from webapp.operations import Actor
from webapp.services.errors import Denied, NotFound
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import Aktivitas, AktivitasFavorit
from webapp.storage.bank import ButirAktivitas, ButirVersi, butir_pada

from .entry import NewEntry, Saved, save_within
from .rows import entry_rows
from .scope import fits, scope_of

OFTEN = 8
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


def find_items(tx: Transaction, actor: Actor, said: str, tanggal: date | None = None) -> list[Suggestion]:
    """Items that fit what was typed and that the actor may use on the day."""
    day = tanggal or tx.today
    scope = scope_of(tx, _employee(actor), day)
    return [
        _suggest(butir_id, item, 1, "", "cari")
        for butir_id, item in butir_pada(tx.session, day, said.strip())
        if fits(item, scope)
    ]


def favourites(tx: Transaction, actor: Actor, tanggal: date | None = None) -> list[Suggestion]:
    """The actor's favourites that may be used on the day."""
    query = select(AktivitasFavorit).where(AktivitasFavorit.pegawai_id == _employee(actor))
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
            Aktivitas.pegawai_id == _employee(actor),
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
    scope = scope_of(tx, _employee(actor), day)
    return [
        (butir_id, item)
        for butir_id, item in butir_pada(tx.session, day, hanya=ids, batas=len(ids) + 1)
        if fits(item, scope)
    ]


def keep_favourite(work: Work, actor: Actor, butir_id: int, volume: int, keterangan: str = "") -> None:
    """Keep an item at hand, or change its usual volume. Raises `NotFound` for an unknown item."""
    with work.transaction() as tx:
        if volume < 1 or tx.session.get(ButirAktivitas, butir_id) is None:
            raise NotFound("butir_aktivitas", butir_id)
        values = {"volume": volume, "keterangan": keterangan.strip()[:200] or None, "pada": tx.now}
        statement = insert(AktivitasFavorit).values(pegawai_id=_employee(actor), butir_id=butir_id, **values)
        keys = [AktivitasFavorit.pegawai_id, AktivitasFavorit.butir_id]
        tx.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


def drop_favourite(work: Work, actor: Actor, butir_id: int) -> None:
    """Put a favourite away; repeating is harmless."""
    with work.transaction() as tx:
        tx.session.execute(
            delete(AktivitasFavorit).where(
                AktivitasFavorit.pegawai_id == _employee(actor), AktivitasFavorit.butir_id == butir_id
            )
        )


def copy_day(work: Work, actor: Actor, dari: date, ke: date, request_id: UUID) -> list[Saved]:
    """Enter a day's live entries again on another day, at the same times, all or none. Raises `Refused`."""
    with work.transaction() as tx:
        rows = entry_rows(
            tx,
            Aktivitas.pegawai_id == _employee(actor),
            Aktivitas.tanggal == dari,
            Aktivitas.status.in_(HIDUP),
        )
        return [
            save_within(
                tx,
                actor,
                NewEntry(
                    tanggal=ke,
                    butir_id=one.butir_id,
                    volume=one.volume,
                    mulai=one.mulai,
                    selesai=one.selesai,
                    keterangan=one.keterangan,
                    rhk_kunci=one.rhk_kunci,
                    alasan_tanpa_rhk=one.alasan_tanpa_rhk or "",
                ),
                uuid5(request_id, str(one.id)),
            )
            for one in rows
        ]


def _suggest(butir_id: int, item: VersiButir, volume: int, keterangan: str, source: str) -> Suggestion:
    return Suggestion(
        butir_id, item.kode, item.nama, item.satuan, item.waktu_baku, item.cara_hitung, volume, keterangan,
        source,
    )  # fmt: skip


def _employee(actor: Actor) -> int:
    if actor.pegawai_id is None:
        raise Denied("Aktivitas harian dicatat oleh pegawai untuk dirinya sendiri.")
    return actor.pegawai_id
