"""Officers of an agency to whom a case can be handed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Q

from pencere.casework.applications import access, rules
from pencere.casework.applications.models import Application
from pencere.casework.applications.shapes_desk import (
    Colleague,
)
from pencere.casework.officers import api as officers
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.text import Text

MOST = 200


def names_of(account_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Names of the people behind accounts, with at most one query."""
    if not account_ids:
        return {}
    rows = get_user_model().objects.filter(pk__in=account_ids)
    return dict(rows.values_list("pk", "party__name"))


def others_of(actor: Actor, application: Application) -> Sequence[Colleague]:
    """Officers who could take the case beside this one, who has been found to be allowed to see
    it: same agency, with the role of its queue."""
    return [each for each in colleagues_of(application) if each.account_id != actor.account_id]


def is_colleague(account_id: UUID, agency: str, role: str) -> bool:
    """Whether the account holds a post with the role in the agency today and is not away."""
    today = clock.today()
    return (
        get_user_model()
        .objects.filter(
            Q(posts__valid_until__isnull=True) | Q(posts__valid_until__gte=today),
            pk=account_id,
            is_active=True,
            posts__agency_id=agency,
            posts__valid_from__lte=today,
            posts__roles__contains=[role],
        )
        .exclude(pk__in=officers.away(agency))
        .exists()
    )


def parties_with_role(agency: str, role: str) -> Sequence[UUID]:
    """The people whose posts in an agency carry a role today: whom a notice goes to."""
    today = clock.today()
    rows = get_user_model().objects.filter(
        Q(posts__valid_until__isnull=True) | Q(posts__valid_until__gte=today),
        is_active=True,
        posts__agency_id=agency,
        posts__valid_from__lte=today,
        posts__roles__contains=[role],
    )
    return list(rows.order_by("party_id").values_list("party_id", flat=True).distinct()[:MOST])


def colleagues_of(application: Application) -> Sequence[Colleague]:
    """All officers of the case's agency whose post carries the role of its queue and who are
    not away today."""
    today = clock.today()
    rows = (
        get_user_model()
        .objects.filter(
            Q(posts__valid_until__isnull=True) | Q(posts__valid_until__gte=today),
            is_active=True,
            posts__agency_id=application.agency_id,
            posts__valid_from__lte=today,
            posts__roles__contains=[application.queue_role],
        )
        .exclude(party_id=application.applicant_id)
        .exclude(pk=application.applied_by_id)
        .exclude(pk__in=officers.away(str(application.agency_id)))
        .order_by("party__search_key")
        .values_list("pk", "party__name", "posts__title")[:MOST]
    )
    found = {pk: Colleague(account_id=pk, name=name, post=Text(title)) for pk, name, title in rows}
    return list(found.values())


def who_sees(*, actor: Actor, application_id: UUID) -> Sequence[officers.OfficerShown]:
    """Officers who may open the case, for one who may: whom a note can speak to."""
    application, definition = access.case_of(actor=actor, application_id=application_id)
    roles = rules.officer_roles(definition)
    return [
        each
        for each in officers.officers_of(str(application.agency_id))
        if each.roles & roles and each.party_id != application.applicant_id
    ]
