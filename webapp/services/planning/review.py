"""What the detector saw, for BKPP to look at: many accounts on one device, nearly the same text of several people.

An item lists accounts and documents and binds nobody: nothing is blocked, returned or rated because of it. It is
closed with a note that says what was found out [BKPP Kota Semarang, isu SKP 7].
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.penyuntingan import JenisTinjauan, Sunting, kata_sendiri, satu_perangkat, serupa
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import refuse_own
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun, nama_akun
from webapp.storage.aturan import nilai_aturan
from webapp.storage.audit import AuditEvent
from webapp.storage.isi import muat_isi
from webapp.storage.organisasi import nama_pegawai
from webapp.storage.penyuntingan import Penyuntingan, Tinjauan
from webapp.storage.skp import Skp, SkpRevisi

LOOK_BACK = timedelta(hours=26)
"""How far the detector looks back: a day, and what a missed run left over."""

MIN_NOTE, MAX_NOTE = 10, 2_000


@dataclass(frozen=True)
class Item:
    """An item as its page shows it. `people`: (account's name, the SKP's id or None)."""

    row: Tinjauan
    accounts: Sequence[str]
    documents: Sequence[tuple[int, str]]
    closed_by: str


def detect_devices(work: Work) -> int:
    """Look at the editing of the last day [CONFIG deteksi_penyuntingan]. Returns how many new items were made."""
    with work.transaction() as tx:
        rule = _rule(tx)
        query = select(Penyuntingan).where(Penyuntingan.terakhir >= tx.now - LOOK_BACK)
        seen = [
            Sunting(row.akun_id, row.skp_id, row.perangkat, row.mulai, row.terakhir)
            for row in tx.session.scalars(query)
        ]
        found = satu_perangkat(seen, akun=rule["akun"], menit=rule["menit"])
        return sum(
            keep(
                tx,
                f"perangkat:{one.perangkat}:{one.dari.isoformat()}",
                JenisTinjauan.SATU_PERANGKAT, one.akun, one.skp, one.dari, one.sampai,
            )
            for one in found
        )  # fmt: skip


def detect_texts(work: Work) -> int:
    """Compare the newest handed-in document of everybody in the running year. Returns how many items are new."""
    with work.transaction() as tx:
        rule = _rule(tx)
        owners: dict[int, int] = {}
        words: dict[int, tuple[str, ...]] = {}
        for skp_id, pegawai_id, revisi_id in tx.session.execute(_newest(tx.today.year)):
            owners[skp_id] = pegawai_id
            words[skp_id] = kata_sendiri(muat_isi(tx.session, revisi_id))
        found = serupa(
            words, mirip_persen=rule["mirip_persen"], kata_paling_sedikit=rule["kata_paling_sedikit"]
        )
        groups = [group for group in found if len({owners[one] for one in group}) > 1]
        return sum(
            keep(tx, "serupa:" + _digest(group), JenisTinjauan.ISI_SERUPA, (), group, tx.now, tx.now)
            for group in groups
        )


def _newest(tahun: int) -> Any:
    return (
        select(Skp.id, Skp.pegawai_id, SkpRevisi.id)
        .join(SkpRevisi, SkpRevisi.skp_id == Skp.id)
        .where(Skp.tahun == tahun, SkpRevisi.diajukan_pada.is_not(None))
        .ext(distinct_on(Skp.id))
        .order_by(Skp.id, SkpRevisi.nomor.desc())
    )


def _digest(group: Sequence[int]) -> str:
    return hashlib.sha256(",".join(str(one) for one in group).encode()).hexdigest()[:32]


def _rule(tx: Transaction) -> Mapping[str, Any]:
    bawaan = {"akun": 6, "menit": 30, "mirip_persen": 90, "kata_paling_sedikit": 40}
    return bawaan | (nilai_aturan(tx.session, "deteksi_penyuntingan", tx.today) or {})


def keep(
    tx: Transaction, kunci: str, jenis: JenisTinjauan, akun: Sequence[int], skp: Sequence[int], dari: Any,
    sampai: Any,
) -> int:  # fmt: skip
    """One item for one finding; while it is open a burst that went on takes in who came later."""
    values = {"jenis": jenis, "akun": list(akun), "skp": list(skp), "dari": dari, "sampai": sampai}
    order = (
        insert(Tinjauan)
        .values(kunci=kunci, dibuat_pada=tx.now, **values)
        .on_conflict_do_nothing(index_elements=[Tinjauan.kunci])
        .returning(Tinjauan.id)
    )
    if tx.session.execute(order).one_or_none() is not None:
        return 1
    held = tx.session.scalars(select(Tinjauan).where(Tinjauan.kunci == kunci)).one()
    if held.ditutup_pada is None:
        held.akun, held.skp, held.sampai = values["akun"], values["skp"], sampai
    return 0


def items(tx: Transaction, actor: Actor, *, closed: bool = False) -> list[Item]:
    """Open items, the oldest first, or the closed ones, the newest first. Raises `Denied` to others than BKPP."""
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    query = select(Tinjauan)
    if closed:
        query = (
            query.where(Tinjauan.ditutup_pada.is_not(None)).order_by(Tinjauan.ditutup_pada.desc()).limit(100)
        )
    else:
        query = query.where(Tinjauan.ditutup_pada.is_(None)).order_by(Tinjauan.id)
    return [_item(tx, row) for row in tx.session.scalars(query)]


def count_open(tx: Transaction) -> int:
    """How many items wait."""
    query = select(func.count()).select_from(Tinjauan).where(Tinjauan.ditutup_pada.is_(None))
    return tx.session.scalars(query).one()


def item(tx: Transaction, actor: Actor, tinjauan_id: int) -> Item:
    """One item. Raises `NotFound`, `Denied`."""
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    row = tx.session.get(Tinjauan, tinjauan_id)
    if row is None:
        raise NotFound("tinjauan", tinjauan_id)
    return _item(tx, row)


def _item(tx: Transaction, row: Tinjauan) -> Item:
    query = select(Skp.id, Skp.pegawai_id).where(Skp.id.in_(row.skp)).order_by(Skp.id)
    owners = [(skp_id, pegawai_id) for skp_id, pegawai_id in tx.session.execute(query)]
    names = nama_pegawai(tx.session, {pegawai_id for _, pegawai_id in owners})
    return Item(
        row=row,
        accounts=[nama_akun(tx.session, one) for one in row.akun],
        documents=[(skp_id, names.get(pegawai_id, "")) for skp_id, pegawai_id in owners],
        closed_by=nama_akun(tx.session, row.ditutup_oleh) if row.ditutup_oleh is not None else "",
    )


def close(work: Work, actor: Actor, tinjauan_id: int, catatan: str) -> None:
    """Close an item with what was found out. Raises `NotFound`, `Denied`, `Refused`."""
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    with work.transaction() as tx:
        row = tx.session.scalars(
            select(Tinjauan).where(Tinjauan.id == tinjauan_id).with_for_update()
        ).one_or_none()
        if row is None:
            raise NotFound("tinjauan", tinjauan_id)
        owners = select(Skp.pegawai_id).where(Skp.id.in_(row.skp))
        accounts = select(Akun.pegawai_id).where(Akun.id.in_(row.akun))
        refuse_own(actor, {*tx.session.scalars(owners), *tx.session.scalars(accounts)})
        if row.ditutup_pada is not None:
            raise Refused(
                [Pelanggaran("tinjauan.ditutup", "Tinjauan ini sudah ditutup. Muat ulang halaman.", None)]
            )
        note = catatan.strip()
        if not MIN_NOTE <= len(note) <= MAX_NOTE:
            pesan = Sentence(
                "Tulis apa yang ditemukan, %(least)s sampai %(most)s huruf.", least=MIN_NOTE, most=MAX_NOTE
            )
            raise Refused([Pelanggaran("tinjauan.catatan", pesan, "catatan")])
        row.catatan, row.ditutup_oleh, row.ditutup_pada = note, actor.akun_id, tx.now
        tx.session.add(
            AuditEvent(
                at=tx.now, actor_id=actor.akun_id, kind="tinjauan_ditutup", object_kind="tinjauan",
                object_id=row.id, detail={},
            )
        )  # fmt: skip
