"""The queue with what is due first on top: its lists, filters in the address, saved queues."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pencere.blocks.identity.api import actor_of, officer, own_posts
from pencere.blocks.parties.api import agency
from pencere.casework.applications import api
from pencere.casework.applications.api import QueueFilters
from pencere.casework.notes import api as notes
from pencere.casework.officers import api as officers
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.portal.desk import asked, columns
from pencere.ui.api import (
    DeskEntry,
    FormErrors,
    Pager,
    add_desk_entry,
    changed_address,
    parse_date,
    show_at_desk,
)

KINDS: dict[str, Any] = {
    "todo": gettext_lazy("The team's"),
    "mine": gettext_lazy("Mine"),
    "unassigned": gettext_lazy("Nobody's"),
    "overdue": gettext_lazy("Overdue"),
    "due_soon": gettext_lazy("Due soon"),
    "waiting": gettext_lazy("Waiting for others"),
    "closed": gettext_lazy("Finished"),
}
ORDERS: dict[str, Any] = {
    "due": gettext_lazy("What is due first"),
    "arrival": gettext_lazy("What came first"),
}
VERDICTS: dict[str, Any] = {
    "review": gettext_lazy("Needs a look"),
    "ok": gettext_lazy("Passed"),
}
TEXTS = ("service", "state", "region", "verdict")
DAYS = ("came_from", "came_until", "due_before")
KEPT = ("show", "service", "version", "text", "state", "region", "verdict", "order", *DAYS)
"""What of an address a saved queue keeps."""

add_desk_entry(DeskEntry("desk:queue", gettext_lazy("Queue"), order=10))


def filters_of(query: QueryDict) -> QueueFilters:
    """The filters that an address carries; what makes no sense there counts as not given."""
    kind = query.get("show", "todo")
    order = query.get("order", "due")
    texts: dict[str, Any] = {name: query.get(name, "").replace("\0", "")[:80] for name in TEXTS}
    days: dict[str, Any] = {name: day_of(query.get(name, "")) for name in DAYS}
    return QueueFilters(
        kind=kind if kind in KINDS else "todo",  # type: ignore[arg-type]
        text=query.get("text", "").replace("\0", "").strip()[:80],
        version=asked.id_or_none(query.get("version", "")),
        order=order if order in ORDERS else "due",  # type: ignore[arg-type]
        cursor=query.get("cursor", "")[:200],
        **texts,
        **days,
    )


def day_of(text: str) -> dt.date | None:
    """A day as a date field or a person writes it; None for what is none."""
    text = text.replace("\0", "").strip()[:20]
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return parse_date(text)


def is_narrowed(filters: QueueFilters) -> bool:
    """Whether there is something to clear."""
    return any(getattr(filters, name) for name in ("text", "version", *TEXTS, *DAYS))


@require_GET
@officer
def queue(request: HttpRequest) -> HttpResponse:
    """The queue of this officer's agency and roles; all filters stand in the address."""
    actor = actor_of(request)
    filters = filters_of(request.GET)
    errors = FormErrors()
    try:
        page = api.queue(actor=actor, filters=filters)
    except Invalid as problem:
        errors = FormErrors(form=[problem.message])
        page = api.QueuePage(rows=(), next_cursor=None)
    pager = Pager(
        next_address=changed_address(request, cursor=page.next_cursor) if page.next_cursor else "",
        first_address=changed_address(request, cursor=None) if filters.cursor else "",
    )
    context = {
        "rows": page.rows,
        "errors": errors,
        "filters": filters,
        "is_narrowed": is_narrowed(filters),
        "counts": api.counts(actor=actor),
        "pager": pager,
        **_choices(request, filters),
        **_desk(request),
    }
    return show_at_desk(request, "desk/queue.html", context, status=422 if errors else 200)


def _choices(request: HttpRequest, filters: QueueFilters) -> dict[str, Any]:
    """What the filter bar and the table offer."""
    actor = actor_of(request)
    return {
        "kinds": KINDS,
        "orders": ORDERS,
        "verdicts": VERDICTS,
        "services": api.queue_services(actor=actor),
        "states": api.queue_states(actor=actor, service=filters.service),
        "versions": api.queue_versions(actor=actor, service=filters.service),
        "regions": api.region_titles(),
        "all_columns": columns.COLUMNS,
        "columns": columns.chosen(request.GET.get("columns", "").split(",")),
        "saved": [(each, _address_of(each)) for each in officers.saved_queues(actor=actor)],
        "saved_id": request.GET.get("queue", ""),
        "query": urlencode([(name, request.GET.get(name, "")) for name in KEPT]),
        "is_head": officers.is_head(actor),
    }


def _desk(request: HttpRequest) -> dict[str, Any]:
    """Who works here, as what, and what speaks to them."""
    actor = actor_of(request)
    return {
        "post": actor.label,
        "posts": [(each.id, agency(each.agency).title, each.title) for each in own_posts(request)],
        "post_id": actor.post_id,
        "unread_mentions": notes.unread_mentions(actor=actor),
        "stands_in_for": officers.stands_in_for(actor=actor),
    }


def _address_of(saved: officers.SavedQueueShown) -> str:
    query = {**saved.filters, "columns": ",".join(saved.columns), "queue": str(saved.id)}
    return f"{reverse('desk:queue')}?{urlencode(query)}"


@require_POST
@officer
def save(request: HttpRequest) -> HttpResponse:
    """Save the present filters, columns and order under a name."""
    actor = actor_of(request)
    query = QueryDict(request.POST.get("query", "").replace("\0", "")[:2000])
    filters = {name: query[name][:80] for name in KEPT if query.get(name)}
    try:
        saved = officers.save_queue(
            actor=actor,
            name=request.POST.get("name", ""),
            filters=filters,
            columns=columns.chosen(request.POST.getlist("columns")),
            for_team="for_team" in request.POST,
        )
    except Invalid as problem:
        messages.error(request, str(problem.message))
        return redirect(f"{reverse('desk:queue')}?{urlencode(filters)}")
    messages.success(request, _("Saved: %(name)s") % {"name": saved.name})
    found = next(each for each in officers.saved_queues(actor=actor) if each.id == saved.pk)
    return redirect(_address_of(found))


@require_POST
@officer
def forget(request: HttpRequest, queue_id: UUID) -> HttpResponse:
    """Remove a saved queue."""
    officers.forget_queue(actor=actor_of(request), queue_id=queue_id)
    messages.success(request, _("The saved queue is removed."))
    return redirect("desk:queue")


@require_POST
@officer
def take_next(request: HttpRequest) -> HttpResponse:
    """Take what is due first of what nobody has; a colleague may be faster, then the next one."""
    actor = actor_of(request)
    for row in api.queue(actor=actor, filters=QueueFilters(kind="unassigned")).rows:
        try:
            api.take(actor=actor, application_id=row.id)
        except (Conflict, NotFound, Refused):
            continue
        return redirect("desk:case", reference=row.reference)
    messages.info(request, _("Nothing waits to be taken."))
    return redirect("desk:queue")
