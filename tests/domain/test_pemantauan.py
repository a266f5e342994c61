"""The two branches of monitoring, and when the evaluator's superior is told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.pemantauan import TINDAK, Amatan, Kemajuan, Tindak, bulan_tanpa_kemajuan, periksa_tindak

TIDAK, YA = Kemajuan.TIDAK_MENUNJUKKAN, Kemajuan.MENUNJUKKAN


@given(st.sampled_from(Kemajuan), st.sets(st.sampled_from(Tindak)))
def test_what_is_chosen_is_of_the_branch_and_never_nothing(kemajuan: Kemajuan, dipilih: set[Tindak]) -> None:
    sah = bool(dipilih) and dipilih <= set(TINDAK[kemajuan])
    assert (periksa_tindak(kemajuan, dipilih) == []) is sah


def test_ac_f_02_the_refusal_names_all_that_may_be_chosen() -> None:
    (satu,) = periksa_tindak(TIDAK, ())
    for kata in ("penyesuaian ekspektasi", "dukungan sumber daya", "pembinaan"):
        assert kata in satu.pesan


def amatan(hari: str, kemajuan: Kemajuan = TIDAK, *, dibina: bool = False) -> Amatan:
    return Amatan(date.fromisoformat(hari), kemajuan, dibina)


def test_two_successive_months_without_progress_are_told() -> None:
    assert bulan_tanpa_kemajuan([amatan("2025-12-30"), amatan("2026-01-02")]) == (
        date(2025, 12, 1),
        date(2026, 1, 1),
    )


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [amatan("2026-03-05"), amatan("2026-03-25")],
        [amatan("2026-03-05"), amatan("2026-05-05")],
        [amatan("2026-03-05"), amatan("2026-04-05", YA)],
        [amatan("2026-03-05"), amatan("2026-03-20", YA), amatan("2026-04-05")],
        [amatan("2026-03-05"), amatan("2026-04-05", dibina=True)],
        [amatan("2026-03-05", dibina=True), amatan("2026-04-05")],
        [amatan("2026-03-05"), amatan("2026-04-05"), amatan("2026-05-05", dibina=True)],
    ],
)
def test_progress_a_gap_or_pembinaan_leaves_nothing_to_tell(rows: list[Amatan]) -> None:
    assert bulan_tanpa_kemajuan(rows) is None
