"""Counting tries against this package's limits."""

from __future__ import annotations

from collections.abc import Sequence

from pencere.blocks.identity.rules import LIMITS
from pencere.kernel.throttle import api as throttle
from pencere.kernel.throttle.api import Try, forget_old, give_back, take_once

__all__ = ["Try", "forget_old", "give_back", "take", "take_once"]


def take(*, what: Sequence[tuple[str, str]]) -> Try:
    """Count one try against each (name in `LIMITS`, whom or what it is about)."""
    return throttle.take(what=what, limits=LIMITS)
