"""The demo's network and its authority, in a folder of each test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import phones


@pytest.fixture(autouse=True)
def _network(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.MOBILE_ID_PROVIDER = phones.PROVIDER
