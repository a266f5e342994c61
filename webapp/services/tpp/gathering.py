"""What a run is computed from, read in a few statements: people, minutes, inputs from files, days, and exclusions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from webapp.domain.aktivitas import StatusAktivitas
from webapp.domain.aturan_tpp import AturanTpp, JenisPengecualian, Komponen, SumberSkp
from webapp.domain.masa import Masa
from webapp.domain.tpp import bulan_dari, pilih_pengecualian
from webapp.services.people.calendars.days import deadline_calendars
from webapp.services.process.decisions import decide
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan, KoreksiAktivitas, StatusKoreksi
from webapp.storage.bulanan import EvaluasiBulanan, SkpBulanan
from webapp.storage.organisasi import Pegawai, Posting
from webapp.storage.registri import Ketidakhadiran
from webapp.storage.skp import Skp
from webapp.storage.tpp import JenisMasukan, TppMasukan, TppMasukanBaris, TppPengecualian

SKP_TABLE = "tpp_nilai_skp"


@dataclass(frozen=True)
class Person:
    """An employee who served in the month, with the OPD of the month's last day."""

    id: int
    nip: str
    nama: str
    opd_id: int | None


@dataclass(frozen=True)
class Inputs:
    """Everything that one run rests on, by employee. `days`: (days of duty, working days)."""

    people: Sequence[Person]
    minutes: Mapping[int, int]
    days: Mapping[int, tuple[int, int]]
    skp: Mapping[int, Decimal]
    skp_percent: Mapping[int, Decimal]
    presence: Mapping[int, Decimal]
    discipline: Mapping[int, Decimal]
    excluded: Mapping[int, JenisPengecualian]
    tabel_sidik: str | None


def gather(tx: Transaction, bulan: date, aturan: AturanTpp) -> Inputs:
    """The inputs of a month. People are those with a post on any day of it, by NIP."""
    month = bulan_dari(bulan)
    people = _people(tx, month)
    ids = [one.id for one in people]
    skp = _skp(tx, month, aturan) if aturan.perlu(Komponen.SKP) else {}
    percent, sidik = _percent(tx, skp)
    absences = _absences(tx, month)
    return Inputs(
        people=people,
        minutes=minutes(tx, month),
        days=_days(tx, ids, month, absences) if aturan.prorata else {},
        skp=skp,
        skp_percent=percent,
        presence=_file(tx, month, JenisMasukan.PRESENSI) if aturan.perlu(Komponen.PRESENSI) else {},
        discipline=_file(tx, month, JenisMasukan.DISIPLIN) if aturan.perlu(Komponen.DISIPLIN) else {},
        excluded={
            person: kind
            for person, periods in absences.items()
            if (kind := pilih_pengecualian(periods, month, aturan)) is not None
        },
        tabel_sidik=sidik,
    )


def minutes(tx: Transaction, month: Masa) -> dict[int, int]:
    """The minutes that count, by employee: approved entries and approved corrections, summed afresh."""
    approved = (
        select(Aktivitas.pegawai_id, func.sum(Aktivitas.menit))
        .where(
            Aktivitas.tanggal >= month.mulai,
            Aktivitas.tanggal < month.sampai,
            Aktivitas.status == StatusAktivitas.DISETUJUI,
        )
        .group_by(Aktivitas.pegawai_id)
    )
    found: dict[int, int] = defaultdict(int)
    for person, counted in tx.session.execute(approved):
        found[person] += int(counted)
    corrected = (
        select(KoreksiAktivitas.pegawai_id, func.sum(KoreksiAktivitas.menit))
        .join(AktivitasBulan, AktivitasBulan.id == KoreksiAktivitas.bulan_id)
        .where(AktivitasBulan.bulan == month.mulai, KoreksiAktivitas.status == StatusKoreksi.DISETUJUI)
        .group_by(KoreksiAktivitas.pegawai_id)
    )
    for person, counted in tx.session.execute(corrected):
        found[person] += int(counted)
    return found


def _people(tx: Transaction, month: Masa) -> list[Person]:
    assert month.sampai is not None
    day = tx.work.organisation.day(tx.session, month.sampai - timedelta(days=1))
    serving = select(Posting.pegawai_id).where(Posting.berlaku.overlaps(month))
    query = select(Pegawai).where(Pegawai.id.in_(serving)).order_by(Pegawai.nip)
    return [Person(one.id, one.nip, one.nama_lengkap, day.opd(one.id)) for one in tx.session.scalars(query)]


def _file(tx: Transaction, month: Masa, kind: JenisMasukan) -> dict[int, Decimal]:
    """The newest file of a kind."""
    newest = (
        select(TppMasukan.id)
        .where(TppMasukan.bulan == month.mulai, TppMasukan.jenis == kind)
        .order_by(TppMasukan.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(TppMasukanBaris.pegawai_id, TppMasukanBaris.nilai).where(
        TppMasukanBaris.masukan_id == newest
    )
    return dict(tx.session.execute(query).all())


def _skp(tx: Transaction, month: Masa, aturan: AturanTpp) -> dict[int, Decimal]:
    if aturan.sumber_skp is SumberSkp.NILAI_FILE:
        return _file(tx, month, JenisMasukan.NILAI_SKP)
    query: Any = (
        select(Skp.pegawai_id, EvaluasiBulanan.predikat)
        .join(SkpBulanan, SkpBulanan.skp_id == Skp.id)
        .join(EvaluasiBulanan, EvaluasiBulanan.skp_bulanan_id == SkpBulanan.id)
        .where(SkpBulanan.tahun == month.mulai.year, SkpBulanan.bulan == month.mulai.month)
        .order_by(SkpBulanan.mulai)  # after a move within the month the last segment counts
    )
    return {person: aturan.nilai_predikat[predikat] for person, predikat in tx.session.execute(query)}


def _percent(tx: Transaction, skp: Mapping[int, Decimal]) -> tuple[dict[int, Decimal], str | None]:
    """What the table makes of each value; every value is asked once."""
    answers: dict[Decimal, Decimal] = {}
    sidik = None
    for value in sorted(set(skp.values())):
        said = decide(tx, SKP_TABLE, {"nilai_skp": value})
        answers[value], sidik = Decimal(str(said.values["persen"])), said.checksum
    return {person: answers[value] for person, value in skp.items()}, sidik


def _absences(tx: Transaction, month: Masa) -> dict[int, list[tuple[str, Masa]]]:
    """Absences and exclusions that touch the month, by employee: (code, days), each whole."""
    found: dict[int, list[tuple[str, Masa]]] = defaultdict(list)
    for model, kind in ((Ketidakhadiran, Ketidakhadiran.jenis), (TppPengecualian, TppPengecualian.kode)):
        query: Any = select(model.pegawai_id, kind, model.berlaku).where(model.berlaku.overlaps(month))
        for person, code, masa in tx.session.execute(query):
            found[person].append((str(code), masa))
    return found


def _days(
    tx: Transaction, people: Sequence[int], month: Masa, absences: Mapping[int, list[tuple[str, Masa]]]
) -> dict[int, tuple[int, int]]:
    """Days of duty and working days of the month, by employee: without a post or away is no duty."""
    assert month.sampai is not None
    calendars = deadline_calendars(tx, people, month.mulai.year)
    served: dict[int, list[Masa]] = defaultdict(list)
    query: Any = select(Posting.pegawai_id, Posting.berlaku).where(Posting.berlaku.overlaps(month))
    for person, masa in tx.session.execute(query):
        served[person].append(masa)
    days = [month.mulai + timedelta(days=n) for n in range((month.sampai - month.mulai).days)]
    found = {}
    for person in people:
        work = [day for day in days if calendars[person].hari_kerja(day)]
        away = [masa for _, masa in absences.get(person, ())]
        duty = [
            day
            for day in work
            if any(day in one for one in served[person]) and not any(day in one for one in away)
        ]
        found[person] = (len(duty), len(work))
    return found
