"""Signs that somebody wrote for others: many accounts on one device, nearly the same text."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.penyuntingan import Sunting, kata_sendiri, satu_perangkat, serupa

from .contoh import a_rhk, an_skp

MULAI = datetime(2026, 1, 19, 2, 0, tzinfo=UTC)


def sunting(akun: int, menit: float, perangkat: str = "a") -> Sunting:
    saat = MULAI + timedelta(minutes=menit)
    return Sunting(akun, akun * 10, perangkat, saat, saat)


def test_ac_c_14_rule_six_accounts_on_one_device_within_thirty_minutes_are_one_finding() -> None:
    [temuan] = satu_perangkat([sunting(akun, akun * 5) for akun in range(1, 7)], akun=6, menit=30)
    assert temuan.akun == (1, 2, 3, 4, 5, 6)
    assert temuan.skp == (10, 20, 30, 40, 50, 60)
    assert temuan.dari == MULAI + timedelta(minutes=5)


def test_ac_c_14_rule_fewer_accounts_a_longer_time_or_other_devices_are_none() -> None:
    assert satu_perangkat([sunting(akun, akun) for akun in range(5)], akun=6, menit=30) == []
    assert satu_perangkat([sunting(akun, akun * 7) for akun in range(6)], akun=6, menit=30) == []
    assert satu_perangkat([sunting(a, a, str(a % 2)) for a in range(6)], akun=6, menit=30) == []
    assert satu_perangkat([sunting(1, menit) for menit in range(9)], akun=6, menit=30) == []


def test_ac_c_14_rule_both_ends_of_the_window_belong_to_it() -> None:
    assert satu_perangkat([sunting(akun, akun * 6) for akun in range(6)], akun=6, menit=30)


def test_a_burst_that_goes_on_is_one_finding_and_another_day_another() -> None:
    semua = [sunting(akun, akun * 3) for akun in range(20)] + [
        sunting(akun, 3000 + akun) for akun in range(6)
    ]
    satu, dua = satu_perangkat(semua, akun=6, menit=30)
    assert satu.akun == tuple(range(20))
    assert dua.akun == tuple(range(6))


@given(
    st.lists(st.tuples(st.integers(1, 8), st.integers(0, 120), st.sampled_from("ab")), max_size=40),
    st.integers(2, 6),
)
def test_a_finding_always_has_enough_accounts_and_one_for_each_full_window(
    kejadian: list[tuple[int, int, str]], akun: int
) -> None:
    semua = [sunting(*satu) for satu in kejadian]
    temuan = satu_perangkat(semua, akun=akun, menit=30)
    assert all(len(satu.akun) >= akun for satu in temuan)
    penuh = {
        awal.perangkat
        for awal in semua
        if len({
            lain.akun_id for lain in semua
            if lain.perangkat == awal.perangkat and timedelta() <= lain.mulai - awal.mulai <= timedelta(minutes=30)
        }) >= akun
    }  # fmt: skip
    assert {satu.perangkat for satu in temuan} == penuh


def teks(n: int, awal: str = "k") -> tuple[str, ...]:
    return tuple(f"{awal}{i}" for i in range(n))


def test_texts_that_are_nearly_the_same_form_a_group() -> None:
    asli = teks(60)
    hampir = (*asli[:58], "lain", "lagi")
    kata = {1: asli, 2: hampir, 3: teks(60, "x"), 4: asli}
    assert serupa(kata, mirip_persen=90, kata_paling_sedikit=40) == [(1, 2, 4)]
    assert serupa({1: teks(20), 2: teks(20)}, mirip_persen=90, kata_paling_sedikit=40) == []


def test_what_very_many_share_is_no_copy() -> None:
    assert serupa({i: teks(60) for i in range(60)}, mirip_persen=90, kata_paling_sedikit=40) == []


def test_only_the_words_of_the_writer_count() -> None:
    isi = an_skp(a_rhk("r1", "Tersusunnya Peta"))
    kata = kata_sendiri(isi)
    assert kata[:2] == ("tersusunnya", "peta")
    assert "laptop" not in kata
