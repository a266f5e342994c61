"""The canonical form of an SKP: what is stored, hashed and signed.

`isi_kanonik` and `dari_kanonik` are each other's inverse. The fingerprint covers content and identity block,
so that a signature holds for exactly what was seen.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from webapp.domain.cuplikan import Cuplikan, Pihak
from webapp.domain.jabatan import Jalur
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Lampiran, Pendekatan, Perspektif, Rhk

VERSI_BENTUK = 1
"""Version of the canonical form; a change of shape gets a new number, old fingerprints keep theirs."""

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")


def isi_kanonik(isi: IsiSkp) -> dict[str, object]:
    """The content as JSON values, with every field present and rows in document order."""
    return {
        "versi": VERSI_BENTUK,
        "jalur": isi.jalur.value,
        "pendekatan": isi.pendekatan.value,
        "rhk": [_rhk_kanonik(rhk) for rhk in isi.rhk],
        "ekspektasi_khusus": dict(sorted(isi.ekspektasi_khusus.items())),
        "lampiran": {
            "dukungan": list(isi.lampiran.dukungan),
            "skema": list(isi.lampiran.skema),
            "konsekuensi": list(isi.lampiran.konsekuensi),
        },
    }


def dari_kanonik(data: Mapping[str, object]) -> IsiSkp:
    """The content back from its canonical form; ValueError names the part that is not as it should be."""
    if data.get("versi") != VERSI_BENTUK:
        raise ValueError(f"versi bentuk kanonik tidak dikenal: {data.get('versi')!r}")
    lampiran = _objek(data, "lampiran")
    return IsiSkp(
        jalur=_pilihan(data, "jalur", Jalur),
        pendekatan=_pilihan(data, "pendekatan", Pendekatan),
        rhk=_daftar(data, "rhk", _baca_rhk),
        ekspektasi_khusus={
            str(kode): _sebagai_teks(nilai, "ekspektasi_khusus")
            for kode, nilai in _objek(data, "ekspektasi_khusus").items()
        },
        lampiran=Lampiran(
            dukungan=_daftar_teks(lampiran, "dukungan"),
            skema=_daftar_teks(lampiran, "skema"),
            konsekuensi=_daftar_teks(lampiran, "konsekuensi"),
        ),
    )


def cuplikan_kanonik(cuplikan: Cuplikan) -> dict[str, object]:
    """The identity block as JSON values."""
    return {
        "instansi": cuplikan.instansi,
        "pegawai": _pihak_kanonik(cuplikan.pegawai),
        "penilai": _pihak_kanonik(cuplikan.penilai),
        "mulai": cuplikan.mulai.isoformat(),
        "terakhir": cuplikan.terakhir.isoformat(),
    }


def cuplikan_dari_kanonik(data: Mapping[str, object]) -> Cuplikan:
    """The identity block back from its canonical form; ValueError as in `dari_kanonik`."""
    return Cuplikan(
        instansi=_teks(data, "instansi"),
        pegawai=_baca_pihak(_objek(data, "pegawai")),
        penilai=_baca_pihak(_objek(data, "penilai")),
        mulai=date.fromisoformat(_teks(data, "mulai")),
        terakhir=date.fromisoformat(_teks(data, "terakhir")),
    )


def sidik(isi: IsiSkp, cuplikan: Cuplikan) -> str:
    """SHA-256 (hex) over the canonical JSON of content and identity block."""
    isi_lengkap = {"isi": isi_kanonik(isi), "identitas": cuplikan_kanonik(cuplikan)}
    teks = json.dumps(isi_lengkap, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(teks.encode()).hexdigest()


def _pihak_kanonik(pihak: Pihak) -> dict[str, object]:
    return {
        "nama": pihak.nama,
        "nip": pihak.nip,
        "pangkat": pihak.pangkat,
        "jabatan": pihak.jabatan,
        "unit_kerja": pihak.unit_kerja,
    }


def _baca_pihak(data: Mapping[str, object]) -> Pihak:
    return Pihak(
        nama=_teks(data, "nama"),
        nip=_teks_boleh_kosong(data, "nip"),
        pangkat=_teks_boleh_kosong(data, "pangkat"),
        jabatan=_teks(data, "jabatan"),
        unit_kerja=_teks(data, "unit_kerja"),
    )


def _rhk_kanonik(rhk: Rhk) -> dict[str, object]:
    return {
        "kunci": rhk.kunci,
        "bagian": rhk.bagian.value,
        "uraian": rhk.uraian,
        "rhk_pimpinan": rhk.rhk_pimpinan,
        "rhk_pimpinan_kunci": rhk.rhk_pimpinan_kunci,
        "penugasan_dari": rhk.penugasan_dari,
        "iki": [_iki_kanonik(iki) for iki in rhk.iki],
        "ukuran": list(rhk.ukuran),
    }


def _iki_kanonik(iki: Iki) -> dict[str, object]:
    return {
        "kunci": iki.kunci,
        "uraian": iki.uraian,
        "target": iki.target,
        "satuan": iki.satuan,
        "aspek": iki.aspek.value if iki.aspek else None,
        "perspektif": iki.perspektif.value if iki.perspektif else None,
    }


def _baca_rhk(data: Mapping[str, object]) -> Rhk:
    return Rhk(
        kunci=_teks(data, "kunci"),
        bagian=_pilihan(data, "bagian", Bagian),
        uraian=_teks(data, "uraian"),
        rhk_pimpinan=_teks_boleh_kosong(data, "rhk_pimpinan"),
        rhk_pimpinan_kunci=_teks_boleh_kosong(data, "rhk_pimpinan_kunci"),
        penugasan_dari=_teks_boleh_kosong(data, "penugasan_dari"),
        iki=_daftar(data, "iki", _baca_iki),
        ukuran=_daftar_teks(data, "ukuran"),
    )


def _baca_iki(data: Mapping[str, object]) -> Iki:
    return Iki(
        kunci=_teks(data, "kunci"),
        uraian=_teks(data, "uraian"),
        target=_teks(data, "target"),
        satuan=_teks(data, "satuan"),
        aspek=None if data.get("aspek") is None else _pilihan(data, "aspek", Aspek),
        perspektif=None if data.get("perspektif") is None else _pilihan(data, "perspektif", Perspektif),
    )


def _sebagai_teks(nilai: object, nama: str) -> str:
    if not isinstance(nilai, str):
        raise ValueError(f"{nama}: harus teks")
    return nilai


def _teks(data: Mapping[str, object], nama: str) -> str:
    return _sebagai_teks(data.get(nama), nama)


def _teks_boleh_kosong(data: Mapping[str, object], nama: str) -> str | None:
    return None if data.get(nama) is None else _teks(data, nama)


def _pilihan(data: Mapping[str, object], nama: str, jenis: type[_E]) -> _E:
    return jenis(_teks(data, nama))


def _objek(data: Mapping[str, object], nama: str) -> Mapping[str, object]:
    nilai = data.get(nama)
    if not isinstance(nilai, Mapping):
        raise ValueError(f"{nama}: harus objek")
    return nilai


def _butir(data: Mapping[str, object], nama: str) -> list[object]:
    nilai = data.get(nama)
    if not isinstance(nilai, list):
        raise ValueError(f"{nama}: harus daftar")
    return nilai


def _daftar(
    data: Mapping[str, object], nama: str, baca: Callable[[Mapping[str, object]], _T]
) -> tuple[_T, ...]:
    return tuple(baca(_objek({nama: satu}, nama)) for satu in _butir(data, nama))


def _daftar_teks(data: Mapping[str, object], nama: str) -> tuple[str, ...]:
    return tuple(_sebagai_teks(satu, nama) for satu in _butir(data, nama))
