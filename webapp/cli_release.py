"""`lakon release`: list releases, write one into a folder, or bring a folder in as a draft that owners then publish.

There is no command that puts a release in force: that takes two people, on the pages.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sqlalchemy import select

from webapp.config import Settings
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.identity import accounts
from webapp.services.work import Work
from webapp.services.workshop import drafts, publication
from webapp.services.workshop.bundles import read_bundle_from, write_bundle
from webapp.services.workshop.gate import checked
from webapp.serving import working
from webapp.storage.akun import Akun
from webapp.storage.bengkel import bundle_hash, held_release, release_files
from webapp.storage.process import Release


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    acts = parser.add_subparsers(dest="tindakan", required=True)
    acts.add_parser("list", help="daftar rilis dengan tanggal berlakunya")
    out = acts.add_parser("export", help="tulis satu rilis ke sebuah folder")
    out.add_argument("nomor", type=int)
    out.add_argument("folder", type=Path)
    into = acts.add_parser("import", help="bawa isi sebuah folder masuk sebagai draf")
    into.add_argument("folder", type=Path)
    into.add_argument("--akun", required=True, help="nama akun pemilik proses yang membuka drafnya")
    into.add_argument("--judul", default="Rilis dari berkas", help="judul draf")
    into.add_argument("--draft", type=int, help="ganti isi draf bernomor ini, bukan membuka yang baru")


def command(args: argparse.Namespace) -> int:
    """Run `list`, `export` or `import`."""
    with working(Settings.from_environment()) as (work, _url):
        if args.tindakan == "list":
            show(work)
        elif args.tindakan == "export":
            export(work, args.nomor, args.folder)
        else:
            bring_in(work, args.folder, args.akun, args.judul, args.draft)
    return 0


def show(work: Work) -> None:
    """Print every release, the newest first, with when it was put in force."""
    with work.reading() as tx:
        for one in publication.releases(tx):
            since = ", ".join(f"{term.effective_from:%d-%m-%Y}" for term in one.terms) or "belum diberlakukan"
            mark = "*" if one.current else " "
            print(
                f"{mark} {one.number:>4}  {one.hash[:12]}  {since}  {one.note.splitlines()[0] if one.note else ''}"
            )


def export(work: Work, number: int, folder: Path) -> None:
    """Write a release into a folder. Raises ValueError for a number that is none, or a folder with other files."""
    with work.reading() as tx:
        release_id = tx.session.scalars(select(Release.id).where(Release.number == number)).one_or_none()
        if release_id is None:
            raise ValueError(f"Rilis {number} tidak ada. Lihat nomornya dengan: lakon release list")
        files = release_files(tx.session, release_id)
    write_bundle(files, folder)
    print(f"Rilis {number} ditulis ke {folder}: {len(files)} berkas, sidik {bundle_hash(files)}.")


def bring_in(work: Work, folder: Path, account: str, title: str, draft_id: int | None) -> None:
    """Open a draft with the content of a folder, or give it to a draft that is there; then say what the check finds."""
    files = read_bundle_from(folder)
    code = bundle_hash(files)
    with work.reading() as tx:
        actor = _owner(work, account)
        held = held_release(tx.session, code)
    if held is not None and draft_id is None:
        draft_id = drafts.open_draft(work, actor, title, base_release_id=held)
        changed = 0
    else:
        draft_id = draft_id or drafts.open_draft(work, actor, title)
        try:
            changed = drafts.save_many(work, actor, draft_id, files)
        except NotFound as error:
            raise ValueError(f"Draf {draft_id} tidak ada.") from error
    print(
        f"Draf {draft_id}: {changed} berkas berubah, sidik {code}. Usulkan penerbitannya di /bengkel/{draft_id}."
    )
    for problem in checked(files, work.searches).problems:
        print(problem)


def _owner(work: Work, account: str) -> Actor:
    with work.reading() as tx:
        akun_id = tx.session.scalars(select(Akun.id).where(Akun.nama_pengguna == account)).one_or_none()
        actor = None if akun_id is None else accounts.actor_of(tx, akun_id)
    if actor is None or drafts.OFFICE not in actor.peran:
        raise ValueError(f"{account} bukan akun pemilik proses yang aktif. Sebut akun lain dengan --akun.")
    return actor
