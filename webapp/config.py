"""Settings: read from the environment once, handed on as one frozen value.

Everything has a default that works on a laptop; nothing else in the program reads the environment.
"""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo


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
    web_workers: int = 2
    """LAKON_WORKERS: web processes."""
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
            secret_key=environment.get("LAKON_SECRET_KEY") or _kept_secret(var_dir / "secret_key"),
            notes_keys=_notes_keys(environment, var_dir),
            zone=ZoneInfo(environment.get("LAKON_ZONE", "Asia/Jakarta")),
            host=host,
            port=port,
            public_url=environment.get("LAKON_URL", f"http://{host}:{port}").rstrip("/"),
            smtp_url=_smtp(environment.get("LAKON_SMTP", "")),
            mail_from=environment.get("LAKON_MAIL_FROM", "lakon@localhost"),
            web_workers=_number(environment, "LAKON_WORKERS", 2),
            link_check=_yes(environment, "LAKON_LINK_CHECK"),
            link_allow=_networks(environment.get("LAKON_LINK_ALLOW", "")),
        )


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


def _smtp(url: str) -> str:
    """The mail server's address, or nothing. Another scheme, or none, is refused (ValueError)."""
    if url and not url.startswith(("smtp://", "smtps://")):
        raise ValueError(
            "LAKON_SMTP harus berawal smtp:// atau smtps://. Perbaiki isinya, lalu jalankan lagi."
        )
    return url


def _notes_keys(environment: Mapping[str, str], var_dir: Path) -> tuple[str, ...]:
    """The secrets that were given, or the one kept from an earlier start. Short ones are refused (ValueError)."""
    given = tuple(one.strip() for one in environment.get("LAKON_NOTES_KEY", "").split(",") if one.strip())
    if any(len(one) < 32 for one in given):
        raise ValueError(
            "LAKON_NOTES_KEY terlalu pendek. Pakai paling sedikit 32 huruf acak, lalu jalankan lagi."
        )
    return given or (_kept_secret(var_dir / "notes_key"),)


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
