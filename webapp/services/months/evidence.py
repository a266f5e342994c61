"""Evidence of a month: files in the vault and links, each under a row of a sheet.

The order is action plan, target, evidence, results; what comes out of order is refused with the step that is missing.
Storage that only its owner can open is told at once, and the vault is offered instead; a job then looks at each link.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import undefer

from webapp.domain.bulanan import BUKTI_TERBUKA
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.domain.tanggal import BULAN
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.files import EVIDENCE, Upload, keep
from webapp.services.months import evidence_links
from webapp.services.policy.matrix import Right
from webapp.services.policy.skp import access
from webapp.services.work import Transaction, Work
from webapp.storage.aturan import nilai_aturan
from webapp.storage.berkas import TERBESAR, Berkas
from webapp.storage.bulanan import BarisBulanan, BuktiBulanan, HasilCek, SkpBulanan
from webapp.storage.skp import Skp

from .monthly import Closed, open_steps, sheet, why_closed

MAX_NAME = 120
MAX_LINK = 2_000
MAX_PER_ROW = 20

CLOSED = {
    "rencana": "Rencana aksi tahun ini belum ditetapkan. Urutannya: rencana aksi, target, bukti, lalu realisasi. "
    "Susun rencana aksi dahulu.",
    "lembar": "Lembar bulan ini belum dibuat. Urutannya: rencana aksi, target, bukti, lalu realisasi.",
    "target": "Target bulan ini belum diajukan. Ajukan target dahulu; bukti dan realisasi menyusul.",
    "persetujuan": "Target bulan ini menunggu persetujuan pejabat penilai. Bukti dan realisasi dibuka sesudahnya.",
    "nihil": "Tidak ada baris untuk bulan ini.",
    "dinilai": "Bulan ini sudah dinilai, jadi buktinya tidak dapat ditambah atau dicabut lagi.",
}
"""Why nothing is taken, by the code of `monthly.Closed`, and after the evaluation."""


@dataclass(frozen=True)
class Place:
    """Where evidence belongs: an SKP, its month, a row of that month's sheet."""

    skp_id: int
    bulan: int
    baris_id: int


def add_file(work: Work, actor: Actor, place: Place, upload: Upload, nama: str = "") -> int:
    """Put a file into the vault. Raises `NotFound` to others than the owner, and `Refused` with what to do."""
    with work.transaction() as tx:
        _baris(tx, actor, place)
        same = Berkas.sidik == hashlib.sha256(upload.content).hexdigest()
        there = _there(tx, place, BuktiBulanan.berkas_id.in_(select(Berkas.id).where(same)))
        if there is not None:
            return there.id
        limit = int(nilai_aturan(tx.session, "bukti_terbesar_byte", tx.today) or TERBESAR)
        file = keep(tx, actor, upload, "berkas", kinds=EVIDENCE, limit=min(limit, TERBESAR))
        row = BuktiBulanan(
            baris_id=place.baris_id,
            nama=_clean(nama) or file.nama,
            berkas_id=file.id,
            akun_id=actor.akun_id,
            pada=tx.now,
        )
        tx.session.add(row)
        tx.session.flush()
        return row.id


def add_link(work: Work, actor: Actor, place: Place, address: str, nama: str = "") -> HasilCek:
    """Keep a link, ask for a look at it, and tell what is known without one. Raises as `add_file`."""
    address = address.strip()
    with work.transaction() as tx:
        _baris(tx, actor, place)
        if evidence_links.host_of(address) is None or len(address) > MAX_LINK:
            pesan = "Isi alamat lengkap yang diawali https://, misalnya https://situs.go.id/laporan.pdf."
            raise Refused([Pelanggaran("bukti.tautan", pesan, "tautan")])
        there = _there(tx, place, BuktiBulanan.tautan == address)
        if there is not None and there.hasil_cek is not None:
            return there.hasil_cek
        said = evidence_links.at_first(tx, address)
        row = BuktiBulanan(
            baris_id=place.baris_id,
            nama=_clean(nama) or address[:MAX_NAME],
            tautan=address,
            hasil_cek=said,
            akun_id=actor.akun_id,
            pada=tx.now,
        )
        tx.session.add(row)
        tx.session.flush()
        evidence_links.ask(tx, actor, row.id)
        return said


def withdraw(work: Work, actor: Actor, place: Place, bukti_id: int) -> None:
    """Take a piece of evidence back before the month is judged; its row stays, marked."""
    with work.transaction() as tx:
        _baris(tx, actor, place)
        row = tx.session.get(BuktiBulanan, bukti_id)
        if row is None or row.baris_id != place.baris_id:
            raise NotFound("skp", place.skp_id)
        row.dicabut_pada = row.dicabut_pada or tx.now


def file_of(tx: Transaction, actor: Actor, skp_id: int, bulan: int, bukti_id: int) -> Berkas:
    """A file with its content, for those who see that sheet. Raises `NotFound`."""
    seen = {one.row.id: one.row for row in sheet(tx, actor, skp_id, bulan).sheet.rows for one in row.bukti}
    row = seen.get(bukti_id)
    if row is None or row.berkas_id is None:
        raise NotFound("skp", skp_id)
    query = select(Berkas).where(Berkas.id == row.berkas_id).options(undefer(Berkas.isi))
    return tx.session.scalars(query).one()


def _there(tx: Transaction, place: Place, same: ColumnElement[bool]) -> BuktiBulanan | None:
    """The same piece under the same row: a button pressed twice adds nothing. The sheet is locked by now."""
    query = select(BuktiBulanan).where(
        BuktiBulanan.baris_id == place.baris_id, BuktiBulanan.dicabut_pada.is_(None), same
    )
    return tx.session.scalars(query.limit(1)).first()


def _baris(tx: Transaction, actor: Actor, place: Place) -> BarisBulanan:
    """The row that takes evidence now; the sheet is locked until the end of the action."""
    skp, _relation = access(tx, actor, place.skp_id, Right.WRITE)
    lembar = _sheet(tx, skp, place.bulan)
    baris = tx.session.get(BarisBulanan, place.baris_id)
    if baris is None or baris.skp_bulanan_id != lembar.id:
        raise NotFound("skp", place.skp_id)
    count = select(func.count()).where(BuktiBulanan.baris_id == baris.id, BuktiBulanan.dicabut_pada.is_(None))
    if tx.session.execute(count).scalar_one() >= MAX_PER_ROW:
        pesan = Sentence(
            "Satu baris memuat paling banyak %(n)s bukti. Gabungkan dalam satu berkas PDF.", n=MAX_PER_ROW
        )
        raise Refused([Pelanggaran("bukti.banyak", pesan, "berkas")])
    return baris


def _sheet(tx: Transaction, skp: Skp, bulan: int) -> SkpBulanan:
    query = select(SkpBulanan).where(SkpBulanan.skp_id == skp.id, SkpBulanan.bulan == bulan)
    lembar = tx.session.scalars(query.with_for_update()).one_or_none()
    if lembar is not None and lembar.status in BUKTI_TERBUKA:
        return lembar
    steps = open_steps(tx, lembar) if lembar is not None else ()
    closed = why_closed(tx, skp, lembar, steps) or Closed("dinilai")
    raise Refused([Pelanggaran(f"bukti.{closed.code}", sentence(closed, skp.tahun, bulan), "bukti")])


def sentence(closed: Closed, tahun: int, bulan: int) -> str:
    """Why results or evidence are not taken, in words."""
    if closed.code == "bulan" and closed.since is not None:
        return Sentence(
            "Realisasi dibuka sesudah %(since)s, atau bila bulan ditutup lebih awal.", since=closed.since
        )
    return Sentence(
        "%(bulan)s %(tahun)s: %(said)s",
        bulan=Sentence(BULAN[bulan - 1]),
        tahun=tahun,
        said=Sentence(CLOSED[closed.code]),
    )


def _clean(nama: str) -> str:
    return "".join(sign for sign in nama if sign.isprintable()).strip()[:MAX_NAME]
