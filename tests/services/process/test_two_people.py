"""Which cases take two people: those in which somebody signs, and those that the rule names."""

from __future__ import annotations

from tests.engine import small
from tests.kota import Kota
from webapp.engine import read_definitions
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


def test_a_process_that_is_called_twice_or_is_not_there_is_looked_at_once_or_not_at_all() -> None:
    calls = small.diagram(
        small.start(), small.call("pertama", "anak"), small.call("kedua", "anak"), small.end(),
        small.chain("mulai", "pertama", "kedua", "selesai"), ident="induk",
    )  # fmt: skip
    child = small.diagram(
        small.start(), small.user("isi"), small.end(), small.chain("mulai", "isi", "selesai"), ident="anak"
    )
    signed = child.replace(
        b"<zeebe:assignment", b'<zeebe:properties><zeebe:property name="konfirmasi_sandi" value="ya" />'
        b"</zeebe:properties><zeebe:assignment", 1,
    )  # fmt: skip
    plain, sealed = (read_definitions({"induk.bpmn": calls, "anak.bpmn": one}) for one in (child, signed))
    assert [is_signed(one, "induk") for one in (plain, sealed)] == [False, True]
    assert not is_signed(sealed, "tidak_ada")
