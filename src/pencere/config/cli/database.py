"""Schema, contents that come with the version, and rights of the database."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from pencere.config.databases import connection, home
from pencere.config.problems import SetupError

SOURCE = Path(__file__).resolve().parents[3]
"""The folder of the packages `pencere` and `pencere_az`."""
PACKAGES_WITH_TABLES = ("django", "django-allauth", "procrastinate")
OWN_PARTS = (
    "pencere/**/migrations/*.py",
    "pencere/kernel/journal/*.py",
    "pencere/casework/definitions/*.py",
    "pencere/config/cli/database.py",
    "pencere_az/**/*.yaml",
)
MARK = "pencere "
"""Begins the comment on the schema `public` that says which version it is at."""
MIGRATION_LOCK = 7_302_210

GRANTS = """
GRANT USAGE ON SCHEMA public TO pencere_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pencere_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO pencere_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO pencere_app;
"""


def version_digest() -> str:
    """A digest of all that `migrate` brings into a database."""
    digest = hashlib.sha256()
    for package in PACKAGES_WITH_TABLES:
        digest.update(f"{package} {version(package)}\n".encode())
    for pattern in OWN_PARTS:
        for file in sorted(SOURCE.glob(pattern)):
            digest.update(str(file.relative_to(SOURCE)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def migrate_as_owner(*, force: bool = False) -> None:
    """Extensions, migrations, the cache table, the app role's rights, then what the pack brings.

    Nothing is done when the database says that it is at this version already, unless `force`.
    Two at once do it one after the other.
    """
    os.environ["PENCERE_DB_ROLE"] = "owner"
    with connection(home()) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        digest = version_digest()
        if database_digest(owner) == digest and not force:
            owner.execute("SELECT journal_begin_era_if_moved()")  # a restored backup says the same
            return
        _bring_to_this_version()
        owner.execute(f"COMMENT ON SCHEMA public IS '{MARK}{digest}'")


def database_digest(database: psycopg.Connection[Any]) -> str:
    """The digest of the version that `database` was last brought to; empty when never."""
    row = database.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
    said = (row.fetchone() or [None])[0] or ""
    return said.removeprefix(MARK) if said.startswith(MARK) else ""


def check_migrations() -> None:
    """Raise SetupError when a model has changes that no migration makes; needs no database."""
    import django

    django.setup()
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.utils import translation

    translation.deactivate_all()  # titles of fields are compared untranslated
    loader = MigrationLoader(None)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("pencere")}
    clashes = {label for label in loader.detect_conflicts() if label in ours}
    if clashes:
        raise SetupError(f"Two last migrations stand side by side in: {', '.join(clashes)}.")
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    missing = {label for label in detector.changes(graph=loader.graph) if label in ours}
    if missing:
        raise SetupError(f"Models without their migration: {', '.join(sorted(missing))}.")


def _bring_to_this_version() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection as own
    from django.db import transaction

    from pencere.blocks.parties.api import sync_agencies
    from pencere.blocks.regimes.api import SeedError, sync_regimes
    from pencere.casework.definitions.api import DefinitionError, publish_all
    from pencere.config.databases import APP_ROLE
    from pencere.kernel.actors import system
    from pencere.kernel.journal.rights import statements
    from pencere.kernel.pack import pack

    with own.cursor() as cursor:
        for extension in ("pg_trgm", "btree_gist"):
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic(), own.cursor() as cursor:
        # one transaction: the app role never has more rights on the journal than it should
        cursor.execute(GRANTS)
        for statement in statements(APP_ROLE):
            cursor.execute(statement)
    sync_agencies()
    try:
        sync_regimes(actor=system("migrate"))
    except SeedError as error:
        raise SetupError(str(error)) from error
    if any((pack().root / "services").glob("*.yaml")):
        try:
            publish_all(actor=system("migrate"))
        except DefinitionError as error:
            raise SetupError(str(error)) from error
