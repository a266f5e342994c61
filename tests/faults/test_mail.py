"""A mail server that is slow, dead, or dies in the middle: pages and deadlines do not notice, no letter is lost."""

from __future__ import annotations

import smtplib
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.figures import Figures
from tests.kota import NAMES, Kota
from tests.services.surat import mail_sink
from webapp.config import Settings
from webapp.services.reminders import digest
from webapp.storage.tenggat import SuratTerkirim

SETTINGS = Settings(public_url="https://lakon.contoh.go.id", mail_from="lakon@contoh.go.id")


@contextmanager
def silent_server() -> Iterator[str]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def closed_port() -> Iterator[str]:
    """Where nobody listens: the port is taken, so nobody else can begin to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"smtp://127.0.0.1:{taken.getsockname()[1]}"


def everybody_wants_letters(city: Kota) -> int:
    """Every account asks for the letter. Returns for how many something waits this morning."""
    people = [city.actor(code) for code in NAMES]
    for actor in people:
        digest.choose(
            city.work, actor, f"akun.{actor.akun_id}@contoh.go.id", wanted=True, confirm=lambda _: {}
        )
    city.at("2026-01-06 07:30")
    with city.reading() as tx:
        counted = [digest.waits(tx, actor) for actor in people]
    return sum(bool(one.total or one.unread) for one in counted)


def sent(city: Kota) -> int:
    """Letters that are noted as sent."""
    with city.reading() as tx:
        return len(tx.session.scalars(select(SuratTerkirim.akun_id).where(SuratTerkirim.terkirim)).all())


def test_a_dead_or_silent_mail_server_holds_up_nobody_and_loses_no_letter(
    city: Kota, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    wanted = everybody_wants_letters(city)
    assert wanted > 1
    with closed_port() as url, pytest.raises(OSError, match="refused"):
        digest.send_all(city.work, replace(SETTINGS, smtp_url=url))
    with monkeypatch.context() as hurried, silent_server() as url:
        hurried.setattr(digest, "PATIENCE", 0.2)
        with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
            digest.send_all(city.work, replace(SETTINGS, smtp_url=url))
    assert sent(city) == 0
    city.dialog("KB", "SR")  # work goes on, and needs no mail
    with mail_sink() as sink:
        sink.broken = True
        with pytest.raises((smtplib.SMTPException, OSError)):
            digest.send_all(city.work, replace(SETTINGS, smtp_url=sink.url))
        assert sent(city) == 0
        sink.broken = False
        digest.send_all(city.work, replace(SETTINGS, smtp_url=sink.url))
        times = Counter(to for to, _ in sink.letters)
    assert len(times) == sent(city) >= 1
    assert set(times.values()) == {1}
    figures("mail server silent, dead, broken, then back", f"{len(times)} letters, 0 lost, 0 twice")
