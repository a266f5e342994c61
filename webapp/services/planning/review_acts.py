"""The detectors that look at what people did: handed in before it can be read, one device that acts for many, many
accounts that each act on a device which is new to them (whoever throws our name for a device away has a new one).

They read journals and what these keep of the page and the device, and add to the list of things to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select, text

from webapp.domain.penyiapan import Perbuatan, diajukan_cepat, perangkat_bersama
from webapp.domain.penyuntingan import JenisTinjauan, Sunting, satu_perangkat
from webapp.services.work import Transaction, Work
from webapp.storage.aturan import nilai_aturan
from webapp.storage.penyuntingan import Penyuntingan

from .review import LOOK_BACK, keep

RULE: Final = "deteksi_penyiapan"


def detect_acts(work: Work) -> int:
    """Look at the acts of the last day [CONFIG deteksi_penyiapan]. Returns how many new items were made."""
    with work.transaction() as tx:
        plain = {"detik": 60, "nip": 3, "baru": 4, "menit": 30}
        rule: Mapping[str, Any] = plain | (nilai_aturan(tx.session, RULE, tx.today) or {})
        acts = _acts(tx)
        new = _new(tx, int(rule["baru"]), int(rule["menit"]))
        return _soon(tx, acts, int(rule["detik"])) + _shared(tx, acts, int(rule["nip"])) + new


def _soon(tx: Transaction, acts: list[Perbuatan], seconds: int) -> int:
    since = tx.now - LOOK_BACK
    edited = [
        Sunting(row.akun_id, row.skp_id, row.perangkat, row.mulai, row.terakhir)
        for row in tx.session.scalars(select(Penyuntingan).where(Penyuntingan.terakhir >= since - LOOK_BACK))
    ]
    return sum(
        keep(
            tx, f"cepat:{one.skp_id}:{one.pada.isoformat()}", JenisTinjauan.DIAJUKAN_CEPAT, (one.akun_id,),
            () if one.skp_id is None else (one.skp_id,), one.pada, one.pada,
        )
        for one in diajukan_cepat(acts, edited, detik=seconds)
    )  # fmt: skip


def _shared(tx: Transaction, acts: list[Perbuatan], people: int) -> int:
    return sum(
        keep(
            tx, f"bersama:{one.perangkat}:{one.hari.isoformat()}", JenisTinjauan.PERANGKAT_BERSAMA, one.akun, one.skp,
            one.dari, one.sampai,
        )
        for one in perangkat_bersama(acts, nip=people, zona=tx.work.zone)
    )  # fmt: skip


def _new(tx: Transaction, people: int, minutes: int) -> int:
    """A weak sign: browsers are changed and cleared for many good reasons."""
    acts = [
        Sunting(akun_id, skp_id or 0, f"{network} {browser}", at, at)
        for akun_id, skp_id, network, browser, at in tx.session.execute(
            _ON_NEW, {"since": tx.now - LOOK_BACK}
        )
    ]
    return sum(
        keep(
            tx, f"baru:{one.perangkat}:{one.dari.isoformat()}", JenisTinjauan.PERANGKAT_BARU, one.akun,
            tuple(skp_id for skp_id in one.skp if skp_id), one.dari, one.sampai,
        )
        for one in satu_perangkat(acts, akun=people, menit=minutes)
    )  # fmt: skip


def _acts(tx: Transaction) -> list[Perbuatan]:
    return [
        Perbuatan(
            akun_id, pegawai_id, skp_id, device, at, None if seconds is None else int(seconds), bool(hands_in)
        )
        for akun_id, pegawai_id, skp_id, device, at, seconds, hands_in in tx.session.execute(
            _ACTS, {"since": tx.now - LOOK_BACK}
        )
    ]


_ACTS: Final = text("""
SELECT j.actor_id, a.pegawai_id, CASE c.document_kind WHEN 'skp' THEN c.document_id END,
  j.mandate -> 'bukti' ->> 'perangkat', j.at, j.mandate -> 'bukti' ->> 'detik',
  j.key ~ '(^|/)susun_skp#[0-9]+$' AND c.subject_id = a.pegawai_id
FROM journal j JOIN akun a ON a.id = j.actor_id JOIN process_case c ON c.id = j.case_id
WHERE j.at >= :since AND j.kind = 'completed' AND a.pegawai_id IS NOT NULL
  AND j.mandate -> 'bukti' ->> 'perangkat' IS NOT NULL
ORDER BY j.at, j.case_id, j.seq""")

_ON_NEW: Final = text("""
SELECT j.actor_id, CASE c.document_kind WHEN 'skp' THEN c.document_id END, d.jaringan, d.peramban, j.at
FROM journal j JOIN process_case c ON c.id = j.case_id
JOIN perangkat_akun d ON d.akun_id = j.actor_id AND d.perangkat = j.mandate -> 'bukti' ->> 'perangkat'
WHERE j.at >= :since AND j.kind = 'completed' AND d.pertama >= j.at - interval '2 hours'
  AND EXISTS (SELECT FROM perangkat_akun o WHERE o.akun_id = d.akun_id AND o.pertama < d.pertama)
ORDER BY j.at, j.case_id, j.seq""")
