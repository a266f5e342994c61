"""The daily letter: at seven on working days, to those who want it, and only when something waits.

A letter holds counts and one link: no name, no number, no rating. A mail server that is down hurts nothing but the
letters, which the next run of the job sends.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp.config import Settings
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.identity.accounts import actor_of
from webapp.services.identity.reauthentication import Confirm
from webapp.services.identity.telling import note, tell
from webapp.services.people.calendars.days import office_calendar
from webapp.services.process.inbox import inbox
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.tenggat import SuratRingkas, SuratTerkirim

from .notices import unread

HOUR = 7
"""From this hour on the letters of a working day are sent."""

PATIENCE = 10.0
"""Seconds that a mail server has to answer."""

LONGEST = 254
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", re.ASCII)


@dataclass(frozen=True)
class Waits:
    """What waits for a person today, as numbers."""

    late: int
    today: int
    this_week: int
    total: int
    unread: int


# -- the person's choice -----------------------------------------------------------------------------------------


def choice(tx: Transaction, actor: Actor) -> SuratRingkas | None:
    """What the person chose about the letter; None: nothing yet, so none is sent."""
    return tx.session.get(SuratRingkas, actor.akun_id)


def choose(work: Work, actor: Actor, address: str, *, wanted: bool, confirm: Confirm) -> None:
    """Keep the choice. Another address than before needs re-authentication, and its owner is told of it.

    Raises `Refused` when the letter is wanted and the address is none, and as `confirm` does.
    """
    address = address.strip()
    if len(address) > LONGEST or (_ADDRESS.fullmatch(address) is None and (wanted or address)):
        pesan = "Tulis alamat surel yang benar, misalnya nama@instansi.go.id."
        raise Refused([Pelanggaran("surat.alamat", pesan, "alamat")])
    with work.transaction() as tx:
        row = choice(tx, actor)
        if not address:
            if row is not None:
                row.aktif, row.diubah_pada = False, tx.now
            return
        if row is None or row.alamat != address:
            confirm(tx)
            note(tx, actor.akun_id, "alamat_surat")
            words = "Alamat surat harian Anda diganti."
            tell(tx, actor.akun_id, "alamat_surat", words, tx.now.isoformat())
        values = {"alamat": address, "aktif": wanted, "diubah_pada": tx.now}
        statement = insert(SuratRingkas).values(akun_id=actor.akun_id, **values)
        tx.session.execute(
            statement.on_conflict_do_update(index_elements=[SuratRingkas.akun_id], set_=values)
        )


# -- sending -----------------------------------------------------------------------------------------------------


def send_all(work: Work, settings: Settings) -> int:
    """Send the letters of today that are still to be sent. Returns how many were.

    Raises `OSError` or `smtplib.SMTPException` when the mail server cannot be used; what was sent stays sent.
    """
    if not settings.smtp_url:
        return 0
    with work.reading() as tx:
        people = _due(tx)
    if not people:
        return 0
    with mail_server(settings.smtp_url) as server:
        return sum(_send_one(work, settings, server, akun_id) for akun_id in people)


def _due(tx: Transaction) -> list[int]:
    now = tx.now.astimezone(tx.work.zone)
    if now.hour < HOUR or not office_calendar(tx, tx.today.year).hari_kerja(tx.today):
        return []
    sent = select(SuratTerkirim.akun_id).where(
        SuratTerkirim.akun_id == SuratRingkas.akun_id, SuratTerkirim.tanggal == tx.today
    )
    query = select(SuratRingkas.akun_id).join(Akun, Akun.id == SuratRingkas.akun_id)
    query = query.where(SuratRingkas.aktif, Akun.aktif, ~sent.exists()).order_by(SuratRingkas.akun_id)
    return list(tx.session.scalars(query))


def _send_one(work: Work, settings: Settings, server: smtplib.SMTP, akun_id: int) -> int:
    """One person's letter and the note that it is done with, together or not at all."""
    with work.transaction() as tx:
        row = {"akun_id": akun_id, "tanggal": tx.today, "terkirim": True, "pada": tx.now}
        statement = insert(SuratTerkirim).values(row).on_conflict_do_nothing().returning(SuratTerkirim)
        note = tx.session.scalars(statement).one_or_none()
        actor, wish = actor_of(tx, akun_id), tx.session.get(SuratRingkas, akun_id)
        if note is None or actor is None or wish is None or not wish.aktif:
            return 0
        counted = waits(tx, actor)
        note.terkirim = bool(counted.total or counted.unread) and _sent(
            server, letter(settings, wish.alamat, counted)
        )
        return int(note.terkirim)


def _sent(server: smtplib.SMTP, message: EmailMessage) -> bool:
    """Whether the server took it; an address that it does not know is the person's to mend."""
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused:
        server.rset()
        return False
    return True


def waits(tx: Transaction, actor: Actor) -> Waits:
    """What waits for a person today. A week ends on Sunday."""
    items = inbox(tx, actor)
    days = [item.deadline for item in items if item.deadline is not None]
    sunday = tx.today + timedelta(days=6 - tx.today.weekday())
    return Waits(
        late=sum(day < tx.today for day in days),
        today=sum(day == tx.today for day in days),
        this_week=sum(tx.today < day <= sunday for day in days),
        total=len(items),
        unread=unread(tx, actor),
    )


def letter(settings: Settings, address: str, counted: Waits) -> EmailMessage:
    """The letter: counts and links."""
    said = [
        (counted.late, "terlambat"),
        (counted.today, "tenggatnya hari ini"),
        (counted.this_week, "tenggatnya minggu ini"),
        (counted.total, "tugas seluruhnya menunggu Anda"),
        (counted.unread, "pemberitahuan belum dibaca"),
    ]
    message = EmailMessage()
    message["Subject"] = f"Lakon: {counted.total} tugas menunggu Anda"
    message["From"] = settings.mail_from
    message["To"] = address
    message["Auto-Submitted"] = "auto-generated"
    lines = [f"- {number} {words}" for number, words in said if number]
    body = ["Ringkasan hari ini:", "", *lines, "", f"Buka: {settings.public_url}/tugas", ""]
    body += [f"Surat ini dikirim sekali sehari. Matikan di {settings.public_url}/akun", ""]
    message.set_content("\n".join(body))
    return message


@contextmanager
def mail_server(url: str) -> Iterator[smtplib.SMTP]:
    """A connection to a mail server, by an address like `smtp://user:password@host:587`; `smtps` is TLS from the start.

    With `smtp` TLS is begun where the server offers it, and a password is sent only then.
    """
    parts = urlsplit(url)
    host, tls = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=tls)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE)
    with server:
        server.ehlo()
        if parts.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=tls)
            server.ehlo()
        if parts.username is not None:
            if not isinstance(server.sock, ssl.SSLSocket):
                raise smtplib.SMTPNotSupportedError("the mail server offers no TLS, so no password is sent")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
