"""Reads of documents by those who may: the holder, who acts for them, the agency's officers."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.documents import words
from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.parties import api as parties
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound
from pencere.kernel.files.api import StoredFile
from pencere.kernel.journal import api as journal

SCOPE = "documents.read"
MAY_REVOKE = frozenset({"officer", "head"})


def documents_of(*, actor: Actor, holder: UUID) -> tuple[IssuedDocument, ...]:
    """The documents of `holder`, the newest first. To an officer only those of their agency;
    NotFound for who neither is the holder nor acts for them."""
    rows = IssuedDocument.objects.filter(holder_id=holder).order_by("-ordered_at", "-id")
    if _acts_for(actor, holder):
        return tuple(rows)
    if actor.kind == "officer" and actor.agency:
        return tuple(rows.filter(agency_id=actor.agency))
    raise NotFound


def document(*, actor: Actor, id: UUID) -> IssuedDocument:
    """One document. NotFound for who neither holds it nor works for the agency that issued it."""
    found = IssuedDocument.objects.filter(pk=id).first()
    if found is None or not (_acts_for(actor, found.holder_id) or is_officer_of(actor, found)):
        raise NotFound
    return found


@transaction.atomic
def download(*, actor: Actor, id: UUID) -> StoredFile:
    """The sealed file; the journal keeps who took it. Conflict while it is in preparation."""
    found = document(actor=actor, id=id)
    if found.file is None:
        raise Conflict(
            _("The document is being prepared. Come back in a minute."), code="in-preparation"
        )
    journal.record(
        actor=actor,
        action=words.DOWNLOADED,
        subject=found.holder_id,
        about=f"document:{found.number}",
        justification=_justification(actor, found),
        params={"number": found.number},
    )
    return found.file


def is_officer_of(actor: Actor, document: IssuedDocument) -> bool:
    """Whether the actor works for the agency that issued the document."""
    return actor.kind == "officer" and actor.agency == document.agency_id


def may_revoke(actor: Actor, document: IssuedDocument) -> bool:
    """Whether the actor's post lets them end the document before its time."""
    return is_officer_of(actor, document) and not actor.roles.isdisjoint(MAY_REVOKE)


def _acts_for(actor: Actor, holder: UUID) -> bool:
    if actor.kind != "person" or actor.party_id is None:
        return False
    if holder == actor.party_id or (holder == actor.applicant_id and not actor.case):
        return True
    mandates = parties.mandates_held(actor.party_id, clock.today())
    return any(one.grantor.id == holder and one.covers(SCOPE) for one in mandates)


def _justification(actor: Actor, document: IssuedDocument) -> journal.Justification:
    if actor.kind == "officer":
        return journal.Justification("duty", document.about)
    is_own = document.holder_id == actor.party_id
    return journal.Justification("self" if is_own else "mandate", document.about)
