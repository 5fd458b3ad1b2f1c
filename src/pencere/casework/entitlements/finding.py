"""Lists of entitlements: filtered, forgiving in what is typed, page by page along an index."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
import struct
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.casework.entitlements import words
from pencere.casework.entitlements.models import Entitlement
from pencere.casework.entitlements.rules import ALIVE, standing
from pencere.casework.entitlements.values import Filters, ListPage, Row
from pencere.kernel import clock
from pencere.kernel.errors import Invalid
from pencere.kernel.pack import PublicRegister, pack
from pencere.kernel.text import Text, fold

MOST_ROWS = 100
MOST_COUNTED = 10_000
MOST_WORDS = 8
_NUMBER = re.compile(r"\b([^\W\d_]+)(\d+)\b")
"""A number typed without what stands between its letters and digits."""
_PLACE = struct.Struct(">i16s")


def narrowed(
    rows: QuerySet[Entitlement], filters: Filters, *, is_public: bool
) -> QuerySet[Entitlement]:
    """`rows` that the filters let through."""
    key = "public_key__contains" if is_public else "search_key__contains"
    typed = _NUMBER.sub(r"\1 \2", filters.text)
    for word in fold(typed).split()[:MOST_WORDS]:
        rows = rows.filter(**{key: word})
    if filters.activity:
        rows = rows.filter(activity=filters.activity)
    if filters.region:
        rows = rows.filter(region=filters.region)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    return rows.filter(_stands(filters.state)) if filters.state else rows


def _stands(state: str) -> Q:
    """Those that stand like this today, whether or not the job has said so yet."""
    is_over = Q(state__in=ALIVE, valid_until__lt=clock.today())
    if state == "expired":
        return Q(state="expired") | is_over
    return Q(state=state) & ~is_over


def page_of(
    rows: QuerySet[Entitlement], *, cursor: str, limit: int, is_public: bool, counts: bool = True
) -> ListPage:
    """One page, the latest granted first. Raises Invalid (code "bad-cursor")."""
    limit = max(1, min(limit, MOST_ROWS))
    found = list(_after(rows, cursor)[: limit + 1])
    shown = found[:limit]
    count = rows.order_by()[: MOST_COUNTED + 1].count() if counts else 0
    return ListPage(
        rows=tuple(row_of(each, is_public=is_public) for each in shown),
        next_cursor=place(shown[-1]) if len(found) > limit else None,
        count=min(count, MOST_COUNTED),
        is_count_capped=count > MOST_COUNTED,
    )


def walked(rows: QuerySet[Entitlement], *, most: int, batch: int = 500) -> Iterator[Row]:
    """Rows of a public list for an export, `most` at most."""
    cursor, left = "", most
    while left > 0:
        found = list(_after(rows, cursor)[: min(batch, left)])
        for each in found:
            yield row_of(each, is_public=True)
        left -= len(found)
        if len(found) < batch:
            return
        cursor = place(found[-1])


def row_of(entitlement: Entitlement, *, is_public: bool) -> Row:
    """One row as its reader may see it."""
    state = standing(entitlement.state, entitlement.valid_until, clock.today())
    register = pack().public_registers().get(entitlement.public_register)
    return Row(
        id=entitlement.pk,
        number=entitlement.number,
        kind=entitlement.kind,
        title=entitlement.name,
        holder_name=entitlement.public_name if is_public else entitlement.holder_name,
        agency=entitlement.agency_id,
        activity=activity_title(register, entitlement.activity),
        region=pack().addresses().regions().get(entitlement.region),
        valid_from=entitlement.valid_from,
        valid_until=entitlement.valid_until,
        state=state,
        state_words=words.STATES[state],
        state_colour=words.COLOURS[state],
        suspended_until=entitlement.suspended_until,
    )


def activity_title(register: PublicRegister | None, code: str) -> Text | None:
    """What an activity is called; a code that the register doesn't know stays as it is."""
    if not code:
        return None
    known = register.activities.get(code) if register else None
    return known or Text({"en": code})


def place(entitlement: Entitlement) -> str:
    """Where a list goes on after this one, safe in an address."""
    packed = _PLACE.pack(entitlement.valid_from.toordinal(), entitlement.pk.bytes)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _after(rows: QuerySet[Entitlement], cursor: str) -> QuerySet[Entitlement]:
    rows = rows.order_by("-valid_from", "-id")
    if not cursor:
        return rows
    day, last = _place(cursor)
    return rows.filter(Q(valid_from__lte=day), Q(valid_from__lt=day) | Q(pk__lt=last))


def _place(cursor: str) -> tuple[dt.date, UUID]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        day, last = _PLACE.unpack(raw)
        return dt.date.fromordinal(day), UUID(bytes=last)
    except (binascii.Error, struct.error, OverflowError, ValueError) as error:
        raise Invalid(_("This page of the list does not exist."), code="bad-cursor") from error
