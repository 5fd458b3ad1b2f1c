"""The officer's queue: what is due first, in their agency and roles.

A page is one walk along a partial index for each role, at most `limit` rows each, merged;
nothing here counts or sorts more than that, so it costs the same at a thousand applications
and at a million.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.blocks.parties.api import parties
from pencere.casework.applications import cursors, rules
from pencere.casework.applications.models import Application
from pencere.casework.applications.queries.colleagues import names_of
from pencere.casework.applications.shapes_desk import (
    Count,
    Counts,
    QueueFilters,
    QueueKind,
    QueuePage,
    QueueRow,
)
from pencere.casework.definitions.api import all_current, definition_of, versions_of
from pencere.casework.officers import api as officers
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, Refused
from pencere.kernel.ids import normalise_reference
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.kernel.workdays.api import Duration, deadline

COUNTED = 99
MOST_ROWS = 100
LEAST_LETTERS = 3
DAY = dt.timedelta(days=1)

TO_DO = Application.Stage.TO_DO
ORDER: Mapping[QueueKind, tuple[str, bool]] = {
    "todo": ("queue_at", False),
    "mine": ("queue_at", False),
    "unassigned": ("queue_at", False),
    "overdue": ("queue_at", False),
    "due_soon": ("queue_at", False),
    "waiting": ("entered_at", False),
    "closed": ("closed_at", True),
}
"""By kind: the column that orders the list, and whether the newest comes first."""

COLUMNS = (
    "id",
    "reference",
    "version_id",
    "service",
    "state",
    "stage",
    "queue_role",
    "applicant_id",
    "submitted_at",
    "due_at",
    "queue_at",
    "entered_at",
    "assignee_id",
    "closed_at",
    "outcome",
    "warned_for",
    "region",
    "checks__kind",
    "row_version",
)


def queue(*, actor: Actor, filters: QueueFilters) -> QueuePage:
    """The officer's queue in their agency and roles. Refused for one who is no officer."""
    agency = require_officer(actor)
    if filters.kind not in ORDER:
        raise Invalid(_("There is no such list."), code="bad-filter")
    limit = max(1, min(filters.limit, MOST_ROWS))
    column, is_descending = ORDER[filters.kind]
    if filters.order == "arrival" and column == "queue_at":
        column = "submitted_at"
    sign = "-" if is_descending else ""
    order = (f"{sign}{column}", f"{sign}id")
    branches = [
        _after(_narrowed(branch, filters), filters.cursor, column, is_descending)
        .order_by(*order)
        .values(*COLUMNS)[: limit + 1]
        for branch in _branches(actor, agency, filters.kind)
    ]
    found = list(_merged(branches, order, limit + 1))
    rows = _rows(found[:limit], actor)
    if len(found) <= limit:
        return QueuePage(rows=rows, next_cursor=None)
    last = found[limit - 1]
    return QueuePage(rows=rows, next_cursor=cursors.to_text(last[column], last["id"]))


def queue_services(*, actor: Actor) -> Mapping[str, Text]:
    """Services, with titles, that can stand in this officer's queue: choices of the filter."""
    agency = require_officer(actor)
    return {
        each.definition.id: each.definition.title
        for each in all_current()
        if each.definition.is_online
        and (each.definition.handled_by or each.definition.agency == agency)
        and not actor.roles.isdisjoint(rules.officer_roles(each.definition))
    }


def queue_states(*, actor: Actor, service: str) -> Mapping[str, Text]:
    """States of a service that an officer's list can show: choices of the filter."""
    require_officer(actor)
    current = next((each for each in all_current() if each.definition.id == service), None)
    if current is None:
        return {}
    states = current.definition.workflow.states
    initial = current.definition.workflow.initial
    return {code: state.title for code, state in states.items() if code != initial}


def queue_versions(*, actor: Actor, service: str) -> Mapping[str, str]:
    """Numbers of a service's versions by id, newest first: choices of the filter."""
    require_officer(actor)
    return {str(each.pk): str(each.number) for each in versions_of(service)}


def counts(*, actor: Actor) -> Counts:
    """The desk's head line; counting stops at 99."""
    agency = require_officer(actor)

    def count(kind: QueueKind) -> Count:
        branches = [
            branch.order_by().values("id")[: COUNTED + 1]
            for branch in _branches(actor, agency, kind)
        ]
        found = len(list(_merged(branches, (), COUNTED + 1)))
        return Count(value=min(found, COUNTED), is_more=found > COUNTED)

    return Counts(
        todo=count("todo"),
        mine=count("mine"),
        unassigned=count("unassigned"),
        overdue=count("overdue"),
        due_soon=count("due_soon"),
        waiting=count("waiting"),
    )


def require_officer(actor: Actor) -> str:
    """The agency of the officer; Refused for anybody else."""
    if actor.kind != "officer" or actor.agency is None:
        raise Refused
    return actor.agency


def _branches(actor: Actor, agency: str, kind: QueueKind) -> Iterable[QuerySet[Application]]:
    """What the list is a union of: each part follows one index in the list's order."""
    rows = Application.objects.filter(agency_id=agency)
    if kind == "mine":
        own = Q(queue_role__in=actor.roles) | Q(escalated_to__in=actor.roles)
        whose = [actor.account_id, *officers.stands_in_for(actor=actor)]
        return [rows.filter(own, stage=TO_DO, assignee_id=each) for each in whose]
    if kind in ("waiting", "closed"):
        return [rows.filter(stage=kind, queue_role=role) for role in sorted(actor.roles)]
    rows = rows.filter(stage=TO_DO)
    if kind == "overdue":
        rows = rows.filter(queue_at__lt=clock.now())
    if kind == "due_soon":
        rows = rows.filter(queue_at__gte=clock.now(), queue_at__lte=soon())
    if kind == "unassigned":
        return [rows.filter(assignee=None, queue_role=role) for role in sorted(actor.roles)]
    ordinary = [rows.filter(queue_role=role) for role in sorted(actor.roles)]
    escalated = [rows.filter(escalated_to=role) for role in sorted(actor.roles)]
    return [*ordinary, *(each.exclude(escalated_to="") for each in escalated)]


def soon() -> dt.datetime:
    """The end of the next working day: what is due until then is due soon."""
    return deadline(clock.now(), Duration(working_days=1))


def _is_soon(due: dt.datetime | None, warned: Any) -> bool:
    """Whether its time runs out: somebody was warned, or it is due by the next working day."""
    return bool(warned) or (due is not None and due <= soon())


def _narrowed(rows: QuerySet[Application], filters: QueueFilters) -> QuerySet[Application]:
    wanted: dict[str, Any] = {
        "service": filters.service,
        "state": filters.state,
        "region": filters.region,
        "checks__kind": filters.verdict,
        "version_id": filters.version,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if filters.came_from:
        rows = rows.filter(submitted_at__gte=clock.start_of(filters.came_from))
    if filters.came_until:
        rows = rows.filter(submitted_at__lt=clock.start_of(filters.came_until + DAY))
    if filters.due_before:
        rows = rows.filter(queue_at__lt=clock.start_of(filters.due_before + DAY))
    return _named(rows, filters.text.strip())


def _named(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    if not text:
        return rows
    try:
        return rows.filter(reference=normalise_reference(text))
    except Invalid:
        letters = pack().fold(text)
    if len(letters) < LEAST_LETTERS:
        raise Invalid(_("Enter at least three letters of the name."), code="text", field="text")
    return rows.filter(applicant__search_key__contains=letters)


def _after(
    rows: QuerySet[Application], cursor: str, column: str, is_descending: bool
) -> QuerySet[Application]:
    if not cursor:
        return rows
    at, last = cursors.from_text(cursor)
    side = "lt" if is_descending else "gt"
    # The first condition bounds the walk along the index; the second leaves out its equals.
    return rows.filter(
        Q(**{f"{column}__{side}e": at}),
        Q(**{f"{column}__{side}": at}) | Q(**{column: at, f"id__{side}": last}),
    )


def _merged(branches: list[Any], order: tuple[str, ...], limit: int) -> list[Mapping[str, Any]]:
    if not branches:
        return []
    first, *others = branches
    if not others:
        return list(first)
    # UNION, not UNION ALL: a case that is escalated to a role one has anyway is shown once.
    return list(first.union(*others).order_by(*order)[:limit])


def _rows(found: Sequence[Mapping[str, Any]], actor: Actor) -> tuple[QueueRow, ...]:
    """The rows with the names of their people, which are looked up once the page is known: a
    join could lead the planner to begin at the people and walk through all applications."""
    applicants = parties({each["applicant_id"] for each in found}) if found else {}
    officers = names_of({each["assignee_id"] for each in found} - {None})
    return tuple(
        _row(
            each,
            actor,
            applicant=applicants[each["applicant_id"]].name,
            assignee=officers.get(each["assignee_id"], ""),
        )
        for each in found
    )


def _row(found: Mapping[str, Any], actor: Actor, *, applicant: str, assignee: str) -> QueueRow:
    definition = definition_of(found["version_id"])
    due: dt.datetime | None = found["queue_at"]
    is_todo = found["stage"] == TO_DO
    shown_due = None if due is None or due >= rules.NEVER else due
    is_overdue = is_todo and shown_due is not None and shown_due < clock.now()
    return QueueRow(
        id=found["id"],
        reference=found["reference"],
        service=found["service"],
        title=definition.title,
        state=found["state"],
        state_title=definition.workflow.states[found["state"]].title,
        queue_role=found["queue_role"],
        applicant_name=applicant,
        submitted_at=found["submitted_at"],
        due_at=found["due_at"],
        task_due_at=shown_due,
        is_overdue=is_overdue,
        is_due_soon=is_todo and not is_overdue and _is_soon(shown_due, found["warned_for"]),
        assignee_id=found["assignee_id"],
        assignee_name=assignee,
        is_mine=found["assignee_id"] is not None and found["assignee_id"] == actor.account_id,
        closed_at=found["closed_at"],
        outcome=found["outcome"],
        region=found["region"],
        verdict=found["checks__kind"] or "ok",
        row_version=found["row_version"],
    )
