"""Two people who write at the same moment, in the order that decides: the second has begun and waits for the first.

Were both let loose at once, either could be the one who is refused, and now and then PostgreSQL would find that each
waits for the other, and end one of them with that reason instead of the constraint's.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

Write = Callable[[Session], object]
_WAITS_FOR_ME = text("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")


def refused_beside(engine: Engine, first: Write, second: Write) -> str:
    """The constraint that refuses `second`, which began before `first` was committed."""

    def rival() -> str:
        with Session(engine) as session:
            with pytest.raises(IntegrityError) as refusal, session.begin():
                second(session)
            return str(refusal.value.orig.diag.constraint_name)  # type: ignore[union-attr]

    with ThreadPoolExecutor(1) as threads, Session(engine) as session:
        with session.begin():
            first(session)
            waiting = threads.submit(rival)
            while not waiting.done() and not session.scalar(_WAITS_FOR_ME):
                pass
            assert not waiting.done(), "it did not wait"
        return waiting.result()
