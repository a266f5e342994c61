"""Roles × objects × rights, with SR's objects for everybody: what section "who may see or do what" promises, by hand.

The table is written from the design, not from `matrix`: for each kind and right it names those who have it. Whatever it
does not name must be refused, so a right that slips into the matrix is found here.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.policy.conftest import actors, row_of
from tests.web.matriks import PEOPLE, Dunia
from webapp.services.errors import Denied, NotFound
from webapp.services.policy import decide
from webapp.services.policy.matrix import DESKS, DOCUMENTS, Kind, Right

pytestmark = pytest.mark.slow

LINE = "pemilik penilai atasan admin pengawas"
"""The owner, the evaluator of today, the one above, and the two offices whose reading is watched."""

EXPECTED: Mapping[str, Mapping[str, str]] = {
    "skp": {
        "see": f"{LINE} penilai_lama pengelola plt_kemarin",
        "read": f"{LINE} penilai_lama plt_kemarin",
        "submitted": f"{LINE} pengelola",
        "drafts": "pemilik",
        "talk": f"{LINE} penilai_lama",
        "course": f"{LINE} pengelola",
        "comment": "pemilik penilai admin pengelola",
        "propose": "pemilik penilai",
        "write": "pemilik",
        "export": "penilai admin",
    },
    "evaluasi": {
        "see": f"{LINE} plt_kemarin", "read": f"{LINE} plt_kemarin", "talk": LINE, "course": LINE,
        "early": "penilai atasan admin pengawas", "export": "penilai admin",
    },
    "umpan_balik": {
        "see": f"{LINE} rekan plt_kemarin penilai_lama",
        "read": f"{LINE} rekan plt_kemarin penilai_lama",
        "submitted": LINE,
    },
    "peran_hasil": {**dict.fromkeys(("see", "read", "comment"), "pemilik penilai"), "write": "pemilik"},
    "mph": {
        "see": "pemilik penilai_lama atasan admin pengawas",
        "read": "pemilik penilai_lama atasan admin pengawas",
        "write": "penilai_lama",
    },
    "kontrak_penugasan": {
        "see": "pemilik ketua_tim penilai admin", "read": "pemilik ketua_tim penilai admin", "write": "ketua_tim",
    },
    "bimbingan": {"see": f"{LINE} pembimbing", "read": f"{LINE} pembimbing", "talk": "pemilik atasan"},
    "konseling": {
        "see": "pemilik konselor pyb penilai admin", "read": "pemilik konselor pyb", "talk": "pemilik konselor",
    },
    "aktivitas": {"see": "pemilik penilai", "read": "pemilik penilai", "write": "pemilik", "decide": "penilai"},
    "aktivitas_bulanan": {
        "see": "pemilik penilai admin", "read": "pemilik penilai admin", "propose": "pemilik penilai",
    },
    "koreksi_aktivitas": {
        "see": "pemilik penilai atasan admin pyb", "read": "pemilik penilai atasan admin pyb", "decide": "atasan",
    },
    "usul_butir": {"see": "pengelola admin", "read": "pengelola admin"},
    "mandat": {"see": "plt_kemarin pengelola admin pengawas", "read": "plt_kemarin pengelola admin pengawas"},
    "process_case": {"see": "pemilik_proses admin pengawas", "act": "pemilik_proses admin"},
}  # fmt: skip
"""Kind: right: who has it. `admin` is a process owner, too, as BKPP's people often are."""

OFFICES: Mapping[str, Mapping[str, str]] = {
    "direktori": {"see": "admin_bkpp pengelola_opd", "read": "admin_bkpp"},
    "data_kepegawaian": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp"},
    "cek_data": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp"},
    "kalender": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp"},
    "tugas_terbuka": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp"},
    "siklus": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp"},
    "registri_penugasan": {"see": "admin_bkpp pengelola_opd", "propose": "admin_bkpp pengelola_opd"},
    "pk": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp pengelola_opd"},
    "rumusan": dict.fromkeys(("see", "read", "write"), "admin_bkpp pemilik_proses"),
    "umpan_balik_layanan": {"write": "pengelola_opd"},
    "bank_aktivitas": {
        "see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp", "propose": "admin_bkpp pengelola_opd",
    },
    "berkas_bank": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp"},
    "peta_aktivitas": {"see": "admin_bkpp pengelola_opd", "read": "admin_bkpp"},
    "tpp": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp"},
    "saldo_angka_kredit": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp"},
    "capaian_organisasi": {
        "see": "admin_bkpp tim_kinerja_org pengawas pyb", "read": "admin_bkpp tim_kinerja_org pengawas pyb",
        "write": "admin_bkpp",
    },
    "pengecualian_papan": dict.fromkeys(("see", "read"), "admin_bkpp pengawas"),
    "pemeringkatan": dict.fromkeys(("see", "read"), "tim_penilai_kinerja pyb admin_bkpp"),
    "ekspor_naskah": {"see": "pengelola_opd", "export": "admin_bkpp"},
    "bengkel": dict.fromkeys(("see", "read", "write"), "pemilik_proses"),
    "rilis": dict.fromkeys(("see", "read"), "pemilik_proses admin_bkpp pengawas"),
    "pemulihan_akun": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp"},
    "usul_peran": {"see": "admin_bkpp", "read": "admin_bkpp", "write": "admin_bkpp"},
    "privasi": dict.fromkeys(("see", "read", "write", "decide"), "admin_bkpp pengawas"),
    "meterai": dict.fromkeys(("see", "read"), "admin_bkpp pengawas"),
    "kokpit": {
        "see": "pemilik_proses admin_bkpp pengawas", "read": "pemilik_proses admin_bkpp pengawas",
        "act": "pemilik_proses", "decide": "pemilik_proses admin_bkpp",
    },
}  # fmt: skip
"""Work of an office: right: the offices that have it."""


def test_every_kind_has_a_row_in_the_expectation() -> None:
    assert set(EXPECTED) == {one.value for one in DOCUMENTS}
    assert set(OFFICES) == {one.value for one in DESKS}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_everybody_has_the_rights_of_the_table_and_no_other(dunia: Dunia, kind: Kind) -> None:
    wrong, everybody = [], actors(dunia)
    assert set(everybody) == set(PEOPLE)
    with dunia.city.reading() as tx:
        row = row_of(tx, dunia, kind)
        for role, actor in everybody.items():
            for right in Right:
                try:
                    decide.allowed(tx, actor, right, kind, row)
                    has = True
                except (Denied, NotFound):
                    has = False
                if has != (role in EXPECTED[kind.value].get(right.value, "").split()):
                    wrong.append((role, right.value, "boleh" if has else "tidak boleh"))
    assert wrong == []


@pytest.mark.parametrize("kind", DESKS)
def test_every_office_has_the_rights_of_the_table_and_no_other(dunia: Dunia, kind: Kind) -> None:
    offices = ("admin_bkpp", "pengelola_opd", "pengawas", "pemilik_proses", "tim_kinerja_org", "tim_penilai_kinerja",
               "pyb", "")  # fmt: skip
    person = actors(dunia)["orang_lain"]
    wrong = []
    for office in offices:
        actor = type(person)(person.akun_id, person.nama, person.pegawai_id, None, frozenset({office} - {""}))
        for right in Right:
            has = decide.permits(actor, right, kind)
            if has != (bool(office) and office in OFFICES[kind.value].get(right.value, "").split()):
                wrong.append((office, right.value, has))
    assert wrong == []


def test_a_refused_office_is_told_who_may_and_the_event_names_the_desk(dunia: Dunia) -> None:
    person = actors(dunia)["orang_lain"]
    for kind, row in DESKS.items():
        for right in {right for rights in row.values() for right in rights}:
            with pytest.raises(Denied, match=r"[.]$") as refused:
                decide.require(person, right, kind)
            assert (refused.value.object_kind, refused.value.object_id) == (kind.value, None)
