"""Settings come from the environment, with defaults that work."""

import stat
from pathlib import Path

import pytest

from webapp.config import Settings


def _settings(tmp_path: Path, **environment: str) -> Settings:
    return Settings.from_environment({"LAKON_VAR": str(tmp_path / "var"), **environment})


def test_an_empty_environment_is_enough(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert settings.database_url is None
    assert settings.zone.key == "Asia/Jakarta"
    assert len(settings.secret_key) == 64


def test_the_generated_secret_is_kept_and_private(tmp_path: Path) -> None:
    assert _settings(tmp_path).secret_key == _settings(tmp_path).secret_key
    kept = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [entry.name for entry in kept.parent.iterdir()] == ["secret_key"]


def test_what_is_given_is_taken(tmp_path: Path) -> None:
    given = {"LAKON_PORT": "9000", "LAKON_SECRET_KEY": "kunci", "DATABASE_URL": "postgresql://a@b/c"}
    settings = _settings(tmp_path, LAKON_URL="https://skp.contoh.go.id/", **given)
    assert (settings.port, settings.secret_key, settings.database_url) == (
        9000,
        "kunci",
        "postgresql://a@b/c",
    )
    assert settings.public_url == "https://skp.contoh.go.id"


def test_a_number_that_is_none_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"LAKON_PORT harus bilangan bulat"):
        _settings(tmp_path, LAKON_PORT="delapan")


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    shown = repr(_settings(tmp_path, LAKON_SECRET_KEY="rahasia", DATABASE_URL="postgresql://a:sandi@b/c"))
    assert "rahasia" not in shown
    assert "sandi" not in shown
