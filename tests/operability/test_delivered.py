"""What is delivered does what is promised: each journey that needs background work, to the end that a person sees.

One house for all of them: `lakon web` in two processes, `lakon worker` with its process for links, the role of
`deploy/`, and pages over real HTTP. Nothing here works a job off.
"""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text
from werkzeug.datastructures import MultiDict

from tests import aktivitas
from tests.conftest import own_database
from tests.kota import PASSWORD, ZONE, Kota
from tests.services.evaluations import give_office
from tests.services.test_evidence_links import waiting
from tests.services.workshop.test_migration import at_review, bundle, release
from tests.web.peramban import Page, Peramban
from tests.web.test_data_pages import upload
from webapp.jobs import app as jobs
from webapp.services.cockpit.recording import record_job
from webapp.services.postgres import PrivatePostgres
from webapp.services.tpp import run
from webapp.storage.bulanan import SkpBulanan
from webapp.storage.engine import open_engine
from webapp.storage.jobs import defer
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.skp import Skp
from webapp.web.keys import key_to_url

from .delivered import Delivered, delivered, fetched, press, send
from .test_links_beside import until

pytestmark = pytest.mark.slow

MANY = 2_001
"""Rows of an upload that nobody waits for."""
ENDED = text(
    "SELECT count(*) FILTER (WHERE status <> 'succeeded'), count(*) FILTER (WHERE status = 'succeeded') "
    "FROM procrastinate_jobs WHERE task_name = :task"
)
FAILED = text("SELECT task_name FROM procrastinate_jobs WHERE status = 'failed'")


@dataclass
class House:
    """The city, what serves it, and a browser for each person who has come."""

    city: Kota
    served: Delivered
    skp: dict[str, int]
    people: dict[str, Peramban] = field(default_factory=dict)

    def person(self, code: str) -> Peramban:
        """Somebody's browser, signed in."""
        if code not in self.people:
            self.people[code] = Peramban(self.served, code)  # type: ignore[arg-type]
        return self.people[code]

    def sees(self, code: str, path: str, words: str, without: str = "\0") -> Page:
        """The page as somebody sees it once these words are on it, and others are not; the house is waited for."""

        def look() -> Page | None:
            page = self.person(code).open(path)
            return page if words in page.text and without not in page.text else None

        return until(look)

    def done(self, *tasks: str) -> None:
        """Wait until no job of these tasks is to be done any more, and some have been."""
        until(lambda: all(map(self._ended, tasks)))

    def _ended(self, task: str) -> bool:
        with self.city.engine.connect() as connection:
            left, done = connection.execute(ENDED, {"task": task}).one()
            return not left and bool(done)


@pytest.fixture(scope="module")
def house(
    postgres: PrivatePostgres, city_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """2 March 2026, 10.00: SR has told what became of February, DH's SKP waits to be set, a job has failed at night."""
    with own_database(postgres, city_template) as url:
        engine = open_engine(url, ZONE)
        city = Kota(engine).at("2026-01-12 09:00").until_submitted("DH")
        city.review("KB", "DH")
        city.sign("DH")
        give_office(city, "NH", "pemilik_proses")
        waiting(city)
        aktivitas.stock(city)
        skp = {code: city.skp(code).id for code in ("SR", "DH")}
        run.open_month(city.work, date(2026, 2, 1))
        record_job(city.work, ValueError(), "rekonsiliasi", {})
        city.at("2026-03-02 10:00")
        with delivered(city, tmp_path_factory.mktemp("rumah")) as served:
            yield House(city, served, skp)
        engine.dispose()


def step_of(house: House, code: str) -> str:
    """The address of the one open step of somebody's SKP."""
    with house.city.reading() as tx:
        query = select(WorkItem).join(Skp, Skp.case_id == WorkItem.case_id).where(Skp.id == house.skp[code])
        found = tx.session.scalars(query).one()
        return f"/tugas/{found.case_id}/{key_to_url(found.key)}"


def test_a_set_skp_has_its_official_document(house: House) -> None:
    step = house.person("KB").open(step_of(house, "DH"))
    press(step, "Tetapkan SKP", tempat_penetapan="Kota Contoh", setuju_penetapan="true", _sandi=PASSWORD)
    paper = fetched(house.person("DH"), f"/skp/{house.skp['DH']}/dokumen.pdf")
    assert paper.startswith(b"%PDF")


def test_documents_of_a_team_come_as_one_file(house: House) -> None:
    page = house.person("KB").open("/ekspor")
    asked = send(page, "/ekspor", cakupan="tim", tahun="2026", jenis="SKP")
    house.sees("KB", asked.path, "Siap diunduh")
    with ZipFile(io.BytesIO(fetched(house.person("KB"), f"{asked.path}/naskah.zip"))) as packed:
        assert any("Siti-Rahmawati" in one for one in packed.namelist())


def test_a_link_of_evidence_is_looked_at(house: House) -> None:
    path, address = f"/skp/{house.skp['SR']}/bulanan/2", house.served.links.url("/laporan")
    page = house.person("SR").open(path)
    field = next(name for name in sorted(page.names) if name.startswith("_tautan."))
    assert page.press_with("Simpan tautan", {field: address}).status == 303
    house.sees("SR", path, "Bisa dibuka")
    assert "/laporan" in house.served.links.asked


def test_a_year_that_an_admin_opens_is_open(house: House) -> None:
    press(house.person("NH").open("/admin?tahun=2027"), "Buka SKP 2027")
    house.sees("NH", "/admin?tahun=2027", "Semua pegawai yang wajib sudah mempunyai SKP 2027")


def test_a_large_upload_is_checked_and_stored_and_who_has_come_has_an_skp(house: House) -> None:
    rows = [
        f"19{80 + nth % 20}{1 + nth % 12:02d}{1 + nth % 28:02d}2020121{nth // 240 + 1:03d}"
        for nth in range(MANY)
    ]
    assert len(set(rows)) == MANY
    people = "\n".join(["nip,nama,gelar_depan,gelar_belakang,jenis,status_asn,spmt,email",
                        *(f"{nip},Orang Baru,,,PNS,AKTIF,," for nip in rows)])  # fmt: skip
    posts = f"nip,jabatan,mulai,selesai,nomor_sk\n{rows[0]},OPERATOR-B,2026-02-02,,821.2/200/2026"
    asked = upload(house.person("NH"), pegawai__csv=people.encode(), posting__csv=posts.encode())
    looked = house.sees("NH", asked.path, "Yang akan berubah", "Sedang")
    press(looked, "Simpan")
    house.sees("NH", asked.path, "Semua baris tersimpan.")
    with house.city.reading() as tx:
        (new,) = tx.session.scalars(text("SELECT id FROM pegawai WHERE nip = :nip"), {"nip": rows[0]})
    house.sees("NH", f"/admin/pegawai/{new}", "SKP 2026")


def test_somebody_gets_a_copy_of_the_own_data_and_a_notice(house: House) -> None:
    person = house.person("DH")
    press(person.open("/akun/data"), "salinan")
    house.sees("DH", "/pemberitahuan", "Salinan data Anda siap")
    page = person.open("/akun/data")
    (path,) = page.all("//main//a[contains(@href, '/ambil')]/@href")
    form = next(one for one in person.open(path).doc.forms if "_sandi" in one.fields)
    body = person.client.post(path, data={**dict(form.form_values()), "_sandi": PASSWORD}).data
    with ZipFile(io.BytesIO(body)) as packed:
        assert "baca.html" in packed.namelist()


def test_an_owner_acts_on_many_cases_and_fetches_an_event_log(house: House) -> None:
    owner = house.person("NH")
    batch = send(owner.open("/kokpit/massal/baru"), "/kokpit/massal", tindakan="REMIND", proses="dialog")
    press(batch, "Jalankan")
    house.sees("NH", batch.path, "Selesai")
    page = owner.open("/kokpit/log")
    asked = send(
        page, "/kokpit/log", proses="skp_pegawai", mulai="2026-01-01", akhir="2026-12-31", bentuk="XES"
    )
    number = re.search(r"/kokpit/log/\d+", asked.path + asked.response.get_data(as_text=True))
    assert number is not None
    assert b"<trace>" in gzip.decompress(fetched(owner, f"{number[0]}/berkas"))


def test_a_job_of_the_night_that_failed_is_tried_again(house: House) -> None:
    press(house.person("NH").open("/kokpit/insiden").follow("rekonsiliasi"), "Coba lagi")
    house.done("rekonsiliasi")
    assert "Tidak ada insiden" in house.person("NH").open("/kokpit/insiden").text


def test_last_days_move_with_the_calendar(house: House) -> None:
    before = _last_day(house)
    day = {
        "tanggal": "2026-03-04",
        "jenis": "LIBUR_NASIONAL",
        "nama": "Hari uji",
        "dasar": "Keputusan 1/2026",
    }
    press(house.person("NH").open("/admin/kalender"), "Simpan hari libur", **day)
    until(lambda: _last_day(house) > before)


def _last_day(house: House) -> Any:
    sheet = select(SkpBulanan.case_id).filter_by(skp_id=house.skp["SR"], bulan=2).scalar_subquery()
    with house.city.reading() as tx:
        return tx.session.scalars(select(WorkItem.due_at).where(WorkItem.case_id == sheet)).one()


def test_a_month_of_allowances_is_computed_and_tells_its_case(house: House) -> None:
    page = house.person("NH").open("/tpp/2026-02").follow("Kunci bulan")
    press(page, "Kunci", setuju_kunci="true")
    found = house.sees("NH", "/tpp/2026-02", "Memeriksa hasil", "Sedang dihitung")
    assert "Hasil putaran 1" in found.text


def test_all_that_the_clock_brings_is_done_and_seen(house: House) -> None:
    city, reader = house.city, house.person("SR")
    form = next(one for one in reader.open("/akun").doc.forms if "alamat" in one.fields)
    wish = {**dict(form.form_values()), "alamat": "siti@contoh.go.id", "aktif": "ya", "_sandi": PASSWORD}
    assert reader.post("/akun/surat", MultiDict(wish)).status == 303
    letters, others = "kirim_surat", _by_the_clock() - {"kirim_surat"}
    for names in (others, {letters}):  # the letter counts what the others have written
        with city.work.transaction() as tx:
            for name in sorted(names):
                defer(tx.session, name, {"timestamp": 0})
        house.done(*names)
    assert [one.name for one in house.served.seals.iterdir()], "the seal has left the machine"
    assert "Meterai 1 " in house.person("NH").open("/meterai").text
    assert {to for to, _ in house.served.mail.letters} == {"siti@contoh.go.id"}
    house.sees("SR", "/pemberitahuan", "Susun target: tenggat")
    assert house.person("DH").open("/aktivitas").status == 200
    with city.reading() as tx:
        assert tx.session.scalar(text("SELECT count(*) FROM aktivitas_bulan WHERE bulan = '2026-03-01'"))


def _by_the_clock() -> set[str]:
    return {one.task.name for one in jobs.periodic_registry.periodic_tasks.values()}


def test_cases_move_to_another_release_and_their_timers_ring(house: House) -> None:
    """The last one: from here on the newest release is a small one."""
    city = house.city.at("2026-02-20 09:00")
    release(city, bundle())
    running = [at_review(city, 1) for _ in range(2)]
    new = release(city, bundle(inserted=True))
    with city.work.transaction() as tx:
        defer(tx.session, "bunyikan_timer", {"timestamp": 0})
    until(lambda: len(_open(house, running)) == 4)
    asked = press(house.person("NH").open(f"/rilis/{_number(house, new)}/dampak"), "Hitung dampak")
    answered = house.sees("NH", asked.path, "Selesai dihitung")
    moved = press(answered.follow("Pindahkan kasus ke rilis ini"), "Pindahkan")
    house.sees("NH", moved.path, "Selesai")
    with city.reading() as tx:
        query = select(ProcessCase.release_id).where(ProcessCase.id.in_(running))
        assert set(tx.session.scalars(query)) == {new}


def _open(house: House, cases: list[int]) -> list[str]:
    with house.city.reading() as tx:
        return list(tx.session.scalars(select(WorkItem.key).where(WorkItem.case_id.in_(cases))))


def _number(house: House, release_id: int) -> int:
    with house.city.reading() as tx:
        query = text("SELECT number FROM release WHERE id = :id")
        return int(tx.session.execute(query, {"id": release_id}).scalar_one())


def test_none_of_it_failed_or_was_refused_to_the_application(house: House) -> None:
    with house.city.engine.connect() as connection:
        assert list(connection.scalars(FAILED)) == []
        assert list(connection.scalars(text("SELECT job FROM incident WHERE closed_at IS NULL"))) == []
    assert "permission denied" not in house.served.log
    assert '"level": "error"' not in house.served.log
