"""Progress is one moving line for a person, and few lines for a log."""

import io

from webapp.progress import bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_at_a_terminal_a_phase_stays_on_its_line_and_ends_at_a_hundred() -> None:
    out = Terminal()
    show = bar(out)
    for done in range(1001):
        show("Membaca", done, 1000)
    show("Menyimpan", 0, 0)
    first, second = out.getvalue().split("\n")
    assert first.startswith("\rMembaca")
    assert first.endswith("100 %")
    assert first.count("\r") == 101, "nothing is written while the percentage stands still"
    assert second.startswith("Menyimpan")
    assert second.endswith("100 %"), "of nothing everything is done"


def test_in_a_log_each_phase_is_told_once() -> None:
    out = io.StringIO()
    show = bar(out)
    for done in range(3):
        show("Membaca", done, 2)
    show("Menyusun", 0, 1)
    assert out.getvalue() == "Membaca (2)\nMenyusun\n"
