"""Feedback of those who receive a service, written down by the manager of the OPD with the document that says it.

Who receives a service has no account. The record names in which capacity they spoke and never who they are; a survey
sheet, a letter or a complaint form proves it. It is read and answered like any other feedback.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.pemantauan import Dari, Kanal
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.operations.pemantauan import Isi, baris_umpan_balik, objek_skp
from webapp.services.errors import NotFound
from webapp.services.files import Upload, keep
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import is_own
from webapp.services.requests import done_before
from webapp.services.work import Transaction, Work
from webapp.storage.berkas import Berkas
from webapp.storage.organisasi import Pegawai
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.segmen import TERTUTUP
from webapp.storage.skp import Skp
from webapp.storage.umpan_balik import UmpanBalik

from .feedback import DOCUMENT, GIVEN, note
from .feedback_page import page

FIELDS = ("nip", "sebagai", "objek", "kanal", "dasar", "isi")
SHORTEST, LONGEST = 10, 4_000
LONGEST_LINE = 200


def objects(tx: Transaction) -> dict[str, str]:
    """What it may be about before the person is known: the work in general, and the seven values."""
    return objek_skp(tx.session, 0)


def record(work: Work, actor: Actor, typed: Mapping[str, str], upload: Upload, request_id: UUID) -> int:
    """Store it. Returns the SKP's id; a repeat of the request gets the first one's.

    Raises `Denied` to all but managers of an OPD, and `Refused` with all that is wrong, each at its field.
    """
    _check(actor)
    with work.transaction() as tx:
        before = done_before(tx, actor, request_id, GIVEN)
        if before is not None:
            return tx.session.get_one(UmpanBalik, before).skp_id
        skp, faults = _skp(tx, actor, typed.get("nip", "")), _faults(typed)
        if skp is None:
            pesan = "Pegawai dengan NIP ini tidak punya SKP yang berjalan di OPD Anda."
            faults.insert(0, Pelanggaran("layanan.nip", pesan, "nip"))
        if skp is None or faults:
            raise Refused(faults)
        said = Isi(Kanal(typed["kanal"]), typed["objek"], typed["isi"].strip(), typed["dasar"].strip())
        row = baris_umpan_balik(
            tx.session, skp, said, dari=Dari.PENERIMA_LAYANAN, sebagai=typed["sebagai"].strip(), pada=tx.now,
            akun_id=actor.akun_id, berkas_id=keep(tx, actor, upload, "berkas").id,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        note(tx, actor, GIVEN, row.id, request_id)
        pesan = "Ada umpan balik dari penerima layanan atas pekerjaan Anda. Anda dapat menanggapinya."
        kunci, tautan = f"umpan-balik:{row.id}:baru", f"/skp/{skp.id}/umpan-balik"
        beri_tahu(tx.session, kunci, skp.pegawai_id, "UMPAN_BALIK", pesan, tautan, tx.now)
        return skp.id


def _check(actor: Actor) -> None:
    require(actor, Right.WRITE, Kind.SERVICE)


def _skp(tx: Transaction, actor: Actor, nip: str) -> Skp | None:
    """The running SKP of an employee of the manager's own OPD; never the manager's own."""
    day = tx.work.organisation.day(tx.session, tx.today)
    owner = tx.session.scalars(select(Pegawai).where(Pegawai.nip == "".join(nip.split()))).one_or_none()
    if owner is None or is_own(actor, owner.id) or actor.pegawai_id is None:
        return None
    own = day.opd(actor.pegawai_id)
    if own is None or day.opd(owner.id) != own:
        return None
    query = select(Skp).where(
        Skp.pegawai_id == owner.id, Skp.status.not_in(TERTUTUP), Skp.periode.contains(tx.today)
    )
    return tx.session.scalars(query.order_by(Skp.id.desc()).limit(1)).one_or_none()


def _faults(typed: Mapping[str, str]) -> list[Pelanggaran]:
    faults = []
    for field, pesan in (
        (
            "sebagai",
            "Tulis sebagai apa mereka dilayani, misalnya pemohon kartu pegawai. Jangan tulis nama orang.",
        ),
        ("dasar", "Tulis asal keterangannya, misalnya nomor surat atau survei dan tanggalnya."),
    ):
        if not 0 < len(typed.get(field, "").strip()) <= LONGEST_LINE:
            faults.append(Pelanggaran(f"layanan.{field}", pesan, field))
    if typed.get("kanal") not in set(Kanal):
        faults.append(Pelanggaran("layanan.kanal", "Pilih cara penyampaiannya.", "kanal"))
    if not SHORTEST <= len(typed.get("isi", "").strip()) <= LONGEST:
        pesan = Sentence(
            "Tulis umpan baliknya, %(least)s sampai %(most)s huruf.", least=SHORTEST, most=LONGEST
        )
        faults.append(Pelanggaran("layanan.isi", pesan, "isi"))
    return faults


def document(tx: Transaction, actor: Actor, umpan_id: int) -> Berkas:
    """The document of such a record, for those who see the record. Raises `NotFound`."""
    row = tx.session.get(UmpanBalik, umpan_id)
    if row is None or row.berkas_id is None:
        raise NotFound(DOCUMENT, umpan_id)
    if all(one.row.id != umpan_id for one in page(tx, actor, row.skp_id).entries):
        raise NotFound(DOCUMENT, umpan_id)
    return tx.session.get_one(Berkas, row.berkas_id)
