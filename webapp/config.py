"""Settings: read from the environment once, handed on as one frozen value.

Everything has a default that works on a laptop; nothing else in the program reads the environment.
"""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

SHORTEST_SECRET = 32
"""Letters that a secret has at least."""
FEWEST_SIGNS = 8
"""Different letters that a secret has at least: `aaaa…` and `changeme…changeme` are no secrets."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine: only there a provider may be spoken to without TLS."""


@dataclass(frozen=True)
class Oidc:
    """The agency's OpenID provider. The secret is not shown in the repr."""

    issuer: str
    """LAKON_OIDC_ISSUER: exactly as the provider names itself."""
    client_id: str
    """LAKON_OIDC_CLIENT_ID: the name under which it knows Lakon."""
    client_secret: str = field(repr=False)
    """LAKON_OIDC_CLIENT_SECRET: the secret that goes with it."""
    nip_claim: str = "nip"
    """LAKON_OIDC_NIP_CLAIM: the claim that holds the NIP; looked at once, when an account is linked."""
    name: str = "masuk tunggal instansi"
    """LAKON_OIDC_NAME: what people call the provider; stands on the button of the sign-in page."""


@dataclass(frozen=True)
class Settings:
    """How this process is set up. Secrets are not shown in its repr."""

    var_dir: Path = Path("var")
    """LAKON_VAR: where the private database and generated secrets live."""
    database_url: str | None = field(default=None, repr=False)
    """DATABASE_URL: the PostgreSQL server to use; None starts the private one under `var_dir`."""
    secret_key: str = field(default="", repr=False)
    """LAKON_SECRET_KEY: signs sessions; made once and kept under `var_dir` when it is not given."""
    notes_keys: tuple[str, ...] = field(default=(), repr=False)
    """LAKON_NOTES_KEY: secrets that seal counselling notes, the one in use first, older ones after a comma; made once
    and kept under `var_dir` when none is given. Without them the notes cannot be read again."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))
    """LAKON_ZONE: where the agency is; decides what "today" is."""
    host: str = "127.0.0.1"
    """LAKON_HOST"""
    port: int = 8000
    """LAKON_PORT"""
    public_url: str = "http://127.0.0.1:8000"
    """LAKON_URL: the address people use, printed in QR codes; https makes cookies secure."""
    smtp_url: str = field(default="", repr=False)
    """LAKON_SMTP: the mail server, `smtp://user:password@host:587` or `smtps://...`; empty: no mail is sent."""
    mail_from: str = "lakon@localhost"
    """LAKON_MAIL_FROM: the sender of mail."""
    proxies: int = 0
    """LAKON_PROXIES: how many reverse proxies of the house stand before the web; only what they add to X-Forwarded-For
    is believed. 0: nobody's."""
    operator_token: str = field(default="", repr=False)
    """LAKON_OPERATOR_TOKEN: opens the metrics and the details of readiness; made once and kept under `var_dir`."""
    backup_dir: Path = Path("var/cadangan")
    """LAKON_BACKUP_DIR: where the backup before a migration goes, and `lakon backup` without a folder."""
    backup_keys: tuple[str, ...] = field(default=(), repr=False)
    """LAKON_BACKUP_KEY: secrets that seal backups, the one in use first, older ones after a comma; none: unsealed."""
    web_workers: int = 2
    """LAKON_WORKERS: web processes."""
    seal_keys: tuple[str, ...] = field(default=(), repr=False)
    """LAKON_SEAL_KEY: keys of the seals over journals and logs (64 hexadecimal digits each), the one in use first, the
    one that it follows after a comma. When none is given, the worker makes one and keeps it under `var_dir`
    (`able_to_seal`); until then, and where no worker runs, there is none."""
    seal_dir: Path | None = None
    """LAKON_SEAL_DIR: a folder off the machine (a share, a drive) to which each seal is written; none: only letters."""
    oidc: Oidc | None = None
    """LAKON_OIDC_ISSUER, _CLIENT_ID, _CLIENT_SECRET, _NIP_CLAIM, _NAME; none: nobody signs in through a provider."""
    link_check: bool = True
    """LAKON_LINK_CHECK: whether the worker looks at links of evidence ("ya") or may not go out to the net ("tidak")."""
    link_allow: tuple[str, ...] = ()
    """LAKON_LINK_ALLOW: networks of the house at which links may be looked at although they are not public, with a
    comma between: `10.20.0.0/16` (ports 80 and 443) or `10.20.1.5@8080` (that port)."""

    @property
    def is_https(self) -> bool:
        """Whether people reach the pages over TLS; cookies are then secure and HSTS is sent."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; a value that cannot be used is refused with a sentence (ValueError)."""
        var_dir = Path(environment.get("LAKON_VAR", "var"))
        port = _number(environment, "LAKON_PORT", 8000)
        host = environment.get("LAKON_HOST", "127.0.0.1")
        return cls(
            var_dir=var_dir,
            database_url=environment.get("DATABASE_URL") or None,
            secret_key=_given_or_kept(environment, "LAKON_SECRET_KEY", var_dir / "secret_key"),
            notes_keys=_notes_keys(environment, var_dir),
            zone=ZoneInfo(environment.get("LAKON_ZONE", "Asia/Jakarta")),
            host=host,
            port=port,
            public_url=environment.get("LAKON_URL", f"http://{host}:{port}").rstrip("/"),
            smtp_url=_smtp(environment.get("LAKON_SMTP", "")),
            mail_from=environment.get("LAKON_MAIL_FROM", "lakon@localhost"),
            proxies=_number(environment, "LAKON_PROXIES", 0),
            operator_token=_given_or_kept(environment, "LAKON_OPERATOR_TOKEN", var_dir / "operator_token"),
            backup_dir=Path(environment.get("LAKON_BACKUP_DIR") or var_dir / "cadangan"),
            backup_keys=_backup_keys(environment),
            web_workers=_number(environment, "LAKON_WORKERS", 2),
            seal_keys=_seal_keys(environment, var_dir),
            seal_dir=Path(environment["LAKON_SEAL_DIR"]) if environment.get("LAKON_SEAL_DIR") else None,
            oidc=_oidc(environment),
            link_check=_yes(environment, "LAKON_LINK_CHECK"),
            link_allow=_networks(environment.get("LAKON_LINK_ALLOW", "")),
        )


def able_to_seal(settings: Settings) -> Settings:
    """The settings of a process that makes seals: with a key, which is made and kept where none was given or kept.

    Nobody else makes one: a key that has sealed nothing would be taken for the installation's.
    """
    return replace(settings, seal_keys=settings.seal_keys or (_kept_secret(_seal_key(settings.var_dir)),))


def _seal_key(var_dir: Path) -> Path:
    return var_dir / "seal_key"


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    said = environment.get(name, str(default))
    if not said.isdigit():
        raise ValueError(f"{name} harus bilangan bulat, bukan {said!r}. Perbaiki isinya, lalu jalankan lagi.")
    return int(said)


def _yes(environment: Mapping[str, str], name: str) -> bool:
    """ "ya" (also where nothing is said) or "tidak"; other words are refused (ValueError)."""
    said = environment.get(name, "") or "ya"
    if said not in ("ya", "tidak"):
        raise ValueError(f"{name} harus ya atau tidak, bukan {said!r}. Perbaiki isinya, lalu jalankan lagi.")
    return said == "ya"


def _networks(text: str) -> tuple[str, ...]:
    """Networks, each with a port after `@` or none; what is no network is refused (ValueError)."""
    found = tuple(one.strip() for one in text.split(",") if one.strip())
    for one in found:
        network, _, port = one.partition("@")
        try:
            ip_network(network, strict=False)
        except ValueError:
            network = ""
        if not network or (port and not port.isdigit()) or one.endswith("@"):
            raise ValueError(
                f"LAKON_LINK_ALLOW memuat {one!r}, yang bukan jaringan. Tulis misalnya 10.20.0.0/16 atau "
                "10.20.1.5@8080, lalu jalankan lagi."
            )
    return found


def _oidc(environment: Mapping[str, str]) -> Oidc | None:
    """The provider of single sign-on. One without TLS elsewhere than on this machine, or half set up, is refused."""
    issuer = environment.get("LAKON_OIDC_ISSUER", "").strip()
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("LAKON_OIDC_ISSUER harus berawal https://. Perbaiki isinya, lalu jalankan lagi.")
    client_id = environment.get("LAKON_OIDC_CLIENT_ID", "").strip()
    secret = environment.get("LAKON_OIDC_CLIENT_SECRET", "").strip()
    if not client_id or not secret:
        raise ValueError(
            "LAKON_OIDC_ISSUER memerlukan LAKON_OIDC_CLIENT_ID dan LAKON_OIDC_CLIENT_SECRET dari penyedianya. "
            "Isi keduanya, lalu jalankan lagi."
        )
    nip_claim = environment.get("LAKON_OIDC_NIP_CLAIM", "").strip() or Oidc.nip_claim
    return Oidc(
        issuer, client_id, secret, nip_claim, environment.get("LAKON_OIDC_NAME", "").strip() or Oidc.name
    )


def _smtp(url: str) -> str:
    """The mail server's address, or nothing. Another scheme, or none, is refused (ValueError)."""
    if url and not url.startswith(("smtp://", "smtps://")):
        raise ValueError(
            "LAKON_SMTP harus berawal smtp:// atau smtps://. Perbaiki isinya, lalu jalankan lagi."
        )
    return url


def _notes_keys(environment: Mapping[str, str], var_dir: Path) -> tuple[str, ...]:
    """The secrets that were given, or the one kept from an earlier start. Short ones are refused (ValueError)."""
    given = environment.get("LAKON_NOTES_KEY", "").split(",")
    keys = tuple(_long("LAKON_NOTES_KEY", one.strip()) for one in given if one.strip())
    return keys or (_kept_secret(var_dir / "notes_key"),)


def _seal_keys(environment: Mapping[str, str], var_dir: Path) -> tuple[str, ...]:
    """The keys that were given, or the one that a worker keeps, or none. What is no key is refused (ValueError)."""
    given = tuple(one.strip() for one in environment.get("LAKON_SEAL_KEY", "").split(",") if one.strip())
    kept = _seal_key(var_dir)
    keys = given or ((_kept_secret(kept),) if kept.exists() else ())
    for one in keys:
        if re.fullmatch("[0-9a-fA-F]{64}", one) is None or len(set(one)) < FEWEST_SIGNS:
            raise ValueError(
                "LAKON_SEAL_KEY harus 64 angka heksadesimal acak. Buat misalnya dengan: openssl rand -hex 32. "
                "Lalu jalankan lagi."
            )
    return keys


def _given_or_kept(environment: Mapping[str, str], name: str, kept: Path) -> str:
    """The secret that was given, or the one of an earlier start."""
    given = environment.get(name, "")
    return _long(name, given) if given else _kept_secret(kept)


def _backup_keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    given = environment.get("LAKON_BACKUP_KEY", "").split(",")
    return tuple(_long("LAKON_BACKUP_KEY", one.strip()) for one in given if one.strip())


def _long(name: str, secret: str) -> str:
    """A secret that was given, if nobody can guess it; short ones and examples are refused (ValueError)."""
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_SIGNS:
        raise ValueError(
            f"{name} terlalu pendek atau mudah ditebak. Pakai paling sedikit {SHORTEST_SECRET} huruf acak, misalnya "
            "dari: openssl rand -hex 32. Lalu jalankan lagi."
        )
    return secret


def _kept_secret(path: Path) -> str:
    """The secret of an earlier start, or a fresh one that only this user may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was first: its secret counts
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text().strip()
