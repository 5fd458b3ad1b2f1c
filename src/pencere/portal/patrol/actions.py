"""Checking somebody in the street, and saying how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock, rows
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.ids import new_id
from pencere.kernel.journal import api as journal
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.portal.patrol import access, codes, journal_actions, people, permits, rules, words
from pencere.portal.patrol.models import PatrolCheck

PURPOSE = "patrol-check"
"""Under this the cabinet explains to a person why the register was read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer checks: a document's number or a permit's code, and where."""

    number: str
    code: str
    key: UUID
    """Of the form: sent twice, it is one check."""
    region: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the officer is shown."""

    check: PatrolCheck
    verdict: rules.Verdict
    person: people.Person | None
    found: permits.Found = field(default_factory=lambda: permits.Found((), is_needed=True))
    token: rules.TokenState = ""


def check(*, actor: Actor, asked: Asked) -> Seen:
    """Look at somebody's permits of every kind, now.

    Journaled to the person with officer and place; a number that is nobody's about nobody. Raises
    NotFound for who is no patrol, Invalid (fields `number`, `code`, `region`, `place`), TooMany
    above the officer's limit, Conflict where the form was sent before about somebody else.
    """
    access.officer_of(actor)
    _require_place(asked.region, asked.place)
    number = people.canonical(asked.number) if asked.number else ""
    code = codes.read(asked.code) if asked.code else codes.NONE
    access.count(actor, "patrol.check")
    if not number and code.state == "forged":
        return _forged(actor, asked)
    try:
        seen = _looked(actor, asked, code, number or code.number)
    except IntegrityError as error:  # the same form, sent at the same instant
        raise Conflict(code="key-used") from error
    if seen.person is None:
        access.count(actor, "patrol.unknown")
    return seen


@transaction.atomic
def _looked(actor: Actor, asked: Asked, code: codes.Code, number: str) -> Seen:
    made = _new(actor, asked, number[-4:] or code.ending)
    with rows.together():
        person = _person(actor, number, code, made)
        found = (
            permits.of_person(subject=person.id, region=asked.region)
            if person
            else permits.Found((), is_needed=True)
        )
        token = codes.state_now(code, is_known=person is not None, found=found)
        verdict = rules.verdict(
            is_known=person is not None,
            is_document_valid=person is not None and person.is_document_valid,
            is_needed=found.is_needed,
            spans=[shown.span for shown in found.permits],
            region=asked.region,
            token=token,
            now=made.at,
        )
        made.subject_id = person.id if person else None
        return Seen(_kept(actor, made, verdict), verdict, person, found, token)


def _person(actor: Actor, number: str, code: codes.Code, made: PatrolCheck) -> people.Person | None:
    """Whose the document is, or whom the permit's code names."""
    if number or code.subject is None:
        return people.find(actor=actor, number=number, purpose=PURPOSE, reference=made.about)
    return people.find_by_id(
        actor=actor, subject=code.subject, purpose=PURPOSE, reference=made.about
    )


@transaction.atomic
def _forged(actor: Actor, asked: Asked) -> Seen:
    """A code that isn't ours names nobody whom it could be journaled to."""
    verdict = rules.Verdict("red", codes.FORGED.state)
    made = _new(actor, asked, "")
    return Seen(_kept(actor, made, verdict), verdict, None, token=codes.FORGED.state)


def _new(actor: Actor, asked: Asked, ending: str) -> PatrolCheck:
    account, agency = access.officer_of(actor)
    now = clock.now()
    return PatrolCheck(
        id=new_id(),
        account_id=account,
        agency_id=agency,
        post=dict(actor.label),
        key=asked.key,
        at=now,
        received_at=now,
        means=PatrolCheck.Means.CODE if asked.code and not asked.number else "number",
        ending=ending,
        region=asked.region,
        place=asked.place,
    )


def _kept(actor: Actor, made: PatrolCheck, verdict: rules.Verdict) -> PatrolCheck:
    """The check as it is kept: the first one with its key."""
    made.colour, made.reason = verdict.colour, verdict.reason
    before = PatrolCheck.objects.filter(account_id=made.account_id, key=made.key).first()
    if before is not None:
        if (before.subject_id, before.ending) != (made.subject_id, made.ending):
            raise Conflict(_("This form was sent before. Begin a new check."), code="key-used")
        return before
    rows.insert([made])
    record_check(actor, made)
    return made


def record_check(actor: Actor, made: PatrolCheck) -> None:
    """The check in the journal: to the person, or about nobody where the number is nobody's."""
    journal.record(
        actor=actor,
        action=journal_actions.CHECKED if made.subject_id else journal_actions.SOUGHT,
        subject=made.subject_id,
        about=made.about,
        purpose=PURPOSE,
        justification=journal.Justification("law", made.about),
        params={"place": dict(place_words(made.region, made.place)), "at": made.at.isoformat()},
    )


def place_words(region: str, place: str) -> Text:
    """Where a check was made, in each language."""
    title = pack().addresses().regions().get(region)
    if title is None:
        unsaid = words.in_languages(_("place not said"))
        return Text(dict.fromkeys(unsaid, place)) if place else unsaid
    return Text({code: f"{said}, {place}" if place else said for code, said in title.items()})


@transaction.atomic
def say_outcome(
    *, actor: Actor, check_id: UUID, outcome: str, protocol: str = "", note: str = ""
) -> PatrolCheck:
    """Say how one's own check of this shift ended; said again, the last one counts.

    Journaled to the person. Raises NotFound for another's check or an old one, Invalid (fields
    `outcome`, `protocol`, `note`).
    """
    account, _agency = access.officer_of(actor)
    made = (
        PatrolCheck.objects.select_for_update()
        .filter(pk=check_id, account_id=account, at__gt=clock.now() - rules.SHIFT)
        .first()
    )
    if made is None:
        raise NotFound
    protocol, note = protocol.strip(), note.strip()
    problems = rules.problem_of_outcome(outcome, protocol, note)
    if problems:
        raise Invalid(fields={name: [words.PROBLEMS[code]] for name, code in problems.items()})
    if (made.outcome, made.protocol, made.note) == (outcome, protocol, note):
        return made
    made.outcome, made.protocol, made.note = outcome, protocol, note
    made.save(update_fields=["outcome", "protocol", "note"])
    journal.record(
        actor=actor,
        action=journal_actions.OUTCOME,
        subject=made.subject_id,
        about=made.about,
        params={"outcome": dict(words.in_languages(words.OUTCOMES[outcome]))},
    )
    return made


def _require_place(region: str, place: str) -> None:
    if region and region not in pack().addresses().regions():
        raise Invalid(_("Choose from the list."), field="region")
    if len(place) > rules.MOST_PLACE or "\0" in place:
        raise Invalid(_("This is too long."), field="place")
