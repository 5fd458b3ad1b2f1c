"""Cases as far as they have come, for replaying them under another version of their service.

Read in batches and without looking at registers again: what counts is what was known then.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from pencere.casework.applications import evidence, situations
from pencere.casework.applications.models import Application, Step
from pencere.casework.definitions.api import PastCase, definition_of, lists
from pencere.casework.definitions.model import ServiceDefinition, Situation
from pencere.kernel.workdays.api import is_working_day

BATCH = 500


def past_cases(*, service: str, since: dt.datetime) -> Iterator[tuple[PastCase, ServiceDefinition]]:
    """Every open case of a service and those closed since, each with its own definition."""
    open_or_recent = Q(stage__in=["todo", "waiting"]) | Q(stage="closed", closed_at__gte=since)
    rows = (
        Application.objects.filter(open_or_recent, service=service, submitted_at__isnull=False)
        .select_related("applicant")
        .order_by("id")
    )
    last: UUID | None = None
    while page := list((rows.filter(pk__gt=last) if last else rows)[:BATCH]):
        yield from _with_history(page)
        last = page[-1].pk


def open_cases(*, service: str, other_than: UUID) -> Sequence[UUID]:
    """Ids of the open cases of a service that are on another version, oldest first."""
    rows = Application.objects.filter(stage__in=["todo", "waiting"], service=service)
    return list(rows.exclude(version_id=other_than).order_by("id").values_list("pk", flat=True))


def _with_history(page: Sequence[Application]) -> Iterator[tuple[PastCase, ServiceDefinition]]:
    steps: dict[UUID, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(application__in=[each.pk for each in page]).order_by("id"):
        steps[step.application_id].append(step)
    for application in page:
        definition = definition_of(application.version_id)
        yield (
            PastCase(
                reference=application.reference,
                is_open=application.is_open,
                verdict=application.checks.get("kind", "ok"),
                situation=_as_then(application, definition),
                history=situations.history_of(steps[application.pk]),
            ),
            definition,
        )


def _as_then(application: Application, definition: ServiceDefinition) -> Situation:
    """What was known when it was sent. `data` keeps every source that was read."""
    day = timezone.localdate(application.submitted_at)
    return Situation(
        form=application.form,
        data=evidence.for_expressions(definition, application.data),
        applicant=situations.person_of(application),
        today=day,
        is_working_day=is_working_day,
        start=application.start,
        lists=lists(),
        unavailable=evidence.unavailable(application.data),
        language=application.language,
        findings=application.findings,
    )
