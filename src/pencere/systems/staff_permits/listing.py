"""The employer's list in the order that was asked for, page by page: a cursor names the last row
seen, so that page 1000 costs as much as page 1."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid
from pencere.kernel.journal.api import record
from pencere.systems.staff_permits import access, queries, words
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.values import Filters

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ORDERS: Mapping[str, tuple[_StrPromise, str]] = {
    "": (_("Newest first"), "-id"),
    "name": (_("By name"), "employee__search_key"),
    "ends": (_("What ends first"), "ends_on"),
}
PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list."""

    rows: Sequence[Permit]
    total: int
    next: str
    """Cursor of the page that follows; empty on the last."""


def page(*, actor: Actor, filters: Filters, sort: str = "", cursor: str = "") -> Page:
    """A page of the employer's permits, journaled. Raises as `access.employer_of` does, and
    Invalid (code "bad-cursor")."""
    employer = access.employer_of(actor)
    rows = queries.matching(Permit.objects.filter(employer=employer), filters)
    found = in_order(rows, sort=sort, cursor=cursor)
    record(
        actor=actor,
        action=words.LISTED,
        subject=actor.applicant_id,
        purpose=access.PURPOSE,
        justification=access.LAW,
    )
    return found


def in_order(rows: QuerySet[Permit], *, sort: str, cursor: str, limit: int = PAGE) -> Page:
    """A page of any list of permits."""
    _words, key = ORDERS.get(sort, ORDERS[""])
    total = rows.count()
    if cursor:
        rows = rows.filter(_after(key, cursor))
    rows = rows.order_by("-id") if key == "-id" else rows.order_by(key, "id")
    shown = rows.select_related("employer").annotate(sorted_by=F(key.removeprefix("-")))
    found = list(shown[: limit + 1])
    is_more = len(found) > limit
    return Page(found[:limit], total, _cursor(found[limit - 1]) if is_more else "")


def _after(key: str, cursor: str) -> Q:
    value, last = _read(cursor)
    if key == "-id":
        return Q(pk__lt=last)
    return Q(**{f"{key}__gt": value}) | Q(**{key: value}, pk__gt=last)


def _cursor(row: Permit) -> str:
    content = json.dumps([str(row.sorted_by), str(row.pk)])  # type: ignore[attr-defined]
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[Any, UUID]:
    try:
        value, last = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(value, str) or "\0" in value:
            raise ValueError(cursor)
        return value, UUID(last)
    except (binascii.Error, ValueError, TypeError, AttributeError) as error:
        raise Invalid(_("This page of the list does not exist."), code="bad-cursor") from error
