"""Faults that owners make: how each is planted into what ships, and by which name it must be found."""

from __future__ import annotations

from typing import NamedTuple

from .planted import (
    Edit,
    add,
    block,
    boundary,
    call,
    components,
    condition,
    cut,
    diagram,
    end,
    end_of,
    flow,
    gateway,
    insert,
    repeated,
    service,
    swap,
    user,
    wait,
)

BANK, MUTASI, PENETAPAN = diagram("bank_aktivitas"), diagram("mutasi"), diagram("penetapan")
KUADRAN = "workflows/tables/kuadran_predikat.dmn"
NILAI = "workflows/tables/tpp_nilai_skp.dmn"


class Fault(NamedTuple):
    """One fault: how it is planted, and how it is named when found. `mend` must be told in the mend."""

    name: str
    edits: tuple[Edit, ...]
    code: str
    element: str | None
    mend: str = ""


def option(path: str, key: str, **change: object) -> Edit:
    """A form in which one field is changed; without a change it goes."""
    return components(
        path,
        lambda found: [
            {**one, **change} if one.get("key") == key else one
            for one in found
            if one.get("key") != key or change
        ],
    )


FAULTS = [
    Fault("deadlock: a parallel gateway joins what an exclusive one divides", (
        end_of("bank_aktivitas", "alur_e", "targetRef", "gabung"),
        end_of("bank_aktivitas", "alur_f", "targetRef", "gabung"),
        cut(BANK, r'<bpmn:endEvent id="(berlaku|ditolak)".*?</bpmn:endEvent>'),
        cut(BANK, r"<bpmn:flowNodeRef>(berlaku|ditolak)</bpmn:flowNodeRef>"),
        add("bank_aktivitas", gateway("parallel", "gabung"), end("usai"), flow("ke_usai", "gabung", "usai")),
    ), "deadlock", "gabung", "gerbang"),
    Fault("deadlock: an exclusive gateway divides what a parallel one joins", (
        swap(MUTASI, '<bpmn:parallelGateway id="berjalan_bersama"',
             '<bpmn:exclusiveGateway default="ke_tunggu_tmt" id="berjalan_bersama"'),
        swap(MUTASI, "</bpmn:parallelGateway>", "</bpmn:exclusiveGateway>"),
        cut(MUTASI, r'<bpmn:sequenceFlow id="ke_evaluasi_segmen"[^>]*/>'),
        add("mutasi", flow("ke_evaluasi_segmen", "berjalan_bersama", "evaluasi_segmen", 'sebab = "BEBAS_SKP"')),
    ), "deadlock", "keduanya_selesai", "eksklusif dengan eksklusif"),
    Fault("deadlock: a branch that is not always taken enters a parallel join", (
        swap(MUTASI, '<bpmn:parallelGateway id="berjalan_bersama"',
             '<bpmn:inclusiveGateway default="ke_tunggu_tmt" id="berjalan_bersama"'),
        swap(MUTASI, "</bpmn:parallelGateway>", "</bpmn:inclusiveGateway>"),
        cut(MUTASI, r'<bpmn:sequenceFlow id="ke_evaluasi_segmen"[^>]*/>'),
        add("mutasi", flow("ke_evaluasi_segmen", "berjalan_bersama", "evaluasi_segmen", 'keterangan != null')),
    ), "deadlock", "keduanya_selesai", "gerbang"),
    Fault("a step that two branches reach without waiting for each other", (
        swap(diagram("penjelasan_keberatan"), '<bpmn:parallelGateway id="keduanya_menjawab"',
             '<bpmn:exclusiveGateway id="keduanya_menjawab"'),
        swap(diagram("penjelasan_keberatan"),
             '<bpmn:outgoing>ke_dijelaskan</bpmn:outgoing>\n    </bpmn:parallelGateway>',
             '<bpmn:outgoing>ke_dijelaskan</bpmn:outgoing>\n    </bpmn:exclusiveGateway>'),
        insert("penjelasan_keberatan", "ke_dijelaskan", user("baca_keduanya")),
    ), "twice", "baca_keduanya", "paralel"),
    Fault("an operation that two branches reach without waiting for each other", (
        swap(MUTASI, '<bpmn:parallelGateway id="keduanya_selesai"', '<bpmn:exclusiveGateway id="keduanya_selesai"'),
        swap(MUTASI, "<bpmn:outgoing>ke_mutasi_selesai</bpmn:outgoing>\n    </bpmn:parallelGateway>",
             "<bpmn:outgoing>ke_mutasi_selesai</bpmn:outgoing>\n    </bpmn:exclusiveGateway>"),
        insert("mutasi", "ke_mutasi_selesai", service("catat_selesai")),
    ), "twice", "catat_selesai", "paralel"),
    Fault("a dead branch: the same condition twice", (
        condition("bank_aktivitas", 'putusan_usul = "tolak"', 'putusan_usul = "kembalikan"'),
    ), "dead", "tolak", "syarat"),
    Fault("a dead branch: a condition that contradicts itself", (
        condition("bank_aktivitas", 'putusan_usul = "tolak"', 'putusan_usul = "tolak" and putusan_usul = "kembalikan"'),
    ), "dead", "tolak", "syarat"),
    Fault("a dead branch: the answer is given only later", (
        end_of("bimbingan", "ke_rencana", "targetRef", "jalan_pintas"),
        add("bimbingan", gateway("exclusive", "jalan_pintas", "biasa"), flow("biasa", "jalan_pintas", "rencana"),
            flow("pintas", "jalan_pintas", "hasil", 'sesi_lagi = "tidak"')),
    ), "dead", "pintas", "syarat"),
    Fault("no way out: every answer leads back", (
        condition("bimbingan", 'sesi_lagi = "ya"', 'sesi_lagi in ("ya", "tidak")'),
    ), "no_way_out", "sesi", "jalan keluar"),
    Fault("a condition on a field that nobody fills", (
        condition("penetapan", 'keputusan = "kembalikan"', 'keputusan_reviu = "kembalikan"'),
    ), "fact", "disetujui", "nama fakta"),
    Fault("a value that differs by a letter from what the form offers", (
        condition("penetapan", 'keputusan = "kembalikan"', 'keputusan = "kembalikn"'),
    ), "option", "kembalikan", 'Mungkin yang dimaksud "kembalikan"'),
    Fault("a value that differs by its ending", (
        condition("penetapan", 'keputusan = "kembalikan"', 'keputusan != "setuju"'),
    ), "option", "kembalikan", 'Mungkin yang dimaksud "setujui"'),
    Fault("an element of a list that the form does not offer", (
        condition("pemantauan", 'list contains(tindak, "APRESIASI")', 'list contains(tindak, "APRESIASII")'),
    ), "option", None, '"APRESIASI"'),
    Fault("a text compared with a number", (
        condition("penetapan", 'keputusan = "kembalikan"', "keputusan > 3"),
    ), "kind", "kembalikan", "tanda kutip"),
    Fault("a number compared with a text", (
        condition("bank_aktivitas", 'perbaikan = "tarik"', 'waktu_baku = "60"'),
    ), "kind", "tarik", "tanpa tanda kutip"),
    Fault("a text compared with a date", (
        condition("konseling", 'pertemuan_lagi = "ya"', 'tanggal > date("2026-06-01")'),
    ), "kind", "pertemuan_lagi", "date(tanggal)"),
    Fault("a condition that is no question", (
        condition("penetapan", 'keputusan = "kembalikan"', "keputusan"),
    ), "kind", "kembalikan", "perbandingan"),
    Fault("a form without the deciding field", (
        option("forms/bimbingan/sesi.json", "sesi_lagi"),
    ), "form_field", "sesi", "sesi_lagi"),
    Fault("an option that the step does not know", (
        option("forms/koreksi_aktivitas/setujui.json", "putusan_koreksi", values=[
            {"label": "Setuju", "value": "setuju"}, {"label": "Tolak", "value": "tolak"},
            {"label": "Tunda", "value": "tunda"}]),
    ), "form_option", None, "tolak"),
    Fault("a form that is not there", (swap(PENETAPAN, "penetapan/reviu", "penetapan/reviu_baru"),), "form", "reviu"),
    Fault("an operation that is not there", (swap(PENETAPAN, "skp.kunci", "skp.kunci_ini"),),
          "operation", "kunci_naskah"),
    Fault("a loop without a wait", (
        block("bank_aktivitas", "alur_e", "ulang", "ulang", gateway("exclusive", "ulang", "keluar_ulang"),
              flow("sekali_lagi", "ulang", "terbitkan", 'putusan_usul = "setuju"')),
    ), "endless", None, "timer"),
    Fault("a signature without the password", (
        cut(PENETAPAN, r'(?<=value="penetapan.tetapkan" />)\s*<zeebe:property name="konfirmasi_sandi" value="ya" />'),
    ), "signature", "tetapkan", "kata sandi"),
    Fault("a role that nobody holds", (
        swap(PENETAPAN, '<bpmn:lane id="pejabat_penilai"', '<bpmn:lane id="kepala_bidang"'),
    ), "role", "reviu", "pejabat_penilai"),
    Fault("a person's step in the system's lane", (
        swap(PENETAPAN, "<bpmn:flowNodeRef>reviu</bpmn:flowNodeRef>", ""),
        swap(PENETAPAN, "<bpmn:flowNodeRef>terbitkan</bpmn:flowNodeRef>",
             "<bpmn:flowNodeRef>terbitkan</bpmn:flowNodeRef><bpmn:flowNodeRef>reviu</bpmn:flowNodeRef>"),
    ), "role", "reviu", "lajur"),
    Fault("a step in no lane", (
        swap(PENETAPAN, "<bpmn:flowNodeRef>reviu</bpmn:flowNodeRef>", ""),
    ), "role", "reviu", "lajur"),
    Fault("a table with a gap", (cut(KUADRAN, r'<rule id="baris_9">.*?</rule>'),),
          "dmn_gap", "kuadran_predikat", "baris"),
    Fault("a table with an overlap", (swap(NILAI, "<text>[80..90)</text>", "<text>[80..95)</text>"),),
          "dmn_overlap", "tpp_nilai_skp", "Persempit"),
    Fault("a table with a gap between two stretches", (swap(NILAI, "<text>[70..80)</text>", "<text>[72..80)</text>"),),
          "dmn_gap", "tpp_nilai_skp", "baris"),
    Fault("a table cell that is none of the column's values", (
        swap(KUADRAN, '<text>"DI_ATAS_EKSPEKTASI"</text>', '<text>"DIATAS_EKSPEKTASI"</text>'),
    ), "dmn_unknown_value", "kuadran_predikat", "daftar"),
    Fault("a table that does not know an answer", (
        swap(KUADRAN, '<text>"DI_ATAS_EKSPEKTASI", "SESUAI_EKSPEKTASI", "DI_BAWAH_EKSPEKTASI"</text>',
             '<text>"DI_ATAS_EKSPEKTASI", "SESUAI_EKSPEKTASI"</text>'),
        cut(KUADRAN, r'<rule id="baris_[789]">.*?</rule>'),
    ), "table_value", "predikat_bulanan", "kolom"),
    Fault("calls in a circle", (
        insert("evaluasi_bulanan", "ke_simpan", call("bulan_lagi", "skp_bulanan")),
    ), "call_circle", None, "lingkaran"),
    Fault("a call of a process that is not there", (
        insert("penetapan", "ke_tetapkan", call("panggil", "penetapan_lama")),
    ), "called", "panggil"),
    Fault("a timer that reads a fact with a typo", (
        swap(diagram("skp_pegawai"), "=batas_penetapan<", "=batas_penetapn<"),
    ), "fact", "batas_penetapan", "nama fakta"),
    Fault("a timer that is no time", (
        insert("penetapan", "ke_tetapkan", wait("jeda", text="14 hari")),
    ), "timer", "jeda", "P14D"),
    Fault("a timer that reads a choice", (
        swap(diagram("capaian_organisasi"), "=batas_ubah_capaian<", "=capaian<"),
    ), "kind", None, "tanggal"),
    Fault("a timer that has no date on one way", (
        end_of("penugasan", "ke_catat", "targetRef", "verifikasi"),
    ), "run_no_time", "akan_habis", "setiap jalan"),
    Fault("an operation that lacks a fact on one way", (
        block("tpp_bulanan", "alur_f", "pintas", "pintas", gateway("exclusive", "pintas", "keluar_pintas"),
              flow("langsung", "pintas", "tetapkan", 'status_hitung = "selesai"')),
    ), "missing_fact", "tetapkan", "pemeriksa"),
    Fault("an operation whose fact nobody gives", (
        end_of("evaluasi_bulanan", "dengan_nilai", "targetRef", "simpan"),
        cut(diagram("evaluasi_bulanan"), r'<bpmn:businessRuleTask id="predikat_bulanan".*?</bpmn:businessRuleTask>'),
        cut(diagram("evaluasi_bulanan"), r'<bpmn:sequenceFlow id="ke_simpan"[^>]*/>'),
        cut(diagram("evaluasi_bulanan"), r"<bpmn:flowNodeRef>predikat_bulanan</bpmn:flowNodeRef>"),
    ), "missing_fact", "simpan", "predikat"),
    Fault("a call that lacks what the called process needs", (
        end_of("skp_pegawai", "ke_evaluasi_tahunan", "targetRef", "dokumen_dan_keberatan"),
        cut(diagram("skp_pegawai"), r'<bpmn:callActivity id="evaluasi_tahunan".*?</bpmn:callActivity>'),
        cut(diagram("skp_pegawai"), r'<bpmn:sequenceFlow id="[^"]+" sourceRef="evaluasi_tahunan"[^>]*/>'),
        cut(diagram("skp_pegawai"), r"<bpmn:flowNodeRef>evaluasi_tahunan</bpmn:flowNodeRef>"),
    ), "missing_fact", None, "kunci_capaian"),
    Fault("a gateway without a default", (swap(PENETAPAN, ' default="setujui"', ""),),
          "no_default", "disetujui", "bawaan"),
    Fault("a branch without a condition", (
        cut(PENETAPAN, r"<bpmn:conditionExpression.*?</bpmn:conditionExpression>"),
    ), "condition", "kembalikan", "FEEL"),
    Fault("a step that nothing leads to", (
        add("penetapan", user("periksa_ulang"), flow("ke_akhir", "periksa_ulang", "ditetapkan")),
    ), "unreachable", "periksa_ulang"),
    Fault("a step that leads nowhere", (
        cut(PENETAPAN, r'<bpmn:sequenceFlow id="ke_terbitkan"[^>]*/>'),
    ), "outgoing", "tetapkan"),
    Fault("a message that nobody sends", (
        swap(diagram("tpp_bulanan"), 'name="tpp_selesai"', 'name="tpp_selesei"'),
    ), "message", "selesai_hitung"),
    Fault("a deadline that the table does not have", (
        swap(PENETAPAN, 'value="penetapan.reviu"', 'value="penetapan.riviu"'),
    ), "deadline", "reviu", "kunci"),
    Fault("a timer on a step that does not wait", (
        add("penetapan", boundary("lewat", "terbitkan"), flow("ke_akhir_lewat", "lewat", "ditetapkan")),
    ), "attached", "lewat", "userTask"),
    Fault("a repetition over what is no list", (
        insert("penetapan", "ke_disetujui", user("tiap_satu", parts=repeated("=keputusan"))),
    ), "kind", "tiap_satu", "daftar"),
    Fault("a repetition over a list that may not be there", (
        insert("penetapan", "ke_tetapkan", user("tiap_sebab", parts=repeated("=sebab"))),
    ), "run_not_a_list", "tiap_sebab", "daftar"),
    Fault("a lane for a page that is not there", (
        swap(PENETAPAN, 'value="susun_skp"', 'value="susun_skp_baru"'),
    ), "workspace", "susun_skp"),
]  # fmt: skip
