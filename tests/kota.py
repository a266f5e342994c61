"""Kota Contoh for tests: the people of the acceptance scenarios, an injected clock, and the steps of a year as verbs.

Everything goes through the services, as a page would; nothing is written past them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import sessionmaker

from webapp.domain.jabatan import Jalur
from webapp.domain.skp import Aspek, Iki, IsiSkp, Lampiran, Pendekatan, Perspektif
from webapp.operations import Actor
from webapp.services.identity import accounts, reauthentication
from webapp.services.planning import cycle, editor
from webapp.services.process import tasks, timers
from webapp.services.process.releases import Bundle, Releases
from webapp.services.process.replaying import replay
from webapp.services.work import Transaction, Work
from webapp.services.yearly import evaluation
from webapp.storage.akun import Akun
from webapp.storage.caselog import read_case
from webapp.storage.isi import muat_isi
from webapp.storage.organisasi import Pegawai
from webapp.storage.segel import Segel
from webapp.storage.skp import Skp, SkpRevisi

_READ: dict[str, Bundle] = {}
"""Bundles that this run has read: every test has a database of its own, and most have the same release."""

ZONE = ZoneInfo("Asia/Jakarta")
PASSWORD = "sandi uji kota contoh"
NOTES_KEY = "kunci catatan rahasia untuk uji kota contoh"

NIP = {
    "KD": "197003121995032001",
    "KB": "197508201999031002",
    "SR": "199001152015032003",
    "DH": "198812052010011004",
    "LN": "199206182023212005",
    "YK": "198206142009031008",
    "BS": "199810102026061006",
    "NH": "198003032005011007",
    "WS": "198511232010012015",
    "KBB": "197709252001121005",
    "KBK": "197112041996032004",
    "SD": "197001011994031016",
}
NAMES = {
    "KD": "ratna.widyastuti",
    "KB": "agus.prasetya",
    "SR": "siti.rahmawati",
    "DH": "dwi.hartono",
    "LN": "lestari.nugraheni",
    "YK": "yudi.kurniawan",
    "BS": "bayu.saputra",
    "NH": "nur.hidayat",
    "KBB": "hendra.gunawan",
    "KBK": "endang.sulistyowati",
    "WK": "wali.kota",
    "WS": "wulan.sari",
    "SD": "bambang.wicaksono",
}


def wib(text: str) -> datetime:
    """A moment of the city's clock: `wib("2026-01-20 10:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@dataclass
class Kota:
    """The city on a database of its own.

    `now` is what every transaction believes. Who is added later has a code here, and nowhere else.
    """

    engine: Engine
    now: datetime = field(default_factory=lambda: wib("2026-01-05 08:00"))
    nip: dict[str, str] = field(default_factory=NIP.copy)
    names: dict[str, str] = field(default_factory=NAMES.copy)

    def __post_init__(self) -> None:
        self.work = Work(
            sessionmaker(self.engine),
            ZONE,
            clock=lambda _: self.now,
            segel=Segel([NOTES_KEY]),
            releases=Releases(_READ),
        )

    def at(self, text: str) -> Kota:
        """Set the clock."""
        self.now = wib(text)
        return self

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction for assertions."""
        with self.work.reading() as tx:
            yield tx

    # -- who ---------------------------------------------------------------------------------------------

    def actor(self, code: str) -> Actor:
        """The person behind a code of the scenarios."""
        with self.reading() as tx:
            akun_id = tx.session.scalars(select(Akun.id).where(Akun.nama_pengguna == self.names[code])).one()
            actor = accounts.actor_of(tx, akun_id)
        assert actor is not None
        return actor

    def pegawai_id(self, code: str) -> int:
        """The employee's row."""
        with self.reading() as tx:
            return tx.session.scalars(select(Pegawai.id).where(Pegawai.nip == self.nip[code])).one()

    def skp(self, code: str) -> Skp:
        """The employee's newest SKP as it is now (detached)."""
        with self.reading() as tx:
            query = select(Skp).where(Skp.pegawai_id == self.pegawai_id(code)).order_by(Skp.id.desc())
            skp = tx.session.scalars(query.limit(1)).one()
            tx.session.expunge(skp)
            return skp

    def revisions(self, code: str) -> list[SkpRevisi]:
        """The employee's revisions in order (detached)."""
        with self.reading() as tx:
            query = select(SkpRevisi).where(SkpRevisi.skp_id == self.skp(code).id).order_by(SkpRevisi.nomor)
            rows = list(tx.session.scalars(query))
            for row in rows:
                tx.session.expunge(row)
            return rows

    def isi(self, code: str) -> IsiSkp:
        """The content of the newest revision."""
        with self.reading() as tx:
            return muat_isi(tx.session, self.revisions(code)[-1].id)

    def case_id(self, code: str) -> int:
        """The case of the employee's SKP."""
        case_id = self.skp(code).case_id
        assert case_id is not None
        return case_id

    def open_keys(self, code: str) -> list[str]:
        """Keys of the case's open human steps."""
        with self.reading() as tx:
            case = read_case(tx.session, self.case_id(code))
            assert case is not None
            return [step.key for step in replay(tx, case).open if step.kind == "human"]

    # -- what they do ------------------------------------------------------------------------------------

    def open_cycle(self, tahun: int = 2026) -> Kota:
        """Open the year for everybody."""
        cycle.open_cycle(self.work, tahun)
        return self

    def do(
        self, who: str, whose: str, step: str, *, values: dict[str, str] | None = None, **answers: Any
    ) -> Any:
        """Complete the open step with this element id on somebody's case; `values` fill its form."""
        key = next(key for key in self.open_keys(whose) if f"/{step}#" in key)
        return self.complete(who, self.case_id(whose), key, values=values, **answers)

    def complete(
        self, who: str, case_id: int, key: str, *, values: dict[str, str] | None = None, request_id: Any = None,
        password: str = PASSWORD, **answers: Any,
    ) -> Any:  # fmt: skip
        """Complete a step by its key, with re-authentication."""
        actor = self.actor(who)
        submission = tasks.Submission(
            request_id=request_id or uuid4(),
            values={name: [value] for name, value in (values or {}).items()},
            answers={**self.fingerprint(case_id, key), **answers},
            confirm=reauthentication.by_password(actor, password),
        )
        return tasks.complete(self.work, actor, case_id, key, submission)

    def fingerprint(self, case_id: int, key: str) -> dict[str, str]:
        """What the page of a step about a judgement shows of its content today, as its form sends it."""
        element_id = key.rpartition("/")[2].partition("#")[0]
        if element_id not in evaluation.SIGNED:
            return {}
        with self.reading() as tx:
            case = read_case(tx.session, case_id)
            assert case is not None
            found = evaluation.to_be_signed(tx, case.document_id, element_id)
        return {} if found is None else {"sidik": found}

    def dialog(self, who: str, whose: str, *peran: str, pendekatan: str = "kuantitatif") -> None:
        """The evaluator records the dialogue and hands results down; the employee says them back and confirms."""
        results = peran or ("Terlaksananya analisis jabatan",)
        self.do(
            who, whose, "catat_dialog",
            tanggal_dialog=self.now.date().isoformat(), kanal_dialog="tatap_muka", pendekatan=pendekatan,
            ringkasan_kesepakatan="Disepakati hasil kerja dan perilaku yang diharapkan tahun ini.",
            peran=[
                {"kunci": f"p{i}", "rhk_pimpinan": "Meningkatnya kualitas layanan kepegawaian", "uraian": uraian,
                 "metode": "LANGSUNG"}
                for i, uraian in enumerate(results, start=1)
            ],
        )  # fmt: skip
        words = "Saya akan menyerahkan berkas yang lengkap dan dapat langsung dipakai bidang lain"
        self.do(
            whose, whose, "konfirmasi_dialog",
            konfirmasi="sesuai", pernyataan={f"p{i}": words for i in range(1, len(results) + 1)},
        )  # fmt: skip

    def write(self, code: str, change: Any = None) -> None:
        """The owner fills the draft so that it can be submitted, or changes it by `change`."""
        actor, skp_id = self.actor(code), self.skp(code).id
        with self.reading() as tx:
            draft = editor.draft(tx, actor, skp_id)
        editor.save(self.work, actor, skp_id, draft.versi, change or filled)

    def submit(self, code: str, catatan: str = "") -> Any:
        """The owner submits."""
        return self.do(code, code, "susun_skp", catatan=catatan)

    def review(
        self, who: str, whose: str, keputusan: str = "setujui", alasan: str = "", **komentar: str
    ) -> Any:
        """The evaluator approves or returns, with comments on rows."""
        values = {"keputusan": keputusan} | ({"alasan": alasan} if alasan else {})
        rows = {letak.replace("__", "."): isi for letak, isi in komentar.items()}
        return self.do(who, whose, "reviu", values=values, komentar=rows)

    def sign(self, code: str) -> Any:
        """The owner signs what is locked."""
        seen = self.revisions(code)[-1].sidik
        return self.do(code, code, "tanda_tangan", values={"setuju_tanda_tangan": "true"}, sidik=seen)

    def establish(self, who: str, whose: str) -> Any:
        """The evaluator sets what the owner signed."""
        seen = self.revisions(whose)[-1].sidik
        values = {"setuju_penetapan": "true", "tempat_penetapan": "Kota Contoh"}
        return self.do(who, whose, "tetapkan", values=values, sidik=seen)

    def until_submitted(self, code: str = "SR", by: str = "KB") -> Kota:
        """Dialogue, draft and submission."""
        self.dialog(by, code)
        self.write(code)
        self.submit(code)
        return self

    def until_established(self, code: str = "SR", by: str = "KB") -> Kota:
        """The whole way to DITETAPKAN."""
        self.until_submitted(code, by)
        self.review(by, code)
        self.sign(code)
        self.establish(by, code)
        return self

    def tick(self, **later: float) -> int:
        """Let time pass and the due timers act."""
        self.now += timedelta(**later)
        return timers.fire_all(self.work)


MEASURE = Iki(
    "i1",
    "Persentase ASN dengan predikat minimal Baik",
    "92",
    "persen",
    perspektif=Perspektif.PENERIMA_LAYANAN,
)
"""The indicator of a JPT whose result came without one."""


def filled(isi: IsiSkp) -> IsiSkp:
    """A draft completed so that nothing is refused."""
    if isi.jalur is Jalur.JPT_PUKM and isi.pendekatan is Pendekatan.KUANTITATIF:
        rhk = tuple(
            replace(
                row,
                iki=tuple(replace(iki, perspektif=Perspektif.PROSES_BISNIS) for iki in row.iki) or (MEASURE,),
            )
            for row in isi.rhk
        )
    elif isi.pendekatan is Pendekatan.KUANTITATIF:
        rhk = tuple(
            replace(
                row,
                iki=(
                    Iki("i1", "Jumlah dokumen analisis jabatan", "12", "dokumen", Aspek.KUANTITAS),
                    Iki("i2", "Persentase dokumen tanpa perbaikan", "95", "persen", Aspek.KUALITAS),
                    Iki("i3", "Bulan penyelesaian", "11", "bulan", Aspek.WAKTU),
                ),
            )
            for row in isi.rhk
        )
    else:
        rhk = tuple(
            replace(row, ukuran=("12 dokumen analisis jabatan selesai pada November",)) for row in isi.rhk
        )
    lampiran = Lampiran(
        dukungan=("Laptop dan akses basis data kepegawaian",),
        skema=("Laporan kemajuan setiap akhir bulan kepada Kepala Bidang",),
        konsekuensi=("Diperhitungkan dalam evaluasi kinerja",),
    )
    return replace(isi, rhk=rhk, lampiran=lampiran)
