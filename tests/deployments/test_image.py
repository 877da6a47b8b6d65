"""The image: the linter is content, everything that is copied is there, nothing secret is in it."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.deployments.recipes import DEPLOYMENTS, ROOT

FILE = DEPLOYMENTS / "container" / "Dockerfile"
TEXT = FILE.read_text("utf-8").replace("\\\n", " ")


def test_hadolint_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    found = subprocess.run([linter, FILE], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


def copied() -> list[str]:
    """What the build copies from the repository."""
    lines = re.findall(r"^COPY ((?!--from).+)$", TEXT, re.MULTILINE)
    paths = [[word for word in line.split() if not word.startswith("--")] for line in lines]
    return [source for words in paths for source in words[:-1]]


def test_everything_that_is_copied_lies_in_the_repository_and_reaches_the_build() -> None:
    assert len(copied()) > 8
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    for source in copied():
        assert (ROOT / source).exists(), source
        assert any(source == path or source.startswith(f"{path}/") for path in let_in), source


def test_every_lock_that_is_installed_is_there() -> None:
    locks = set(re.findall(r"-r ([\w./-]+)", TEXT))
    assert {Path(lock).name for lock in locks} == {"tools.txt", "runtime.txt", "diffusion.txt"}
    assert all((ROOT / lock).is_file() for lock in locks)


def test_only_torch_and_what_comes_with_it_is_installed_without_hashes() -> None:
    installs = re.findall(r"pip install [^;]*?-r ([\w./-]+)", TEXT)
    unhashed = [
        command
        for command in re.findall(r"pip install [^&;]*", TEXT)
        if "--require-hashes" not in command and "/wheels/" not in command
    ]
    assert len(installs) == 3
    assert len(unhashed) == 1
    assert "diffusion.txt" in unhashed[0]


def test_it_runs_as_nobody_in_particular() -> None:
    users = re.findall(r"^USER (\S+)$", TEXT, re.MULTILINE)
    assert users == ["10001:10001"]


def test_it_holds_no_secret() -> None:
    names = re.findall(r"^\s*(?:ENV|ARG)?\s*([A-Z_]+)=", TEXT, re.MULTILINE)
    assert not [name for name in names if re.search("TOKEN|SECRET|PASSWORD|KEY", name)]


def test_the_wheel_that_it_installs_holds_what_the_packages_read(tmp_path: Path) -> None:
    """Suites, limits, phrases, profiles and templates are data beside the code."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    for package in ("catalogs", "engine"):
        data = [
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / package).rglob("*")
            if path.suffix in {".yaml", ".css", ".js", ".html"} and ".callsheet" not in path.parts
        ]
        assert data
        assert set(data) <= names


@pytest.mark.parametrize("command", [["true"], ["sh", "-c", "exit 3"]])
def test_without_a_cluster_the_entry_becomes_the_command(command: list[str]) -> None:
    entry = DEPLOYMENTS / "container" / "entry.sh"
    ended = subprocess.run([entry, *command], env={"PATH": "/usr/bin:/bin"}, check=False)
    assert ended.returncode == (0 if command == ["true"] else 3)
