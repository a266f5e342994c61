"""`lakon verify`: what it prints for an auditor, and its exit status."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evidence.world import World, hashed
from webapp import cli
from webapp.config import Settings, able_to_seal
from webapp.evidence.export import ENDING, FORMAT, MANIFEST

SEED = "07" * 32


def kept(world: World, folder: Path) -> tuple[str, str]:
    """The world as an export and a folder of seals."""
    export, seals = folder / "ekspor", folder / "meterai"
    counts = {}
    for name in world.names():
        lines = list(world.lines(name))
        counts[name] = len(lines)
        (export / name).parent.mkdir(parents=True, exist_ok=True)
        (export / f"{name}{ENDING}").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    about = {"bentuk": FORMAT, "pada": "2026-01-05T12:30:00+00:00", "meterai_terakhir": 4, "berkas": counts}
    (export / MANIFEST).write_text(json.dumps(about), encoding="utf-8")
    seals.mkdir()
    for name, content in world.files():
        (seals / name).write_bytes(content)
    return str(export), str(seals)


def test_what_is_whole_is_told_with_what_was_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World().live(1)
    assert cli.main(["verify", *kept(world, tmp_path), "--key", world.keys[0].public]) == 0
    said = capsys.readouterr().out
    assert "UTUH" in said
    assert "terakhir nomor 4" in said
    assert "umur saat ekspor   4:30:00" in said
    assert f"kasus              {len(world.journals)}" in said
    assert f"audit_event            {len(world.rows)} baris" in said
    assert "Cocokkan" not in said


def test_without_a_key_it_says_that_the_key_is_to_be_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["verify", *kept(World().live(1), tmp_path)]) == 0
    assert "Cocokkan" in capsys.readouterr().out


def _changed(world: World) -> None:
    world.journals[2][1]["facts"] = {"keputusan": "lain"}


def _hashed_again(world: World) -> None:
    _changed(world)
    world.journals[2] = hashed(world.journals[2])


def _lost(world: World) -> None:
    del world.rows[min(world.rows)]


@pytest.mark.parametrize(
    ("meddle", "place", "words"),
    [
        (_changed, "jurnal (kasus 2, entri 2)", "sidik entri ini tidak cocok"),
        (_hashed_again, "jurnal (kasus 2, entri", "ditulis ulang sesudah dimeterai"),
        (_lost, "catatan/audit_event (baris 1, meterai 1)", "baris ini hilang"),
    ],
)
def test_the_first_broken_link_is_named_and_the_exit_status_is_1(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    meddle: Callable[[World], None],
    place: str,
    words: str,
) -> None:
    world = World().live(1)
    meddle(world)
    assert cli.main(["verify", *kept(world, tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "PUTUS" in said
    assert place in said
    assert words in said


def test_a_file_of_the_export_that_was_cut_short_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, seals = kept(World().live(1), tmp_path)
    path = Path(export) / f"jurnal{ENDING}"
    path.write_text(path.read_text().splitlines()[0] + "\n")
    assert cli.main(["verify", export, seals]) == 1
    assert "jurnal" in capsys.readouterr().out


def test_an_unfinished_export_and_a_folder_without_seals_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, seals = kept(World().live(1), tmp_path)
    assert cli.main(["verify", export, str(tmp_path)]) == 1
    (Path(export) / MANIFEST).unlink()
    assert cli.main(["verify", export, seals]) == 1
    assert "belum selesai" in capsys.readouterr().out


def test_what_was_sealed_before_a_day_is_not_compared_again(tmp_path: Path) -> None:
    world = World().live(1)
    last = replace(world, seals=list(world.seals))
    last.rows[min(last.rows)]["kind"] = "diubah"
    folders = kept(last, tmp_path)
    assert cli.main(["verify", *folders]) == 1
    assert cli.main(["verify", *folders, "--since", "2026-01-06"]) == 0
    assert cli.main(["verify", *folders, "--since", "kemarin"]) == 1


def test_the_key_of_the_worker_is_printed_and_who_only_asks_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAKON_VAR", str(tmp_path))
    monkeypatch.delenv("LAKON_SEAL_KEY", raising=False)
    assert cli.main(["seal-key"]) == 1
    assert "jalankan pekerjanya" in capsys.readouterr().err
    assert not (tmp_path / "seal_key").exists()
    able_to_seal(Settings.from_environment())
    assert cli.main(["seal-key"]) == 0
    first = capsys.readouterr().out
    assert cli.main(["seal-key"]) == 0
    assert capsys.readouterr().out == first
    assert len(first.strip()) == 64
    monkeypatch.setenv("LAKON_SEAL_KEY", f"{'0123456789abcdef' * 4},{(tmp_path / 'seal_key').read_text()}")
    assert cli.main(["seal-key"]) == 0
    assert "kunci lama" in capsys.readouterr().out.splitlines()[1]
    monkeypatch.setenv("LAKON_SEAL_KEY", SEED)
    assert cli.main(["seal-key"]) == 1
