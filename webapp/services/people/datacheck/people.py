"""The part of the data check about people: their post, their evaluator, and how many one evaluator has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from webapp.domain.jabatan import Jabatan
from webapp.domain.masa import Masa
from webapp.domain.organisasi import JenisPenugasan
from webapp.domain.penilai import Penilai, TanpaPenilai
from webapp.domain.tanggal import cetak_tanggal
from webapp.services.people.organisation import OrganisationDay
from webapp.services.policy.oversight import Scope
from webapp.services.work import Transaction
from webapp.storage.organisasi import Pegawai, Posting, StatusAsn, nama_bergelar
from webapp.storage.segmen import bebas_skp

from .findings import WIDEST, Finding, Kind


@dataclass(frozen=True, slots=True)
class Someone:
    """An employee: `jabatan` is the definitive post on the day, `last` the end of the last one.

    `seen`: the reader may look at this person; others are only known as evaluators. `freed`: an absence frees the
    person from the SKP on the day, so nobody needs to evaluate.
    """

    id: int
    nama: str
    nip: str
    active: bool
    seen: bool
    freed: bool
    spmt: date | None
    jabatan: Jabatan | None
    last: date | None

    @property
    def unit_id(self) -> int | None:
        """The unit of the post."""
        return None if self.jabatan is None else self.jabatan.unit_id


People = Mapping[int, Someone]
"""Employees by id."""


def load_people(tx: Transaction, scope: Scope) -> dict[int, Someone]:
    """Everybody, with the post of the day."""
    last = select(Posting.pegawai_id, func.max(func.upper(Posting.berlaku)).label("last"))
    ended = {
        row.pegawai_id: row.last
        for row in tx.session.execute(
            last.where(func.upper(Posting.berlaku) <= scope.day.tanggal).group_by(Posting.pegawai_id)
        )
    }
    query = select(
        Pegawai.id, Pegawai.nama, Pegawai.gelar_depan, Pegawai.gelar_belakang, Pegawai.nip, Pegawai.status_asn,
        Pegawai.spmt,
    )  # fmt: skip
    seen, posts = scope.people(), definitive_posts(scope.day)
    freed = bebas_skp(tx.session, Masa.inklusif(scope.day.tanggal, scope.day.tanggal))
    return {
        id_: Someone(
            id_,
            nama_bergelar(nama, depan, belakang),
            nip,
            status is StatusAsn.AKTIF,
            seen is None or id_ in seen,
            id_ in freed,
            spmt,
            posts.get(id_),
            ended.get(id_),
        )
        for id_, nama, depan, belakang, nip, status, spmt in tx.session.execute(query)
    }


def definitive_posts(day: OrganisationDay) -> dict[int, Jabatan]:
    """The post of everybody who holds one for good on the day."""
    return {
        satu.pegawai_id: jabatan
        for satu in day.bagan.daftar_penugasan
        if satu.jenis is JenisPenugasan.DEFINITIF
        and (jabatan := day.bagan.jabatan(satu.jabatan_id)) is not None
    }


def people_findings(scope: Scope, people: People) -> Iterator[Finding]:
    """Active people without a post or a rightful evaluator, and evaluators of too many."""
    span: Counter[int] = Counter()
    for one in people.values():
        if not one.active or not one.seen:
            continue
        if one.jabatan is None and one.freed:
            continue
        if one.jabatan is None:
            yield _without_post(one)
        hasil = scope.day.penilai(one.id)
        if isinstance(hasil, TanpaPenilai):
            yield _about(Kind.TANPA_PENILAI, one, hasil.alasan, one.last)
            continue
        if hasil.penilai_id is not None:
            span[hasil.penilai_id] += 1
            yield from _evaluator(one, hasil, people)
    yield from _spans(span, people)


def _without_post(one: Someone) -> Finding:
    if one.spmt is not None and one.last is None:
        return _about(
            Kind.TANPA_JABATAN, one, f"Belum berjabatan; mulai bertugas (SPMT) {cetak_tanggal(one.spmt)}."
        )
    if one.last is None:
        return _about(
            Kind.TANPA_JABATAN, one, "Pegawai aktif ini belum pernah dicatat dalam jabatan atau unit."
        )
    return _about(Kind.TANPA_JABATAN, one, "Jabatan terakhir berakhir tanpa jabatan berikutnya.", one.last)


def _evaluator(one: Someone, hasil: Penilai, people: People) -> Iterator[Finding]:
    """An evaluator who has retired or holds no post: an acting letter or an old posting has outlived the person."""
    assert hasil.penilai_id is not None
    evaluator = people[hasil.penilai_id]
    if not evaluator.active:
        teks = f"Penilainya, {evaluator.nama} ({hasil.nama_jabatan}), sudah berhenti."
        yield _about(Kind.PENILAI_TIDAK_MENJABAT, one, teks, evaluator.last)
    elif evaluator.jabatan is None:
        teks = f"Penilainya, {evaluator.nama} ({hasil.nama_jabatan}), tidak memegang jabatan definitif."
        yield _about(Kind.PENILAI_TIDAK_MENJABAT, one, teks, evaluator.last)


def _spans(span: Counter[int], people: People) -> Iterator[Finding]:
    for pegawai_id, count in span.items():
        if count > WIDEST:
            teks = f"Menilai {count} pegawai; lebih dari {WIDEST} sulit dinilai dengan layak."
            yield _about(Kind.RENTANG_LEBAR, people[pegawai_id], teks)


def _about(kind: Kind, one: Someone, teks: str, since: date | None = None) -> Finding:
    return Finding(kind, one.nama, teks, since, one.nip, pegawai_id=one.id, unit_id=one.unit_id)
