"""`lakon export`: what it writes `lakon verify` proves, and what was typed wrongly is said in Indonesian."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kota import Kota
from tests.services.evidence.proof import KEYS, sealed
from webapp import cli
from webapp.evidence.export import MANIFEST
from webapp.services.evidence.streams import stored_seals


@pytest.fixture
def server(city: Kota, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kota:
    """A city with a seal over a submitted SKP; the command finds its database and keeps its secrets here."""
    city.until_submitted("SR")
    sealed(city)
    monkeypatch.setenv("DATABASE_URL", city.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LAKON_VAR", str(tmp_path / "var"))
    return city


def seals(city: Kota, folder: Path) -> str:
    """The seals as a keeper outside has them."""
    folder.mkdir()
    with city.work.reading() as tx:
        for name, content in stored_seals(tx):
            (folder / name).write_bytes(content)
    return str(folder)


def test_what_is_exported_is_proved_without_the_database(
    server: Kota, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "ekspor"
    assert cli.main(["export", str(folder)]) == 0
    said = capsys.readouterr().out
    counts = json.loads((folder / MANIFEST).read_text())["berkas"]
    assert f"{counts['kasus']} kasus, {counts['jurnal']} entri" in said
    assert "data pribadi" in said
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*.jsonl")} == {0o600}
    kept = seals(server, tmp_path / "meterai")
    monkeypatch.setenv("DATABASE_URL", "postgresql://tidak-ada.invalid/tidak_ada")
    assert cli.main(["verify", str(folder), kept, "--key", KEYS[0].public]) == 0
    assert f"entri jurnal {counts['jurnal']}" in capsys.readouterr().out


def test_one_changed_letter_of_the_export_is_found(
    server: Kota, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "ekspor"
    assert cli.main(["export", str(folder)]) == 0
    path = folder / "jurnal.jsonl"
    first, *others = path.read_text().splitlines()
    changed = json.loads(first) | {"facts": {"keputusan": "lain"}}
    path.write_text("\n".join([json.dumps(changed), *others]) + "\n")
    assert cli.main(["verify", str(folder), seals(server, tmp_path / "meterai")]) == 1
    assert "PUTUS" in capsys.readouterr().out


def test_a_folder_that_is_not_empty_or_is_no_folder_is_refused_and_left_as_it_was(
    server: Kota, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "isi").mkdir()
    (tmp_path / "isi" / "surat.txt").write_text("jangan ditimpa")
    assert cli.main(["export", str(tmp_path / "isi")]) == 1
    assert "tidak kosong" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "isi").iterdir()] == ["surat.txt"]
    assert cli.main(["export", str(tmp_path / "isi" / "surat.txt")]) == 1
    assert "bukan folder yang dapat ditulis" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["export"], "Belum ditulis: folder."),
        (["export", "a", "--semua"], "Tidak dikenal: --semua."),
        (["export", "a", "b"], "Tidak dikenal: b."),
        (["ekspor", "a"], "'ekspor' tidak dikenal."),
        ([], "Belum ditulis: perintah."),
        (["verify", "a", "b", "--key"], "--key: nilainya belum ditulis."),
        (["cycle", "dua"], "tahun: 'dua' bukan bilangan bulat."),
    ],
)
def test_what_is_typed_wrongly_is_said_in_indonesian_with_how_it_is_used(
    capsys: pytest.CaptureFixture[str], typed: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(typed)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(words)
    assert "Pemakaian: lakon" in said


def test_help_is_indonesian(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["export", "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("Pemakaian: lakon export")
    assert "folder kosong tempat ekspor ditulis" in said
    assert not {"usage:", "options:", "show this help"} & set(said.splitlines())
