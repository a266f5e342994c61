"""Who evaluates whom on a date: the Pejabat Penilai Kinerja and the official above.

The answer comes from the organisation as it stands on that date and carries its reason step by step, as data;
`alasan` turns the steps into sentences. Pure: it asks the `Organisasi` it is given and nothing else.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from webapp.domain.alasan import KodeLangkah, Langkah, kalimat_alasan
from webapp.domain.jabatan import Id, Jabatan, sekurangnya_pengawas
from webapp.domain.organisasi import (
    JenisPenugasan,
    KepalaDaerah,
    Organisasi,
    PenetapanKhusus,
    Penugasan,
    Unit,
    Urusan,
    jabatan_definitif,
)


class Kapasitas(StrEnum):
    """In which capacity the evaluator acts."""

    DEFINITIF = "DEFINITIF"
    PLT = "PLT"
    PLH = "PLH"
    KHUSUS = "KHUSUS"
    VERIFIKATOR = "VERIFIKATOR"
    KEPALA_DAERAH = "KEPALA_DAERAH"


class Keperluan(StrEnum):
    """What the evaluator is asked for. Only daily verification may fall to a Plh."""

    PENILAIAN = "PENILAIAN"
    VERIFIKASI_HARIAN = "VERIFIKASI_HARIAN"


@dataclass(frozen=True)
class Penilai:
    """The evaluator found for `pegawai_id` on `tanggal`.

    `penilai_id` is None when the evaluator is the Kepala Daerah (then `kepala_daerah` is filled, and there is
    no NIP). `jabatan` is the post in which the evaluator acts; `surat` the letter that gives the capacity;
    `unit_id` the unit led in that capacity, None for a special decision and for the Kepala Daerah.
    """

    pegawai_id: Id
    tanggal: date
    kapasitas: Kapasitas
    penilai_id: Id | None
    jabatan: Jabatan | None
    kepala_daerah: KepalaDaerah | None
    unit_id: Id | None
    surat: str | None
    langkah: tuple[Langkah, ...]

    @property
    def nama_jabatan(self) -> str:
        """The office as a form prints it, with Plt. or Plh. before an acting one."""
        if self.kepala_daerah is not None:
            return self.kepala_daerah.jabatan
        nama = self.jabatan.nama if self.jabatan else ""
        awalan = {Kapasitas.PLT: "Plt. ", Kapasitas.PLH: "Plh. "}.get(self.kapasitas, "")
        return awalan + nama

    @property
    def alasan(self) -> str:
        """Why this evaluator, as a sentence."""
        return kalimat_alasan(self.langkah)


@dataclass(frozen=True)
class TanpaPenilai:
    """No evaluator can be named: the person holds no post on the date, or stands below nobody."""

    pegawai_id: Id
    tanggal: date
    langkah: tuple[Langkah, ...]

    @property
    def alasan(self) -> str:
        """Why there is none, as a sentence."""
        return kalimat_alasan(self.langkah)


PenilaiHasil = Penilai | TanpaPenilai


def tentukan_penilai(
    pegawai_id: Id,
    tanggal: date,
    organisasi: Organisasi,
    keperluan: Keperluan = Keperluan.PENILAIAN,
    urusan: Urusan | None = None,
) -> PenilaiHasil:
    """The Pejabat Penilai Kinerja of an employee on a date [PermenPANRB 6/2022 Pasal 1].

    First a special decision of the registry, unless it names the employee or one who holds no post on the
    date; else the head of the own unit, or of the unit above for one who leads the own: definitive before
    Plt, a Plh only for daily verification; never oneself, never below pengawas without delegation; else
    further up, and at the top the Kepala Daerah. Without a definitive post on the date there is no evaluator
    unless a special decision names one. A mandate counts if its scope holds for `urusan`; without one, the question
    is general and only mandates of full scope count.
    """
    bukan = frozenset({pegawai_id})
    return _Penelusuran(pegawai_id, tanggal, organisasi, keperluan, bukan, "pegawai", urusan=urusan).mulai()


def atasan_penilai(pegawai_id: Id, tanggal: date, organisasi: Organisasi) -> PenilaiHasil:
    """The superior of the employee's evaluator, who decides objections [PP 30/2019 Pasal 59].

    For a definitive or specially named evaluator it is that person's own evaluator; for an acting one (Plt)
    the leader above the unit led, for the powers come with that unit. Neither the employee nor the evaluator
    can be it.
    """
    penilai = tentukan_penilai(pegawai_id, tanggal, organisasi)
    if isinstance(penilai, TanpaPenilai):
        return penilai
    if penilai.penilai_id is None:
        jabatan = penilai.kepala_daerah.jabatan if penilai.kepala_daerah else ""
        langkah = Langkah(KodeLangkah.KEPALA_DAERAH_TANPA_ATASAN, {"jabatan": jabatan})
        return TanpaPenilai(pegawai_id, tanggal, (langkah,))
    bukan = frozenset({pegawai_id, penilai.penilai_id})
    telusur = _Penelusuran(penilai.penilai_id, tanggal, organisasi, Keperluan.PENILAIAN, bukan, "penilai")
    if penilai.kapasitas is Kapasitas.PLT and penilai.unit_id is not None:
        return telusur.di_atas(penilai.unit_id)
    return telusur.mulai()


def jalur_atasan(pegawai_id: Id, tanggal: date, organisasi: Organisasi) -> tuple[Penilai, ...]:
    """The employee's evaluator, that person's own, and so on up to the Kepala Daerah; nobody twice."""
    jalur: list[Penilai] = []
    dilalui = {pegawai_id}
    hasil = tentukan_penilai(pegawai_id, tanggal, organisasi)
    while isinstance(hasil, Penilai) and hasil.penilai_id not in dilalui:
        jalur.append(hasil)
        if hasil.penilai_id is None:
            break
        dilalui.add(hasil.penilai_id)
        hasil = tentukan_penilai(hasil.penilai_id, tanggal, organisasi)
    return tuple(jalur)


@dataclass
class _Penelusuran:
    """One walk through the organisation; collects its steps on the way.

    `bukan` are the people who cannot be the answer; `sebutan` names the subject in the reason.
    """

    pegawai_id: Id
    tanggal: date
    organisasi: Organisasi
    keperluan: Keperluan
    bukan: frozenset[Id]
    sebutan: str
    langkah: list[Langkah] = field(default_factory=list)
    urusan: Urusan | None = None

    def mulai(self) -> PenilaiHasil:
        khusus = self._khusus()
        if khusus is not None:
            return khusus
        jabatan = jabatan_definitif(self.pegawai_id, self.tanggal, self.organisasi)
        if jabatan is None:
            self._catat(KodeLangkah.TANPA_JABATAN, siapa=self.sebutan, tanggal=self.tanggal.isoformat())
            return TanpaPenilai(self.pegawai_id, self.tanggal, tuple(self.langkah))
        dipimpin = self.organisasi.unit_dipimpin(jabatan.id, self.tanggal)
        if dipimpin is not None:
            self._catat(KodeLangkah.KEPALA_UNIT, siapa=self.sebutan, jabatan=jabatan.nama, unit=dipimpin.nama)
            return self._naik(dipimpin.induk_id, {dipimpin.id})
        unit = self._nama_unit(jabatan.unit_id)
        self._catat(KodeLangkah.ANGGOTA_UNIT, siapa=self.sebutan, jabatan=jabatan.nama, unit=unit)
        return self._naik(jabatan.unit_id, set())

    def di_atas(self, unit_id: Id) -> PenilaiHasil:
        """The leader above a unit, for one who only acts in it."""
        unit = self.organisasi.unit(unit_id, self.tanggal)
        self._catat(KodeLangkah.ATASAN_DARI, unit=self._nama_unit(unit_id))
        return self._naik(unit.induk_id if unit else None, {unit_id})

    def _khusus(self) -> Penilai | None:
        for satu in self.organisasi.penetapan_khusus(self.pegawai_id, self.tanggal):
            hasil = self._pakai_khusus(satu) if satu.lingkup.mencakup(self.urusan) else None
            if hasil is not None:
                return hasil
        return None

    def _pakai_khusus(self, khusus: PenetapanKhusus) -> Penilai | None:
        rincian = {"surat": khusus.surat, "sejak": khusus.masa.mulai.isoformat()}
        if khusus.penilai_id is None:
            kepala = self.organisasi.kepala_daerah
            self._catat(KodeLangkah.KHUSUS_BERLAKU, jabatan=kepala.jabatan, **rincian)
            return self._temukan(Kapasitas.KHUSUS, kepala_daerah=kepala, surat=khusus.surat)
        if khusus.penilai_id in self.bukan:
            self._catat(KodeLangkah.KHUSUS_DILEWATI, **rincian)
            return None
        jabatan = jabatan_definitif(khusus.penilai_id, self.tanggal, self.organisasi)
        if jabatan is None:
            self._catat(KodeLangkah.KHUSUS_TIDAK_MENJABAT, **rincian)
            return None
        self._catat(KodeLangkah.KHUSUS_BERLAKU, jabatan=jabatan.nama, **rincian)
        return self._temukan(
            Kapasitas.KHUSUS, penilai_id=khusus.penilai_id, jabatan=jabatan, surat=khusus.surat
        )

    def _nama_unit(self, unit_id: Id) -> str:
        unit = self.organisasi.unit(unit_id, self.tanggal)
        return unit.nama if unit else f"unit nomor {unit_id}"

    def _naik(self, unit_id: Id | None, dilalui: set[Id]) -> Penilai:
        """Try each unit upwards; a unit met twice is a fault in the data and ends at the top."""
        while unit_id is not None:
            unit = self.organisasi.unit(unit_id, self.tanggal)
            if unit is None:
                break
            if unit.id in dilalui:
                self._catat(KodeLangkah.UNIT_BERPUTAR, unit=unit.nama)
                break
            dilalui.add(unit.id)
            hasil = self._kepala(unit)
            if hasil is not None:
                return hasil
            unit_id = unit.induk_id
        kepala = self.organisasi.kepala_daerah
        self._catat(KodeLangkah.PUNCAK, jabatan=kepala.jabatan)
        return self._temukan(Kapasitas.KEPALA_DAERAH, kepala_daerah=kepala)

    def _kepala(self, unit: Unit) -> Penilai | None:
        """The unit's leader if that person may evaluate; otherwise the step that says why not."""
        kepala_id = unit.jabatan_kepala_id
        jabatan = None if kepala_id is None else self.organisasi.jabatan(kepala_id)
        if jabatan is None:
            # The whole region has no head post of its own: above it stands the Kepala Daerah.
            if unit.induk_id is not None:
                self._catat(KodeLangkah.UNIT_TANPA_PIMPINAN, unit=unit.nama)
            return None
        pemegang = self._pemegang(jabatan)
        if pemegang is None:
            self._catat(KodeLangkah.KEPALA_KOSONG, jabatan=jabatan.nama)
            return None
        if pemegang.pegawai_id in self.bukan:
            self._catat(KodeLangkah.KEPALA_DIRI_SENDIRI, jabatan=jabatan.nama)
            return None
        if not self._berwenang(pemegang, jabatan, unit):
            return None
        self._catat(
            _LANGKAH_KEPALA[pemegang.jenis],
            jabatan=jabatan.nama,
            sejak=pemegang.masa.mulai.isoformat(),
            surat=pemegang.surat or "",
        )
        return self._temukan(
            Kapasitas(pemegang.jenis),
            penilai_id=pemegang.pegawai_id,
            jabatan=jabatan,
            unit_id=unit.id,
            surat=pemegang.surat,
        )

    def _pemegang(self, jabatan: Jabatan) -> Penugasan | None:
        """Definitive, else Plt, else a Plh for daily verification; a Plh also replaces one on leave there."""
        definitif = self._cari(jabatan, JenisPenugasan.DEFINITIF)
        utama = definitif or self._cari(jabatan, JenisPenugasan.PLT)
        if self.keperluan is not Keperluan.VERIFIKASI_HARIAN:
            return utama
        if utama is None:
            return self._cari(jabatan, JenisPenugasan.PLH)
        if utama.jenis is JenisPenugasan.DEFINITIF and self.organisasi.sedang_cuti(
            utama.pegawai_id, self.tanggal
        ):
            plh = self._cari(jabatan, JenisPenugasan.PLH)
            if plh is not None and plh.pegawai_id not in self.bukan:
                self._catat(KodeLangkah.KEPALA_CUTI, jabatan=jabatan.nama)
                return plh
        return utama

    def _cari(self, jabatan: Jabatan, jenis: JenisPenugasan) -> Penugasan | None:
        daftar = self.organisasi.pemegang(jabatan.id, jenis, self.tanggal)
        return next((satu for satu in daftar if satu.lingkup.mencakup(self.urusan)), None)

    def _berwenang(self, pemegang: Penugasan, jabatan: Jabatan, unit: Unit) -> bool:
        if sekurangnya_pengawas(jabatan):
            return True
        delegasi = self.organisasi.delegasi(pemegang.pegawai_id, unit.id, self.tanggal)
        if delegasi is None or not delegasi.lingkup.mencakup(self.urusan):
            self._catat(KodeLangkah.KEPALA_DI_BAWAH_PENGAWAS, jabatan=jabatan.nama)
            return False
        self._catat(KodeLangkah.DELEGASI, jabatan=jabatan.nama, surat=delegasi.surat)
        return True

    def _catat(self, kode: KodeLangkah, **rincian: str) -> None:
        self.langkah.append(Langkah(kode, rincian))

    def _temukan(
        self,
        kapasitas: Kapasitas,
        *,
        penilai_id: Id | None = None,
        jabatan: Jabatan | None = None,
        kepala_daerah: KepalaDaerah | None = None,
        unit_id: Id | None = None,
        surat: str | None = None,
    ) -> Penilai:
        return Penilai(
            pegawai_id=self.pegawai_id,
            tanggal=self.tanggal,
            kapasitas=kapasitas,
            penilai_id=penilai_id,
            jabatan=jabatan,
            kepala_daerah=kepala_daerah,
            unit_id=unit_id,
            surat=surat,
            langkah=tuple(self.langkah),
        )


_LANGKAH_KEPALA = {
    JenisPenugasan.DEFINITIF: KodeLangkah.KEPALA_DEFINITIF,
    JenisPenugasan.PLT: KodeLangkah.KEPALA_PLT,
    JenisPenugasan.PLH: KodeLangkah.KEPALA_PLH,
}
