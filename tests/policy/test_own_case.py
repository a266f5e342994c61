"""Nobody acts in the own case: every role, every office, and every way round the diagram, tried upon oneself.

SR holds every office here. Each act that would concern SR's own case is refused, and nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests import penugasan
from tests.kota import Kota
from tests.policy.conftest import actor_of
from tests.web.matriks import Dunia
from webapp.domain.jabatan import JenjangJf
from webapp.domain.masa import Masa
from webapp.operations import Actor, Refused
from webapp.services.cockpit import incidents
from webapp.services.cockpit.choosing import Asked, chosen
from webapp.services.errors import Denied
from webapp.services.identity import recovery
from webapp.services.people import reassign, registry
from webapp.services.people.assignments import Desk, Place
from webapp.services.people.roles import ROLES
from webapp.services.people.sisdm import reconciliation
from webapp.services.planning import review
from webapp.services.policy.own_case import own_sentence
from webapp.services.policy.steps import mandate, may_do
from webapp.services.process.inbox import inbox
from webapp.services.tpp import desk, inputs
from webapp.services.work import Transaction
from webapp.services.yearly import opening_balances
from webapp.storage.akun import Peran
from webapp.storage.audit import AuditEvent
from webapp.storage.berkas import Berkas
from webapp.storage.caselog import read_case
from webapp.storage.kokpit import BatchKind
from webapp.storage.pemulihan import PemulihanAkun
from webapp.storage.process import ProcessCase, Reassignment
from webapp.storage.saldo import PutusanSaldo, SaldoAngkaKredit
from webapp.storage.sisdm import Bidang, SelisihData
from webapp.storage.tpp import TppPengecualian

pytestmark = pytest.mark.slow

EVERY = tuple(one.value for one in Peran)
OTHERS = [one for one in ROLES if one not in ("pegawai", "sistem")]


@pytest.fixture
def sr(dunia: Dunia) -> Actor:
    """SR with every office."""
    return actor_of(dunia, "pemilik", *EVERY)


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("office", ["", *EVERY])
def test_no_role_of_a_lane_is_held_in_the_own_case_whatever_office_one_has(
    dunia: Dunia, role: str, office: str
) -> None:
    actor = replace(actor_of(dunia, "pemilik"), peran=frozenset({office} - {""}))
    assert actor.pegawai_id is not None
    with dunia.city.reading() as tx:
        place = Place(role, actor.pegawai_id, document=("konseling", dunia.values["konseling_id"]))
        with pytest.raises(Denied) as refused:
            mandate(Desk(tx), actor, place)
        assert str(refused.value) in (
            own_sentence(role),
            "Tugas ini belum punya pemegang. Hubungi admin BKPP.",
        )


def test_no_step_about_oneself_but_the_own_stands_in_the_inbox_with_every_office(
    dunia: Dunia, sr: Actor
) -> None:
    with dunia.city.reading() as tx:
        found = [(one.held.role, one.subject_id) for one in inbox(tx, sr)]
        assert found
        assert all(role == "pegawai" for role, subject in found if subject == sr.pegawai_id)
        held = mandate(Desk(tx), sr, Place("pegawai", sr.pegawai_id or 0))
        assert may_do(Desk(tx), sr, Place("pegawai", sr.pegawai_id or 0), held)
        assert not may_do(Desk(tx), sr, Place("pejabat_penilai", sr.pegawai_id or 0), held)


def steps_of(tx: Transaction, dunia: Dunia) -> set[int]:
    """SR's cases."""
    query = select(ProcessCase.id).where(ProcessCase.subject_id == dunia.values["pegawai_id"])
    return set(tx.session.scalars(query))


@pytest.mark.parametrize("kind", BatchKind)
def test_a_batch_leaves_the_own_cases_out(dunia: Dunia, sr: Actor, kind: BatchKind) -> None:
    with dunia.city.reading() as tx:
        own = steps_of(tx, dunia)
        found = chosen(tx, sr, kind, Asked())
        mine = [one for one in found if one.case_id in own]
        assert mine
        assert all(one.refused == own_sentence("kasus") for one in mine)


def test_an_incident_of_the_own_case_is_repaired_by_somebody_else(dunia: Dunia, sr: Actor) -> None:
    case_id = dunia.city.case_id("SR")
    with dunia.city.reading() as tx:
        case = read_case(tx.session, case_id)
        assert case is not None
        with pytest.raises(Refused, match="tentang Anda sendiri"):
            incidents.check_case(sr, case)
    for act in (
        lambda: incidents.cancel(dunia.city.work, sr, case_id, "Tidak perlu lagi.", uuid4()),
        lambda: incidents.retry(dunia.city.work, sr, dunia.values["incident_id"], uuid4()),
    ):
        with pytest.raises(Refused):
            act()


def test_a_step_of_the_own_case_is_given_to_nobody_by_oneself(dunia: Dunia, sr: Actor) -> None:
    case_id, key, work = dunia.values["case_id"], dunia.values["key"], dunia.city.work
    to = dunia.city.pegawai_id("KD")
    acts: tuple[Callable[[], None], ...] = (
        lambda: reassign.reassign(work, sr, case_id, key, to, "Saya pilih penilai saya.", uuid4()),
        lambda: reassign.take_back(work, sr, case_id, key, uuid4()),
    )
    for act in acts:
        with pytest.raises(Denied, match="diri Anda sendiri"):
            act()
    with dunia.city.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Reassignment)) == 0


def test_no_mandate_over_or_about_oneself_is_proposed(city: Kota) -> None:
    proposal = penugasan.plt(city, "SR", "2026-02-01", "2026-03-01")
    everything = replace(city.actor("SR"), peran=frozenset(EVERY))
    with pytest.raises(Denied, match="untuk atau tentang diri sendiri"):
        registry.propose(city.work, everything, proposal, uuid4())


def test_no_allowance_is_touched_by_whom_it_is_for(dunia: Dunia, sr: Actor) -> None:
    assert sr.pegawai_id is not None
    with pytest.raises(Denied, match="diri Anda sendiri"):
        inputs.exclude(dunia.city.work, sr, sr.pegawai_id, "X", Masa(date(2027, 1, 1)), "SK 1/2027")
    with dunia.city.work.transaction() as tx:
        row = TppPengecualian(
            pegawai_id=sr.pegawai_id, kode="X", berlaku=Masa(date(2027, 1, 1)), dasar="SK 1/2027",
            akun_id=actor_of(dunia, "admin").akun_id, pada=tx.now,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        number = row.id
    with pytest.raises(Denied, match="diri Anda sendiri"):
        desk.take_back(dunia.city.work, sr, number, "Saya ingin dibayar.")


def test_no_balance_of_credit_points_is_decided_by_its_owner(dunia: Dunia, sr: Actor) -> None:
    assert sr.pegawai_id is not None
    with dunia.city.work.transaction() as tx:
        file = tx.session.scalars(select(Berkas.id).limit(1)).one()
        row = SaldoAngkaKredit(
            pegawai_id=sr.pegawai_id, jenjang=next(iter(JenjangJf)), nilai=Decimal(10), per=date(2025, 12, 31),
            nomor_surat="1/2025", tanggal_surat=date(2025, 12, 31), berkas_id=file,
            diusulkan_oleh=actor_of(dunia, "admin").akun_id, diusulkan_pada=tx.now,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        number = row.id
    with pytest.raises(Denied, match="diri Anda sendiri"):
        opening_balances.decide(dunia.city.work, sr, number, setuju=True, alasan="", request_id=uuid4())
    with dunia.city.reading() as tx:
        assert [one.may_decide for one in opening_balances.balances(tx, sr) if one.row.id == number] == [
            False
        ]


def test_no_finding_about_oneself_is_closed_by_oneself(dunia: Dunia, sr: Actor) -> None:
    with pytest.raises(Denied, match="diri Anda sendiri"):
        review.close(dunia.city.work, sr, dunia.values["tinjauan_id"], "Tidak ada apa-apa di sini.")


def test_no_difference_of_ones_own_data_is_applied_by_oneself(dunia: Dunia, sr: Actor) -> None:
    assert sr.pegawai_id is not None
    with dunia.city.work.transaction() as tx:
        ticket = SelisihData(
            nomor="SD-0", pegawai_id=sr.pegawai_id, bidang=next(iter(Bidang)), di_lakon="III/a", di_sisdm="IV/a",
            sumber="uji", sumber_pada=tx.now, ditemukan_pada=tx.now,
        )  # fmt: skip
        tx.session.add(ticket)
        tx.session.flush()
        number = ticket.id
    with pytest.raises(Denied, match="diri Anda sendiri"):
        reconciliation.apply_ticket(dunia.city.work, sr, number, uuid4())


def test_no_account_is_recovered_by_its_owner(dunia: Dunia, sr: Actor) -> None:
    with pytest.raises(Refused):
        recovery.ask(
            dunia.city.work,
            sr,
            sr.akun_id,
            "Saya lupa kata sandi saya.",
            drop_factors=True,
            confirm=lambda _tx: None,
        )


def test_no_refusal_of_these_left_a_row_behind(dunia: Dunia, sr: Actor) -> None:
    with dunia.city.reading() as tx:
        kinds = set(tx.session.scalars(select(AuditEvent.kind).where(AuditEvent.actor_id == sr.akun_id)))
        assert not kinds & {"tugas_dialihkan", "selisih_diterapkan", "tinjauan_ditutup", "pemulihan_diminta"}
        for model in (PutusanSaldo, Reassignment):
            assert tx.session.scalar(select(func.count()).select_from(model)) == 0
        asked = select(func.count()).where(PemulihanAkun.akun_id == sr.akun_id)
        assert tx.session.scalar(asked) == 0
