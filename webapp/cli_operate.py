"""`lakon backup`, `restore`, `status` and `web`: what those who run the machines need. Words out, one service call."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import sessionmaker

from webapp import progress, serving
from webapp.config import Settings
from webapp.evidence import read_keys
from webapp.evidence.keys import public_of
from webapp.services import health
from webapp.services.backups import automatic, making, restoring, verifying
from webapp.services.database import DatabaseUnavailable, reachable_database
from webapp.services.evidence import outside
from webapp.services.people.imports import read_folder
from webapp.services.people.imports.on_server import import_on_server
from webapp.services.privacy import resealing
from webapp.services.work import Work
from webapp.storage.engine import open_engine
from webapp.storage.segel import Segel

_UNSEALED = "terima juga cadangan yang tidak tersandi, walaupun LAKON_BACKUP_KEY diisi"


def add_arguments(name: str, sub: argparse.ArgumentParser) -> None:
    """The arguments of one of these commands."""
    if name == "backup":
        sub.add_argument("folder", type=Path, nargs="?", help="ke folder mana (bawaan: LAKON_BACKUP_DIR)")
        sub.add_argument(
            "--keep", type=int, metavar="N", help="simpan hanya N cadangan terbaru di folder itu"
        )
        sub.add_argument("--check", type=Path, metavar="BERKAS", help="hanya baca dan periksa cadangan ini")
        sub.add_argument("--unsealed", action="store_true", help=_UNSEALED)
    if name == "restore":
        sub.add_argument("file", type=Path, help="berkas cadangan")
        sub.add_argument("--verify", action="store_true", help="buktikan hasilnya, lalu cetak yang diperiksa")
        sub.add_argument("--force", metavar="NAMA", help="ganti isi basis data bernama NAMA")
        sub.add_argument("--unsealed", action="store_true", help=_UNSEALED)
        sub.add_argument(
            "--key",
            action="append",
            default=[],
            help="kunci publik meterai yang Anda catat (bawaan: LAKON_SEAL_KEY)",
        )
        sub.add_argument(
            "--seals", type=Path, metavar="FOLDER",
            help="folder meterai yang disimpan di luar (bawaan: LAKON_SEAL_DIR)",
        )  # fmt: skip
    if name == "import":
        sub.add_argument("folder", type=Path, help="folder berisi berkas CSV bernama seperti di panduan")


def backup(args: argparse.Namespace) -> int:
    """Make a backup, or read one through."""
    settings = Settings.from_environment()
    show = progress.bar()
    if args.check is not None:
        manifest = making.check(args.check, settings.backup_keys, show, unsealed=args.unsealed)
        print(f"\nUtuh: {manifest.rows} baris, {manifest.cases} kasus, dibuat {manifest.made_at}.")
        return 0
    if args.keep is not None and args.keep < 1:
        raise ValueError("--keep harus 1 atau lebih.")
    began = time.monotonic()
    folder = args.folder or settings.backup_dir
    with reachable_database(settings) as url:
        key = next(iter(settings.backup_keys), None)
        made = making.make(url, folder, show, key=key, keep=args.keep)
        with _working(settings, url) as work:
            automatic.record(work, made)
    sealed = "tersandi" if made.sealed else "TIDAK tersandi (isi LAKON_BACKUP_KEY)"
    print(
        f"\n{made.path}: {made.size / 1e6:.1f} MB, {sealed}, {made.manifest.rows} baris, {made.manifest.cases} kasus, "
        f"dibaca ulang dan utuh ({time.monotonic() - began:.1f} detik).\nSHA-256 {made.sha256}"
    )
    for name in made.removed:
        print(f"Dihapus karena lebih lama: {name}")
    return 0


def restore(args: argparse.Namespace) -> int:
    """Bring a backup back into an empty database, and prove on request that it works."""
    settings = Settings.from_environment()
    show, began = progress.bar(), time.monotonic()
    with reachable_database(settings) as url:
        done = restoring.restore(
            url,
            args.file,
            settings.backup_keys,
            show,
            force=args.force,
            prove=args.verify,
            unsealed=args.unsealed,
        )
        print(f"\nDipulihkan ke {done.database}: {done.manifest.rows} baris dari {done.manifest.made_at}.")
        print(
            f"{done.ended} sesi diakhiri; kata sandi awal, kunci pasang, kode pemulihan, dan permintaan masuk yang "
            "belum dipakai, serta semua alamat langganan kalender, tidak berlaku lagi. Yang diganti atau dicabut "
            "sesudah cadangan ini dibuat kembali seperti dulu: periksa kata sandi, faktor kedua, dan peran akun "
            "(docs/operasi.md)."
        )
        wrong = _prove(settings, url, args) if args.verify else 0
    print(f"Selesai dalam {time.monotonic() - began:.1f} detik.")
    return wrong


def _prove(settings: Settings, url: URL, args: argparse.Namespace) -> int:
    """Print what was tried. Returns the exit status."""
    own = [key.public for key in read_keys(settings.seal_keys)]
    trusted = [public_of(key) for key in args.key] or own
    print("  baik   jumlah baris, isi setiap tabel, kepala jurnal")
    findings = verifying.verify(
        url, settings.zone, Segel(settings.notes_keys), progress.bar(), trusted=trusted,
        folder=args.seals or settings.seal_dir,
    )  # fmt: skip
    print()
    for one in findings:
        print(f"  {'SALAH' if one.wrong else 'baik '}  {one.name}: {one.figure}")
        for sentence in one.wrong[:20]:
            print(f"         {sentence}")
    return 1 if any(one.wrong for one in findings) else 0


def status(_args: argparse.Namespace) -> int:
    """Print what readiness looks at."""
    settings = Settings.from_environment()
    with reachable_database(settings) as url, _working(settings, url) as work:
        checks = [*health.examine(work, settings.var_dir).checks, *_evidence(work, settings)]
    for one in checks:
        print(f"  {'baik ' if one.ok else 'SALAH'}  {one.name}: {one.words}")
    return 0 if all(one.ok for one in checks) else 1


def _evidence(work: Work, settings: Settings) -> list[health.Check]:
    """Whether seals leave the machine; not asked where everything is private to this folder, or the shape is old."""
    if settings.database_url is None:
        return []
    try:
        with work.reading() as tx:
            return list(outside.look(tx, settings))
    except DBAPIError as error:
        return [health.Check("meterai", ok=False, words=f"tidak terbaca ({type(error).__name__})")]


def web(_args: argparse.Namespace) -> int:
    """Serve the pages in this process, on the sockets that the service manager hands over or on the own address."""
    settings = Settings.from_environment()
    if settings.database_url is None:
        raise DatabaseUnavailable("DATABASE_URL belum diisi. Jalankan semuanya dengan: lakon run")
    with serving.working(settings) as (_work, url):
        pass  # the shape is right, and whoever starts beside us has waited for it
    serving.serve(replace(settings, database_url=url))
    return 0


@contextmanager
def _working(settings: Settings, url: URL) -> Iterator[Work]:
    engine = open_engine(url, settings.zone)
    try:
        yield Work(sessionmaker(engine), settings.zone, segel=Segel(settings.notes_keys))
    finally:
        engine.dispose()


def bring_in(args: argparse.Namespace) -> int:
    """Import the files of a folder, all of them or none."""
    settings = Settings.from_environment()
    with reachable_database(settings) as url, _working(settings, url) as work:
        report = import_on_server(work, read_folder(args.folder), progress.bar())
    print()
    for one in report.refused:
        print(f"  DITOLAK  {one}")
    if not report.accepted:
        print("Tidak ada yang disimpan. Perbaiki baris di atas, lalu ulangi.")
        return 1
    for file, counts in report.counts.items():
        print(f"  {file}: {counts.added} baru, {counts.changed} diubah, {counts.ended} diakhiri")
    return 0


def reseal(_args: argparse.Namespace) -> int:
    """Seal every confidential text by the first of the keys, so that the others can go."""
    settings = Settings.from_environment()
    with reachable_database(settings) as url, _working(settings, url) as work:
        done = resealing.reseal(work)
    print(f"{done.sealed} teks rahasia disandi ulang, {done.kept} sudah memakai kunci pertama.")
    for place in done.unreadable:
        print(f"  TIDAK TERBUKA  {place}: tambahkan kunci lamanya ke LAKON_NOTES_KEY, lalu ulangi.")
    if done.unreadable:
        return 1
    print("Kunci lama boleh dihapus dari LAKON_NOTES_KEY. Cadangan lama tetap memerlukannya.")
    return 0


COMMANDS = {
    "web": (web, "jalankan web saja (untuk pengelola layanan; perlu DATABASE_URL)"),
    "backup": (backup, "buat cadangan seluruh basis data, atau periksa satu cadangan"),
    "restore": (restore, "pulihkan cadangan ke basis data kosong"),
    "import": (bring_in, "impor berkas data dan aturan dari sebuah folder (untuk petugas server)"),
    "reseal": (reseal, "sandi ulang catatan rahasia dengan kunci pertama di LAKON_NOTES_KEY"),
    "status": (status, "periksa apakah Lakon siap bekerja"),
}
