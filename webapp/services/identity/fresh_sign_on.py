"""Re-authentication through the agency's provider: whoever signs is recognised there anew, for exactly one content.

The person leaves our pages for that. What was typed waits here, sealed and bound to the session; the nonce of the
question covers the SHA-256 of the content, and the proof counts once, for that content, within five minutes of the
moment that the provider names.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from webapp.services.errors import NotFound, WrongPassword
from webapp.services.people.assignments import leads
from webapp.services.work import Transaction, Work
from webapp.storage.aturan import nilai_aturan
from webapp.storage.masuk_luar import PermintaanLuar
from webapp.storage.segel import TidakTerbuka
from webapp.storage.sesi import Sesi

from . import factors
from .accounts import locked
from .provider import SKEW, Provider
from .reauthentication import FRESH, Confirm, Evidence, evidence
from .sessions import SINGLE_SIGN_ON, SINGLE_SIGN_ON_TWO, Client, Found, fingerprint
from .single_sign_on import LIFE, PROVE, RULE, counts_as_two, forget_old, link_of, question

Fields = Sequence[tuple[str, str]]

HELD = 5
"""What one session may have waiting; beyond that the oldest goes, which its page is told when it is sent."""


@dataclass(frozen=True)
class Waiting:
    """What waits to be signed: where it is sent, its fields, and whether its owner has been recognised for it."""

    id: UUID
    address: str
    fields: Fields
    proven: bool


def is_linked(tx: Transaction, here: Found, provider: Provider) -> bool:
    """Whether the person can be recognised through the provider."""
    return link_of(tx, here.actor.akun_id, provider.settings.issuer) is not None


def hold(work: Work, here: Found, client: Client, address: str, fields: Fields, content: str) -> UUID:
    """Keep what somebody is about to sign until he has been recognised. Returns under which number."""
    asked = question(content)
    with work.transaction() as tx:
        forget_old(tx)
        _make_room(tx, here)
        row = PermintaanLuar(
            maksud=PROVE, sidik=fingerprint(asked.state), nonce=asked.nonce, pembuka=asked.verifier,
            perangkat=client.device, sesi_id=here.id, isi_sidik=content, tujuan=address, dibuat_pada=tx.now,
            sampai=tx.now + LIFE, kiriman=tx.work.segel.tutup(json.dumps(list(fields)), _bound_to(here, content)),
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        return row.id


def _make_room(tx: Transaction, here: Found) -> None:
    """Leave room for one more of this session; posts of one session wait for each other here."""
    tx.session.get(Sesi, here.id, with_for_update=True)
    waits = PermintaanLuar.sesi_id == here.id, PermintaanLuar.kiriman.is_not(None)
    newest = (PermintaanLuar.dibuat_pada.desc(), PermintaanLuar.id)
    over = select(PermintaanLuar.id).where(*waits).order_by(*newest).offset(HELD - 1)
    tx.session.execute(delete(PermintaanLuar).where(PermintaanLuar.id.in_(over)))


def leave(work: Work, provider: Provider, here: Found, number: UUID, back: str) -> str:
    """Where the person goes now to be recognised. Raises `NotFound` and `ProviderDown`."""
    with work.reading() as tx:
        content = _own(tx, here, number).isi_sidik
    asked = question(content)
    address = provider.address(asked.state, asked.nonce, asked.verifier, back, int(FRESH.total_seconds()))
    with work.transaction() as tx:
        row = _own(tx, here, number)
        row.sidik, row.nonce, row.pembuka = fingerprint(asked.state), asked.nonce, asked.verifier
        row.penerbit = row.subjek = row.terbukti_pada = row.dijawab_pada = None
        row.sampai = tx.now + LIFE
    return address


def waiting(tx: Transaction, here: Found, number: UUID) -> Waiting:
    """What waits. Raises `NotFound` where it is another's, too old, or sent."""
    row = _own(tx, here, number)
    try:
        kept = tx.work.segel.buka(row.kiriman or b"", _bound_to(here, row.isi_sidik or ""))
    except TidakTerbuka as error:
        raise NotFound from error
    fields = [(str(name), str(value)) for name, value in json.loads(kept)]
    return Waiting(row.id, row.tujuan, fields, _is_fresh(tx, row))


def by_provider(here: Found, number: str, content: str, issuer: str) -> Confirm:
    """The re-authentication by the provider, for exactly the content that is handed in.

    Raises `WrongPassword("_bukti")` where the proof is of another content, session or person, was used, or is older
    than five minutes; `WrongPassword("_bukti_satu")` where the account has to show two factors and the provider does
    not say that it saw two.
    """

    def confirm(tx: Transaction) -> Evidence:
        akun = locked(tx, here.actor.akun_id)
        row = _of_number(tx, number)
        held = link_of(tx, akun.id, issuer)
        if (
            row is None
            or held is None
            or not akun.aktif
            or row.sesi_id != here.id
            or row.isi_sidik != content
        ):
            raise WrongPassword("_bukti")
        if row.dipakai_pada is not None or (row.penerbit, row.subjek) != (held.penerbit, held.subjek):
            raise WrongPassword("_bukti")
        if not _is_fresh(tx, row):
            raise WrongPassword("_bukti")
        two = counts_as_two(nilai_aturan(tx.session, RULE, tx.today), row.jaminan)
        if not two and _needs_two(tx, here):
            raise WrongPassword("_bukti_satu")
        row.dipakai_pada, row.kiriman = tx.now, None
        found = evidence(tx, here.actor, [SINGLE_SIGN_ON_TWO if two else SINGLE_SIGN_ON], content)
        return {**found, "dibuktikan": (row.terbukti_pada or tx.now).isoformat(), "penerbit": issuer}

    return confirm


def _needs_two(tx: Transaction, here: Found) -> bool:
    """Whether one factor is too little for this account: it has a second one, or the agency's rule asks for one."""
    if factors.factors_of(tx, here.actor.akun_id):
        return True
    evaluates, _ = leads(tx, here.actor)
    rule = nilai_aturan(tx.session, factors.RULE, tx.today)
    return factors.must_have_one(rule, here.actor, evaluates=evaluates)


def _is_fresh(tx: Transaction, row: PermintaanLuar) -> bool:
    proven = row.terbukti_pada
    return proven is not None and tx.now - FRESH <= proven <= tx.now + SKEW


def _own(tx: Transaction, here: Found, number: UUID) -> PermintaanLuar:
    row = tx.session.get(PermintaanLuar, number, with_for_update=True)
    if row is None or row.maksud != PROVE or row.sesi_id != here.id or row.dipakai_pada is not None:
        raise NotFound
    if row.sampai < tx.now:
        raise NotFound
    return row


def _of_number(tx: Transaction, number: str) -> PermintaanLuar | None:
    try:
        return tx.session.get(PermintaanLuar, UUID(number), with_for_update=True)
    except ValueError:
        return None


def _bound_to(here: Found, content: str) -> str:
    return f"tanda tangan:{here.id}:{content}"
