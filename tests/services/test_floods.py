"""What one account may fill the house with: refusals, posts that wait for a signature, files."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from tests.bulanan import established, plan, sheet, until_told
from tests.kota import Kota
from webapp.operations import Refused
from webapp.services import audit, files
from webapp.services.errors import NotFound
from webapp.services.files import Upload
from webapp.services.identity import fresh_sign_on, sessions
from webapp.services.identity.sessions import Client, Found
from webapp.services.months import evidence
from webapp.services.months.evidence import Place
from webapp.storage.aturan import Aturan
from webapp.storage.audit import AuditEvent, Penolakan
from webapp.storage.berkas import Berkas
from webapp.storage.masuk_luar import PermintaanLuar

HERE = Client("a" * 32, "Firefox", "10.0.0.0/24")


def set_rule(city: Kota, kunci: str, nilai: object) -> None:
    with city.work.transaction() as tx:
        tx.session.execute(update(Aturan).where(Aturan.kunci == kunci).values(nilai=nilai))


def asked(city: Kota, code: str | None, times: int) -> None:
    """Somebody asks for what is not for him, again and again."""
    for nth in range(times):
        actor = None if code is None else city.actor(code)
        audit.denied(city.work, actor, NotFound("skp", 1_000 + nth), {"alamat": f"/skp/{1_000 + nth}"})


def events(city: Kota, kind: str) -> list[tuple[int | None, int | None, dict[str, object]]]:
    with city.reading() as tx:
        query = select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id)
        return [(one.actor_id, one.object_id, one.detail) for one in tx.session.scalars(query)]


def test_a_flood_of_refusals_is_one_row_with_its_number_and_nothing_of_it_is_lost(city: Kota) -> None:
    set_rule(city, audit.RULE, 3)
    city.at("2026-03-02 09:10")
    asked(city, "SR", 8)
    asked(city, "DH", 2)
    asked(city, None, 4)
    sr, dh = city.actor("SR").akun_id, city.actor("DH").akun_id
    assert [who for who, _, _ in events(city, audit.DENIED)] == [sr] * 3 + [dh] * 2 + [None] * 3
    assert audit.tell_counted(city.work) == 0, "the hour is not over"
    city.at("2026-03-02 10:01")
    asked(city, "SR", 1)
    assert audit.tell_counted(city.work) == 2
    assert audit.tell_counted(city.work) == 0
    hour = {"jam": "2026-03-02T09:00:00+07:00"}
    assert events(city, audit.MANY) == [
        (None, None, {"jumlah": 1, **hour}),
        (sr, None, {"jumlah": 5, **hour}),
    ]
    assert len(events(city, audit.DENIED)) == 9, "a new hour, and again one by one"
    with city.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Penolakan)) == 1, "of the hour that runs"


def signed_in(city: Kota, code: str) -> Found:
    with city.work.transaction() as tx:
        key = sessions.begin(tx, city.actor(code).akun_id, ["kata_sandi"], HERE)
    with city.reading() as tx:
        found = sessions.find(tx, key)
    assert found is not None
    return found


def test_a_session_holds_a_few_posts_and_the_oldest_goes(city: Kota) -> None:
    one, other = signed_in(city, "SR"), signed_in(city, "DH")
    fresh_sign_on.hold(city.work, other, HERE, "/tugas/1/a~1", [("a", "b")], "0" * 64)
    held = []
    for nth in range(fresh_sign_on.HELD + 3):
        city.tick(seconds=1)
        held.append(
            fresh_sign_on.hold(city.work, one, HERE, "/tugas/1/a~1", [("catatan", str(nth))], f"{nth:064}")
        )
    with city.reading() as tx:
        waits = set(tx.session.scalars(select(PermintaanLuar.id).where(PermintaanLuar.sesi_id == one.id)))
        assert waits == set(held[-fresh_sign_on.HELD :])
        assert fresh_sign_on.waiting(tx, one, held[-1]).fields == [("catatan", str(fresh_sign_on.HELD + 2))]
        assert tx.session.scalar(select(func.count()).where(PermintaanLuar.sesi_id == other.id)) == 1
        with pytest.raises(NotFound):
            fresh_sign_on.waiting(tx, one, held[0])


def pdf(nth: int) -> Upload:
    return Upload(f"{nth}.pdf", b"%PDF-1.4 " + str(nth).encode())


def test_files_of_a_person_and_year_have_a_bound_and_withdrawn_ones_count(city: Kota) -> None:
    set_rule(city, files.RULE, {"berkas": 2, "megabyte": 1})
    established(city.at("2026-01-12 09:00"))
    plan(city)
    until_told(city)
    place = Place(city.skp("SR").id, 2, sheet(city, "SR", 2).rows[0].baris.id)
    first = evidence.add_file(city.work, city.actor("SR"), place, pdf(1))
    evidence.add_file(city.work, city.actor("SR"), place, pdf(2))
    evidence.withdraw(city.work, city.actor("SR"), place, first)
    with pytest.raises(Refused, match=r"sudah 2 .*termasuk yang dicabut"):
        evidence.add_file(city.work, city.actor("SR"), place, pdf(3))
    set_rule(city, files.RULE, {"berkas": 50, "megabyte": 1})
    with pytest.raises(Refused, match="1 MB setahun"):
        evidence.add_file(city.work, city.actor("SR"), place, Upload("a.pdf", b"%PDF-" + b"x" * 1_048_576))
    evidence.add_file(city.work, city.actor("SR"), place, pdf(3))
    with city.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Berkas)) == 3
    city.at("2027-01-02 09:00")
    set_rule(city, files.RULE, {"berkas": 1, "megabyte": 1})
    with city.work.transaction() as tx:
        files.keep(tx, city.actor("SR"), pdf(4), "berkas", kinds=files.EVIDENCE)
