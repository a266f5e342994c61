"""Who writes entries, and of which days: an employee, for nobody else, on a day that the calendar at hand knows."""

from __future__ import annotations

from datetime import date

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.domain.tanggal import cetak_tanggal
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied
from webapp.services.work import Transaction

YEARS = 1
"""Years around today that an entry may be asked for at all; older months are locked anyway."""


def employee(actor: Actor) -> int:
    """The actor's own number as an employee. Raises `Denied`."""
    if actor.pegawai_id is None:
        raise Denied("Aktivitas harian dicatat oleh pegawai untuk dirinya sendiri.")
    return actor.pegawai_id


def sound_day(tx: Transaction, tanggal: date | None) -> date:
    """A day that the calendar at hand can answer for. Raises `Refused`."""
    if tanggal is None:
        raise Refused([Pelanggaran("aktivitas.tanggal", "Isi tanggal aktivitas yang benar.", "tanggal")])
    if not tx.today.year - YEARS <= tanggal.year <= tx.today.year + YEARS:
        pesan = Sentence(
            "Tanggal %(tanggal)s jauh dari hari ini; menurut jam sistem hari ini %(today)s. "
            "Periksa jam perangkat Anda, lalu isi tanggal yang benar.",
            tanggal=cetak_tanggal(tanggal),
            today=cetak_tanggal(tx.today),
        )
        raise Refused([Pelanggaran("aktivitas.tanggal", pesan, "tanggal")])
    return tanggal
