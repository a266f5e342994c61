"""Where the figures are measured: a private PostgreSQL with its default durability (fsync on), Kota Contoh with more
people in one unit, and the releases. The bench's own operations are registered here, for this process only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import sessionmaker

from tests.conftest import KOTA_CONTOH, ZONE
from tests.kota import NAMES
from webapp.cli import publish_shipped
from webapp.operations import Actor, Context, find, operation
from webapp.services import demo
from webapp.services.database import create_database, migrate, private_url
from webapp.services.identity import accounts
from webapp.services.people.imports import import_files, read_folder
from webapp.services.planning import cycle
from webapp.services.postgres import PrivatePostgres
from webapp.services.process.releases import publish
from webapp.services.work import Work
from webapp.storage.akun import Akun
from webapp.storage.engine import open_engine

from . import model

NAME = "lakon_bench"
MAIL = "antar_pesan"
"""A task that there is, whose jobs nobody takes."""
FORM = {
    "schemaVersion": 19,
    "type": "default",
    "id": "keputusan",
    "components": [
        {
            "type": "radio",
            "key": "keputusan",
            "label": "Keputusan",
            "values": [{"label": "Setuju", "value": "setuju"}, {"label": "Kembali", "value": "kembali"}],
            "validate": {"required": True},
        },
        {"type": "textarea", "key": "catatan", "label": "Catatan", "validate": {"maxLength": 500}},
    ],
}


@dataclass
class World:
    """A database with people in it, and the `Work` of one process."""

    url: str
    engine: Engine
    work: Work
    staff: list[Actor]
    evaluator: Actor
    admin: Actor
    yearly_release: int
    shipped_release: int

    def actor(self, role: str, subject_id: int) -> Actor:
        """Who holds a role for one of the staff."""
        if role == "pegawai":
            return next(person for person in self.staff if person.pegawai_id == subject_id)
        return self.evaluator if role == "pejabat_penilai" else self.admin

    def statements(self, work: Callable[[], object]) -> int:
        """How many statements a piece of work sends, BEGIN, COMMIT and the pool's ping apart."""
        sent: list[str] = []

        def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            sent.append(statement)

        event.listen(self.engine, "before_cursor_execute", count)
        work()
        event.remove(self.engine, "before_cursor_execute", count)
        return len(sent)


@contextmanager
def world(folder: Path, people: int) -> Iterator[World]:
    """A fresh world in `folder`, with `people` employees whose SKP of the year are open."""
    with PrivatePostgres(folder) as server:
        create_database(server, NAME)
        url = private_url(server, NAME)
        migrate(url)
        engine = open_engine(url, ZONE)
        work = Work(sessionmaker(engine), ZONE)
        yield _filled(url.render_as_string(hide_password=False), engine, work, people)
        engine.dispose()


def _filled(url: str, engine: Engine, work: Work, people: int) -> World:
    register()
    shipped = publish_shipped(work)
    with work.transaction() as tx:
        report = import_files(tx.session, _city_with(people))
        assert report.accepted, "\n".join(map(str, report.refused))
    with work.transaction() as tx:
        query = select(Akun.id).where(Akun.nama_pengguna.like("bench.%")).order_by(Akun.id)
        staff = [_actor(work, akun_id) for akun_id in tx.session.scalars(query)]
        year = demo.next_year(tx.today)
    for person in staff:
        with work.transaction() as tx:
            assert person.pegawai_id is not None
            assert cycle.open_for(tx, year, person.pegawai_id) == ""
    with work.transaction() as tx:
        release = publish(tx.session, yearly_files(), date(2020, 1, 1), "bench")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    evaluator, admin = (_actor(work, _account(work, code)) for code in ("KB", "NH"))
    return World(url, engine, work, staff, evaluator, admin, release, shipped)


def yearly_files() -> dict[str, str]:
    """The bundle of the measured yearly contract."""
    return {
        "workflows/skp_tahunan.bpmn": model.zeebe(model.YEARLY),
        "workflows/lembar_bulanan.bpmn": model.zeebe(model.MONTHLY),
        f"forms/{model.FORM}.json": json.dumps(FORM),
    }


def register() -> None:
    """Give each human step of the yearly contract an operation: one domain row and one mail job, as an act has."""
    for process in (model.YEARLY, model.MONTHLY):
        for step in model.human_steps(process):
            name = f"{process.id}.{step}"
            if find(name) is None:
                operation(name)(_act)


def _act(ctx: Context, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    assert ctx.actor is not None
    values = {"at": ctx.now, "actor": ctx.actor.akun_id, "kind": "bench", "id": ctx.subject.case_id}
    ctx.session.execute(_ROW, values | {"detail": json.dumps({"catatan": answers.get("catatan") or ""})})
    ctx.defer(MAIL, case_id=ctx.subject.case_id, langkah=ctx.key)
    return {}


_ROW = text("""
INSERT INTO audit_event (at, actor_id, kind, object_kind, object_id, detail)
VALUES (:at, :actor, :kind, 'process_case', :id, CAST(:detail AS jsonb))
""")


def _city_with(people: int) -> dict[str, bytes]:
    files = read_folder(KOTA_CONTOH)
    nips = [f"199001152015032{number:03d}" for number in range(100, 100 + people)]
    more = {
        "pegawai.csv": [f"{nip},Pegawai {nip[-3:]},,S.AP.,PNS,AKTIF,," for nip in nips],
        "pangkat.csv": [f"{nip},III/a,2021-04-01,,823/{nip[-3:]}/2021" for nip in nips],
        "posting.csv": [f"{nip},ANALIS-PERTAMA-A,2021-07-01,,821.2/{nip[-3:]}/2021" for nip in nips],
        "akun.csv": [f"bench.{nip[-3:]},{nip},," for nip in nips],
    }
    return {
        name: raw + "".join(f"{row}\n" for row in more.get(name, ())).encode() for name, raw in files.items()
    }


def _account(work: Work, code: str) -> int:
    with work.reading() as tx:
        return tx.session.scalars(select(Akun.id).where(Akun.nama_pengguna == NAMES[code])).one()


def _actor(work: Work, akun_id: int) -> Actor:
    with work.reading() as tx:
        actor = accounts.actor_of(tx, akun_id)
    assert actor is not None
    return actor
