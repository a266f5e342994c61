"""Event logs: read back by readers that know only the standards; nobody in them can be known by name."""

from __future__ import annotations

import gzip
import json
import secrets
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests import pembinaan
from tests.kota import NAMES, NIP, Kota
from tests.oracles.event_logs import ocel_faults, xes_faults, xes_traces
from tests.services.cockpit import fragile
from webapp.operations import Refused
from webapp.services.cockpit import mining
from webapp.services.cockpit.log_reader import Reader
from webapp.services.errors import Denied, NotFound
from webapp.storage.audit import AuditEvent
from webapp.storage.kokpit import EventLog, LogFormat, LogStatus
from webapp.storage.organisasi import Pegawai

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def written(city: Kota, fmt: LogFormat, process_id: str = "skp_pegawai", reason: str = "") -> bytes:
    """A finished log, unpacked."""
    owner = city.actor("NH")
    log_id = mining.request(city.work, owner, fmt, process_id, *YEAR, reason, uuid4())
    mining.write(city.work, log_id)
    return gzip.decompress(mining.fetch(city.work, owner, log_id)[1])


@pytest.fixture
def played(city: Kota) -> Kota:
    """SR's SKP is set after one return; the others have begun."""
    city.at("2026-01-12 09:00").until_submitted("SR")
    city.review("KB", "SR", "kembalikan", "Target masih terlalu rendah.")
    city.submit("SR")
    city.review("KB", "SR")
    city.sign("SR")
    city.establish("KB", "SR")
    return city


def test_an_xes_log_keeps_the_standard_and_every_entry_of_every_journal(played: Kota) -> None:
    raw = written(played, LogFormat.XES)
    assert xes_faults(raw) == []
    traces = xes_traces(raw)
    with played.reading() as tx:
        row = tx.session.scalars(select(EventLog)).one()
    assert len(traces) == row.cases == row.done
    assert sum(len(one["events"]) for one in traces) == row.events
    longest = max(traces, key=lambda one: len(one["events"]))
    told = [event["concept:name"] for event in longest["events"]]
    assert told[0] == "Mulai"
    assert [event["unsur"] for event in longest["events"] if event.get("unsur") == "susun_skp"] == [
        "susun_skp"
    ] * 2
    assert {event["org:role"] for event in longest["events"] if event["jenis"] == "completed"} == {
        "pegawai",
        "pejabat_penilai",
    }


def test_an_ocel_log_keeps_the_standard_and_ties_events_to_objects(played: Kota) -> None:
    raw = written(played, LogFormat.OCEL)
    assert ocel_faults(raw) == []
    log = json.loads(raw)
    kinds = {one["type"] for one in log["objects"]}
    assert kinds == {"kasus", "skp", "orang"}
    words = {relation["qualifier"] for one in log["events"] for relation in one["relationships"]}
    assert words == {"kasus", "dokumen", "tentang", "pelaku"}


def test_an_empty_log_is_a_log_too(city: Kota) -> None:
    assert xes_faults(written(city, LogFormat.XES, "konseling")) == []
    assert ocel_faults(written(city, LogFormat.OCEL, "konseling")) == []


@pytest.mark.parametrize("fmt", LogFormat)
def test_nobody_can_be_known_in_a_log(played: Kota, fmt: LogFormat) -> None:
    text = written(played, fmt).decode()
    with played.reading() as tx:
        names = set(tx.session.scalars(select(Pegawai.nama)))
    assert [one for one in (*NIP.values(), *NAMES.values(), *names) if one in text] == []
    assert "Target masih terlalu rendah" not in text, "and no answers"


def test_pseudonyms_are_the_same_within_a_log_and_others_in_the_next(played: Kota) -> None:
    def people(raw: bytes) -> list[str]:
        return [event.get("org:resource", "") for one in xes_traces(raw) for event in one["events"]]

    first, second = people(written(played, LogFormat.XES)), people(written(played, LogFormat.XES))
    assert len(set(first)) == len(set(second)) == 3, "SR, KB, and nobody"
    assert set(first) & set(second) == {""}
    subjects = {one["pegawai"] for one in xes_traces(written(played, LogFormat.XES))}
    assert len(subjects) > 3


def test_names_need_a_reason_which_is_kept_and_a_nip_never_comes(played: Kota) -> None:
    text = written(played, LogFormat.XES, reason="Pemeriksaan inspektorat 12/2026").decode()
    assert "Siti Rahmawati" in text
    assert not any(number in text for number in NIP.values())
    with played.reading() as tx:
        kept = tx.session.scalars(select(AuditEvent.detail).where(AuditEvent.kind == "log_diminta")).one()
    assert kept["alasan_nama"] == "Pemeriksaan inspektorat 12/2026"


def test_the_order_of_cases_tells_nothing_about_their_numbers(played: Kota) -> None:
    with played.reading() as tx:
        orders = []
        for _ in range(3):
            log = EventLog(process_id="skp_pegawai", first_day=YEAR[0], last_day=YEAR[1], names_reason="Uji")
            cases = list(Reader(tx, log, secrets.token_bytes(32)).cases())
            orders.append([one.subject for one in cases])
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(orders[2])
    assert len({tuple(one) for one in orders}) == 3, (
        "twelve and more people: three equal orders are no chance"
    )


def test_there_is_no_log_of_one_to_four_people_unless_they_are_named(city: Kota) -> None:
    fragile.publish_fragile(city)
    fragile.begin(city)
    with pytest.raises(Refused, match=r"kurang dari 5 orang"):
        written(city, LogFormat.XES, "rapuh")
    assert xes_traces(written(city, LogFormat.XES, "rapuh", "Pemeriksaan inspektorat 12/2026")) != []


def test_there_is_no_log_at_all_of_fewer_than_five_who_are_counselled(city: Kota) -> None:
    pembinaan.give(city, "KB", "SR", "TIDAK_MENUNJUKKAN", "KONSELING")
    for reason in ("", "Pemeriksaan inspektorat 12/2026"):
        with pytest.raises(Refused, match=r"kurang dari 5 orang"):
            written(city, LogFormat.OCEL, "konseling", reason)


def test_a_log_belongs_to_who_asked_and_a_repeat_asks_once(city: Kota) -> None:
    key, owner = uuid4(), city.actor("NH")
    first, second = (
        mining.request(city.work, owner, LogFormat.XES, "skp_pegawai", *YEAR, "", key) for _ in range(2)
    )
    assert first == second
    with city.reading() as tx, pytest.raises(NotFound):
        mining.one(tx, city.actor("KBK"), first)
    with pytest.raises(Denied):
        mining.request(city.work, city.actor("KB"), LogFormat.XES, "skp_pegawai", *YEAR, "", uuid4())
    with pytest.raises(Refused):
        mining.request(city.work, owner, LogFormat.XES, "tidak_ada", *YEAR, "", uuid4())
    with pytest.raises(Refused):
        mining.request(city.work, owner, LogFormat.XES, "skp_pegawai", YEAR[1], YEAR[0], "", uuid4())
    city.at("2026-03-01 09:00")
    assert mining.clear_expired(city.work) == 1


def test_a_text_that_xml_cannot_hold_does_not_break_the_log(city: Kota) -> None:
    fragile.publish_fragile(city)
    fragile.begin(city, how="<&>")
    assert xes_faults(written(city, LogFormat.XES, "rapuh", "Satu kasus, untuk uji.")) == []
    with city.reading() as tx:
        assert tx.session.scalars(select(EventLog.status)).all() == [LogStatus.DONE]
