"""Mandates: rights over others that rest on a letter and not on a definitive post.

Plt, Plh, verifikator, delegated evaluator and evaluator by special decision all stand in one registry, each with its
letter, its dates and its scope. `periksa_mandat` says everything that forbids one. Pure: the caller loads the rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from webapp.domain.jabatan import Id, Jabatan, JenisJabatan, JenjangJf, sekurangnya_pengawas
from webapp.domain.masa import Masa
from webapp.domain.organisasi import JenisPenugasan, Organisasi, jabatan_definitif
from webapp.domain.pelanggaran import Pelanggaran, Tingkat
from webapp.domain.sentences import Sentence


class JenisMandat(StrEnum):
    """Kinds of mandate.

    `PLT` acts in a vacant post, `PLH` for an absent holder with limited powers, `VERIFIKATOR` verifies the daily work
    of a person or a unit, `DELEGASI_PENILAI` lets a head below pengawas evaluate in one unit, `PENETAPAN_PENILAI` names
    one employee's evaluator.
    """

    PLT = "PLT"
    PLH = "PLH"
    VERIFIKATOR = "VERIFIKATOR"
    DELEGASI_PENILAI = "DELEGASI_PENILAI"
    PENETAPAN_PENILAI = "PENETAPAN_PENILAI"


class StatusMandat(StrEnum):
    """States of a mandate: USUL → VERIFIKASI BKPP → AKTIF → BERAKHIR, or refused, or withdrawn by its proposer."""

    USUL = "USUL"
    DIKEMBALIKAN = "DIKEMBALIKAN"
    AKTIF = "AKTIF"
    BERAKHIR = "BERAKHIR"
    DITOLAK = "DITOLAK"
    DITARIK = "DITARIK"


BERLAKU = (StatusMandat.AKTIF, StatusMandat.BERAKHIR)
"""States in which a mandate gives (or gave) its right on the days of its period."""

NAMA_MANDAT: dict[JenisMandat, str] = {
    JenisMandat.PLT: "Pelaksana Tugas (Plt)",
    JenisMandat.PLH: "Pelaksana Harian (Plh)",
    JenisMandat.VERIFIKATOR: "Verifikator",
    JenisMandat.DELEGASI_PENILAI: "Delegasi kewenangan menilai",
    JenisMandat.PENETAPAN_PENILAI: "Penetapan khusus pejabat penilai",
}
"""How people read the kinds."""

ISI_SASARAN: dict[JenisMandat, str] = {
    JenisMandat.PLT: "Isi jabatan, dan hanya itu.",
    JenisMandat.PLH: "Isi jabatan, dan hanya itu.",
    JenisMandat.VERIFIKATOR: "Isi unit atau pegawai yang dinilai, dan hanya itu.",
    JenisMandat.DELEGASI_PENILAI: "Isi unit, dan hanya itu.",
    JenisMandat.PENETAPAN_PENILAI: "Isi pegawai yang dinilai, dan hanya itu.",
}
"""What a proposal of each kind is about."""


@dataclass(frozen=True)
class UsulMandat:
    """A mandate as proposed: `pemegang_id` gets it (None: the Kepala Daerah, as specially named evaluator only).

    What it is about depends on the kind: `jabatan_id` for Plt and Plh; `unit_id` for a delegation; `unit_id` or
    `dinilai_id` for a verifikator; `dinilai_id` for a special decision.
    """

    jenis: JenisMandat
    pemegang_id: Id | None
    masa: Masa
    jabatan_id: Id | None = None
    unit_id: Id | None = None
    dinilai_id: Id | None = None


@dataclass(frozen=True)
class SyaratMandat:
    """What differs by region and year [CONFIG mandat]: longest Plt and Plh in days, and ranks fit for a Plt."""

    plt_paling_lama_hari: int = 184
    plh_paling_lama_hari: int = 31
    plt_boleh_dari: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("JPT_MADYA", ("JPT_MADYA", "JPT_PRATAMA", "AHLI_UTAMA")),
        ("JPT_PRATAMA", ("JPT_MADYA", "JPT_PRATAMA", "ADMINISTRATOR", "AHLI_UTAMA", "AHLI_MADYA")),
        ("ADMINISTRATOR", ("JPT_PRATAMA", "ADMINISTRATOR", "PENGAWAS", "AHLI_MADYA", "AHLI_MUDA")),
        ("PENGAWAS", ("ADMINISTRATOR", "PENGAWAS", "PELAKSANA", "AHLI_MUDA", "AHLI_PERTAMA", "PENYELIA")),
    )


def periksa_mandat(usul: UsulMandat, organisasi: Organisasi, syarat: SyaratMandat) -> list[Pelanggaran]:
    """Everything that forbids a mandate, or that its verifier should know (warnings).

    The organisation must know the whole period; most questions are asked for its first day.
    """
    salah = [*_sasaran(usul), *_diri_sendiri(usul)]
    if salah:
        return salah
    return [*_pemegang(usul, organisasi), *_per_jenis(usul, organisasi, syarat)]


def _sasaran(usul: UsulMandat) -> Iterator[Pelanggaran]:
    """The kind says what the mandate is about; nothing else may be filled."""
    perlu = {
        JenisMandat.PLT: ({"jabatan_id"},),
        JenisMandat.PLH: ({"jabatan_id"},),
        JenisMandat.VERIFIKATOR: ({"unit_id"}, {"dinilai_id"}),
        JenisMandat.DELEGASI_PENILAI: ({"unit_id"},),
        JenisMandat.PENETAPAN_PENILAI: ({"dinilai_id"},),
    }[usul.jenis]
    terisi = {nama for nama in ("jabatan_id", "unit_id", "dinilai_id") if getattr(usul, nama) is not None}
    if terisi not in perlu:
        yield Pelanggaran("mandat.sasaran", ISI_SASARAN[usul.jenis], min(next(iter(perlu))))
    if usul.pemegang_id is None and usul.jenis is not JenisMandat.PENETAPAN_PENILAI:
        yield Pelanggaran("mandat.pemegang", "Pilih pegawai yang ditugaskan.", "pemegang_id")
    if usul.masa.sampai is None and usul.jenis in (JenisMandat.PLT, JenisMandat.PLH):
        pesan = "Isi tanggal selesai. Penugasan Plt dan Plh selalu berjangka."
        yield Pelanggaran("mandat.selesai", pesan, "selesai")


def _diri_sendiri(usul: UsulMandat) -> Iterator[Pelanggaran]:
    if usul.pemegang_id is not None and usul.pemegang_id == usul.dinilai_id:
        pesan = "Tidak seorang pun dapat menilai atau memverifikasi dirinya sendiri. Pilih pegawai lain."
        yield Pelanggaran("mandat.diri_sendiri", pesan, "pemegang_id")


def _pemegang(usul: UsulMandat, organisasi: Organisasi) -> Iterator[Pelanggaran]:
    """The holder serves, is not away, and is high enough to evaluate."""
    if usul.pemegang_id is None:
        return
    jabatan = _jabatan_definitif(usul.pemegang_id, usul, organisasi)
    if jabatan is None:
        pesan: str = Sentence(
            "Pegawai ini tidak memegang jabatan definitif pada %(mulai)s. Pilih pegawai lain.",
            mulai=usul.masa.mulai,
        )
        yield Pelanggaran("mandat.tanpa_jabatan", pesan, "pemegang_id")
        return
    if organisasi.sedang_cuti(usul.pemegang_id, usul.masa.mulai):
        pesan = Sentence(
            "Pegawai ini tercatat tidak hadir pada %(mulai)s. Pilih pegawai lain.", mulai=usul.masa.mulai
        )
        yield Pelanggaran("mandat.tidak_hadir", pesan, "pemegang_id")
    if usul.jenis is JenisMandat.PENETAPAN_PENILAI and not _boleh_menilai(usul, jabatan, organisasi):
        pesan = "Penilai serendah-rendahnya pejabat pengawas, atau pejabat yang menerima delegasi. Pilih pejabat lain."
        yield Pelanggaran("mandat.di_bawah_pengawas", pesan, "pemegang_id")


def _boleh_menilai(usul: UsulMandat, jabatan: Jabatan, organisasi: Organisasi) -> bool:
    assert usul.pemegang_id is not None
    delegasi = organisasi.delegasi(usul.pemegang_id, jabatan.unit_id, usul.masa.mulai)
    return sekurangnya_pengawas(jabatan) or delegasi is not None


def _per_jenis(usul: UsulMandat, organisasi: Organisasi, syarat: SyaratMandat) -> Iterator[Pelanggaran]:
    if usul.jenis in (JenisMandat.PLT, JenisMandat.PLH):
        assert usul.jabatan_id is not None
        jabatan = organisasi.jabatan(usul.jabatan_id)
        if jabatan is None:
            yield Pelanggaran("mandat.jabatan", "Jabatan ini tidak ada. Pilih jabatan lain.", "jabatan_id")
            return
        yield from _lama(usul, syarat)
        if usul.jenis is JenisMandat.PLT:
            yield from _plt(usul, jabatan, organisasi, syarat)
        else:
            yield from _plh(usul, jabatan, organisasi)
    elif usul.jenis is JenisMandat.DELEGASI_PENILAI:
        yield from _delegasi(usul, organisasi)


def _lama(usul: UsulMandat, syarat: SyaratMandat) -> Iterator[Pelanggaran]:
    paling_lama = (
        syarat.plt_paling_lama_hari if usul.jenis is JenisMandat.PLT else syarat.plh_paling_lama_hari
    )
    assert usul.masa.sampai is not None
    hari = (usul.masa.sampai - usul.masa.mulai).days
    if hari > paling_lama:
        pesan = Sentence(
            "Masa penugasan %(hari)s hari, paling lama %(paling_lama)s hari. Pendekkan, lalu "
            "perpanjang dengan surat baru.",
            hari=hari,
            paling_lama=paling_lama,
        )
        yield Pelanggaran("mandat.terlalu_lama", pesan, "selesai")


def _plt(
    usul: UsulMandat, jabatan: Jabatan, organisasi: Organisasi, syarat: SyaratMandat
) -> Iterator[Pelanggaran]:
    """Plt: the post stands empty; the holder comes from the same height or the one below [SE BKN 1/2021]."""
    terisi = organisasi.pemegang_selama(jabatan.id, JenisPenugasan.DEFINITIF, usul.masa)
    if terisi:
        hari = max(terisi[-1].masa.mulai, usul.masa.mulai)
        pesan = Sentence(
            "Jabatan %(nama)s dipegang pejabat definitif pada %(hari)s. Plt hanya untuk "
            "jabatan kosong; bila pejabatnya berhalangan, usulkan Plh.",
            nama=jabatan.nama,
            hari=hari,
        )
        yield Pelanggaran("mandat.tidak_kosong", pesan, "jabatan_id")
    assert usul.pemegang_id is not None
    asal = _jabatan_definitif(usul.pemegang_id, usul, organisasi)
    boleh = dict(syarat.plt_boleh_dari).get(jabatan.jenis.value)
    if asal is not None and boleh is not None and _tingkat(asal) not in boleh:
        pesan = Sentence(
            "Pemegang jabatan %(asal)s tidak dapat menjadi Plt. %(nama)s menurut "
            "jenjangnya. Pilih pejabat lain.",
            asal=asal.nama,
            nama=jabatan.nama,
        )
        yield Pelanggaran("mandat.jenjang", pesan, "pemegang_id")


def _plh(usul: UsulMandat, jabatan: Jabatan, organisasi: Organisasi) -> Iterator[Pelanggaran]:
    """Plh: for a definitive holder who is away; never for a Plt, for no mandate rests on another."""
    definitif = organisasi.pemegang(jabatan.id, JenisPenugasan.DEFINITIF, usul.masa.mulai)
    if not definitif:
        plt = organisasi.pemegang(jabatan.id, JenisPenugasan.PLT, usul.masa.mulai)
        pesan: str = (
            Sentence(
                "Jabatan %(nama)s sedang dijabat Plt; penugasan tidak boleh bertumpu pada penugasan lain. "
                "Usulkan Plt baru.",
                nama=jabatan.nama,
            )
            if plt
            else Sentence("Jabatan %(nama)s kosong. Usulkan Plt.", nama=jabatan.nama)
        )
        yield Pelanggaran("mandat.plh_tanpa_pejabat", pesan, "jabatan_id")
        return
    pemegang = definitif[0].pegawai_id
    if pemegang == usul.pemegang_id:
        pesan = "Pegawai ini sendiri pemegang jabatan definitifnya. Pilih pegawai lain."
        yield Pelanggaran("mandat.plh_diri_sendiri", pesan, "pemegang_id")
    elif not organisasi.sedang_cuti(pemegang, usul.masa.mulai):
        pesan = Sentence(
            "Pemegang jabatan %(nama)s tidak tercatat cuti atau berhalangan pada %(mulai)s. "
            "Plh baru berwenang pada hari pejabatnya tercatat tidak hadir.",
            nama=jabatan.nama,
            mulai=usul.masa.mulai,
        )
        yield Pelanggaran("mandat.plh_hadir", pesan, "jabatan_id", Tingkat.PERINGATAN)


def _delegasi(usul: UsulMandat, organisasi: Organisasi) -> Iterator[Pelanggaran]:
    """Delegation goes to the head of the unit who is below pengawas; others need none or may not have one."""
    assert usul.unit_id is not None
    assert usul.pemegang_id is not None
    unit = organisasi.unit(usul.unit_id, usul.masa.mulai)
    kepala = (
        None if unit is None or unit.jabatan_kepala_id is None else organisasi.jabatan(unit.jabatan_kepala_id)
    )
    if kepala is None:
        pesan = "Unit ini tidak mempunyai jabatan pimpinan. Pilih unit yang dipimpin pegawai itu."
        yield Pelanggaran("mandat.delegasi_unit", pesan, "unit_id")
        return
    if sekurangnya_pengawas(kepala):
        pesan = Sentence(
            "%(nama)s berwenang menilai tanpa delegasi. Usul ini tidak diperlukan.", nama=kepala.nama
        )
        yield Pelanggaran("mandat.delegasi_tidak_perlu", pesan, "unit_id")
    definitif = organisasi.pemegang(kepala.id, JenisPenugasan.DEFINITIF, usul.masa.mulai)
    if usul.pemegang_id not in {satu.pegawai_id for satu in definitif}:
        pesan = Sentence("Delegasi hanya untuk pemegang definitif jabatan %(nama)s.", nama=kepala.nama)
        yield Pelanggaran("mandat.delegasi_pemegang", pesan, "pemegang_id")


def _jabatan_definitif(pegawai_id: Id, usul: UsulMandat, organisasi: Organisasi) -> Jabatan | None:
    return jabatan_definitif(pegawai_id, usul.masa.mulai, organisasi)


def _tingkat(jabatan: Jabatan) -> str:
    """The height that rules of Plt name: the kind, or for a functional post its jenjang."""
    if jabatan.jenis is JenisJabatan.JF:
        return (jabatan.jenjang or JenjangJf.PEMULA).value
    return jabatan.jenis.value
