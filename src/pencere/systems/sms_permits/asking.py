"""Asking from the cabinet, by the same rules, limits and table as by message; and making a permit
longer by a doctor's certificate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import Justification, record
from pencere.kernel.pack import pack
from pencere.kernel.rows import select
from pencere.systems.sms_permits import deciding, journal_actions, people, queries, regime, rules
from pencere.systems.sms_permits.models import Decision
from pencere.systems.sms_permits.rules import Person, Request, Rules
from pencere.systems.sms_permits.values import Answered, Permit
from pencere.systems.sms_permits.words import REASONS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PLATFORM = system("sms_permits")
MOST_KEY = 64
MOST_CERTIFICATE = 40
REPEATED_WITHIN = dt.timedelta(days=7)
"""How long a form that is sent again is known to be the same."""

NOT_EXTENDED: Mapping[str, _StrPromise] = {
    "permit-over": _("This permit is over. Ask for a new one."),
    "not-extendable": _("A permit for this purpose can't be extended."),
    "extended-already": _("This permit was extended already."),
    "certificate-used": _("With this certificate a permit was extended already."),
    "certificate-over": _("This certificate is not valid today."),
}


@transaction.atomic
def ask(*, actor: Actor, purpose: str, key: str) -> Answered:
    """Ask for a permit for oneself, or for whom one acts for. `purpose` is a code of the rules in
    force; `key` that of the form: sent again, it is answered as it was.

    What is refused comes back with its reason, a permit that holds already is told again. Raises
    Refused as `may_ask_for` does, and Invalid (field "purpose" or "key").
    """
    subject = queries.may_ask_for(actor)
    if not 0 < len(key) <= MOST_KEY:
        raise Invalid(field="key", code="no-key")
    at = clock.now()
    set_by = regime.rules_at(at)
    if set_by and set_by.purpose(purpose) is None:
        raise Invalid(_("Choose for what you leave home."), field="purpose", code="purpose")
    request_id = uuid5(subject, f"sms-permit {key}")
    deciding.lock([subject])
    if earlier := queries.answered(request_id, since=timezone.localdate(at - REPEATED_WITHIN)):
        return earlier
    document, person = "", None
    if set_by:
        document, person = _person(subject, set_by)
    request = Request(request_id, purpose, document)
    language = get_language() or settings.LANGUAGE_CODE
    deciding.decide([deciding.Asked(request, person, at, language)], set_by, channel="web", at=at)
    record(
        actor=actor,
        action=journal_actions.ASKED,
        subject=subject,
        about=f"sms-permit:{request_id}",
        purpose=people.PURPOSE,
        justification=_right_of(actor),
    )
    answered = queries.answered(request_id, since=timezone.localdate(at))
    if answered is None:
        raise Conflict
    return answered


def _right_of(actor: Actor) -> Justification:
    if actor.mandate_id:
        return Justification("mandate", str(actor.mandate_id))
    return Justification("self")


def _person(subject: UUID, set_by: Rules) -> tuple[str, Person | None]:
    """The number of the person's document and what decides about them; the document that is valid
    longest. The platform reads, as it does for a message."""
    said = pack().permit_messages()
    documents = people.fields_of_documents()
    number_of = {code: registers.declaration(code).number_field or "" for code in documents}
    fields = people.together(
        {code: [*keys, number_of[code]] for code, keys in documents.items()},
        people.fields_of_home(),
        people.fields_of_groups(set_by),
    )
    found = registers.read(
        actor=PLATFORM,
        subject=subject,
        registers=list(fields),
        purpose=people.PURPOSE,
        justification=Justification("law", people.LAW),
        fields=fields,
    )
    held = [each for code in said.documents.values() for each in found[code].records]
    if not held:
        return "", None
    best = max(held, key=lambda each: (each.expires_on or dt.date.max, each.valid_from, each.id))
    others = {code: [_plain(each) for each in answer.records] for code, answer in found.items()}
    person = people.of_record(subject, _plain(best), others, set_by)
    return best.number, person


def _plain(found: registers.Record) -> registers.FoundRecord:
    return registers.FoundRecord(found.data, found.valid_from, found.valid_until, found.expires_on)


@transaction.atomic
def extend(*, actor: Actor, reference: str, certificate: str) -> Permit:
    """Make a permit longer by the doctor's certificate with this number: a permit of its own that
    begins when the other ends. The same certificate for the same permit again gives the same.

    Raises NotFound (no such permit of theirs), Refused as `may_ask_for` does, or when the rules
    refuse it, and Invalid (field "certificate") for one that isn't in the register, is somebody
    else's, not valid today or used.
    """
    subject = queries.may_ask_for(actor)
    deciding.lock([subject])
    permit = queries.permit(actor=actor, reference=reference)
    at = clock.now()
    set_by = regime.rules_at(at)
    if set_by is None:
        raise Refused(REASONS[rules.Reason.NO_REGIME], code=rules.Reason.NO_REGIME)
    paper = _certificate(actor, certificate)
    before = queries.extensions_of(subject)
    if earlier := next(
        (p for used, p in before if used == paper.number and p.extends == permit.id), None
    ):
        return earlier
    problem = rules.why_not_extend(
        purpose=set_by.purpose(permit.purpose),
        rules=set_by,
        valid_until=permit.valid_until,
        is_extension=permit.extends is not None,
        is_extended=any(each.extends == permit.id for _used, each in before),
        is_certificate_used=any(used == paper.number for used, _permit in before),
        certificate_until=paper.expires_on,
        at=at,
        day=timezone.localdate(at),
    )
    if problem in ("certificate-used", "certificate-over"):
        raise Invalid(NOT_EXTENDED[problem], field="certificate", code=problem)
    if problem:
        raise Refused(NOT_EXTENDED[problem], code=problem)
    _require_may_leave(permit, subject, set_by, at)
    return _extended(actor, permit, paper.number, set_by, at)


def _certificate(actor: Actor, number: str) -> registers.Record:
    """The person's own; whether somebody else has such a number is not for them to learn."""
    found = None
    if 0 < len(number.strip()) <= MOST_CERTIFICATE:
        found = registers.find_by_number(
            actor=actor,
            register=pack().permit_messages().certificates,
            number=number,
            purpose=people.PURPOSE,
            justification=_right_of(actor),
        )
    if found is None or found.subject != actor.applicant_id:
        raise Invalid(
            _("The register has no such certificate of yours."),
            field="certificate",
            code="unknown-certificate",
        )
    return found


def _require_may_leave(permit: Permit, subject: UUID, set_by: Rules, at: dt.datetime) -> None:
    """Refused for whom the rules would not let out now, or whom an officer blocked."""
    document, person = _person(subject, set_by)
    request = Request(permit.id, permit.purpose, document)
    local = timezone.localtime(at)
    reason = rules.before_the_past(request, person, set_by, local=local)
    if reason is None and queries.is_blocked(subject, at):
        reason = rules.Reason.PERSON_BLOCKED
    if reason:
        raise Refused(REASONS[reason], code=reason.value)


def _extended(
    actor: Actor, permit: Permit, certificate: str, set_by: Rules, at: dt.datetime
) -> Permit:
    day = timezone.localdate(at)
    had = select(
        "SELECT coalesce(max(ordinal), 0), max(district) FROM sms_permits_decision"
        " WHERE subject = %s AND day = %s",
        [permit.subject, day],
    )
    ordinal, district = had[0]
    made = Decision.objects.create(
        day=day,
        id=new_id(),
        subject=permit.subject,
        document=permit.document,
        purpose=permit.purpose,
        sender="",
        channel=Decision.Channel.WEB,
        asked_at=at,
        decided_at=at,
        outcome=Decision.Outcome.GRANTED,
        reason="",
        valid_from=permit.valid_until,
        valid_until=permit.valid_until + dt.timedelta(minutes=set_by.extension_minutes),
        ordinal=ordinal + 1,
        permit_day=permit.day,
        permit_id=permit.id,
        is_extension=True,
        certificate=certificate,
        district=district or "",
        language=get_language() or settings.LANGUAGE_CODE,
        rules=set_by.version,
    )
    record(
        actor=actor,
        action=journal_actions.EXTENDED,
        subject=permit.subject,
        about=f"sms-permit:{permit.id}",
        purpose=people.PURPOSE,
        justification=_right_of(actor),
    )
    answered = queries.answered(made.id, since=day)
    if answered is None or answered.permit is None:
        raise NotFound(code="unknown-permit")
    return answered.permit
