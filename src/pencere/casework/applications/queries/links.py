"""Cases that belong together: what an applicant or an officer sees of the other one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from pencere.casework.applications.actions import appeals
from pencere.casework.applications.actions.merging import OPEN, UNDO_WITHIN
from pencere.casework.applications.models import Application, CaseLink, Payment
from pencere.casework.applications.shapes_waiting import (
    AppealOffer,
    Duplicate,
    LinkShown,
    PaymentShown,
)
from pencere.casework.definitions.api import definition_of
from pencere.casework.definitions.model import ServiceDefinition, slug_of
from pencere.kernel import clock


def links_of(application: Application, *, for_applicant: bool) -> tuple[LinkShown, ...]:
    """The cases that hang together with this one, as they stand now."""
    rows = (
        CaseLink.objects.filter(Q(earlier=application) | Q(later=application))
        .filter(undone_at__isnull=True)
        .select_related("earlier", "later")
        .order_by("id")
    )
    return tuple(_shown(each, application, for_applicant) for each in rows)


def payment_of(application: Application) -> PaymentShown | None:
    """What is owed and paid; None before it is asked for."""
    found = Payment.objects.filter(pk=application.pk).first()
    if found is None:
        return None
    return PaymentShown(
        state=found.state,
        amount_minor=found.amount_minor,
        currency=found.currency,
        receipt=found.receipt,
        confirmed_at=found.confirmed_at,
    )


def appeal_offer(application: Application, definition: ServiceDefinition) -> AppealOffer | None:
    """The way to the higher instance, while there is time and nobody has gone it."""
    until, time = (
        appeals.last_day(application, definition),
        appeals.time_of(application, definition),
    )
    appeal = definition.workflow.appeal
    if until is None or time is None or appeal is None:
        return None
    if CaseLink.objects.filter(earlier=application, kind=CaseLink.Kind.APPEAL).exists():
        return None
    return AppealOffer(slug_of(appeal.service), until, time.law, time.is_confirmed)


def duplicates_of(application: Application) -> Sequence[Duplicate]:
    """Other open cases of the same applicant for the same service, in the same agency, for an
    officer who has been found to be allowed to see the case."""
    if application.stage not in OPEN:
        return ()
    rows = Application.objects.filter(
        applicant_id=application.applicant_id,
        service=application.service,
        agency_id=application.agency_id,
        stage__in=OPEN,
    ).exclude(pk=application.pk)
    return [
        Duplicate(
            id=each.pk,
            reference=each.reference,
            submitted_at=each.submitted_at or each.created_at,
            state_title=definition_of(each.version_id).workflow.states[each.state].title,
        )
        for each in rows.order_by("-id")[:20]
    ]


def _shown(link: CaseLink, application: Application, for_applicant: bool) -> LinkShown:
    is_later = link.earlier_id == application.pk
    other = link.later if is_later else link.earlier
    definition = definition_of(other.version_id)
    state = definition.workflow.states[other.state]
    is_merged_away = link.kind == CaseLink.Kind.MERGED and not is_later
    return LinkShown(
        kind=link.kind,
        is_later=is_later,
        reference=other.reference,
        title=definition.title,
        state_title=state.public_title if for_applicant else state.title,
        outcome=other.outcome,
        at=link.at,
        reason="" if for_applicant else link.reason,
        can_undo=is_merged_away and clock.now() - link.at <= UNDO_WITHIN,
    )
