"""The first case, as the officers of an appeal against it read it."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from pencere.casework.applications import access, journal_actions
from pencere.casework.applications.journaling import evidence_entries
from pencere.casework.applications.models import CaseLink
from pencere.casework.applications.queries.case import shown_case
from pencere.casework.applications.shapes_desk import (
    CaseView,
)
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.ids import normalise_reference
from pencere.kernel.journal.api import Entry, Justification, record_many


@transaction.atomic
def linked_case(*, actor: Actor, reference: str, of: str) -> CaseView:
    """The whole case `of` against which the appeal `reference` is made, to read: for the
    officers of the appeal. Each opening is journaled. Raises NotFound."""
    appeal, _definition = access.case_of(actor=actor, application_id=access.id_of(reference))
    access.require_impartial(actor=actor, application=appeal)
    link = (
        CaseLink.objects.filter(
            later=appeal,
            kind=CaseLink.Kind.APPEAL,
            undone_at__isnull=True,
            earlier__reference=normalise_reference(of),
        )
        .select_related("earlier__applicant")
        .first()
    )
    if link is None:
        raise NotFound
    first, definition = link.earlier, access.definition_of(link.earlier)
    opened = Entry(
        actor=actor,
        action=journal_actions.LINKED_OPENED,
        subject=first.applicant_id,
        about=first.about,
        fields=tuple(sorted(first.form)),
        justification=Justification(kind="application", reference=appeal.reference),
        params={"service": first.service},
    )
    seen = evidence_entries(actor, first, definition, of=appeal.reference)
    record_many(entries=[opened, *seen])
    view = shown_case(actor, first, definition)
    return replace(view, actions=(), can_take=False, can_release=False)
