"""The part of the data check about accounts: those of nobody who serves, and people who cannot sign in."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from webapp.services.policy.oversight import Scope
from webapp.services.work import Transaction
from webapp.storage.akun import Akun

from .findings import Finding, Kind
from .people import People


def account_findings(tx: Transaction, scope: Scope, people: People) -> Iterator[Finding]:
    """Open accounts without a serving person, and active people without an open account."""
    query = select(Akun.nama_pengguna, Akun.pegawai_id, Akun.pihak_luar_id, Akun.dibuat_pada).where(
        Akun.aktif
    )
    rows = tx.session.execute(query).all()
    owners = {row.pegawai_id for row in rows}
    for row in rows:
        someone = people.get(row.pegawai_id) if row.pegawai_id is not None else None
        if someone is not None and someone.seen and not someone.active:
            teks = f"Akun {row.nama_pengguna} masih aktif, padahal pegawainya sudah berhenti."
            yield Finding(
                Kind.AKUN_TANPA_PEGAWAI,
                someone.nama,
                teks,
                someone.last,
                someone.nip,
                someone.id,
                someone.unit_id,
            )
        elif row.pegawai_id is None and row.pihak_luar_id is None and scope.is_whole:
            teks = "Akun aktif ini tidak terhubung dengan pegawai atau pejabat mana pun."
            since = row.dibuat_pada.astimezone(tx.work.zone).date()
            yield Finding(Kind.AKUN_TANPA_PEGAWAI, row.nama_pengguna, teks, since)
    for one in people.values():
        if one.active and one.seen and one.id not in owners:
            teks = "Pegawai aktif ini belum mempunyai akun yang aktif, jadi tidak dapat masuk."
            yield Finding(Kind.PEGAWAI_TANPA_AKUN, one.nama, teks, None, one.nip, one.id, one.unit_id)
