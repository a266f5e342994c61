"""An import by whoever runs the machine brings offices in for the first set-up only, and rules always."""

from __future__ import annotations

from sqlalchemy import select, update

from tests.kota import NAMES, Kota
from webapp.services.people.imports.on_server import import_on_server
from webapp.services.people.imports.run import silent
from webapp.storage.akun import Akun
from webapp.storage.aturan import nilai_aturan
from webapp.storage.audit import AuditEvent

RULE = b"kunci,nilai,mulai,selesai,dasar_hukum\nuji_server,14,2026-01-01,,Keputusan uji\n"


def account(city: Kota) -> bytes:
    """SR is to be an auditor."""
    line = f"{NAMES['SR']},{city.nip['SR']},,pengawas"
    return f"nama_pengguna,nip,pihak_luar,peran\n{line}\n".encode()


def offices(city: Kota) -> list[str]:
    """What SR's account holds."""
    with city.reading() as tx:
        return list(tx.session.get_one(Akun, city.actor("SR").akun_id).peran)


def test_offices_come_in_until_two_admins_can_sign_in(city: Kota) -> None:
    refused = import_on_server(city.work, {"akun.csv": account(city)}, silent)
    assert [one.column for one in refused.refused] == ["nama_pengguna"]
    assert offices(city) == []
    with city.work.transaction() as tx:
        closed = update(Akun).where(Akun.nama_pengguna == NAMES["KBK"]).values(aktif=False)
        tx.session.execute(closed)
    assert import_on_server(city.work, {"akun.csv": account(city)}, silent).accepted
    assert offices(city) == ["pengawas"]


def test_rules_come_in_and_leave_an_event(city: Kota) -> None:
    assert import_on_server(city.work, {"aturan.csv": RULE}, silent).accepted
    with city.reading() as tx:
        assert nilai_aturan(tx.session, "uji_server", tx.today) == 14
        event = tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == "impor_server")).one()
    assert (event.actor_id, event.detail["tabel"]["aturan.csv"]) == (None, [1, 0, 0])
    assert not event.detail["pemasangan"]
