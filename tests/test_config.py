"""Settings come from the environment, with defaults that work."""

import stat
from pathlib import Path

import pytest

from webapp.config import Settings, able_to_seal

SECRET = "9f2c rahasia yang panjang dan tidak mudah ditebak"


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
    made = sorted(entry.name for entry in kept.parent.iterdir())
    assert made == ["notes_key", "operator_token", "secret_key"]
    assert {stat.S_IMODE((kept.parent / name).stat().st_mode) for name in made} == {0o600}


def test_the_key_of_confidential_notes_is_a_secret_of_its_own_that_survives_a_restart(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert settings.notes_keys == _settings(tmp_path).notes_keys
    assert settings.secret_key not in settings.notes_keys
    assert settings.notes_keys[0] not in repr(settings)
    assert stat.S_IMODE((tmp_path / "var" / "notes_key").stat().st_mode) == 0o600


def test_older_keys_of_confidential_notes_stand_after_the_one_in_use(tmp_path: Path) -> None:
    new, old = "kunci-baru-0123456789-abcdefghijkl", "kunci-lama-0123456789-abcdefghijklmn"
    assert _settings(tmp_path, LAKON_NOTES_KEY=f"{new}, {old}").notes_keys == (new, old)
    with pytest.raises(ValueError, match="LAKON_NOTES_KEY"):
        _settings(tmp_path, LAKON_NOTES_KEY="pendek")


def test_only_who_seals_makes_a_key_for_it_and_everybody_finds_it_afterwards(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert settings.seal_keys == ()
    worker = able_to_seal(settings)
    assert [len(one) for one in worker.seal_keys] == [64]
    assert stat.S_IMODE((tmp_path / "var" / "seal_key").stat().st_mode) == 0o600
    assert _settings(tmp_path).seal_keys == worker.seal_keys == able_to_seal(settings).seal_keys
    given = _settings(tmp_path, LAKON_SEAL_KEY="0123456789abcdef" * 4)
    assert able_to_seal(given) == given


def test_what_is_given_is_taken(tmp_path: Path) -> None:
    given = {"LAKON_PORT": "9000", "LAKON_SECRET_KEY": SECRET, "DATABASE_URL": "postgresql://a@b/c"}
    settings = _settings(tmp_path, LAKON_URL="https://skp.contoh.go.id/", **given)
    assert (settings.port, settings.secret_key, settings.database_url) == (
        9000,
        SECRET,
        "postgresql://a@b/c",
    )
    assert settings.public_url == "https://skp.contoh.go.id"


def test_a_number_that_is_none_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"LAKON_PORT harus bilangan bulat"):
        _settings(tmp_path, LAKON_PORT="delapan")


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    shown = repr(_settings(tmp_path, LAKON_SECRET_KEY=SECRET, DATABASE_URL="postgresql://a:sandi@b/c"))
    assert SECRET not in shown
    assert "sandi" not in shown


def test_links_are_looked_at_unless_the_house_says_no_and_at_own_networks_only_by_name(
    tmp_path: Path,
) -> None:
    assert (_settings(tmp_path).link_check, _settings(tmp_path).link_allow) == (True, ())
    settings = _settings(tmp_path, LAKON_LINK_CHECK="tidak", LAKON_LINK_ALLOW="10.20.0.0/16, 10.1.2.3@8080,")
    assert (settings.link_check, settings.link_allow) == (False, ("10.20.0.0/16", "10.1.2.3@8080"))
    for name, said in (
        ("CHECK", "no"),
        ("ALLOW", "intranet"),
        ("ALLOW", "10.0.0.1@x"),
        ("ALLOW", "10.0.0.1@"),
    ):
        with pytest.raises(ValueError, match=f"LAKON_LINK_{name}"):
            _settings(tmp_path, **{f"LAKON_LINK_{name}": said})


@pytest.mark.parametrize("name", ["SECRET_KEY", "NOTES_KEY", "OPERATOR_TOKEN", "BACKUP_KEY", "SEAL_KEY"])
@pytest.mark.parametrize("said", ["ganti", "rahasia", "x" * 64, "ganti" * 12])
def test_a_secret_that_anybody_could_guess_is_refused_with_what_to_do(
    tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(ValueError, match=f"LAKON_{name}"):
        _settings(tmp_path, **{f"LAKON_{name}": said})
