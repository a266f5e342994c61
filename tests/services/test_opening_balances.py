"""Opening balances of credit points: by form and by file, four eyes, append-only, and exact in accumulation and PAK."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.kota import NIP, Kota
from webapp.domain.angka_kredit import periksa_saldo
from webapp.domain.jabatan import JenjangJf
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied
from webapp.services.files import Upload
from webapp.services.yearly import opening_balances
from webapp.storage.saldo import PutusanSaldo, SaldoAngkaKredit, saldo_berlaku

LETTER = Upload("pak.pdf", b"%PDF-1.4 PAK lama")
TYPED = {
    "nip": NIP["SR"], "jenjang": "AHLI_PERTAMA", "angka_kredit": "56,25", "per_tanggal": "31-12-2025",
    "nomor_surat": "800/15/PAK/2026", "tanggal_surat": "05-01-2026",
}  # fmt: skip


def second_admin(city: Kota) -> Actor:
    """Another admin of BKPP than NH."""
    return city.actor("KBK")


def bring(city: Kota, **other: str) -> int:
    city.at("2026-02-02 09:00")
    opening_balances.bring(city.work, city.actor("NH"), {**TYPED, **other}, LETTER, uuid4())
    with city.reading() as tx:
        return tx.session.scalars(select(func.max(SaldoAngkaKredit.id))).one()


def in_force(city: Kota, before: date = date(2026, 1, 1)) -> Decimal | None:
    with city.reading() as tx:
        row = saldo_berlaku(tx.session, city.pegawai_id("SR"), JenjangJf.AHLI_PERTAMA, before)
        return None if row is None else row.nilai


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str | None]]:
    return [(one.kode, one.letak) for one in refused.value.pelanggaran]


def test_a_balance_counts_only_after_another_admin_has_approved_it(city: Kota) -> None:
    saldo_id = bring(city)
    assert in_force(city) is None
    with pytest.raises(Refused) as refused:
        opening_balances.decide(
            city.work, city.actor("NH"), saldo_id, setuju=True, alasan="", request_id=uuid4()
        )
    assert codes(refused) == [("saldo.empat_mata", f"alasan.{saldo_id}")]
    other = second_admin(city)
    opening_balances.decide(city.work, other, saldo_id, setuju=True, alasan="", request_id=uuid4())
    assert in_force(city) == Decimal("56.25")
    assert in_force(city, date(2025, 12, 31)) is None
    with pytest.raises(Refused):
        opening_balances.decide(city.work, other, saldo_id, setuju=True, alasan="", request_id=uuid4())


def test_a_later_balance_takes_over_from_its_own_day_and_a_refused_one_never_counts(city: Kota) -> None:
    other = second_admin(city)
    for per, nilai in (("31-12-2024", "37,50"), ("31-12-2025", "56,25")):
        saldo_id = bring(city, per_tanggal=per, angka_kredit=nilai)
        opening_balances.decide(city.work, other, saldo_id, setuju=True, alasan="", request_id=uuid4())
    wrong = bring(city, angka_kredit="99,99")
    with pytest.raises(Refused):
        opening_balances.decide(city.work, other, wrong, setuju=False, alasan="salah", request_id=uuid4())
    opening_balances.decide(
        city.work, other, wrong, setuju=False, alasan="Tidak sama dengan PAK.", request_id=uuid4()
    )
    assert (in_force(city), in_force(city, date(2025, 6, 1))) == (Decimal("56.25"), Decimal("37.50"))


def test_what_is_wrong_with_a_balance_is_told_at_its_field_all_at_once(city: Kota) -> None:
    with pytest.raises(Refused) as refused:
        bring(city, nip="1", jenjang="BESAR", angka_kredit="56.25.1", per_tanggal="kemarin", nomor_surat="")
    assert [letak for _kode, letak in codes(refused)] == [
        "nip", "jenjang", "angka_kredit", "per_tanggal", "nomor_surat"
    ]  # fmt: skip
    city.at("2026-01-05 08:00").open_cycle()
    with pytest.raises(Refused) as refused:
        bring(city, per_tanggal="31-01-2026")
    assert codes(refused) == [("saldo.terhitung", "per_tanggal")]
    with pytest.raises(Denied):
        opening_balances.bring(city.work, city.actor("YK"), TYPED, LETTER, uuid4())


def test_a_file_brings_all_of_its_rows_or_none(city: Kota) -> None:
    city.at("2026-02-02 09:00")
    header = ",".join(opening_balances.COLUMNS)
    good = f'{NIP["SR"]},AHLI_PERTAMA,"56,25",31-12-2025,800/15,05-01-2026'
    bad = '123,AHLI_MUDA,"10,00",31-12-2025,800/16,05-01-2026'
    with pytest.raises(Refused) as refused:
        opening_balances.bring_file(
            city.work, city.actor("NH"), "a.csv", f"{header}\n{good}\n{bad}\n".encode(), LETTER, uuid4()
        )
    assert [one.pesan for one in refused.value.pelanggaran] == [
        "Baris 3, nip: NIP ini tidak dikenal. Periksa 18 angkanya."
    ]
    request = uuid4()
    for _again in range(2):
        raw = f"{header}\n{good}\n".encode()
        assert opening_balances.bring_file(city.work, city.actor("NH"), "a.csv", raw, LETTER, request) == 1
    with city.reading() as tx:
        (found,) = opening_balances.balances(tx, city.actor("NH"))
        assert (found.row.nilai, found.may_decide, found.file_name) == (Decimal("56.25"), False, "pak.pdf")


def test_the_database_refuses_a_decision_of_ones_own_and_any_change(city: Kota) -> None:
    saldo_id = bring(city)
    own = insert(PutusanSaldo).values(
        saldo_id=saldo_id, setuju=True, akun_id=city.actor("NH").akun_id, pada=city.now
    )
    for statement in (own, update(SaldoAngkaKredit).values(nilai=1)):
        with pytest.raises(IntegrityError), city.work.transaction() as tx:
            tx.session.execute(statement)


def test_a_balance_has_at_most_two_decimals_and_is_struck_outside_the_masa_of_an_skp() -> None:
    day, year = date(2026, 2, 2), [(date(2026, 1, 1), date(2026, 12, 31))]

    def found(nilai: str, per: date, surat: date = date(2026, 1, 5)) -> list[str]:
        return [one.kode for one in periksa_saldo(Decimal(nilai), per, surat, day, year)]

    assert found("56.25", date(2025, 12, 31)) == []
    assert found("0", date(2025, 12, 31)) == []
    assert found("56.255", date(2025, 12, 31)) == ["saldo.nilai"]
    assert found("-1", date(2025, 12, 31)) == ["saldo.nilai"]
    assert found("10000", date(2025, 12, 31)) == ["saldo.nilai"]
    assert found("1", date(2026, 1, 1)) == ["saldo.terhitung"]
    assert found("1", date(2026, 2, 3), date(2026, 2, 3)) == ["saldo.per", "saldo.surat"]
