"""The linter at work: a warning needs a note, is counted, and makes the report on quality."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.kota import Kota, filled
from webapp.domain.skp import IsiSkp
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.planning import editor, quality

ACTIVITY = "Melaksanakan rapat dan membuat notulen"


def worded(isi: IsiSkp) -> IsiSkp:
    isi = filled(isi)
    return replace(isi, rhk=(replace(isi.rhk[0], uraian=ACTIVITY), *isi.rhk[1:]))


def handed_in(city: Kota) -> Kota:
    """SR hands in with one faulty row of two, LN's is clean."""
    city.dialog("KB", "SR", "Terlaksananya analisis jabatan", "Tersusunnya peta jabatan")
    city.write("SR", worded)
    city.submit("SR", catatan="Rumusan ini disepakati dalam dialog.")
    return city


def test_ac_c_11_an_activity_verb_warns_and_goes_in_only_with_a_note_and_is_counted(city: Kota) -> None:
    city.dialog("KB", "SR")
    city.write("SR", worded)
    with city.reading() as tx:
        found = [one for one in editor.draft(tx, city.actor("SR"), city.skp("SR").id).temuan if one.usul]
    assert [(one.kode, one.usul) for one in found] == [
        ("rumusan.kata_kerja_kegiatan", "Tersusunnya notulen dan tindak lanjut rapat")
    ]
    with pytest.raises(Refused) as refused:
        city.submit("SR")
    assert [one.kode for one in refused.value.pelanggaran] == ["catatan.wajib"]
    city.submit("SR", catatan="Rumusan ini disepakati dalam dialog.")
    with city.reading() as tx:
        assert quality.wording(tx, 2026) == quality.Wording(1, 1)


def test_ac_c_11_the_report_counts_by_unit_with_score_and_the_most_frequent_fault(city: Kota) -> None:
    handed_in(city)
    with city.reading() as tx:
        found = quality.report(tx, city.actor("NH"), 2026)
    assert found.count == 1
    assert found.score == 50
    assert found.errors == [("rumusan.kata_kerja_kegiatan", 1)]
    [unit] = found.units
    assert (unit.submitted, unit.with_findings, unit.score) == (1, 1, 50)
    [lowest] = found.lowest
    assert (lowest.results, lowest.clean, lowest.score) == (2, 1, 50)


def test_ac_c_11_the_newest_submission_of_an_skp_counts_for_its_score(city: Kota) -> None:
    handed_in(city)
    city.review("KB", "SR", "kembalikan", "Tulis hasilnya, bukan kegiatannya.")
    city.write("SR")

    def mend(isi: IsiSkp) -> IsiSkp:
        return replace(isi, rhk=(replace(isi.rhk[0], uraian="Tersusunnya notulen rapat"), *isi.rhk[1:]))

    city.write("SR", mend)
    city.submit("SR")
    with city.reading() as tx:
        found = quality.report(tx, city.actor("NH"), 2026)
    assert (found.score, found.errors, list(found.lowest)) == (100, [], [])
    assert found.all_submissions == quality.Wording(2, 1)


def test_the_report_is_for_offices_only_and_a_manager_sees_the_own_opd(city: Kota) -> None:
    handed_in(city)
    with city.reading() as tx:
        with pytest.raises(Denied):
            quality.report(tx, city.actor("KB"), 2026)
        day = tx.work.organisation.day(tx.session, tx.today)
        manager = next(code for code in ("WS", "YK", "DH", "LN") if "pengelola_opd" in city.actor(code).peran)
        same = day.opd(city.pegawai_id(manager)) == day.opd(city.pegawai_id("SR"))
        assert quality.report(tx, city.actor(manager), 2026).count == (1 if same else 0)


def test_examples_are_those_of_the_post(city: Kota) -> None:
    with city.reading() as tx:
        found = quality.examples_for(tx, city.pegawai_id("KB"))
    assert [one.jabatan for one in found] == ["Kepala Bidang"]
