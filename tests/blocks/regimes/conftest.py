"""What stories of regimes begin with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from tests.blocks.regimes import evenings

from pencere.blocks.regimes import kinds
from pencere.kernel import clock

NOON = "2026-11-26T12:00:00+04:00"


@pytest.fixture(autouse=True)
def _only_for_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """A regime that a test declares is gone after it."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))


@pytest.fixture
def noon(db: Any) -> Iterator[None]:
    """The regime has begun, and it is noon."""
    with clock.frozen_at("2026-01-01T00:00:00+04:00"):
        evenings.settle()
    with clock.frozen_at(NOON), translation.override("en"):
        yield
