"""What the ministry's officers look up among all employers' permits: each person that is shown
sees in the journal who looked."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import record
from pencere.kernel.pack import pack
from pencere.kernel.text import fold
from pencere.systems.staff_permits import access, changing, listing, queries, words
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.values import Filters

EMPTY = listing.Page((), 0, "")
AT_ONCE = 500
MOST_EXPORTED = 50_000


def search(*, actor: Actor, filters: Filters, employer: str = "", cursor: str = "") -> listing.Page:
    """A page of confirmed permits, the newest first; `employer` is a part of its name or its
    identifier. Raises NotFound for who is no officer of the ministry, Invalid ("bad-cursor")."""
    access.ministry(actor)
    found = listing.in_order(_rows(filters, employer), sort="", cursor=cursor)
    _journal(actor, words.MONITORED)
    changing.journal(words.OPENED, found.rows, actor=actor)
    return found


def export_rows(*, actor: Actor, filters: Filters, employer: str = "") -> Iterator[Permit]:
    """All that a search finds, 50,000 at most; journaled about each employee."""
    access.ministry(actor)
    rows = _rows(filters, employer).select_related("employee", "employer")
    _journal(actor, words.EXPORTED)
    return _exported(rows.prefetch_related("trips"), actor)


def _exported(rows: QuerySet[Permit], actor: Actor) -> Iterator[Permit]:
    before: UUID | None = None
    for _page in range(MOST_EXPORTED // AT_ONCE):
        page = rows if before is None else rows.filter(pk__lt=before)
        found = list(page.order_by("-id")[:AT_ONCE])
        if not found:
            return
        changing.journal(words.EXPORTED, found, actor=actor)
        yield from found
        before = found[-1].pk


def _rows(filters: Filters, employer: str) -> QuerySet[Permit]:
    rows = queries.matching(Permit.objects.exclude(state=Permit.State.DRAFT), filters)
    return rows.filter(_of_employer(employer)) if employer.strip() else rows


def _of_employer(typed: str) -> Q:
    typed = typed.replace("\0", "").strip()
    identifier = pack().normalise_organisation_identifier(typed)
    if identifier:
        return Q(employer__identifier=identifier)
    return Q(employer__party__search_key__contains=fold(typed))


def _journal(actor: Actor, action: str) -> None:
    record(actor=actor, action=action, purpose=access.PURPOSE, justification=access.LAW)
