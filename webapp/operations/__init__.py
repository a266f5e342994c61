"""Named steps of the processes, one module a phase. Importing this room registers them all.

Operations use `domain` and `storage`; they know neither the engine nor the web, and never commit.
"""

from . import dialog, mutasi, penetapan, penugasan, skp
from .registry import Actor, Context, Operation, Refused, Requests, Subject, find, names, operation

__all__ = [
    "Actor",
    "Context",
    "Operation",
    "Refused",
    "Requests",
    "Subject",
    "dialog",
    "find",
    "mutasi",
    "names",
    "operation",
    "penetapan",
    "penugasan",
    "skp",
]
