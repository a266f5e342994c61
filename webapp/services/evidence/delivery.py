"""Seals leave the machine: as files in a folder, and as letters to auditors. What fails is tried again, never dropped.

What is to go where is asked for with the seal itself, in one transaction; a folder or a mail server that is away delays
and loses nothing.
"""

from __future__ import annotations

import gzip
import logging
import os
import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from webapp.config import Settings
from webapp.services.reminders.digest import mail_server
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun, Peran
from webapp.storage.aturan import nilai_aturan
from webapp.storage.meterai import Seal, SealDelivery, Way
from webapp.storage.tenggat import SuratRingkas

MOST: Final = 500
"""Files or letters of one run."""

log = logging.getLogger(__name__)


class SealClash(Exception):
    """The folder holds another seal of the same number: this database has been put back, or the folder is not ours."""


def file_name(number: int) -> str:
    """The name of a seal's file."""
    return f"meterai-{number:08d}.json"


def ask(tx: Transaction, number: int, folder: str | None) -> None:
    """Ask for the delivery of a new seal. A folder that is used for the first time is given all earlier ones, too."""
    targets = [(Way.SURAT, address) for address in addresses(tx)]
    numbers = {target: [number] for target in targets}
    if folder:
        known = select(func.count()).select_from(SealDelivery)
        first = not tx.session.scalars(
            known.where(SealDelivery.way == Way.BERKAS, SealDelivery.target == folder)
        ).one()
        every = list(tx.session.scalars(select(Seal.number))) if first else [number]
        numbers[(Way.BERKAS, folder)] = every
    rows = [
        {"seal_number": one, "way": way, "target": target}
        for (way, target), every in numbers.items()
        for one in every
    ]
    if rows:
        tx.session.execute(insert(SealDelivery).on_conflict_do_nothing(), rows)


def addresses(tx: Transaction) -> list[str]:
    """Who is sent seals: every auditor with an address, and the addresses of the rule [CONFIG meterai]."""
    rule = nilai_aturan(tx.session, "meterai", tx.today) or {}
    query = (
        select(SuratRingkas.alamat)
        .join(Akun, Akun.id == SuratRingkas.akun_id)
        .where(Akun.aktif, Akun.peran.contains([Peran.PENGAWAS]), SuratRingkas.alamat != "")
    )
    return sorted({*tx.session.scalars(query), *rule.get("alamat", [])})


def drop_files(work: Work, folder: Path) -> int:
    """Write the seals that the folder still lacks; each is there whole or not at all. Returns how many.

    Raises `OSError` where the folder cannot be written, and `SealClash`; what was written stays written.
    """
    written = 0
    for number in _waiting(work, Way.BERKAS, str(folder)):
        with work.transaction() as tx:
            seal = tx.session.get_one(Seal, number)
            _write(folder / file_name(number), bytes(seal.file))
            _done(tx, number, Way.BERKAS, str(folder))
        written += 1
    return written


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        if path.read_bytes() != content:
            raise SealClash(path.name)
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def send_letters(work: Work, settings: Settings) -> int:
    """Send the seals that wait for their letters. Returns how many were sent.

    Raises `OSError` or `smtplib.SMTPException` when the mail server cannot be used; what was sent stays sent.
    """
    if not settings.smtp_url:
        return 0
    with work.reading() as tx:
        query = (
            select(SealDelivery.target)
            .where(SealDelivery.way == Way.SURAT, SealDelivery.done_at.is_(None))
            .distinct()
        )
        targets = sorted(tx.session.scalars(query))
    if not targets:
        return 0
    with mail_server(settings.smtp_url) as server:
        return sum(_letters(work, settings, server, target) for target in targets)


def _letters(work: Work, settings: Settings, server: smtplib.SMTP, target: str) -> int:
    sent = 0
    for number in _waiting(work, Way.SURAT, target):
        with work.transaction() as tx:
            message = letter(settings, target, tx.session.get_one(Seal, number))
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused:
                server.rset()
                log.warning("the mail server refuses an address of the seals' letters")
                return sent
            _done(tx, number, Way.SURAT, target)
        sent += 1
    return sent


def letter(settings: Settings, address: str, seal: Seal) -> EmailMessage:
    """The letter of a seal: its number and hash to read, the seal itself as a file."""
    message = EmailMessage()
    message["Subject"] = f"Lakon: meterai {seal.number}"
    message["From"] = settings.mail_from
    message["To"] = address
    message["Auto-Submitted"] = "auto-generated"
    message["Message-ID"] = f"<meterai-{seal.number}-{seal.hash[:16]}@lakon>"
    lines = [
        f"Meterai {seal.number}, {seal.at:%Y-%m-%d %H:%M:%S%z}, {seal.cases} kasus.",
        f"Sidik: {seal.hash}",
        f"Akar:  {seal.root}",
        f"Kunci: {seal.key}",
        "",
        "Simpan surat ini di luar jangkauan pengelola server. Lampirannya dipakai lakon verify.",
        "",
    ]
    message.set_content("\n".join(lines))
    message.add_attachment(
        gzip.compress(bytes(seal.file), mtime=0), maintype="application", subtype="gzip",
        filename=f"{file_name(seal.number)}.gz",
    )  # fmt: skip
    return message


def waiting(tx: Transaction) -> dict[str, int]:
    """How many files and letters still wait."""
    query = (
        select(SealDelivery.way, func.count())
        .where(SealDelivery.done_at.is_(None))
        .group_by(SealDelivery.way)
    )
    return {way.value: count for way, count in tx.session.execute(query)}


def _waiting(work: Work, way: Way, target: str) -> list[int]:
    with work.reading() as tx:
        query = (
            select(SealDelivery.seal_number)
            .where(SealDelivery.way == way, SealDelivery.target == target, SealDelivery.done_at.is_(None))
            .order_by(SealDelivery.seal_number)
            .limit(MOST)
        )
        return list(tx.session.scalars(query))


def _done(tx: Transaction, number: int, way: Way, target: str) -> None:
    tx.session.get_one(SealDelivery, (number, way, target)).done_at = tx.now
