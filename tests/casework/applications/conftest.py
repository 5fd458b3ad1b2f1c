"""What every story about applications begins with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from tests.casework.applications import stories
from tests.casework.applications.waiting import applied, published

from pencere.casework.applications.models import Application
from pencere.kernel import clock
from pencere.kernel.actors import Actor

MONDAY = "2026-11-23T06:00:00+00:00"
"""Ten in the morning of a working Monday in the country's time."""


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.frozen_at(MONDAY), translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def country(db: Any) -> None:
    """Agencies, services, and what the registers hold of Aysel."""
    stories.settle()


@pytest.fixture
def committed_country(transactional_db: Any) -> None:
    """The same, seen by other threads too."""
    stories.settle()


@pytest.fixture
def leyla(country: None) -> Actor:
    """An officer of the agency whose permit it is, once that is published."""
    return published()


@pytest.fixture
def safety(leyla: Actor) -> Actor:
    return stories.officer("interior")


@pytest.fixture
def law(leyla: Actor) -> Actor:
    return stories.officer("justice")


@pytest.fixture
def asked(leyla: Actor) -> Application:
    """A permit about which two agencies are asked."""
    return stories.act(leyla, applied(), "pass")
