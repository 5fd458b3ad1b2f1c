"""Reading the journal: what a person is shown about themselves, and the history of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Literal
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from pencere.kernel.journal.entries import Justification, Row
from pencere.kernel.journal.models import JournalEntry
from pencere.kernel.journal.words import in_words
from pencere.kernel.paging import Cursor, Page
from pencere.kernel.text import Text, unpacked

MAX_PAGE = 500


def about_subject(
    *,
    subject: UUID,
    before: Cursor | None = None,
    limit: int = 50,
    kinds: Literal["all", "reads", "own", "others"] = "all",
    since: dt.date | None = None,
    until: dt.date | None = None,
    agency: str = "",
    register: str = "",
    traces: Collection[str] | None = None,
    actions: Collection[str] | None = None,
) -> Page[Row]:
    """Rows about the party `subject`, newest first.

    `reads` are reads of their data by anybody; `own` is what they did themselves,
    `others` what anybody else did. `since` and
    `until` are days of the country's calendar, both included. `traces` keeps the rows that are
    about one of these things, or justified by one, `actions` those of these actions. Whether the
    reader may see them is the caller's to check.
    """
    rows = JournalEntry.objects.filter(subject=subject)
    if kinds == "reads":
        rows = rows.exclude(register="")
    elif kinds == "own":
        rows = rows.filter(actor_party=F("subject"))
    elif kinds == "others":
        rows = rows.exclude(actor_party=F("subject"))
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until + dt.timedelta(days=1)))
    if agency:
        rows = rows.filter(agency=agency)
    if register:
        rows = rows.filter(register=register)
    if traces is not None:
        rows = rows.filter(Q(about__in=traces) | Q(justification_reference__in=traces))
    if actions is not None:
        rows = rows.filter(action__in=actions)
    return _page(rows, before=before, limit=max(1, min(limit, MAX_PAGE)))


def on_behalf(
    *,
    of: UUID,
    mandate: UUID | None = None,
    before: Cursor | None = None,
    limit: int = 50,
    since: dt.date | None = None,
) -> Page[Row]:
    """What others did in the name of a party, newest first; by one `mandate` only where it is
    given. Whether the reader may see it is the caller's to check."""
    rows = JournalEntry.objects.filter(on_behalf_of=of)
    if mandate is not None:
        rows = rows.filter(mandate=mandate)
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    return _page(rows, before=before, limit=max(1, min(limit, MAX_PAGE)))


def about_object(*, about: str) -> list[Row]:
    """The history of one thing (`application:PX-…`), oldest first."""
    return [
        _shown(entry) for entry in JournalEntry.objects.filter(about=about).order_by("at", "seq")
    ]


def _page(rows: QuerySet[JournalEntry], *, before: Cursor | None, limit: int) -> Page[Row]:
    if before:
        # The first condition alone lets the index begin at the right place.
        rows = rows.filter(at__lte=before.at)
        rows = rows.filter(Q(at__lt=before.at) | Q(at=before.at, seq__lt=before.seq))
    found = list(rows.order_by("-at", "-seq")[: limit + 1])
    shown = tuple(_shown(entry) for entry in found[:limit])
    more = len(found) > limit
    return Page(rows=shown, next=Cursor(shown[-1].at, shown[-1].seq) if more else None)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _shown(entry: JournalEntry) -> Row:
    justification = None
    if entry.justification_kind:
        justification = Justification(
            kind=entry.justification_kind,  # type: ignore[arg-type]  # written from the same type
            reference=entry.justification_reference,
        )
    return Row(
        seq=entry.seq,
        at=entry.at,
        action=entry.action,
        words=in_words(entry.action, entry.params),
        actor_label=Text(entry.actor_label),
        actor_kind=entry.actor_kind,
        agency=entry.agency,
        is_own=entry.subject is not None and entry.actor_party == entry.subject,
        register=entry.register,
        fields=tuple(entry.fields),
        purpose=str(unpacked(entry.purpose)),
        justification=justification,
        channel=entry.channel,
        about=entry.about,
        subject=entry.subject,
        on_behalf_of=entry.on_behalf_of,
        mandate=entry.mandate,
        params=entry.params,
        session=entry.session,
        address=entry.address,
    )
