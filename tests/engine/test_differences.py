"""Two releases side by side: what was added, removed or changed, property by property, in the owner's words."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.tabel import column, result, row, table
from webapp.engine import Definitions, DiagramRefused, read_definitions
from webapp.engine.differences import Difference, differences, proposed_renames

from . import small
from .small import chain, diagram, element, end, flow, start, user

FORM = '<zeebe:formDefinition formId="uji/isi" />'
ROLE = '<zeebe:assignmentDefinition candidateGroups="pegawai" />'
DAY = small.timer("P1D")
STANDS = {
    "lain.bpmn": small.diagram(start(), user("isi"), end(), chain("mulai", "isi", "selesai"), ident="lain"),
    "uji_tabel.dmn": small.table(),
    "tabel_lain.dmn": small.table("tabel_lain"),
}


def release(*files: bytes) -> Definitions:
    """Diagrams, in the order in which they are named, beside what they may call and ask."""
    return read_definitions({**STANDS, **{f"{n}.bpmn": raw for n, raw in enumerate(files)}})


def found(old: bytes, new: bytes, renames: dict[tuple[str, str], str] | None = None) -> list[Difference]:
    return differences(release(old), release(new), renames)


def told(differences: Iterable[Difference]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.what, one.id) for one in differences]


def changes(one: Difference) -> dict[str, tuple[str, str]]:
    return {change.name: (change.old, change.new) for change in one.changes}


def line(*steps: str, **written: str) -> bytes:
    """Steps in a row; what stands under a step's id is written in its place."""
    return diagram(
        start(), *(written.get(one, user(one)) for one in steps), end(), chain("mulai", *steps, "selesai")
    )


def property_of(name: str, value: str) -> str:
    return f'<zeebe:properties><zeebe:property name="{name}" value="{value}" /></zeebe:properties>'


def asked(*more: str, own: str = "", ident: str = "langkah", **attributes: str) -> str:
    """A human step with other extension elements."""
    return element("userTask", ident, FORM + ROLE + "".join(more), own, **attributes)


# -- one property ------------------------------------------------------------------------------------------------------

SCHEDULED = '<zeebe:taskSchedule dueDate="2026-12-01" />'
MAPPED = '<zeebe:ioMapping><zeebe:input source="=n + 1" target="n" /></zeebe:ioMapping>'
PROPERTIES = {
    "a name": (user("langkah", name="Isi"), {"nama": ("", "Isi")}),
    "a description": (
        user("langkah", "<bpmn:documentation>Baca dulu.</bpmn:documentation>"), {"dokumentasi": ("", "Baca dulu.")},
    ),
    "a role": (
        element("userTask", "langkah", FORM + ROLE.replace("pegawai", "penilai")), {"peran": ("pegawai", "penilai")},
    ),
    "a form": (
        element("userTask", "langkah", FORM.replace("isi", "baru") + ROLE), {"formulir": ("uji/isi", "uji/baru")},
    ),
    "a page of its own": (
        element("userTask", "langkah", ROLE + property_of("workspace", "skp")),
        {"formulir": ("uji/isi", ""), "halaman kerja": ("", "skp")},
    ),
    "a last day": (asked(SCHEDULED), {"tenggat": ("", '"2026-12-01"')}),
    "a deadline of the table": (asked(property_of("tenggat", "skp.reviu")), {"tenggat": ("", "skp.reviu")}),
    "the day of the holder": (
        asked(property_of("hari_pemegang", "=akhir")), {"hari pemegang": ("", "akhir")},
    ),
    "no inbox": (asked(property_of("kotak_tugas", "tidak")), {"kotak tugas": ("", "tidak")}),
    "a property of the house": (asked(property_of("catatan", "lama")), {"catatan": ("", "lama")}),
    "a repetition": (
        user("langkah", small.repeated("daftar")), {"pengulangan": ("", "serentak atas daftar sebagai butir")},
    ),
    "a repetition in turn": (
        user("langkah", small.repeated("daftar", sequential=True)),
        {"pengulangan": ("", "berurutan atas daftar sebagai butir")},
    ),
    "another kind, with an operation": (
        small.service("langkah"),
        {"jenis": ("userTask", "serviceTask"), "operasi": ("", "uji.langkah"), "formulir": ("uji/isi", ""),
         "peran": ("pegawai", "")},
    ),
    "an input": (
        small.service("langkah", MAPPED),
        {"jenis": ("userTask", "serviceTask"), "operasi": ("", "uji.langkah"), "formulir": ("uji/isi", ""),
         "peran": ("pegawai", ""), "masukan n": ("", "n + 1")},
    ),
    "a calculation": (
        small.script("langkah", "n", "1 + 1"),
        {"jenis": ("userTask", "scriptTask"), "hitungan": ("", "n = 1 + 1"), "formulir": ("uji/isi", ""),
         "peran": ("pegawai", "")},
    ),
    "a call": (
        small.call("langkah", "lain"),
        {"jenis": ("userTask", "callActivity"), "diagram yang dipanggil": ("", "lain"), "formulir": ("uji/isi", ""),
         "peran": ("pegawai", "")},
    ),
    "a wait": (
        element("intermediateCatchEvent", "langkah", parts=DAY),
        {"jenis": ("userTask", "intermediateCatchEvent"), "waktu": ("", "duration: \"P1D\""),
         "formulir": ("uji/isi", ""), "peran": ("pegawai", "")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_changed_property_is_told_with_what_it_was_and_is(name: str) -> None:
    step, expected = PROPERTIES[name]
    (one,) = found(line("langkah"), line("langkah", langkah=step))
    assert (one.kind, one.what, one.owner, one.id, one.old_id) == (
        "changed",
        "element",
        "uji",
        "langkah",
        "langkah",
    )
    assert changes(one) == expected
    (back,) = found(line("langkah", langkah=step), line("langkah"))
    assert changes(back) == {property_: (new, old) for property_, (old, new) in expected.items()}


def test_a_table_that_is_asked_and_its_answer_are_properties_of_the_step() -> None:
    old, new = (
        line("langkah", langkah=small.rule("langkah", *said))
        for said in (("uji_tabel",), ("tabel_lain", "n"))
    )
    (one,) = found(old, new)
    assert changes(one) == {"tabel": ("uji_tabel", "tabel_lain"), "hasil": ("hasil", "n")}


def edged(event: str, ending: str = "") -> bytes:
    return diagram(start(), user("langkah"), event, end("lewat", ending), end(), chain("mulai", "langkah", "selesai"),
                   chain("batas", "lewat"), root=small.message())  # fmt: skip


def test_an_event_on_an_edge_has_its_time_or_message_and_says_whether_it_interrupts() -> None:
    timed = edged(small.boundary("batas", "langkah"))
    (quiet,) = found(timed, edged(small.boundary("batas", "langkah", interrupting=False)))
    assert changes(quiet) == {"menghentikan langkahnya": ("", "tidak")}
    (message,) = found(timed, edged(small.edge("batas", "langkah", small.awaits())))
    assert changes(message) == {"waktu": ('duration: "P1D"', ""), "pesan": ("", "kabar, korelasi wilayah")}
    (ending,) = found(timed, edged(small.boundary("batas", "langkah"), "<bpmn:terminateEventDefinition />"))
    assert (ending.id, changes(ending)) == ("lewat", {"mengakhiri semua": ("", "ya")})


# -- parts of a process ------------------------------------------------------------------------------------------------


def chosen(condition: str, *, default: str = "lain", name: str = "", target: str = "usai") -> bytes:
    to_end = flow("x", target, condition).replace("<bpmn:sequenceFlow ", f'<bpmn:sequenceFlow name="{name}" ')
    return diagram(
        start(), user("langkah"), element("exclusiveGateway", "x", default=default), end(), end("usai"),
        end("habis"), chain("mulai", "langkah", "x"), to_end.replace(f'"x__{target}"', '"jalan"'),
        flow("x", "selesai", "n = 9" if default == "kosong" else None, ident="lain"),
        flow("x", "habis" if target == "usai" else "usai", None if default == "kosong" else "n = 9", ident="kosong"),
    )  # fmt: skip


def test_a_branch_has_its_name_condition_and_ends_and_says_whether_it_is_the_default() -> None:
    (one,) = found(chosen("n = 1"), chosen("n > 1", name="Cukup"))
    assert (one.what, one.id, one.label) == ("flow", "jalan", "Cukup")
    assert changes(one) == {"nama": ("", "Cukup"), "syarat": ("n = 1", "n > 1")}
    turned = {one.id: changes(one) for one in found(chosen("n = 1"), chosen("n = 1", default="kosong"))}
    assert turned == {
        "lain": {"syarat": ("", "n = 9"), "alur bawaan": ("ya", "")},
        "kosong": {"syarat": ("n = 9", ""), "alur bawaan": ("", "ya")},
    }
    led = {one.id: changes(one) for one in found(chosen("n = 1"), chosen("n = 1", target="habis"))}
    assert led == {"jalan": {"ke": ("usai", "habis")}, "kosong": {"ke": ("habis", "usai")}}


def in_lane(name: str, role: str, ident: str = "atas") -> bytes:
    lane = (
        f'<bpmn:laneSet id="jalur"><bpmn:lane id="{ident}" name="{name}"><bpmn:extensionElements>'
        f"{property_of('peran', role)}</bpmn:extensionElements><bpmn:flowNodeRef>langkah</bpmn:flowNodeRef>"
        "</bpmn:lane></bpmn:laneSet>"
    )
    step = element("userTask", "langkah", FORM)
    parts = (lane, start(), step, end(), chain("mulai", "langkah", "selesai"))
    return small.definitions(small.process(*parts))


def test_a_lane_is_a_part_of_its_own_and_gives_its_steps_their_role() -> None:
    lane, step = found(in_lane("Pegawai", "pegawai"), in_lane("Atasan", "penilai"))
    assert (lane.what, changes(lane)) == (
        "lane",
        {"nama": ("Pegawai", "Atasan"), "peran": ("pegawai", "penilai")},
    )
    assert changes(step) == {"lajur": ("Pegawai", "Atasan"), "peran": ("pegawai", "penilai")}
    assert told(found(in_lane("A", "pegawai"), in_lane("A", "pegawai", "bawah"))) == [
        ("removed", "lane", "atas"),
        ("added", "lane", "bawah"),
    ]


def test_a_step_put_in_between_is_added_with_its_flows_and_changes_nothing_else() -> None:
    added = found(line("langkah"), line("langkah", "baru"))
    assert told(added) == [
        ("removed", "flow", "langkah__selesai"),
        ("added", "element", "baru"),
        ("added", "flow", "langkah__baru"),
        ("added", "flow", "baru__selesai"),
    ]
    assert [(one.old_id, one.file) for one in added[:2]] == [("langkah__selesai", "0.bpmn"), ("", "0.bpmn")]


def test_a_process_that_is_new_or_gone_is_told_as_a_whole() -> None:
    one, other = line("langkah"), diagram(start("m"), end("s"), chain("m", "s"), ident="baru")
    assert told(differences(release(one), release(one, other))) == [("added", "process", "baru")]
    assert told(differences(release(one, other), release(one))) == [("removed", "process", "baru")]
    named = one.replace(b'<bpmn:process id="uji"', b'<bpmn:process name="Uji coba" id="uji"')
    (renamed,) = found(one, named)
    assert (renamed.what, changes(renamed)) == ("process", {"nama": ("uji", "Uji coba")})


# -- renames -----------------------------------------------------------------------------------------------------------


def test_a_step_with_another_id_is_the_same_where_the_editor_kept_the_old_one() -> None:
    new = line("telaah", telaah=asked(property_of("id_lama", "langkah"), ident="telaah"))
    assert proposed_renames(release(line("langkah")), release(new)) == {("uji", "langkah"): "telaah"}
    (step,) = (one for one in found(line("langkah"), new) if one.what == "element")
    assert (step.kind, step.id, step.old_id) == ("changed", "telaah", "langkah")
    assert changes(step) == {"id": ("langkah", "telaah")}
    another_kind = line("telaah", telaah=small.script("telaah", "n", "1"))
    assert proposed_renames(release(line("langkah")), release(another_kind)) == {}


def test_the_only_new_step_of_a_kind_and_name_is_proposed_and_twins_are_not() -> None:
    one = line("a", a=user("a", name="Reviu"))
    assert proposed_renames(release(one), release(line("b", b=user("b", name="Reviu")))) == {
        ("uji", "a"): "b"
    }
    twins = line("b", "c", b=user("b", name="Reviu"), c=user("c", name="Reviu"))
    assert proposed_renames(release(one), release(twins)) == {}
    assert proposed_renames(release(twins), release(one)) == {}
    assert proposed_renames(release(line("a")), release(line("b"))) == {}, (
        "steps without a name are all alike"
    )


def test_flows_edges_and_scopes_follow_a_step_that_the_owner_has_renamed() -> None:
    def drawn(step: str, scope: str) -> bytes:
        inner = start("m") + user(step) + small.boundary("batas", step) + end("s") + end("t")
        inner += "".join((flow("m", step, ident="f1"), flow(step, "s", ident="f2"), chain("batas", "t")))
        return diagram(start(), element("subProcess", scope, parts=inner), end(), flow("mulai", scope, ident="f3"),
                       flow(scope, "selesai", ident="f4"))  # fmt: skip

    old, new = drawn("reviu", "bagian"), drawn("telaah", "bab")
    names = {("uji", "reviu"): "telaah", ("uji", "bagian"): "bab", ("tiada", "batas"): "m"}
    assert [(one.id, changes(one)) for one in found(old, new, names)] == [
        ("bab", {"id": ("bagian", "bab")}),
        ("telaah", {"id": ("reviu", "telaah")}),
    ]
    assert {one.id for one in found(old, new, {}) if one.kind == "changed"} == {
        "m", "s", "t", "batas", "f1", "f2", "f3", "f4",
    }  # fmt: skip


# -- tables ------------------------------------------------------------------------------------------------------------


def judged(raw: bytes) -> Definitions:
    return read_definitions({"uji.dmn": raw})


AB, NILAI = column("huruf", values='"A", "B"'), result("nilai", "number")


def test_a_row_is_known_by_what_it_asks_so_one_put_in_between_changes_no_other() -> None:
    first, last = row(['"A"'], ["1"], "Pasal 1"), row(["-"], ["2"])
    old = table(AB, NILAI, first, last, policy="FIRST")
    between = table(AB, NILAI, first, row(['"B"'], ["3"]), row(["-"], ["2"]), policy="FIRST")
    with pytest.raises(DiagramRefused, match="Baris 3 tidak pernah terpilih"):
        judged(between)
    split = table(AB, NILAI, first, row(['"B"'], ["3"]), policy="FIRST")
    assert told(differences(judged(old), judged(split))) == [
        ("removed", "rule", "-"),
        ("added", "rule", '"B"'),
    ]
    (one,) = differences(
        judged(old), judged(table(AB, NILAI, row(['"A"'], ["5"], "Pasal 2"), last, policy="FIRST"))
    )
    assert (one.what, one.label) == ("rule", "baris 1")
    assert changes(one) == {"maka nilai": ("1", "5"), "dasar": ("Pasal 1", "Pasal 2")}


def test_columns_policy_and_tables_are_parts_too() -> None:
    old = table(AB, NILAI, row(["-"], ["1"]))
    wider = table(
        column("huruf", values='"A", "B", "C"'), result("nilai", "number", "1, 2"), row(["-"], ["1"])
    )
    assert [(one.what, changes(one)) for one in differences(judged(old), judged(wider))] == [
        ("input", {"nilai": ('"A", "B"', '"A", "B", "C"')}),
        ("output", {"nilai": ("", "1, 2")}),
    ]
    free = table(column("huruf"), NILAI, row(["-"], ["1"]), policy="FIRST")
    assert [(one.what, changes(one)) for one in differences(judged(old), judged(free))] == [
        ("table", {"aturan pilih": ("UNIQUE", "FIRST")}),
        ("input", {"nilai": ('"A", "B"', "")}),
    ]
    none = read_definitions({})
    assert told(differences(none, judged(old))) == [("added", "table", "uji")]
    assert told(differences(judged(old), none)) == [("removed", "table", "uji")]
    assert differences(judged(old), judged(old)) == []
