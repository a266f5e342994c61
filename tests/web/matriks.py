"""One year of SR with everything that can hang on it, and everybody who might look: for the table of who may what.

Each person stands for one relation to SR's documents. All of it is made once; the tests only read, or are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import aktivitas, bulanan, pembinaan
from tests.alasan import with_reason
from tests.conftest import own_database
from tests.kota import PASSWORD, ZONE, Kota
from tests.penugasan import PDF, approved, plt
from tests.services import evaluations as year
from tests.services.moves import leave, move
from tests.services.test_cross_unit import answer, propose
from tests.services.workshop import owners
from webapp.config import Settings
from webapp.domain.masa import Masa
from webapp.domain.penyuntingan import JenisTinjauan
from webapp.services import files
from webapp.services.activities import bank
from webapp.services.cockpit import batches as massal
from webapp.services.cockpit import mining
from webapp.services.cockpit.choosing import Asked
from webapp.services.identity import offices, reauthentication, recovery, sessions
from webapp.services.identity.sessions import Client
from webapp.services.months import evidence
from webapp.services.papers import batches, issuing
from webapp.services.postgres import PrivatePostgres
from webapp.services.privacy import breach, own_data, retention
from webapp.services.privacy.breach import Known
from webapp.services.process import timers
from webapp.services.workshop import impact
from webapp.services.workshop.impact import Question
from webapp.storage.aktivitas import AktivitasBukti, AktivitasBulan, KoreksiAktivitas, StatusKoreksi
from webapp.storage.akun import Akun
from webapp.storage.audit import Pemberitahuan
from webapp.storage.bulanan import BuktiBulanan
from webapp.storage.capaian import Capaian
from webapp.storage.dokumen_evaluasi import KeberatanBerkas
from webapp.storage.ekspor import JenisEkspor
from webapp.storage.engine import open_engine
from webapp.storage.evaluasi import Papan
from webapp.storage.faktor import KunciSandi
from webapp.storage.kokpit import BatchKind, Incident, LogFormat
from webapp.storage.naskah_terbit import NaskahTerbit
from webapp.storage.organisasi import Jabatan, JenisPegawai, PangkatRiwayat, Pegawai, Posting, Unit
from webapp.storage.pembekuan import Pembekuan
from webapp.storage.penjenjangan import Mph, MphVersi, SaranPerubahan, StatusMph
from webapp.storage.penyuntingan import Tinjauan
from webapp.storage.registri import Mandat
from webapp.storage.sesi import Sesi
from webapp.web.app import create_app
from webapp.web.context import SESSION
from webapp.web.identity.session import DEVICE, named_device

HERE = Client("0" * 32, "Firefox", "127.0.0.0/24")
"""The device on which everybody sits."""

PEOPLE: Mapping[str, str] = {
    "pemilik": "SR",
    "rekan": "LN",
    "orang_lain": "XL",
    "penilai_lama": "KB",
    "penilai": "KBB",
    "plt_kemarin": "YK",
    "atasan": "KD",
    "kepala_daerah": "WK",
    "pyb": "SD",
    "pengelola": "WS",
    "pengelola_lain": "XP",
    "admin": "NH",
    "pengawas": "XA",
    "tim_penilai": "XT",
    "tim_organisasi": "XO",
    "konselor": "XK",
    "pembimbing": "XB",
    "ketua_tim": "XC",
    "pemilik_proses": "XM",
}
"""The relations, each with the person of the city who stands for it; those with X are made here."""

MADE = {
    "XL": ("OPERATOR-B", ()),
    "XP": ("ANALIS-MUDA-BKPP", ("pengelola_opd",)),
    "XA": ("ANALIS-MUDA-BKPP", ("pengawas",)),
    "XT": ("ANALIS-MUDA-BKPP", ("tim_penilai_kinerja",)),
    "XO": ("ANALIS-MUDA-BKPP", ("tim_kinerja_org",)),
    "XK": ("ANALIS-MUDA-BKPP", ()),
    "XB": ("OPERATOR-B", ()),
    "XC": ("OPERATOR-B", ()),
    "XM": ("ANALIS-MUDA-BKPP", ("pemilik_proses",)),
}


@dataclass
class Dunia:
    """The city, and what addresses name: every value is of SR."""

    city: Kota
    app: Flask
    values: dict[str, Any]
    akun: dict[str, int]

    def client(self, role: str) -> FlaskClient:
        """Somebody's browser, signed in; "tamu" is not."""
        client = self.app.test_client()
        if role in self.akun:
            name, device = named_device(role, str(self.app.secret_key))
            client.set_cookie(DEVICE, name)
            with self.city.work.transaction() as tx:
                key = sessions.begin(
                    tx, self.akun[role], [sessions.PASSWORD], Client(device, "Firefox", "127.0.0.0/24")
                )
            with client.session_transaction() as session:
                session[SESSION] = key
        return client


@contextmanager
def own_year(postgres: PrivatePostgres, template: str, var_dir: Path) -> Iterator[Dunia]:
    """The year on a database of its own; its application takes posts without our page's token."""
    with own_database(postgres, template) as url:
        engine = open_engine(url, ZONE)
        city = Kota(engine)
        app = create_app(Settings(var_dir=var_dir, secret_key="rahasia untuk uji", zone=ZONE), city.work)
        app.config["WTF_CSRF_ENABLED"] = False
        yield build(city, app)
        engine.dispose()


def build(city: Kota, app: Flask) -> Dunia:
    """The year of SR until an objection waits for its explanations; it is 20 January 2027."""
    for nth, (code, (jabatan, peran)) in enumerate(MADE.items(), start=1):
        city.nip[code] = f"19910202201603{nth:04d}"
        city.names[code] = f"matriks.{code.lower()}"
        employ(city, code, jabatan, peran)
    pembinaan.office(city, "YK")
    values: dict[str, Any] = {}
    _planned(city, values)
    _judged(city.at("2026-02-02 08:00"), values)
    _coached(city.at("2026-03-03 09:00"), values)
    _objected(city, values)
    _corrected(city, values)
    _entered(city, values)
    _found(city, values)
    values["draft_id"] = owners.changed(city, "XM")
    values["impact_id"] = impact.ask(city.work, city.actor("XM"), Question(draft_id=values["draft_id"]))
    impact.answer(city.work, values["impact_id"])
    _watched(city, values)
    _known(city, values)
    values["ekspor_id"] = batches.request(
        city.work, city.actor("NH"), str(year.unit_id(city, "DINAS")), 2026, {JenisEkspor.EVALUASI}, uuid4()
    )
    with city.reading() as tx:
        akun = {
            role: tx.session.scalars(select(Akun.id).where(Akun.nama_pengguna == city.names[code])).one()
            for role, code in PEOPLE.items()
        }
    with_reason(city, PEOPLE["admin"], PEOPLE["pengawas"])
    return Dunia(city, app, values, akun)


def _known(city: Kota, values: dict[str, Any]) -> None:
    """SR is signed in elsewhere and has a passkey; an admin has asked for the recovery of another's account."""
    admin, owner = city.actor("NH"), city.actor("SR")
    with city.work.transaction() as tx:
        sessions.begin(tx, owner.akun_id, [sessions.PASSWORD], HERE)
        key = KunciSandi(akun_id=owner.akun_id, kredensial=b"uji", kunci_publik=b"uji", nama="Ponsel", tercadang=False,
                         dibuat_pada=tx.now)  # fmt: skip
        tx.session.add(key)
        tx.session.flush()
        values["session_id"], values["kunci_id"] = tx.session.scalars(select(Sesi.id)).one(), key.id
    hour = timedelta(hours=1)
    known = Known(
        "",
        HERE.device,
        "",
        city.now - hour,
        city.now + hour,
        city.now,
        "Perangkat ini hilang.",
        "Sesi diakhiri.",
    )
    values["pelanggaran_id"] = breach.describe(city.work, admin, known)
    values["retensi_id"] = retention.count(city.work)
    values["salinan_id"] = own_data.request(city.work, owner, uuid4())
    own_data.write(city.work, values["salinan_id"])
    values["pemulihan_id"] = recovery.ask(
        city.work, admin, city.actor("LN").akun_id, "Lupa kata sandi, datang sendiri.", drop_factors=False,
        confirm=reauthentication.by_password(admin, PASSWORD),
    ).id  # fmt: skip
    values["usul_peran_id"] = offices.propose(
        city.work, admin, city.actor("LN").akun_id, ["pengawas"], "Surat tugas 800/17/BKPP/2026.",
        reauthentication.by_password(admin, PASSWORD),
    )  # fmt: skip


def employ(city: Kota, code: str, jabatan: str, peran: tuple[str, ...]) -> None:
    """Somebody new of `city.nip` and `city.names`, with a post, a rank and an account since 2020."""
    with city.work.transaction() as tx:
        post = tx.session.scalars(select(Jabatan).where(Jabatan.kode == jabatan)).one()
        row = Pegawai(nip=city.nip[code], nama=f"Pegawai {code}", jenis=JenisPegawai.PNS)
        tx.session.add(row)
        tx.session.flush()
        since = Masa(date(2020, 1, 1))
        tx.session.add(PangkatRiwayat(pegawai_id=row.id, golongan="III/a", berlaku=since))
        tx.session.add(Posting(pegawai_id=row.id, jabatan_id=post.id, tunggal=post.tunggal, nomor_sk="821.2/1",
                               berlaku=since))  # fmt: skip
        tx.session.add(Akun(pegawai_id=row.id, nama_pengguna=city.names[code], peran=list(peran)))


def _planned(city: Kota, values: dict[str, Any]) -> None:
    """The SKP is set, the year planned, and an assignment of another unit accepted."""
    bulanan.established(city.at("2026-01-12 09:00"), results=bulanan.LIMA[:1])
    skp = city.skp("SR")
    values |= {"skp_id": skp.id, "nomor": 1, "lama": 1, "baru": 1, "tahun": 2026, "kunci": "r1"}
    bulanan.plan(city, months={"r1": (2,)})
    values["kontrak_id"] = propose(city, by="XC")
    answer(city, values["kontrak_id"])
    with city.work.transaction() as tx:
        leader, skp_b = tx.session.get_one(Pegawai, city.pegawai_id("KB")), skp
        mph = Mph(pegawai_id=leader.id, tahun=2026, status=StatusMph.DISEBARKAN, dibuat_pada=tx.now)
        tx.session.add(mph)
        tx.session.flush()
        isi = {
            "anggota": [{"skp_id": skp_b.id, "nama": "SR"}],
            "rhk": [],
            "sel": [],
            "belum": {"rhk": [], "iki": [], "anggota": []},
        }
        tx.session.add(MphVersi(mph_id=mph.id, nomor=1, revisi_id=city.revisions("SR")[-1].id, isi=isi, sidik="0" * 64,
                                akun_id=city.actor("KB").akun_id, pada=tx.now))  # fmt: skip
        values["mph_id"] = mph.id


def _judged(city: Kota, values: dict[str, Any]) -> None:
    """February with a file of evidence, told and judged."""
    bulanan.open_months(city, "SR")
    bulanan.target(city, "SR", 2)
    bulanan.agree(city, "KB", "SR", 2)
    lembar = bulanan.sheet(city, "SR", 2)
    place = evidence.Place(values["skp_id"], 2, lembar.rows[0].baris.id)
    evidence.add_file(city.work, city.actor("SR"), place, files.Upload("bukti.pdf", PDF))
    values |= {"bulan": 2, "lembar_id": lembar.lembar.id, "baris_id": place.baris_id}
    city.at("2026-03-01 00:00")
    timers.fire_all(city.work)
    bulanan.tell(city.at("2026-03-02 09:00"), "SR", 2)
    bulanan.judge(city, "KB", "SR", 2)


def _coached(city: Kota, values: dict[str, Any]) -> None:
    """Feedback that leads to a coaching with the employee's form, and to a counselling whose report waits."""
    values["umpan_id"] = pembinaan.give(city, "KB", "SR", "TIDAK_MENUNJUKKAN", "BIMBINGAN", "KONSELING")
    number = pembinaan.bimbingan_of(city, "SR").id
    plan = pembinaan.PLAN | {
        "pembimbing": "lain",
        "nip_pembimbing": city.nip["XB"],
        "dasar_penunjukan": "Surat 12",
    }
    pembinaan.do(city, "KB", "bimbingan", number, "rencana", **plan)
    today = city.now.date().isoformat()
    pembinaan.do(city, "XB", "bimbingan", number, "sesi", tanggal=today, **pembinaan.SESSION)
    pembinaan.do(city, "SR", "bimbingan", number, "umpan_balik", **pembinaan.B18)
    values["bimbingan_id"] = number
    number = pembinaan.konseling_of(city, "SR").id
    pembinaan.appoint(city, number, "XK")
    pembinaan.do(
        city, "XK", "konseling", number, "jadwal", tanggal=today, jam="09:00", tempat=pembinaan.PLACE
    )
    pembinaan.meet(city, "XK", number)
    pembinaan.report(city, number, "XK")
    values["konseling_id"] = number


def _objected(city: Kota, values: dict[str, Any]) -> None:
    """KB has left; YK rates as Plt; SR objects with evidence; yesterday KBB has become the head."""
    move(city, "KB", date(2026, 5, 4), "OPERATOR-B")
    approved(city.at("2026-12-01 09:00"), plt(city, "YK", "2026-12-01", "2027-01-18"))
    year.ready(city, "SR")
    year.send(city, "YK", {"SR": year.rated(year.DI_BAWAH)})
    year.paper(city.at("2027-01-15 10:00"), "SR")
    year.sign(city, "YK", "SR")
    with city.work.transaction() as tx:
        file = files.keep(tx, city.actor("SR"), files.Upload("keberatan.pdf", PDF), "bukti").id
    year.object_(city.at("2027-01-16 09:00"), "SR", "Target tercapai pada November.", berkas=(file,))
    issuing.issue_all(city.work, values["skp_id"], "https://kinerja.contoh.go.id")
    leave(city, "KBB", date(2027, 1, 19))
    move(city, "KBB", date(2027, 1, 19), "KABID-A")
    city.at("2027-01-20 09:00")


def _corrected(city: Kota, values: dict[str, Any]) -> None:
    """A locked month of SR's daily work with a correction, and the bank with an item and a proposal of WS."""
    aktivitas.stock(city)
    _, new = aktivitas.item("VER-02", "Verifikasi lapangan", 45, mulai=date(2027, 2, 1))
    values |= {
        "butir_id": aktivitas.butir(city),
        "usul_butir_id": bank.propose(city.work, city.actor("WS"), new),
    }
    sr = city.pegawai_id("SR")
    with city.work.transaction() as tx:
        month = AktivitasBulan(pegawai_id=sr, bulan=date(2026, 2, 1), dibuka_pada=tx.now, dikunci_pada=tx.now)
        tx.session.add(month)
        tx.session.flush()
        koreksi = KoreksiAktivitas(
            bulan_id=month.id, pegawai_id=sr, menit=30, alasan="Rapat belum tercatat", pengusul_id=sr,
            akun_id=city.actor("SR").akun_id, pada=tx.now, status=StatusKoreksi.DIUSULKAN,
        )  # fmt: skip
        tx.session.add(koreksi)
        tx.session.flush()
        values["koreksi_id"] = koreksi.id


def _entered(city: Kota, values: dict[str, Any]) -> None:
    """An activity of SR's with a file, which waits."""
    saved = aktivitas.write(city, "SR", "2027-01-20", volume=1, bukti=[files.Upload("register.pdf", PDF)])
    with city.reading() as tx:
        query = select(AktivitasBukti.berkas_id).where(AktivitasBukti.aktivitas_id == saved.id)
        values |= {"aktivitas_id": saved.id, "lampiran_id": tx.session.scalars(query).one()}


def _watched(city: Kota, values: dict[str, Any]) -> None:
    """What an owner has in the cockpit: an incident of SR's case, a dry run, a log that was asked for."""
    case_id, owner = city.case_id("SR"), city.actor("XM")
    with city.work.transaction() as tx:
        row = Incident(case_id=case_id, code="galat", message="Galat program.", at=tx.now, last_at=tx.now)
        tx.session.add(row)
        tx.session.flush()
        values |= {"incident_id": row.id, "process_id": "penetapan"}
    asked = Asked(process_id="skp_pegawai")
    values["batch_id"] = massal.trial(city.work, owner, BatchKind.CANCEL, asked, "Uji matriks.", uuid4())
    days = (date(2026, 1, 1), date(2026, 12, 31))
    values["log_id"] = mining.request(city.work, owner, LogFormat.XES, "skp_pegawai", *days, "", uuid4())


def _found(city: Kota, values: dict[str, Any]) -> None:
    """Numbers of what was made on the way."""
    with city.work.transaction() as tx:
        item = Tinjauan(
            kunci="uji", jenis=JenisTinjauan.ISI_SERUPA, akun=[], skp=[values["skp_id"]], dari=tx.now, sampai=tx.now,
            dibuat_pada=tx.now,
        )  # fmt: skip
        tx.session.add(item)
        tx.session.flush()
        values["tinjauan_id"] = item.id
        owner = tx.session.scalars(select(Akun.id).where(Akun.nama_pengguna == city.names["SR"])).one()
        freeze = Pembekuan(case_id=city.case_id("SR"), seq=1, akun_id=owner, keterangan="uji", pada=tx.now)
        tx.session.add(freeze)
        tx.session.flush()
        values |= {"pembekuan_id": freeze.id, "permintaan_id": UUID(int=1)}
        one = tx.session.scalars
        values |= {
            "bukti_id": one(select(BuktiBulanan.id)).one(),
            "berkas_id": one(select(KeberatanBerkas.berkas_id)).one(),
            "kode": one(select(NaskahTerbit.kode).limit(1)).one(),
            "papan_id": one(select(Papan.id).limit(1)).one(),
            "capaian_id": one(select(Capaian.id).join(Unit).where(Unit.kode == "DINAS")).one(),
            "saran_id": one(
                select(SaranPerubahan.id).where(SaranPerubahan.skp_id == values["skp_id"]).limit(1)
            ).one(),
            "notice_id": one(
                select(Pemberitahuan.id).where(Pemberitahuan.pegawai_id == city.pegawai_id("SR")).limit(1)
            ).one(),
            "pegawai_id": city.pegawai_id("SR"),
            "unit_id": one(select(Unit.id).where(Unit.kode == "BID-A")).one(),
            "mandat_id": one(select(Mandat.id).limit(1)).one(),
        }
    case_id = year.year_case(city, "SR", "dokumen_dan_keberatan")
    values |= {"case_id": case_id, "key": year.keys(city, case_id)["penjelasan_penilai"]}
