"""Which cases take two people: those in which somebody signs, and those that the rule names."""

from __future__ import annotations

from tests.kota import Kota
from webapp.services.process.two_people import is_signed, needs_two

SIGNED = {
    "capaian_organisasi", "dokumen_dan_keberatan", "penerbitan", "penetapan", "perubahan", "skp_jpt", "skp_pegawai",
    "tpp_bulanan",
}  # fmt: skip
PAYING = {"aktivitas_bulanan", "evaluasi_tahunan", "koreksi_aktivitas", "skp_bulanan"}


def test_the_shipped_diagrams_and_the_shipped_rule_mark_what_decides_pay(city: Kota) -> None:
    with city.reading() as tx:
        number = tx.work.releases.current(tx.session, tx.today)
        definitions = tx.work.releases.get(tx.session, number).definitions
        assert {one for one in definitions.processes if is_signed(definitions, one)} == SIGNED
        assert {one for one in definitions.processes if needs_two(tx, [(one, number)])} == SIGNED | PAYING
        assert not needs_two(tx, [])
        assert needs_two(tx, [("konseling", number), ("skp_pegawai", number)]), (
            "a signature in what it calls counts"
        )
