"""Permits of every system as a check shows them: who holds one is asked of each system through
its api; what they answer is brought into one shape here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pencere.kernel.actors import Actor
from pencere.portal.patrol import rules


@dataclass(frozen=True, slots=True)
class Shown:
    """One permit: what it is for, until when, and what else stands in it."""

    system: str
    id: str
    title: str
    span: rules.Span
    facts: Sequence[tuple[Any, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """The permits of one person that matter now."""

    permits: Sequence[Shown]
    is_needed: bool
    """Whether a permit is needed in that district at this hour."""


@dataclass(frozen=True, slots=True)
class Code:
    """What was read out of a permit's square code."""

    state: rules.TokenState
    system: str = ""
    permit: str = ""
    """Its id in its system."""
    number: str = ""
    """Of the document that it was given to."""


NO_CODE = Code("")
