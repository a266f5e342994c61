"""Words of the admins' pages in the reader's language: kinds of finding and what to do, mandates, absences, posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.domain.mandat import JenisMandat, StatusMandat
from webapp.domain.organisasi import JenisPenugasan
from webapp.services.people.datacheck.run import Kind
from webapp.storage.registri import JenisKetidakhadiran


@dataclass(frozen=True)
class KindWords:
    """A kind of finding: its name, what to do about one, and the address where that is done."""

    title: LazyString
    todo: LazyString
    link: LazyString | None = None
    address: str = ""


_DATA, _PROPOSE = "/admin/data", "/penugasan/usul?jenis="

FINDINGS: Final[Mapping[Kind, KindWords]] = {
    Kind.TUGAS_TANPA_PEMEGANG: KindWords(
        _l("Tugas tanpa pemegang"),
        _l("Harus 0. Lengkapi jabatan pegawainya atau usulkan penetapan khusus; tugas langsung berpindah."),
    ),
    Kind.TANPA_PENILAI: KindWords(
        _l("Tanpa pejabat penilai"),
        _l("Lengkapi jabatan definitifnya lewat data kepegawaian, atau usulkan penetapan khusus."),
        _l("Usulkan penetapan khusus"),
        f"{_PROPOSE}{JenisMandat.PENETAPAN_PENILAI.value}",
    ),
    Kind.KEBERATAN_TANPA_ATASAN: KindWords(
        _l("Keberatan tanpa atasan pejabat penilai"),
        _l(
            "Diputus Pejabat yang Berwenang. Lengkapi atasan pejabat penilainya, atau usulkan penetapan khusus."
        ),
        _l("Usulkan penetapan khusus"),
        f"{_PROPOSE}{JenisMandat.PENETAPAN_PENILAI.value}",
    ),
    Kind.PENILAI_TIDAK_MENJABAT: KindWords(
        _l("Penilai berhenti atau tanpa jabatan"),
        _l("Perbarui jabatan penilainya lewat data kepegawaian, atau akhiri penugasannya."),
        _l("Buka penugasan"),
        "/penugasan",
    ),
    Kind.TANPA_JABATAN: KindWords(
        _l("Tanpa jabatan atau unit"),
        _l("Catat jabatannya lewat data kepegawaian; jabatan tidak dapat diubah di halaman ini."),
        _l("Buka data kepegawaian"),
        _DATA,
    ),
    Kind.KEPALA_KOSONG: KindWords(
        _l("Kepala kosong tanpa Plt"),
        _l("Usulkan Plt dengan surat perintahnya. Sementara itu bawahannya dinilai pimpinan di atasnya."),
        _l("Usulkan Plt"),
        f"{_PROPOSE}{JenisMandat.PLT.value}",
    ),
    Kind.PLT_DAN_DEFINITIF: KindWords(
        _l("Plt di samping pejabat definitif"),
        _l("Pejabat definitif yang berwenang. Akhiri penugasan Plt-nya."),
        _l("Buka penugasan"),
        "/penugasan",
    ),
    Kind.SEGERA_BERAKHIR: KindWords(
        _l("Plt atau Plh segera berakhir"),
        _l("Bila masih diperlukan, usulkan penugasan baru dengan surat baru sebelum tanggal itu."),
        _l("Usulkan penugasan"),
        "/penugasan/usul",
    ),
    Kind.RENTANG_LEBAR: KindWords(
        _l("Menilai lebih dari 100 pegawai"),
        _l("Isi jabatan pimpinan di antaranya, atau usulkan penetapan khusus untuk sebagian pegawai."),
        _l("Usulkan penetapan khusus"),
        f"{_PROPOSE}{JenisMandat.PENETAPAN_PENILAI.value}",
    ),
    Kind.AKUN_TANPA_PEGAWAI: KindWords(
        _l("Akun tanpa pegawai aktif"),
        _l("Usulkan penutupan akunnya. Akun tanpa pemilik dihubungkan orangnya sendiri lewat kunci pasang."),
        _l("Buka peran akun"),
        "/admin/peran",
    ),
    Kind.PEGAWAI_TANPA_AKUN: KindWords(
        _l("Pegawai tanpa akun aktif"),
        _l("Buat akunnya lewat berkas akun, supaya tugasnya dapat dikerjakan."),
        _l("Buka data kepegawaian"),
        _DATA,
    ),
    Kind.TANPA_VERIFIKATOR: KindWords(
        _l("Unit tanpa verifikator yang ditunjuk"),
        _l("Sekadar keterangan: atasan langsung yang memverifikasi. Usulkan verifikator bila perlu."),
        _l("Usulkan verifikator"),
        f"{_PROPOSE}{JenisMandat.VERIFIKATOR.value}",
    ),
}

MANDATES: Final[Mapping[JenisMandat, LazyString]] = {
    JenisMandat.PLT: _l("Pelaksana Tugas (Plt)"),
    JenisMandat.PLH: _l("Pelaksana Harian (Plh)"),
    JenisMandat.VERIFIKATOR: _l("Verifikator"),
    JenisMandat.DELEGASI_PENILAI: _l("Delegasi kewenangan menilai"),
    JenisMandat.PENETAPAN_PENILAI: _l("Penetapan khusus pejabat penilai"),
}

MANDATE_STATES: Final[Mapping[StatusMandat, tuple[str, LazyString]]] = {
    StatusMandat.USUL: ("waiting", _l("Diusulkan")),
    StatusMandat.DIKEMBALIKAN: ("draft", _l("Dikembalikan")),
    StatusMandat.AKTIF: ("done", _l("Disetujui")),
    StatusMandat.BERAKHIR: ("neutral", _l("Berakhir")),
    StatusMandat.DITOLAK: ("late", _l("Ditolak")),
    StatusMandat.DITARIK: ("neutral", _l("Ditarik")),
}
"""The chip's look and its word for each state of a mandate."""

ABSENCES: Final[Mapping[JenisKetidakhadiran, LazyString]] = {
    JenisKetidakhadiran.CLTN: _l("Cuti di luar tanggungan negara"),
    JenisKetidakhadiran.MPP: _l("Masa persiapan pensiun"),
    JenisKetidakhadiran.TUGAS_BELAJAR: _l("Tugas belajar"),
    JenisKetidakhadiran.DIBERHENTIKAN_SEMENTARA: _l("Diberhentikan sementara"),
    JenisKetidakhadiran.PEJABAT_NEGARA: _l("Menjadi pejabat negara"),
    JenisKetidakhadiran.CUTI_TAHUNAN: _l("Cuti tahunan"),
    JenisKetidakhadiran.CUTI_BESAR: _l("Cuti besar"),
    JenisKetidakhadiran.CUTI_SAKIT: _l("Cuti sakit"),
    JenisKetidakhadiran.CUTI_MELAHIRKAN: _l("Cuti melahirkan"),
    JenisKetidakhadiran.CUTI_ALASAN_PENTING: _l("Cuti karena alasan penting"),
}

HOLDING: Final[Mapping[JenisPenugasan, LazyString]] = {
    JenisPenugasan.DEFINITIF: _l("Definitif"),
    JenisPenugasan.PLT: _l("Plt."),
    JenisPenugasan.PLH: _l("Plh."),
}
"""How somebody holds a post."""
