"""The agency's OpenID provider, as its client sees it: discovery, the address to go to, and checking what comes back.

Only the code flow with PKCE is spoken, and only an identity token that the provider has signed with one of a few
algorithms is believed. Nothing of this room reads or writes the database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Any, TypeGuard
from urllib.parse import urlencode, urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import KeySet

from webapp.config import LOOPBACK, Oidc

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that are believed: none that is made with a shared secret, and never no signature at all."""
SKEW = timedelta(seconds=60)
"""How far the clocks of two machines may be apart."""
TIMEOUT = (3, 10)
"""Seconds to connect, and between two bytes."""
KEPT = 3600.0
"""Seconds for which the provider's addresses and keys are believed."""
AGAIN = 60.0
"""Seconds before keys are fetched again because of a name that is not among them; as long it is taken to be up."""
LARGEST = 512 * 1024
_NUMBER = re.compile(r"[0-9]{8,25}")


class ProviderDown(Exception):
    """The provider does not answer, or not as one; nobody can sign in through it now."""


class TokenRefused(Exception):
    """What came back is not believed. `why` names the reason, for the trail; a person is told a sentence of it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Person:
    """Whom the provider has recognised: its number for the person, how, and when."""

    issuer: str
    subject: str
    nip: str | None
    proven: datetime | None
    assurance: Sequence[str] = ()


@dataclass
class Provider:
    """One provider. Its addresses and keys are kept for an hour in this process."""

    settings: Oidc
    _kept: dict[str, tuple[float, Mapping[str, Any]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def metadata(self, age: float = KEPT) -> Mapping[str, Any]:
        """What the provider says of itself, or has said no more than `age` seconds ago. Raises `ProviderDown`."""
        found = self._get(self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration", age)
        if found.get("issuer") != self.settings.issuer:
            raise ProviderDown("the provider names itself otherwise than LAKON_OIDC_ISSUER")
        return found

    def address(self, state: str, nonce: str, verifier: str, back: str, max_age: int | None = None) -> str:
        """Where somebody goes to be recognised; with `max_age` (seconds), anew. Raises `ProviderDown`.

        The provider has answered within the last minute, so that it is we who tell people that it does not.
        """
        self.metadata(AGAIN)
        more = {} if max_age is None else {"prompt": "login", "max_age": str(max_age)}
        url, _ = self._client(back).create_authorization_url(
            self._endpoint("authorization_endpoint"), state=state, nonce=nonce, code_verifier=verifier, **more
        )
        return str(url)

    def recognised(self, code: str, nonce: str, verifier: str, back: str, now: datetime) -> Person:
        """Who has come back with a code. Raises `TokenRefused` and `ProviderDown`."""
        try:
            answer = self._client(back).fetch_token(
                self._endpoint("token_endpoint"),
                code=code,
                code_verifier=verifier,
                grant_type="authorization_code",
            )
        except OAuthError as error:
            raise TokenRefused(f"code: {error.error}") from error
        except (requests.RequestException, ValueError) as error:
            raise ProviderDown(type(error).__name__) from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise TokenRefused("no id_token")
        return self.person(token, str(answer.get("access_token", "")), nonce, now)

    def person(self, token: str, access_token: str, nonce: str, now: datetime) -> Person:
        """Whom an identity token names. Raises `TokenRefused`, saying why it is not believed, and `ProviderDown`."""
        header, claims = self._signed(token)
        expected = {"iss": self.settings.issuer, "aud": self.settings.client_id}
        params = {"nonce": nonce, "client_id": self.settings.client_id, "access_token": access_token}
        found = CodeIDToken(
            claims,
            header,
            {name: {"essential": True, "value": one} for name, one in expected.items()},
            params,
        )
        try:
            found.validate(now=int(now.timestamp()), leeway=int(SKEW.total_seconds()))
        except ClaimError as error:
            raise TokenRefused(f"{error.claim}: {error.error}") from error
        except (JoseError, TypeError, ValueError) as error:
            raise TokenRefused(type(error).__name__) from error
        return self._person(claims, now)

    def end_address(self, back: str) -> str | None:
        """Where one's session at the provider can be ended, if it offers that. Raises `ProviderDown`."""
        if "end_session_endpoint" not in self.metadata():
            return None
        query = {"client_id": self.settings.client_id, "post_logout_redirect_uri": back}
        return f"{self._endpoint('end_session_endpoint')}?{urlencode(query)}"

    def signed_out(self, token: str, now: datetime) -> str:
        """Whose sessions (`sub`) the provider ends by a logout token. Raises `TokenRefused` and `ProviderDown`.

        One that says of what type it is must be of this one; providers of before the final standard say nothing.
        """
        header, claims = self._signed(token)
        issued, ends, events = claims.get("iat"), claims.get("exp"), claims.get("events")
        if str(header.get("typ", "JWT")).lower() not in {"jwt", "logout+jwt"}:
            raise TokenRefused("logout: typ")
        if ends is not None and not (_is_moment(ends) and ends > now.timestamp() - SKEW.total_seconds()):
            raise TokenRefused("logout: exp")
        audience = claims.get("aud")
        named = self.settings.client_id in (audience if isinstance(audience, list) else [audience])
        if claims.get("iss") != self.settings.issuer or not named or "nonce" in claims:
            raise TokenRefused("logout: iss, aud or nonce")
        if not isinstance(events, dict) or LOGOUT not in events:
            raise TokenRefused("logout: events")
        if not _is_moment(issued) or abs(now.timestamp() - issued) > 2 * SKEW.total_seconds():
            raise TokenRefused("logout: iat")
        return _subject(claims)

    def _person(self, claims: Mapping[str, Any], now: datetime) -> Person:
        at, nip = claims.get("auth_time"), claims.get(self.settings.nip_claim)
        proven = None if at is None else datetime.fromtimestamp(float(at), UTC)
        if proven is not None and proven > now + SKEW:
            raise TokenRefused("auth_time: in the future")
        number = "".join(nip.split()) if isinstance(nip, str) else ""
        said = [f"amr:{one}" for one in claims.get("amr") or [] if isinstance(one, str)]
        if isinstance(claims.get("acr"), str):
            said.append(f"acr:{claims['acr']}")
        known = number if _NUMBER.fullmatch(number) else None
        return Person(self.settings.issuer, _subject(claims), known, proven, tuple(said))

    def _signed(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a token that the provider has signed; new keys of its are looked for once a minute."""
        try:
            return _decoded(token, self._keys(KEPT))
        except JoseError:
            keys = self._keys(AGAIN)
        try:
            return _decoded(token, keys)
        except JoseError as error:
            raise TokenRefused(f"signature: {error.error}") from error
        except ValueError as error:
            raise TokenRefused("signature: unreadable") from error

    def _keys(self, age: float) -> KeySet:
        held = self._get(self._endpoint("jwks_uri"), age).get("keys")
        public = [
            one for one in held or [] if isinstance(one, dict) and one.get("kty") in {"RSA", "EC", "OKP"}
        ]
        try:
            return KeySet.import_key_set({"keys": [one for one in public if one.get("use", "sig") == "sig"]})
        except (JoseError, ValueError, KeyError) as error:
            raise ProviderDown("keys") from error

    def _client(self, back: str) -> OAuth2Session:
        settings = self.settings
        return OAuth2Session(
            settings.client_id, settings.client_secret, scope=f"openid {PROFILE}", redirect_uri=back,
            code_challenge_method="S256", default_timeout=TIMEOUT,
        )  # fmt: skip

    def _endpoint(self, name: str) -> str:
        """An address of the provider's. One without TLS is not followed, but on this machine."""
        found = self.metadata().get(name)
        parts = urlsplit(found if isinstance(found, str) else "")
        here = parts.hostname in LOOPBACK and urlsplit(self.settings.issuer).hostname in LOOPBACK
        if parts.scheme != "https" and not (parts.scheme == "http" and here):
            raise ProviderDown(f"{name} is no address of TLS")
        return str(found)

    def _get(self, url: str, age: float) -> Mapping[str, Any]:
        """A document of the provider's, no older than `age` seconds. Raises `ProviderDown`."""
        with self._lock:
            at, found = self._kept.get(url, (0.0, None))
        if found is not None and monotonic() - at < age:
            return found
        try:
            with requests.get(url, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
                answer.raise_for_status()
                body = next(answer.iter_content(LARGEST + 1), b"")
            fresh = None if len(body) > LARGEST else json.loads(body)
        except (requests.RequestException, ValueError, OSError) as error:
            raise ProviderDown(type(error).__name__) from error
        if not isinstance(fresh, dict):
            raise ProviderDown("no document")
        with self._lock:
            self._kept[url] = monotonic(), fresh
        return fresh


PROFILE = "profile"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


def _decoded(token: str, keys: KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
    found = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
    return dict(found.header), dict(found.claims)


def _is_moment(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
        raise TokenRefused("sub")
    return subject
