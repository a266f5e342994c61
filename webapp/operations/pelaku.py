"""Who acted, as rows keep it, and the two checks that the yearly evaluation begins with."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from webapp.domain.penilai import Penilai, PenilaiHasil, atasan_penilai, jalur_atasan
from webapp.domain.sentences import Sentence
from webapp.domain.tenggat import BatasWaktu, Saat
from webapp.storage.akun import same_person

from .naskah import tolak
from .registry import Context

PYB: Final = "pyb"
"""The office that stands in where an evaluator has no superior."""

BATAS_WAKTU: Final = "batas_waktu"
"""The table of deadlines [CONFIG]."""


def pelaku(ctx: Context) -> dict[str, Any]:
    """The columns that say who did something, in which office, and when."""
    assert ctx.actor is not None
    return {
        "pegawai_id": ctx.actor.pegawai_id,
        "pihak_luar_id": ctx.actor.pihak_luar_id,
        "akun_id": ctx.actor.akun_id,
        "jabatan": jabatan_pelaku(ctx),
        "pada": ctx.now,
    }


def jabatan_pelaku(ctx: Context) -> str:
    """The office in which the actor acts, as the mandate of the step names it."""
    return str((ctx.mandate or {}).get("jabatan") or "")


def pastikan_peran(ctx: Context, peran: str, pesan: str) -> None:
    """The actor holds an office of the agency and does not decide about himself or herself."""
    if ctx.actor is None or peran not in ctx.actor.peran or ctx.actor.pegawai_id == ctx.subject.pegawai_id:
        raise tolak("bukan_pemegang", pesan)


def pastikan_bukan_pembuat(ctx: Context, akun_id: int) -> None:
    """Nobody decides about the own judgement, also not after rising into the office that decides.

    The step is then given to one further above [PP 30/2019 Pasal 59-60].
    """
    if ctx.actor is not None and same_person(ctx.session, ctx.actor.akun_id, akun_id):
        pesan = (
            "Penilaian ini Anda sendiri yang membuat, jadi bukan Anda yang memutusnya. Minta admin BKPP mengalihkan "
            "langkah ini kepada pejabat di atas Anda."
        )
        raise tolak("putusan.sendiri", pesan)


def pastikan_atasan(ctx: Context) -> PenilaiHasil:
    """The actor is the superior of the subject's evaluator, or the PyB where there is none [PP 30/2019 Pasal 59]."""
    hasil = atasan_penilai(ctx.subject.pegawai_id, ctx.on, ctx.organisasi)
    if ctx.actor is None or ctx.actor.pegawai_id == ctx.subject.pegawai_id:
        raise tolak("bukan_atasan", "Langkah ini diputus atasan pejabat penilai, bukan pegawai yang dinilai.")
    if not isinstance(hasil, Penilai):
        if PYB not in ctx.actor.peran:
            raise tolak("bukan_atasan", "Pejabat penilai ini tidak punya atasan; pemutusnya PyB.")
        return hasil
    luar = hasil.penilai_id is None and ctx.actor.pihak_luar_id is not None
    if luar or (hasil.penilai_id is not None and hasil.penilai_id == ctx.actor.pegawai_id):
        return hasil
    jalur = {satu.penilai_id for satu in jalur_atasan(ctx.subject.pegawai_id, ctx.on, ctx.organisasi)[1:]}
    if (ctx.mandate or {}).get("kapasitas") == "ALIHAN" and ctx.actor.pegawai_id in jalur:
        return hasil
    raise tolak(
        "bukan_atasan",
        Sentence(
            "Atasan pejabat penilai pada tanggal ini adalah %(nama_jabatan)s.",
            nama_jabatan=hasil.nama_jabatan,
        ),
    )


def hari_batas(ctx: Context, langkah: str, mulai: date) -> date:
    """The last day of a step that begins on a day, by the table `batas_waktu` [CONFIG]."""
    return batas_langkah(ctx, langkah).hari_terakhir(Saat(mulai, mulai.year, mulai.month), ctx.workdays)


def batas_langkah(ctx: Context, langkah: str) -> BatasWaktu:
    """The row of a step in the table of deadlines of the case's own release [CONFIG]."""
    return BatasWaktu.dari(ctx.decide(BATAS_WAKTU, {"langkah": langkah}).values)
