"""Passkeys (WebAuthn): registering, signing in, standing for a signature, and removing.

The device checks its owner each time (a finger, a face, a PIN), so a passkey is two factors at once. Which pages may
use a passkey is decided by the name of the agency's address; an address without a name, or without TLS, has none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Refused
from webapp.services.errors import NotFound, WrongPassword
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.faktor import KunciSandi

from . import recovery_codes
from .accounts import locked, pass_brake, release_brake
from .challenges import ENTER, PROVE, REGISTER, ask, bytes_of, take
from .entering import Entered
from .factors import drop_recovery_codes, factors_of
from .reauthentication import Confirm, Evidence, evidence
from .sessions import PASSKEY, Client, Found, begin, end, rise
from .telling import note, tell

LONGEST_NAME = 60
MOST = 10
"""Passkeys of one account."""
_REQUIRED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True)
class Site:
    """Our address as passkeys know it: the host's name, and the origin of our pages."""

    name: str
    origin: str


@dataclass(frozen=True)
class Asked:
    """A challenge and what the browser needs to answer it."""

    id: str
    options: dict[str, Any]


def site_of(public_url: str) -> Site | None:
    """Our address for passkeys; None where browsers allow none there: no name, or no TLS."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if host != "localhost" and (parts.scheme != "https" or _is_number(host)):
        return None
    return Site(host, f"{parts.scheme}://{parts.netloc}")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return not host
    return True


def of(tx: Transaction, akun_id: int) -> Sequence[KunciSandi]:
    """The passkeys of an account, the oldest first."""
    return tx.session.scalars(
        select(KunciSandi).where(KunciSandi.akun_id == akun_id).order_by(KunciSandi.id)
    ).all()


# -- registering and removing ------------------------------------------------------------------------------------


def ask_registration(work: Work, here: Found, site: Site, confirm: Confirm) -> Asked:
    """Begin to register a passkey, after re-authentication. Raises `Refused`, and what `confirm` raises."""
    with work.transaction() as tx:
        akun = locked(tx, here.actor.akun_id)
        confirm(tx)
        known = of(tx, akun.id)
        if len(known) >= MOST:
            raise Refused(
                [
                    _no(
                        Sentence(
                            "Akun Anda sudah memiliki %(n)s kunci sandi. Hapus satu yang tidak dipakai lagi.",
                            n=MOST,
                        )
                    )
                ]
            )
        row = ask(tx, REGISTER, akun.id, here.id)
        options = generate_registration_options(
            rp_id=site.name, rp_name="Lakon", user_id=akun.pegangan.bytes, user_name=akun.nama_pengguna,
            user_display_name=here.actor.nama, challenge=row.nonce,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one.kredensial) for one in known],
        )  # fmt: skip
        return Asked(str(row.id), json.loads(options_to_json(options)))


def register(
    work: Work, here: Found, site: Site, challenge_id: str, answer: str, name: str
) -> tuple[str, list[str]]:
    """Keep a new passkey under a name. Returns the session's new key, and recovery codes with the first factor.

    Raises `Refused`.
    """
    name = " ".join(name.split())[:LONGEST_NAME] or "Kunci sandi"
    with work.transaction() as tx:
        row = take(tx, REGISTER, challenge_id, here.id)
        if row is None:
            raise Refused([_no("Waktu untuk mendaftarkan kunci sudah lewat. Mulai lagi dari awal.")])
        try:
            found = verify_registration_response(
                credential=answer, expected_challenge=bytes_of(row), expected_rp_id=site.name,
                expected_origin=site.origin, require_user_verification=True,
            )  # fmt: skip
        except (WebAuthnException, ValueError) as error:
            raise Refused(
                [_no("Kunci ini tidak dapat dipakai. Coba lagi, atau pakai perangkat lain.")]
            ) from error
        if tx.session.scalar(select(KunciSandi.id).where(KunciSandi.kredensial == found.credential_id)):
            raise Refused([_no("Kunci ini sudah terdaftar.")])
        first = not factors_of(tx, here.actor.akun_id)
        tx.session.add(
            KunciSandi(
                akun_id=here.actor.akun_id, kredensial=found.credential_id, kunci_publik=found.credential_public_key,
                hitungan=found.sign_count, nama=name, tercadang=found.credential_backed_up, dibuat_pada=tx.now,
            )
        )  # fmt: skip
        _changed(
            tx, here, "kunci_sandi_baru", f'Kunci sandi "{name}" ditambahkan pada akun Anda.', challenge_id
        )
        codes = recovery_codes.renew(tx, here.actor.akun_id) if first else []
        return rise(tx, here.id, PASSKEY), codes


def remove(work: Work, here: Found, key_id: int, confirm: Confirm) -> None:
    """Remove one of one's own passkeys, after re-authentication. Raises `NotFound`, and what `confirm` raises."""
    with work.transaction() as tx:
        row = tx.session.get(KunciSandi, key_id)
        if row is None or row.akun_id != here.actor.akun_id:
            raise NotFound("kunci_sandi", key_id)
        confirm(tx)
        tx.session.execute(delete(KunciSandi).where(KunciSandi.id == key_id))
        drop_recovery_codes(tx, here.actor.akun_id)
        _changed(
            tx, here, "kunci_sandi_dihapus", f'Kunci sandi "{row.nama}" dihapus dari akun Anda.', str(key_id)
        )


def _changed(tx: Transaction, here: Found, kind: str, words: str, about: str) -> None:
    note(tx, here.actor.akun_id, kind, {"sesi": here.id})
    tell(tx, here.actor.akun_id, kind, words, about)


def _no(sentence: str) -> Pelanggaran:
    return Pelanggaran("kunci_sandi", sentence, "nama")


# -- signing in --------------------------------------------------------------------------------------------------


def ask_entry(work: Work, site: Site) -> Asked:
    """Ask whoever it is for a passkey of ours."""
    with work.transaction() as tx:
        row = ask(tx, ENTER)
        options = generate_authentication_options(
            rp_id=site.name, challenge=row.nonce, user_verification=_REQUIRED
        )
        return Asked(str(row.id), json.loads(options_to_json(options)))


def enter(
    work: Work, site: Site, challenge_id: str, answer: str, client: Client, waiting: Found | None = None
) -> Entered | None:
    """Sign in with a passkey, or show it after the password. None: it does not fit. Raises `SlowDown`."""
    with work.transaction() as tx:
        row = take(tx, ENTER, challenge_id)
        if row is None:
            return None
        key = _answered(tx, site, answer, bytes_of(row))
        if key is None:
            return None
        akun = locked(tx, key.akun_id)
        pass_brake(tx, akun)
        if not akun.aktif:
            return None
        release_brake(akun)
        if waiting is not None and waiting.actor.akun_id == akun.id:
            return Entered(rise(tx, waiting.id, PASSKEY), full=True)
        if waiting is not None:
            end(tx, waiting.id, "orang lain masuk")
        return Entered(begin(tx, akun.id, [PASSKEY], client), full=True)


# -- standing for a signature ------------------------------------------------------------------------------------


def ask_proof(work: Work, here: Found, site: Site, content: str) -> Asked:
    """Ask the signer for a passkey that stands for a content (SHA-256 in hex)."""
    with work.transaction() as tx:
        row = ask(tx, PROVE, here.actor.akun_id, here.id, content)
        options = generate_authentication_options(
            rp_id=site.name, challenge=bytes_of(row, content), user_verification=_REQUIRED,
            allow_credentials=[
                PublicKeyCredentialDescriptor(id=one.kredensial) for one in of(tx, here.actor.akun_id)
            ],
        )  # fmt: skip
        return Asked(str(row.id), json.loads(options_to_json(options)))


def by_passkey(here: Found, site: Site, challenge_id: str, answer: str, content: str) -> Confirm:
    """The re-authentication by a passkey: it must have answered for exactly the content that is handed in."""

    def confirm(tx: Transaction) -> Evidence:
        akun = locked(tx, here.actor.akun_id)
        pass_brake(tx, akun)
        row = take(tx, PROVE, challenge_id, here.id)
        if row is None or not akun.aktif:
            raise WrongPassword("_kunci")
        key = _answered(tx, site, answer, bytes_of(row, content))
        if key is None or key.akun_id != akun.id:
            raise WrongPassword("_kunci")
        return evidence(tx, here.actor, [PASSKEY], content)

    return confirm


def _answered(tx: Transaction, site: Site, answer: str, challenge: bytes) -> KunciSandi | None:
    """The passkey by which a challenge was answered; its counter is noted."""
    try:
        credential = parse_authentication_credential_json(answer)
        query = select(KunciSandi).where(KunciSandi.kredensial == credential.raw_id).with_for_update()
        key = tx.session.scalars(query).one_or_none()
        if key is None or not _is_of(tx, key, credential.response.user_handle):
            return None
        found = verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=site.name,
            expected_origin=site.origin, credential_public_key=key.kunci_publik,
            credential_current_sign_count=key.hitungan, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError):
        return None
    key.hitungan, key.dipakai_pada = found.new_sign_count, tx.now
    return key


def _is_of(tx: Transaction, key: KunciSandi, handle: bytes | None) -> bool:
    """Whether the device names the account that the passkey is of; it may leave it out."""
    return handle is None or tx.session.get_one(Akun, key.akun_id).pegangan.bytes == handle
