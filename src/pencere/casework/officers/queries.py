"""Reads: whose queues, which templates, who is away and who stands in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from pencere.casework.officers import rules
from pencere.casework.officers.models import Absence, ReadyWords, SavedQueue
from pencere.casework.officers.shapes import (
    AbsenceShown,
    OfficerShown,
    SavedQueueShown,
    Template,
)
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.text import Text

MOST = 500


def agency_of(actor: Actor) -> str:
    """The agency of an officer; NotFound for anybody else."""
    if actor.kind != "officer" or actor.agency is None:
        raise NotFound
    return actor.agency


def account_of(actor: Actor) -> UUID:
    """The officer's account; NotFound for one who has none."""
    if actor.account_id is None:
        raise NotFound
    return actor.account_id


def is_head(actor: Actor) -> bool:
    """Whether the post is a head's."""
    return actor.kind == "officer" and rules.HEAD in actor.roles


def saved_queues(*, actor: Actor) -> Sequence[SavedQueueShown]:
    """The team's queues and the officer's own, by name."""
    rows = SavedQueue.objects.filter(
        Q(account=None) | Q(account_id=account_of(actor)), agency_id=agency_of(actor)
    )
    return [
        SavedQueueShown(
            id=row.pk,
            name=row.name,
            is_team=row.account_id is None,
            filters=dict(row.filters),
            columns=tuple(row.columns),
            can_remove=row.account_id is not None or is_head(actor),
        )
        for row in rows.order_by("name", "id")[:MOST]
    ]


def templates(*, actor: Actor, service: str | None = None) -> Sequence[Template]:
    """The templates in use of the officer's agency; with `service`, those that fit it."""
    newest = (
        ReadyWords.objects.filter(agency_id=agency_of(actor))
        .order_by("template", "-version")
        .distinct("template")
        .select_related("made_by__party")
    )
    shown = [_template(row) for row in newest if not row.is_retired]
    if service is not None:
        shown = [each for each in shown if each.service in ("", service)]
    return sorted(shown, key=lambda each: (each.service, str(each.title)))


def versions(*, actor: Actor, template: UUID) -> Sequence[Template]:
    """All versions of one template, newest first. Raises NotFound."""
    rows = ReadyWords.objects.filter(agency_id=agency_of(actor), template=template)
    found = [_template(row) for row in rows.select_related("made_by__party").order_by("-version")]
    if not found:
        raise NotFound
    return found


def _template(row: ReadyWords) -> Template:
    return Template(
        template=row.template,
        version=row.version,
        service=row.service,
        title=Text(row.title),
        body=Text(row.body),
        made_at=row.made_at,
        made_by=row.made_by.party.name,
    )


def officers_of(agency: str) -> Sequence[OfficerShown]:
    """Who holds a post in the agency today, by name."""
    today = clock.today()
    rows = (
        get_user_model()
        .objects.filter(
            Q(posts__valid_until__isnull=True) | Q(posts__valid_until__gte=today),
            is_active=True,
            posts__agency_id=agency,
            posts__valid_from__lte=today,
        )
        .order_by("party__search_key")
        .values_list("pk", "party_id", "party__name", "posts__title", "posts__roles")[:MOST]
    )
    found: dict[UUID, OfficerShown] = {}
    for pk, party, name, title, roles in rows:
        more = found[pk].roles if pk in found else frozenset()
        found[pk] = OfficerShown(pk, party, name, Text(title), more | frozenset(roles))
    return list(found.values())


def absences(*, actor: Actor) -> Sequence[AbsenceShown]:
    """Absences of the agency that are not over yet."""
    today = clock.today()
    rows = (
        Absence.objects.filter(agency_id=agency_of(actor), ended_at=None, last_day__gte=today)
        .select_related("account__party", "substitute__party")
        .order_by("first_day", "id")[:MOST]
    )
    return [
        AbsenceShown(
            id=row.pk,
            name=row.account.party.name,
            substitute=row.substitute.party.name,
            first_day=row.first_day,
            last_day=row.last_day,
            is_now=row.first_day <= today,
            can_end=row.account_id == actor.account_id or is_head(actor),
        )
        for row in rows
    ]


def stands_in_for(*, actor: Actor) -> Mapping[UUID, str]:
    """For whom this officer stands in today: account → name."""
    if actor.kind != "officer" or actor.agency is None or actor.account_id is None:
        return {}
    rows = _now(clock.today()).filter(agency_id=actor.agency, substitute_id=actor.account_id)
    return dict(rows.values_list("account_id", "account__party__name"))


def away(agency: str) -> frozenset[UUID]:
    """Accounts of the agency's officers who are away today."""
    return frozenset(
        _now(clock.today()).filter(agency_id=agency).values_list("account_id", flat=True)
    )


def _now(today: dt.date) -> QuerySet[Absence]:
    return Absence.objects.filter(ended_at=None, first_day__lte=today, last_day__gte=today)
