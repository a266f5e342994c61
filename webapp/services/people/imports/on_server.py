"""An import by whoever runs the machine: the first data of an installation, and rules that no page changes.

Offices and owners of accounts come in until two admins with a person behind them can sign in; from then on they take
two officers, here as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from sqlalchemy import exists, func, or_, select

from webapp.services.people.segments import request_check
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun, Peran
from webapp.storage.audit import AuditEvent
from webapp.storage.faktor import KunciSandi

from .bounds import Bounds
from .report import Report
from .run import import_files
from .store import Progress

ENOUGH = 2


def import_on_server(work: Work, files: Mapping[str, bytes], show: Progress) -> Report:
    """Store the files, all of them or none; what was stored is kept as an event without a person."""
    with work.transaction() as tx:
        bounds = Bounds(keeps_rules=False) if is_set_up(tx) else None
        report = import_files(tx.session, files, progress=show, bounds=bounds)
        if report.accepted:
            digests = {name: sha256(raw).hexdigest() for name, raw in files.items()}
            stored = {file: [one.added, one.changed, one.ended] for file, one in report.counts.items()}
            detail = {"berkas": digests, "tabel": stored, "pemasangan": bounds is None}
            tx.session.add(AuditEvent(at=tx.now, kind="impor_server", detail=detail))
            request_check(tx.session)
        return report


def is_set_up(tx: Transaction) -> bool:
    """Whether two admins of BKPP with a person behind them can sign in: then everything that takes two can be done."""
    has_key = exists().where(KunciSandi.akun_id == Akun.id)
    query = select(func.count()).where(
        Akun.aktif,
        Akun.peran.contains([Peran.ADMIN_BKPP.value]),
        Akun.pegawai_id.is_not(None),
        or_(Akun.sandi.is_not(None), has_key),
    )
    return (tx.session.scalar(query) or 0) >= ENOUGH
