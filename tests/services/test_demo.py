"""A generated city is loaded once, whole, with accounts that work."""

import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from tests.conftest import ZONE
from webapp import cli
from webapp.examples.kota_besar import LEAST_PEOPLE, build
from webapp.services import demo
from webapp.services.identity import entering
from webapp.services.identity.sessions import Client
from webapp.services.work import Work

HERE = Client("0" * 32, "Firefox", "127.0.0.0/24")


def test_a_generated_city_is_loaded_with_accounts_that_work(fresh_engine: Engine, tmp_path: Path) -> None:
    work = Work(sessionmaker(fresh_engine), ZONE)
    assert demo.is_empty(work)
    told: list[tuple[str, int, int]] = []
    found = demo.load_generated(work, build(LEAST_PEOPLE, 1), tmp_path, lambda *said: told.append(said))
    assert not demo.is_empty(work)
    assert told, "the import says how far it is"
    assert all(0 <= done <= total for _, done, total in told)
    words = [account.words for account in found]
    assert sum("admin_bkpp" in said for said in words) == 2
    assert "Wali Kota" in words
    assert any(said.startswith("penilai ") for said in words)
    for account in found:
        assert entering.enter(work, account.username, account.password, HERE) is not None


def test_a_refused_city_leaves_the_database_empty(fresh_engine: Engine, tmp_path: Path) -> None:
    work = Work(sessionmaker(fresh_engine), ZONE)
    files = build(LEAST_PEOPLE, 1)
    files["posting.csv"] += files["posting.csv"].splitlines()[1] + b"\n"
    with pytest.raises(ValueError, match=r"posting\.csv"):
        demo.load_generated(work, files, tmp_path, lambda *_: None)
    assert demo.is_empty(work)


def test_without_faker_the_command_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("webapp.examples.kota_besar")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "faker", None)
    assert cli.main(["demo", "--pegawai", "300"]) == 1
    assert "memerlukan paket Faker" in capsys.readouterr().err


def test_a_cycle_is_opened_for_a_generated_city_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", "--siklus", "2027"]) == 1
    assert "--pegawai" in capsys.readouterr().err
