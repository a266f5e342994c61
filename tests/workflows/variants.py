"""Variants of what ships that are right: steps, options, blocks, timers, tables more. Nothing may be found in them."""

from __future__ import annotations

from .planted import (
    SHIPPED,
    Edit,
    add,
    block,
    boundary,
    call,
    checklist,
    choice,
    condition,
    cut,
    diagram,
    end,
    field,
    flow,
    form,
    gateway,
    insert,
    new_file,
    repeated,
    rule,
    script,
    service,
    start,
    subprocess,
    swap,
    user,
    wait,
)

PENETAPAN = diagram("penetapan")

CEK = form("penetapan/cek_awal", choice("layak", "ya", "tidak"))
ANGKA = form(
    "penetapan/angka",
    field("number", "mutu"),
    field("datetime", "tanggal_cek", subtype="date", dateLabel="Tanggal"),
)
TABEL = (
    SHIPPED["workflows/tables/tpp_nilai_skp.dmn"]
    .replace("tpp_nilai_skp", "uji_mutu")
    .replace("nilai_skp", "mutu")
)

SOUND: dict[str, tuple[Edit, ...]] = {
    "a step more, with a form of its own": (
        CEK, insert("penetapan", "ajukan", user("reviu_pengelola", "penetapan/cek_awal", "pengelola_opd")),
    ),
    "a step more that may send back": (
        CEK, insert("penetapan", "ajukan", user("reviu_pengelola", "penetapan/cek_awal", "pengelola_opd")),
        block("penetapan", "dari_reviu_pengelola", "layakkah", "layakkah",
              gateway("exclusive", "layakkah", "keluar_layakkah"),
              flow("tak_layak", "layakkah", "susun_skp", 'layak = "tidak"')),
    ),
    "other labels": (swap(PENETAPAN, 'name="Reviu SKP"', 'name="Reviu &amp; persetujuan SKP (baru)"'),),
    "other words for the options": (swap("forms/penetapan/reviu.json", '"Setujui"', '"Ya, saya setuju"'),),
    "the condition on the other branch": (
        swap(PENETAPAN, 'default="setujui"', 'default="kembalikan"'),
        cut(PENETAPAN, r"<bpmn:conditionExpression.*?</bpmn:conditionExpression>"),
        cut(PENETAPAN, r'<bpmn:sequenceFlow id="setujui"[^>]*/>'),
        add("penetapan", flow("setujui", "disetujui", "kunci_naskah", 'keputusan = "setujui"')),
    ),
    "a condition in other words": (condition("penetapan", 'keputusan = "kembalikan"', 'not(keputusan = "setujui")'),),
    "a condition with a list of values": (
        condition("penetapan", 'keputusan = "kembalikan"', 'keputusan in ("kembalikan")'),
    ),
    "two steps at the same time": (
        block("penetapan", "ke_tetapkan", "bagi", "temu", gateway("parallel", "bagi"), gateway("parallel", "temu"),
              user("baca_satu"), user("baca_dua"), flow("b1", "bagi", "baca_satu"), flow("b2", "bagi", "baca_dua"),
              flow("t1", "baca_satu", "temu"), flow("t2", "baca_dua", "temu")),
    ),
    "a choice inside one of two parallel branches": (
        CEK,
        block("penetapan", "ke_tetapkan", "bagi", "temu", gateway("parallel", "bagi"), gateway("parallel", "temu"),
              user("cek", "penetapan/cek_awal"), user("baca"), gateway("exclusive", "pilih", "p2"), user("tambah"),
              gateway("exclusive", "lagi"), flow("b1", "bagi", "cek"), flow("b2", "bagi", "baca"),
              flow("c1", "cek", "pilih"), flow("p1", "pilih", "tambah", 'layak = "tidak"'), flow("p2", "pilih", "lagi"),
              flow("p3", "tambah", "lagi"), flow("t1", "lagi", "temu"), flow("t2", "baca", "temu")),
    ),
    "some of several branches": (
        form("penetapan/pilih", checklist("bidang", "satu", "dua")),
        block("penetapan", "ke_tetapkan", "pilih", "temu", user("pilih", "penetapan/pilih"),
              gateway("inclusive", "bagi", "b3"), gateway("inclusive", "temu"), user("baca_satu"), user("baca_dua"),
              flow("b0", "pilih", "bagi"), flow("b1", "bagi", "baca_satu", 'list contains(bidang, "satu")'),
              flow("b2", "bagi", "baca_dua", 'list contains(bidang, "dua")'), flow("b3", "bagi", "temu"),
              flow("t1", "baca_satu", "temu"), flow("t2", "baca_dua", "temu")),
    ),
    "a block within a block": (
        block("penetapan", "ke_tetapkan", "luar", "luar", subprocess(
            "luar", start("l1"), subprocess("dalam", start("d1"), user("baca"), end("d2"), flow("d3", "d1", "baca"),
                                            flow("d4", "baca", "d2")), end("l2"), flow("l3", "l1", "dalam"),
            flow("l4", "dalam", "l2"))),
    ),
    "a time limit that goes on without the answer": (
        add("penetapan", boundary("lewat", "reviu"), flow("ke_lewat", "lewat", "buka_revisi")),
    ),
    "a reminder beside a step": (
        add("penetapan", boundary("ingat", "reviu", interrupting=False), service("tandai"), end("diingatkan"),
            flow("i1", "ingat", "tandai"), flow("i2", "tandai", "diingatkan")),
    ),
    "a reminder that a person has to answer": (
        add("penetapan", boundary("ingat", "reviu", interrupting=False), user("tegur", role="atasan_penilai"),
            end("ditegur"), flow("i1", "ingat", "tegur"), flow("i2", "tegur", "ditegur")),
    ),
    "a wait": (insert("penetapan", "ke_tetapkan", wait("jeda")),),
    "a wait until a day": (insert("penetapan", "ke_tetapkan", wait("jeda", "timeDate", "2026-03-01")),),
    "a calculation": (
        ANGKA, insert("penetapan", "ke_tetapkan", user("ukur", "penetapan/angka")),
        insert("penetapan", "dari_ukur", script("hitung", "=mutu * 2", "mutu_ganda")),
        block("penetapan", "dari_hitung", "cukup", "cukup", gateway("exclusive", "cukup", "keluar_cukup"),
              flow("kurang", "cukup", "ukur", "mutu_ganda < 10")),
    ),
    "numbers and dates of a form": (
        ANGKA, insert("penetapan", "ke_tetapkan", user("ukur", "penetapan/angka")),
        block("penetapan", "dari_ukur", "cukup", "cukup", gateway("exclusive", "cukup", "keluar_cukup"),
              flow("kurang", "cukup", "ukur", "mutu < 70 or mutu > 100"),
              flow("dini", "cukup", "ukur", 'date(tanggal_cek) < date("2026-01-05")')),
    ),
    "a table that is asked": (
        ANGKA, new_file("workflows/tables/uji_mutu.dmn", TABEL),
        insert("penetapan", "ke_tetapkan", user("ukur", "penetapan/angka")),
        insert("penetapan", "dari_ukur", rule("nilai", "uji_mutu", "persen")),
        block("penetapan", "dari_nilai", "cukup", "cukup", gateway("exclusive", "cukup", "keluar_cukup"),
              flow("kurang", "cukup", "ukur", "persen < 85")),
    ),
    "a call of a process that is called already": (insert("penetapan", "ke_tetapkan", call("dialog_lagi", "dialog")),),
    "a step for each of several": (
        insert("penetapan", "ke_tetapkan", user("tiap", parts=repeated('=["satu", "dua"]'))),
    ),
    "a step for each, one after the other": (
        insert("penetapan", "ke_tetapkan", user("tiap", parts=repeated("=get or else(sebab, [])", sequential=True))),
    ),
    "whoever is first ends it all": (
        block("penetapan", "ke_tetapkan", "bagi", "menang", gateway("parallel", "bagi"), user("menang"), user("kalah"),
              end("cukup", terminate=True), flow("b1", "bagi", "menang"), flow("b2", "bagi", "kalah"),
              flow("b3", "kalah", "cukup")),
    ),
    "a choice that need not be made": (
        form("penetapan/cek_awal", choice("layak", "ya", "tidak", required=False)),
        insert("penetapan", "ajukan", user("cek", "penetapan/cek_awal")),
        block("penetapan", "dari_cek", "layakkah", "layakkah", gateway("exclusive", "layakkah", "keluar_layakkah"),
              flow("kosong", "layakkah", "cek", "layak = null"),
              flow("tak", "layakkah", "susun_skp", 'layak = "tidak"')),
    ),
}  # fmt: skip
