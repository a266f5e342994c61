"""The first accounts of an installation: nobody is delivered with one. Whoever runs the machine gets a key for each.

`lakon init` prints a key while fewer than two people can sign in as admin BKPP, because everything else (recovery,
initial passwords) takes two. A key makes one account, once, within a day. Once there is a roll of employees it is for
one of them, whom whoever runs the machine has named: nobody makes another person's account with it. The first account
also brings the rule that every office needs a second factor; the agency may change it like any rule.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from sqlalchemy import exists, func, or_, select, update

from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Refused
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun, Peran
from webapp.storage.aturan import Aturan
from webapp.storage.faktor import KunciSandi
from webapp.storage.organisasi import Pegawai
from webapp.storage.pemulihan import KunciPasang

from .accounts import matches
from .factors import EVALUATES, RULE
from .passwords import set_password
from .sessions import PASSWORD, Client, begin, end_all, fingerprint
from .telling import note, tell

ENOUGH = 2
LIFE = timedelta(hours=24)
BASIS = "Kebijakan keamanan instansi [CONFIG]; diisi saat pemasangan"
_NAME = re.compile(r"[a-z][a-z0-9._-]{2,39}", re.ASCII)


def is_needed(work: Work) -> bool:
    """Whether fewer admins than two can sign in."""
    with work.reading() as tx:
        return _admins(tx) < ENOUGH


def is_for_somebody(work: Work) -> bool:
    """Whether there is a roll of employees, so that a key is for one of them."""
    with work.reading() as tx:
        return _has_roll(tx)


def new_key(work: Work, nip: str = "") -> str | None:
    """A key for one admin account; the key before is no more. None while enough admins can sign in.

    Once there is a roll of employees it is for the one with this NIP. Raises `Refused` where nobody has it.
    """
    with work.transaction() as tx:
        if _admins(tx) >= ENOUGH:
            return None
        person = _person(tx, nip)
        used = update(KunciPasang).where(KunciPasang.dipakai_pada.is_(None), KunciPasang.sampai > tx.now)
        tx.session.execute(used.values(sampai=tx.now))
        key = secrets.token_urlsafe(24)
        whose = None if person is None else person.nip
        tx.session.add(
            KunciPasang(sidik=fingerprint(key), dibuat_pada=tx.now, sampai=tx.now + LIFE, nip=whose)
        )
        return key


def _admins(tx: Transaction) -> int:
    """How many admins of BKPP can sign in; once there is a roll of employees, only those who stand on it count."""
    keys = select(KunciSandi.akun_id)
    query = select(func.count()).where(
        Akun.aktif,
        Akun.peran.contains([Peran.ADMIN_BKPP]),
        or_(Akun.sandi.is_not(None), Akun.id.in_(keys)),
        or_(Akun.pegawai_id.is_not(None), ~exists().where(Pegawai.id.is_not(None))),
    )
    return tx.session.scalar(query) or 0


def install(work: Work, key: str, username: str, password: str, client: Client, nip: str = "") -> str | None:
    """Make an admin account with a key; once there is a roll of employees, that of the person with this NIP.

    An account that is there already (the person's own, or the first installation's under this name) becomes it, if the
    password is the account's. Returns the key of the session that begins; None where such an account's owner signs in
    with all its factors. Raises `Refused`.
    """
    name = username.strip().lower()
    with work.transaction() as tx:
        row = tx.session.scalars(
            select(KunciPasang)
            .where(
                KunciPasang.sidik == fingerprint(key.strip()),
                KunciPasang.dipakai_pada.is_(None),
                KunciPasang.sampai > tx.now,
            )
            .with_for_update()
        ).one_or_none()
        if row is None:
            why = "Kunci pasang tidak cocok, sudah dipakai, atau sudah lewat. Jalankan lakon init lagi."
            raise Refused([Pelanggaran("pasang.kunci", why, "kunci")])
        person = _person(tx, nip)
        if person is not None and row.nip != person.nip:
            why = (
                "Kunci pasang ini bukan untuk NIP ini. Isi NIP Anda sendiri, atau minta kunci untuk NIP Anda."
            )
            raise Refused([Pelanggaran("pasang.nip", why, "nip")])
        before = None if person is None else _there_already(tx, person, name, password)
        akun = before or _account(tx, name, person)
        if akun.sandi is None:
            set_password(tx, akun, password)
        row.dipakai_pada, row.akun_id = tx.now, akun.id
        _require_factors(tx)
        note(tx, akun.id, "pasang_akun", {"kunci_pasang": row.id, "pegawai": akun.pegawai_id})
        if before is None:
            return begin(tx, akun.id, [PASSWORD], client)
        end_all(tx, akun.id, "pemasangan")
        tell(tx, akun.id, "pasang_akun", "Akun Anda menjadi akun admin BKPP lewat kunci pasang.", str(row.id))
        return None


def _has_roll(tx: Transaction) -> bool:
    return tx.session.scalar(select(Pegawai.id).limit(1)) is not None


def _person(tx: Transaction, nip: str) -> Pegawai | None:
    """Whose account it will be; None while there is no roll of employees to be on."""
    if not _has_roll(tx):
        return None
    found = tx.session.scalars(select(Pegawai).where(Pegawai.nip == "".join(nip.split()))).one_or_none()
    if found is None:
        why = "NIP ini tidak ada dalam data pegawai. Isi 18 angka NIP Anda sendiri."
        raise Refused([Pelanggaran("pasang.nip", why, "nip")])
    return found


def _there_already(tx: Transaction, person: Pegawai, name: str, password: str) -> Akun | None:
    """The account that the person has, or the one of nobody under this name, which is the person's from now on."""
    akun = tx.session.scalars(
        select(Akun).where(Akun.pegawai_id == person.id).with_for_update()
    ).one_or_none()
    if akun is None:
        nobodys = (Akun.nama_pengguna == name, Akun.pegawai_id.is_(None), Akun.pihak_luar_id.is_(None))
        akun = tx.session.scalars(select(Akun).where(*nobodys).with_for_update()).one_or_none()
    if akun is None:
        return None
    if not akun.aktif or (akun.sandi is not None and not matches(akun.sandi, password)):
        why = "Akun ini sudah ada. Isi kata sandinya yang sekarang; bila lupa, pulihkan dahulu akunnya."
        raise Refused([Pelanggaran("pasang.akun", why, "sandi_baru")])
    akun.pegawai_id, akun.peran = person.id, sorted({*akun.peran, Peran.ADMIN_BKPP.value})
    tx.session.flush()
    return akun


def _account(tx: Transaction, name: str, person: Pegawai | None) -> Akun:
    if _NAME.fullmatch(name) is None:
        why = "Nama pengguna berisi 3 sampai 40 huruf kecil, angka, titik, atau tanda hubung, dan berawal huruf."
        raise Refused([Pelanggaran("pasang.nama", why, "nama_pengguna")])
    if tx.session.scalar(select(Akun.id).where(Akun.nama_pengguna == name)) is not None:
        raise Refused(
            [Pelanggaran("pasang.nama", "Nama pengguna ini sudah dipakai. Pilih yang lain.", "nama_pengguna")]
        )
    whose = None if person is None else person.id
    akun = Akun(nama_pengguna=name, pegawai_id=whose, peran=[Peran.ADMIN_BKPP])
    tx.session.add(akun)
    tx.session.flush()
    return akun


def _require_factors(tx: Transaction) -> None:
    """Every office and every evaluator needs a second factor from now on, unless the agency has a rule already."""
    if tx.session.scalar(select(Aturan.id).where(Aturan.kunci == RULE).limit(1)) is not None:
        return
    offices = [*(str(office) for office in Peran), EVALUATES]
    tx.session.add(
        Aturan(kunci=RULE, nilai={"wajib_untuk": offices}, berlaku=Masa(tx.today), dasar_hukum=BASIS)
    )
