"""Fixtures of the journal's tests: declared words, keys of their own, and a forger."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from tests.kernel.journal.people import READ

from pencere.kernel.journal import api, words


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_declared", dict(words._declared))
    api.declare(READ, "Read %(what)s in a register")
    api.declare("test.signed-in", "Signed in")


@pytest.fixture(autouse=True)
def keys_root(settings: Any, tmp_path: Path) -> Path:
    settings.KEYS_ROOT = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def tamper() -> Callable[[str], None]:
    """Runs SQL as one who owns the whole server, with the triggers off."""

    def run(statement: str) -> None:
        own = connection.settings_dict
        with psycopg.connect(
            host=own["HOST"],
            port=own["PORT"] or None,
            dbname=own["NAME"],
            user=os.environ.get("PENCERE_TEST_ADMIN", "postgres"),
            password=os.environ.get("PENCERE_TEST_ADMIN_PASSWORD") or None,
        ) as admin:
            admin.execute("SET session_replication_role = replica")
            admin.execute(statement)

    return run
