"""e-SAKIP files for tests: the promises of Dinas Contoh, and the indicators that there are."""

from __future__ import annotations

from tests.kota import Kota
from webapp.services.planning import sakip

INDICATORS = """kode_unit,id_indikator,indikator,satuan
DINAS,IKU-01,Persentase ASN dengan predikat minimal Baik,persen
DINAS,IKU-02,Indeks sistem merit,indeks
"""
HEADER = "kode_unit,tahun,id_indikator,sasaran,indikator,target,satuan\n"


def promise(target: str = "92", code: str = "IKU-01", unit: str = "DINAS") -> str:
    """One line of the sheet of promises."""
    return (
        f'{unit},2026,{code},Meningkatnya kinerja aparatur,Persentase ASN dengan predikat minimal Baik,"{target}",'
        "persen\n"
    )


def upload(city: Kota, who: str, content: str, name: str = "pk.csv") -> sakip.Look:
    """Hand a file in to be looked at."""
    return sakip.look(city.work, city.actor(who), name, content.encode())


def bring(city: Kota, who: str, content: str) -> int:
    """Hand a file in and store it."""
    found = upload(city, who, content)
    assert found.file_id is not None, found.unreadable
    return sakip.store(city.work, city.actor(who), found.file_id)


def dictionary(city: Kota, who: str = "YK") -> None:
    """Store the list of indicators."""
    bring(city, who, INDICATORS)
