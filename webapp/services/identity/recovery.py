"""Recovery: who has lost a password or a second factor gets back in by two officers of BKPP, and by no single one.

The first asks with a reason, the second decides; neither for himself, and not the same person twice. What comes of it
is an initial password, good for one sign-in within a day. Its first half is shown once to the first, its second half
once to the second, and the person alone gets both: neither officer can sign in as the person. A second factor stays
unless the request says that it goes; sessions end; the owner is told of every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun, Peran, nama_akun, same_person
from webapp.storage.faktor import KunciSandi
from webapp.storage.organisasi import Pegawai
from webapp.storage.pemulihan import PemulihanAkun

from . import limits, recovery_codes, totp
from .accounts import locked, plain, release_brake
from .factors import factors_of
from .passwords import draw_half, first_half, issue_initial
from .reauthentication import Confirm
from .sessions import Factors, end_all
from .telling import note, tell

OFFICE = Peran.ADMIN_BKPP
LONGEST_REASON = 500


@dataclass(frozen=True)
class Person:
    """Whose account it is, as officers see it."""

    akun_id: int
    name: str
    username: str
    nip: str | None
    factors: Factors
    waits: int | None


@dataclass(frozen=True)
class Asked:
    """What came of asking: the request's id, and the half of the initial password that the first officer hands over."""

    id: int
    half: str


@dataclass(frozen=True)
class Request:
    """A request in the list, or on its page."""

    id: int
    person: str
    username: str
    reason: str
    drops_factors: bool
    asked_by: str
    asked_at: datetime
    agreed: bool | None
    decided_by: str | None
    decided_at: datetime | None
    may_decide: bool
    may_withdraw: bool


def look_up(tx: Transaction, actor: Actor, name: str) -> Person | None:
    """The account of a NIP or a name, for officers. Raises `Denied`."""
    _check(actor)
    said = plain(name)
    query = select(Akun, Pegawai.nip).outerjoin(Pegawai, Pegawai.id == Akun.pegawai_id)
    found = tx.session.execute(
        query.where(Pegawai.nip == said if said.isdigit() else Akun.nama_pengguna == said)
    ).one_or_none()
    if found is None:
        return None
    akun, nip = found
    waits = select(PemulihanAkun.id).where(PemulihanAkun.akun_id == akun.id, PemulihanAkun.setuju.is_(None))
    return Person(
        akun.id, nama_akun(tx.session, akun.id), akun.nama_pengguna, nip, factors_of(tx, akun.id),
        tx.session.scalar(waits),
    )  # fmt: skip


def ask(
    work: Work, actor: Actor, akun_id: int, reason: str, *, drop_factors: bool, confirm: Confirm
) -> Asked:
    """Ask that a person may choose a new password. What comes back is shown once, and counts when another agrees.

    Raises `Denied`, `NotFound`, `Refused` with all reasons, and as `confirm` does.
    """
    _check(actor)
    reason = reason.strip()
    with work.transaction() as tx:
        akun = tx.session.get(Akun, akun_id, with_for_update=True)
        if akun is None:
            raise NotFound("akun", akun_id)
        wrong = _objections(tx, actor, akun, reason)
        if wrong:
            raise Refused(wrong)
        confirm(tx)
        half = draw_half()
        row = PemulihanAkun(
            akun_id=akun_id,
            alasan=reason,
            lepas_faktor=drop_factors,
            diminta_akun_id=actor.akun_id,
            diminta_pada=tx.now,
            paruh=first_half(half),
        )
        tx.session.add(row)
        tx.session.flush()
        note(tx, akun_id, "pemulihan_diminta", {"pemulihan": row.id, "alasan": reason}, by=actor.akun_id)
        tell(tx, akun_id, "pemulihan_diminta", f"Pemulihan akun Anda diminta oleh {actor.nama}.", str(row.id))
        return Asked(row.id, half)


def _objections(tx: Transaction, actor: Actor, akun: Akun, reason: str) -> list[Pelanggaran]:
    open_ = select(PemulihanAkun.id).where(PemulihanAkun.akun_id == akun.id, PemulihanAkun.setuju.is_(None))
    rules = (
        (
            same_person(tx.session, actor.akun_id, akun.id, unknown=False),
            _no("Pemulihan akun Anda sendiri diminta oleh admin BKPP lain.", "nama"),
        ),
        (not akun.aktif, _no("Akun ini sudah ditutup, jadi tidak dapat dipulihkan.", "nama")),
        (
            tx.session.scalar(open_) is not None,
            _no("Sudah ada permintaan yang menunggu untuk akun ini.", "nama"),
        ),
        (
            len(reason) < 10,
            _no("Tulis alasan paling sedikit 10 huruf: bagaimana Anda memastikan orangnya.", "alasan"),
        ),
        (
            len(reason) > LONGEST_REASON,
            _no(Sentence("Alasan paling banyak %(n)s huruf.", n=LONGEST_REASON), "alasan"),
        ),
    )
    return [refusal for broken, refusal in rules if broken]


def _no(sentence: str, field: str) -> Pelanggaran:
    return Pelanggaran("pemulihan", sentence, field)


def end_sessions(work: Work, actor: Actor, akun_id: int, confirm: Confirm) -> int:
    """End every session of an account, as one officer: nobody gains anything by it. The owner is told.

    Returns how many. Raises `Denied`, `NotFound`, and as `confirm` does.
    """
    _check(actor)
    with work.transaction() as tx:
        if tx.session.get(Akun, akun_id, with_for_update=True) is None:
            raise NotFound("akun", akun_id)
        confirm(tx)
        ended = end_all(tx, akun_id, "diakhiri admin")
        note(tx, akun_id, "sesi_diakhiri_admin", {"jumlah": ended}, by=actor.akun_id)
        tell(
            tx,
            akun_id,
            "sesi_diakhiri_admin",
            f"Semua sesi Anda diakhiri oleh {actor.nama}.",
            tx.now.isoformat(),
        )
        return ended


def decide(
    work: Work, actor: Actor, request_id: int, *, agree: bool, reason: str, confirm: Confirm
) -> str | None:
    """Decide as the second officer. Returns the second half of the initial password, which is shown once.

    None where it is declined: the first half is then good for nothing.
    Who asked may only take the request back. Raises `NotFound`, `Denied`, `Refused`, and as `confirm` does.
    """
    _check(actor)
    with work.transaction() as tx:
        row = _row(tx, request_id)
        if row.setuju is not None:
            raise Refused([Pelanggaran("pemulihan.putus", "Permintaan ini sudah diputus.")])
        if agree and not _may_decide(tx, actor, row):
            why = "Pemulihan disetujui admin BKPP lain: bukan yang meminta, dan bukan pemilik akunnya."
            raise Refused([Pelanggaran("pemulihan.orang_kedua", why)])
        if agree and not tx.session.get_one(Akun, row.akun_id).aktif:
            why = "Akun ini sudah ditutup, jadi tidak dapat dipulihkan."
            raise Refused([Pelanggaran("pemulihan.tutup", why)])
        if agree:
            confirm(tx)
        row.diputus_akun_id, row.diputus_pada, row.setuju = actor.akun_id, tx.now, agree
        first, row.paruh = row.paruh, None
        row.alasan_putusan = reason.strip()[:LONGEST_REASON] or None
        kind = "pemulihan_disetujui" if agree else "pemulihan_ditolak"
        note(tx, row.akun_id, kind, {"pemulihan": row.id, "lepas_faktor": row.lepas_faktor}, by=actor.akun_id)
        words = f"Pemulihan akun Anda {'disetujui' if agree else 'ditolak'} oleh {actor.nama}."
        tell(tx, row.akun_id, kind, words, str(row.id))
        return _recover(tx, row, first or "") if agree else None


def _recover(tx: Transaction, row: PemulihanAkun, first: str) -> str:
    """End what the account has and give it an initial password; what slows strangers' guesses begins anew."""
    akun = locked(tx, row.akun_id)
    end_all(tx, akun.id, "pemulihan akun")
    release_brake(akun)
    limits.empty(tx, "masuk_nama", limits.of_name(akun, akun.nama_pengguna))
    if row.lepas_faktor:
        totp.remove(tx, akun.id)
        tx.session.execute(delete(KunciSandi).where(KunciSandi.akun_id == akun.id))
        recovery_codes.remove(tx, akun.id)
        tell(tx, akun.id, "faktor_dilepas", "Faktor kedua akun Anda dilepas lewat pemulihan.", str(row.id))
    return issue_initial(tx, akun.id, first, row.id)


def requests(tx: Transaction, actor: Actor) -> Sequence[Request]:
    """The requests, those that wait first, then the newest. Raises `Denied`."""
    _check(actor)
    order = (PemulihanAkun.setuju.is_not(None), PemulihanAkun.id.desc())
    rows = tx.session.scalars(select(PemulihanAkun).order_by(*order).limit(100))
    return [_told(tx, actor, row) for row in rows]


def request(tx: Transaction, actor: Actor, request_id: int) -> Request:
    """One request. Raises `Denied` or `NotFound`."""
    _check(actor)
    row = tx.session.get(PemulihanAkun, request_id)
    if row is None:
        raise NotFound("pemulihan_akun", request_id)
    return _told(tx, actor, row)


def _told(tx: Transaction, actor: Actor, row: PemulihanAkun) -> Request:
    akun = tx.session.get_one(Akun, row.akun_id)
    by = None if row.diputus_akun_id is None else nama_akun(tx.session, row.diputus_akun_id)
    is_open = row.setuju is None
    return Request(
        row.id, nama_akun(tx.session, row.akun_id), akun.nama_pengguna, row.alasan, row.lepas_faktor,
        nama_akun(tx.session, row.diminta_akun_id), row.diminta_pada, row.setuju, by, row.diputus_pada,
        is_open and _may_decide(tx, actor, row), is_open and actor.akun_id == row.diminta_akun_id,
    )  # fmt: skip


def _row(tx: Transaction, request_id: int) -> PemulihanAkun:
    row = tx.session.get(PemulihanAkun, request_id, with_for_update=True)
    if row is None:
        raise NotFound("pemulihan_akun", request_id)
    return row


def _may_decide(tx: Transaction, actor: Actor, row: PemulihanAkun) -> bool:
    """Accounts of nobody count here: at the beginning there are no others, and somebody has to be let in."""
    return not same_person(tx.session, actor.akun_id, row.diminta_akun_id, row.akun_id, unknown=False)


def _check(actor: Actor) -> None:
    require(actor, Right.WRITE, Kind.RECOVERY)
