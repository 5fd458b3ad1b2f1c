"""What happened in a span of time, without persons: raw material of statistics.

A span is found by the steps' own time, so it costs what happened in it, not what there is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

COMMON = "a.agency_id, a.service, a.region"

LEFT = f"""
SELECT {COMMON}, a.version_id, s.from_state, p.at, s.at
FROM applications_step s
JOIN applications_application a ON a.id = s.application_id
JOIN LATERAL (
  SELECT e.at FROM applications_step e
  WHERE e.application_id = s.application_id AND e.to_state = s.from_state
    AND e.from_state <> e.to_state AND (e.at, e.id) < (s.at, s.id)
  ORDER BY e.at DESC, e.id DESC LIMIT 1
) p ON true
WHERE s.at >= %s AND s.at < %s AND s.from_state <> s.to_state AND a.agency_id IS NOT NULL
"""  # noqa: S608  (constants only)

MOVED = f"""
SELECT DISTINCT a.id, {COMMON}, a.submitted_at, a.closed_at, a.due_at, a.outcome
FROM applications_step s
JOIN applications_application a ON a.id = s.application_id
WHERE s.at >= %s AND s.at < %s AND a.agency_id IS NOT NULL AND a.submitted_at IS NOT NULL
"""  # noqa: S608  (constants only)

OPEN = f"""
SELECT {COMMON}, a.state, a.submitted_at::date,
  count(*), count(*) FILTER (WHERE a.stage = 'todo' AND a.queue_at < %s)
FROM applications_application a
WHERE a.stage IN ('todo', 'waiting')
GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608  (constants only)


@dataclass(frozen=True, slots=True)
class StateLeft:
    """One application left a state."""

    agency: str
    service: str
    region: str
    version_id: UUID
    state: str
    entered_at: dt.datetime
    left_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """An application to which something happened."""

    agency: str
    service: str
    region: str
    submitted_at: dt.datetime
    closed_at: dt.datetime | None
    due_at: dt.datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Applications of one kind that are open."""

    agency: str
    service: str
    region: str
    state: str
    since: dt.date
    """The day on which they were sent."""
    count: int
    overdue: int


def states_left(*, begin: dt.datetime, end: dt.datetime) -> Iterator[StateLeft]:
    """Each state that an application left from `begin` up to, without, `end`."""
    return (StateLeft(*row) for row in _rows(LEFT, begin, end))


def moved(*, begin: dt.datetime, end: dt.datetime) -> Iterator[Moved]:
    """Each application to which something happened in the span, once."""
    return (Moved(*row[1:]) for row in _rows(MOVED, begin, end))


def open_counts(*, now: dt.datetime) -> Iterator[OpenCases]:
    """What is open at this moment, counted."""
    return (OpenCases(*row) for row in _rows(OPEN, now))


def first_step_at() -> dt.datetime | None:
    """When the first step of all was taken."""
    found = _rows("SELECT min(at) FROM applications_step")
    return found[0][0] if found else None


def _rows(statement: str, *values: Any) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: Sequence[Any] = cursor.fetchall()
    return rows
