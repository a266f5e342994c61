"""The rooms of the admins' desk: where each leads and what is done there. A room that is not built is not offered."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.operations import Actor
from webapp.storage.akun import Peran


@dataclass(frozen=True)
class Room:
    """A page of the desk. `roles` may enter it; `for_persons`: only by an account of which it is known whose it is."""

    path: str
    title: LazyString
    hint: LazyString
    roles: frozenset[str] = frozenset({Peran.ADMIN_BKPP.value})
    for_persons: bool = False


_BOTH = frozenset({Peran.ADMIN_BKPP.value, Peran.PENGELOLA_OPD.value})

ROOMS = (
    Room(
        "/admin/cek", _l("Cek data periode"), _l("Yang perlu dibereskan sebelum dan selama periode."), _BOTH
    ),
    Room(
        "/admin/tugas",
        _l("Tugas terbuka"),
        _l("Siapa memegang apa, mengapa, dan pengalihan satu tugas."),
        for_persons=True,
    ),
    Room(
        "/penugasan",
        _l("Penugasan"),
        _l("Plt, Plh, verifikator, delegasi, dan penetapan khusus penilai."),
        _BOTH,
    ),
    Room("/admin/data", _l("Data kepegawaian"), _l("Unggah berkas dan samakan dengan SISDM.")),
    Room(
        "/admin/pk", _l("Perjanjian Kinerja"), _l("Impor PK dari e-SAKIP dan baris yang dikarantina."), _BOTH
    ),
    Room(
        "/capaian",
        _l("Capaian organisasi"),
        _l("Buka penilaian capaian unit dan lihat siapa yang harus bertindak."),
    ),
    Room(
        "/tim/evaluasi/pengecualian",
        _l("Pengecualian sebaran"),
        _l("Papan evaluasi yang menyimpang dari pola, dengan alasannya."),
    ),
    Room(
        "/meterai",
        _l("Meterai"),
        _l("Bukti bahwa jurnal dan catatan tidak diubah, dan pemeriksaan terakhirnya."),
    ),
    Room(
        "/pelanggaran-data",
        _l("Pelanggaran data"),
        _l("Data siapa yang mungkin terbuka, surat pemberitahuannya, dan batas 3 x 24 jam."),
    ),
    Room(
        "/retensi",
        _l("Masa simpan data"),
        _l("Apa yang sudah lewat masa simpannya, dihapus dengan persetujuan dua orang."),
    ),
    Room(
        "/admin/beku",
        _l("Kasus yang dibekukan"),
        _l("Pernyataan Bukan saya: tinjau, lalu buka kembali oleh dua admin."),
        for_persons=True,
    ),
    Room(
        "/tindak-lanjut",
        _l("Pemeringkatan"),
        _l("Calon talenta dan peringkat predikat final satu tahun, dengan unduhan."),
    ),
    Room(
        "/ekspor",
        _l("Ekspor naskah"),
        _l("Naskah resmi satu unit dalam satu berkas ZIP, dengan kemajuan dan daftar yang belum ada."),
        for_persons=True,
    ),
    Room(
        "/tpp",
        _l("TPP bulanan"),
        _l("Kunci bulan, penghitungan, hasil per unit, masukan, pengecualian, dan aturan TPP."),
        for_persons=True,
    ),
    Room(
        "/kokpit",
        _l("Kokpit proses"),
        _l("Di mana kasus menunggu, berapa lama setiap langkah, insiden, dan yang lewat tenggat per unit."),
    ),
    Room(
        "/rilis",
        _l("Rilis proses"),
        _l("Diagram, formulir, dan tabel yang berlaku dan yang pernah berlaku, dengan catatan perubahannya."),
    ),
    Room(
        "/admin/aktivitas",
        _l("Peta aktivitas"),
        _l("Aktivitas harian satu perangkat daerah: menit setiap hari dan hari yang kosong."),
        _BOTH,
        for_persons=True,
    ),
    Room(
        "/bank-aktivitas",
        _l("Bank Aktivitas"),
        _l("Butir dan waktu bakunya, usul perangkat daerah, impor, dan unduhan."),
        _BOTH,
    ),
    Room(
        "/admin/pemulihan-akun",
        _l("Pemulihan akun"),
        _l(
            "Kata sandi awal dan kata sandi atau faktor kedua yang hilang: seorang meminta, seorang lain memutus."
        ),
    ),
    Room(
        "/admin/peran",
        _l("Peran akun"),
        _l("Siapa memegang peran apa; perubahan diusulkan satu admin dan disetujui admin lain."),
        for_persons=True,
    ),
    Room(
        "/admin/kalender",
        _l("Kalender kerja"),
        _l("Hari libur, cuti bersama, dan pola kerja unit."),
        for_persons=True,
    ),
    Room(
        "/admin/mutu",
        _l("Mutu rumusan"),
        _l("Skor rumusan SKP per unit, temuan terbanyak, dan unduhan."),
        _BOTH,
    ),
    Room(
        "/admin/rumusan",
        _l("Daftar kata dan contoh RHK"),
        _l("Yang dibaca pemeriksa rumusan, contoh menurut jabatan, dan kotak uji kalimat."),
        frozenset({Peran.ADMIN_BKPP.value, Peran.PEMILIK_PROSES.value}),
        for_persons=True,
    ),
    Room(
        "/admin/saldo-angka-kredit",
        _l("Saldo awal angka kredit"),
        _l("Angka kredit dari PAK lama, dimasukkan satu admin dan disetujui admin lain."),
        for_persons=True,
    ),
    Room(
        "/admin/tinjauan",
        _l("Tinjauan penyuntingan"),
        _l("Tanda bahwa SKP disusun orang lain; ditinjau tanpa sanksi otomatis."),
        for_persons=True,
    ),
    Room(
        "/admin#siklus", _l("Siklus SKP"), _l("Buka SKP satu tahun dan lihat kemajuannya."), for_persons=True
    ),
)


def rooms(actor: Actor) -> list[Room]:
    """The rooms that this person may enter. Search has its box instead."""
    built = {rule.rule for rule in current_app.url_map.iter_rules()}
    return [
        room
        for room in ROOMS
        if room.roles & actor.peran
        and room.path.partition("#")[0] in built
        and not (room.for_persons and actor.is_nobody)
    ]
