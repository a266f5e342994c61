"""Tables and queries; importing the room makes every table known to `Base.metadata`.

Models sit by subject: `organisasi`, `registri`, `aturan`, `akun`, `skp`, `dialog`, `naskah` (regulated,
Indonesian) and `process`, `audit` (machinery). The session is the caller's; nothing here commits.
"""

from webapp.storage import akun, aturan, audit, dialog, naskah, organisasi, process, registri, skp
from webapp.storage.base import Base

__all__ = ["Base", "akun", "aturan", "audit", "dialog", "naskah", "organisasi", "process", "registri", "skp"]
