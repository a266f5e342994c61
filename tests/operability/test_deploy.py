"""The files of `deploy/` say what the program is, and the tools that read them accept them where they are installed."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import NullPool, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import sessionmaker

from tests.kota import ZONE, Kota
from webapp import cli, config
from webapp.config import Settings
from webapp.services import metrics
from webapp.services.process import tasks
from webapp.services.work import Work
from webapp.storage.engine import open_engine
from webapp.storage.jobs import LINKS
from webapp.web.security import largest_of

from .delivered import give_rights
from .test_stops import begin

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
EXAMPLES = sorted(DEPLOY.rglob("*.env.example"))


def unit(path: Path) -> dict[str, list[str]]:
    """The settings of a unit's [Service], each with all its values."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", path.read_text(), re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_every_service_is_hardened_and_runs_a_command_that_exists(path: Path) -> None:
    said = unit(path)
    for name in (
        "NoNewPrivileges",
        "PrivateTmp",
        "ProtectHome",
        "ProtectKernelModules",
        "RestrictNamespaces",
    ):
        assert said[name] == ["true"], name
    assert said["ProtectSystem"] == ["strict"]
    assert said["User"] == ["lakon"]
    (started,) = said["ExecStart"]
    assert started.split()[1] in cli.COMMANDS


def test_a_stop_is_given_more_time_than_requests_and_jobs_are() -> None:
    from webapp.jobs.tasks import STOP_SECONDS
    from webapp.serving import LINKS_STOP_SECONDS
    from webapp.serving import STOP_SECONDS as WEB_SECONDS

    for name in ("lakon-web.service", "lakon-worker.service"):
        (seconds,) = unit(DEPLOY / "systemd" / name)["TimeoutStopSec"]
        assert int(seconds) > max(STOP_SECONDS + LINKS_STOP_SECONDS + 1, WEB_SECONDS)
        assert unit(DEPLOY / "systemd" / name)["KillMode"] == ["mixed"]
    assert "stop_grace_period: 35s" in (DEPLOY / "compose" / "compose.yaml").read_text()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_examples_name_settings_that_exist_and_their_secrets_are_refused(path: Path, tmp_path: Path) -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string("[x]\n" + path.read_text())
    given = dict(parser["x"])
    assert set(given) <= set(re.findall(r'"(LAKON_[A-Z_]+|DATABASE_URL)"', Path(config.__file__).read_text()))
    secret = [name for name, value in given.items() if value == "ganti"]
    for name in secret:
        with pytest.raises(ValueError, match=name):
            Settings.from_environment({"LAKON_VAR": str(tmp_path), name: given[name]})


@pytest.mark.parametrize("name", ["nginx/lakon.conf", "caddy/Caddyfile", "compose/Caddyfile"])
def test_a_proxy_overwrites_what_a_visitor_claims_and_keeps_figures_inside(name: str) -> None:
    said = (DEPLOY / name).read_text()
    assert re.search(r"X-Forwarded-For\s+(\$remote_addr|\{remote_host\})", said)
    assert "proxy_add_x_forwarded_for" not in said
    for header in ("X-Forwarded-Host", "X-Forwarded-Prefix", "Forwarded"):
        assert re.search(rf'(proxy_set_header {header}\s+""|header_up -{header})', said), header
    for inside in ("/metrics", "/readyz"):
        assert inside in said


def test_alarms_ask_for_figures_that_exist() -> None:
    rules = (DEPLOY / "prometheus" / "lakon.rules.yml").read_text()
    source = Path(metrics.__file__).read_text()
    asked = {name for line in re.findall(r"expr: (.*)", rules) for name in re.findall(r"\blakon_\w+", line)}
    known = {re.sub(r"_(count|sum|bucket|total)$", "", name) for name in asked}
    assert {name for name in known if f'"{name}"' not in source} == set()
    for limit in ("> 300", "> 120", "> 26 * 3600", "> 90 * 60", "> 60 * 60"):
        assert limit in rules
    assert set(re.findall(r'queue!?="(\w+)"', rules)) == {LINKS}, (
        "the one queue that keeps nothing else unready"
    )
    assert f'lakon_job_age_seconds{{queue!="{LINKS}"}} > 300' in rules, "also of a queue that nobody serves"


LARGE_IN_NGINX = re.compile(r"location (=|~) (\S+) \{\s*client_max_body_size (\d+)m;")
MEGABYTES = 1024 * 1024


def nginx_takes(path: str) -> int:
    """How many bytes nginx lets through to an address."""
    said = (DEPLOY / "nginx" / "lakon.conf").read_text()
    for kind, pattern, size in LARGE_IN_NGINX.findall(said):
        if path == pattern if kind == "=" else re.search(pattern, path):
            return int(size) * MEGABYTES
    (general,) = re.findall(r"^    client_max_body_size (\d+)m;", said, re.MULTILINE)
    return int(general) * MEGABYTES


def caddy_takes(path: str, name: str) -> int:
    """How many bytes Caddy lets through to an address; each address has one limit."""
    said = (DEPLOY / name / "Caddyfile").read_text()
    sizes = dict(re.findall(r"request_body @(\w+) \{\s*max_size (\d+)MB", said))
    exact, regexp = re.search(r"@personnel path (\S+)", said), re.search(r"@files path_regexp (\S+)", said)
    assert exact is not None
    assert regexp is not None
    assert f"not path {exact[1]}\n" in said
    assert f"not path_regexp {regexp[1]}\n" in said
    which = "personnel" if path == exact[1] else "files" if re.search(regexp[1], path) else "others"
    return int(sizes[which]) * 1_000_000


def test_every_page_that_takes_large_files_gets_them_through_the_proxies(app: Flask) -> None:
    seen = 0
    for rule in app.url_map.iter_rules():
        most = largest_of(app.view_functions[rule.endpoint])
        if most is None:
            continue
        path, seen = re.sub(r"<[^>]+>", "7", rule.rule), seen + 1
        assert nginx_takes(path) >= most, path
        for name in ("caddy", "compose"):
            assert caddy_takes(path, name) >= most, path
    assert seen > 10
    assert nginx_takes("/masuk") == 9 * MEGABYTES


def test_the_web_has_neither_the_owner_of_the_tables_nor_the_keys_of_backups_and_seals() -> None:
    for folder, web in (("systemd", "lakon-web.service"), ("compose", "compose.yaml")):
        common = (DEPLOY / folder / "lakon.env.example").read_text()
        assert "postgresql://lakon_app" in common
        for withheld in ("lakon_pemilik@", "LAKON_BACKUP_KEY", "LAKON_SEAL_KEY"):
            assert withheld not in common
        said = (DEPLOY / folder / web).read_text()
        part = said if folder == "systemd" else said[said.index("\n  web:") : said.index("\n  pekerja:")]
        assert "pemilik.env" not in part
        assert "pekerja.env" not in part
        assert "postgresql://lakon_pemilik" in (DEPLOY / folder / "pemilik.env.example").read_text()


def test_the_worker_may_write_where_seals_leave_the_machine() -> None:
    for folder, unit_file in (("systemd", "lakon-worker.service"), ("compose", "compose.yaml")):
        env = (DEPLOY / folder / "pekerja.env.example").read_text()
        (target,) = re.findall(r"^LAKON_SEAL_DIR=(\S+)$", env, re.MULTILINE)
        assert "LAKON_SEAL_KEY=" in env
        said = (DEPLOY / folder / unit_file).read_text()
        assert f"ReadWritePaths=-{target}\n" in said or f"meterai:{target}]" in said
        # a new volume belongs to whom the folder of the image belongs to
        assert re.search(
            rf"install -d -o lakon .*{target}\b", (DEPLOY / "compose" / "Dockerfile").read_text()
        )
        assert "pekerja.env" in said


@pytest.fixture
def as_application(city: Kota) -> Iterator[Work]:
    """The city as the application's role sees it, after the file of roles has been run twice."""
    give_rights(city.engine.url)
    engine = open_engine(give_rights(city.engine.url), ZONE, poolclass=NullPool)
    yield Work(sessionmaker(engine), ZONE, clock=city.work.clock)
    engine.dispose()


@pytest.mark.fast
def test_the_application_works_without_the_right_to_change_what_is_only_added(
    city: Kota, as_application: Work
) -> None:
    (case_id,) = begin(city, 1)
    submission = tasks.Submission(uuid4(), {"hasil": ["baik"]})
    assert not tasks.complete(as_application, city.actor("SR"), case_id, "isi#1", submission).repeated
    for statement in (
        "UPDATE journal SET facts = '{}'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "DELETE FROM audit_event",
        "UPDATE backup_run SET rows = 0",
        "ALTER TABLE journal DISABLE TRIGGER USER",
        "DROP TABLE journal",
        "CREATE TABLE lain (id int)",
        "UPDATE alembic_version SET version_num = '0001'",
    ):
        with (
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
            as_application.transaction() as tx,
        ):
            tx.session.execute(text(statement))


def tool(name: str) -> str:
    """A program of the machine; `make test` brings what is not there."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found is not None, f"{name} is not installed here: make programs"
    return found


def accepted(*command: str) -> str:
    """What a program says of a file that it accepts."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
def test_nginx_accepts_its_file(tmp_path: Path) -> None:
    nginx, openssl = tool("nginx"), tool("openssl")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    accepted(
        openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=kinerja.contoh.go.id",
        "-keyout", str(key), "-out", str(certificate),
    )  # fmt: skip
    said = (DEPLOY / "nginx" / "lakon.conf").read_text().replace("/etc/ssl/lakon", str(tmp_path))
    said = said.replace("/var/log/nginx/lakon.log", str(tmp_path / "access.log"))
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\nhttp {{\n{said}\n}}\n"
    )
    accepted(nginx, "-t", "-q", "-c", str(whole), "-p", str(tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["caddy", "compose"])
def test_caddy_accepts_its_file(name: str, tmp_path: Path) -> None:
    caddy = tool("caddy")
    accepted(
        "env", f"HOME={tmp_path}", caddy, "validate", "--adapter", "caddyfile", "--config",
        str(DEPLOY / name / "Caddyfile"),
    )  # fmt: skip


@pytest.mark.slow
def test_prometheus_accepts_the_alarms() -> None:
    assert "SUCCESS" in accepted(
        tool("promtool"), "check", "rules", str(DEPLOY / "prometheus" / "lakon.rules.yml")
    )


@pytest.mark.slow
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    for path in (DEPLOY / "systemd").glob("lakon*.*"):
        if path.suffix == ".example":
            continue
        said = (
            path.read_text()
            .replace("/opt/lakon/.venv/bin/lakon", "/bin/true")
            .replace("User=lakon", "User=root")
        )
        (tmp_path / path.name).write_text(said.replace("Group=lakon", "Group=root"))
    units = sorted(str(path) for path in tmp_path.iterdir())
    said = accepted(analyze, "verify", "--recursive-errors=no", *units)
    assert not [line for line in said.splitlines() if "/lakon-" in line], said
