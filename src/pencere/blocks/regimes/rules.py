"""Which rules hold when: the timeline of a regime, and what a decision makes of it.

A timeline is a sequence of spans that don't overlap, in order; where there is none, nothing
holds. What has been stays: a decision reaches only from an instant ahead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from uuid import UUID

AHEAD = dt.timedelta(seconds=5)
"""A decision takes effect no sooner than this after it: until then each process has learnt of
it, since what a process remembers is older than `REMEMBERED` never."""
REMEMBERED = dt.timedelta(seconds=2)
LATE = AHEAD - REMEMBERED - dt.timedelta(seconds=1)
"""A decision whose transaction takes longer than this is given up."""
ROLE = "regime"
LEAST_REASON, MOST_REASON, MOST_LAW = 20, 2000, 500
FARTHEST = dt.timedelta(days=366 * 5)
"""How far ahead a change may begin or end."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when a version holds; `ends_at` itself is too late, None is no end."""

    version: UUID
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None

    def holds_at(self, at: dt.datetime) -> bool:
        """Whether it holds at an instant."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


def at(spans: Iterable[Span], instant: dt.datetime) -> Span | None:
    """The span that holds at an instant."""
    return next((each for each in spans if each.holds_at(instant)), None)


def placed(
    spans: Iterable[Span],
    version: UUID | None,
    starts_at: dt.datetime,
    ends_at: dt.datetime | None,
) -> tuple[Span, ...]:
    """The timeline with `version` (None: nothing) from one instant until another; what lies
    before and after stays as it is."""
    if ends_at is not None and ends_at <= starts_at:
        raise ValueError("a span ends after it begins")
    kept = [part for span in spans for part in _outside(span, starts_at, ends_at)]
    if version is not None:
        kept.append(Span(version, starts_at, ends_at))
    return tuple(_joined(sorted(kept, key=lambda each: each.starts_at)))


def decided(
    spans: Iterable[Span],
    version: UUID | None,
    starts_at: dt.datetime,
    ends_at: dt.datetime | None,
    *,
    ends_regime: bool,
) -> tuple[Span, ...]:
    """The timeline after a decision; with `ends_regime` nothing holds after `ends_at`."""
    after = placed(spans, version, starts_at, ends_at)
    return placed(after, None, ends_at, None) if ends_regime and ends_at else after


def covers(spans: Sequence[Span], starts_at: dt.datetime, ends_at: dt.datetime | None) -> bool:
    """Whether spans (cut to a time by `within`) leave no gap in that time."""
    if not spans or spans[0].starts_at > starts_at or spans[-1].ends_at != ends_at:
        return False
    return all(one.ends_at == other.starts_at for one, other in pairwise(spans))


def within(
    spans: Iterable[Span], starts_at: dt.datetime, ends_at: dt.datetime | None
) -> tuple[Span, ...]:
    """What the timeline says from one instant until another, cut to it."""
    found = []
    for span in spans:
        first = max(span.starts_at, starts_at)
        last = _earlier(span.ends_at, ends_at)
        if last is None or first < last:
            found.append(Span(span.version, first, last))
    return tuple(found)


def is_same_underneath(
    before: Sequence[Span],
    now: Sequence[Span],
    starts_at: dt.datetime,
    ends_at: dt.datetime | None,
) -> bool:
    """Whether the timeline still says, for a time to be decided on, what it said before."""
    return within(before, starts_at, ends_at) == within(now, starts_at, ends_at)


def begins_at(
    wanted: dt.datetime | None, *, now: dt.datetime, decided_at: dt.datetime | None
) -> dt.datetime:
    """When a decision taken `now` takes effect: as `wanted` (None: at once), but never before
    every process knows of it, and never before what was decided last (clocks step back)."""
    latest = max(now, decided_at) if decided_at else now
    soonest = latest + AHEAD
    return max(wanted, soonest) if wanted else soonest


def problem_of_times(
    starts_at: dt.datetime | None, ends_at: dt.datetime | None, *, now: dt.datetime
) -> tuple[str, str] | None:
    """Which field (`valid_from`, `valid_until`) is wrong, and the code of why: past, order,
    too-far."""
    if starts_at is not None and starts_at < now:
        return "valid_from", "past"
    if starts_at is not None and starts_at > now + FARTHEST:
        return "valid_from", "too-far"
    if ends_at is None:
        return None
    if ends_at <= (starts_at or now) + AHEAD:
        return "valid_until", "order"
    return ("valid_until", "too-far") if ends_at > now + 2 * FARTHEST else None


def packed(spans: Iterable[Span]) -> list[list[str | None]]:
    """A timeline as JSON."""
    return [
        [
            str(each.version),
            each.starts_at.isoformat(),
            each.ends_at.isoformat() if each.ends_at else None,
        ]
        for each in spans
    ]


def unpacked(rows: Iterable[Sequence[str]]) -> tuple[Span, ...]:
    """The timeline that `packed` wrote."""
    return tuple(
        Span(
            UUID(version),
            dt.datetime.fromisoformat(starts_at),
            dt.datetime.fromisoformat(ends_at) if ends_at else None,
        )
        for version, starts_at, ends_at in rows
    )


def _outside(span: Span, starts_at: dt.datetime, ends_at: dt.datetime | None) -> list[Span]:
    parts = []
    if span.starts_at < starts_at:
        parts.append(replace(span, ends_at=_earlier(span.ends_at, starts_at)))
    if ends_at is not None and (span.ends_at is None or ends_at < span.ends_at):
        parts.append(replace(span, starts_at=max(span.starts_at, ends_at)))
    return parts


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans of one version that touch are one."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found else None
        if before and before.version == span.version and before.ends_at == span.starts_at:
            found[-1] = replace(before, ends_at=span.ends_at)
        else:
            found.append(span)
    return found


def _earlier(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    if one is None or other is None:
        return one or other
    return min(one, other)
