"""What is known of links that are evidence: asked in the action that keeps a link, answered by a job a moment later.

A look never holds anybody up: it says what the evaluator will find, and what to do. Once the month is judged, what was
found stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from webapp.domain.bulanan import BUKTI_TERBUKA, penyimpanan_pribadi
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.identity import limits
from webapp.services.policy.matrix import Kind, Right, may
from webapp.services.work import Transaction, Work
from webapp.storage.aturan import nilai_aturan
from webapp.storage.bulanan import BarisBulanan, BuktiBulanan, HasilCek, SkpBulanan
from webapp.storage.jobs import defer

from .link_guard import Guard
from .link_look import look
from .monthly import Evidence, Sheet, sheet

TASK = "periksa_tautan"
AGAIN = timedelta(seconds=20)
"""A link is looked at again at most this often, whoever asks."""
CLOSED = frozenset({HasilCek.PERLU_IZIN, HasilCek.TIDAK_DITEMUKAN, HasilCek.TIDAK_DAPAT_DICEK})
"""Answers after which the owner had better do something."""


def host_of(address: str) -> str | None:
    """The host of a web address; None when it is none."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    return host if parts.scheme in ("http", "https") and host and "." in host else None


def at_first(tx: Transaction, address: str) -> HasilCek:
    """What is told before anybody has looked: storage of a person is closed until it is seen to open."""
    hosts = nilai_aturan(tx.session, "penyimpanan_pribadi", tx.today) or ()
    host = host_of(address)
    closed = host is None or penyimpanan_pribadi(host, hosts)
    return HasilCek.PERLU_IZIN if closed else HasilCek.BELUM_DICEK


def ask(tx: Transaction, actor: Actor, bukti_id: int) -> None:
    """Ask for a look, in the transaction of the action; one that is asked for already is not asked twice.

    Raises `SlowDown` to one who asks for too many: each of them keeps a process of ours waiting for a stranger's.
    """
    limits.take(tx, "tautan", f"akun:{actor.akun_id}")
    lock = f"tautan:{bukti_id}"
    defer(tx.session, TASK, {"bukti_id": bukti_id}, queueing_lock=lock)


def look_at(work: Work, bukti_id: int, guard: Guard) -> HasilCek | None:
    """Look at a link and keep what was found; None where there is nothing to look at any more."""
    with work.reading() as tx:
        row = tx.session.get(BuktiBulanan, bukti_id)
        if row is None or row.tautan is None or row.dicabut_pada is not None:
            return None
        address, hosts = row.tautan, nilai_aturan(tx.session, "halaman_masuk", tx.today) or ()
    said = look(address, guard, hosts)
    with work.transaction() as tx:
        return said if _keep(tx, bukti_id, said) else None


def _keep(tx: Transaction, bukti_id: int, said: HasilCek) -> bool:
    row = tx.session.get_one(BuktiBulanan, bukti_id)
    baris = tx.session.get_one(BarisBulanan, row.baris_id)
    lembar = tx.session.get_one(SkpBulanan, baris.skp_bulanan_id, with_for_update={"read": True})
    if lembar.status not in BUKTI_TERBUKA or row.dicabut_pada is not None:
        return False
    row.hasil_cek, row.dicek_pada = said, tx.now
    return True


def recheck(work: Work, actor: Actor, skp_id: int, bulan: int, bukti_id: int) -> None:
    """Ask for another look, as the owner or the evaluator.

    Raises `NotFound` to others, `Refused` when the month is judged or a look was just taken, and `SlowDown`.
    """
    with work.transaction() as tx:
        view = sheet(tx, actor, skp_id, bulan)
        row = next((one.row for one in _links(view.sheet) if one.row.id == bukti_id), None)
        if row is None or not may(Kind.SKP, view.access, Right.PROPOSE):
            raise NotFound("bukti_bulanan", bukti_id)
        tx.session.get_one(SkpBulanan, view.sheet.lembar.id, with_for_update=True, populate_existing=True)
        if not view.sheet.takes_evidence:
            pesan = "Bulan ini sudah dinilai; hasil pemeriksaan tautannya tetap seperti saat dinilai."
            raise Refused([Pelanggaran("tautan.dinilai", pesan, "bukti")])
        if row.hasil_cek is not HasilCek.BELUM_DICEK and row.dicek_pada and tx.now < row.dicek_pada + AGAIN:
            pesan = "Tautan ini baru saja diperiksa. Coba lagi sebentar lagi."
            raise Refused([Pelanggaran("tautan.baru", pesan, "bukti")])
        row.hasil_cek = HasilCek.BELUM_DICEK
        ask(tx, actor, bukti_id)


def not_open(found: Sheet) -> int:
    """How many links of a sheet the evaluator could not open."""
    return sum(1 for one in _links(found) if one.row.hasil_cek in CLOSED)


def _links(found: Sheet) -> Iterable[Evidence]:
    return (one for row in found.rows for one in row.bukti if one.row.tautan is not None)
