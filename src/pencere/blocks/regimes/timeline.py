"""Reading what holds when. What holds now is asked for with every batch of decisions, so each
process remembers it for two seconds; a decision takes effect only later than that after it was
taken (`rules.AHEAD`), so that what is remembered is never wrong about now."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from pencere.blocks.regimes import rules
from pencere.blocks.regimes.fields import JSON
from pencere.blocks.regimes.kinds import completed, kind_of
from pencere.blocks.regimes.models import Period, Version
from pencere.kernel import clock


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in a time."""

    version_id: UUID
    """A decision names it."""
    number: int
    """Of the version, from 1."""
    values: Mapping[str, JSON]
    """By the fields' keys; can't be changed. Rows are tuples of mappings."""
    packed: str
    """The same values as JSON, for a statement of the database."""
    valid_from: dt.datetime
    valid_until: dt.datetime | None
    """When, as far as is known, something else holds, or nothing; itself too late."""


@dataclass(frozen=True, slots=True)
class _Known:
    spans: tuple[rules.Span, ...]
    read_at: dt.datetime
    ticks: float


_known: dict[str, _Known] = {}


def in_force(code: str, at: dt.datetime | None = None) -> Rules | None:
    """What a regime's rules say at an instant (now, when not given); None when none hold then:
    the regime hasn't begun or was lifted.

    Costs no query for what this process has asked in the last two seconds. Raises NotFound for
    a regime that nobody declared.
    """
    now = clock.now()
    span = rules.at(_spans(code, now), at or now)
    if span is None:
        return None
    number, values, packed = _values(code, span.version)
    return Rules(span.version, number, values, packed, span.starts_at, span.ends_at)


def forget() -> None:
    """Ask the database again next time: after a decision, and between tests."""
    _known.clear()
    _values.cache_clear()


def spans_of(code: str, known_at: dt.datetime | None = None) -> tuple[rules.Span, ...]:
    """The whole timeline, straight from the database; as it was known at an instant, or now."""
    rows = Period.objects.filter(regime_id=code)
    if known_at is None:
        rows = rows.filter(replaced_at=None)
    else:
        rows = rows.filter(known_from__lte=known_at).exclude(replaced_at__lte=known_at)
    found: Sequence[tuple[UUID, dt.datetime, dt.datetime | None]] = list(
        rows.order_by("starts_at").values_list("version_id", "starts_at", "ends_at")
    )
    return tuple(rules.Span(*each) for each in found)


def _spans(code: str, now: dt.datetime) -> tuple[rules.Span, ...]:
    known, ticks = _known.get(code), time.monotonic()
    # Both clocks are asked: the one on the wall may be set back, the other stands in a test.
    if known is not None:
        is_fresh = dt.timedelta(0) <= now - known.read_at < rules.REMEMBERED
        if is_fresh and ticks - known.ticks < rules.REMEMBERED.total_seconds():
            return known.spans
    kind_of(code)
    spans = spans_of(code)
    _known[code] = _Known(spans, now, ticks)
    return spans


@lru_cache(maxsize=1000)
def _values(code: str, version_id: UUID) -> tuple[int, Mapping[str, JSON], str]:
    version = Version.objects.only("number", "values").get(pk=version_id)
    values = completed(kind_of(code), version.values)
    return version.number, frozen(values), json.dumps(values, ensure_ascii=False)


def frozen(value: JSON) -> JSON:
    """The same value, which nobody can change."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: frozen(each) for key, each in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(each) for each in value)
    return value
