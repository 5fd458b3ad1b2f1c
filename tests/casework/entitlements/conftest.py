"""What every story about entitlements begins with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from tests.casework.entitlements import stories

from pencere.kernel import clock

MONDAY = "2026-11-23T06:00:00+00:00"


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.frozen_at(MONDAY), translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def country(db: Any) -> None:
    """Agencies and the permit's services."""
    stories.settle()


@pytest.fixture
def committed_country(transactional_db: Any) -> None:
    """The same, seen by other threads too."""
    stories.settle()
