"""What every story about permits for staff begins with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from tests.systems.staff_permits import stories

from pencere.kernel import clock


@pytest.fixture(autouse=True)
def _thursday() -> Iterator[None]:
    with clock.frozen_at(stories.NOW), translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.STAFF_PERMITS_URL = ""
    settings.STAFF_PERMITS_PEER_KEY = tmp_path / "interior" / "public.jwk"


@pytest.fixture
def pharmacy(db: Any) -> None:
    """“Şəfa Aptek” with Aysel's contract."""
    stories.pharmacy()
    stories.hire()
