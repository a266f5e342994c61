"""What a page of a signature sends, and the re-authentication that comes of it.

The content of a signature is the post itself: its address, every field but the secrets, and the bytes of its files, in
one canonical form. Its SHA-256 is what a passkey is asked to answer for and what is kept with the act.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from flask import request
from flask_babel import gettext as _

from webapp.services.errors import WrongPassword
from webapp.services.identity import accounts, fresh_sign_on, passkeys, reauthentication
from webapp.services.identity.accounts import SlowDown
from webapp.services.identity.passkeys import Site
from webapp.services.identity.reauthentication import Confirm
from webapp.web.context import current_actor, current_session, settings, work

from .sign_in import slow_down

PASSWORD, CODE = "_sandi", "_kode"
CHALLENGE, ANSWER = "_tantangan", "_kunci"
PROOF = "_bukti"
ONE_FACTOR = "_bukti_satu"
FAILURES = (WrongPassword, SlowDown)
"""What re-authentication may fail with."""
SECRET = frozenset({PASSWORD, CODE, CHALLENGE, ANSWER, PROOF, "csrf_token", "_permintaan"})
"""Fields that prove who signs, or that belong to the page: they are no part of what is signed."""


def site() -> Site | None:
    """Our address as passkeys know it."""
    return passkeys.site_of(settings().public_url)


def content_of(address: str) -> str:
    """SHA-256 (hex) of what this request asks to be done at an address of ours."""
    return digest(address, fields_of(), files())


def fields_of(name: str | None = None, value: str | None = None) -> list[tuple[str, str]]:
    """The fields of this request that are signed, and those of a button for which another stands."""
    found = [(one, text) for one, text in request.form.items(multi=True) if one not in SECRET]
    return found if name is None or name in SECRET else [*found, (name, value or "")]


def files() -> dict[str, list[list[str | None]]]:
    """The files of this request, each by its name and the SHA-256 of its bytes."""
    return {
        name: [[one.filename, hashlib.sha256(_bytes(one)).hexdigest()] for one in request.files.getlist(name)]
        for name in sorted(request.files)
    }


def digest(address: str, pairs: Sequence[tuple[str, str]], files: Mapping[str, object]) -> str:
    """SHA-256 (hex) of an address, its fields and its files in their one canonical form."""
    fields: dict[str, list[str]] = {}
    for name, text in sorted(pairs, key=lambda pair: pair[0]):
        fields.setdefault(name, []).append(text)
    said = json.dumps([address, fields, files], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _bytes(file: object) -> bytes:
    stream = file.stream  # type: ignore[attr-defined]
    stream.seek(0)
    read: bytes = stream.read()
    stream.seek(0)
    return read


def confirmation() -> Confirm:
    """The re-authentication that this post brings: the provider's proof, a passkey's answer, or password and code."""
    proof, source = request.form.get(PROOF, ""), settings().oidc
    if source is not None and proof:
        return fresh_sign_on.by_provider(current_session(), proof, content_of(request.path), source.issuer)
    here, found = site(), request.form.get(CHALLENGE, "")
    if here is not None and found:
        answer = request.form.get(ANSWER, "")
        return passkeys.by_passkey(current_session(), here, found, answer, content_of(request.path))
    return reauthentication.by_password(
        current_actor(), request.form.get(PASSWORD, ""), request.form.get(CODE, ""), content_of(request.path)
    )


def refused(wrong: WrongPassword | SlowDown) -> dict[str, list[str]]:
    """What is said of a re-authentication that did not succeed; it counts like a wrong sign-in."""
    if isinstance(wrong, SlowDown):
        return {PASSWORD: [slow_down(wrong)]}
    if wrong.field in (PROOF, ONE_FACTOR):
        return {PASSWORD: [_provider_words(wrong.field)]}  # nothing that could be guessed was given
    accounts.count_wrong_password(work(), current_actor())
    said = {
        PASSWORD: _("Kata sandi tidak cocok. Ketik ulang kata sandi yang Anda pakai untuk masuk."),
        CODE: _(
            "Kode tidak cocok, atau sudah dipakai. Tunggu kode berikutnya di aplikasi Anda, lalu ketik kode itu."
        ),
    }
    if wrong.field in said:
        return {wrong.field: [said[wrong.field]]}
    return {
        PASSWORD: [_("Kunci sandi tidak cocok dengan isi yang dikirim, atau waktunya sudah lewat. Ulangi.")]
    }


def _provider_words(field: str) -> str:
    if field == ONE_FACTOR:
        return _(
            "Masuk tunggal tidak menyebut dua faktor, sedangkan akun Anda memerlukannya. Pakai kata sandi dan kode."
        )
    return _(
        "Bukti masuk tunggal sudah dipakai, sudah lewat, atau untuk isian lain. Masuk ulang, lalu kirim lagi."
    )
