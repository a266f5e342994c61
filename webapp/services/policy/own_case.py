"""Nobody acts in the own case, through whatever role: said once, for steps, offices, registries and batches alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from webapp.operations import Actor
from webapp.services.errors import Denied

OWN: Final[Mapping[str, str]] = {
    "pejabat_penilai": "Anda tidak dapat bertindak sebagai penilai atas SKP Anda sendiri.",
    "atasan_penilai": "Anda tidak dapat memutus urusan tentang SKP Anda sendiri.",
    "verifikator": "Anda tidak dapat memverifikasi pekerjaan Anda sendiri.",
    "penugasan": "Anda tidak dapat mengusulkan penugasan untuk atau tentang diri sendiri.",
    "kasus": "Kasus ini tentang Anda sendiri. Mintalah pemilik proses lain.",
    "*": "Anda tidak dapat memutus urusan tentang diri Anda sendiri.",
}
"""What is said, by the role that somebody wanted to use."""

NOBODY: Final = (
    "Akun ini belum terhubung dengan pegawai, jadi hanya dapat mengimpor data dan memulihkan akun. Hubungkan dahulu "
    "lewat kunci pasang di halaman /pasang."
)
"""What is said to an account of which it is not known whose it is: anything may be about its owner."""


def is_own(actor: Actor, *people: int | None) -> bool:
    """Whether something is about the actor, or may be: nobody's account may be anybody's."""
    if actor.is_nobody:
        return any(one is not None for one in people)
    return actor.pegawai_id is not None and actor.pegawai_id in people


def own_sentence(role: str, actor: Actor | None = None) -> str:
    """What somebody is told who wants to act in the own case by a role."""
    return NOBODY if actor is not None and actor.is_nobody else OWN.get(role, OWN["*"])


def refuse_own(actor: Actor, people: Iterable[int | None], role: str = "*") -> None:
    """Raise `Denied` where one of the people whom an act is about is the actor."""
    if is_own(actor, *people):
        raise Denied(own_sentence(role, actor))
