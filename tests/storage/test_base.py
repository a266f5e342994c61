"""Periods in the database are the domain's periods."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.domain.masa import SELAMANYA, Masa
from webapp.storage.aturan import Aturan

days = st.dates(date(1950, 1, 1), date(2100, 1, 1))
spans = st.builds(
    lambda start, length: Masa(start, None if length is None else start + timedelta(days=length)),
    days,
    st.none() | st.integers(1, 20_000),
)


def _rule(session: Session, masa: Masa) -> Aturan:
    session.query(Aturan).filter_by(kunci="uji").delete()
    row = Aturan(kunci="uji", nilai=1, berlaku=masa, dasar_hukum="uji")
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(masa=spans, tanggal=days)
def test_a_period_comes_back_as_it_was_and_holds_the_same_days(
    session: Session, masa: Masa, tanggal: date
) -> None:
    row = _rule(session, masa)
    assert row.berlaku == masa
    holds = select(Aturan.id).where(Aturan.kunci == "uji", Aturan.berlaku.contains(tanggal))
    assert (session.scalar(holds) is not None) == (tanggal in masa)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(masa=spans, lain=spans)
def test_the_database_and_the_domain_agree_on_what_overlaps(session: Session, masa: Masa, lain: Masa) -> None:
    _rule(session, masa)
    overlaps = select(Aturan.id).where(Aturan.kunci == "uji", Aturan.berlaku.overlaps(lain))
    assert (session.scalar(overlaps) is not None) == masa.beririsan(lain)


def test_the_period_without_a_beginning_in_sight_can_be_stored(session: Session) -> None:
    assert _rule(session, SELAMANYA).berlaku == SELAMANYA


@pytest.mark.parametrize("span", ["empty", "(,2026-01-01)"])
def test_a_period_without_a_first_day_is_refused(session: Session, span: str) -> None:
    insert = text("INSERT INTO aturan (kunci, nilai, berlaku, dasar_hukum) VALUES ('uji', '1', :span, 'uji')")
    with pytest.raises(IntegrityError, match="ck_aturan_berlaku"):
        session.execute(insert, {"span": span})
