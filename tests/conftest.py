"""One database for each test process, cloned from one migrated template.

The template's name carries a digest of all that `pencere migrate` brings into a database, so it
is made anew just when one of them changed. Tests run as the app role,
as production does. A test that commits (`transaction=True`) gets the clone made anew
afterwards, since the app role may not empty the journal.

Without DATABASE_URL the run starts a PostgreSQL of its own in var/test, one for all its
processes, and stops it at the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg import sql

from pencere.blocks.openid import keys
from pencere.blocks.regimes import api as regimes
from pencere.config.cli.database import version_digest
from pencere.config.databases import APP_ROLE, OWNER_ROLE
from pencere.config.postgres import FOR_TESTS, socket_folder, started
from pencere.config.postgres_place import data_folder
from pencere.config.problems import SetupError
from pencere.config.processes import is_held

# Django would empty every table after a test that commits; the app role may not, and the
# clone is made anew instead.
setattr(TransactionTestCase, "_fixture_teardown", lambda self: None)  # noqa: B010 (not in stubs)

ROOT = Path(__file__).resolve().parents[1]
PREFIX = os.environ.get("PENCERE_TEST_PREFIX", "pencere_test")
MAINTENANCE_LOCK = 7_302_211


TEST_HOME = ROOT / "var" / "test"
"""Where the data of the test run's own PostgreSQL stand; they may be deleted at any time."""
_own_server = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """In the run's first process: start the server, and tell it to the others and to Django."""
    if hasattr(config, "workerinput") or os.environ.get("DATABASE_URL"):
        return
    if config.option.collectonly:
        return
    try:
        _own_server.enter_context(started(TEST_HOME, "test", FOR_TESTS))
    except SetupError:
        if is_held(TEST_HOME):  # another run works with it
            raise
        shutil.rmtree(data_folder(TEST_HOME), ignore_errors=True)  # without fsync data may break
        _own_server.enter_context(started(TEST_HOME, "test", FOR_TESTS))
    url = f"postgresql://{APP_ROLE}@/pencere?host={socket_folder(TEST_HOME)}"
    os.environ["DATABASE_URL"] = url
    os.environ["DATABASE_OWNER_URL"] = url.replace(APP_ROLE, OWNER_ROLE, 1)
    settings.DATABASES["default"].update(HOST=str(socket_folder(TEST_HOME)))
    connection.settings_dict.update(HOST=str(socket_folder(TEST_HOME)))


def pytest_unconfigure() -> None:
    _own_server.close()


def _server() -> dict[str, Any]:
    """How to reach the server as one who may create databases."""
    own = settings.DATABASES["default"]
    return {
        "host": own["HOST"],
        "port": own["PORT"] or None,
        "user": os.environ.get("PENCERE_TEST_ADMIN", "postgres"),
        "password": os.environ.get("PENCERE_TEST_ADMIN_PASSWORD") or None,
        "dbname": "postgres",
        "autocommit": True,
    }


def _make_template(admin: psycopg.Connection[Any], template: str) -> None:
    admin.execute("SELECT pg_advisory_lock(%s)", [MAINTENANCE_LOCK])
    try:
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname=%s", [template]).fetchone()
        if found:
            return
        _drop_earlier(admin, template)
        building = f"{template}_building"
        for role in (OWNER_ROLE, APP_ROLE):
            if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname=%s", [role]).fetchone():
                admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(building), sql.Identifier(OWNER_ROLE)
            )
        )
        subprocess.run(
            [sys.executable, "-m", "pencere.config.cli", "migrate"],
            check=True,
            cwd=ROOT,
            env={**os.environ, "PENCERE_DB_NAME": building},
        )
        admin.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(building), sql.Identifier(template)
            )
        )
    finally:
        admin.execute("SELECT pg_advisory_unlock(%s)", [MAINTENANCE_LOCK])


def _drop_earlier(admin: psycopg.Connection[Any], template: str) -> None:
    """Drop the templates of earlier versions, and one that was never finished."""
    pattern = template.rpartition("_")[0] + "_%"
    found = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])
    for (name,) in found.fetchall():
        _drop(admin, name)


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class Clone:
    """The database of this test process."""

    def __init__(self, name: str, template: str) -> None:
        self.name = name
        self.template = template

    def make(self) -> None:
        """Make it anew from the template and point Django at it."""
        connections.close_all()
        for alias in connections:
            close_pool = getattr(connections[alias], "close_pool", None)
            if close_pool:
                close_pool()
        with psycopg.connect(**_server()) as admin:
            _drop(admin, self.name)
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(self.name), sql.Identifier(self.template)
                )
            )
        settings.DATABASES["default"]["NAME"] = self.name
        connection.settings_dict["NAME"] = self.name

    def drop(self) -> None:
        connections.close_all()
        with psycopg.connect(**_server()) as admin:
            _drop(admin, self.name)


@pytest.fixture(scope="session")
def database_template() -> str:
    """Name of the migrated database that others are cloned from."""
    template = f"{PREFIX}_template_{version_digest()[:12]}"
    with psycopg.connect(**_server()) as admin:
        _make_template(admin, template)
    return template


@contextmanager
def _another(name: str, template: str) -> Iterator[str]:
    with psycopg.connect(**_server()) as admin:
        _drop(admin, name)
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    yield name
    with psycopg.connect(**_server()) as admin:
        _drop(admin, name)


@pytest.fixture(scope="session")
def other_database(database_template: str, worker_id: str) -> Iterator[str]:
    """Name of one more clone, for a site of its own processes; Django does not look at it."""
    with _another(f"{PREFIX}_{worker_id}_site", database_template) as name:
        yield name


@pytest.fixture(scope="session")
def interop_database(database_template: str, worker_id: str) -> Iterator[str]:
    """As `other_database`, for the site to which relying parties come."""
    with _another(f"{PREFIX}_{worker_id}_interop", database_template) as name:
        yield name


@pytest.fixture(scope="session")
def database_clone(database_template: str, worker_id: str) -> Iterator[Clone]:
    clone = Clone(f"{PREFIX}_{worker_id}", database_template)
    clone.make()
    yield clone
    clone.drop()


@pytest.fixture(scope="session")
def django_db_setup(database_clone: Clone, django_db_blocker: Any) -> None:
    """In place of pytest-django's own: the clone is ready."""


@pytest.fixture(autouse=True)
def _fresh_after_commits(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that committed, make the clone anew."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or (
        "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    )
    yield
    if commits:
        request.getfixturevalue("database_clone").make()


@pytest.fixture(autouse=True)
def _no_rules_of_another_test() -> None:
    """As with these keys, a process remembers for a moment which rules of a regime hold."""
    regimes.forget()


@pytest.fixture(autouse=True)
def _no_signing_keys_of_another_test() -> None:
    """A process keeps the provider's keys for a minute; each test has a database of its own."""
    keys.forget()
