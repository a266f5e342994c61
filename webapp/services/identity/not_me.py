"""Bukan saya: somebody says that an act in his name was not his, and the case stands still until BKPP has looked.

The freeze holds for everybody, and for the clock: what falls due waits and acts when the case is opened again, so that
nobody is late because somebody else used his account. Two officers open it, each with a fresh proof of who he is, and
neither of them the one who froze or the one whom the case is about; what they have looked at is not frozen again. All
of it is kept as events, and shown on the case's pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.penyuntingan import JenisTinjauan
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.planning.review import keep
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import is_own
from webapp.services.process.document_kinds import Document, documents
from webapp.services.process.items import step_named
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun, same_person
from webapp.storage.audit import AuditEvent
from webapp.storage.caselog import lock_case
from webapp.storage.jobs import defer
from webapp.storage.organisasi import Pegawai
from webapp.storage.pembekuan import Pembekuan
from webapp.storage.pemberitahuan import beri_tahu, penerima_peran
from webapp.storage.process import Journal, ProcessCase

from .reauthentication import Confirm
from .sessions import Found, end_all
from .telling import note, tell

MIN_NOTE, MAX_NOTE = 10, 2_000
DOCUMENT = "skp"


@dataclass(frozen=True)
class Act:
    """An act in somebody's name on a case: which step of which document of whom, when, by what, from where."""

    case_id: int
    seq: int
    step: str
    document: Document | None
    subject: str
    at: datetime
    methods: Sequence[str]
    browser: str
    network: str
    frozen: bool


@dataclass(frozen=True)
class Frozen:
    """A freeze as BKPP sees it. `may_decide`: this officer may open the case, or send the proposal back."""

    row: Pembekuan
    act: Act
    owner: str
    proposed_by: str
    opened_by: str
    may_propose: bool
    may_decide: bool


def last_act(tx: Transaction, actor: Actor, case_id: int) -> Act:
    """The last act on a case in this person's name. Raises `NotFound` where there is none."""
    query = select(Journal).where(Journal.case_id == case_id, Journal.actor_id == actor.akun_id)
    row = tx.session.scalars(query.order_by(Journal.seq.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotFound("process_case", case_id)
    return _act(tx, row)


def _act(tx: Transaction, row: Journal) -> Act:
    case = tx.session.get_one(ProcessCase, row.case_id)
    key = (case.document_kind, case.document_id)
    element = None if row.key is None else step_named(tx, case.id, case.process_id, case.release_id, row.key)
    kept = (row.mandate or {}).get("bukti") or {}
    return Act(
        row.case_id, row.seq, "" if element is None else element.name or element.id, documents(tx, [key]).get(key),
        tx.session.get_one(Pegawai, case.subject_id).nama_lengkap, row.at, str(kept.get("cara") or "").split("+"),
        kept.get("peramban", ""), kept.get("jaringan", ""), case.beku,
    )  # fmt: skip


def cases_acted_on(tx: Transaction, actor: Actor, case_ids: Sequence[int]) -> list[int]:
    """Those of some cases on which something was done in this person's name."""
    query = select(Journal.case_id).where(Journal.case_id.in_(case_ids), Journal.actor_id == actor.akun_id)
    found = set(tx.session.scalars(query.distinct()))
    return [one for one in case_ids if one in found]


def freeze(work: Work, here: Found, case_id: int, words: str, confirm: Confirm) -> int:
    """Freeze a case, after re-authentication, and end every session of the account. Returns the freeze's number.

    Raises `NotFound` where the person has done nothing on the case, `Refused`, and what `confirm` raises.
    """
    said = words.strip()
    with work.transaction() as tx:
        locked = lock_case(tx.session, case_id)
        if locked is None:
            raise NotFound("process_case", case_id)
        act = last_act(tx, here.actor, case_id)
        if not MIN_NOTE <= len(said) <= MAX_NOTE:
            raise Refused(
                [
                    _no(
                        Sentence(
                            "Tulis apa yang Anda ketahui, %(least)s sampai %(most)s huruf.",
                            least=MIN_NOTE,
                            most=MAX_NOTE,
                        ),
                        "keterangan",
                    )
                ]
            )
        if act.frozen:
            raise Refused([_no("Kasus ini sudah dibekukan dan sedang ditinjau BKPP.")])
        if act.seq <= _reviewed(tx, case_id, here.actor.akun_id):
            raise Refused([_no("Tindakan ini sudah ditinjau dua admin BKPP, jadi tidak dibekukan lagi.")])
        confirm(tx)
        row = Pembekuan(
            case_id=case_id, seq=act.seq, akun_id=here.actor.akun_id, keterangan=said, pada=tx.now
        )
        tx.session.add(row)
        _set(tx, case_id, frozen=True)
        tx.session.flush()
        _event(tx, here.actor, "bukan_saya", row, {"seq": act.seq})
        about = [locked.case.document_id] if locked.case.document_kind == DOCUMENT else []
        keep(
            tx, f"bukan_saya:{row.id}", JenisTinjauan.BUKAN_SAYA, [here.actor.akun_id], about, act.at, tx.now
        )
        for pegawai_id in sorted(penerima_peran(tx.session, ("admin_bkpp",))):
            isi = "Seseorang menyatakan bahwa tindakan atas namanya bukan darinya. Kasusnya dibekukan sampai ditinjau."
            key, address = f"bukan_saya:{row.id}:{pegawai_id}", f"/admin/beku/{row.id}"
            beri_tahu(tx.session, key, pegawai_id, "BUKAN_SAYA", isi, address, tx.now)
        end_all(tx, here.actor.akun_id, "bukan saya")
        note(tx, here.actor.akun_id, "akhiri_sesi_lain", {"sebab": "bukan saya"})
        return row.id


def _reviewed(tx: Transaction, case_id: int, akun_id: int) -> int:
    """The last of this person's acts on a case that two officers have looked at; before it all are."""
    query = select(func.max(Pembekuan.seq)).where(
        Pembekuan.case_id == case_id, Pembekuan.akun_id == akun_id, Pembekuan.dibuka_pada.is_not(None)
    )
    return tx.session.scalar(query) or 0


def frozen(tx: Transaction, actor: Actor, freeze_id: int) -> Frozen:
    """One freeze for the officers. Raises `NotFound` and `Denied`."""
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    return _seen(tx, actor, _row(tx, freeze_id))


def all_frozen(tx: Transaction, actor: Actor) -> Sequence[Frozen]:
    """Every case that is frozen now, the oldest first. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    query = select(Pembekuan).where(Pembekuan.dibuka_pada.is_(None)).order_by(Pembekuan.id)
    return [_seen(tx, actor, row) for row in tx.session.scalars(query)]


def propose(work: Work, actor: Actor, freeze_id: int, found: str, confirm: Confirm) -> None:
    """Propose to open the case, with what was found out.

    Raises `NotFound`, `Denied`, `Refused`, and what `confirm` raises.
    """
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    said = found.strip()
    with work.transaction() as tx:
        row = _locked(tx, freeze_id)
        _refuse_own(tx, actor, row)
        if row.dibuka_pada is not None or row.diusulkan_pada is not None:
            raise Refused([_no("Usul untuk kasus ini sudah ada. Muat ulang halaman.")])
        if not MIN_NOTE <= len(said) <= MAX_NOTE:
            raise Refused(
                [
                    _no(
                        Sentence(
                            "Tulis apa yang ditemukan, %(least)s sampai %(most)s huruf.",
                            least=MIN_NOTE,
                            most=MAX_NOTE,
                        ),
                        "catatan",
                    )
                ]
            )
        proof = confirm(tx)
        row.catatan, row.diusulkan_akun_id, row.diusulkan_pada = said, actor.akun_id, tx.now
        _event(tx, actor, "beku_diusulkan_buka", row, {"catatan": said, "bukti": dict(proof)})


def decide(work: Work, actor: Actor, freeze_id: int, *, agree: bool, confirm: Confirm) -> None:
    """Open the case as another officer has proposed, or send the proposal back.

    Raises `NotFound`, `Denied`, `Refused`, and what `confirm` raises.
    """
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    with work.transaction() as tx:
        row = _locked(tx, freeze_id)
        _refuse_own(tx, actor, row)
        if row.diusulkan_akun_id is None or row.dibuka_pada is not None:
            raise Refused([_no("Belum ada usul untuk diputuskan. Muat ulang halaman.")])
        if same_person(tx.session, actor.akun_id, row.diusulkan_akun_id):
            raise Refused([_no("Admin BKPP lain yang memutuskan usul Anda.")])
        proof = dict(confirm(tx))
        if not agree:
            _event(tx, actor, "beku_usul_ditolak", row, {"catatan": row.catatan, "bukti": proof})
            row.catatan = row.diusulkan_akun_id = row.diusulkan_pada = None
            return
        row.dibuka_akun_id, row.dibuka_pada = actor.akun_id, tx.now
        _set(tx, row.case_id, frozen=False)
        _event(tx, actor, "beku_dibuka", row, {"catatan": row.catatan, "bukti": proof})
        defer(tx.session, "terima_pesan", {"case_id": row.case_id})
        said = "Kasus yang Anda bekukan dibuka kembali oleh dua admin BKPP."
        tell(tx, row.akun_id, "beku_dibuka", said, str(row.id))


def _set(tx: Transaction, case_id: int, *, frozen: bool) -> None:
    tx.session.execute(update(ProcessCase).where(ProcessCase.id == case_id).values(beku=frozen))


def _row(tx: Transaction, freeze_id: int) -> Pembekuan:
    row = tx.session.get(Pembekuan, freeze_id)
    if row is None:
        raise NotFound("pembekuan", freeze_id)
    return row


def _locked(tx: Transaction, freeze_id: int) -> Pembekuan:
    """The freeze under the lock of its case: whoever does anything on the case waits."""
    lock_case(tx.session, _row(tx, freeze_id).case_id)
    return tx.session.get_one(Pembekuan, freeze_id, with_for_update=True, populate_existing=True)


def _seen(tx: Transaction, actor: Actor, row: Pembekuan) -> Frozen:
    case = tx.session.get_one(ProcessCase, row.case_id)
    own, open_ = _is_own(tx, actor, row, case), row.dibuka_pada is None
    proposed = row.diusulkan_akun_id
    return Frozen(
        row=row,
        act=_act(tx, tx.session.get_one(Journal, (row.case_id, row.seq))),
        owner=nama_akun(tx.session, row.akun_id),
        proposed_by="" if proposed is None else nama_akun(tx.session, proposed),
        opened_by="" if row.dibuka_akun_id is None else nama_akun(tx.session, row.dibuka_akun_id),
        may_propose=open_ and not own and proposed is None,
        may_decide=open_
        and not own
        and proposed is not None
        and not same_person(tx.session, actor.akun_id, proposed),
    )


def _refuse_own(tx: Transaction, actor: Actor, row: Pembekuan) -> None:
    if _is_own(tx, actor, row, tx.session.get_one(ProcessCase, row.case_id)):
        raise Refused(
            [_no("Ini pernyataan Anda, atau kasus tentang Anda. Admin BKPP lain yang meninjaunya.")]
        )


def _is_own(tx: Transaction, actor: Actor, row: Pembekuan, case: ProcessCase) -> bool:
    """Whether the officer is the one whose act it was and who froze, or the one whom the case is about."""
    return is_own(actor, case.subject_id) or same_person(
        tx.session, actor.akun_id, row.akun_id, unknown=False
    )


def _event(tx: Transaction, actor: Actor, kind: str, row: Pembekuan, detail: dict[str, Any]) -> None:
    tx.session.add(
        AuditEvent(
            at=tx.now, actor_id=actor.akun_id, kind=kind, object_kind="process_case", object_id=row.case_id,
            detail={"pembekuan": row.id, **detail},
        )
    )  # fmt: skip


def _no(sentence: str, where: str | None = None) -> Pelanggaran:
    return Pelanggaran("bukan_saya", sentence, where)
