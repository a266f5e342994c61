"""Feedback, coaching and counselling of the scenarios as verbs: through the services, as pages would do it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from tests.kota import Kota
from webapp.services.monitoring import feedback
from webapp.services.process import tasks
from webapp.services.process.replaying import replay
from webapp.storage.akun import Akun
from webapp.storage.caselog import read_case
from webapp.storage.pembinaan import Bimbingan, Konseling
from webapp.storage.process import ProcessCase
from webapp.storage.umpan_balik import UmpanBalik

SEEN = "Laporan kemajuan bulan ini terlambat dua minggu dan belum memuat angka."


def give(
    city: Kota, who: str, whose: str, kemajuan: str = "", *tindak: str, objek: str = "UMUM", isi: str = SEEN,
    mengoreksi_id: int | None = None, request_id: UUID | None = None, **lain: str,
) -> int:  # fmt: skip
    """Give feedback: with progress as the evaluator, without as anybody else."""
    kolom = "tindak_maju" if kemajuan == "MENUNJUKKAN" else "tindak_tidak_maju"
    values = {"isi": [isi], "kanal": ["TATAP_MUKA"], **{nama: [satu] for nama, satu in lain.items()}}
    values |= {"kemajuan": [kemajuan], kolom: list(tindak)} if kemajuan else {}
    said = feedback.Said(values, objek, mengoreksi_id)
    return feedback.give(city.work, city.actor(who), city.skp(whose).id, said, request_id or uuid4())


def row(city: Kota, umpan_id: int) -> UmpanBalik:
    """A feedback (detached)."""
    with city.reading() as tx:
        found = tx.session.get_one(UmpanBalik, umpan_id)
        tx.session.expunge(found)
        return found


def office(city: Kota, code: str, *peran: str) -> None:
    """Give a person's account offices."""
    with city.work.transaction() as tx:
        tx.session.execute(
            update(Akun).where(Akun.nama_pengguna == city.names[code]).values(peran=list(peran))
        )


def case_of(city: Kota, kind: str, document_id: int) -> int:
    """The case of a document."""
    with city.reading() as tx:
        query = select(ProcessCase.id).where(
            ProcessCase.document_kind == kind, ProcessCase.document_id == document_id
        )
        return tx.session.scalars(query).one()


def open_steps(city: Kota, kind: str, document_id: int) -> dict[str, str]:
    """The open human steps of a document's case: element to key."""
    with city.reading() as tx:
        case = read_case(tx.session, case_of(city, kind, document_id))
        assert case is not None
        return {step.element.id: step.key for step in replay(tx, case).open if step.kind == "human"}


def do(city: Kota, who: str, kind: str, document_id: int, step: str, **values: str | list[str]) -> Any:
    """Do an open step of a document's case with its form filled."""
    key = open_steps(city, kind, document_id)[step]
    actor = city.actor(who)
    post = {name: one if isinstance(one, list) else [one] for name, one in values.items()}
    return tasks.complete(
        city.work, actor, case_of(city, kind, document_id), key, tasks.Submission(uuid4(), post)
    )


def bimbingan_of(city: Kota, code: str) -> Bimbingan:
    """The newest coaching of a person (detached)."""
    with city.reading() as tx:
        query = select(Bimbingan).where(Bimbingan.pegawai_id == city.pegawai_id(code)).order_by(Bimbingan.id)
        found = list(tx.session.scalars(query))[-1]
        tx.session.expunge(found)
        return found


def konseling_of(city: Kota, code: str) -> Konseling:
    """The newest counselling of a person (detached)."""
    with city.reading() as tx:
        query = select(Konseling).where(Konseling.pegawai_id == city.pegawai_id(code)).order_by(Konseling.id)
        found = list(tx.session.scalars(query))[-1]
        tx.session.expunge(found)
        return found


PLAN = {
    "tujuan": "Mampu menyusun laporan kemajuan yang memuat angka",
    "rencana": "Tiga sesi, setiap Jumat pagi, selama satu bulan",
    "pembimbing": "saya",
}
SESSION = {"kanal": "TATAP_MUKA", "isi": "Membahas contoh laporan yang baik", "sesi_lagi": "tidak"}
B18 = {f"p{nomor}": "3" for nomor in range(1, 10)} | {"catatan": "Saya terbantu contoh nyata"}
B19 = {
    "kompetensi[0].kompetensi": "Menyusun laporan",
    "kompetensi[0].nilai": "4",
    "kompetensi[0].alasan": "Laporan terakhir lengkap dan tepat waktu",
}
RESULT = {"hasil_bimbingan": "SELESAI", "catatan_hasil": "Tujuan bimbingan tercapai."}


def until_b18(city: Kota, whose: str = "DH", by: str = "KB") -> int:
    """Feedback without progress, a plan and one session: the employee's form is due. Returns the coaching's id."""
    give(city, by, whose, "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    number = bimbingan_of(city, whose).id
    do(city, by, "bimbingan", number, "rencana", **PLAN)
    do(city, by, "bimbingan", number, "sesi", tanggal=city.now.date().isoformat(), **SESSION)
    return number


SECRET = "Anaknya dirawat di rumah sakit sejak Februari"
PLACE = "Ruang Kenanga lantai tiga"
REPORT = "Disarankan jam kerja yang lentur selama dua bulan"


def meet(city: Kota, counsellor: str, number: int, again: str = "tidak") -> None:
    """The counsellor notes one meeting."""
    today = city.now.date().isoformat()
    do(
        city, counsellor, "konseling", number, "pelaksanaan",
        tanggal=today, catatan=SECRET, pertemuan_lagi=again,
    )  # fmt: skip


def until_noted(city: Kota, whose: str = "DH", by: str = "KB", counsellor: str = "KBK") -> int:
    """A counselling by an independent counsellor with one note; the report is due. Returns its id."""
    give(city, by, whose, "TIDAK_MENUNJUKKAN", "KONSELING")
    number = konseling_of(city, whose).id
    appoint(city, number, counsellor)
    today = city.now.date().isoformat()
    do(city, counsellor, "konseling", number, "jadwal", tanggal=today, jam="09:00", tempat=PLACE)
    meet(city, counsellor, number)
    return number


def appoint(city: Kota, number: int, counsellor: str, jenis: str = "INDEPENDEN", by: str = "NH") -> None:
    """BKPP appoints the counsellor."""
    values = {"jenis_konselor": jenis, "dasar_penunjukan": "Keputusan Kepala BKPP 800/12"}
    if jenis != "PENILAI":
        values["nip_konselor"] = city.nip[counsellor]
    do(city, by, "konseling", number, "tunjuk_konselor", **values)


def report(city: Kota, number: int, counsellor: str = "KBK") -> None:
    """The counsellor reports."""
    do(city, counsellor, "konseling", number, "laporan", ringkasan=REPORT, tindak_lanjut=["PELATIHAN"])
