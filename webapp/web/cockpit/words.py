"""Words of the cockpit: how long something took, what an entry says, and the states of batches and logs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask import current_app, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.domain.angka import cetak_angka
from webapp.services.cockpit import periods
from webapp.services.cockpit.overview import Releases
from webapp.services.cockpit.periods import Period
from webapp.services.policy.decide import permits
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.kokpit import BatchItemStatus, BatchKind, BatchStatus, Closing, LogStatus
from webapp.web.activities.months import month_name
from webapp.web.context import current_actor

HOUR, DAY = 3_600, 86_400

KINDS: Final[Mapping[BatchKind, tuple[LazyString, LazyString]]] = {
    BatchKind.REMIND: (_l("Ingatkan pemegang langkah"), _l("Satu pemberitahuan kepada pemegang, sekali sehari.")),
    BatchKind.RETRY: (_l("Ulangi kasus yang berinsiden"), _l("Kasus yang gagal dicoba dijalankan lagi.")),
    BatchKind.CANCEL: (_l("Batalkan kasus"), _l("Kasus berhenti di tempatnya dan tidak dapat dibuka lagi.")),
}  # fmt: skip
BATCHES: Final[Mapping[BatchStatus, tuple[str, LazyString]]] = {
    BatchStatus.TRIAL: ("draft", _l("Uji kering")),
    BatchStatus.PROPOSED: ("waiting", _l("Menunggu orang kedua")),
    BatchStatus.RUNNING: ("current", _l("Sedang dikerjakan")),
    BatchStatus.DONE: ("done", _l("Selesai")),
    BatchStatus.DISCARDED: ("neutral", _l("Dibuang")),
}
ITEMS: Final[Mapping[BatchItemStatus, LazyString]] = {
    BatchItemStatus.WAITING: _l("Akan dikerjakan"),
    BatchItemStatus.REFUSED: _l("Ditolak"),
    BatchItemStatus.DONE: _l("Sudah"),
    BatchItemStatus.FAILED: _l("Gagal"),
}
LOGS: Final[Mapping[LogStatus, tuple[str, LazyString]]] = {
    LogStatus.WAITING: ("waiting", _l("Menunggu giliran")),
    LogStatus.RUNNING: ("current", _l("Sedang disusun")),
    LogStatus.DONE: ("done", _l("Siap diunduh")),
}
CLOSINGS: Final[Mapping[Closing, LazyString]] = {
    Closing.WENT_ON: _l("Kasus jalan lagi"),
    Closing.RETRIED: _l("Berhasil diulang"),
    Closing.CANCELLED: _l("Kasus dibatalkan"),
    Closing.GIVEN_BACK: _l("Dikembalikan kepada pemegang langkah"),
    Closing.DISMISSED: _l("Disisihkan"),
}
ENTRIES: Final[Mapping[str, LazyString]] = {
    "started": _l("Kasus dimulai"),
    "completed": _l("Langkah dikerjakan"),
    "result": _l("Langkah otomatis dijalankan"),
    "fired": _l("Batas waktu tiba"),
    "received": _l("Pesan diterima"),
    "migrated": _l("Kasus pindah ke rilis lain"),
    "cancelled": _l("Kasus dibatalkan"),
}
"""What the kinds of journal entry say."""


def spent(seconds: float | None) -> str:
    """How long something took: "40 mnt", "6,4 jam", "2,1 hari"; a dash where nothing is known."""
    if seconds is None:
        return "–"
    if seconds < HOUR:
        return str(_("%(n)s mnt", n=round(seconds / 60)))
    if seconds < DAY:
        return str(_("%(n)s jam", n=_short(seconds / HOUR)))
    return str(_("%(n)s hari", n=_short(seconds / DAY)))


def _short(value: float) -> str:
    return str(round(value)) if value >= 100 else cetak_angka(Decimal(f"{value:.1f}").normalize())


def period_name(text: str) -> str:
    """A period as people say it: "November 2026", "2026", "semua"."""
    if text == "semua":
        return str(_("Semua masa"))
    year, _dash, month = text.partition("-")
    return month_name(date(int(year), int(month), 1)) if month else str(_("Tahun %(year)s", year=year))


def asked_period(tx: Transaction) -> Period:
    """The period of the address."""
    return periods.period(tx, request.args.get("masa", "")[:10])


def asked_release(releases: Releases) -> int | None:
    """The id of the release whose number the address names; None: all of them."""
    number = request.args.get("rilis", type=int)
    return next((one for one, shown in releases.every if shown == number), None)


def common(tx: Transaction) -> dict[str, Any]:
    """What every page of the cockpit needs."""
    return {
        "spent": spent,
        "period_name": period_name,
        "is_owner": permits(current_actor(), Right.ACT, Kind.COCKPIT),
        "batch_states": BATCHES,
        "batch_kinds": KINDS,
        "item_words": ITEMS,
        "log_states": LOGS,
        "closings": CLOSINGS,
        "entries": ENTRIES,
        "now": tx.now,
    }


def migration_path(number: int) -> str | None:
    """Where cases are moved to a release; None while there is no such page."""
    path = f"/rilis/{number}/migrasi"
    built = {rule.rule.split("<")[0] for rule in current_app.url_map.iter_rules() if "/migrasi" in rule.rule}
    return path if any(path.startswith(one) for one in built) else None
