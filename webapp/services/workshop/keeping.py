"""Scenarios of a draft: keep a walk as one, see how all of them fare, accept what a changed draft now gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.engine import Problem
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.work import Work

from . import drafts
from .coverage import Coverage, coverage
from .playground import Ground, Where, begin, ground, opened
from .scenarios import (
    Ran,
    Scenario,
    Unreadable,
    check_title,
    path_of,
    read_scenario,
    run_all,
    run_scenario,
    write_scenario,
)

_NO_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Fared:
    """How the scenarios of a bundle fare: those that were played, what keeps others from it, and what is passed."""

    ran: Sequence[Ran]
    problems: Sequence[Problem]
    passed: Mapping[str, Coverage]

    def of(self, process_id: str) -> list[Ran]:
        """The scenarios of one process."""
        return [one for one in self.ran if one.scenario.process_id == process_id]


def fared(found: Ground) -> Fared:
    """Play every scenario. An accepted result covers; one that goes otherwise covers what it passes now."""
    played = list(run_all(found.files, found.bundle))
    ran = [one for one in played if isinstance(one, Ran)]
    walks = [one.walk.passed for one in ran]
    passed = {process.id: coverage(process, walks) for process in found.processes.values()}
    return Fared(ran, [one for one in played if isinstance(one, Problem)], passed)


def name_for(title: str) -> str:
    """A file's name for a title."""
    name = _NO_LETTER.sub("_", title.lower()).strip("_")[:60].strip("_")
    return name if name[:1].isalpha() else f"jalan_{name}".strip("_")


def keep(
    work: Work,
    actor: Actor,
    draft_id: int,
    process_id: str,
    walk_id: int,
    title: str,
    *,
    replace: bool = False,
) -> str:
    """Keep a walk as a scenario of its draft. Returns its path. Raises `Refused`, `NotFound`."""
    try:
        title = check_title(title.strip())
    except ValueError as error:
        raise Refused([Pelanggaran("skenario.judul", error.args[0], "judul")]) from error
    path = path_of(process_id, name_for(title))
    with work.reading() as tx:
        walk = opened(tx, actor, Where(draft_id), process_id, walk_id).walk
        held = drafts.draft_files(tx, draft_id).get(path)
        version = drafts.version_of(tx, draft_id, path)
    if walk.stop is not None:
        pesan = (
            "Jalan ini tidak dapat dimainkan seluruhnya lagi. Kembali ke langkah yang masih berlaku dahulu."
        )
        raise Refused([Pelanggaran("skenario.terhenti", pesan, "judul")])
    if held is not None and not replace:
        pesan = "Sudah ada skenario dengan nama itu. Ganti judulnya, atau centang Ganti yang lama."
        raise Refused([Pelanggaran("skenario.ada", pesan, "judul")])
    _save(work, actor, draft_id, path, write_scenario(title, walk), version)
    return path


def accept(work: Work, actor: Actor, draft_id: int, path: str) -> None:
    """Let what a scenario gives now be what it should give. Raises `Refused` where it cannot be played to its end."""
    with work.reading() as tx:
        found = ground(tx, actor, Where(draft_id))
        version = drafts.version_of(tx, draft_id, path)
    ran = run_scenario(found.ready, scenario_of(found, path))
    if ran.walk.stop is not None:
        pesan = Sentence(
            "Skenario ini tidak dapat dimainkan sampai akhirnya. %(message)s Lanjutkan sebagai jalan.",
            message=ran.walk.stop.message,
        )
        raise Refused([Pelanggaran("skenario.terhenti", pesan)])
    _save(work, actor, draft_id, path, write_scenario(ran.scenario.title, ran.walk), version)


def resume(work: Work, actor: Actor, where: Where, path: str) -> int:
    """Open a scenario as a walk, as far as it can be played. Returns the walk's id."""
    with work.reading() as tx:
        found = ground(tx, actor, where)
    scenario = scenario_of(found, path)
    return begin(work, actor, where, scenario.process_id, scenario.moves)


def scenario_of(found: Ground, path: str) -> Scenario:
    """A scenario of a bundle. Raises `NotFound`."""
    text = found.files.get(path)
    try:
        scenario = None if text is None else read_scenario(path, text)
    except Unreadable as error:
        raise NotFound from error
    if scenario is None or scenario.process_id not in found.processes:
        raise NotFound
    return scenario


def _save(work: Work, actor: Actor, draft_id: int, path: str, text: str, version: int) -> None:
    try:
        drafts.save_file(work, actor, draft_id, path, text, version)
    except drafts.Stale as error:
        pesan = "Skenario itu baru saja disimpan orang lain. Lihat dahulu, lalu ulangi."
        raise Refused([Pelanggaran("skenario.berubah", pesan)]) from error
