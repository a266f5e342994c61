"""The SKP document as values, and its states.

A document is one approach for one track: RHK with IKI (kuantitatif) or with narrative measures (kualitatif),
the leader's special expectations on behaviour, and three lists. It knows nothing of rules: `periksa_skp`
does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.domain.jabatan import Jalur


class Pendekatan(StrEnum):
    """Approach to results: measured (kuantitatif) or told in one narrative (kualitatif). Never both."""

    KUANTITATIF = "KUANTITATIF"
    KUALITATIF = "KUALITATIF"


class Aspek(StrEnum):
    """Kind of indicator on the JA/JF form."""

    KUANTITAS = "KUANTITAS"
    KUALITAS = "KUALITAS"
    WAKTU = "WAKTU"
    BIAYA = "BIAYA"


class Perspektif(StrEnum):
    """View under which an indicator stands on the JPT/PUKM form."""

    PENERIMA_LAYANAN = "PENERIMA_LAYANAN"
    PROSES_BISNIS = "PROSES_BISNIS"
    PENGUATAN_INTERNAL = "PENGUATAN_INTERNAL"
    ANGGARAN = "ANGGARAN"


class Bagian(StrEnum):
    """Part of the document: A. Utama (main task, PK, MPH) or B. Tambahan (assignments beside it)."""

    UTAMA = "UTAMA"
    TAMBAHAN = "TAMBAHAN"


class StatusSkp(StrEnum):
    """States of the yearly SKP. Being late is a flag beside the state, not a state."""

    BELUM_ADA = "BELUM_ADA"
    DIALOG = "DIALOG"
    DRAF = "DRAF"
    REVIU = "REVIU"
    DIAJUKAN = "DIAJUKAN"
    MENUNGGU_TTD_PEGAWAI = "MENUNGGU_TTD_PEGAWAI"
    MENUNGGU_PENETAPAN = "MENUNGGU_PENETAPAN"
    DITETAPKAN = "DITETAPKAN"
    PERUBAHAN = "PERUBAHAN"
    DITUTUP_SEGMEN = "DITUTUP_SEGMEN"
    SELESAI = "SELESAI"


NAMA_PENDEKATAN: Mapping[Pendekatan, str] = {
    Pendekatan.KUANTITATIF: "Kuantitatif",
    Pendekatan.KUALITATIF: "Kualitatif",
}
NAMA_ASPEK: Mapping[Aspek, str] = {
    Aspek.KUANTITAS: "Kuantitas",
    Aspek.KUALITAS: "Kualitas",
    Aspek.WAKTU: "Waktu",
    Aspek.BIAYA: "Biaya",
}
NAMA_PERSPEKTIF: Mapping[Perspektif, str] = {
    Perspektif.PENERIMA_LAYANAN: "Penerima Layanan",
    Perspektif.PROSES_BISNIS: "Proses Bisnis",
    Perspektif.PENGUATAN_INTERNAL: "Penguatan Internal",
    Perspektif.ANGGARAN: "Anggaran",
}

STATUS_DAPAT_DISUNTING = frozenset({StatusSkp.DRAF, StatusSkp.PERUBAHAN})
"""States in which the owner may change the content."""

STATUS_FINAL = frozenset({StatusSkp.DITETAPKAN, StatusSkp.DITUTUP_SEGMEN, StatusSkp.SELESAI})
"""States whose document never changes; a correction is a new version."""


STATUS_BERLAKU = STATUS_FINAL | {StatusSkp.PERUBAHAN}
"""States in which a version has been set: during a change the old one stays in force."""


@dataclass(frozen=True)
class Iki:
    """Indikator Kinerja Individu: the measure of an RHK, with its target as the writer typed it."""

    kunci: str
    uraian: str
    target: str = ""
    satuan: str = ""
    aspek: Aspek | None = None
    perspektif: Perspektif | None = None


@dataclass(frozen=True)
class Rhk:
    """Rencana Hasil Kerja: one result the employee will bring about.

    `kunci` is stable over revisions. `rhk_pimpinan_kunci` is the key of the MPH cell by which the leader
    handed the result down, `rhk_pimpinan` the leader's RHK as printed ("yang diintervensi"). A kuantitatif
    row has `iki`, a kualitatif row has `ukuran`.
    """

    kunci: str
    bagian: Bagian
    uraian: str
    rhk_pimpinan: str | None = None
    rhk_pimpinan_kunci: str | None = None
    penugasan_dari: str | None = None
    iki: tuple[Iki, ...] = ()
    ukuran: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lampiran:
    """The three lists annexed to an SKP: promised resources, scheme of accountability, consequences."""

    dukungan: tuple[str, ...] = ()
    skema: tuple[str, ...] = ()
    konsekuensi: tuple[str, ...] = ()


@dataclass(frozen=True)
class IsiSkp:
    """The content of one SKP version. `ekspektasi_khusus` is keyed by the code of a BerAKHLAK value."""

    jalur: Jalur
    pendekatan: Pendekatan
    rhk: tuple[Rhk, ...] = ()
    ekspektasi_khusus: Mapping[str, str] = field(default_factory=dict)
    lampiran: Lampiran = field(default_factory=Lampiran)

    @property
    def rhk_utama(self) -> tuple[Rhk, ...]:
        """The rows of part A, in order."""
        return tuple(rhk for rhk in self.rhk if rhk.bagian is Bagian.UTAMA)

    @property
    def rhk_tambahan(self) -> tuple[Rhk, ...]:
        """The rows of part B, in order."""
        return tuple(rhk for rhk in self.rhk if rhk.bagian is Bagian.TAMBAHAN)
