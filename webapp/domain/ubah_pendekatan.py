"""Change the approach of an SKP as a whole: kuantitatif to kualitatif and back.

All rows change together, so a document is never mixed. The former version keeps the former rows and can be
handed in, so that what was not changed in between comes back as it was.
"""

import re
from dataclasses import replace

from webapp.domain.jabatan import Jalur
from webapp.domain.skp import NAMA_ASPEK, NAMA_PERSPEKTIF, Aspek, Iki, IsiSkp, Pendekatan, Perspektif, Rhk

_POLA_UKURAN = re.compile(
    r"(?P<uraian>.+): (?P<target>[0-9][0-9.,]*) (?P<satuan>[^:()]+?)(?: \((?P<golongan>[^()]+)\))?", re.DOTALL
)
_ASPEK_BY_NAMA = {nama: aspek for aspek, nama in NAMA_ASPEK.items()}
_PERSPEKTIF_BY_NAMA = {nama: perspektif for perspektif, nama in NAMA_PERSPEKTIF.items()}


def ubah_pendekatan(isi: IsiSkp, ke: Pendekatan, dulu: IsiSkp | None = None) -> IsiSkp:
    """The same document in the other approach [PermenPANRB 6/2022: one approach for one SKP].

    To kualitatif each IKI becomes one narrative measure, "Jumlah dokumen: 12 dokumen (Kuantitas)". To
    kuantitatif such a line is read back; any other line becomes an IKI whose target is still to be filled in.
    Texts are never dropped; a row that already has the wanted shape stays as it is. `dulu` is the document as it was
    in the wanted approach before: a line that comes from it unchanged gets exactly its old words back.
    """
    lama = {} if dulu is None or dulu.pendekatan is not ke else {rhk.kunci: rhk for rhk in dulu.rhk}
    ubah = _ke_kualitatif if ke is Pendekatan.KUALITATIF else _ke_kuantitatif
    return replace(
        isi, pendekatan=ke, rhk=tuple(ubah(rhk, isi.jalur, lama.get(rhk.kunci)) for rhk in isi.rhk)
    )


def narasi(iki: Iki, jalur: Jalur) -> str:
    """One IKI with its target in a single line; the classifier of the track's form stands in brackets."""
    target = " ".join(bagian for bagian in (iki.target.strip(), iki.satuan.strip()) if bagian)
    teks = ": ".join(bagian for bagian in (iki.uraian.strip(), target) if bagian)
    nama = _nama_golongan(iki, jalur)
    return f"{teks} ({nama})" if nama else teks


def _nama_golongan(iki: Iki, jalur: Jalur) -> str | None:
    if jalur is Jalur.JPT_PUKM:
        return NAMA_PERSPEKTIF[iki.perspektif] if iki.perspektif else None
    return NAMA_ASPEK[iki.aspek] if iki.aspek else None


def _ke_kualitatif(rhk: Rhk, jalur: Jalur, dulu: Rhk | None) -> Rhk:
    asal = [(_tanpa_kunci(_baca_ukuran(teks, "", jalur)), teks) for teks in (dulu.ukuran if dulu else ())]
    baru = []
    for iki in rhk.iki:
        sama = next((satu for satu in asal if satu[0] == _tanpa_kunci(iki)), None)
        if sama is not None:
            asal.remove(sama)
        baru.append(narasi(iki, jalur) if sama is None else sama[1])
    return replace(rhk, iki=(), ukuran=rhk.ukuran + tuple(baru))


def _tanpa_kunci(iki: Iki) -> Iki:
    return replace(iki, kunci="")


def _ke_kuantitatif(rhk: Rhk, jalur: Jalur, dulu: Rhk | None) -> Rhk:
    terpakai = {iki.kunci for iki in rhk.iki}
    asal = [(narasi(iki, jalur), iki) for iki in (dulu.iki if dulu else ()) if iki.kunci not in terpakai]
    terpakai |= {iki.kunci for _, iki in asal}
    baru = []
    for nomor, teks in enumerate(rhk.ukuran, start=1):
        sama = next((satu for satu in asal if satu[0] == teks), None)
        if sama is not None:
            asal.remove(sama)
            baru.append(sama[1])
            continue
        kunci = _kunci_baru(nomor, terpakai)
        terpakai.add(kunci)
        baru.append(_baca_ukuran(teks, kunci, jalur))
    return replace(rhk, iki=rhk.iki + tuple(baru), ukuran=())


def _kunci_baru(nomor: int, terpakai: set[str]) -> str:
    while (kunci := f"u{nomor}") in terpakai:
        nomor += 1
    return kunci


def _baca_ukuran(teks: str, kunci: str, jalur: Jalur) -> Iki:
    """Read a line as `narasi` writes it; a bracket that names no classifier leaves the line whole."""
    cocok = _POLA_UKURAN.fullmatch(teks.strip())
    if cocok is None:
        return Iki(kunci=kunci, uraian=teks)
    aspek, perspektif = _golongan(cocok["golongan"], jalur)
    if cocok["golongan"] and aspek is None and perspektif is None:
        return Iki(kunci=kunci, uraian=teks)
    return Iki(kunci, cocok["uraian"], cocok["target"], cocok["satuan"], aspek, perspektif)


def _golongan(nama: str | None, jalur: Jalur) -> tuple[Aspek | None, Perspektif | None]:
    if nama is None:
        return None, None
    if jalur is Jalur.JPT_PUKM:
        return None, _PERSPEKTIF_BY_NAMA.get(nama)
    return _ASPEK_BY_NAMA.get(nama), None
