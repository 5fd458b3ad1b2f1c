"""Public registers: what anyone may see without signing in, and take away as a file.

Rows carry number, what was granted, where, since when and until when, how it stands, and the
holder's name where the holder is an organisation or the definition makes it public.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import QuerySet

from pencere.casework.entitlements.finding import narrowed, page_of, row_of, walked
from pencere.casework.entitlements.models import Entitlement
from pencere.casework.entitlements.queries import events_of
from pencere.casework.entitlements.values import EventShown, Filters, ListPage, Row
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import PublicRegister, pack

EXPORT_LIMIT = 10_000
"""Rows of one file; who needs more narrows the search down and takes several."""


def public_registers() -> Mapping[str, PublicRegister]:
    """All public registers by the name that addresses give them."""
    return {each.slug: each for each in pack().public_registers().values()}


def public_register(slug: str) -> PublicRegister:
    """One of them. Raises NotFound."""
    found = public_registers().get(slug)
    if found is None:
        raise NotFound
    return found


def search(*, register: PublicRegister, filters: Filters, limit: int = 20) -> ListPage:
    """One page of what was typed and chosen. Raises Invalid for a cursor that is none."""
    rows = narrowed(_listed(register), filters, is_public=True)
    return page_of(rows, cursor=filters.cursor, limit=limit, is_public=True)


def counted(register: PublicRegister) -> int:
    """How many a register holds in force."""
    return narrowed(_listed(register), Filters(state="valid"), is_public=True).count()


def exported(*, register: PublicRegister, filters: Filters) -> Iterator[Row]:
    """All rows of a search, `EXPORT_LIMIT` at most, read as they are taken."""
    return walked(narrowed(_listed(register), filters, is_public=True), most=EXPORT_LIMIT)


def entry(*, register: PublicRegister, number: str) -> tuple[Row, tuple[EventShown, ...]]:
    """One entry with its history, without who acted and what they wrote. Raises NotFound."""
    found = _listed(register).filter(number=number[:40]).first()
    if found is None:
        raise NotFound
    return row_of(found, is_public=True), events_of(found)


def _listed(register: PublicRegister) -> QuerySet[Entitlement]:
    return Entitlement.objects.filter(public_register=register.code)
