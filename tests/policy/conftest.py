"""One year of SR for all tests of this room, and everything in it as the policy is asked about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.web.matriks import PEOPLE, Dunia, own_year
from webapp.operations import Actor
from webapp.services.identity import accounts
from webapp.services.policy.matrix import Kind
from webapp.services.policy.relations import GivenOut, PersonMonth
from webapp.services.postgres import PrivatePostgres
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, KoreksiAktivitas
from webapp.storage.bank import UsulButir
from webapp.storage.caselog import read_case
from webapp.storage.dialog import Komentar
from webapp.storage.kontrak import KontrakPenugasan
from webapp.storage.pembinaan import Bimbingan, Konseling
from webapp.storage.penjenjangan import Mph
from webapp.storage.registri import Mandat
from webapp.storage.skp import Skp, SkpRevisi


@pytest.fixture(scope="session")
def dunia(
    postgres: PrivatePostgres, city_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dunia]:
    """The year; tests only read it, or are refused."""
    with own_year(postgres, city_template, tmp_path_factory.mktemp("var")) as made:
        with made.city.work.transaction() as tx:
            latest = select(func.max(SkpRevisi.id)).where(SkpRevisi.skp_id == made.values["skp_id"])
            tx.session.add(
                Komentar(
                    revisi_id=tx.session.scalars(latest).one(), letak="r1", isi="Mohon periksa targetnya.",
                    akun_id=made.akun["pengelola"], pada=tx.now,
                )
            )  # fmt: skip
        yield made


def actor_of(dunia: Dunia, role: str, *offices: str) -> Actor:
    """The person who stands for a relation; with offices given, these in place of the own."""
    with dunia.city.reading() as tx:
        found = accounts.actor_of(tx, dunia.akun[role])
    assert found is not None
    return replace(found, peran=frozenset(offices)) if offices else found


def actors(dunia: Dunia) -> dict[str, Actor]:
    """Everybody."""
    return {role: actor_of(dunia, role) for role in PEOPLE}


def row_of(tx: Transaction, dunia: Dunia, kind: Kind) -> Any:
    """SR's object of a kind."""
    of, get = dunia.values, tx.session.get_one
    if kind is Kind.CASCADE:
        mph = get(Mph, of["mph_id"])
        return GivenOut(mph.id, mph.pegawai_id, frozenset({of["pegawai_id"]}))
    if kind is Kind.MONTH:
        return PersonMonth(of["pegawai_id"], tx.today)
    if kind is Kind.CASE:
        return read_case(tx.session, of["case_id"])
    model, number = {
        Kind.CONTRACT: (KontrakPenugasan, "kontrak_id"),
        Kind.COACHING: (Bimbingan, "bimbingan_id"),
        Kind.COUNSELLING: (Konseling, "konseling_id"),
        Kind.ENTRY: (Aktivitas, "aktivitas_id"),
        Kind.CORRECTION: (KoreksiAktivitas, "koreksi_id"),
        Kind.ITEM_PROPOSAL: (UsulButir, "usul_butir_id"),
        Kind.MANDATE: (Mandat, "mandat_id"),
    }.get(kind, (Skp, "skp_id"))
    return get(model, of[number])
