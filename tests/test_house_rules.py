"""Rules of the house that a machine can see. Each failure says why the rule stands."""

import ast
import re
import subprocess
from pathlib import Path

from tests.sources import FILES, nodes, tree
from webapp.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def calls(path: Path, name: str) -> list[int]:
    return [
        node.lineno
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def test_one_place_commits() -> None:
    places = {path.relative_to(ROOT).as_posix(): lines for path in FILES if (lines := calls(path, "commit"))}
    assert list(places) == ["webapp/services/work.py"], (
        "an action is stored whole or not at all: only Work commits"
    )
    assert len(places["webapp/services/work.py"]) == 1


def test_no_broad_except() -> None:
    broad = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in FILES
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
    ]
    assert broad == [], "name what can go wrong; what cannot be named is for the outermost edge"


def test_nothing_is_evaluated() -> None:
    forbidden = {"eval", "exec", "compile", "__import__"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in FILES
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden
    ]
    assert found == [], "no text becomes code here; expressions are FEEL"


def test_no_import_of_pickle_or_subprocess_outside_the_command() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if re.search(
            r"^\s*(import|from) (pickle|marshal|shelve|subprocess)\b", path.read_text("utf-8"), re.MULTILINE
        )
    ]
    assert set(found) <= {"webapp/cli.py", "webapp/services/postgres.py"}


def test_every_module_says_what_it_is() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if tree(path).body and not ast.get_docstring(tree(path))
    ]
    assert silent == [], "a module's first sentence says what the room holds"


def test_no_file_names_a_registry_host_or_a_path_of_a_machine() -> None:
    hosts = re.compile(
        "files."
        + "pythonhosted|registry."
        + r"npmjs|pypi"
        + r"\.org/simple|/root/"
        + r"\.|/work"
        + "/(main|shared)"
    )
    named = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if hosts.search(text):
            named.append(path.relative_to(ROOT).as_posix())
    assert named == [], "locks and files must serve on any machine"


def test_locks_hold_hashes() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        pins = re.findall(r"^\S+==\S+ \\$", path.read_text(), re.MULTILINE)
        hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}", path.read_text())
        assert pins
        assert len(hashes) >= len(pins)


def test_spiffworkflow_is_pinned() -> None:
    assert "SpiffWorkflow==3.2.0" in (ROOT / "requirements" / "runtime.in").read_text().splitlines()


def test_templates_hold_no_unescaped_value_and_no_inline_code() -> None:
    inline = re.compile(r"\|\s*safe\b|\son\w+=|\sstyle=|<script>|hx-on|autoescape false")
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in sorted((ROOT / "webapp" / "templates").rglob("*.html"))
        if (match := inline.search(path.read_text(encoding="utf-8")))
    ]
    assert found == [], "a strict content policy and escaping are walls, not habits"


def test_the_settings_in_the_readme_are_those_of_the_program() -> None:
    config = (ROOT / "webapp" / "config.py").read_text()
    readme = (ROOT / "README.md").read_text()
    used = set(re.findall(r'"(LAKON_[A-Z_]+|DATABASE_URL)"', config))
    told = set(re.findall(r"`(LAKON_[A-Z_]+|DATABASE_URL)`", readme))
    assert used == told


def test_the_makefile_and_the_command_know_what_the_docs_name() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md", "workflows/README.md"):
        text = (ROOT / page).read_text()
        assert set(re.findall(r"`make ([a-z-]+)`", text)) <= targets
        assert set(re.findall(r"`lakon ([a-z]+)`", text)) <= set(COMMANDS)


def test_every_decision_is_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
