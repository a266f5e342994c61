"""A read-only view of the organisation for the rules: units, posts, who holds them, and special decisions.

Everything that names a person or a parent carries its dates. `Organisasi` is what the evaluator resolver
asks; `BaganOrganisasi` answers it from rows in memory. No storage here: the caller loads the rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Protocol, TypeVar

from webapp.domain.jabatan import Id, Jabatan
from webapp.domain.masa import SELAMANYA, Masa


class JenisPenugasan(StrEnum):
    """How a person holds a post: for good, acting in a vacant one (Plt), or for an absent holder (Plh)."""

    DEFINITIF = "DEFINITIF"
    PLT = "PLT"
    PLH = "PLH"


@dataclass(frozen=True)
class Urusan:
    """What is to be done: a step of some kind (the diagrams name it) in some process."""

    proses: str
    langkah: str


@dataclass(frozen=True)
class Lingkup:
    """For which processes and kinds of step a mandate holds; an empty set leaves nothing out."""

    proses: frozenset[str] = frozenset()
    langkah: frozenset[str] = frozenset()

    @property
    def penuh(self) -> bool:
        """Whether nothing is left out."""
        return not self.proses and not self.langkah

    def mencakup(self, urusan: Urusan | None) -> bool:
        """Whether the mandate holds for this matter; without one (the general question) it must hold for all."""
        if urusan is None:
            return self.penuh
        proses = not self.proses or urusan.proses in self.proses
        return proses and (not self.langkah or urusan.langkah in self.langkah)


PENUH = Lingkup()
"""The scope that leaves nothing out."""


@dataclass(frozen=True)
class Unit:
    """A unit; one row for each stretch of time in which its parent and its head post stay the same."""

    id: Id
    nama: str
    induk_id: Id | None
    jabatan_kepala_id: Id | None
    masa: Masa = SELAMANYA


@dataclass(frozen=True)
class Penugasan:
    """A person in a post during `masa`; `surat` is the decision or surat perintah that says so."""

    id: Id
    pegawai_id: Id
    jabatan_id: Id
    jenis: JenisPenugasan
    masa: Masa
    surat: str | None = None
    lingkup: Lingkup = PENUH


@dataclass(frozen=True)
class PenetapanKhusus:
    """A registry decision on one employee's evaluator; `penilai_id` None names the Kepala Daerah."""

    id: Id
    pegawai_id: Id
    penilai_id: Id | None
    masa: Masa
    surat: str
    lingkup: Lingkup = PENUH


@dataclass(frozen=True)
class Verifikator:
    """A verifier named for one employee (`dinilai_id`) or for the staff of a unit (`unit_id`)."""

    id: Id
    pegawai_id: Id
    unit_id: Id | None
    dinilai_id: Id | None
    masa: Masa
    surat: str
    lingkup: Lingkup = PENUH


@dataclass(frozen=True)
class Delegasi:
    """Delegated authority to evaluate in one unit, for an official below pengawas."""

    id: Id
    pegawai_id: Id
    unit_id: Id
    masa: Masa
    surat: str
    lingkup: Lingkup = PENUH


@dataclass(frozen=True)
class Cuti:
    """An absence of a person."""

    pegawai_id: Id
    masa: Masa


@dataclass(frozen=True)
class KepalaDaerah:
    """The head of the region: outside the civil service, without a NIP."""

    nama: str
    jabatan: str


class Organisasi(Protocol):
    """The questions that rules ask. Every answer holds for one date; several rows come in a fixed order."""

    @property
    def kepala_daerah(self) -> KepalaDaerah:
        """The head of the region."""

    def unit(self, unit_id: Id, tanggal: date) -> Unit | None:
        """The unit as it stands on the date."""

    def unit_dipimpin(self, jabatan_id: Id, tanggal: date) -> Unit | None:
        """The unit whose head post this is."""

    def jabatan(self, jabatan_id: Id) -> Jabatan | None:
        """The post."""

    def penugasan(self, pegawai_id: Id, tanggal: date) -> Sequence[Penugasan]:
        """What the person holds, of every kind; the most recent first."""

    def pemegang(self, jabatan_id: Id, jenis: JenisPenugasan, tanggal: date) -> Sequence[Penugasan]:
        """Who holds the post in this way; the most recent first."""

    def pemegang_selama(self, jabatan_id: Id, jenis: JenisPenugasan, masa: Masa) -> Sequence[Penugasan]:
        """Who holds the post in this way on any day of a period; the most recent first."""

    def penetapan_khusus(self, pegawai_id: Id, tanggal: date) -> Sequence[PenetapanKhusus]:
        """Registry decisions about the person's evaluator; the most recent first."""

    def verifikator_pegawai(self, dinilai_id: Id, tanggal: date) -> Sequence[Verifikator]:
        """Verifiers named for this person; the most recent first."""

    def verifikator_unit(self, unit_id: Id, tanggal: date) -> Sequence[Verifikator]:
        """Verifiers named for the staff of this unit; the most recent first."""

    def delegasi(self, pegawai_id: Id, unit_id: Id, tanggal: date) -> Delegasi | None:
        """The person's delegated authority in the unit."""

    def sedang_cuti(self, pegawai_id: Id, tanggal: date) -> bool:
        """Whether the person is absent."""


class _Bermasa(Protocol):
    @property
    def masa(self) -> Masa: ...


class _BermasaDenganId(_Bermasa, Protocol):
    @property
    def id(self) -> Id: ...


_B = TypeVar("_B", bound=_Bermasa)
_R = TypeVar("_R", bound=_BermasaDenganId)
_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(frozen=True)
class BaganOrganisasi:
    """`Organisasi` over rows in memory. Index once, ask often; the rows must not change afterwards."""

    kepala_daerah: KepalaDaerah
    daftar_unit: tuple[Unit, ...] = ()
    daftar_jabatan: tuple[Jabatan, ...] = ()
    daftar_penugasan: tuple[Penugasan, ...] = ()
    daftar_penetapan_khusus: tuple[PenetapanKhusus, ...] = ()
    daftar_delegasi: tuple[Delegasi, ...] = ()
    daftar_verifikator: tuple[Verifikator, ...] = ()
    daftar_cuti: tuple[Cuti, ...] = ()

    def unit(self, unit_id: Id, tanggal: date) -> Unit | None:
        """The unit as it stands on the date."""
        return _pertama(_berlaku(self._unit.get(unit_id, ()), tanggal))

    def unit_dipimpin(self, jabatan_id: Id, tanggal: date) -> Unit | None:
        """The unit whose head post this is; the lowest id if one post heads several."""
        calon = _berlaku(self._unit_by_kepala.get(jabatan_id, ()), tanggal)
        return min(calon, key=lambda unit: unit.id, default=None)

    def jabatan(self, jabatan_id: Id) -> Jabatan | None:
        """The post."""
        return self._jabatan.get(jabatan_id)

    def penugasan(self, pegawai_id: Id, tanggal: date) -> Sequence[Penugasan]:
        """What the person holds, of every kind; the most recent first."""
        return _terbaru(_berlaku(self._penugasan_by_pegawai.get(pegawai_id, ()), tanggal))

    def pemegang(self, jabatan_id: Id, jenis: JenisPenugasan, tanggal: date) -> Sequence[Penugasan]:
        """Who holds the post in this way; the most recent first."""
        return _terbaru(_berlaku(self._penugasan_by_jabatan.get((jabatan_id, jenis), ()), tanggal))

    def penetapan_khusus(self, pegawai_id: Id, tanggal: date) -> Sequence[PenetapanKhusus]:
        """Registry decisions about the person's evaluator; the most recent first."""
        return _terbaru(_berlaku(self._khusus_by_pegawai.get(pegawai_id, ()), tanggal))

    def pemegang_selama(self, jabatan_id: Id, jenis: JenisPenugasan, masa: Masa) -> Sequence[Penugasan]:
        """Who holds the post in this way on any day of a period; the most recent first."""
        semua = self._penugasan_by_jabatan.get((jabatan_id, jenis), ())
        return _terbaru([satu for satu in semua if satu.masa.beririsan(masa)])

    def verifikator_pegawai(self, dinilai_id: Id, tanggal: date) -> Sequence[Verifikator]:
        """Verifiers named for this person; the most recent first."""
        return _terbaru(_berlaku(self._verifikator_by_dinilai.get(dinilai_id, ()), tanggal))

    def verifikator_unit(self, unit_id: Id, tanggal: date) -> Sequence[Verifikator]:
        """Verifiers named for the staff of this unit; the most recent first."""
        return _terbaru(_berlaku(self._verifikator_by_unit.get(unit_id, ()), tanggal))

    def delegasi(self, pegawai_id: Id, unit_id: Id, tanggal: date) -> Delegasi | None:
        """The person's delegated authority in the unit."""
        return _pertama(_terbaru(_berlaku(self._delegasi.get((pegawai_id, unit_id), ()), tanggal)))

    def sedang_cuti(self, pegawai_id: Id, tanggal: date) -> bool:
        """Whether the person is absent."""
        return bool(_berlaku(self._cuti.get(pegawai_id, ()), tanggal))

    @cached_property
    def _unit(self) -> Mapping[Id, list[Unit]]:
        return _kelompok((unit.id, unit) for unit in self.daftar_unit)

    @cached_property
    def _unit_by_kepala(self) -> Mapping[Id, list[Unit]]:
        ada = [unit for unit in self.daftar_unit if unit.jabatan_kepala_id is not None]
        return _kelompok((unit.jabatan_kepala_id, unit) for unit in ada if unit.jabatan_kepala_id is not None)

    @cached_property
    def _jabatan(self) -> Mapping[Id, Jabatan]:
        return {jabatan.id: jabatan for jabatan in self.daftar_jabatan}

    @cached_property
    def _penugasan_by_pegawai(self) -> Mapping[Id, list[Penugasan]]:
        return _kelompok((satu.pegawai_id, satu) for satu in self.daftar_penugasan)

    @cached_property
    def _penugasan_by_jabatan(self) -> Mapping[tuple[Id, JenisPenugasan], list[Penugasan]]:
        return _kelompok(((satu.jabatan_id, satu.jenis), satu) for satu in self.daftar_penugasan)

    @cached_property
    def _khusus_by_pegawai(self) -> Mapping[Id, list[PenetapanKhusus]]:
        return _kelompok((satu.pegawai_id, satu) for satu in self.daftar_penetapan_khusus)

    @cached_property
    def _delegasi(self) -> Mapping[tuple[Id, Id], list[Delegasi]]:
        return _kelompok(((satu.pegawai_id, satu.unit_id), satu) for satu in self.daftar_delegasi)

    @cached_property
    def _verifikator_by_dinilai(self) -> Mapping[Id, list[Verifikator]]:
        return _kelompok((v.dinilai_id, v) for v in self.daftar_verifikator if v.dinilai_id is not None)

    @cached_property
    def _verifikator_by_unit(self) -> Mapping[Id, list[Verifikator]]:
        return _kelompok((v.unit_id, v) for v in self.daftar_verifikator if v.unit_id is not None)

    @cached_property
    def _cuti(self) -> Mapping[Id, list[Cuti]]:
        return _kelompok((satu.pegawai_id, satu) for satu in self.daftar_cuti)


def jabatan_definitif(pegawai_id: Id, tanggal: date, organisasi: Organisasi) -> Jabatan | None:
    """The post of a person's definitive posting on a date."""
    for satu in organisasi.penugasan(pegawai_id, tanggal):
        jabatan = organisasi.jabatan(satu.jabatan_id)
        if satu.jenis is JenisPenugasan.DEFINITIF and jabatan is not None:
            return jabatan
    return None


def unit_ke_atas(unit_id: Id, tanggal: date, organisasi: Organisasi) -> Iterator[Unit]:
    """A unit and those above it, nearest first; a circle ends the walk."""
    dilalui: set[Id] = set()
    unit = organisasi.unit(unit_id, tanggal)
    while unit is not None and unit.id not in dilalui:
        dilalui.add(unit.id)
        yield unit
        unit = None if unit.induk_id is None else organisasi.unit(unit.induk_id, tanggal)


def opd_unit(unit_id: Id, tanggal: date, organisasi: Organisasi) -> Id:
    """The perangkat daerah (unit right below the whole region) to which a unit belongs; itself at the top."""
    di_bawah = [unit.id for unit in unit_ke_atas(unit_id, tanggal, organisasi) if unit.induk_id is not None]
    return di_bawah[-1] if di_bawah else unit_id


def opd_pegawai(pegawai_id: Id, tanggal: date, organisasi: Organisasi) -> Id | None:
    """The perangkat daerah in which an employee serves; None without a post."""
    jabatan = jabatan_definitif(pegawai_id, tanggal, organisasi)
    return None if jabatan is None else opd_unit(jabatan.unit_id, tanggal, organisasi)


def _kelompok(pasangan: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    hasil: dict[_K, list[_V]] = defaultdict(list)
    for kunci, nilai in pasangan:
        hasil[kunci].append(nilai)
    return dict(hasil)


def _berlaku(baris: Iterable[_B], tanggal: date) -> list[_B]:
    return [satu for satu in baris if tanggal in satu.masa]


def _terbaru(baris: list[_R]) -> list[_R]:
    """Most recent start first, then the lowest id: the order may not depend on how rows were loaded."""
    return sorted(baris, key=lambda satu: (-satu.masa.mulai.toordinal(), satu.id))


def _pertama(baris: Sequence[_V]) -> _V | None:
    return baris[0] if baris else None
