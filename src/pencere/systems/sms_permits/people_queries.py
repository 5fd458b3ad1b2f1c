"""What a person asked for and was given: the history with its filters, what is left today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock, rows
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid
from pencere.systems.sms_permits.own_blocks import own_phone
from pencere.systems.sms_permits.people_words import OUTCOMES
from pencere.systems.sms_permits.queries import may_ask_for
from pencere.systems.sms_permits.rules import Purpose, Reason, Rules
from pencere.systems.sms_permits.values import Permit
from pencere.ui.api import parse_date

PAGE = 20
MOST_EXPORTED = 5_000


@dataclass(frozen=True, slots=True)
class HistoryFilters:
    """What of the history is shown; all of it stands in the address."""

    purpose: str = ""
    outcome: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    cursor: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> HistoryFilters:
        """The filters of an address; what makes no sense there counts as not given."""
        outcome = query.get("outcome", "")
        return cls(
            purpose=query.get("purpose", "").replace("\0", "")[:60],
            outcome=outcome if outcome in OUTCOMES else "",
            since=_day(query.get("from", "")),
            until=_day(query.get("until", "")),
            cursor=query.get("cursor", "")[:100],
        )

    @property
    def are_set(self) -> bool:
        """Whether there is something to clear."""
        return bool(self.purpose or self.outcome or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request about a person, as their history shows it."""

    id: UUID
    day: dt.date
    asked_at: dt.datetime
    purpose: str
    outcome: str
    reason: Reason | None
    valid_from: dt.datetime | None
    valid_until: dt.datetime | None
    is_extension: bool
    sender: str
    way: str
    """A key of `people_words.CHANNELS`."""

    @property
    def reference(self) -> str:
        """Of the permit that was given now; "" for another outcome."""
        return f"{self.day:%Y%m%d}{self.id.hex}" if self.outcome == "granted" else ""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some of a history, and the cursor of what follows."""

    rows: Sequence[Asked]
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A purpose with what is left of it today."""

    purpose: Purpose
    taken: int
    left: int | None
    """None without a limit."""


def history(*, actor: Actor, filters: HistoryFilters, limit: int = PAGE) -> HistoryPage:
    """All that was asked with the person's documents, from whichever phone, newest first. Raises
    Refused as `may_ask_for` does, Invalid for a strange cursor."""
    subject, phone = may_ask_for(actor), own_phone(actor)
    where, values = _conditions(filters)
    found = rows.select(
        "SELECT id, day, asked_at, purpose, outcome, reason, valid_from, valid_until,"  # noqa: S608
        " is_extension, sender, decided_at FROM sms_permits_decision"
        f" WHERE subject = %s {where} ORDER BY decided_at DESC, id DESC LIMIT %s",
        [subject, *values, limit + 1],
    )
    shown = [_asked(row, phone) for row in found[:limit]]
    more = _cursor(found[limit - 1]) if len(found) > limit else ""
    return HistoryPage(shown, more)


def last_purpose(*, actor: Actor, before: dt.date) -> str:
    """The purpose of the latest permit of the days before, for "the same as yesterday"; "" where
    there was none in the last week."""
    found = rows.select(
        "SELECT purpose FROM sms_permits_decision WHERE subject = %s AND day >= %s AND day < %s"
        " AND ordinal >= 1 AND NOT is_extension ORDER BY day DESC, ordinal DESC LIMIT 1",
        [may_ask_for(actor), before - dt.timedelta(days=7), before],
    )
    return str(found[0][0]) if found else ""


def left_today(rules: Rules, permits: Sequence[Permit], *, today: dt.date) -> list[Left]:
    """The purposes of the rules with what was taken and what is left of each today; the limit of
    the whole day cuts those that count in it. Plain: reads nothing."""
    counted = [each for each in permits if each.day == today and each.extends is None]
    limited = {each.code for each in rules.purposes if each.counts_in_total}
    in_total = sum(each.purpose in limited for each in counted)
    of_day = None if rules.total_daily_limit is None else rules.total_daily_limit - in_total
    found = []
    for purpose in rules.purposes:
        taken = sum(each.purpose == purpose.code for each in counted)
        own = None if purpose.daily_limit is None else purpose.daily_limit - taken
        both = [own, of_day if purpose.counts_in_total else None]
        known = [each for each in both if each is not None]
        found.append(Left(purpose, taken, max(0, min(known)) if known else None))
    return found


def _conditions(filters: HistoryFilters) -> tuple[str, list[Any]]:
    parts, values = ["AND outcome <> 'told'"], []
    equal: list[tuple[str, Any]] = [
        ("AND purpose = %s", filters.purpose),
        ("AND outcome = %s", filters.outcome),
        ("AND day >= %s", filters.since),
        ("AND day <= %s", filters.until),
    ]
    for part, value in equal:
        if value:
            parts.append(part)
            values.append(value)
    if filters.cursor:
        at, last = _place(filters.cursor)
        parts.append("AND day <= %s AND (decided_at, id) < (%s, %s)")
        values += [timezone.localdate(at), at, last]
    return " ".join(parts), values


def _asked(row: Sequence[Any], phone: str) -> Asked:
    id_, day, asked_at, purpose, outcome, reason, begins, ends, is_extension, sender, _at = row
    way = "web" if not sender else "own" if sender == phone else "other"
    return Asked(
        id=id_,
        day=day,
        asked_at=asked_at,
        purpose=purpose,
        outcome=outcome,
        reason=Reason(reason) if reason else None,
        valid_from=begins,
        valid_until=ends,
        is_extension=is_extension,
        sender=sender,
        way=way,
    )


def _cursor(row: Sequence[Any]) -> str:
    at: dt.datetime = row[-1]
    return f"{at.timestamp():.6f}.{row[0].hex}"


def _place(cursor: str) -> tuple[dt.datetime, UUID]:
    try:
        seconds, micro, pk = cursor.split(".")
        at = dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC)
        return at + dt.timedelta(microseconds=int(micro)), UUID(hex=pk)
    except (ValueError, OverflowError, OSError) as error:
        raise Invalid(_("This page of the list does not exist."), code="bad-cursor") from error


def _day(typed: str) -> dt.date | None:
    found: dt.date | None
    try:
        found = dt.date.fromisoformat(typed[:20])
    except ValueError:
        found = parse_date(typed[:20])
    return found if found and found.year < clock.today().year + 10 else None
