"""The policy as data: kind of object × relation → rights. Pages, jobs, lists, tests and `docs/policy.md` read it here.

The relations of a kind stand in their order: the first that a person has is the one that counts. What is not written
here is refused. Offices are relations like all others; none of them outweighs the own line.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from webapp.storage.akun import Peran

from .kinds import Kind as Kind
from .kinds import Right as Right


class Relation(StrEnum):
    """How a person stands to an object."""

    OWNER = "pemilik"
    EVALUATOR = "penilai"
    SIGNER = "penanda_tangan"
    """Evaluated in the past: what they decided stays readable, nothing that came after."""
    ABOVE = "atasan_penilai"
    NEXT = "penilai_berikutnya"
    """Of a closed segment the line of today: sees what was set and how it was judged, not what was said."""
    JUDGE = "pernah_menilai"
    """Judged a month or the year without having signed the SKP (a Plt): reads it as it was judged, nothing after."""
    PARTLY = "penilai_sebagian"
    """Evaluates by a mandate that holds for a part of the matters only."""
    VERIFIER = "verifikator"
    LEADER = "ketua_tim"
    MENTOR = "pembimbing"
    COUNSELLOR = "konselor"
    RECEIVER = "penerima"
    GIVER = "pemberi"
    MEMBER = "anggota"
    HOLDER = "pemegang"
    PROPOSER = "pengusul"
    DECIDER = "pemutus"
    ADMIN = "admin_bkpp"
    HELPER = "pengelola_opd"
    AUDITOR = "pengawas"
    PYB = "pyb"
    RATING_TEAM = "tim_penilai_kinerja"
    RESULTS_TEAM = "tim_kinerja_org"
    PROCESS_OWNER = "pemilik_proses"
    UNREASONED = "tanpa_alasan"
    """An office that has not said yet why it looks: sees where an SKP stands, and no content."""

    @property
    def sees_drafts(self) -> bool:
        """Whether content of an SKP that was not yet submitted is shown."""
        return may(Kind.SKP, self, Right.DRAFTS)

    @property
    def sees_content(self) -> bool:
        """Whether the content of an SKP is shown, or only where it stands."""
        return may(Kind.SKP, self, Right.READ)

    @property
    def sees_talk(self) -> bool:
        """Whether the dialogue and the remarks on the way are shown beside the content."""
        return may(Kind.SKP, self, Right.TALK)

    @property
    def is_watched(self) -> bool:
        """Whether reading by this relation is itself kept as an event: it rests on an office, not on the own line."""
        return self in WATCHED or self is Relation.UNREASONED


Row = Mapping[Relation, frozenset[Right]]


def _of(*rights: Right) -> frozenset[Right]:
    return frozenset(rights)


_ALL: Final = _of(Right.SEE, Right.READ, Right.SUBMITTED, Right.TALK, Right.COURSE)
"""Everything that was submitted, with what was said; the drafts stay with their writer."""
_SEE: Final = _of(Right.SEE, Right.READ)
_JUDGED: Final = _of(Right.SEE, Right.READ, Right.TALK, Right.COURSE)
_MAKING: Final = _JUDGED | _of(Right.EARLY)
_DESK: Final = _of(Right.SEE, Right.READ, Right.WRITE)

DOCUMENTS: Final[Mapping[Kind, Row]] = {
    Kind.SKP: {
        Relation.OWNER: _ALL | _of(Right.DRAFTS, Right.WRITE, Right.COMMENT, Right.PROPOSE),
        Relation.EVALUATOR: _ALL | _of(Right.COMMENT, Right.PROPOSE, Right.EXPORT),
        Relation.SIGNER: _of(Right.SEE, Right.READ, Right.TALK),
        Relation.ABOVE: _ALL,
        Relation.NEXT: _of(Right.SEE, Right.READ, Right.COURSE),
        Relation.ADMIN: _ALL | _of(Right.COMMENT, Right.EXPORT),
        Relation.AUDITOR: _ALL,
        Relation.PARTLY: _of(Right.SEE, Right.SUBMITTED, Right.COURSE, Right.COMMENT),
        Relation.JUDGE: _SEE,
        Relation.HELPER: _of(Right.SEE, Right.SUBMITTED, Right.COURSE, Right.COMMENT),
        Relation.UNREASONED: _of(Right.SEE, Right.SUBMITTED, Right.COURSE, Right.COMMENT),
    },
    Kind.EVALUATION: {
        Relation.DECIDER: _MAKING | _of(Right.DECIDE),
        Relation.OWNER: _JUDGED,
        Relation.EVALUATOR: _MAKING | _of(Right.EXPORT),
        Relation.SIGNER: _JUDGED,
        Relation.ABOVE: _MAKING,
        Relation.NEXT: _SEE | _of(Right.COURSE),
        Relation.ADMIN: _MAKING | _of(Right.EXPORT),
        Relation.AUDITOR: _MAKING,
        Relation.JUDGE: _SEE,
    },
    Kind.FEEDBACK: {
        Relation.OWNER: _SEE | _of(Right.SUBMITTED),
        Relation.EVALUATOR: _SEE | _of(Right.SUBMITTED),
        Relation.ABOVE: _SEE | _of(Right.SUBMITTED),
        Relation.ADMIN: _SEE | _of(Right.SUBMITTED),
        Relation.AUDITOR: _SEE | _of(Right.SUBMITTED),
        Relation.GIVER: _SEE,
    },
    Kind.GIVEN: {
        Relation.OWNER: _SEE | _of(Right.WRITE, Right.COMMENT),
        Relation.PARTLY: _SEE | _of(Right.COMMENT),
    },
    Kind.CASCADE: {
        Relation.OWNER: _DESK,
        Relation.ADMIN: _SEE,
        Relation.AUDITOR: _SEE,
        Relation.PARTLY: _SEE,
        Relation.MEMBER: _SEE,
    },
    Kind.CONTRACT: {
        Relation.LEADER: _DESK,
        Relation.OWNER: _SEE,
        Relation.PARTLY: _SEE,
        Relation.ADMIN: _SEE,
    },
    Kind.COACHING: {
        Relation.OWNER: _SEE | _of(Right.TALK),
        Relation.ABOVE: _SEE | _of(Right.TALK),
        Relation.EVALUATOR: _SEE,
        Relation.MENTOR: _SEE,
        Relation.ADMIN: _SEE,
        Relation.AUDITOR: _SEE,
    },
    Kind.COUNSELLING: {
        Relation.OWNER: _SEE | _of(Right.TALK),
        Relation.COUNSELLOR: _SEE | _of(Right.TALK),
        Relation.RECEIVER: _SEE,
        Relation.EVALUATOR: _of(Right.SEE),
        Relation.ADMIN: _of(Right.SEE),
    },
    Kind.ENTRY: {
        Relation.OWNER: _DESK,
        Relation.VERIFIER: _SEE | _of(Right.DECIDE),
    },
    Kind.MONTH: {
        Relation.OWNER: _SEE | _of(Right.PROPOSE),
        Relation.VERIFIER: _SEE | _of(Right.PROPOSE),
        Relation.ADMIN: _SEE,
    },
    Kind.CORRECTION: {
        Relation.OWNER: _SEE,
        Relation.PROPOSER: _SEE,
        Relation.DECIDER: _SEE,
        Relation.ABOVE: _SEE | _of(Right.DECIDE),
        Relation.VERIFIER: _SEE,
        Relation.ADMIN: _SEE,
        Relation.PYB: _SEE,
    },
    Kind.ITEM_PROPOSAL: {
        Relation.PROPOSER: _SEE,
        Relation.ADMIN: _SEE,
        Relation.HELPER: _SEE,
    },
    Kind.MANDATE: {
        Relation.HOLDER: _SEE,
        Relation.PROPOSER: _SEE,
        Relation.ADMIN: _SEE,
        Relation.AUDITOR: _SEE,
        Relation.HELPER: _SEE,
    },
    Kind.CASE: {
        Relation.PROCESS_OWNER: _of(Right.SEE, Right.ACT),
        Relation.ADMIN: _of(Right.SEE),
        Relation.AUDITOR: _of(Right.SEE),
    },
}
"""Objects of which there are many. Where a kind has `PARTLY` and no `EVALUATOR`, whoever evaluates is meant.

A right is necessary, not sufficient: what a state forbids (a closed month, a draft that is not open) is said where the
state is known. Who gives feedback, and in which capacity, is told by `monitoring.feedback_givers`.
"""

_ADMINS: Final[Row] = {Relation.ADMIN: _DESK}
_OWNERS: Final[Row] = {Relation.PROCESS_OWNER: _DESK}
_READERS: Final[Row] = {Relation.PROCESS_OWNER: _SEE, Relation.ADMIN: _SEE, Relation.AUDITOR: _SEE}

DESKS: Final[Mapping[Kind, Row]] = {
    Kind.DIRECTORY: {Relation.ADMIN: _SEE, Relation.HELPER: _of(Right.SEE)},
    Kind.PERSONNEL: _ADMINS,
    Kind.DATA_CHECK: _ADMINS,
    Kind.CALENDAR: _ADMINS,
    Kind.OPEN_STEPS: _ADMINS,
    Kind.CYCLE: _ADMINS,
    Kind.REGISTRY: {Relation.ADMIN: _of(Right.SEE, Right.PROPOSE), Relation.HELPER: _of(Right.SEE, Right.PROPOSE)},
    Kind.PROMISES: {Relation.ADMIN: _DESK, Relation.HELPER: _of(Right.WRITE)},
    Kind.WORDING: {Relation.ADMIN: _DESK, Relation.PROCESS_OWNER: _DESK},
    Kind.SERVICE: {Relation.HELPER: _of(Right.WRITE)},
    Kind.BANK: {Relation.ADMIN: _DESK | _of(Right.PROPOSE), Relation.HELPER: _of(Right.PROPOSE)},
    Kind.BANK_FILE: _ADMINS,
    Kind.HEAT: {Relation.ADMIN: _SEE, Relation.HELPER: _of(Right.SEE)},
    Kind.ALLOWANCE: _ADMINS,
    Kind.BALANCES: _ADMINS,
    Kind.RESULTS: {
        Relation.ADMIN: _DESK, Relation.RESULTS_TEAM: _SEE, Relation.AUDITOR: _SEE, Relation.PYB: _SEE,
    },
    Kind.EXCEPTIONS: {Relation.ADMIN: _SEE, Relation.AUDITOR: _SEE},
    Kind.RANKING: {Relation.RATING_TEAM: _SEE, Relation.PYB: _SEE, Relation.ADMIN: _SEE},
    Kind.EXPORTS: {Relation.ADMIN: _of(Right.EXPORT), Relation.HELPER: _of(Right.SEE)},
    Kind.WORKSHOP: _OWNERS,
    Kind.RELEASES: _READERS,
    Kind.RECOVERY: _ADMINS,
    Kind.OFFICES: _ADMINS,
    Kind.SEALS: {Relation.ADMIN: _SEE, Relation.AUDITOR: _SEE},
    Kind.PRIVACY: {Relation.ADMIN: _DESK | _of(Right.DECIDE), Relation.AUDITOR: _DESK | _of(Right.DECIDE)},
    Kind.COCKPIT: {
        Relation.PROCESS_OWNER: _SEE | _of(Right.ACT, Right.DECIDE),
        Relation.ADMIN: _SEE | _of(Right.DECIDE),
        Relation.AUDITOR: _SEE,
    },
}  # fmt: skip
"""Work of an office for the whole agency. A `HELPER` without `READ` sees the part of the own OPD."""

MATRIX: Final[Mapping[Kind, Row]] = {**DOCUMENTS, **DESKS}

WITHHELD: Final[Mapping[Kind, Mapping[Relation, frozenset[str]]]] = {
    Kind.FEEDBACK: {Relation.AUDITOR: frozenset({"KONSELING"})},
    Kind.EVALUATION: {Relation.OWNER: frozenset({"PERIKSA_DISIPLIN"})},
}
"""Parts of what is read that a relation does not get: that somebody is counselled is no business of an auditor; that a
breach is to be examined is told to the person by those who examine.
"""

WATCHED: Final = frozenset({Relation.ADMIN, Relation.AUDITOR})
"""Relations whose reading is kept as an event."""

OVER_OTHERS: Final = frozenset({Right.DECIDE, Right.ACT})
"""What nobody does in the own case, whatever office they hold."""

AT_THE_BEGINNING: Final = frozenset({Kind.PERSONNEL, Kind.RECOVERY})
"""Desks at which an account that belongs to nobody works: it brings the roll of employees and lets people in. At all
others it looks, and does nothing, because nobody can say whom it would decide about.
"""

LOOKING: Final = frozenset({Right.SEE, Right.READ})

OFFICES: Final = frozenset(Relation(one.value) for one in Peran)
"""Relations that an account holds as an office."""


def may(kind: Kind, relation: Relation, right: Right) -> bool:
    """Whether a relation permits something. What is not written permits nothing."""
    return right in MATRIX.get(kind, {}).get(relation, frozenset())


def withheld(kind: Kind, relation: Relation | None) -> frozenset[str]:
    """Parts of an object of this kind that are not shown in a relation."""
    return frozenset() if relation is None else WITHHELD.get(kind, {}).get(relation, frozenset())


def holders(kind: Kind, right: Right) -> frozenset[str]:
    """The offices that permit something, as accounts name them."""
    return frozenset(one.value for one in MATRIX[kind] if one in OFFICES and may(kind, one, right))
