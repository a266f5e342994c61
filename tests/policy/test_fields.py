"""What each relation gets of a document, field by field, compared with a list of what it may get.

The lists are written by hand. A field that is filled for somebody whom its list does not name is a leak; one that stays
empty for somebody whom it names is a page that withholds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest

from tests.policy.conftest import actors
from tests.web.matriks import Dunia
from webapp.services.errors import NotFound
from webapp.services.monitoring import coaching, feedback_page
from webapp.services.planning import skp_page
from webapp.services.yearly import evaluation, follow_up

pytestmark = pytest.mark.slow

LINE = "pemilik penilai atasan admin pengawas"
READERS = f"{LINE} penilai_lama plt_kemarin"
TALK = f"{LINE} penilai_lama"
JUDGED = f"{LINE} plt_kemarin"
"""The Plt of the year signed no SKP: the own judgement and what was in force, without what was said or came after."""

SKP: Mapping[str, str] = {
    "head": f"{READERS} pengelola",
    "shown": f"{READERS} pengelola",
    "isi": READERS,
    "identity": READERS,
    "signatures": READERS,
    "document": "",
    "dialogue": TALK,
    "komentar": TALK,
}
"""The document's page; nothing was printed in this year."""

HEAD: Mapping[str, str] = {
    "skp": f"{READERS} pengelola",
    "access": f"{READERS} pengelola",
    "owner": f"{READERS} pengelola",
    "revisions": f"{READERS} pengelola",
    "tracker": f"{LINE} pengelola",
    "change": "",
    "change_tracker": "",
    "validity": f"{READERS} pengelola",
    "put_away": "",
    "sees_evaluation": JUDGED,
    "sees_follow_up": LINE,
    "suggestions": "pemilik penilai",
}
"""What stands above every page of an SKP. A signer of the past does not see how it went on."""

EVALUATION: Mapping[str, str] = {
    "skp": JUDGED,
    "access": JUDGED,
    "owner": JUDGED,
    "current": JUDGED,
    "capaian": JUDGED,
    "realisasi": JUDGED,
    "documents": JUDGED,
    "objection": LINE,
    "step": LINE,
    "arrears": "",
}
FOLLOW_UP: Mapping[str, str] = {
    "skp": LINE, "access": LINE, "owner": LINE, "result": "", "notes": "", "tpp": "",
}  # fmt: skip
FEEDBACK: Mapping[str, str] = {
    "skp": f"{LINE} rekan plt_kemarin penilai_lama",
    "owner": f"{LINE} rekan plt_kemarin penilai_lama",
    "relation": LINE,
    "capacity": "penilai rekan plt_kemarin",
    "entries": f"{LINE} penilai_lama",
}
COACHING: Mapping[str, str] = {
    "row": f"{LINE} pembimbing",
    "owner": f"{LINE} pembimbing",
    "side": f"{LINE} pembimbing",
    "pembimbing": f"{LINE} pembimbing",
    "sesi": f"{LINE} pembimbing",
    "b18": "pemilik atasan",
    "b18_given": f"{LINE} pembimbing",
    "b19": "",
    "step": "atasan",
}
COUNSELLING: Mapping[str, str] = {
    "row": "pemilik konselor pyb penilai admin",
    "owner": "pemilik konselor pyb penilai admin",
    "side": "pemilik konselor pyb penilai admin",
    "konselor": "pemilik konselor pyb admin",
    "tempat": "pemilik konselor",
    "catatan": "pemilik konselor",
    "laporan": "pemilik konselor pyb",
    "step": "pyb",
}

PAGES: Mapping[str, tuple[Mapping[str, str], Any]] = {
    "skp": (SKP, lambda tx, actor, of: skp_page.skp_view(tx, actor, of["skp_id"])),
    "kepala_skp": (HEAD, lambda tx, actor, of: skp_page.skp_head(tx, actor, of["skp_id"])),
    "evaluasi": (EVALUATION, lambda tx, actor, of: evaluation.evaluation_view(tx, actor, of["skp_id"])),
    "tindak_lanjut": (FOLLOW_UP, lambda tx, actor, of: follow_up.follow_up(tx, actor, of["skp_id"])),
    "umpan_balik": (FEEDBACK, lambda tx, actor, of: feedback_page.page(tx, actor, of["skp_id"])),
    "bimbingan": (COACHING, lambda tx, actor, of: coaching.bimbingan(tx, actor, of["bimbingan_id"])),
    "konseling": (COUNSELLING, lambda tx, actor, of: coaching.konseling(tx, actor, of["konseling_id"])),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_field_is_filled_for_those_of_its_list_and_for_nobody_else(dunia: Dunia, page: str) -> None:
    listed, opened = PAGES[page]
    got: dict[str, set[str]] = {name: set() for name in listed}
    with dunia.city.reading() as tx:
        for role, actor in actors(dunia).items():
            try:
                shown = opened(tx, actor, dunia.values)
            except NotFound:
                continue
            assert {one.name for one in fields(shown)} == set(listed), (
                "say in the list who gets the new field"
            )
            for name in listed:
                if getattr(shown, name) not in (None, "", False) and not _is_empty(getattr(shown, name)):
                    got[name].add(role)
    assert got == {name: set(roles.split()) for name, roles in listed.items()}


def _is_empty(value: object) -> bool:
    return hasattr(value, "__len__") and len(value) == 0
