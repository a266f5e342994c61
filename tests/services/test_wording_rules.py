"""The linter's lists and the examples are data of the process owners: effective-dated, audited, tried before use."""

from __future__ import annotations

from datetime import date

import pytest

from tests.kota import Kota
from webapp.domain.kamus import baca_kamus, tulis_kamus
from webapp.domain.rumusan import KAMUS_BAWAAN, kamus_dari
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.planning import quality, wording_rules
from webapp.storage.audit import AuditEvent
from webapp.storage.rumusan import kamus_rumusan

EXAMPLE = {
    "awal_jabatan": "Pengelola",
    "rhk": "Tersedianya data yang mutakhir",
    "iki": "Persentase data mutakhir",
}


def lists() -> dict[str, str]:
    return tulis_kamus(KAMUS_BAWAAN)


def test_lists_written_as_text_are_read_back_as_they_were() -> None:
    nilai, salah = baca_kamus(lists())
    assert salah == []
    assert kamus_dari(nilai).kata_kerja == KAMUS_BAWAAN.kata_kerja
    assert tulis_kamus(kamus_dari(nilai)) == lists()


def test_what_would_break_the_linter_is_refused_at_its_list() -> None:
    wrong = {"hasil": "rapat = Tersusunnya {hasil}", "umum": "Tersedianya hasil", "kata_maks": "9",
             "kata_kerja": "melaksanakan", "kata_kabur": ""}  # fmt: skip
    _nilai, salah = baca_kamus({**lists(), **wrong})
    assert {one.letak for one in salah} == set(wrong)


def test_other_lists_hold_from_their_day_on_and_the_old_ones_until_its_eve(city: Kota) -> None:
    city.at("2026-02-02 09:00")
    typed = {**lists(), "kata_kabur": "pokoknya\noptimal"}
    owner = city.actor("NH")
    wording_rules.change_lists(city.work, owner, typed, date(2026, 3, 1), "Panduan BKPP 2026")
    with city.reading() as tx:
        assert "pokoknya" not in kamus_rumusan(tx.session, date(2026, 2, 28)).kata_kabur
        assert "pokoknya" in kamus_rumusan(tx.session, date(2026, 3, 1)).kata_kabur
        event = tx.session.query(AuditEvent).filter_by(kind="kamus_diubah").one()
        assert (event.actor_id, event.detail) == (owner.akun_id, {"mulai": "2026-03-01"})
    for day in (date(2026, 3, 1), date(2026, 2, 1), None):
        with pytest.raises(Refused) as refused:
            wording_rules.change_lists(city.work, owner, typed, day, "Panduan BKPP 2026")
        assert {one.letak for one in refused.value.pelanggaran} == {"mulai"}
    with city.at("2026-03-02 09:00").reading() as tx:
        tried = wording_rules.try_sentence(tx, owner, "Tersusunnya laporan yang pokoknya baik", "", "")
        assert [one.kode for one in tried.findings] == ["rumusan.kata_kabur"]


def test_the_box_says_what_the_linter_says_of_result_and_indicator(city: Kota) -> None:
    with city.reading() as tx:
        tried = wording_rules.try_sentence(
            tx, city.actor("KBK"), "Melaksanakan rapat koordinasi", "Terlaksananya rapat", "kegiatan"
        )
        assert [one.kode for one in tried.findings] == [
            "rumusan.kata_kerja_kegiatan", "rumusan.iki_tak_terukur", "rumusan.satuan_kabur"
        ]  # fmt: skip
        assert tried.findings[0].usul == "Tersusunnya notulen dan tindak lanjut rapat koordinasi"
        for who in ("SR", "KB", "YK"):
            with pytest.raises(Denied):
                wording_rules.rules(tx, city.actor(who))


def test_examples_come_one_by_one_or_by_file_and_are_withdrawn_never_removed(city: Kota) -> None:
    owner = city.actor("NH")
    wording_rules.add_example(city.work, owner, EXAMPLE)
    raw = (
        "awal_jabatan,rhk,iki\n"
        + ",".join(EXAMPLE.values())
        + "\nOperator,Terlayaninya pemohon,Jumlah pemohon\n"
    ).encode()
    assert wording_rules.add_file(city.work, owner, "contoh.csv", raw) == 1
    with pytest.raises(Refused) as refused:
        wording_rules.add_file(city.work, owner, "contoh.csv", b"awal_jabatan,rhk,iki\nOperator,,x\n")
    assert len(refused.value.pelanggaran) == 2
    with city.reading() as tx:
        mine = next(one for one in wording_rules.examples(tx) if one.rhk == EXAMPLE["rhk"])
    wording_rules.withdraw_example(city.work, owner, mine.id)
    with city.reading() as tx:
        assert mine.id not in {one.id for one in wording_rules.examples(tx)}
        assert tx.session.get_one(type(mine), mine.id).ditarik_pada is not None


def test_the_editor_of_an_employee_shows_the_examples_of_the_own_post(city: Kota) -> None:
    with city.reading() as tx:
        before = len(quality.examples_for(tx, city.pegawai_id("SR")))
    wording_rules.add_example(city.work, city.actor("NH"), {**EXAMPLE, "awal_jabatan": "Analis SDM"})
    wording_rules.add_example(city.work, city.actor("NH"), {**EXAMPLE, "awal_jabatan": "Juru masak"})
    with city.reading() as tx:
        found = quality.examples_for(tx, city.pegawai_id("SR"))
        assert len(found) == before + 1
