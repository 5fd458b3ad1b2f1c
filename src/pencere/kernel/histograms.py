"""Classes of duration that grow by a tenth each, so that a few hundred counts hold any number of
durations, can be added up, and still tell quantiles to 5%. The unit is the caller's."""

from __future__ import annotations

import math
from collections.abc import Mapping

GROWTH = 1.1
"""Each class is a tenth longer than the one before."""

BUCKET = f"floor(ln(greatest({{0}}, 0) + 1) / ln({GROWTH}))::smallint"
"""`bucket` in SQL, of an expression that `format` fills in."""


def bucket(duration: float) -> int:
    """The class of a duration."""
    return int(math.log(max(duration, 0.0) + 1.0) / math.log(GROWTH))


def bounds(number: int) -> tuple[float, float]:
    """From which duration to which a class goes."""
    return GROWTH**number - 1, GROWTH ** (number + 1) - 1


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """The duration within which `share` of all stay; within a class they are taken as evenly
    spread. None when there are none."""
    total = sum(counts.values())
    if not total:
        return None
    wanted = share * total
    passed = 0
    for number in sorted(counts):
        count = counts[number]
        if passed + count >= wanted:
            low, high = bounds(number)
            return low + (high - low) * max(wanted - passed, 0.0) / count
        passed += count
    return bounds(max(counts))[1]
