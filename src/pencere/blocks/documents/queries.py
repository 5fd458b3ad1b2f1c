"""Reads of documents by those who may: the holder, who acts for them, the agency's officers."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.documents import words
from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.parties import api as parties
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound
from pencere.kernel.files.api import StoredFile
from pencere.kernel.journal import api as journal

SCOPE = "documents.read"
MAY_REVOKE = frozenset({"officer", "head"})


def documents_of(*, actor: Actor, holder: UUID) -> tuple[IssuedDocument, ...]:
    """The documents of `holder`, the newest first. To an officer only those of their agency,
    to whoever acts for the holder those that the mandate covers; NotFound for anybody else."""
    rows = IssuedDocument.objects.filter(holder_id=holder).order_by("-ordered_at", "-id")
    if actor.kind == "person" and holder == actor.applicant_id:
        return tuple(_seen(actor, rows))
    if actor.kind == "officer" and actor.agency:
        return tuple(rows.filter(agency_id=actor.agency))
    raise NotFound


def document(*, actor: Actor, id: UUID) -> IssuedDocument:
    """One document. NotFound for who neither holds it, nor acts for the holder by a mandate that
    covers it, nor works for the agency that issued it."""
    found = IssuedDocument.objects.filter(pk=id).first()
    if found is None or not (_is_ones_own(actor, found) or is_officer_of(actor, found)):
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


def _is_ones_own(actor: Actor, document: IssuedDocument) -> bool:
    if actor.kind != "person" or document.holder_id != actor.applicant_id:
        return False
    return bool(_seen(actor, [document]))


def _seen(actor: Actor, rows: Iterable[IssuedDocument]) -> list[IssuedDocument]:
    """Of the documents of whom the actor is or acts for, those that they see: by the scope for
    documents, or by that of the service that brought it."""
    if parties.sees_all(actor) or actor.applicant_id is None:
        return list(rows)
    matters = parties.matters_of(actor.applicant_id)
    return [
        each
        for each in rows
        if parties.sees(actor, [SCOPE, *matters.get(f"application:{each.about}", ())])
    ]


def _justification(actor: Actor, document: IssuedDocument) -> journal.Justification:
    if actor.kind == "officer":
        return journal.Justification("duty", document.about)
    is_own = document.holder_id == actor.party_id
    return journal.Justification("self" if is_own else "mandate", document.about)
