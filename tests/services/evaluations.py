"""The yearly evaluation as verbs for tests: results of units, boards, documents, objections; through the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.kota import Kota, filled
from webapp.domain.cuplikan import Cuplikan
from webapp.domain.jabatan import Jalur, JenisJabatan
from webapp.domain.kanonik import cuplikan_kanonik
from webapp.domain.masa import Masa
from webapp.domain.skp import Bagian, IsiSkp, Pendekatan, Rhk, StatusSkp
from webapp.operations import Actor
from webapp.services.identity import accounts
from webapp.services.process import messages, tasks
from webapp.services.process.cases import start
from webapp.services.process.replaying import replay
from webapp.services.process.tasks import Submission
from webapp.services.yearly import board_sending, capaian
from webapp.services.yearly.board_model import Typed
from webapp.storage.akun import Akun
from webapp.storage.capaian import Capaian
from webapp.storage.caselog import read_case
from webapp.storage.dokumen_evaluasi import DokumenEvaluasi, dokumen_skp
from webapp.storage.evaluasi import EvaluasiTahunan, evaluasi_terakhir
from webapp.storage.identitas import identitas_pegawai
from webapp.storage.isi import simpan_isi
from webapp.storage.organisasi import Jabatan, JenisPegawai, PangkatRiwayat, Pegawai, Posting, Unit
from webapp.storage.pesan import Pesan
from webapp.storage.process import ProcessCase
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

DI_ATAS, SESUAI, DI_BAWAH = "DI_ATAS_EKSPEKTASI", "SESUAI_EKSPEKTASI", "DI_BAWAH_EKSPEKTASI"
Ratings = Mapping[str, Typed] | Mapping[int, Typed] | Mapping[str | int, Typed]
DASAR = "Capaian perjanjian kinerja 98 persen, sumber e-SAKIP."


def give_office(city: Kota, code: str, *peran: str) -> None:
    """An account gets further offices."""
    with city.work.transaction() as tx:
        akun = tx.session.scalars(select(Akun).where(Akun.pegawai_id == city.pegawai_id(code))).one()
        akun.peran = sorted({*akun.peran, *peran})


def open_results(city: Kota, tahun: int = 2026) -> capaian.YearOpened:
    """BKPP opens the results of all units; NH is the team's member."""
    give_office(city, "NH", "tim_kinerja_org")
    return capaian.open_year(city.work, city.actor("NH"), tahun)


def result_case(city: Kota, unit: str = "DINAS", tahun: int = 2026) -> int:
    """The case of a unit's result."""
    with city.reading() as tx:
        query = select(Capaian.case_id).join(Unit, Unit.id == Capaian.unit_id)
        case_id = tx.session.scalars(query.where(Unit.kode == unit, Capaian.tahun == tahun)).one()
    assert case_id is not None
    return case_id


def propose(city: Kota, predikat: str = "BAIK", unit: str = "DINAS") -> None:
    """The team proposes."""
    values = {"capaian_usul": predikat, "dasar_usul": DASAR}
    city.complete("NH", result_case(city, unit), "usulkan#1", values=values)


def set_result(city: Kota, predikat: str = "BAIK", unit: str = "DINAS", by: str = "WK") -> None:
    """Proposed and set; everybody who waits is told."""
    propose(city, predikat, unit)
    values = {
        "capaian_ditetapkan": predikat,
        "dasar_penetapan": DASAR,
        "setuju_penetapan_capaian": "true",
    }
    city.complete(by, result_case(city, unit), "tetapkan#1", values=values)
    deliver(city)


def change_result(city: Kota, predikat: str, unit: str = "DINAS", by: str = "WK", nth: int = 1) -> None:
    """The official above changes the result."""
    values = {"capaian_baru": predikat, "dasar_perubahan": "Angka capaian diperbaiki pada sumbernya."}
    city.complete(by, result_case(city, unit), f"ubah_capaian#{nth}", values=values)
    deliver(city)


def deliver(city: Kota) -> None:
    """What the background job does: every stored message reaches who waits for it."""
    with city.reading() as tx:
        ids = list(tx.session.scalars(select(Pesan.id).order_by(Pesan.id)))
    for pesan_id in ids:
        messages.deliver(city.work, pesan_id)


def skp_of(city: Kota, code: str | int, tahun: int = 2026) -> Skp:
    """The person's last SKP of the year (detached)."""
    pegawai_id = code if isinstance(code, int) else city.pegawai_id(code)
    with city.reading() as tx:
        query = select(Skp).where(Skp.pegawai_id == pegawai_id, Skp.tahun == tahun)
        row = tx.session.scalars(query.order_by(Skp.id.desc()).limit(1)).one()
        tx.session.expunge(row)
        return row


def set_skp(city: Kota, code: str, tahun: int = 2026) -> int:
    """The person's SKP as if it had been set in January; its planning is not what these tests are about."""
    return establish(city, city.pegawai_id(code), tahun)


def establish(city: Kota, pegawai_id: int, tahun: int = 2026, results: int = 1) -> int:
    """The same by the employee's row, with so many results. Returns the SKP."""
    with city.work.transaction() as tx:
        skp = tx.session.scalars(
            select(Skp)
            .where(Skp.pegawai_id == pegawai_id, Skp.tahun == tahun)
            .order_by(Skp.id.desc())
            .limit(1)
        ).one_or_none() or _new_skp(tx.session, pegawai_id, tahun, city.now)
        skp.status = StatusSkp.DITETAPKAN
        revisi = tx.session.scalars(
            select(SkpRevisi).where(SkpRevisi.skp_id == skp.id, SkpRevisi.status == StatusRevisi.FINAL)
        ).one_or_none()
        if revisi is None:
            revisi = SkpRevisi(
                skp_id=skp.id, nomor=1, pendekatan=Pendekatan.KUANTITATIF, dibuat_pada=city.now
            )
            tx.session.add(revisi)
            tx.session.flush()
            simpan_isi(tx.session, revisi.id, filled(_content(skp.jalur, results)))
            revisi.cuplikan, revisi.sidik = _identity(tx.session, pegawai_id, skp), "0" * 64
            revisi.status = StatusRevisi.FINAL
        return skp.id


def _identity(session: Session, pegawai_id: int, skp: Skp) -> dict[str, Any]:
    pegawai = identitas_pegawai(session, pegawai_id, date(skp.tahun, 6, 1))
    assert pegawai is not None
    return cuplikan_kanonik(Cuplikan("Pemerintah Kota Contoh", pegawai, pegawai, skp.mulai, skp.selesai))


def _new_skp(session: Session, pegawai_id: int, tahun: int, now: datetime) -> Skp:
    posting, jabatan = session.execute(
        select(Posting, Jabatan)
        .join(Jabatan, Jabatan.id == Posting.jabatan_id)
        .where(Posting.pegawai_id == pegawai_id)
        .order_by(Posting.id.desc())
        .limit(1)
    ).one()
    head = jabatan.jenis is JenisJabatan.JPT_PRATAMA or jabatan.pukm
    skp = Skp(
        pegawai_id=pegawai_id, tahun=tahun, posting_id=posting.id, status=StatusSkp.DIALOG,
        periode=Masa(date(tahun, 1, 1), date(tahun + 1, 1, 1)), batas_penetapan=date(tahun, 1, 31),
        jalur=Jalur.JPT_PUKM if head else Jalur.JA_JF, dibuat_pada=now,
    )  # fmt: skip
    session.add(skp)
    session.flush()
    return skp


def _content(jalur: Jalur, results: int) -> IsiSkp:
    rhk = Rhk(
        kunci="r1", bagian=Bagian.UTAMA, uraian="Terlaksananya analisis jabatan",
        rhk_pimpinan=None if jalur is Jalur.JPT_PUKM else "Meningkatnya kualitas layanan",
    )  # fmt: skip
    more = (replace(rhk, kunci=f"r{n}", uraian=f"{rhk.uraian} bagian {n}") for n in range(2, results + 1))
    return IsiSkp(jalur=jalur, pendekatan=Pendekatan.KUANTITATIF, rhk=(rhk, *more))


def staff(city: Kota, number: int, jabatan: str = "OPERATOR-A", results: int = 1) -> list[int]:
    """So many further employees in a post, each with an SKP that is set. Returns their rows."""
    found = []
    with city.work.transaction() as tx:
        post = tx.session.scalars(select(Jabatan).where(Jabatan.kode == jabatan)).one()
        for nth in range(number):
            row = Pegawai(
                nip=f"19900101201503{nth + 1:04d}", nama=f"Pegawai {chr(65 + nth)}", jenis=JenisPegawai.PNS,
            )  # fmt: skip
            tx.session.add(row)
            tx.session.flush()
            tx.session.add(PangkatRiwayat(pegawai_id=row.id, golongan="II/c", berlaku=Masa(date(2020, 1, 1))))
            tx.session.add(
                Posting(
                    pegawai_id=row.id, jabatan_id=post.id, tunggal=post.tunggal, nomor_sk="821.2/1",
                    berlaku=Masa(date(2020, 1, 1)),
                )
            )  # fmt: skip
            tx.session.add(Akun(pegawai_id=row.id, nama_pengguna=f"pegawai.{row.id}"))
            tx.session.flush()
            found.append(row.id)
    for pegawai_id in found:
        establish(city, pegawai_id, results=results)
    return found


def begin(city: Kota, *codes: str | int) -> None:
    """The yearly evaluation of these people begins (their SKP are set)."""
    for code in codes:
        pegawai_id = code if isinstance(code, int) else city.pegawai_id(code)
        skp_id = establish(city, pegawai_id)
        with city.work.transaction() as tx:
            start(tx, "evaluasi_tahunan", subject_id=pegawai_id, document_kind="skp", document_id=skp_id)


def year_case(city: Kota, code: str | int, process: str = "evaluasi_tahunan") -> int:
    """The newest case of a process about the person."""
    pegawai_id = code if isinstance(code, int) else city.pegawai_id(code)
    with city.reading() as tx:
        query = select(ProcessCase.id).where(
            ProcessCase.process_id == process, ProcessCase.subject_id == pegawai_id
        )
        return tx.session.scalars(query.order_by(ProcessCase.id.desc()).limit(1)).one()


def keys(city: Kota, case_id: int) -> dict[str, str]:
    """Open human steps of a case: key by element id."""
    with city.reading() as tx:
        case = read_case(tx.session, case_id)
        assert case is not None
        return {step.element.id: step.key for step in replay(tx, case).open if step.kind == "human"}


def facts(city: Kota, case_id: int) -> dict[str, Any]:
    """What a case knows."""
    with city.reading() as tx:
        case = read_case(tx.session, case_id)
        assert case is not None
        return dict(replay(tx, case).facts)


def actor_of(city: Kota, who: str | int) -> Actor:
    """The person behind a code or an employee's row."""
    if isinstance(who, str):
        return city.actor(who)
    with city.reading() as tx:
        akun_id = tx.session.scalars(select(Akun.id).where(Akun.pegawai_id == who)).one()
        actor = accounts.actor_of(tx, akun_id)
    assert actor is not None
    return actor


def report(city: Kota, *codes: str | int) -> None:
    """These people state their results of the year."""
    for code in codes:
        case_id = year_case(city, code)
        answers = {"realisasi": {"r1": "12 dokumen analisis jabatan selesai pada November."}, "catatan": ""}
        tasks.complete(
            city.work, actor_of(city, code), case_id, keys(city, case_id)["realisasi_akhir"],
            Submission(uuid4(), answers=answers),
        )  # fmt: skip


def ready(city: Kota, *codes: str | int, predikat: str = "BAIK", by: str = "WK") -> None:
    """The unit's result is set, and these people wait for their rating."""
    city.at("2026-12-21 09:00")
    open_results(city)
    set_result(city, predikat, by=by)
    city.at("2027-01-04 09:00")
    begin(city, *codes)
    report(city, *codes)


def rated(hasil_kerja: str = SESUAI, perilaku: str = SESUAI, **more: Any) -> Typed:
    """Ratings with the reasons that they need."""
    reasons = {
        "alasan_hasil_kerja": "" if hasil_kerja == SESUAI else "Hasilnya jelas berbeda dari yang disepakati.",
        "alasan_perilaku": "" if perilaku == SESUAI else "Perilakunya menjadi perhatian rekan kerja.",
    }
    return Typed(hasil_kerja, perilaku=perilaku, **{**reasons, **more})


def send(
    city: Kota, who: str, ratings: Ratings, reason: str = "", unit: str | None = "BID-A",
    request_id: UUID | None = None,
) -> int:  # fmt: skip
    """The evaluator hands the board in."""
    typed = {skp_of(city, code).id: one for code, one in ratings.items()}
    return board_sending.submit(
        city.work, city.actor(who), 2026, typed, reason, request_id or uuid4(), unit_id(city, unit)
    )


def unit_id(city: Kota, kode: str | None) -> int | None:
    """A unit's row."""
    if kode is None:
        return None
    with city.reading() as tx:
        return tx.session.scalars(select(Unit.id).where(Unit.kode == kode)).one()


def evaluation(city: Kota, code: str | int) -> EvaluasiTahunan | None:
    """The version that counts (detached)."""
    with city.reading() as tx:
        row = evaluasi_terakhir(tx.session, skp_of(city, code).id)
        if row is not None:
            tx.session.expunge(row)
        return row


def paper(city: Kota, code: str) -> int:
    """The case of the document begins with what the evaluation knew."""
    skp = skp_of(city, code)
    known = facts(city, year_case(city, code))
    with city.work.transaction() as tx:
        return start(
            tx, "dokumen_dan_keberatan", subject_id=skp.pegawai_id, document_kind="skp", document_id=skp.id,
            facts=known,
        )  # fmt: skip


def sign(city: Kota, who: str, whose: str) -> None:
    """The evaluator signs; the document is delivered."""
    values = {
        "catatan": "Pertahankan mutu analisis, dan ikuti pelatihan evaluasi jabatan.",
        "tempat_dokumen": "Kota Contoh",
        "setuju_dokumen": "true",
    }
    case_id = year_case(city, whose, "dokumen_dan_keberatan")
    city.complete(who, case_id, keys(city, case_id)["tanda_tangani_dokumen"], values=values)


def papers(city: Kota, code: str) -> list[DokumenEvaluasi]:
    """The person's documents (detached)."""
    with city.reading() as tx:
        rows = dokumen_skp(tx.session, skp_of(city, code).id)
        for row in rows:
            tx.session.expunge(row)
        return rows


def receive(city: Kota, code: str) -> None:
    """The employee signs for receipt."""
    respond(city, code, tanggapan="terima", sidik=papers(city, code)[-1].sidik)


def object_(city: Kota, code: str, *reasons: str, berkas: tuple[int, ...] = ()) -> None:
    """The employee objects, one point a reason."""
    points = [{"perihal": "HASIL_KERJA", "alasan": reason} for reason in reasons]
    respond(city, code, tanggapan="keberatan", butir=points, berkas=list(berkas))


def respond(city: Kota, code: str, **answers: Any) -> None:
    """The employee answers the document."""
    case_id = year_case(city, code, "dokumen_dan_keberatan")
    city.complete(code, case_id, keys(city, case_id)["terima_dokumen"], **answers)


def explain(city: Kota, whose: str, by: str, side: str) -> None:
    """One side explains."""
    case_id = year_case(city, whose, "dokumen_dan_keberatan")
    values = {f"penjelasan_{side}": "Dasar penilaian dan buktinya ada pada SKP bulanan."}
    city.complete(by, case_id, keys(city, case_id)[f"penjelasan_{side}"], values=values)


def decide(city: Kota, by: str, whose: str, putusan: str = "ubah", **ratings: str) -> None:
    """The superior decides."""
    values = {
        "putusan": putusan,
        "alasan_putusan": "Bukti menunjukkan target tercapai pada November.",
        "tempat_putusan": "Kota Contoh",
        "setuju_putusan": "true",
        **ratings,
    }
    case_id = year_case(city, whose, "dokumen_dan_keberatan")
    city.complete(by, case_id, keys(city, case_id)["putuskan"], values=values)
