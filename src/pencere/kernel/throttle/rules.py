"""What a limit is: plain values, for the tables of limits that other packages keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` tries in `seconds`."""

    count: int
    seconds: int
