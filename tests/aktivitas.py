"""Daily activities and the month of allowances as verbs, for tests; everything goes through the services."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text

from tests.kota import Kota
from webapp.domain.aktivitas import StatusAktivitas
from webapp.domain.bank_aktivitas import CaraHitung
from webapp.domain.pola_kerja import JenisHariLibur
from webapp.services.activities import bank, entry, verify
from webapp.services.activities.content import NewEntry
from webapp.services.people.calendars import days
from webapp.services.process import messages
from webapp.services.process.replaying import replay
from webapp.services.tpp import run
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan
from webapp.storage.bank import ButirAktivitas
from webapp.storage.caselog import read_case
from webapp.storage.pesan import Pesan
from webapp.storage.process import ProcessCase
from webapp.storage.tpp import StatusPutaran, TppBulan, TppPutaran

SETUJU, TOLAK, REVISI = StatusAktivitas.DISETUJUI, StatusAktivitas.DITOLAK, StatusAktivitas.REVISI


def item(
    kode: str = "VER-01", nama: str = "Verifikasi berkas", menit: int = 30, **other: Any
) -> tuple[int, bank.NewItem]:
    """An item of the bank as a file would bring it."""
    values: dict[str, Any] = {"satuan": "berkas", "cara_hitung": CaraHitung.VOLUME, "wajib_bukti": False,
              "mulai": date(2026, 1, 1), "dasar": "Anjab dan ABK 2025"} | other  # fmt: skip
    return 1, bank.NewItem(kode=kode, nama=nama, waktu_baku=menit, **values)


def stock(city: Kota, *items: tuple[int, bank.NewItem]) -> None:
    """Put items into the bank; by default one of 30 and one of 150 minutes."""
    rows = items or (item(), item("RPT-01", "Rapat koordinasi", 150, satuan="kegiatan"))
    report = bank.import_rows(city.work, city.actor("NH"), rows, dry_run=False)
    assert report.refused == ()


def holiday(city: Kota, tanggal: str) -> None:
    """The admin enters a national day off."""
    kind = JenisHariLibur.LIBUR_NASIONAL
    new_day = days.NewDayOff(date.fromisoformat(tanggal), kind, "Isra Mikraj", "SKB tiga menteri 2025")
    days.add(city.work, city.actor("NH"), new_day)


def butir(city: Kota, kode: str = "VER-01") -> int:
    """The id of an item."""
    with city.reading() as tx:
        return tx.session.scalars(select(ButirAktivitas.id).where(ButirAktivitas.kode == kode)).one()


def jam(teks: str) -> int:
    """ "08.30" in minutes since midnight."""
    hours, minutes = teks.split(".")
    return int(hours) * 60 + int(minutes)


def new(city: Kota, tanggal: str, mulai: str | None = None, volume: int = 3, kode: str = "VER-01",
        **other: Any) -> NewEntry:  # fmt: skip
    """An entry as it is filled in."""
    values: dict[str, Any] = {"alasan_tanpa_rhk": "Tugas lain"} | other
    return NewEntry(
        tanggal=date.fromisoformat(tanggal),
        butir_id=butir(city, kode),
        volume=volume,
        mulai=None if mulai is None else jam(mulai),
        **values,
    )


def write(city: Kota, who: str, tanggal: str, mulai: str | None = None, *, request: UUID | None = None,
          **other: Any) -> entry.Saved:  # fmt: skip
    """Somebody enters an activity."""
    return entry.save(city.work, city.actor(who), new(city, tanggal, mulai, **other), request or uuid4())


def decide(
    city: Kota, who: str, *ids: int, putusan: StatusAktivitas = SETUJU, alasan: str = ""
) -> verify.Decided:
    """Somebody decides entries."""
    decisions = [verify.Decision(one, putusan, alasan) for one in ids]
    return verify.decide(city.work, city.actor(who), decisions, uuid4())


def entries(city: Kota, who: str) -> list[Aktivitas]:
    """Somebody's entries (detached), in the order of their ids."""
    with city.reading() as tx:
        query = select(Aktivitas).where(Aktivitas.pegawai_id == city.pegawai_id(who)).order_by(Aktivitas.id)
        rows = list(tx.session.scalars(query))
        for row in rows:
            tx.session.expunge(row)
        return rows


def month_of(city: Kota, who: str, bulan: str) -> AktivitasBulan:
    """Somebody's month (detached)."""
    with city.reading() as tx:
        query = select(AktivitasBulan).where(
            AktivitasBulan.pegawai_id == city.pegawai_id(who),
            AktivitasBulan.bulan == date.fromisoformat(bulan),
        )
        row = tx.session.scalars(query).one()
        tx.session.expunge(row)
        return row


def deliver(city: Kota) -> None:
    """Let the stored messages reach their cases, as the jobs do."""
    with city.reading() as tx:
        ids = list(tx.session.scalars(select(Pesan.id).order_by(Pesan.id)))
    for one in ids:
        messages.deliver(city.work, one)


def month_minutes(city: Kota, who: str, verifier: str, bulan: str, minutes: int) -> list[int]:
    """Enter and approve so many minutes (a multiple of 30) on working days of a month. Returns the entries' ids."""
    ids, day, left = [], date.fromisoformat(bulan), minutes
    with city.reading() as tx:
        free = {row for (row,) in tx.session.execute(text("SELECT tanggal FROM hari_libur"))}
    while left:
        if day.weekday() < 5 and day not in free:
            volume = min(left, 600) // 30
            saved = write(
                city, who, day.isoformat(), "07.30", volume=volume, alasan_terlambat="Baru sempat dicatat"
            )
            ids.append(saved.id)
            left -= volume * 30
        day = date.fromordinal(day.toordinal() + 1)
        assert day.month == date.fromisoformat(bulan).month, "the month is too short for these minutes"
    decide(city, verifier, *ids)
    return ids


# -- the month of allowances ----------------------------------------------------------------------------------------


def tpp(city: Kota, bulan: str) -> TppBulan:
    """The month (detached)."""
    with city.reading() as tx:
        row = tx.session.scalars(select(TppBulan).where(TppBulan.bulan == date.fromisoformat(bulan))).one()
        tx.session.expunge(row)
        return row


def open_key(city: Kota, case_id: int) -> str:
    """The one open human step of a case."""
    with city.reading() as tx:
        case = read_case(tx.session, case_id)
        assert case is not None
        (key,) = [step.key for step in replay(tx, case).open if step.kind == "human"]
        return key


def case_of(city: Kota, kind: str, document_id: int) -> int:
    """The case of a document."""
    with city.reading() as tx:
        query = select(ProcessCase.id).where(
            ProcessCase.document_kind == kind, ProcessCase.document_id == document_id
        )
        return tx.session.scalars(query).one()


def do(city: Kota, who: str, kind: str, document_id: int, **values: str) -> Any:
    """Complete the one open step of a document's case."""
    case_id = case_of(city, kind, document_id)
    return city.complete(who, case_id, open_key(city, case_id), values=values)


def lock(city: Kota, bulan: str, who: str = "NH") -> int:
    """Open a month of allowances and lock it. Returns its id."""
    month_id = run.open_month(city.work, date.fromisoformat(bulan))
    do(city, who, "tpp_bulanan", month_id, setuju_kunci="true")
    deliver(city)
    return month_id


def compute(city: Kota) -> TppPutaran:
    """Let the waiting run be computed, as its job does, and its case go on. Returns the run (detached)."""
    with city.reading() as tx:
        query = select(TppPutaran.id).where(TppPutaran.status == StatusPutaran.ANTRE)
        putaran_id = tx.session.scalars(query).one()
    run.compute(city.work, putaran_id)
    deliver(city)
    with city.reading() as tx:
        row = tx.session.get_one(TppPutaran, putaran_id)
        tx.session.expunge(row)
        return row


def again(city: Kota, month_id: int, who: str = "NH") -> TppPutaran:
    """Ask for the run once more."""
    do(city, who, "tpp_bulanan", month_id, hasil_periksa="hitung_ulang")
    return compute(city)


def settle(city: Kota, month_id: int, by: str = "NH", and_by: str = "KBK") -> None:
    """One admin examines, another makes it final."""
    do(city, by, "tpp_bulanan", month_id, hasil_periksa="lanjut")
    make_final(city, month_id, and_by)


def make_final(city: Kota, month_id: int, by: str = "KBK") -> None:
    """An admin makes the newest run final."""
    with city.reading() as tx:
        query = select(TppPutaran.csv_sidik).where(TppPutaran.tpp_bulan_id == month_id)
        sidik = tx.session.scalars(query.order_by(TppPutaran.nomor.desc()).limit(1)).one()
    do(city, by, "tpp_bulanan", month_id, sidik=str(sidik)[:8], setuju_tetapkan_tpp="true")
