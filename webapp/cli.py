"""The `lakon` command. Each subcommand is thin: settings in, one service call, words out."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkProcess
from pathlib import Path

from webapp import cli_evidence, cli_operate, cli_release, progress, serving
from webapp.cli_words import Parser
from webapp.config import Settings
from webapp.operations import Refused
from webapp.services import demo
from webapp.services.backups.container import BackupBroken
from webapp.services.backups.restoring import RestoreRefused
from webapp.services.database import DatabaseUnavailable
from webapp.services.identity import setup
from webapp.services.planning import cycle
from webapp.services.process import timers
from webapp.services.process.releases import ReleaseRefused, ship, shipped_files
from webapp.services.work import Work
from webapp.services.workshop.checking import check_all
from webapp.serving import working

ROOT = Path(__file__).resolve().parents[1]
INTERRUPTED = 130  # the exit status by which shells know Ctrl+C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand. Returns the process's exit status."""
    parser = Parser(prog="lakon", description="Siklus kinerja tahunan (SKP) dari diagram BPMN.")
    commands = parser.add_subparsers(dest="command", metavar="perintah", title="perintah", required=True)
    for name, (run, words) in COMMANDS.items():
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(run=run)
        if name == "cycle":
            sub.add_argument("tahun", type=int, help="tahun kinerja, misalnya 2027")
        if name == "demo":
            sub.add_argument("--pegawai", type=int, help="buat kota dengan sekian pegawai, misalnya 15000")
            sub.add_argument("--benih", type=int, default=2026, help="benih acak kota itu (bawaan: 2026)")
            sub.add_argument(
                "--siklus", type=int, metavar="TAHUN", help="buka juga siklus tahun ini untuk kota itu"
            )
        if name == "release":
            cli_release.add_arguments(sub)
        if name == "init":
            sub.add_argument(
                "--no-backup", action="store_true", help="jangan buat cadangan sebelum bentuk berubah"
            )
            sub.add_argument(
                "--key", action="store_true", help="cetak kunci pasang juga bila keluarannya bukan terminal"
            )
            sub.add_argument("--nip", default="", help="buat kunci pasang untuk pegawai dengan NIP ini")
        cli_evidence.add_arguments(name, sub)
        cli_operate.add_arguments(name, sub)
    args = parser.parse_args(arguments)
    try:
        return int(args.run(args) or 0)
    except (DatabaseUnavailable, Refused, ReleaseRefused, BackupBroken, RestoreRefused, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def run_all(_args: argparse.Namespace) -> int:
    """Start everything: database, example city on the first start, web and worker."""
    began = time.monotonic()
    settings = Settings.from_environment()
    with working(settings) as (work, url):
        if settings.is_https and demo.is_empty(work):
            raise ValueError(
                "Basis data ini kosong dan LAKON_URL beralamat https: lakon run akan membuat akun contoh dengan satu "
                "kata sandi. Untuk instalasi sungguhan jalankan lakon init, lalu lakon web dan lakon worker "
                "(docs/deploy.md)."
            )
        publish_shipped(work)
        accounts = demo.prepare(work, settings.var_dir)
        work.sessions.kw["bind"].dispose()
        children = serving.start(settings, url)
        if serving.answers(settings, children):
            print(_welcome(settings, accounts, time.monotonic() - began), flush=True)
        return _wait(children)


def _welcome(settings: Settings, accounts: Sequence[demo.Account], seconds: float) -> str:
    lines = [f"Lakon siap di {settings.public_url} ({seconds:.1f} detik). Hentikan dengan Ctrl+C.", ""]
    if accounts:
        lines.append("Akun contoh (Kota Contoh):")
        width = max(len(account.username) for account in accounts)
        lines += [f"  {a.username:<{width}}  {a.password}  {a.words}" for a in accounts]
    return "\n".join(lines)


def _wait(children: Sequence[ForkProcess]) -> int:
    """Wait for a signal or for a child that ends; then end the others."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while all(child.is_alive() for child in children):
            time.sleep(0.2)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.join(timeout=serving.STOP_SECONDS + 10)


def worker(_args: argparse.Namespace) -> int:
    """Work off background jobs until stopped."""
    serving.work_off(Settings.from_environment())
    return 0


def init(args: argparse.Namespace) -> int:
    """Prepare the database and publish the shipped release."""
    settings = Settings.from_environment()
    with working(settings, backup_first=not args.no_backup) as (work, _url):
        release_id = publish_shipped(work)
        print(f"Basis data siap; rilis {release_id} berlaku.")
        if not (args.key or sys.stdout.isatty()):
            print(_NO_KEY if setup.is_needed(work) else "", end="")
            return 0
        if not args.nip and setup.is_for_somebody(work):
            print(_FOR_WHOM if setup.is_needed(work) else "", end="")
            return 0
        key = setup.new_key(work, args.nip)
        if key is not None:
            print(_SETUP.format(url=settings.public_url, key=key))
    return 0


_NO_KEY = """
Belum ada dua admin BKPP yang dapat masuk. Kunci pasang tidak dicetak ke log: jalankan lakon init di terminal.
"""
_FOR_WHOM = """
Belum ada dua admin BKPP yang dapat masuk. Cocokkan kartu pegawai orangnya, lalu jalankan lakon init --nip NIP.
"""
_SETUP = """
Belum ada dua admin BKPP yang dapat masuk. Buka {url}/pasang dan buat akunnya dengan kunci ini:

  {key}

Kunci ini membuat satu akun dan berlaku 24 jam. Jalankan lakon init lagi untuk kunci berikutnya."""


def load_demo(args: argparse.Namespace) -> int:
    """Load the example city and open its next cycle; or a generated city of the size that is asked for."""
    if args.pegawai is not None:
        return _load_generated(args)
    if args.siklus is not None:
        raise ValueError("--siklus hanya untuk kota buatan. Tulis juga --pegawai, misalnya --pegawai 15000.")
    with working(settings := Settings.from_environment()) as (work, _url):
        publish_shipped(work)
        for account in demo.prepare(work, settings.var_dir):
            print(f"{account.username}  {account.password}  {account.words}")
    return 0


def _load_generated(args: argparse.Namespace) -> int:
    """Make a city, load it into an empty database, and open its cycle only when a year is given."""
    build = _builder()
    began = time.monotonic()
    with working(settings := Settings.from_environment()) as (work, _url):
        if not demo.is_empty(work):
            raise ValueError(
                "Basis data sudah berisi pegawai. Kota buatan hanya dimuat ke basis data kosong."
            )
        publish_shipped(work)
        show = progress.bar()
        show("Menyusun kota", 0, 1)
        files = build(args.pegawai, args.benih)
        show("Menyusun kota", 1, 1)
        accounts = demo.load_generated(work, files, settings.var_dir, show)
        print(f"\n{args.pegawai} pegawai dimuat dalam {time.monotonic() - began:.1f} detik.")
        for account in accounts:
            print(f"{account.username}  {account.password}  {account.words}")
        if args.siklus is not None:
            _print_opened(args.siklus, cycle.open_cycle(work, args.siklus))
    return 0


def _builder() -> Callable[[int, int], dict[str, bytes]]:
    """The maker of generated cities. Raises ValueError where its package is not installed."""
    try:
        from webapp.examples.kota_besar import build
    except ModuleNotFoundError as error:
        if error.name != "faker":
            raise
        pesan = (
            "Kota buatan memerlukan paket Faker, dan paket itu tidak dipasang di sini. Pasang kebutuhan pengembangan: "
            "pip install -r requirements/dev.txt, lalu ulangi perintah ini."
        )
        raise ValueError(pesan) from None
    return build


def check(_args: argparse.Namespace) -> int:
    """Check what ships, and walk through every process; what is wrong is named with its mend."""
    checked = check_all(shipped_files(ROOT))
    for warning in checked.warnings:
        print(f"Perhatikan: {warning}")
    if checked.problems or checked.bundle is None:
        raise ReleaseRefused(checked.problems)
    held, forms = checked.bundle.definitions, checked.bundle.forms
    print(
        f"Baik: {len(held.processes)} proses, {len(held.decisions)} tabel keputusan, {len(forms)} formulir; "
        "semua jalan dapat selesai."
    )
    return 0


def open_cycle(args: argparse.Namespace) -> int:
    """Open the SKP of a year for everybody who owes one."""
    with working(Settings.from_environment()) as (work, _url):
        _print_opened(args.tahun, cycle.open_cycle(work, args.tahun))
    return 0


def _print_opened(year: int, done: cycle.Opened) -> None:
    left_out = len(done.left_out)
    exempt = f" ({len(done.exempt)} bebas SKP)" if done.exempt else ""
    print(f"SKP {year}: {done.opened} dibuka, {done.already} sudah ada, {left_out} tidak dibuka{exempt}.")
    for pegawai_id, reason in done.failed:
        print(f"Gagal untuk pegawai #{pegawai_id}: {reason}")


def rebuild(_args: argparse.Namespace) -> int:
    """Throw work items and timers away and derive them again from the journals."""
    with working(Settings.from_environment()) as (work, _url):
        print(f"{timers.rebuild_all(work)} kasus dibangun ulang dari jurnalnya.")
    return 0


def publish_shipped(work: Work) -> int:
    """Store the shipped bundle; it comes into force where no process owner has decided otherwise."""
    with work.transaction() as tx:
        return ship(tx.session, shipped_files(ROOT), tx.today, "Rilis bawaan")


COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "run": (run_all, "jalankan semuanya: basis data, web, dan pekerja"),
    "worker": (worker, "jalankan pekerja latar"),
    "init": (init, "siapkan basis data dan rilis bawaan"),
    "demo": (load_demo, "muat Kota Contoh dan buka siklusnya, atau buat kota besar"),
    "check": (check, "periksa diagram dan formulir bawaan"),
    "cycle": (open_cycle, "buka SKP satu tahun"),
    "release": (cli_release.command, "daftar, ekspor, atau impor rilis diagram, formulir, dan tabel"),
    "seal-key": (cli_evidence.seal_key, "tampilkan kunci publik meterai"),
    "export": (cli_evidence.export, "tulis ekspor bukti ke sebuah folder"),
    "verify": (cli_evidence.verify, "periksa ekspor bukti dengan meterai, tanpa basis data"),
    **cli_operate.COMMANDS,
    "rebuild": (rebuild, "bangun ulang tugas dan timer dari jurnal"),
}


if __name__ == "__main__":
    sys.exit(main())
