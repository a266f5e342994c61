"""Afterwards: is everything that was acknowledged in its journal, once, and is every journal sound?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine, text

from tests.services.journals import check_all
from webapp.domain.bulanan import StatusBulanan
from webapp.services.work import Work

from .visits import Crowd

SUBMITTED: Final = "evaluasi#1/isi_realisasi#1"
JUDGED: Final = "evaluasi#1/nilai_bulanan#1"
_ENTRIES: Final = text(
    "SELECT case_id, request_id::text FROM journal WHERE kind = 'completed' AND key = :key"
)
_SHEETS: Final = text("""
SELECT m.case_id, m.status, e.id IS NOT NULL, (SELECT count(*) = count(r.baris_id) FROM skp_bulanan_baris b
  LEFT JOIN realisasi_bulanan r ON r.baris_id = b.id WHERE b.skp_bulanan_id = m.id)
FROM skp_bulanan m LEFT JOIN evaluasi_bulanan e ON e.skp_bulanan_id = m.id""")


@dataclass(frozen=True)
class Verdict:
    """What was found. `sound`: how many cases have a whole chain and projections that say what the journal says."""

    submissions: int
    evaluations: int
    lost: int
    doubled: int
    unasked: int
    sound: int

    @property
    def is_good(self) -> bool:
        """Whether nothing is missing and nothing is too much."""
        return not (self.lost or self.doubled or self.unasked)


def judge(work: Work, engine: Engine, crowd: Crowd) -> Verdict:
    """Compare what people were told with what is stored. Raises AssertionError for a case that is not sound."""
    lost = doubled = unasked = 0
    for key, told in ((SUBMITTED, crowd.submitted), (JUDGED, crowd.judged)):
        with engine.connect() as connection:
            entries = [(case_id, request) for case_id, request in connection.execute(_ENTRIES, {"key": key})]
        lost += len(set(told.items()) - set(entries))
        doubled += sum(times - 1 for times in Counter(case_id for case_id, _ in entries).values())
        # An act that failed on its way back may stand there although nobody was told; a stranger's may not.
        unasked += len({case_id for case_id, _ in entries} - told.keys()) if not crowd.said.failed else 0
    lost += _not_on_the_sheet(engine, crowd.submitted, crowd.judged)
    with engine.connect() as connection:
        cases = list(
            connection.execute(text("SELECT case_id FROM skp_bulanan WHERE case_id IS NOT NULL")).scalars()
        )
    sound = check_all(work, engine, cases)
    return Verdict(len(crowd.submitted), len(crowd.judged), lost, doubled, unasked, sound)


def _not_on_the_sheet(engine: Engine, submitted: Mapping[int, str], judged: Mapping[int, str]) -> int:
    """Sheets on which what was acknowledged does not stand: results in each row, the evaluation."""
    with engine.connect() as connection:
        found = {case_id: row for case_id, *row in connection.execute(_SHEETS)}
    return sum(1 for one in submitted if not found[one][2]) + sum(
        1 for one in judged if found[one][:2] != [StatusBulanan.DINILAI, True]
    )
