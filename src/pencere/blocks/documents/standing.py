"""What happens to a document because something happened to the right that it proves.

The caller has decided, and journals what it decided: a licence that is suspended, restored,
revoked or replaced takes its document along, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.documents import words
from pencere.blocks.documents.models import IssuedDocument
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound
from pencere.kernel.journal import api as journal

State = IssuedDocument.State


@transaction.atomic
def suspend(*, actor: Actor, id: UUID) -> None:
    """It has no force for a time; the public check says so. Conflict while in preparation."""
    _move(actor, _locked(id, {State.ISSUED}), State.SUSPENDED, words.SUSPENDED)


@transaction.atomic
def restore(*, actor: Actor, id: UUID) -> None:
    """It is in force again."""
    _move(actor, _locked(id, {State.SUSPENDED}), State.ISSUED, words.RESTORED)


@transaction.atomic
def replace(*, actor: Actor, id: UUID) -> None:
    """Another document stands in its place from now on."""
    found = _locked(id, {State.ISSUED, State.SUSPENDED})
    _move(actor, found, State.REPLACED, words.REPLACED)


@transaction.atomic
def withdraw(*, actor: Actor, id: UUID, reason: str) -> None:
    """It ends with the right that it proves. `actor` is a person: the document keeps who."""
    found = _locked(id, {State.ISSUED, State.SUSPENDED})
    found.revoked_at = clock.now()
    found.revoked_by = actor.account_id
    found.revoked_reason = reason
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    _move(actor, found, State.REVOKED, words.REVOKED)


def _locked(id: UUID, states: Collection[str]) -> IssuedDocument:
    found = IssuedDocument.objects.select_for_update(of=("self",)).filter(pk=id).first()
    if found is None:
        raise NotFound
    if found.state == State.PREPARING:
        raise Conflict(
            _("The document is being prepared. Come back in a minute."), code="in-preparation"
        )
    if found.state not in states:
        raise Conflict(code="document-state")
    return found


def _move(actor: Actor, document: IssuedDocument, state: str, action: str) -> None:
    document.state = state
    document.save(update_fields=["state"])
    journal.record(
        actor=actor,
        action=action,
        subject=document.holder_id,
        about=f"document:{document.number}",
        justification=journal.Justification(
            "duty" if actor.kind == "officer" else "application", document.about
        ),
        params={"number": document.number},
    )
