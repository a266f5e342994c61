"""Drafts of confidential steps are stored sealed: bound to their case, step and author, unreadable anywhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from webapp.services.work import Transaction
from webapp.storage.process import Draft
from webapp.storage.segel import TidakTerbuka

SEALED: Final = "_segel"

Kept = Mapping[str, list[str]]


def sealed(tx: Transaction, case_id: int, key: str, akun_id: int, values: Kept) -> dict[str, list[str]]:
    """What is stored instead of the values."""
    body = tx.work.segel.tutup(json.dumps(values), _bound_to(case_id, key, akun_id))
    return {SEALED: [body.hex()]}


def opened(tx: Transaction, draft: Draft) -> Mapping[str, Any] | None:
    """What a draft holds; None for a sealed one whose key is no more."""
    if SEALED not in draft.values:
        return draft.values
    try:
        body = bytes.fromhex(draft.values[SEALED][0])
        text = tx.work.segel.buka(body, _bound_to(draft.case_id, draft.key, draft.akun_id))
    except TidakTerbuka:
        return None
    return dict(json.loads(text))


def seal_for(tx: Transaction, case_id: int, keys: Mapping[str, str]) -> None:
    """Bind the sealed drafts of some open steps to the keys that these are about to get."""
    query = select(Draft).where(Draft.case_id == case_id, Draft.key.in_(keys), Draft.values.has_key(SEALED))
    for draft in tx.session.scalars(query):
        values = opened(tx, draft)
        if values is not None:
            draft.values = sealed(tx, case_id, keys[draft.key], draft.akun_id, dict(values))
    tx.session.flush()


def _bound_to(case_id: int, key: str, akun_id: int) -> str:
    return f"draf:{case_id}:{key}:{akun_id}"
