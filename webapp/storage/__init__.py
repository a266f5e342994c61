"""Tables and queries; importing the room makes every table known to `Base.metadata`.

Models sit by subject: `organisasi`, `registri`, `sisdm`, `aturan`, `kalender`, `akun`, `skp`, `segmen`, `dialog`,
`naskah`, `penunjukan` (regulated, Indonesian) and `process`, `audit` (machinery). The session is the caller's; nothing
here commits.
"""

from webapp.storage import (
    akun,
    aturan,
    audit,
    berkas,
    dialog,
    kalender,
    naskah,
    organisasi,
    penunjukan,
    process,
    registri,
    segmen,
    sisdm,
    skp,
)
from webapp.storage.base import Base

__all__ = [
    "Base",
    "akun",
    "aturan",
    "audit",
    "berkas",
    "dialog",
    "kalender",
    "naskah",
    "organisasi",
    "penunjukan",
    "process",
    "registri",
    "segmen",
    "sisdm",
    "skp",
]
