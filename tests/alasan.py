"""A reason for an office to look, given beforehand: for tests of what is seen, not of who has to say why."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.kota import Kota
from webapp.storage.akses import AksesBeralasan
from webapp.storage.organisasi import Pegawai

DAYS = timedelta(days=800)
"""Longer than the story of any test."""


def with_reason(city: Kota, *readers: str) -> None:
    """These people may look at everybody else, as far as their offices reach."""
    accounts = [city.actor(code) for code in readers]
    with city.work.transaction() as tx:
        people = list(tx.session.scalars(select(Pegawai.id)))
        tx.session.add_all(
            AksesBeralasan(
                akun_id=one.akun_id, pegawai_id=pegawai_id, alasan="Uji apa yang terlihat.", mulai=tx.now,
                sampai=tx.now + DAYS,
            )
            for one in accounts
            for pegawai_id in people
            if pegawai_id != one.pegawai_id
        )  # fmt: skip
