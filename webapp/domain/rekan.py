"""Colleagues whom the search for an evaluator or a verifikator cannot tell apart, so that one answer serves them all.

The search begins at a person's unit and afterwards looks at that person only in four cases: the person holds a head
post or acts in one, has a special decision, is somebody named verifikator, or has one. Pure.
"""

from collections.abc import Mapping
from datetime import date

from webapp.domain.jabatan import Id
from webapp.domain.organisasi import BaganOrganisasi, JenisPenugasan


def rekan_seunit(bagan: BaganOrganisasi, tanggal: date) -> Mapping[Id, Id]:
    """The unit by person, for people with one definitive post on the date that is no head post and nothing special.

    All of one unit have the same evaluator and the same verifikator, in every matter.
    """
    khusus = {satu.pegawai_id for satu in bagan.daftar_penetapan_khusus}
    for satu in bagan.daftar_verifikator:
        khusus |= {satu.pegawai_id, satu.dinilai_id or satu.pegawai_id}
    hasil: dict[Id, Id] = {}
    banyak = set()
    for tugas in bagan.daftar_penugasan:
        if tanggal not in tugas.masa:
            continue
        orang, jabatan = tugas.pegawai_id, bagan.jabatan(tugas.jabatan_id)
        if orang in hasil or tugas.jenis is not JenisPenugasan.DEFINITIF or jabatan is None:
            banyak.add(orang)
        elif bagan.unit_dipimpin(jabatan.id, tanggal) is not None:
            khusus.add(orang)
        else:
            hasil[orang] = jabatan.unit_id
    return {orang: unit for orang, unit in hasil.items() if orang not in khusus and orang not in banyak}
