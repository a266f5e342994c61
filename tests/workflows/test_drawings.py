"""The shipped diagrams as drawings: complete, tidy, readable on one screen, and readable by other editors."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest
from lxml import etree

from webapp.engine import Process, read_definitions
from webapp.engine.model import GATEWAYS, Bounds, Element, Flow

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "workflows").glob("*.bpmn"))
TABLES = sorted((ROOT / "workflows" / "tables").glob("*.dmn"))
PROCESSES = read_definitions({file.name: file.read_bytes() for file in [*FILES, *TABLES]}).processes
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ACTIVITIES = {"userTask", "serviceTask", "businessRuleTask", "scriptTask", "callActivity", "subProcess"}

Segment = tuple[tuple[float, float], tuple[float, float]]

every_process = pytest.mark.parametrize("process", PROCESSES.values(), ids=list(PROCESSES))
every_file = pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])


def box(process: Process, element_id: str) -> Bounds:
    return process.drawing.shapes[element_id]


def corners(bounds: Bounds) -> tuple[float, float, float, float]:
    return bounds.x, bounds.y, bounds.x + bounds.width, bounds.y + bounds.height


def is_inside(inner: Bounds, outer: Bounds) -> bool:
    left, top, right, bottom = corners(inner)
    x, y, x_end, y_end = corners(outer)
    return x <= left and y <= top and right <= x_end and bottom <= y_end


def overlap(one: Bounds, other: Bounds) -> bool:
    left, top, right, bottom = corners(one)
    x, y, x_end, y_end = corners(other)
    return left < x_end and x < right and top < y_end and y < bottom


def is_on_edge(point: tuple[float, float], bounds: Bounds) -> bool:
    """On the outline where it may be docked: the middle of a side, for diamonds and circles alike."""
    left, top, right, bottom = corners(bounds)
    middles = {(left, (top + bottom) / 2), (right, (top + bottom) / 2)}
    return point in middles | {((left + right) / 2, top), ((left + right) / 2, bottom)}


def segments(process: Process, flow: Flow) -> list[Segment]:
    return list(pairwise(process.drawing.edges[flow.id]))


def span(segment: Segment) -> Bounds:
    (ax, ay), (bx, by) = segment
    return Bounds(min(ax, bx), min(ay, by), abs(ax - bx), abs(ay - by))


def touch(one: Segment, other: Segment) -> bool:
    """For upright and level segments: their rectangles have a point in common."""
    left, top, right, bottom = corners(span(one))
    x, y, x_end, y_end = corners(span(other))
    return left <= x_end and x <= right and top <= y_end and y <= bottom


def enclosing(process: Process, element: Element) -> Iterator[str]:
    while element.scope in process.elements:
        yield element.scope
        element = process.elements[element.scope]


# -- complete -----------------------------------------------------------------------------------------------


@every_process
def test_every_element_lane_and_pool_has_a_shape_and_every_flow_an_edge(process: Process) -> None:
    assert process.pool is not None
    shown = {process.pool[0], *(lane.id for lane in process.lanes), *process.elements}
    assert set(process.drawing.shapes) == shown
    assert set(process.drawing.edges) == set(process.flows)


@every_process
def test_every_event_and_gateway_has_a_place_for_its_name_and_so_has_every_named_flow(
    process: Process,
) -> None:
    outside = {e.id for e in process.elements.values() if e.kind.endswith("Event") or e.kind in GATEWAYS}
    named = {flow.id for flow in process.flows.values() if flow.name}
    assert set(process.drawing.labels) == outside | named


@every_file
def test_every_element_lists_its_incoming_and_outgoing_flows(file: Path) -> None:
    root = etree.parse(str(file)).getroot()
    flows = [(f.get("id"), f.get("sourceRef"), f.get("targetRef")) for f in root.iter(f"{BPMN}sequenceFlow")]
    ends = {end for _, *both in flows for end in both}
    for node in (node for node in root.iter() if node.get("id") in ends):
        incoming = [part.text for part in node.findall(f"{BPMN}incoming")]
        outgoing = [part.text for part in node.findall(f"{BPMN}outgoing")]
        assert incoming == [flow for flow, _, target in flows if target == node.get("id")]
        assert outgoing == [flow for flow, source, _ in flows if source == node.get("id")]


@every_process
def test_every_element_has_a_name_and_its_source_in_the_documentation(process: Process) -> None:
    assert process.documentation
    assert [e.id for e in process.elements.values() if not (e.name and e.documentation)] == []


@every_process
def test_every_element_stands_in_exactly_one_lane_or_in_a_subprocess(process: Process) -> None:
    for element in process.elements.values():
        lanes = [lane.id for lane in process.lanes if element.id in lane.members]
        assert len(lanes) == (1 if element.scope == process.id else 0), element.id


@every_process
def test_gateways_that_part_ask_a_question_and_their_flows_answer_it(process: Process) -> None:
    for gateway in (e for e in process.elements.values() if e.kind in GATEWAYS - {"parallelGateway"}):
        ways = process.outgoing(gateway.id)
        assert gateway.name.endswith("?")
        assert all(flow.name for flow in ways)


# -- tidy ---------------------------------------------------------------------------------------------------


@every_process
def test_every_flow_begins_and_ends_in_the_middle_of_a_side_of_its_shapes(process: Process) -> None:
    for flow in process.flows.values():
        points = process.drawing.edges[flow.id]
        assert is_on_edge(points[0], box(process, flow.source)), flow.id
        assert is_on_edge(points[-1], box(process, flow.target)), flow.id


@every_process
def test_every_flow_is_level_or_upright(process: Process) -> None:
    for flow in process.flows.values():
        for (ax, ay), (bx, by) in segments(process, flow):
            assert ax == bx or ay == by, flow.id


@every_process
def test_no_two_flows_cross_or_touch(process: Process) -> None:
    for one, other in combinations(process.flows.values(), 2):
        pairs = product(segments(process, one), segments(process, other))
        assert not any(touch(a, b) for a, b in pairs), (one.id, other.id)


@every_process
def test_no_flow_runs_through_a_shape(process: Process) -> None:
    for flow in process.flows.values():
        around = set(enclosing(process, process.elements[flow.source]))
        for element in process.elements.values():
            hit = [s for s in segments(process, flow) if overlap(span(s), box(process, element.id))]
            touches_host = process.elements[flow.source].attached_to == element.id
            assert hit == [] or element.id in around or touches_host, (flow.id, element.id)


@every_process
def test_no_shapes_overlap_but_a_subprocess_and_its_content_and_an_event_on_an_edge(process: Process) -> None:
    for one, other in combinations(process.elements.values(), 2):
        nested = one.id in enclosing(process, other) or other.id in enclosing(process, one)
        attached = one.attached_to == other.id or other.attached_to == one.id
        if not nested and not attached:
            assert not overlap(box(process, one.id), box(process, other.id)), (one.id, other.id)


@every_process
def test_everything_stands_inside_its_lane_or_subprocess(process: Process) -> None:
    for lane in process.lanes:
        for member in lane.members:
            assert is_inside(box(process, member), box(process, lane.id)), member
    for element in process.elements.values():
        for scope in enclosing(process, element):
            assert is_inside(box(process, element.id), box(process, scope)), element.id


@every_process
def test_names_stand_in_the_pool_and_clear_of_shapes_and_of_one_another(process: Process) -> None:
    assert process.pool is not None
    frames = {e.id for e in process.elements.values() if e.kind == "subProcess"}
    for owner, label in process.drawing.labels.items():
        assert is_inside(label, box(process, process.pool[0])), owner
        hit = [e for e in process.elements if e not in frames and overlap(label, box(process, e))]
        assert hit == [], owner
    for one, other in combinations(process.drawing.labels.values(), 2):
        assert not overlap(one, other)


@every_process
def test_a_boundary_event_sits_on_the_edge_of_its_host(process: Process) -> None:
    for event in (e for e in process.elements.values() if e.attached_to):
        shape, host = box(process, event.id), box(process, event.attached_to or "")
        assert shape.y + shape.height / 2 in {host.y, host.y + host.height}
        assert host.x < shape.x < host.x + host.width


@every_process
def test_lanes_tile_their_pool_from_top_to_bottom(process: Process) -> None:
    assert process.pool is not None
    pool, below = box(process, process.pool[0]), box(process, process.pool[0]).y
    for lane in (box(process, lane.id) for lane in process.lanes):
        assert (lane.x + lane.width, lane.y) == (pool.x + pool.width, below)
        below += lane.height
    assert below == pool.y + pool.height


# -- readable -----------------------------------------------------------------------------------------------


@every_process
def test_a_diagram_is_read_on_one_screen(process: Process) -> None:
    assert process.pool is not None
    pool = box(process, process.pool[0])
    assert pool.width <= 1366
    assert pool.height <= 768
    assert sum(element.kind in ACTIVITIES for element in process.elements.values()) <= 12


@every_process
def test_time_runs_from_left_to_right_but_for_the_way_back(process: Process) -> None:
    ways_back = [
        flow.id
        for flow in process.flows.values()
        if box(process, flow.target).x < box(process, flow.source).x
    ]
    round_of_mending = ["kembalikan", "ke_diajukan_lagi", "ajukan", "tarik"]
    another_round = (
        ["ke_bulan_berikut"],
        ["sesi_lagi"],
        ["pertemuan_lagi"],
        ["diperbarui"],
        ["kembalikan", "dibuka_kembali"],
        ["dinilai_lagi"],
        ["hitung_ulang"],
        ["kirim_lagi"],
        ["kembali", "usul_lagi"],
    )
    known = (
        [],
        ["kembalikan"],
        ["kembalikan", "revisi_dibuka"],
        ["perlu_diperbaiki"],
        round_of_mending,
        *another_round,
    )
    assert ways_back in known


@every_file
def test_ids_are_words_that_can_name_an_operation(file: Path) -> None:
    ids = [str(node.get("id")) for node in etree.parse(str(file)).getroot().iter() if node.get("id")]
    assert [i for i in ids if not re.fullmatch(r"[a-z]+(_[a-z]+)*", i)] == []
    assert len(ids) == len(set(ids))


@every_file
def test_a_file_is_named_after_its_process_and_names_no_program(file: Path) -> None:
    root = etree.parse(str(file)).getroot()
    assert [process.get("id") for process in root.findall(f"{BPMN}process")] == [file.stem]
    assert root.get("targetNamespace") == "https://lakon.id/bpmn"
    assert root.get("exporter") is None
    assert root.get("exporterVersion") is None


def test_the_readme_lists_every_file_and_every_role_of_a_lane() -> None:
    readme = (ROOT / "workflows" / "README.md").read_text()
    roles = {lane.role for process in PROCESSES.values() for lane in process.lanes}
    assert [name for name in [*(file.name for file in FILES), *roles] if f"`{name}`" not in readme] == []


@pytest.mark.node
def test_other_editors_read_every_file_without_a_warning() -> None:
    modules = ROOT / "webapp" / "assets" / "node_modules"
    if not (modules / "zeebe-bpmn-moddle").is_dir():
        pytest.fail("the npm packages are missing: run make assets")
    script = ROOT / "tests" / "oracles" / "moddle" / "import.mjs"
    command = ["node", str(script), str(modules), *map(str, FILES)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    verdicts = json.loads(done.stdout)
    assert list(verdicts) == [str(file) for file in FILES]
    for verdict in verdicts.values():
        assert verdict["warnings"] == []
        assert verdict["unknown"] == []
        assert verdict["elements"] > 50  # it was read, not skipped


# -- what other rooms count on ------------------------------------------------------------------------------


def test_human_steps_name_their_form_or_workspace() -> None:
    steps = {
        f"{process.id}.{e.id}": e.form or f"ruang kerja {e.workspace}"
        for process in PROCESSES.values()
        for e in process.elements.values()
        if e.kind == "userTask"
    }
    assert steps == {
        "aktivitas_bulanan.catat": "ruang kerja catat_aktivitas",
        "aktivitas_bulanan.verifikasi": "ruang kerja verifikasi_aktivitas",
        "bank_aktivitas.periksa": "bank_aktivitas/periksa",
        "bank_aktivitas.perbaiki": "bank_aktivitas/perbaiki",
        "koreksi_aktivitas.setujui": "koreksi_aktivitas/setujui",
        "koreksi_aktivitas.setujui_di_atas": "koreksi_aktivitas/setujui",
        "tpp_bulanan.kunci_bulan": "tpp_bulanan/kunci_bulan",
        "tpp_bulanan.periksa_hasil": "tpp_bulanan/periksa_hasil",
        "tpp_bulanan.tetapkan": "tpp_bulanan/tetapkan",
        "dialog.catat_dialog": "ruang kerja dialog",
        "dialog.konfirmasi_dialog": "ruang kerja konfirmasi_dialog",
        "penetapan.susun_skp": "ruang kerja susun_skp",
        "penetapan.reviu": "penetapan/reviu",
        "penetapan.tanda_tangan": "penetapan/tanda_tangan",
        "penetapan.tetapkan": "penetapan/tetapkan",
        "mutasi.evaluasi_segmen": "mutasi/evaluasi_segmen",
        "penugasan.verifikasi": "penugasan/verifikasi",
        "penugasan.perbaiki": "ruang kerja usul_penugasan",
        "penugasan.masa_berlaku": "penugasan/akhiri",
        "perubahan.tanggapi_pegawai": "perubahan/tanggapan",
        "perubahan.tanggapi_penilai": "perubahan/tanggapan",
        "perubahan.tarik_pegawai": "perubahan/tarik",
        "perubahan.tarik_penilai": "perubahan/tarik",
        "perubahan.sesuaikan_rencana_aksi": "ruang kerja rencana_aksi",
        "rencana_aksi.susun_rencana_aksi": "ruang kerja rencana_aksi",
        "skp_bulanan.susun_target": "ruang kerja target_bulanan",
        "skp_bulanan.setujui_target": "ruang kerja setujui_target",
        "skp_bulanan.setujui_terlambat": "ruang kerja setujui_target",
        "skp_bulanan.laksanakan": "ruang kerja laksanakan_bulan",
        "evaluasi_bulanan.isi_realisasi": "ruang kerja isi_realisasi",
        "evaluasi_bulanan.nilai_bulanan": "ruang kerja nilai_bulanan",
        "evaluasi_bulanan.tanggapan": "bulanan/tanggapan",
        "pemantauan.beri_umpan_balik": "pemantauan/beri_umpan_balik",
        "bimbingan.rencana": "bimbingan/rencana",
        "bimbingan.sesi": "bimbingan/sesi",
        "bimbingan.umpan_balik": "bimbingan/umpan_balik",
        "bimbingan.baca_umpan_balik": "bimbingan/baca_umpan_balik",
        "bimbingan.evaluasi": "bimbingan/evaluasi",
        "bimbingan.hasil": "bimbingan/hasil",
        "konseling.tunjuk_konselor": "konseling/tunjuk_konselor",
        "konseling.jadwal": "konseling/jadwal",
        "konseling.pelaksanaan": "konseling/pelaksanaan",
        "konseling.laporan": "konseling/laporan",
        "konseling.terima_pyb": "konseling/terima_laporan",
        "konseling.terima_atasan_konselor": "konseling/terima_laporan",
        "konseling.terima_atasan_penilai": "konseling/terima_laporan",
        "capaian_organisasi.usulkan": "capaian_organisasi/usulkan",
        "capaian_organisasi.tetapkan": "capaian_organisasi/tetapkan",
        "capaian_organisasi.ubah_capaian": "capaian_organisasi/ubah_capaian",
        "dokumen_dan_keberatan.tanda_tangani_dokumen": "dokumen_dan_keberatan/tanda_tangani_dokumen",
        "dokumen_dan_keberatan.terima_dokumen": "ruang kerja tanggapi_dokumen",
        "dokumen_dan_keberatan.putuskan": "dokumen_dan_keberatan/putuskan",
        "evaluasi_tahunan.realisasi_akhir": "ruang kerja realisasi_akhir",
        "kontrak_penugasan.tanggapi": "kontrak_penugasan/tanggapi",
        "penilaian_tahunan.nilai_tahunan": "ruang kerja papan_evaluasi",
        "penilaian_tahunan.setujui_pengecualian": "ruang kerja putusan_papan",
        "penjelasan_keberatan.penjelasan_pegawai": "penjelasan_keberatan/penjelasan_pegawai",
        "penjelasan_keberatan.penjelasan_penilai": "penjelasan_keberatan/penjelasan_penilai",
        "penerbitan.perbaiki": "penerbitan/perbaiki",
        "penerbitan.setujui": "penerbitan/setujui",
        "penjenjangan.isi_mph": "ruang kerja mph",
        "penjenjangan.versi_baru": "penjenjangan/versi_baru",
        "tindak_lanjut.rencana_pengembangan": "tindak_lanjut/rencana_pengembangan",
        "tindak_lanjut.periksa_disiplin": "tindak_lanjut/periksa_disiplin",
        "tindak_lanjut.catatan_kontrak": "tindak_lanjut/catatan_kontrak",
        "tindak_lanjut.keputusan_pyb": "tindak_lanjut/keputusan_pyb",
    }


TOLD_APART = {"aktivitas_bulanan", "bank_aktivitas", "koreksi_aktivitas", "penerbitan", "tpp_bulanan"}
"""Processes whose steps share names with steps of others: here they are told apart by their process."""


def test_each_step_is_in_the_hands_that_the_law_names() -> None:
    hands = {
        f"{p.id}.{e.id}" if p.id in TOLD_APART else e.id: e.role
        for p in PROCESSES.values()
        for e in p.elements.values()
        if e.kind == "userTask"
    }
    assert hands == {
        "aktivitas_bulanan.catat": "pegawai",
        "aktivitas_bulanan.verifikasi": "verifikator",
        "bank_aktivitas.periksa": "admin_bkpp",
        "bank_aktivitas.perbaiki": "pegawai",
        "koreksi_aktivitas.setujui": "atasan_penilai",
        "koreksi_aktivitas.setujui_di_atas": "pyb",
        "tpp_bulanan.kunci_bulan": "admin_bkpp",
        "tpp_bulanan.periksa_hasil": "admin_bkpp",
        "tpp_bulanan.tetapkan": "admin_bkpp",
        "penerbitan.perbaiki": "pegawai",
        "penerbitan.setujui": "pemilik_proses",
        "catat_dialog": "pejabat_penilai",
        "konfirmasi_dialog": "pegawai",
        "susun_skp": "pegawai",
        "reviu": "pejabat_penilai",
        "tanda_tangan": "pegawai",
        "tetapkan": "pejabat_penilai",
        "evaluasi_segmen": "pejabat_penilai",
        "susun_rencana_aksi": "pegawai",
        "susun_target": "pegawai",
        "setujui_target": "pejabat_penilai",
        "setujui_terlambat": "pejabat_penilai",
        "laksanakan": "pegawai",
        "isi_realisasi": "pegawai",
        "nilai_bulanan": "pejabat_penilai",
        "tanggapan": "pegawai",
        "verifikasi": "admin_bkpp",
        "perbaiki": "pengelola_opd",
        "masa_berlaku": "admin_bkpp",
        "tanggapi_pegawai": "pegawai",
        "tanggapi_penilai": "pejabat_penilai",
        "tarik_pegawai": "pegawai",
        "tarik_penilai": "pejabat_penilai",
        "sesuaikan_rencana_aksi": "pegawai",
        "beri_umpan_balik": "pejabat_penilai",
        "rencana": "pejabat_penilai",
        "sesi": "pembimbing",
        "umpan_balik": "pegawai",
        "baca_umpan_balik": "atasan_penilai",
        "evaluasi": "pejabat_penilai",
        "hasil": "pejabat_penilai",
        "tunjuk_konselor": "admin_bkpp",
        "jadwal": "konselor",
        "pelaksanaan": "konselor",
        "laporan": "konselor",
        "terima_pyb": "pyb",
        "terima_atasan_konselor": "atasan_konselor",
        "terima_atasan_penilai": "atasan_penilai",
        "usulkan": "tim_kinerja_org",
        "ubah_capaian": "pejabat_penilai",
        "tanda_tangani_dokumen": "pejabat_penilai",
        "terima_dokumen": "pegawai",
        "putuskan": "atasan_penilai",
        "realisasi_akhir": "pegawai",
        "tanggapi": "pegawai",
        "nilai_tahunan": "pejabat_penilai",
        "setujui_pengecualian": "atasan_penilai",
        "penjelasan_pegawai": "pegawai",
        "penjelasan_penilai": "pejabat_penilai",
        "isi_mph": "pegawai",
        "versi_baru": "pegawai",
        "rencana_pengembangan": "pejabat_penilai",
        "periksa_disiplin": "pejabat_penilai",
        "catatan_kontrak": "admin_bkpp",
        "keputusan_pyb": "pyb",
    }


def test_signing_and_setting_ask_for_the_password_again() -> None:
    asked = {
        e.id for e in PROCESSES["penetapan"].elements.values() if e.properties.get("konfirmasi_sandi") == "ya"
    }
    assert asked == {"tanda_tangan", "tetapkan"}


def test_what_is_said_in_confidence_is_asked_for_in_confidential_steps() -> None:
    secret = {
        e.id for p in PROCESSES.values() for e in p.elements.values() if e.properties.get("rahasia") == "ya"
    }
    assert {"jadwal", "pelaksanaan", "laporan", "umpan_balik"} <= secret


def test_the_time_limit_does_not_stop_the_planning() -> None:
    limit = PROCESSES["skp_pegawai"].elements["batas_penetapan"]
    assert (limit.attached_to, limit.interrupting) == ("perencanaan", False)
    assert limit.timer is not None
    assert limit.timer.expression.text == "batas_penetapan"
