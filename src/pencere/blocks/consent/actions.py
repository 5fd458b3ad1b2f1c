"""Writes: asking for consent, and what its subject says to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.consent import journal_actions, listeners, rules
from pencere.blocks.consent.models import ConsentRequest
from pencere.blocks.consent.queries import of_subject
from pencere.blocks.registers.api import declaration
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound
from pencere.kernel.journal.api import Justification, record
from pencere.kernel.text import Text

ACTIONS = {
    "granted": journal_actions.GRANTED,
    "refused": journal_actions.REFUSED,
    "withdrawn": journal_actions.WITHDRAWN,
}


@transaction.atomic
def ask(
    *,
    actor: Actor,
    subject: UUID,
    agency: str,
    asked_for: UUID,
    about: str,
    matter: Text,
    register: str,
    fields: Sequence[str],
    purpose: str,
    valid_until: dt.datetime,
) -> tuple[ConsentRequest, bool]:
    """Ask for one case; the request that the case has already is given back as it stands.

    With it comes whether it is new: then its subject has to be told (`notices` is above).
    Raises Invalid for a register or field that is not declared.
    """
    declared = declaration(register)
    keys = sorted({declared.field(key).key for key in fields})
    row, is_new = ConsentRequest.objects.get_or_create(
        about=about,
        subject_id=subject,
        register=register,
        defaults={
            "agency_id": agency,
            "asked_for_id": asked_for,
            "matter": dict(matter),
            "fields": keys,
            "purpose": purpose,
            "asked_at": clock.now(),
            "valid_until": valid_until,
        },
    )
    if is_new:
        _journal(actor, row, journal_actions.ASKED)
    return row, is_new


@transaction.atomic
def answer(*, actor: Actor, request_id: UUID, answer: rules.Answer) -> ConsentRequest:
    """Grant, refuse or withdraw, as the subject; the same twice is once.

    Raises NotFound for another's request, Conflict for an answer that is not possible now.
    """
    row = of_subject(actor).select_for_update(of=("self",)).filter(pk=request_id).first()
    if row is None:
        raise NotFound
    if row.state == answer:
        return row
    now = clock.now()
    if not rules.may_become(row.state, answer, valid_until=row.valid_until, now=now):
        raise Conflict(_("This answer is not possible any more. See how it stands."), code="late")
    row.state = answer
    row.answered_at = now if answer != "withdrawn" else row.answered_at
    row.withdrawn_at = now if answer == "withdrawn" else None
    row.answered_by_id = actor.account_id
    row.save(update_fields=["state", "answered_at", "withdrawn_at", "answered_by"])
    _journal(actor, row, ACTIONS[answer])
    listeners.tell(row)
    return row


def _journal(actor: Actor, row: ConsentRequest, action: str) -> None:
    record(
        actor=actor,
        action=action,
        subject=row.subject_id,
        about=row.about,
        register=row.register,
        fields=row.fields,
        purpose=row.purpose,
        justification=Justification(kind="consent", reference=str(row.pk)),
    )
