"""Logs: one JSON object on a line, UTC, with names of ours and nothing that a person typed.

A line has only fields that are listed here. What others log is kept as they wrote the sentence: of the values that they
put in, numbers stand as they are and everything else is left out, for it may be an address or a name. Of an exception
the kinds and the places are kept, never its text, for that quotes rows and forms.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars

Event = MutableMapping[str, Any]

FIELDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "at": str,
    "level": str,
    "logger": str,
    "event": str,
    "request_id": str,
    "actor_id": int,
    "case_id": int,
    "job_id": int,
    "job": str,
    "route": str,
    "method": str,
    "status": int,
    "ms": (int, float),
    "incident": str,
    "error": list,
    "stack": list,
    "pid": int,
}
"""Every field that a line may have, and what it holds. `route` is the pattern of the address, never the address."""

OURS: Final = ("webapp", "alembic")
"""Loggers whose sentences name codes and numbers only (alembic: our revisions): their values are filled in."""
LEFT_OUT: Final = "[isi]"
"""Stands where somebody else's sentence would have a value."""
LONGEST: Final = 500  # letters of an event
_SHARED: Final = (structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level)
_NIP = re.compile(r"(?<!\d)\d{16,18}(?!\d)")
"""A NIP has 18 figures and a NIK 16; a wall behind the rule that neither is logged."""


def set_up(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send everything that this process logs to `stream` (default: stderr) as JSON lines."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, _foreign],
        use_get_message=False,
        pass_foreign_args=True,
        processors=[
            _tell_error,
            _finish,
            structlog.processors.JSONRenderer(ensure_ascii=True, sort_keys=True),
        ],
    )
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("gunicorn.error", "gunicorn.access"):
        found = logging.getLogger(name)
        found.handlers, found.propagate = [], True
    logging.getLogger("procrastinate").setLevel(max(level, logging.WARNING))


def get_logger(name: str) -> Any:
    """A logger whose calls name fields: `log.info("request", status=200)`. Where it goes is the process's to say."""
    return structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
    )


bind: Callable[..., object] = bind_contextvars
"""Give fields to every line of this request or job from here on."""
unbind: Callable[[], None] = clear_contextvars
"""Forget them."""


@contextmanager
def job(name: str, job_id: int | None) -> Iterator[None]:
    """Give every line of a job its name and number, and tell at the end how long it took and how it ended."""
    unbind()
    bind(job=name, job_id=job_id)
    began, event = time.perf_counter(), "job failed"
    try:
        yield
        event = "job done"
    finally:
        get_logger(__name__).info(event, ms=round((time.perf_counter() - began) * 1000, 1))
        unbind()


def _foreign(_logger: object, _name: str, event: Event) -> Event:
    """A line of the standard library's logging: values are filled in where the logger is one of ours, else numbers."""
    record: logging.LogRecord = event["_record"]
    given = event.pop("positional_args", ())
    said = str(record.msg)
    if given:
        is_ours = record.name.split(".")[0] in OURS
        event["event"] = _filled(said, given if is_ours else _without_words(given))
    return event


def _filled(said: str, given: Any) -> str:
    """The sentence with its values; a sentence that does not fit them stays as it was written."""
    try:
        return str(said % given)
    except (TypeError, ValueError, KeyError):
        return said


def _without_words(given: Any) -> Any:
    if isinstance(given, Mapping):
        return {name: _plain(value) for name, value in given.items()}
    return tuple(_plain(value) for value in given)


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float) else LEFT_OUT


def _tell_error(_logger: object, _name: str, event: Event) -> Event:
    """Say of an exception, and of what led to it, the kinds and the places."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["error"], event["stack"] = _kinds(error), _places(error.__traceback__)
    return event


def _kinds(error: BaseException | None) -> list[str]:
    found: list[str] = []
    while error is not None and len(found) < 10:
        found.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or error.__context__
    return found


def _places(trace: TracebackType | None) -> list[str]:
    return [
        f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_qualname}"
        for frame, line in walk_tb(trace)
    ][-40:]


def _short(name: str) -> str:
    parts = Path(name).parts
    for root in ("webapp", "site-packages"):
        if root in parts:
            return "/".join(parts[parts.index(root) + (root == "site-packages") :])
    return parts[-1]


def _finish(_logger: object, _name: str, event: Event) -> Event:
    """Add when and where, and leave out every field that is not listed or not of its kind."""
    record: logging.LogRecord = event["_record"]
    event["at"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    event["logger"], event["pid"] = record.name, record.process
    event["event"] = _NIP.sub("[nomor]", str(event.get("event", "")))[:LONGEST]
    return {
        name: value
        for name, value in event.items()
        if name in FIELDS and isinstance(value, FIELDS[name]) and not isinstance(value, bool)
    }
