"""What people do to documents: order one, revoke one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.documents import words
from pencere.blocks.documents.jobs import prepare
from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.documents.numbers import new_number
from pencere.blocks.documents.queries import is_officer_of, may_revoke
from pencere.blocks.documents.rendering import template_file
from pencere.blocks.parties import api as parties
from pencere.kernel import clock, jobs, rows
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal import api as journal
from pencere.kernel.text import Text

MAX_REASON_CHARACTERS = 2000
MAX_DATA_CHARACTERS = 200_000


def order(
    *,
    actor: Actor,
    template: str,
    agency: str,
    seal: str,
    holder: UUID,
    holder_name: str,
    data: Mapping[str, journal.JSON],
    language: str,
    valid_from: dt.date,
    valid_until: dt.date | None,
    about: str,
    title: Text,
) -> IssuedDocument:
    """A document in preparation, with its number; a job renders, seals and keeps it.

    Whether the actor may grant it is decided by the case that orders it. `about` is the
    application's reference. Raises Invalid for a template, language or agency that there is
    not, or data that a document can't carry.
    """
    _check_order(template, agency, seal, language, data)
    document = IssuedDocument(
        number=new_number(),
        holder_id=holder,
        holder_name=holder_name,
        agency_id=agency,
        seal=seal,
        template=template,
        title=dict(title),
        language=language,
        data=dict(data),
        about=about,
        valid_from=valid_from,
        valid_until=valid_until,
        ordered_at=clock.now(),
    )
    with transaction.atomic(savepoint=False):
        rows.insert([document])
        jobs.defer(prepare, document_id=str(document.pk))
        journal.record(
            actor=actor,
            action=words.ORDERED,
            subject=holder,
            about=f"document:{document.number}",
            justification=journal.Justification("application", about) if about else None,
            params={"number": document.number},
        )
    return document


def _check_order(
    template: str, agency: str, seal: str, language: str, data: Mapping[str, journal.JSON]
) -> None:
    template_file(template)
    known = parties.agencies()
    for code in (agency, seal.removesuffix(".seal")):
        if code not in known:
            raise Invalid(_("There is no such agency."), code="unknown-agency", field="agency")
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("There is no such language."), code="unknown-language", field="language")
    try:
        length = len(json.dumps(dict(data), allow_nan=False))
    except (TypeError, ValueError) as error:
        raise Invalid(code="document-data", field="data") from error
    if length > MAX_DATA_CHARACTERS:
        raise Invalid(code="document-data", field="data")


@transaction.atomic
def revoke(*, actor: Actor, id: UUID, reason: str) -> IssuedDocument:
    """End a document before its time. For officers and heads of the agency that issued it;
    to others it does not exist. Raises Invalid without a reason, Conflict when it is not in
    force (any more)."""
    document = IssuedDocument.objects.select_for_update(of=("self",)).filter(pk=id).first()
    if document is None or not is_officer_of(actor, document):
        raise NotFound
    if not may_revoke(actor, document):
        raise Refused
    reason = " ".join(reason.replace("\0", "").split())
    if not reason or len(reason) > MAX_REASON_CHARACTERS:
        raise Invalid(_("Write why the document is revoked."), code="reason", field="reason")
    if document.state != IssuedDocument.State.ISSUED:
        raise Conflict(_("Only a document that is in force can be revoked."), code="not-in-force")
    document.state = IssuedDocument.State.REVOKED
    document.revoked_at = clock.now()
    document.revoked_by = actor.account_id
    document.revoked_reason = reason
    document.save(update_fields=["state", "revoked_at", "revoked_by", "revoked_reason"])
    journal.record(
        actor=actor,
        action=words.REVOKED,
        subject=document.holder_id,
        about=f"document:{document.number}",
        purpose=reason,
        justification=journal.Justification("duty", document.about),
        params={"number": document.number},
    )
    return document
