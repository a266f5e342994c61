"""Credit points as they are stored: the worked examples, segments by jenjang and months, accumulation (AC-J)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlalchemy import select

from tests.kota import Kota
from tests.services.evaluations import skp_of
from tests.services.tindak_lanjut import final
from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.domain.masa import Masa
from webapp.domain.predikat import Predikat
from webapp.domain.skp import StatusSkp
from webapp.operations import Context, Subject
from webapp.operations.angka_kredit import hitung
from webapp.services.process.decisions import decide
from webapp.services.work import Transaction
from webapp.services.yearly import credit_points
from webapp.storage.akun import Akun
from webapp.storage.aturan import Aturan, Periode
from webapp.storage.berkas import Berkas
from webapp.storage.evaluasi import evaluasi_terakhir
from webapp.storage.organisasi import Jabatan, JenisPegawai, Posting, Unit
from webapp.storage.queries import muat_organisasi
from webapp.storage.saldo import PutusanSaldo, SaldoAngkaKredit
from webapp.storage.skp import Skp
from webapp.storage.tindak_lanjut import AngkaKredit, TindakLanjut, angka_kredit_skp

YEAR = Masa(date(2026, 1, 1), date(2027, 1, 1))
JAN_FEB = Masa(date(2026, 1, 1), date(2026, 3, 1))


@dataclass
class Desk:
    """A transaction that is thrown away, on a city in which SR's year is final."""

    tx: Transaction
    skp: Skp

    def count(self, predikat: Predikat, skp: Skp | None = None) -> list[AngkaKredit]:
        """Compute the points of an SKP as the diagram's step does."""
        skp = skp or self.skp
        evaluasi = evaluasi_terakhir(self.tx.session, self.skp.id)
        assert evaluasi is not None
        self.tx.session.add(
            TindakLanjut(
                skp_id=skp.id, evaluasi_id=evaluasi.id, predikat=predikat, jenis_pegawai=JenisPegawai.PNS,
                jabatan_fungsional=True, tindak=[], angka_kredit=True, syarat_jenjang=True,
                keputusan_pyb=False, sidik_tabel="0" * 64, pada=self.tx.now,
            )
        )  # fmt: skip
        self.tx.session.flush()
        context = Context(
            session=self.tx.session,
            now=self.tx.now,
            today=self.tx.today,
            subject=Subject(0, skp.pegawai_id, "skp", skp.id),
            organisasi=muat_organisasi(self.tx.session, self.tx.today),
            deciding=lambda table, facts: decide(self.tx, table, facts),
        )
        hitung(context, {})
        return angka_kredit_skp(self.tx.session, skp.id)

    def post(self, jenjang: JenjangJf) -> None:
        """SR's post is of this level."""
        posting = self.tx.session.get_one(Posting, self.skp.posting_id)
        self.tx.session.get_one(Jabatan, posting.jabatan_id).jenjang = jenjang
        self.tx.session.flush()


@pytest.fixture
def desk(city: Kota) -> Iterator[Desk]:
    final(city, "SR")
    with city.reading() as tx:
        yield Desk(tx, tx.session.get_one(Skp, skp_of(city, "SR").id))
        tx.session.rollback()


def test_ac_j_01_to_07_the_worked_examples_are_stored_to_the_cent(desk: Desk) -> None:
    examples = [
        ("AC-J-01", JenjangJf.AHLI_PERTAMA, Predikat.SANGAT_BAIK, YEAR, "18.75"),
        ("AC-J-02", JenjangJf.AHLI_PERTAMA, Predikat.BAIK, JAN_FEB, "2.08"),
        ("AC-J-04", JenjangJf.AHLI_MUDA, Predikat.BUTUH_PERBAIKAN, YEAR, "18.75"),
        ("AC-J-05", JenjangJf.AHLI_MADYA, Predikat.KURANG, YEAR, "18.75"),
        ("AC-J-06", JenjangJf.AHLI_UTAMA, Predikat.SANGAT_KURANG, YEAR, "12.50"),
        ("AC-J-07", JenjangJf.PEMULA, Predikat.SANGAT_BAIK, YEAR, "5.63"),
    ]
    for name, jenjang, predikat, masa, points in examples:
        with desk.tx.session.begin_nested() as nested:
            desk.skp.periode = masa
            desk.post(jenjang)
            (row,) = desk.count(predikat)
            desk.tx.session.refresh(row)
            assert (row.nilai, row.jenjang) == (Decimal(points), jenjang), name
            nested.rollback()
        desk.tx.session.expire_all()


def test_ac_j_03_points_of_two_years_in_one_jenjang_add_up(desk: Desk) -> None:
    session = desk.tx.session
    session.add(Periode(tahun=2025, mulai=date(2025, 1, 1), selesai=date(2025, 12, 31)))
    session.flush()
    earlier = Skp(
        pegawai_id=desk.skp.pegawai_id, tahun=2025, posting_id=desk.skp.posting_id, jalur=desk.skp.jalur,
        periode=Masa(date(2025, 1, 1), date(2026, 1, 1)), status=StatusSkp.SELESAI,
        batas_penetapan=date(2025, 1, 31), dibuat_pada=desk.tx.now,
    )  # fmt: skip
    session.add(earlier)
    session.flush()
    assert [row.nilai for row in desk.count(Predikat.SANGAT_BAIK, earlier)] == [Decimal("18.75")]
    desk.skp.periode = JAN_FEB
    assert [row.nilai for row in desk.count(Predikat.BAIK)] == [Decimal("2.08")]
    found = credit_points.points(desk.tx, desk.skp)
    assert found is not None
    assert (found.before, found.total) == (Decimal("18.75"), Decimal("20.83"))
    assert found.accumulation == "18,75 + 2,08 = 20,83"
    assert found.lines[0].sum == "2/12 x 100 % x 12,5 = 2,08"
    assert (found.missing_for_rank, found.missing_for_level) == (Decimal("29.17"), Decimal("79.17"))


def promoted(desk: Desk, tmt: date) -> None:
    """From `tmt` on SR serves as Ahli Muda; the old segment is closed the day before."""
    session = desk.tx.session
    unit = session.scalars(select(Unit).where(Unit.kode == "BID-A")).one()
    post = Jabatan(
        kode="ANALIS-MUDA", nama="Analis SDM Aparatur Ahli Muda", jenis=JenisJabatan.JF,
        jenjang=JenjangJf.AHLI_MUDA, unit_id=unit.id, memimpin=False, tunggal=False,
    )  # fmt: skip
    old = session.get_one(Posting, desk.skp.posting_id)
    old.berlaku = Masa(old.berlaku.mulai, tmt)
    session.add(post)
    session.flush()
    new = Posting(
        pegawai_id=desk.skp.pegawai_id, jabatan_id=post.id, tunggal=False, berlaku=Masa(tmt), nomor_sk="1"
    )
    session.add(new)
    session.flush()
    desk.skp.periode = Masa(tmt, YEAR.sampai)
    desk.skp.posting_id = new.id
    session.flush()
    session.add(
        Skp(
            pegawai_id=desk.skp.pegawai_id, tahun=2026, posting_id=old.id, jalur=desk.skp.jalur,
            periode=Masa(YEAR.mulai, tmt), status=StatusSkp.DITUTUP_SEGMEN,
            batas_penetapan=date(2026, 1, 31), dibuat_pada=desk.tx.now,
        )
    )  # fmt: skip
    session.flush()


def test_months_in_two_levels_are_rounded_each_and_the_earlier_level_does_not_count_in_the_later(
    desk: Desk,
) -> None:
    promoted(desk, date(2026, 7, 1))
    first, second = desk.count(Predikat.BAIK)
    assert (first.jenjang, first.bulan, first.nilai) == (JenjangJf.AHLI_PERTAMA, 6, Decimal("6.25"))
    assert (second.jenjang, second.bulan, second.nilai) == (JenjangJf.AHLI_MUDA, 6, Decimal("12.50"))
    found = credit_points.points(desk.tx, desk.skp)
    assert found is not None
    assert found.lines[0].sum == "6/12 x 100 % x 12,5 = 6,25"
    assert (found.gained, found.counted, found.total) == (
        Decimal("18.75"),
        Decimal("12.50"),
        Decimal("12.50"),
    )


@pytest.mark.parametrize(("aturan", "months"), [("TANGGAL_15", [5, 7]), ("MAYORITAS", [6, 6])])
def test_a_month_in_two_levels_counts_by_the_rule_in_force(
    desk: Desk, aturan: str, months: list[int]
) -> None:
    rule = desk.tx.session.scalars(select(Aturan).where(Aturan.kunci == "aturan_bulan_angka_kredit")).one()
    rule.nilai = aturan
    # By the 15th June belongs to the new post (it holds the 15th); by days to the old one only if that has more.
    promoted(desk, date(2026, 6, 15) if aturan == "TANGGAL_15" else date(2026, 6, 17))
    assert [row.bulan for row in desk.count(Predikat.BAIK)] == months


def test_an_approved_balance_is_in_the_accumulation_and_covers_what_came_before_it(desk: Desk) -> None:
    session = desk.tx.session
    admins = session.scalars(select(Akun.id).order_by(Akun.id).limit(2)).all()
    raw = b"%PDF-1.4 PAK lama"
    letter = Berkas(
        nama="pak.pdf", jenis_media="application/pdf", sidik=sha256(raw).hexdigest(), isi=raw,
        akun_id=admins[0], pada=desk.tx.now,
    )  # fmt: skip
    session.add(letter)
    session.flush()
    desk.skp.periode = JAN_FEB
    assert [row.nilai for row in desk.count(Predikat.BAIK)] == [Decimal("2.08")]
    saldo = SaldoAngkaKredit(
        pegawai_id=desk.skp.pegawai_id, jenjang=JenjangJf.AHLI_PERTAMA, nilai=Decimal("56.25"),
        per=date(2025, 12, 31), nomor_surat="800/15/PAK/2026", tanggal_surat=date(2026, 1, 15),
        berkas_id=letter.id, diusulkan_oleh=admins[0], diusulkan_pada=desk.tx.now,
    )  # fmt: skip
    session.add(saldo)
    session.flush()
    waiting = credit_points.points(desk.tx, desk.skp)
    assert waiting is not None
    assert (waiting.opening, waiting.total) == (None, Decimal("2.08"))
    session.add(PutusanSaldo(saldo_id=saldo.id, setuju=True, akun_id=admins[1], pada=desk.tx.now))
    session.flush()
    found = credit_points.points(desk.tx, desk.skp)
    assert found is not None
    assert (found.before, found.total) == (Decimal("56.25"), Decimal("58.33"))
    assert found.accumulation == "56,25 + 2,08 = 58,33"
    assert (found.missing_for_rank, found.missing_for_level) == (Decimal("0.00"), Decimal("41.67"))
