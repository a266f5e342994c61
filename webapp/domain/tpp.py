"""What a rule set makes of one person's month: the percent of the allowance (TPP), half up, with its reasons as data.

Nothing here reads a clock, so the same rule set and the same inputs give the same percent for ever. What is missing is
told, not guessed [Perwal Semarang 76/2021]. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from webapp.domain.angka import cetak_angka
from webapp.domain.aturan_tpp import SERATUS, AturanTpp, JenisPengecualian, Komponen, Rumus
from webapp.domain.masa import Masa

_SEN = Decimal("0.01")


@dataclass(frozen=True)
class MasukanTpp:
    """What a rule set is applied to. None: that input is not there. `persen_skp` is what the SKP table answered."""

    menit: int
    hari_wajib: int = 0
    hari_kerja: int = 0
    nilai_skp: Decimal | None = None
    persen_skp: Decimal | None = None
    presensi: Decimal | None = None
    disiplin: Decimal | None = None
    pengecualian: JenisPengecualian | None = None


@dataclass(frozen=True)
class HasilKomponen:
    """What one component gives: its percent, its weight, and the points that both make; None: its input is missing."""

    komponen: Komponen
    bobot: int
    persen: Decimal | None

    @property
    def angka(self) -> Decimal:
        """Percent × weight, in points of the whole, not rounded."""
        return (self.persen or Decimal(0)) * self.bobot / SERATUS


@dataclass(frozen=True)
class HasilTpp:
    """A person's percent with what it was made of. `persen` None: an input is missing, so nothing can be told yet."""

    persen: Decimal | None
    target: int
    menit: int
    komponen: Sequence[HasilKomponen] = ()
    pengecualian: JenisPengecualian | None = None
    kurang: Sequence[Komponen] = ()
    hari_wajib: int = 0
    hari_kerja: int = 0
    nilai_skp: Decimal | None = None

    def penjelasan(self, aturan: AturanTpp) -> dict[str, Any]:
        """The reasons as data, for storing and for showing in any language."""
        return {
            "aturan": aturan.kode,
            "rumus": aturan.rumus.value,
            "menit": self.menit,
            "target": self.target,
            "target_dasar": aturan.target_menit,
            "komponen": [
                {"nama": satu.komponen.value, "bobot": satu.bobot, "persen": _teks(satu.persen)}
                for satu in self.komponen
            ],
            "pengecualian": None
            if self.pengecualian is None
            else {
                "kode": self.pengecualian.kode,
                "nama": self.pengecualian.nama,
                "dasar": self.pengecualian.dasar,
            },
            "hari_wajib": self.hari_wajib,
            "hari_kerja": self.hari_kerja,
            "nilai_skp": _teks(self.nilai_skp),
            "kurang": [satu.value for satu in self.kurang],
            "persen": _teks(self.persen),
        }


def hitung(masukan: MasukanTpp, aturan: AturanTpp) -> HasilTpp:
    """The percent of one person's month by a rule set, half up to two decimals."""
    target = aturan.target(masukan.hari_wajib, masukan.hari_kerja)
    hari = (masukan.hari_wajib, masukan.hari_kerja, masukan.nilai_skp)
    if masukan.pengecualian is not None:
        nol = Decimal("0.00")
        return HasilTpp(nol, target, masukan.menit, (), masukan.pengecualian, (), *hari)
    persen = {
        Komponen.AKTIVITAS: persen_aktivitas(masukan.menit, target, aturan),
        Komponen.SKP: masukan.persen_skp,
        Komponen.PRESENSI: masukan.presensi,
        Komponen.DISIPLIN: masukan.disiplin,
    }
    komponen = tuple(
        HasilKomponen(nama, aturan.bobot[nama], persen[nama]) for nama in Komponen if aturan.perlu(nama)
    )
    kurang = tuple(satu.komponen for satu in komponen if satu.persen is None)
    jumlah = None if kurang else bulatkan(sum((satu.angka for satu in komponen), Decimal(0)))
    return HasilTpp(jumlah, target, masukan.menit, komponen, None, kurang, *hari)


def masukan_dari(penjelasan: Mapping[str, Any], menit: int, aturan: AturanTpp) -> MasukanTpp:
    """The inputs of a stored result again, with other minutes; the target stays the one of the result."""
    persen = {satu["nama"]: satu["persen"] for satu in penjelasan["komponen"]}
    kecuali = (penjelasan["pengecualian"] or {}).get("kode")
    return MasukanTpp(
        menit=menit,
        hari_wajib=penjelasan["hari_wajib"],
        hari_kerja=penjelasan["hari_kerja"],
        persen_skp=_angka(persen.get(Komponen.SKP)),
        presensi=_angka(persen.get(Komponen.PRESENSI)),
        disiplin=_angka(persen.get(Komponen.DISIPLIN)),
        pengecualian=next((satu for satu in aturan.pengecualian if satu.kode == kecuali), None),
    )


def _angka(teks: str | None) -> Decimal | None:
    return None if teks is None else Decimal(teks)


def persen_aktivitas(menit: int, target: int, aturan: AturanTpp) -> Decimal | None:
    """What approved minutes make of a target by the rule set's formula; None where there is no target to reach."""
    if target <= 0:
        return None
    tepat = min(SERATUS, Decimal(menit) * 100 / target)
    if aturan.rumus is Rumus.LULUS:
        return SERATUS if menit >= target else Decimal("0.00")
    if aturan.rumus is Rumus.TANGGA:
        return next((bulatkan(persen) for dari, persen in aturan.tangga if tepat >= dari), Decimal("0.00"))
    return bulatkan(tepat)


def bulatkan(angka: Decimal) -> Decimal:
    """Half up to two decimals."""
    return angka.quantize(_SEN, ROUND_HALF_UP)


def pilih_pengecualian(
    daftar: Sequence[tuple[str, Masa]], bulan: Masa, aturan: AturanTpp
) -> JenisPengecualian | None:
    """The reason that takes a month's allowance, among periods (code, days); the rule set's order decides."""
    for jenis in aturan.pengecualian:
        if any(kode == jenis.kode and jenis.kena(masa, bulan) for kode, masa in daftar):
            return jenis
    return None


def bulan_dari(tanggal: date) -> Masa:
    """The month of a day."""
    mulai = tanggal.replace(day=1)
    return Masa(mulai, date(mulai.year + mulai.month // 12, mulai.month % 12 + 1, 1))


_NAMA = {
    "aktivitas": "aktivitas harian",
    "skp": "nilai SKP",
    "presensi": "presensi",
    "disiplin": "disiplin",
}


def kalimat(penjelasan: Mapping[str, Any]) -> str:
    """The reasons in one Indonesian sentence: "97,78 % karena 6.600 dari 6.750 menit disetujui."."""
    if penjelasan["pengecualian"] is not None:
        kecuali = penjelasan["pengecualian"]
        return f"0 % karena {kecuali['nama']} ({kecuali['kode']}; {kecuali['dasar']})."
    if penjelasan["kurang"]:
        nama = ", ".join(_NAMA[satu] for satu in penjelasan["kurang"])
        return f"Belum dapat dihitung karena data ini belum ada: {nama}."
    menit = (
        f"{cetak_angka(Decimal(penjelasan['menit']))} dari {cetak_angka(Decimal(penjelasan['target']))} "
        "menit disetujui"
    )
    bagian = penjelasan["komponen"]
    if len(bagian) == 1 and bagian[0]["nama"] == Komponen.AKTIVITAS:
        sebab = menit
    else:
        sebab = "; ".join(
            f"{_NAMA[satu['nama']]} {_koma(satu['persen'])} % × bobot {satu['bobot']} %"
            + (f" ({menit})" if satu["nama"] == Komponen.AKTIVITAS else "")
            for satu in bagian
        )
    return f"{_koma(penjelasan['persen'])} % karena {sebab}."


def _teks(angka: Decimal | None) -> str | None:
    return None if angka is None else str(angka)


def _koma(teks: str) -> str:
    return cetak_angka(Decimal(teks))
