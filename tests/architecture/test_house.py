"""The layout is a promise: closed lists of rooms and tools, and what no file may say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The closed list of architecture.md; `temporal` and `numbering` by docs/adr/0002.
TOOLS = {
    "lifecycle",
    "journal",
    "vietnamese",
    "calendar",
    "charts",
    "pdf",
    "sheets",
    "docx",
    "mail",
    "tasks",
    "files",
    "temporal",
    "numbering",
}
TEXTS = ["*.py", "*.html", "*.md", "*.txt", "*.toml", "*.sh", "script/*", ".ci/*"]
CORE_WIRING = {"__init__", "apps", "models", "migrations", "management", "templatetags"}
CORE_FOLDERS = {"fonts", "templates", "locale", "static"}


def tracked(*patterns: str) -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_core_holds_only_the_tools_of_the_list():
    found = {
        path.stem
        for path in (ROOT / "core").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists())
    }

    assert found - TOOLS - CORE_WIRING == set()


def test_no_python_file_outgrows_its_roof():
    long_files = {
        str(path.relative_to(ROOT)): count
        for path in tracked("*.py")
        if "migrations" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long_files == {}


def test_no_absolute_path_and_no_registry_host_is_written_down():
    forbidden = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/|files\.pythonhosted|--index-url")

    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked(*TEXTS)
        if path != Path(__file__) and forbidden.search(path.read_text(encoding="utf-8"))
    ]

    assert guilty == []


def test_environment_is_read_in_settings_only():
    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked("*.py")
        if path.relative_to(ROOT).parts[0] not in {"tests", "bench"}
        and "settings" not in path.relative_to(ROOT).parts
        and path.name not in {"manage.py", "wsgi.py"}
        and re.search(r"os\.environ|os\.getenv", path.read_text(encoding="utf-8"))
    ]

    assert guilty == []


def test_each_direct_dependency_says_what_it_is_for():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.")[0].splitlines()
    dependencies = [line for line in lines if re.match(r'^ {4}"[\w\[\]-]+[~=]=', line)]

    assert [line for line in dependencies if "#" not in line] == []
    assert len(dependencies) > 30


@pytest.mark.tool
@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["lint-imports", ".importlinter"],
        ["mypy", "."],
        # djhtml lays templates out: djlint's own layout puts line breaks into addresses and titles.
        ["djlint", ".", "--lint"],
        ["djhtml", "--check", *map(str, tracked("*.html"))],
    ],
    ids=lambda command: command[0] + "-" + command[1],
)
def test_tool_has_nothing_to_say(command):
    run = subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, (run.stdout + run.stderr)[-4000:]
