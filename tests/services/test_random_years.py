"""Random years: people do what waits for them or do not, days pass, people move; the invariants hold after each step.

A refusal is an answer as good as any other; what it must not do is leave something half done.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest

from tests import bulanan, pembinaan, penugasan
from tests.invariants import broken
from tests.kota import NAMES, Kota
from tests.services import evaluations as year
from tests.services.moves import absent, move
from tests.walk import PLANNED, Walk
from webapp.operations import Refused
from webapp.services.errors import AlreadyDone, Denied, InvalidAnswers, NotFound, StepOver
from webapp.services.process import inbox
from webapp.services.process.inbox import InboxItem
from webapp.services.yearly.board_sending import BoardRefused

STEPS = 90
WORDS = "Sebagian hasil dan buktinya ada pada SKP bulanan."
RATINGS = (year.DI_ATAS, year.SESUAI, year.SESUAI, year.DI_BAWAH)
REFUSALS = (Refused, Denied, NotFound, AlreadyDone, StepOver, InvalidAnswers, BoardRefused)

Act = Callable[["RandomYear", str, str, InboxItem], object]


class RandomYear:
    """One year, its dice, and how often each kind of step was done or refused."""

    def __init__(self, city: Kota, seed: int) -> None:
        self.walk = Walk(city)
        self.city = city
        self.dice = random.Random(seed)
        self.done: dict[str, int] = {}
        self.refused: dict[str, int] = {}
        self.retired = False
        self.moved = date.min

    def go(self) -> None:
        """Play; after each step the invariants are asked."""
        for _ in range(STEPS):
            self._one_of(
                self._somebody_acts, self._somebody_acts, self._somebody_acts, self._days_pass, self._people
            )
            assert broken(self.city, self.walk.finals) == []

    def _one_of(self, *acts: Callable[[], None]) -> None:
        self.dice.choice(acts)()

    def _days_pass(self) -> None:
        self.city.now += timedelta(days=self.dice.choice((0, 1, 2, 5, 9, 16)), hours=1)
        self.walk.settle()

    def _people(self) -> None:
        """Decrees come in; most of the time none does."""
        day = self.city.now.date() + timedelta(days=self.dice.randrange(1, 20))
        event = self.dice.randrange(8)
        if event == 0 and day > self.moved:
            self.moved = day
            move(self.city, "DH", day, self.dice.choice(("OPERATOR-A", "OPERATOR-B")))
        elif event == 1:
            absent(self.city, "LN", "CLTN", day, date(day.year, 12, 31))
        elif event == 2 and not self.retired:
            penugasan.retire(self.city, "KB", str(day))
            self.retired = True
        elif event == 4 and self.retired:
            self._ask_for_a_plt(day)
        elif event == 3:
            year.open_results(self.city)
        self.walk.settle()

    def _ask_for_a_plt(self, day: date) -> None:
        asked = penugasan.plt(self.city, mulai=str(day), selesai=str(day + timedelta(days=90)))
        try:
            penugasan.propose(self.city, "WS", asked)
        except REFUSALS:
            self.refused["plt"] = self.refused.get("plt", 0) + 1

    def _somebody_acts(self) -> None:
        """Somebody who has something to do does one thing of it."""
        for who in self.dice.sample(sorted(NAMES), len(NAMES)):
            with self.city.reading() as tx:
                found = [one for one in inbox.inbox(tx, self.city.actor(who)) if one.element_id in ACTS]
            if found:
                self._act(who, self.dice.choice(found))
                return

    def _act(self, who: str, item: InboxItem) -> None:
        whose = self.walk.codes[item.subject_id]
        try:
            ACTS[item.element_id](self, who, whose, item)
        except REFUSALS:
            self.refused[item.element_id] = self.refused.get(item.element_id, 0) + 1
        else:
            self.done[item.element_id] = self.done.get(item.element_id, 0) + 1

    def form(self, who: str, item: InboxItem, values: Mapping[str, str]) -> None:
        """Fill a step's form."""
        self.city.complete(who, item.case_id, item.key, values=dict(values))

    def rating(self) -> str:
        """Some rating."""
        return self.dice.choice(RATINGS)


def _hand_in(play: RandomYear, who: str, whose: str, item: InboxItem) -> None:
    play.city.write(whose)
    play.city.complete(who, item.case_id, item.key, catatan="Rumusan disepakati dalam dialog.")


def _plan(play: RandomYear, who: str, whose: str, item: InboxItem) -> None:
    months = {rhk.kunci: PLANNED.get(whose, (6, 12)) for rhk in play.city.isi(whose).rhk}
    bulanan.write_plan(play.city, whose, months)
    play.city.complete(who, item.case_id, item.key)


def _month(act: Callable[[RandomYear, str, str, int], object]) -> Act:
    def do(play: RandomYear, who: str, whose: str, item: InboxItem) -> object:
        for sheet in bulanan.sheets(play.city, whose):
            if sheet.lembar.case_id == item.case_id:
                return act(play, who, whose, sheet.lembar.bulan)
        raise NotFound

    return do


def _judge(play: RandomYear, who: str, whose: str, bulan: int) -> object:
    if play.dice.random() < 0.2:
        return bulanan.give_back(play.city, who, whose, bulan, "Lengkapi sumber datanya.")
    hasil, laku = (play.rating().removesuffix("_EKSPEKTASI") for _ in range(2))
    return bulanan.judge(play.city, who, whose, bulan, hasil, laku, WORDS)


def _board(play: RandomYear, who: str, whose: str, item: InboxItem) -> object:
    return year.send(play.city, who, {whose: year.rated(play.rating(), play.rating())}, WORDS, unit=None)


def _final(play: RandomYear, who: str, whose: str, item: InboxItem) -> object:
    said = {rhk.kunci: WORDS for rhk in play.city.isi(whose).rhk}
    return play.city.complete(who, item.case_id, item.key, realisasi=said, catatan="")


def _answer(play: RandomYear, who: str, whose: str, item: InboxItem) -> object:
    if play.dice.random() < 0.4:
        points = [{"perihal": "HASIL_KERJA", "alasan": WORDS}]
        return play.city.complete(who, item.case_id, item.key, tanggapan="keberatan", butir=points, berkas=[])
    seen = year.papers(play.city, whose)[-1].sidik
    return play.city.complete(who, item.case_id, item.key, tanggapan="terima", sidik=seen)


def _decision(play: RandomYear, who: str, whose: str, item: InboxItem) -> object:
    changed = play.dice.random() < 0.5
    ratings = {"hasil_baru": play.rating(), "perilaku_baru": play.rating()} if changed else {}
    values = {
        "putusan": "ubah" if changed else "tetap", "alasan_putusan": WORDS, "tempat_putusan": "Kota Contoh",
        "setuju_putusan": "true", **ratings,
    }  # fmt: skip
    return play.city.complete(who, item.case_id, item.key, values=values)


def _review(play: RandomYear, who: str, whose: str, item: InboxItem) -> object:
    if play.dice.random() < 0.3:
        return play.city.review(who, whose, "kembalikan", "Target masih terlalu rendah.")
    return play.city.review(who, whose)


def _set(play: RandomYear, who: str, whose: str, item: InboxItem) -> object:
    """Both an SKP and the result of a unit are set in a step of this name."""
    if item.process_id == "penetapan":
        return play.city.establish(who, whose)
    values = {"capaian_ditetapkan": "BAIK", "dasar_penetapan": year.DASAR, "setuju_penetapan_capaian": "true"}
    return play.city.complete(who, item.case_id, item.key, values=values)


def _fixed(**values: str) -> Act:
    return lambda play, who, whose, item: play.form(who, item, values)


ACTS: Mapping[str, Act] = {
    "catat_dialog": lambda play, who, whose, item: play.city.dialog(who, whose),
    "susun_skp": _hand_in,
    "reviu": _review,
    "tanda_tangan": lambda play, who, whose, item: play.city.sign(whose),
    "tetapkan": _set,
    "susun_rencana_aksi": _plan,
    "susun_target": _month(
        lambda play, who, whose, bulan: bulanan.target(play.city, whose, bulan, "Menunggu data.")
    ),
    "setujui_target": _month(
        lambda play, who, whose, bulan: bulanan.agree(
            play.city,
            who,
            whose,
            bulan,
            play.dice.choice(("setujui", "setujui", "kembalikan")),
            "Tambah uraiannya.",
        )
    ),
    "isi_realisasi": _month(lambda play, who, whose, bulan: bulanan.tell(play.city, whose, bulan)),
    "nilai_bulanan": _month(_judge),
    "usulkan": _fixed(capaian_usul="BAIK", dasar_usul=year.DASAR),
    "realisasi_akhir": _final,
    "nilai_tahunan": _board,
    "tanda_tangani_dokumen": _fixed(catatan=WORDS, tempat_dokumen="Kota Contoh", setuju_dokumen="true"),
    "terima_dokumen": _answer,
    "penjelasan_pegawai": _fixed(penjelasan_pegawai=WORDS),
    "penjelasan_penilai": _fixed(penjelasan_penilai=WORDS),
    "putuskan": _decision,
    "evaluasi_segmen": _fixed(hasil_kerja=year.SESUAI, perilaku=year.SESUAI, umpan_balik=WORDS),
    "verifikasi": _fixed(putusan="setujui"),
    "rencana": lambda play, who, whose, item: play.form(who, item, pembinaan.PLAN),
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_invariants_of_the_year_hold_after_every_step_of_a_random_year(city: Kota, seed: int) -> None:
    play = RandomYear(city, seed)
    play.go()
    assert sum(play.done.values()) >= STEPS // 4, (play.done, play.refused)
    assert len(play.done) >= 5, (play.done, play.refused)
