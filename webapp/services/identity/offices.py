"""Offices of accounts, and closing one: one admin proposes, another agrees; neither of them is the person.

With the agreement the account's sessions end, so that nobody goes on with what he may no longer do, and the owner is
told. An account that is closed holds no office, and has none when it is opened again. Two admins always stay: with
fewer nothing that takes two could be done. Whose an account is never changes here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, text

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun, Peran, nama_akun, same_person
from webapp.storage.organisasi import Pegawai
from webapp.storage.peran import UsulPeran

from .accounts import locked, plain
from .passwords import withdraw_initial
from .reauthentication import Confirm
from .sessions import end_all
from .telling import note, tell

FEWEST_ADMINS: Final = 2
SHORTEST, LONGEST = 10, 500
"""Letters of a reason."""
_LOCK: Final = text("SELECT pg_advisory_xact_lock(5251013)")
"""One agreement at a time: two that each leave two admins must not leave one together."""


@dataclass(frozen=True)
class _Words:
    """The kinds of event of a proposal, an agreement and a refusal, and what the owner reads."""

    proposed: str
    agreed: str
    declined: str
    what: str


_WORDS: Final[Mapping[bool | None, _Words]] = {
    None: _Words("peran_diusulkan", "peran_diubah", "peran_tetap", "Perubahan peran akun Anda"),
    False: _Words("penutupan_diusulkan", "akun_ditutup", "akun_tetap", "Penutupan akun Anda"),
    True: _Words("pembukaan_diusulkan", "akun_dibuka", "akun_tetap", "Pembukaan kembali akun Anda"),
}
"""By what a proposal does to the account: leaves it in use, closes it (False), opens it again (True)."""


@dataclass(frozen=True)
class Holder:
    """An account that holds offices, or one that was looked for."""

    akun_id: int
    name: str
    username: str
    offices: Sequence[str]
    is_open: bool
    is_me: bool


@dataclass(frozen=True)
class Proposal:
    """A proposal in the list, or on its page. `opens`: whether the account is opened again (True) or closed (False)."""

    id: int
    person: str
    username: str
    before: Sequence[str]
    after: Sequence[str]
    opens: bool | None
    reason: str
    proposed_by: str
    proposed_at: datetime
    agreed: bool | None
    decided_by: str | None
    decided_at: datetime | None
    may_decide: bool
    may_withdraw: bool


def holders(tx: Transaction, actor: Actor) -> list[Holder]:
    """Every account in use that holds an office, by its name. Raises `Denied`."""
    _check(actor)
    rows = tx.session.scalars(select(Akun).where(Akun.aktif, func.cardinality(Akun.peran) > 0))
    return sorted((_holder(tx, actor, akun) for akun in rows), key=lambda one: one.name.casefold())


def look_up(tx: Transaction, actor: Actor, name: str) -> Holder | None:
    """The account of a NIP or a name. Raises `Denied`."""
    _check(actor)
    said = plain(name)
    query = select(Akun).outerjoin(Pegawai, Pegawai.id == Akun.pegawai_id)
    akun = tx.session.scalars(
        query.where(Pegawai.nip == said if said.isdigit() else Akun.nama_pengguna == said)
    ).one_or_none()
    return None if akun is None else _holder(tx, actor, akun)


def holder(tx: Transaction, actor: Actor, akun_id: int) -> Holder:
    """The account of a number. Raises `Denied`, `NotFound`."""
    _check(actor)
    akun = tx.session.get(Akun, akun_id)
    if akun is None:
        raise NotFound("akun", akun_id)
    return _holder(tx, actor, akun)


def _holder(tx: Transaction, actor: Actor, akun: Akun) -> Holder:
    name = nama_akun(tx.session, akun.id)
    mine = same_person(tx.session, actor.akun_id, akun.id, unknown=False)
    return Holder(akun.id, name, akun.nama_pengguna, sorted(akun.peran), akun.aktif, mine)


def propose(
    work: Work, actor: Actor, akun_id: int, offices: Collection[str], reason: str, confirm: Confirm,
    *, opens: bool | None = None,
) -> int:  # fmt: skip
    """Propose which offices an account holds from then on. Returns the proposal's id.

    With `opens` False the account is closed, with True opened again; either way it holds no office then. Raises
    `Denied`, `NotFound`, `Refused` with all reasons, and as `confirm` does.
    """
    _check(actor)
    reason, wanted = reason.strip(), sorted(set(offices)) if opens is None else []
    with work.transaction() as tx:
        akun = tx.session.get(Akun, akun_id, with_for_update=True)
        if akun is None:
            raise NotFound("akun", akun_id)
        wrong = [*_objections(tx, actor, akun, wanted, opens), *_wrong_reason(reason)]
        if wrong:
            raise Refused(wrong)
        confirm(tx)
        row = UsulPeran(
            akun_id=akun_id, peran=wanted, peran_lama=sorted(akun.peran), buka=opens, alasan=reason,
            diusulkan_akun_id=actor.akun_id, diusulkan_pada=tx.now,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        detail = {"usul": row.id, "dari": row.peran_lama, "menjadi": wanted, "alasan": reason}
        said = _WORDS[opens]
        note(tx, akun_id, said.proposed, detail, by=actor.akun_id)
        tell(tx, akun_id, said.proposed, f"{said.what} diusulkan oleh {actor.nama}.", str(row.id))
        return row.id


def _objections(
    tx: Transaction, actor: Actor, akun: Akun, wanted: Sequence[str], opens: bool | None
) -> list[Pelanggaran]:
    waits = select(UsulPeran.id).where(UsulPeran.akun_id == akun.id, UsulPeran.setuju.is_(None))
    rules = (
        (
            same_person(tx.session, actor.akun_id, akun.id, unknown=False),
            _no(
                "Peran Anda sendiri diusulkan oleh admin BKPP lain."
                if opens is None
                else "Akun Anda sendiri ditutup atau dibuka oleh admin BKPP lain.",
                "nama",
            ),
        ),
        (not akun.aktif and not opens, _no("Akun ini sudah ditutup.", "nama")),
        (akun.aktif and opens is True, _no("Akun ini tidak ditutup, jadi tidak perlu dibuka.", "nama")),
        (
            tx.session.scalar(waits) is not None,
            _no("Sudah ada usul yang menunggu untuk akun ini.", "nama"),
        ),
        (not set(wanted) <= set(Peran), _no("Pilih peran yang ada di daftar ini.", "peran")),
        (
            opens is None and wanted == sorted(akun.peran),
            _no("Akun ini sudah memegang peran itu, tidak ada yang berubah.", "peran"),
        ),
        (_too_few_admins(tx, akun, wanted), _no("Paling sedikit dua admin BKPP harus tetap ada.", "peran")),
        (
            bool(wanted) and akun.pegawai_id is None and akun.pihak_luar_id is None,
            _no("Akun ini tidak berpemilik, jadi tidak diberi peran.", "nama"),
        ),
    )
    return [refusal for broken, refusal in rules if broken]


def _no(sentence: str, field: str) -> Pelanggaran:
    return Pelanggaran("peran", sentence, field)


def _wrong_reason(reason: str) -> list[Pelanggaran]:
    if SHORTEST <= len(reason) <= LONGEST:
        return []
    pesan = Sentence(
        "Tulis alasan %(least)s sampai %(most)s huruf, misalnya nomor suratnya.", least=SHORTEST, most=LONGEST
    )
    return [Pelanggaran("peran", pesan, "alasan")]


def _too_few_admins(tx: Transaction, akun: Akun, wanted: Sequence[str]) -> bool:
    office = Peran.ADMIN_BKPP.value
    if not akun.aktif or office not in akun.peran or office in wanted:
        return False
    others = select(func.count()).where(
        Akun.aktif, Akun.peran.contains([office]), Akun.id != akun.id, Akun.pegawai_id.is_not(None)
    )
    return (tx.session.scalar(others) or 0) < FEWEST_ADMINS


def decide(work: Work, actor: Actor, usul_id: int, *, agree: bool, confirm: Confirm) -> None:
    """Decide as the second officer. Who proposed may only take the proposal back; the person decides nothing.

    Raises `NotFound`, `Denied`, `Refused`, and as `confirm` does.
    """
    _check(actor)
    with work.transaction() as tx:
        row = tx.session.get(UsulPeran, usul_id, with_for_update=True)
        if row is None:
            raise NotFound("usul_peran", usul_id)
        _refuse(tx, actor, row, agree=agree)
        akun = locked(tx, row.akun_id)
        if agree:
            tx.session.execute(_LOCK)
            _still_fits(tx, akun, row)
            confirm(tx)
        row.diputus_akun_id, row.diputus_pada, row.setuju = actor.akun_id, tx.now, agree
        said = _WORDS[row.buka]
        kind = said.agreed if agree else said.declined
        detail = {"usul": row.id, "dari": row.peran_lama, "menjadi": row.peran}
        if agree:
            detail["sesi"] = _change(tx, akun, row)
        note(tx, akun.id, kind, detail, by=actor.akun_id)
        words = f"{said.what} {'disetujui' if agree else 'ditolak'} oleh {actor.nama}."
        tell(tx, akun.id, kind, words, str(row.id))


def _change(tx: Transaction, akun: Akun, row: UsulPeran) -> int:
    """Do what was agreed. Returns how many sessions ended."""
    akun.peran = row.peran
    if row.buka is None:
        return end_all(tx, akun.id, "peran diubah")
    akun.aktif = row.buka
    withdraw_initial(tx, akun.id)
    return end_all(tx, akun.id, "akun ditutup")


def _refuse(tx: Transaction, actor: Actor, row: UsulPeran, *, agree: bool) -> None:
    if row.setuju is not None:
        raise Refused([Pelanggaran("peran.putus", "Usul ini sudah diputus.")])
    withdraws = not agree and actor.akun_id == row.diusulkan_akun_id
    if not withdraws and not _may_decide(tx, actor, row):
        pesan = "Peran disetujui admin BKPP lain: bukan yang mengusulkan, dan bukan pemilik akunnya."
        raise Refused([Pelanggaran("peran.orang_kedua", pesan)])


def _still_fits(tx: Transaction, akun: Akun, row: UsulPeran) -> None:
    pesan = ""
    if akun.aktif == (row.buka is True) or sorted(akun.peran) != row.peran_lama:
        pesan = "Akun ini sudah berubah sejak usul dibuat. Tolak usul ini, lalu usulkan lagi."
    elif _too_few_admins(tx, akun, row.peran):
        pesan = "Paling sedikit dua admin BKPP harus tetap ada."
    if pesan:
        raise Refused([Pelanggaran("peran.berubah", pesan)])


def proposals(tx: Transaction, actor: Actor) -> Sequence[Proposal]:
    """The proposals, those that wait first, then the newest. Raises `Denied`."""
    _check(actor)
    order = (UsulPeran.setuju.is_not(None), UsulPeran.id.desc())
    return [
        _told(tx, actor, row) for row in tx.session.scalars(select(UsulPeran).order_by(*order).limit(100))
    ]


def proposal(tx: Transaction, actor: Actor, usul_id: int) -> Proposal:
    """One proposal. Raises `Denied` or `NotFound`."""
    _check(actor)
    row = tx.session.get(UsulPeran, usul_id)
    if row is None:
        raise NotFound("usul_peran", usul_id)
    return _told(tx, actor, row)


def _told(tx: Transaction, actor: Actor, row: UsulPeran) -> Proposal:
    akun = tx.session.get_one(Akun, row.akun_id)
    by = None if row.diputus_akun_id is None else nama_akun(tx.session, row.diputus_akun_id)
    is_open = row.setuju is None
    return Proposal(
        row.id, nama_akun(tx.session, row.akun_id), akun.nama_pengguna, row.peran_lama, row.peran, row.buka, row.alasan,
        nama_akun(tx.session, row.diusulkan_akun_id), row.diusulkan_pada, row.setuju, by, row.diputus_pada,
        is_open and _may_decide(tx, actor, row), is_open and actor.akun_id == row.diusulkan_akun_id,
    )  # fmt: skip


def _may_decide(tx: Transaction, actor: Actor, row: UsulPeran) -> bool:
    mine = same_person(tx.session, actor.akun_id, row.akun_id, unknown=False)
    return not mine and not same_person(tx.session, actor.akun_id, row.diusulkan_akun_id)


def _check(actor: Actor) -> None:
    require(actor, Right.WRITE, Kind.OFFICES)
