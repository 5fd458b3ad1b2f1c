"""What must be in place before the processes start, each step only when something changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import click

from pencere.config.cli.database import SOURCE, database_digest, version_digest
from pencere.config.cli.translations import compile_stale
from pencere.config.databases import connection, private_folders
from pencere.config.problems import SetupError
from pencere.config.processes import child_of_this


def prepare(home: Path, *, people: int) -> None:
    """Bring translations, static files, schema and the made-up people up to date."""
    private_folders(home)
    compile_stale()
    _collect_static(home)
    with connection(home) as database:
        if database_digest(database) != version_digest():
            click.echo("Bringing the database to this version …")
            _pencere("migrate")
        # accounts are made last, all in one transaction
        found = database.execute("SELECT EXISTS (SELECT FROM identity_account)").fetchone()
        if found == (False,):
            click.echo(f"Making up {people:,} people …")
            _pencere("population", str(people))


def _collect_static(home: Path) -> None:
    digest = hashlib.sha256()
    for file in sorted(SOURCE.glob("*/**/static/**/*")):
        found = file.stat()
        digest.update(f"{file}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    stamp = home / "static.digest"
    is_fresh = stamp.exists() and stamp.read_text() == digest.hexdigest()
    if is_fresh and (home / "static" / "staticfiles.json").exists():
        return
    click.echo("Collecting the static files …")
    _pencere("django", "collectstatic", "--noinput", "--clear", "--verbosity=0")
    stamp.write_text(digest.hexdigest())


def _pencere(*words: str) -> None:
    """Run `pencere …` to its end, in a process of its own (the owner's role, or much memory)."""
    command = [sys.executable, "-m", "pencere.config.cli", *words]
    done = subprocess.run(
        command, env=dict(os.environ), check=False, process_group=0, preexec_fn=child_of_this()
    )
    if done.returncode:
        raise SetupError(f"`pencere {' '.join(words)}` failed; what it said stands above.")
