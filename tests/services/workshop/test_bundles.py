"""Releases as files: what goes out comes in again byte for byte, and a ZIP from outside meets its walls."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import own_database
from tests.kota import ZONE, Kota
from webapp import cli_release
from webapp.operations import Refused
from webapp.services.postgres import PrivatePostgres
from webapp.services.workshop import bundles, drafts
from webapp.storage.bengkel import ReleaseDraft, bundle_hash
from webapp.storage.engine import open_engine
from webapp.storage.process import Release

from . import owners
from .owners import DIAGRAM, FORM

pytestmark = pytest.mark.fast


def files_of(city: Kota, number: int) -> dict[str, str]:
    with city.reading() as tx:
        return dict(tx.session.scalars(select(Release.files).where(Release.number == number)).one())


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_release_goes_through_files_into_another_city_byte_for_byte(
    city: Kota, postgres: PrivatePostgres, city_template: str, tmp_path: Path
) -> None:
    draft_id = owners.changed(city)
    odd = owners.read(city, draft_id, FORM).text.replace("\n", "\r\n") + "\r\n\r\n"  # nobody tidies it up
    owners.save(city, "NH", draft_id, FORM, odd)
    owners.propose(city, draft_id)
    owners.approve(city, draft_id)
    cli_release.export(city.work, 2, tmp_path / "satu")
    with own_database(postgres, city_template) as url:
        engine = open_engine(url, ZONE)
        other = Kota(engine)
        cli_release.bring_in(other.work, tmp_path / "satu", "nur.hidayat", "Dari kota lain", None)
        with other.reading() as tx:
            there = tx.session.scalars(select(ReleaseDraft).order_by(ReleaseDraft.id.desc())).first()
            assert there is not None
            number = there.id
        drafts.describe(other.work, other.actor("NH"), number, "Dari kota lain", owners.NOTE)
        owners.propose(other, number)
        owners.approve(other, number)
        cli_release.export(other.work, 2, tmp_path / "dua")
        engine.dispose()
    assert tree(tmp_path / "satu") == tree(tmp_path / "dua")
    assert tree(tmp_path / "satu") == {path: text.encode() for path, text in files_of(city, 2).items()}
    assert tree(tmp_path / "satu")[FORM] == odd.encode()


def test_the_list_says_what_is_in_force_since_when(city: Kota, capsys: pytest.CaptureFixture[str]) -> None:
    owners.published(city)
    cli_release.show(city.work)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("*    2  ")
    assert "05-01-2026" in first
    assert owners.NOTE in first
    assert second.startswith("     1  ")


def test_an_import_becomes_a_draft_and_says_what_is_wrong(
    city: Kota, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = files_of(city, 1)
    broken = {**files, DIAGRAM: files[DIAGRAM].replace("skp.kunci", "skp.hapus_semua")}
    bundles.write_bundle(broken, tmp_path)
    cli_release.bring_in(city.work, tmp_path, "endang.sulistyowati", "Dari berkas", None)
    said = capsys.readouterr().out
    assert bundle_hash(broken) in said
    assert "skp.hapus_semua" in said
    with pytest.raises(ValueError, match="pemilik proses"):
        cli_release.bring_in(city.work, tmp_path, "siti.rahmawati", "Dari berkas", None)


def test_an_import_into_a_draft_takes_away_what_the_folder_does_not_hold(city: Kota, tmp_path: Path) -> None:
    draft_id = owners.changed(city)
    files = files_of(city, 1)
    bundles.write_bundle({path: text for path, text in files.items() if path != FORM}, tmp_path)
    cli_release.bring_in(city.work, tmp_path, "nur.hidayat", "", draft_id)
    with city.reading() as tx:
        assert drafts.changed_paths(tx, draft_id) == {FORM: "hapus"}


def test_a_folder_with_other_files_is_not_written_over(city: Kota, tmp_path: Path) -> None:
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows" / "lain.bpmn").write_text("x")
    with pytest.raises(ValueError, match=r"lain\.bpmn"):
        cli_release.export(city.work, 1, tmp_path)
    with pytest.raises(ValueError, match="tidak ada"):
        cli_release.export(city.work, 99, tmp_path / "b")


def test_a_folder_with_a_link_or_without_a_diagram_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="workflows"):
        bundles.read_bundle_from(tmp_path)
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "x.json").symlink_to("/etc/hostname")
    with pytest.raises(ValueError, match="tautan"):
        bundles.read_bundle_from(tmp_path)


def test_a_zip_holds_the_same_bytes_and_is_the_same_each_time(city: Kota) -> None:
    files = files_of(city, 1)
    packed = bundles.as_zip(files)
    assert bundles.from_zip(packed) == files
    assert bundles.as_zip(dict(reversed(files.items()))) == packed


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("workflows/a.bpmn", b"<a/>")
        for name, body in members:
            archive.writestr(name, body)
    return out.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("forms/a/b.json")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (zipped(("../x.bpmn", b"x")), "zip.jalur"),
        (zipped(("/etc/x.bpmn", b"x")), "zip.jalur"),
        (zipped(("workflows\\x.bpmn", b"x")), "zip.jalur"),
        (zipped(("C:/x.bpmn", b"x")), "zip.jalur"),
        (zipped((link(), b"/etc/passwd")), "zip.tautan"),
        (zipped(("forms/a/b.json", b"0" * (1 << 20))), "zip.bom"),
        (zipped(("webapp/x.py", b"x")), "berkas.nama"),
        (zipped(("forms/a/b.json", b"\xff\xfe")), "berkas.enkode"),
        (zipped(("workflows/b.bpmn", b"<!DOCTYPE a><a/>")), "berkas.doctype"),
        (zipped(*((f"forms/a/b{n}.json", b"{}") for n in range(600))), "zip.banyak"),
        (b"bukan zip", "zip.rusak"),
        (zipped()[:-30], "zip.rusak"),
        (zipped().replace(b"workflows/a.bpmn", b"workflowz/a.bpmn"), "berkas.nama"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_zip_that_leads_outside_swells_or_holds_strange_things_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        bundles.from_zip(raw)
    assert [one.kode for one in refused.value.pelanggaran] == [code]


def test_a_zip_that_is_bigger_than_it_says_is_refused() -> None:
    raw = bytearray(zipped(("forms/a/b.json", bytes(range(32, 127)) * 4000)))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the directory tells ten bytes
    with pytest.raises(Refused):
        bundles.from_zip(bytes(raw))


def test_a_bundle_of_more_than_twenty_megabytes_is_refused() -> None:
    with pytest.raises(Refused):
        bundles.from_zip(zipped(*((f"forms/a/b{n}.json", bytes(range(40, 90)) * 20000) for n in range(22))))
