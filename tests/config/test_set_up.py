"""requirements/set-up.sh on machines that lack something: one sentence says what to do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "requirements"
OLD = 'case "$1" in -V) echo "Python 3.9.2";; *) exit 1;; esac'
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.12;; esac'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout's requirements/ and a bin/ with nothing but a shell's everyday programs."""
    (tmp_path / "requirements").mkdir()
    for name in ("set-up.sh", "base.txt", "dev.txt"):
        shutil.copy(SCRIPTS / name, tmp_path / "requirements" / name)
    (tmp_path / "bin").mkdir()
    for name in ("sh", "dirname", "id", "cat", "sha256sum"):
        found = shutil.which(name)
        assert found
        (tmp_path / "bin" / name).symlink_to(found)
    return tmp_path


def set_up(machine: Path, **programs: str) -> tuple[int, str]:
    """Exit code and words of the script, with these programs on the machine."""
    for name, script in programs.items():
        program = machine / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    done = subprocess.run(
        [str(machine / "requirements" / "set-up.sh")],
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(("programs", "there_is"), [({}, "none"), ({"python3": OLD}, "3.9.2")])
def test_without_a_new_enough_python(
    machine: Path, programs: dict[str, str], there_is: str
) -> None:
    code, words = set_up(machine, **programs)
    assert code == 1
    assert words.startswith("pencere needs Python 3.11 or later")
    assert there_is in words
    assert "PENCERE_PYTHON" in words
    assert len(words.splitlines()) == 1


@pytest.mark.parametrize("apt", [{}, {"apt-get": "exit 100"}])
def test_without_the_package_that_makes_environments(machine: Path, apt: dict[str, str]) -> None:
    code, words = set_up(machine, python3=WITHOUT_VENV, **apt)
    assert code == 1
    assert words.splitlines()[-1] == (
        "The Debian package python3.12-venv is missing: apt-get install python3.12-venv."
    )
    assert not (machine / ".venv").exists()
