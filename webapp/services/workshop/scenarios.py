"""Scenarios: walks that are kept in the bundle as files, and played again at every check.

A scenario says what stood open after each move, whether the case ended, and what it passed. What differs on another
bundle is told in words, and keeps it from being published until somebody mends the bundle or accepts the new result. A
scenario needs no database and reads no clock, so it gives the same on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from webapp.domain.sentences import Sentence
from webapp.engine import Problem
from webapp.services.process.releases import Bundle
from webapp.storage.bengkel import bundle_hash

from .choices import Choices
from .moves import Move, read_move
from .scenario_differences import Expected, Passed, differences
from .walks import MAX_MOVES, Walk, play

FOLDER: Final = "workflows/scenarios/"
VERSION: Final = 1
MAX_TITLE: Final = 120
MAX_KEYS: Final = 500
MAX_HELD: Final = 50
BUDGET: Final = 30_000
"""Journal entries that all scenarios of a bundle may take together."""

MEND: Final = Sentence(
    "Perbaiki drafnya. Bila hasil baru itu memang dimaksudkan, terima hasilnya pada halaman Coba proses ini."
)
_WRITE_AGAIN: Final = Sentence("Simpan ulang skenario dari halaman Coba.")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A kept walk: its moves, the keys that stood open after each, whether the case ended, and what was passed."""

    path: str
    title: str
    moves: tuple[Move, ...]
    after: tuple[tuple[str, ...], ...]
    completed: bool
    passed: Passed

    @property
    def expected(self) -> Expected:
        """What is compared when it is played again."""
        return Expected(self.moves, self.after, self.completed, self.passed)

    @property
    def process_id(self) -> str:
        """The process that is walked: the folder's name."""
        return self.path.removeprefix(FOLDER).split("/")[0]

    @property
    def name(self) -> str:
        """The file's name without folder and ending."""
        return self.path.rsplit("/", 1)[-1].removesuffix(".json")


@dataclass(frozen=True)
class Ran:
    """A scenario played on a bundle. `differences` are sentences; empty: all is as it was."""

    scenario: Scenario
    walk: Walk
    differences: Sequence[str]


class Unreadable(Exception):
    """A file that is no scenario; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def path_of(process_id: str, name: str) -> str:
    """Where a scenario stands in the bundle."""
    return f"{FOLDER}{process_id}/{name}.json"


# -- as a file -------------------------------------------------------------------------------------------------------


def write_scenario(title: str, walk: Walk) -> str:
    """A walk as the text of a scenario, with what it gives now."""
    steps = [
        {**move.as_json(), "lalu": list(open_)} for move, open_ in zip(walk.moves, walk.after, strict=True)
    ]
    passed: dict[str, list[str]] = {}
    for process_id, place in sorted(walk.passed):
        passed.setdefault(process_id, []).append(place)
    held = {
        "versi": VERSION,
        "judul": title,
        "langkah": steps,
        "hasil": {"selesai": walk.run.is_completed, "lewat": passed},
    }
    return json.dumps(held, indent=1, ensure_ascii=False) + "\n"


@lru_cache(maxsize=512)
def read_scenario(path: str, text: str) -> Scenario:
    """Read a scenario. Raises `Unreadable` with what is wrong and the mend."""
    try:
        return _scenario(path, json.loads(text, parse_constant=_no_number))
    except json.JSONDecodeError as error:
        message = Sentence("Skenario ini bukan JSON yang utuh (baris %(n)s).", n=error.lineno)
        raise Unreadable(Problem("scenario_file", None, message, _WRITE_AGAIN, path)) from error
    except RecursionError as error:
        message = Sentence("Skenario ini bersarang terlalu dalam.")
        raise Unreadable(Problem("scenario_file", None, message, _WRITE_AGAIN, path)) from error
    except ValueError as error:
        raise Unreadable(Problem("scenario_file", None, error.args[0], _WRITE_AGAIN, path)) from error


def _no_number(text: str) -> Any:
    raise ValueError(Sentence("%(text)s bukan angka.", text=text))


def _scenario(path: str, held: Any) -> Scenario:
    if not isinstance(held, dict) or held.get("versi") != VERSION:
        raise ValueError(Sentence("Skenario ini bukan susunan versi %(n)s.", n=VERSION))
    for name in held.keys() - {"versi", "judul", "langkah", "hasil"}:
        raise ValueError(Sentence("Bagian '%(name)s' tidak dikenal.", name=str(name)[:40]))
    title, steps, result = held.get("judul"), held.get("langkah"), held.get("hasil")
    check_title(title)
    if not isinstance(steps, list) or not steps or len(steps) > MAX_MOVES:
        raise ValueError(Sentence("'langkah' memuat 1 sampai %(n)s langkah.", n=MAX_MOVES))
    if not isinstance(result, dict) or not isinstance(result.get("selesai"), bool):
        raise ValueError(Sentence("'hasil' menyebut apakah kasusnya selesai."))
    moves = tuple(read_move(step) for step in steps)
    after = tuple(_keys(step.get("lalu")) for step in steps)
    return Scenario(path, str(title), moves, after, result["selesai"], _places(result.get("lewat")))


def check_title(title: Any) -> str:
    """The title as people read it. Raises ValueError with a sentence."""
    if not isinstance(title, str) or not 3 <= len(title.strip()) <= MAX_TITLE or not title.isprintable():
        raise ValueError(
            Sentence("Tulis judul skenario, 3 sampai %(n)s huruf dalam satu baris.", n=MAX_TITLE)
        )
    return title.strip()


def _keys(held: Any) -> tuple[str, ...]:
    if not isinstance(held, list) or len(held) > MAX_KEYS or not all(isinstance(one, str) for one in held):
        raise ValueError(Sentence("'lalu' adalah daftar langkah yang terbuka sesudahnya."))
    return tuple(sorted(held))


def _places(held: Any) -> Passed:
    if not isinstance(held, dict) or not all(isinstance(ids, list) for ids in held.values()):
        raise ValueError(Sentence("'lewat' menyebut unsur yang dilewati pada setiap proses."))
    if not all(isinstance(one, str) for ids in held.values() for one in ids):
        raise ValueError(Sentence("'lewat' menyebut unsur dengan id-nya."))
    return frozenset((process_id, one) for process_id, ids in held.items() for one in ids)


# -- played again ----------------------------------------------------------------------------------------------------


def scenarios_of(files: Mapping[str, str]) -> tuple[list[Scenario], list[Problem]]:
    """The scenarios of a bundle in name order, and what is wrong with those that cannot be read."""
    found: list[Scenario] = []
    problems: list[Problem] = []
    for path in sorted(path for path in files if path.startswith(FOLDER)):
        try:
            found.append(read_scenario(path, files[path]))
        except Unreadable as error:
            problems.append(error.problem)
    return found, problems


def run_scenario(choices: Choices, scenario: Scenario) -> Ran:
    """Play a scenario and compare: open steps after each move, the end, and what was passed."""
    walk = play(choices, scenario.process_id, scenario.moves)
    return Ran(scenario, walk, list(differences(choices.definitions.processes, scenario.expected, walk)))


def run_all(files: Mapping[str, str], bundle: Bundle) -> Iterator[Ran | Problem]:
    """Play every scenario of a bundle; a problem stands for one that cannot be played."""
    found, unreadable = scenarios_of(files)
    yield from unreadable
    choices, spent = Choices(bundle), 0
    for scenario in found:
        if scenario.process_id not in bundle.definitions.processes:
            message = Sentence("Proses '%(name)s' tidak ada dalam rilis ini.", name=scenario.process_id)
            mend = Sentence("Hapus skenarionya, atau kembalikan prosesnya.")
            yield Problem("scenario_process", None, message, mend, scenario.path)
            continue
        if spent > BUDGET:
            message = Sentence(
                "Skenario rilis ini terlalu banyak atau terlalu panjang untuk dimainkan semua."
            )
            mend = Sentence("Hapus yang jalannya sudah diwakili.")
            yield Problem("scenario_budget", None, message, mend, scenario.path)
            return
        ran = run_scenario(choices, scenario)
        spent += ran.walk.run.seq + sum(ran.walk.run.visits.values()) // 10
        yield ran


def problems_of(
    files: Mapping[str, str], bundle: Bundle, held: MutableMapping[str, list[Problem]] | None = None
) -> list[Problem]:
    """What scenarios say against a bundle: each that cannot be read, and each that ends otherwise.

    `held` keeps what was found of the same files before.
    """
    if held is None:
        return _problems(files, bundle)
    code = bundle_hash(files)
    if code not in held:
        if len(held) >= MAX_HELD:
            held.clear()
        held[code] = _problems(files, bundle)
    return held[code]


def _problems(files: Mapping[str, str], bundle: Bundle) -> list[Problem]:
    return [one if isinstance(one, Problem) else as_problem(one) for one in run_all(files, bundle)
            if isinstance(one, Problem) or one.differences]  # fmt: skip


def as_problem(ran: Ran) -> Problem:
    """A scenario that goes another way, as a finding of the check."""
    message = Sentence(
        "Skenario '%(title)s' berjalan lain. %(how)s", title=ran.scenario.title, how=ran.differences[0]
    )
    return Problem("scenario", None, message, MEND, ran.scenario.path)
