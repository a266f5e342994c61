"""What an account's owner is told of what happens to it, and the events that are kept of it.

A notice says what happened and where to look; it holds no secret and no address that signs anybody in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.services.work import Transaction
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent
from webapp.storage.pemberitahuan import beri_tahu_semua

PAGE = "/akun/keamanan"


def note(
    tx: Transaction,
    akun_id: int,
    kind: str,
    detail: Mapping[str, Any] | None = None,
    *,
    by: int | None = None,
) -> None:
    """Keep an event about an account; `by` is who acted where that is not its owner."""
    tx.session.add(
        AuditEvent(
            at=tx.now, actor_id=by or akun_id, kind=kind, object_kind="akun", object_id=akun_id,
            detail=dict(detail or {}),
        )
    )  # fmt: skip


def tell(tx: Transaction, akun_id: int, kind: str, words: str, about: str) -> None:
    """Leave the owner a notice; the same `about` twice is told once. An account of nobody has nobody to tell."""
    akun = tx.session.get_one(Akun, akun_id)
    if akun.pegawai_id is None and akun.pihak_luar_id is None:
        return
    row = {
        "kunci": f"akun:{akun_id}:{kind}:{about}",
        "pegawai_id": akun.pegawai_id,
        "pihak_luar_id": akun.pihak_luar_id,
        "jenis": kind,
        "isi": f"{words} Bila bukan Anda, buka Keamanan akun, akhiri sesinya, dan ganti kata sandi.",
        "tautan": PAGE,
        "pada": tx.now,
    }
    beri_tahu_semua(tx.session, [row])


def tell_act(
    tx: Transaction, akun_id: int, case_id: int, seq: int, step: str, evidence: Mapping[str, Any]
) -> None:
    """Tell somebody of a submission or signature in his name, from which device, and where to say that it was not his.

    What runs without a browser (a test, an import) names no device and tells nobody.
    """
    akun = tx.session.get_one(Akun, akun_id)
    if "peramban" not in evidence or akun.pegawai_id is None:
        return
    words = f"Anda mengirim: {step}. Dari {evidence['peramban']}, jaringan {evidence.get('jaringan', '?')}."
    row = {
        "kunci": f"tindakan:{case_id}:{seq}",
        "pegawai_id": akun.pegawai_id,
        "jenis": "TINDAKAN",
        "isi": f"{words} Bila bukan Anda, buka pemberitahuan ini dan pilih Bukan saya.",
        "tautan": f"/kasus/{case_id}/bukan-saya",
        "pada": tx.now,
    }
    beri_tahu_semua(tx.session, [row])
