"""Who may see and do what: every route that names an object, asked by everybody with the numbers of SR's documents.

The tables below are the rule in one place. A route without a row fails; who is not named in a row is refused, and a
refused act changes nothing. The people and what they are to SR stand in `tests/web/matriks.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from werkzeug.routing import Rule

from tests.web.conftest import BROWSER
from tests.web.matriks import PEOPLE, Dunia, own_year
from webapp.services.postgres import PrivatePostgres
from webapp.storage import Base
from webapp.web.policy import policy_of

pytestmark = pytest.mark.slow

SEES = "pemilik penilai atasan admin pengawas"
"""The owner, the evaluator of today, the one above, and the two offices whose reading is watched."""
AND_HELPER = f"{SEES} penilai_lama plt_kemarin pengelola"
"""Where only the state shows: also who signed or judged in the past, and the performance manager of the OPD."""
AND_PAST = f"{SEES} penilai_lama plt_kemarin"
"""What was in force when somebody signed it, or judged by it."""
OFFICES = "admin pengelola"
OWNERS = "admin pemilik_proses"
"""Both are process owners; releases are read by an admin of BKPP, too."""

# Route: who may open it. Everybody else gets 404, as if there were nothing.
READING: Mapping[str, str] = {
    "skp.page": AND_HELPER,
    "skp.where": AND_HELPER,
    "skp.history": AND_HELPER,
    "skp.revisions": AND_HELPER,
    "skp.revision": AND_HELPER,
    "skp.compare": AND_PAST,
    "skp.pdf": AND_PAST,
    "action_plan.page": AND_PAST,
    "action_plan.row": AND_PAST,
    "monthly.by_number": AND_HELPER,
    "monthly.months": AND_HELPER,
    "monthly.page": f"{SEES} penilai_lama",
    "monthly.results": f"{SEES} penilai_lama",
    "monthly.file": f"{SEES} penilai_lama",
    "sheets.month": f"{SEES} penilai_lama",
    "evaluation.page": f"{SEES} plt_kemarin",
    "evaluation.evidence": SEES,
    "follow_up.page": SEES,
    "follow_up.points": SEES,
    "follow_up.sheet": SEES,
    "follow_up.copy": SEES,
    "feedback.page": f"{SEES} rekan plt_kemarin penilai_lama",
    "coaching.bimbingan": f"{SEES} pembimbing",
    "sheets.of_coaching": "pemilik atasan",
    "coaching.konseling": "pemilik konselor pyb penilai admin",
    "sheets.of_counselling": "pemilik konselor pyb",
    "contracts.contract": "pemilik ketua_tim penilai admin",
    "mph.version": "pemilik penilai_lama atasan admin pengawas",
    "sheets.of_matrix": "pemilik penilai_lama atasan admin pengawas",
    "mph.given": "pemilik penilai",
    "suggestions.page": "pemilik penilai",
    "capaian.one": "pemilik rekan orang_lain penilai_lama penilai plt_kemarin atasan kepala_daerah pyb pengelola admin "
    "pengawas tim_organisasi pembimbing ketua_tim",
    "registry.mandate": "plt_kemarin pengelola admin pengawas",
    "registry.letter": "plt_kemarin pengelola admin pengawas",
    "activity_entries.page": "pemilik",
    "activity_entries.file": "pemilik penilai",
    "corrections.month": "pemilik penilai admin",
    "corrections.one": "pemilik penilai atasan admin pyb",
    "corrections.file": "",
    "bank_proposals.one": "pengelola admin",
    "bank.item": " ".join(PEOPLE),
    "yearly_board.exception": "",
    "batches.progress": "admin",
    "batches.fetch": "",
    "service_feedback.document": "",
}

# Route: who may open it; to the others it is said (403) that they may not, or nothing is there (404).
TOLD: Mapping[str, str] = {
    "changes.propose_page": "pemilik penilai",
    "feedback.form": "penilai rekan plt_kemarin",
    "tasks.step": "penilai",
    "skp_editor.sunting": "",
    "skp_editor.lampiran": "",
    "skp_editor.pendekatan": "",
    "skp_editor.periksa": "",
    "skp_editor.perilaku": "",
    "skp_rows.hasil_kerja": "",
    "skp_rows.rhk": "",
    "skp_rows.tanya_hapus_rhk": "",
    "directory.person": OFFICES,
    "directory.unit": OFFICES,
    "mutation.preview": OFFICES,
    "open_steps.one": "admin",
    "review.one": "admin",
    "access_log.reason": "admin",
    "seals.file": "",
    "wording.export": OWNERS,
    "opening_balances.letter": "",
    "data.upload": "",
    "data.report": "",
    "calendar.cancel_page": "",
    "calendar.pattern_page": "",
    "activity_heat.opd": OFFICES,
    "tpp.month": "admin",
    "tpp.results": "",
    "tpp.fetch": "",
    "tpp.changes": "admin",
    "tpp.changes_file": "",
    "tpp.adjusted": "admin",
    "tpp.adjusted_file": "admin",
    "tpp.person": "admin",
    "tpp_inputs.page": "admin",
    "cockpit.process": f"{OWNERS} pengawas",
    "cockpit.steps_file": f"{OWNERS} pengawas",
    "cockpit_travel.case": f"{OWNERS} pengawas",
    "cockpit_incidents.one": f"{OWNERS} pengawas",
    "cockpit_incidents.cancel_page": OWNERS,
    "cockpit_batches.one": f"{OWNERS} pengawas",
    "cockpit_batches.result": f"{OWNERS} pengawas",
    "cockpit_logs.progress": "pemilik_proses",
    "cockpit_logs.fetch": "",
    "editors.diagram": OWNERS,
    "editors.content": OWNERS,
    "editors.form_content": OWNERS,
    "editor_steps.page": OWNERS,
    "editor_steps.step": OWNERS,
    "editor_forms.form": OWNERS,
    "editor_forms.new": OWNERS,
    "editor_forms.fields_page": OWNERS,
    "editor_forms.field": OWNERS,
    "editor_tables.table": OWNERS,
    "editor_tables.rows": OWNERS,
    "editor_import.page": OWNERS,
    "workshop.draft": OWNERS,
    "workshop.people": OWNERS,
    "workshop_files.page": OWNERS,
    "workshop_files.download": OWNERS,
    "workshop_files.as_zip": OWNERS,
    "comparing.draft": OWNERS,
    "comparing.release": f"{OWNERS} pengawas",
    "impacts.of_draft": OWNERS,
    "impacts.of_release": OWNERS,
    "impacts.one": OWNERS,
    "impacts.as_file": OWNERS,
    "migrations.choose": OWNERS,
    "migrations.one": "",
    "playground.index": OWNERS,
    "playground.page": OWNERS,
    "playground.walk": "",
    "playground.screen": "",
    "releases.one": f"{OWNERS} pengawas",
    "releases.file": f"{OWNERS} pengawas",
    "releases.download": f"{OWNERS} pengawas",
    "releases.as_zip": f"{OWNERS} pengawas",
    "recovery.one": "admin",
    "offices.one": "admin",
    "passkeys.removal": "pemilik",
    "single_sign_on.link_page": "",  # there is no provider here; tests/sign_on has one
    "fresh_sign_on.page": "",
    "fresh_sign_on.leave": "",
    "not_me.page": "pemilik plt_kemarin",  # whoever has acted on the case
    "not_me.one": "admin",
    "security.session_end": "pemilik",
    "own_data.fetching": "pemilik",
    "breach.one": "admin pengawas",
    "breach.file": "admin pengawas",
    "retention.one": "admin pengawas",
}

ANYBODY = {
    "quality.export", "data_check.export", "monthly_board.page", "yearly_board.page", "tpp_own.one",
    "activity_heat.team", "bank_file.export", "activities.day", "activities.month",
}  # fmt: skip
"""Routes whose argument is no object: each shows the reader's own part, and has tests of its own."""

# Route: who could do it, and what is posted. Everybody else is refused, and no row changes.
ACTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "tasks.hand_in": ("penilai", {"penjelasan_penilai": "Saya bukan penilainya."}),
    "tasks.save_draft": ("penilai", {"penjelasan_penilai": "Saya bukan penilainya."}),
    "tasks.refresh": ("penilai", {}),
    "monthly.add_evidence": (
        "pemilik",
        {"_bukti": "tautan:{baris_id}", "_tautan.{baris_id}": "https://a.go.id/b"},
    ),
    "action_plan.save_row": ("pemilik", {}),
    "changes.propose": (
        "pemilik penilai",
        {"alasan": "STRATEGI", "uraian": "Strategi unit berubah pada Maret."},
    ),
    "contracts.feed_back": ("ketua_tim", {"isi": "Peta bidang pertama sudah rapi."}),
    "contracts.recommend": (
        "ketua_tim",
        {
            "hasil_kerja": "DI_ATAS_EKSPEKTASI",
            "perilaku": "DI_ATAS_EKSPEKTASI",
            "catatan": "Selesai lebih awal.",
        },
    ),
    "feedback.give": (
        "penilai rekan plt_kemarin",
        {"isi": "Laporannya lengkap.", "kanal": "TATAP_MUKA", "objek": "UMUM"},
    ),
    "feedback.refresh": ("penilai rekan plt_kemarin", {}),
    "feedback.answer": ("pemilik", {"isi": "Terima kasih."}),
    "mph.comment": ("pemilik penilai", {"kunci": "p1", "komentar.p1": "Mohon dibagi."}),
    "notices.read_one": ("pemilik", {}),
    "suggestions.take": ("pemilik", {}),
    "suggestions.dismiss": ("pemilik penilai", {"alasan": "Tidak diperlukan lagi."}),
    "suggestions.restate": ("pemilik", {"pernyataan.p1": "Saya kerjakan."}),
    "skp_comments.komentar": ("pemilik penilai admin pengelola", {"isi": "Baik", "letak": "r1"}),
    "skp_editor.simpan_lampiran": ("pemilik", {"_versi": "1"}),
    "skp_editor.ganti_pendekatan": ("pemilik", {"_versi": "1", "pendekatan": "kualitatif"}),
    "skp_rows.tambah_rhk": ("pemilik", {"_versi": "1"}),
    "skp_rows.simpan_rhk": ("pemilik", {"_versi": "1", "uraian": "Diubah orang lain"}),
    "skp_rows.hapus_rhk": ("pemilik", {"_versi": "1"}),
    "yearly_board.decide": ("", {"keputusan_papan": "setujui"}),
    "tpp.look": ("admin", {"cari": "siti"}),
    "open_steps.give": ("admin", {"pegawai": "Wulan", "alasan": "Alihkan kepada saya"}),
    "open_steps.take_back": ("admin", {"alasan": "Ambil kembali"}),
    "access_log.give_reason": ("admin", {"alasan": "Menindaklanjuti aduan nomor 12."}),
    "review.close": ("admin", {"catatan": "Tidak ada apa-apa di sini."}),
    "wording.withdraw": (OWNERS, {}),
    "cockpit_incidents.retry": (OWNERS, {}),
    "cockpit_incidents.dismiss": (OWNERS, {}),
    "cockpit_incidents.cancel": (OWNERS, {"alasan": "Tidak perlu lagi.", "yakin": "ya"}),
    "cockpit_batches.propose": (OWNERS, {}),
    "cockpit_batches.run": (OWNERS, {}),
    "cockpit_batches.discard": (OWNERS, {}),
    "cockpit_logs.discard": (OWNERS, {}),
    "opening_balances.decide": ("admin", {"setuju": "ya"}),
    "batches.discard": ("admin", {}),
    "monthly.recheck": ("pemilik penilai", {"_periksa": "{bukti_id}"}),
    "suggestions.accept": ("pemilik", {}),
    "activity_entries.change": ("pemilik", {"tanggal": "2027-01-20", "volume": "9"}),
    "activity_entries.withdraw": ("pemilik", {}),
    "corrections.propose": (
        "pemilik penilai",
        {"arah": "kurang", "menit": "60", "alasan": "Tercatat dua kali"},
    ),
    "bank.end": ("admin", {"sejak": "2027-02-01", "alasan": "Tidak dipakai lagi"}),
    "data.apply": ("admin", {}),
    "data.discard": ("admin", {}),
    "data.store": ("admin", {}),
    "calendar.cancel": ("admin", {}),
    "calendar.end_pattern": ("admin", {}),
    "calendar.remove_pattern": ("admin", {}),
    "tpp_inputs.bring": ("admin", {"jenis": "PRESENSI", "aksi": "simpan"}),
    "tpp_inputs.take_back": ("admin", {"alasan.1": "Salah orang."}),
    "tpp_rules.decide": ("admin", {"setuju": "ya"}),
    "editors.check": (OWNERS, {}),
    "editors.form_check": (OWNERS, {}),
    "editors.present": (OWNERS, {}),
    "editors.form_present": (OWNERS, {}),
    "editor_steps.change": (OWNERS, {"_versi": "0", "nama": "Bukan milik saya"}),
    "editor_steps.insert": (OWNERS, {"_versi": "0", "sisip_jenis": "userTask", "sisip_alur": "ajukan"}),
    "editor_steps.remove": (OWNERS, {"_versi": "0"}),
    "editor_steps.move": (OWNERS, {"_versi": "0", "pindah_alur": "ke_terbitkan"}),
    "editor_steps.branch": (OWNERS, {"_versi": "0", "cabang_tujuan": "susun_skp"}),
    "editor_steps.attach": (OWNERS, {"_versi": "0", "batas_tujuan": "tetapkan"}),
    "editor_steps.attach_message": (
        OWNERS,
        {
            "_versi": "0",
            "tepi_tujuan": "tetapkan",
            "tepi_pesan": "capaian_diubah",
            "tepi_kunci_pesan": "kunci",
        },
    ),
    "editor_steps.loose_note": (OWNERS, {"_versi": "0", "_catatan": "tidak_ada", "_aksi": "hapus"}),
    "editor_steps.note": (OWNERS, {"_versi": "0", "_awalan": "catatan_", "catatan_teks": "Lihat pasalnya"}),
    "editor_steps.change_flow": (OWNERS, {"_versi": "0", "_aksi": "hapus"}),
    "editor_steps.add_lane": (OWNERS, {"_versi": "0", "lajur_peran": "pyb"}),
    "editor_forms.preview": (OWNERS, {"_skema": "{{}}"}),
    "editor_forms.create": (OWNERS, {"kunci": "penetapan/baru"}),
    "editor_forms.add": (OWNERS, {"_versi": "0", "jenis": "textfield", "label": "Baru"}),
    "editor_forms.change": (OWNERS, {"_versi": "0", "_aksi": "hapus"}),
    "editor_tables.change": (OWNERS, {"_versi": "0", "_aksi": "tambah", "_baris": "baris_1"}),
    "editor_import.take": (OWNERS, {"nama": "baru"}),
    "workshop.describe": (OWNERS, {"judul": "Bukan milik saya", "catatan": "Saya ubah catatannya."}),
    "workshop.propose": (OWNERS, {}),
    "workshop.discard": (OWNERS, {}),
    "workshop.replace": (OWNERS, {}),
    "workshop.bring": (OWNERS, {"rilis": "1"}),
    "workshop_files.save": (OWNERS, {"jalur": "workflows/penetapan.bpmn", "versi": "1", "isi": "<a/>"}),
    "workshop_files.restore": (OWNERS, {"jalur": "workflows/penetapan.bpmn", "versi": "0"}),
    "workshop_files.delete": (OWNERS, {"jalur": "workflows/penetapan.bpmn", "versi": "1"}),
    "workshop_files.from_zip": (OWNERS, {}),
    "impacts.ask_of_draft": (OWNERS, {"langkah_baru": "kerjakan"}),
    "impacts.ask_of_release": (OWNERS, {"langkah_baru": "kerjakan"}),
    "impacts.again": (OWNERS, {}),
    "migrations.plan": (OWNERS, {"dampak": "{impact_id}"}),
    "migrations.decide": ("", {"keputusan": "tolak"}),
    "migrations.retry": ("", {}),
    "migrations.undo": ("", {"yakin": "ya"}),
    "playground.begin": (OWNERS, {"_aksi": "mulai", "_mulai": "2026-01-05"}),
    "playground.act": ("", {"_aksi": "kerjakan", "_langkah": "susun_skp#1", "_dari": "1"}),
    "playground.refresh": ("", {}),
    "recovery.decide": ("admin", {"keputusan": "setuju"}),
    "offices.decide": ("admin", {"keputusan": "setuju"}),
    "security.end_session": ("pemilik", {}),
    "single_sign_on.link": ("", {}),
    "not_me.freeze": (
        "pemilik plt_kemarin",
        {"keterangan": "Bukan saya orangnya.", "_sandi": "bukan sandinya"},
    ),
    "not_me.propose": ("admin", {"catatan": "Sudah diperiksa bersama."}),
    "not_me.decide": ("admin", {"keputusan": "tolak"}),
    "own_data.fetch": ("pemilik", {}),
    "breach.propose": ("admin pengawas", {}),
    "breach.send": ("admin pengawas", {}),
    "retention.propose": ("admin pengawas", {}),
    "retention.decide": ("admin pengawas", {"keputusan": "setuju"}),
    "passkeys.remove": ("pemilik", {"_sandi": "bukan sandinya"}),
    "releases.go_back": (OWNERS, {"alasan": "Saya ingin yang lama."}),
}

SAID_ON_PAGE = {"suggestions.take", "suggestions.restate", "suggestions.accept"}
"""Acts of the owner on a page that the evaluator reads too: there the refusal is said on that page (422)."""

BOARDS = {"monthly_board.hand_in", "yearly_board.hand_in"}
"""Boards name people inside the post: the tests at the end attack these."""

OTHER: Mapping[str, object] = {
    "form": "b18", "name": "surat_keberatan", "bentuk": "csv", "libur_id": 1, "pola_id": 1, "tiket_id": 1,
    "saldo_id": 1, "contoh_id": 1, "unggahan_id": 1,
    "diagram": "penetapan", "tabel": "kuadran_predikat", "proses": "penetapan", "formulir": "reviu",
    "jenis": "diagram", "berkas": "penetapan", "unsur": "reviu", "alur": "ajukan", "isian": "keputusan",
    "process": "penetapan", "jalan_id": 1,
    "nomor": 1, "number": 1, "migration_id": 1, "masa_tpp": "2026-02", "putaran_ke": 1, "pengecualian_id": 1,
    "usul_id": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def dunia(
    postgres: PrivatePostgres, city_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dunia]:
    """One year for all tests of this file; its application takes posts without our page's token."""
    with own_year(postgres, city_template, tmp_path_factory.mktemp("var")) as made:
        yield made


def routes(app: Flask, method: str) -> Iterator[Rule]:
    """Routes that name an object and are not for everybody."""
    for rule in app.url_map.iter_rules():
        named = policy_of(app.view_functions[rule.endpoint])
        if method in (rule.methods or ()) and rule.arguments and named is not None and named.kind != "umum":
            yield rule


def address(dunia: Dunia, rule: Rule) -> str:
    """The route with the numbers of SR's documents."""
    values = {name: {**OTHER, **dunia.values}[name] for name in rule.arguments}
    return str(dunia.app.url_map.bind("localhost").build(rule.endpoint, values))


def test_every_route_that_names_an_object_has_a_row(dunia: Dunia) -> None:
    reading = {rule.endpoint for rule in routes(dunia.app, "GET")}
    assert reading - set(READING) - set(TOLD) - ANYBODY == set(), "say in a table who may open it"
    acts = {rule.endpoint for rule in routes(dunia.app, "POST")}
    assert acts - set(ACTS) - BOARDS == set(), "say in a table who may do it"


@pytest.mark.parametrize("role", PEOPLE)
def test_ac_k_pages_open_to_those_in_the_table_and_to_nobody_else(dunia: Dunia, role: str) -> None:
    client, wrong = dunia.client(role), []
    for rule in routes(dunia.app, "GET"):
        table = READING if rule.endpoint in READING else TOLD
        if rule.endpoint in ANYBODY or rule.endpoint not in table:
            continue
        answer = client.get(address(dunia, rule), headers=BROWSER)
        may = role in table[rule.endpoint].split()
        refusals = (404,) if table is READING else (403, 404)
        if (answer.status_code >= 400) if may else (answer.status_code not in refusals):
            wrong.append((rule.endpoint, answer.status_code, "boleh" if may else "tidak boleh"))
    assert wrong == []


def contents(engine: Engine) -> dict[str, str]:
    """A fingerprint of every table but what is kept of refusals, readings, open sessions and requests counted."""
    rows = "SELECT coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM %s t"
    with engine.connect() as connection:
        names = set(Base.metadata.tables) - {
            "sesi",
            "perangkat_akun",
            "audit_event",
            "akses_data",
            "jatah",
            "penolakan",
        }
        return {table: connection.execute(text(rows % table)).scalar_one() for table in sorted(names)}


def test_ac_k_acts_of_all_others_are_refused_and_change_nothing(dunia: Dunia) -> None:
    clients = {role: dunia.client(role) for role in PEOPLE}
    before, wrong = contents(dunia.city.engine), []
    for rule in routes(dunia.app, "POST"):
        if rule.endpoint not in ACTS:
            continue
        may, body = ACTS[rule.endpoint]
        for role in set(PEOPLE) - set(may.split()):
            data = {name.format(**dunia.values): value.format(**dunia.values) for name, value in body.items()}
            data["_permintaan"] = str(uuid4())
            answer = clients[role].post(address(dunia, rule), data=data, headers=BROWSER)
            on_page = rule.endpoint in SAID_ON_PAGE and role == "penilai"
            if answer.status_code not in ((422,) if on_page else (403, 404)):
                wrong.append((rule.endpoint, role, answer.status_code))
    assert wrong == []
    assert contents(dunia.city.engine) == before


@pytest.mark.parametrize("role", ["orang_lain", "rekan", "pemilik", "penilai_lama", "pengelola"])
def test_ac_k_a_board_judges_nobody_whom_the_sender_does_not_evaluate_and_names_nobody(
    dunia: Dunia, role: str
) -> None:
    client = dunia.client(role)
    before, number, skp_id = contents(dunia.city.engine), dunia.values["lembar_id"], dunia.values["skp_id"]
    month = {
        "_bagian": "nilai", f"langkah.{number}": "evaluasi#1/nilai_bulanan#1",
        f"nilai.{number}.hasil_kerja": "DI_ATAS_EKSPEKTASI", f"nilai.{number}.perilaku": "DI_ATAS_EKSPEKTASI",
        f"nilai.{number}.umpan_balik": "Hasil bulan ini jauh di atas harapan.",
    }  # fmt: skip
    year = {
        f"orang.{skp_id}": "ya",
        f"n.{skp_id}.hasil_kerja": "DI_ATAS_EKSPEKTASI",
        f"n.{skp_id}.perilaku": "DI_ATAS_EKSPEKTASI",
    }
    for url, body in (("/tim/bulanan/2026-2", month), ("/tim/evaluasi/2026", {**year, "_unit": "3"})):
        data = {**body, "_permintaan": str(uuid4())}
        answer = client.post(url, data=data, headers=BROWSER)
        assert answer.status_code in (400, 403, 404, 422), (url, answer.status_code)
        assert role == "pemilik" or "Siti Rahmawati" not in answer.text
    assert contents(dunia.city.engine) == before


def test_a_value_that_no_database_holds_is_refused_without_an_error_of_ours(dunia: Dunia) -> None:
    client, kontrak_id = dunia.client("ketua_tim"), dunia.values["kontrak_id"]
    data = {"isi": "Peta bidang\x00 sudah rapi.", "_permintaan": str(uuid4())}
    answer = client.post(f"/kontrak/{kontrak_id}/umpan-balik", data=data, headers=BROWSER)
    assert answer.status_code == 400
    assert client.get(f"/kontrak/{10**20}", headers=BROWSER).status_code in (400, 404)
