"""The first start of a real installation: no example accounts behind https, and no setup key in a log."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from webapp import cli
from webapp.storage.akun import Akun
from webapp.storage.organisasi import JenisPegawai, Pegawai
from webapp.storage.pemulihan import KunciPasang


@pytest.fixture
def installed(fresh_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An empty database of an installation behind https."""
    monkeypatch.setenv("DATABASE_URL", fresh_engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LAKON_VAR", str(tmp_path))
    monkeypatch.setenv("LAKON_URL", "https://kinerja.contoh.go.id")
    return fresh_engine


def test_no_example_accounts_are_made_behind_https(
    installed: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run"]) == 1
    assert "lakon init" in capsys.readouterr().err
    with Session(installed) as session:
        assert session.scalars(select(Akun)).all() == []


def test_the_setup_key_goes_to_a_terminal_or_to_whoever_asks_for_it(
    installed: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["init"]) == 0
    assert "jalankan lakon init di terminal" in capsys.readouterr().out
    with Session(installed) as session:
        assert session.scalars(select(KunciPasang)).all() == []
    assert cli.main(["init", "--key"]) == 0
    assert "Kunci ini membuat satu akun" in capsys.readouterr().out
    nip = "198901012014031007"
    with Session(installed) as session:
        session.add(Pegawai(nip=nip, nama="Galih Pamungkas", jenis=JenisPegawai.PNS))
        session.commit()
    assert cli.main(["init", "--key"]) == 0
    assert "jalankan lakon init --nip" in capsys.readouterr().out, (
        "a key is for somebody, once there is a roll"
    )
    assert cli.main(["init", "--key", "--nip", nip]) == 0
    assert "Kunci ini membuat satu akun" in capsys.readouterr().out
    with Session(installed) as session:
        assert session.scalars(select(KunciPasang.nip).order_by(KunciPasang.id)).all() == [None, nip]
