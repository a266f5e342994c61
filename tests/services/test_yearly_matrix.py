"""Invariant 4 as a property: whatever is typed on a board, the predikat is the matrix's."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kota import Kota
from tests.services.evaluations import DI_ATAS, DI_BAWAH, SESUAI, evaluation, rated, ready, send, skp_of
from webapp.services.yearly import board, board_sending
from webapp.services.yearly.board_model import Typed

MATRIX = {
    (DI_ATAS, DI_ATAS): "SANGAT_BAIK",
    (DI_ATAS, SESUAI): "BAIK",
    (DI_ATAS, DI_BAWAH): "KURANG",
    (SESUAI, DI_ATAS): "BAIK",
    (SESUAI, SESUAI): "BAIK",
    (SESUAI, DI_BAWAH): "KURANG",
    (DI_BAWAH, DI_ATAS): "BUTUH_PERBAIKAN",
    (DI_BAWAH, SESUAI): "BUTUH_PERBAIKAN",
    (DI_BAWAH, DI_BAWAH): "SANGAT_KURANG",
}
PEOPLE = ("SR", "LN", "YK")
RATING = st.sampled_from(["", DI_ATAS, SESUAI, DI_BAWAH])
EDIT = st.tuples(st.sampled_from(PEOPLE), RATING, RATING)


def test_any_sequence_of_edits_leaves_the_predikat_to_the_matrix(city: Kota) -> None:
    """Invariant 4: as drafts, as shown, and as stored in the end."""
    ready(city, *PEOPLE)
    ids = {code: skp_of(city, code).id for code in PEOPLE}
    actor = city.actor("KB")
    stands: dict[str, tuple[str, str]] = {}

    @settings(max_examples=12)
    @given(st.lists(EDIT, min_size=1, max_size=4))
    def edits(sequence: list[tuple[str, str, str]]) -> None:
        for code, hasil, perilaku in sequence:
            board_sending.save(city.work, actor, 2026, {ids[code]: Typed(hasil, perilaku=perilaku)})
            stands[code] = (hasil, perilaku)
        with city.reading() as tx:
            shown = {row.skp_id: row.predikat for row in board.board(tx, actor, 2026).rows}
        for code, pair in stands.items():
            assert shown[ids[code]] == MATRIX.get(pair)

    edits()
    final = {code: (stands.get(code, ("", ""))[0] or SESUAI, DI_BAWAH) for code in PEOPLE}
    send(
        city, "KB", {code: rated(*pair) for code, pair in final.items()}, "Perilaku menurun sepanjang tahun."
    )
    for code, pair in final.items():
        found = evaluation(city, code)
        assert found is not None
        assert (found.predikat, found.hasil_kerja, found.perilaku) == (MATRIX[pair], *pair)
