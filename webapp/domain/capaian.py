"""Which unit's result counts for a person [SE MenPANRB 3/2023], and who leads that unit.

A result is set for units that are led by a JPT or by the head of a self-standing unit (PUKM); people of smaller units
rest on the nearest such unit above. Pure: it asks the `Organisasi` it is given.
"""

from collections.abc import Iterable
from datetime import date

from webapp.domain.jabatan import Id, Jabatan, Jalur, jalur_skp
from webapp.domain.organisasi import JenisPenugasan, Organisasi, Penugasan, Unit, opd_unit, unit_ke_atas


def unit_bercapaian(unit: Unit, organisasi: Organisasi) -> bool:
    """Whether a result is set for this unit: its head post takes the SKP of leaders."""
    jabatan = None if unit.jabatan_kepala_id is None else organisasi.jabatan(unit.jabatan_kepala_id)
    return jabatan is not None and jalur_skp(jabatan) is Jalur.JPT_PUKM


def unit_capaian(unit_id: Id, tanggal: date, organisasi: Organisasi) -> Id:
    """The unit whose result counts in a unit: itself or the nearest above that has one, else the perangkat daerah."""
    for unit in unit_ke_atas(unit_id, tanggal, organisasi):
        if unit_bercapaian(unit, organisasi):
            return unit.id
    return opd_unit(unit_id, tanggal, organisasi)


def memimpin(jabatan: Jabatan, unit_id: Id, tanggal: date, organisasi: Organisasi) -> bool:
    """Whether a post is the head post of a unit."""
    unit = organisasi.unit(unit_id, tanggal)
    return unit is not None and unit.jabatan_kepala_id == jabatan.id


def kepala_unit(unit: Unit, tanggal: date, organisasi: Organisasi) -> Penugasan | None:
    """Who leads a unit on a date, for good or acting (Plt); None when nobody does."""
    if unit.jabatan_kepala_id is None:
        return None
    for jenis in (JenisPenugasan.DEFINITIF, JenisPenugasan.PLT):
        pemegang = organisasi.pemegang(unit.jabatan_kepala_id, jenis, tanggal)
        if pemegang:
            return pemegang[0]
    return None


def daftar_bercapaian(unit: Iterable[Unit], tanggal: date, organisasi: Organisasi) -> list[Unit]:
    """The units of a day for which a result is to be set, by name."""
    ada = [satu for satu in unit if tanggal in satu.masa and unit_bercapaian(satu, organisasi)]
    return sorted(ada, key=lambda satu: (satu.nama, satu.id))
