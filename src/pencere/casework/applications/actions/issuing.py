"""What a grant makes, in its transaction: the document that is ordered, the records that are
written, and what is entitled by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pencere.blocks.documents import api as documents
from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.casework.applications.models import Application
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import RecordOrder, ServiceDefinition, Situation
from pencere.casework.entitlements import api as entitlements
from pencere.kernel.actors import Actor, system
from pencere.kernel.errors import Conflict
from pencere.kernel.journal.api import Justification

PEOPLE, ORGANISATIONS = ("person", "foreigner"), ("organisation",)


@dataclass(frozen=True, slots=True)
class Entries:
    """The records that a grant wrote or ended; of those about the applicant, the first."""

    register: str = ""
    record_id: UUID | None = None
    ended: frozenset[UUID] = frozenset()


def issue(
    application: Application, definition: ServiceDefinition, situation: Situation, actor: Actor
) -> UUID | None:
    """Order the document that a grant makes, write its records, and enter or change the
    entitlement that it proves; None when there is no document.

    Raises Conflict (code "no-such-subject") when a record is about somebody whom nobody knows,
    and as `registers.add` does.
    """
    document = _order_document(application, definition, situation, actor)
    orders = engine.record_orders(definition, situation, situation.today)
    entries = _write_records(application, orders, document.number if document else "")
    if document is None:
        return None
    _entitle(application, definition, situation, actor, document, entries)
    return document.pk


def _order_document(
    application: Application, definition: ServiceDefinition, situation: Situation, actor: Actor
) -> documents.IssuedDocument | None:
    order = engine.document_order(definition, situation, situation.today)
    if order is None:
        return None
    return documents.order(
        actor=actor,
        template=order.template,
        agency=str(application.agency_id),
        seal=order.seal,
        holder=application.applicant_id,
        holder_name=application.applicant.name,
        data=order.data,
        language=order.language,
        valid_from=order.valid_from,
        valid_until=order.valid_until,
        about=application.reference,
        title=order.title,
    )


def _entitle(
    application: Application,
    definition: ServiceDefinition,
    situation: Situation,
    actor: Actor,
    document: documents.IssuedDocument,
    entries: Entries,
) -> None:
    """What was granted begins its life, or the one that the application is about goes on."""
    order = engine.entitlement_order(definition, situation, situation.today)
    purpose = application.start.get("purpose")
    about = UUID(application.start["entitlement"]) if purpose else None
    grant = entitlements.Grant(
        service=definition.id,
        agency=str(application.agency_id),
        holder=application.applicant_id,
        holder_name=application.applicant.name,
        case=application.reference,
        number=document.number,
        document_id=document.pk,
        record_register=entries.register,
        record_id=entries.record_id,
        ended_records=entries.ended,
    )
    if about and purpose == "duplicate":
        entitlements.duplicate(actor=actor, entitlement_id=about, grant=grant)
    elif about and purpose == "change":
        entitlements.change(actor=actor, entitlement_id=about, order=order, grant=grant)
    elif order is not None:
        entitlements.grant(actor=actor, order=order, grant=grant, renews=about)


def _write_records(application: Application, orders: Sequence[RecordOrder], number: str) -> Entries:
    """The platform writes them, on the strength of the grant that the journal names. Those of one
    register are one act: they may share its number."""
    justification = Justification(kind="application", reference=application.reference)
    ended = [each for order in orders for each in _end_replaced(application, order, justification)]
    own: registers.Record | None = None
    by_register = sorted(orders, key=lambda each: each.register)
    for register, group in groupby(by_register, key=lambda each: each.register):
        declared = registers.declaration(register)
        added = registers.add_together(
            actor=system("applications"),
            register=register,
            records=[_new_record(application, each, declared, number) for each in group],
            justification=justification,
            replacing=ended,
        )
        about_applicant = (each for each in added if each.subject == application.applicant_id)
        own = own or next(about_applicant, None)
    if own is None:
        return Entries(ended=frozenset(ended))
    return Entries(own.register, own.id, frozenset(ended))


def _new_record(
    application: Application,
    order: RecordOrder,
    register: registers.RegisterDeclaration,
    number: str,
) -> registers.NewRecord:
    """Number and expiry are those of the document where the definition doesn't say others. A
    field that names somebody is given an identifier, and left out when nobody has it."""
    data: dict[str, Any] = {k: v for k, v in order.data.items() if v is not None}
    for field in register.fields:
        if field.type == "party" and field.key in data:
            named = _party(str(data.pop(field.key)), PEOPLE + ORGANISATIONS)
            if named is not None:
                data[field.key] = str(named.id)
    if register.number_field and number:
        data.setdefault(register.number_field, number)
    if register.expires_field and order.valid_until:
        data.setdefault(register.expires_field, order.valid_until.isoformat())
    return registers.NewRecord(
        subject=_subject(application, order, register),
        data=data,
        valid_from=order.valid_from,
        valid_until=order.valid_until,
    )


def _subject(
    application: Application, order: RecordOrder, register: registers.RegisterDeclaration
) -> UUID:
    """About whom the record is."""
    if order.subject is None:
        return application.applicant_id
    known = _party(order.subject, ORGANISATIONS if register.subject == "organisation" else PEOPLE)
    if order.enters is not None:
        known = parties.enter_person(
            actor=system("applications"),
            identifier=order.subject,
            name=order.enters.name,
            born_on=order.enters.born_on,
            justification=Justification(kind="application", reference=application.reference),
        )
    if known is None:
        raise Conflict(
            _("Nobody is known by the identifier %(identifier)s, about whom the record is.")
            % {"identifier": order.subject},
            code="no-such-subject",
        )
    return known.id


def _party(identifier: str, kinds: Sequence[str]) -> parties.PartyView | None:
    found = (parties.party_by_identifier(kind, identifier) for kind in kinds)
    return next((each for each in found if each is not None), None)


def _end_replaced(
    application: Application, order: RecordOrder, justification: Justification
) -> Iterator[UUID]:
    """End the records of the source that the new one replaces; gives their ids."""
    found: Mapping[str, Any] = application.data.get(order.replaces or "", {})
    if not found or found["register"] != order.register:
        return
    wanted = order.replaces_number
    for record in found["records"]:
        if wanted is not None and not registers.is_number(record["number"], wanted):
            continue
        yield registers.end(
            actor=system("applications"),
            register=order.register,
            subject=UUID(found["subject"]),
            record_id=UUID(record["id"]),
            version=None,  # whatever was corrected meanwhile, it ends
            last_day=order.valid_from - dt.timedelta(days=1),
            justification=justification,
        ).id
