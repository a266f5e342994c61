"""Single sign-on: signing in through the agency's provider, and linking an account to it once.

An account is known by the provider's name and its number for the person; an e-mail address counts for nothing. The
first time the provider's NIP only says which account may be meant: its owner confirms it by the local ways, because
whoever can change a field at the provider must not become anybody he likes here.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.aturan import nilai_aturan
from webapp.storage.audit import AuditEvent
from webapp.storage.masuk_luar import IdentitasLuar, PermintaanLuar
from webapp.storage.organisasi import Pegawai

from .accounts import locked
from .entering import Entered
from .factors import factors_of
from .provider import Person, Provider, TokenRefused
from .reauthentication import Confirm
from .sessions import SINGLE_SIGN_ON, SINGLE_SIGN_ON_TWO, Client, Found, begin, end_all_by, fingerprint
from .telling import note, tell

RULE = "masuk_tunggal"
"""Which acr or amr of the provider stand for two factors [CONFIG]: {"dua_faktor": {"acr": […], "amr": […]}}."""
ENTER, PROVE = "masuk", "ulang"
LIFE = timedelta(minutes=15)
"""How long somebody may be away at the provider, and how long an answer waits to be used."""
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Question:
    """What travels to the provider and back: the state, the nonce, and the verifier of PKCE, which stays here."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Back:
    """Somebody has come back. `entered`: as whom; without it `request` waits to be confirmed, or stands as proof."""

    target: str
    request: UUID
    entered: Entered | None = None
    proof: bool = False


def question(content: str | None = None) -> Question:
    """A new question. The nonce of one about a content covers its SHA-256 (hex)."""
    drawn = secrets.token_bytes(32)
    nonce = hashlib.sha256(drawn + bytes.fromhex(content or "")).digest()
    return Question(secrets.token_urlsafe(32), _letters(nonce), secrets.token_urlsafe(48))


def _letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def ask_entry(work: Work, provider: Provider, back: str, client: Client, target: str) -> str:
    """Begin to sign somebody in. Returns the address at the provider. Raises `ProviderDown`."""
    asked = question()
    address = provider.address(asked.state, asked.nonce, asked.verifier, back)
    with work.transaction() as tx:
        forget_old(tx)
        tx.session.add(
            PermintaanLuar(
                maksud=ENTER, sidik=fingerprint(asked.state), nonce=asked.nonce, pembuka=asked.verifier,
                perangkat=client.device, tujuan=target, dibuat_pada=tx.now, sampai=tx.now + LIFE,
            )
        )  # fmt: skip
    return address


def forget_old(tx: Transaction) -> None:
    """Questions of yesterday go, with what was to be sent."""
    tx.session.execute(delete(PermintaanLuar).where(PermintaanLuar.sampai < tx.now - KEPT))


def come_back(work: Work, provider: Provider, state: str, code: str, back: str, client: Client) -> Back:
    """Take the answer to a question: it counts once, in the browser that asked, and within a quarter of an hour.

    Raises `TokenRefused`, of which an event is kept, and `ProviderDown`.
    """
    try:
        row = _taken(work, state, client)
        with work.reading() as tx:
            now = tx.now
        person = provider.recognised(code, row.nonce, row.pembuka, back, now)
        with work.transaction() as tx:
            held = tx.session.get_one(PermintaanLuar, row.id, with_for_update=True)
            return _prove(tx, held, person) if held.maksud == PROVE else _enter(tx, held, person, client)
    except TokenRefused as refused:
        keep_refusal(work, provider, refused)
        raise


def keep_refusal(work: Work, provider: Provider, refused: TokenRefused) -> None:
    """Keep the event of an answer that was not believed."""
    with work.transaction() as tx:
        detail = {"sebab": refused.why, "penerbit": provider.settings.issuer}
        tx.session.add(AuditEvent(at=tx.now, actor_id=None, kind="masuk_tunggal_ditolak", detail=detail))


def _taken(work: Work, state: str, client: Client) -> PermintaanLuar:
    with work.transaction() as tx:
        query = select(PermintaanLuar).where(PermintaanLuar.sidik == fingerprint(state)).with_for_update()
        row = tx.session.scalars(query).one_or_none()
        if row is None:
            raise TokenRefused("state: unknown")
        if row.dijawab_pada is not None:
            raise TokenRefused("state: used")
        if row.sampai < tx.now:
            raise TokenRefused("state: old")
        if row.perangkat != client.device:
            raise TokenRefused("state: another browser")
        row.dijawab_pada = tx.now
        tx.session.flush()
        tx.session.expunge(row)
        return row


def _enter(tx: Transaction, row: PermintaanLuar, person: Person, client: Client) -> Back:
    row.penerbit, row.subjek, row.nip, row.terbukti_pada = (
        person.issuer,
        person.subject,
        person.nip,
        person.proven,
    )
    row.jaminan, row.sampai = list(person.assurance), tx.now + LIFE
    held = link_of_subject(tx, person.issuer, person.subject)
    if held is None:
        return Back(row.tujuan, row.id)
    akun = locked(tx, held.akun_id)
    if not akun.aktif:
        raise TokenRefused("account: closed")
    row.dipakai_pada = tx.now
    two = counts_as_two(nilai_aturan(tx.session, RULE, tx.today), person.assurance)
    full = two or not factors_of(tx, akun.id)
    method = SINGLE_SIGN_ON_TWO if two else SINGLE_SIGN_ON
    return Back(row.tujuan, row.id, Entered(begin(tx, akun.id, [method], client, full=full), full))


def _prove(tx: Transaction, row: PermintaanLuar, person: Person) -> Back:
    """What is said of somebody who signs is kept; whether it will do is looked at when the signature comes."""
    row.penerbit, row.subjek, row.terbukti_pada = person.issuer, person.subject, person.proven
    row.jaminan, row.sampai = list(person.assurance), tx.now + LIFE
    return Back(row.tujuan, row.id, proof=True)


def counts_as_two(rule: Any, assurance: Sequence[str]) -> bool:
    """Whether what the provider says of how somebody was known stands for two factors. Without a rule: no."""
    said = rule.get("dua_faktor") if isinstance(rule, Mapping) else None
    if not isinstance(said, Mapping):
        return False
    wanted = {f"{kind}:{one}" for kind in ("acr", "amr") for one in said.get(kind) or ()}
    return not wanted.isdisjoint(assurance)


# -- linking -----------------------------------------------------------------------------------------------------


def link_of_subject(tx: Transaction, issuer: str, subject: str) -> IdentitasLuar | None:
    """The link of somebody whom a provider has recognised."""
    query = select(IdentitasLuar).where(
        IdentitasLuar.penerbit == issuer, IdentitasLuar.subjek == subject, IdentitasLuar.dilepas_pada.is_(None)
    )  # fmt: skip
    return tx.session.scalars(query).one_or_none()


def link_of(tx: Transaction, akun_id: int, issuer: str) -> IdentitasLuar | None:
    """The link of an account with a provider."""
    query = select(IdentitasLuar).where(
        IdentitasLuar.akun_id == akun_id, IdentitasLuar.penerbit == issuer, IdentitasLuar.dilepas_pada.is_(None)
    )  # fmt: skip
    return tx.session.scalars(query).one_or_none()


def waiting_link(tx: Transaction, here: Found, request: UUID, client: Client) -> PermintaanLuar:
    """Somebody recognised by the provider who waits to be linked with the account that is signed in here.

    Raises `NotFound` where it is another browser's or too old, and `Refused` where it is somebody else.
    """
    row = tx.session.get(PermintaanLuar, request, with_for_update=True)
    open_ = row is not None and row.maksud == ENTER and row.subjek is not None and row.dipakai_pada is None
    if row is None or not open_ or row.perangkat != client.device or row.sampai < tx.now:
        raise NotFound
    nip = select(Pegawai.nip).join(Akun, Akun.pegawai_id == Pegawai.id).where(Akun.id == here.actor.akun_id)
    if row.nip is None or tx.session.scalar(nip) != row.nip:
        raise Refused([_no(OTHER)])
    if link_of(tx, here.actor.akun_id, row.penerbit or "") is not None:
        raise Refused([_no(LINKED)])
    return row


def link(work: Work, here: Found, request: UUID, client: Client, confirm: Confirm) -> None:
    """Link the account with whom the provider has recognised, after local re-authentication.

    Raises `NotFound`, `Refused`, and what `confirm` raises.
    """
    with work.transaction() as tx:
        locked(tx, here.actor.akun_id)
        row = waiting_link(tx, here, request, client)
        confirm(tx)
        row.dipakai_pada = tx.now
        held = IdentitasLuar(
            akun_id=here.actor.akun_id, penerbit=row.penerbit, subjek=row.subjek, dikaitkan_pada=tx.now
        )
        tx.session.add(held)
        tx.session.flush()
        note(tx, here.actor.akun_id, "kaitkan_masuk_tunggal", {"penerbit": held.penerbit, "sesi": here.id})
        tell(
            tx, here.actor.akun_id, "kaitkan_masuk_tunggal", "Akun Anda dikaitkan dengan masuk tunggal instansi.",
            str(held.id),
        )  # fmt: skip


def unlink(work: Work, here: Found, issuer: str, confirm: Confirm) -> None:
    """Undo the link of one's own account, after re-authentication. Raises `NotFound`, and what `confirm` raises."""
    with work.transaction() as tx:
        locked(tx, here.actor.akun_id)
        held = link_of(tx, here.actor.akun_id, issuer)
        if held is None:
            raise NotFound
        confirm(tx)
        held.dilepas_pada = tx.now
        note(tx, here.actor.akun_id, "lepas_masuk_tunggal", {"penerbit": issuer, "sesi": here.id})
        tell(
            tx, here.actor.akun_id, "lepas_masuk_tunggal", "Kaitan akun Anda dengan masuk tunggal instansi dilepas.",
            str(held.id),
        )  # fmt: skip


def end_sessions(work: Work, issuer: str, subject: str) -> None:
    """End the sessions here that began at the provider, because it says that the person has signed out there."""
    with work.transaction() as tx:
        held = link_of_subject(tx, issuer, subject)
        if held is not None and end_all_by(
            tx, held.akun_id, (SINGLE_SIGN_ON, SINGLE_SIGN_ON_TWO), "keluar di penyedia"
        ):
            note(tx, held.akun_id, "keluar", {"penerbit": issuer})


OTHER = (
    "NIP pada masuk tunggal bukan NIP akun ini, jadi tidak dikaitkan. Keluar dari masuk tunggal, lalu masuk di sana "
    "dengan akun Anda sendiri; bila NIP di sana salah, minta pengelolanya memperbaiki."
)
LINKED = "Akun ini sudah terkait dengan masuk tunggal. Lepas kaitan yang lama dulu di Keamanan akun."


def _no(sentence: str) -> Pelanggaran:
    return Pelanggaran("masuk_tunggal", sentence)
