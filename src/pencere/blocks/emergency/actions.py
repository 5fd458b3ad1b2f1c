"""Opening an emergency access, reading by it, ending and reviewing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.emergency import journal_actions, queries, rules, telling
from pencere.blocks.emergency.jobs import tell_person
from pencere.blocks.emergency.models import EmergencyAccess
from pencere.blocks.identity.api import Account
from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel import clock, jobs
from pencere.kernel.actors import Actor, system
from pencere.kernel.errors import Conflict, Invalid, Refused, TooMany
from pencere.kernel.journal import api as journal
from pencere.kernel.throttle import api as throttle

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_WORDS: Mapping[str, _StrOrPromise] = {
    "too-short": _("Say it in at least 20 characters."),
    "too-long": _("Say it in at most 500 characters."),
    "not-text": _("There is a character in it that can't be kept."),
    "none": _("Choose at least one register."),
    "unknown": _("Choose from the list."),
    "too-many": _("Choose ten registers at most."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the officer asks for."""

    person: str
    """The person's identifier, or the number of a document in one of the registers, as typed."""
    registers: Sequence[str]
    reason: str
    key: UUID
    """Of the form: sent twice, it opens once."""


def open_access(
    *, actor: Actor, asked: Asked, second_step_at: dt.datetime | None
) -> EmergencyAccess:
    """Let the officer read the registers about the person for half an hour.

    Tells the reviewers at once, and the person later by a job. Raises NotFound for who has no
    such post, Refused (code "second-step") without a second factor given just now, Invalid,
    Conflict while another one is open, TooMany.
    """
    account, agency = queries.officer_of(actor)
    if not rules.is_fresh(second_step_at, clock.now()):
        raise Refused(_("Give your second factor once more."), code="second-step")
    before = EmergencyAccess.objects.filter(account_id=account, key=asked.key).first()
    if before is not None:
        return before
    _check(asked)
    # Outside the transaction: a look-up that found nobody counts too.
    counted = throttle.take(what=[("emergency.look-up", str(account))], limits=rules.LOOK_UPS)
    if counted.blocked_until is not None:
        raise TooMany(
            _("You have looked for too many people today."),
            retry_after=int((counted.blocked_until - clock.now()).total_seconds()) + 1,
        )
    access = _new(asked, account=account, agency=agency, post=actor.label)
    subject = _person(asked, access)
    if subject is None:
        _record(actor, access, journal_actions.SOUGHT)
        raise Invalid(
            _("Nobody is found by this identifier, nor by a document in the registers chosen."),
            code="nobody",
            field="person",
        )
    access.subject_id = subject
    return _write(actor, access)


def read(
    *, actor: Actor, access_id: UUID
) -> tuple[EmergencyAccess, Mapping[str, registers.Answer]]:
    """What the registers say about the person now, read once more with a row in the journal.

    Raises NotFound for another's access, Refused (code "no-emergency") once it has ended.
    """
    access = queries.own(actor, access_id)
    answers = registers.read(
        actor=actor,
        subject=access.subject_id,
        registers=access.registers,
        purpose=access.reason,
        justification=journal.Justification("emergency", access.about),
    )
    return access, answers


def end(*, actor: Actor, access_id: UUID) -> None:
    """The officer needs it no longer; ending what has ended does nothing. Raises NotFound."""
    access = queries.own(actor, access_id)
    now = clock.now()
    with transaction.atomic():
        is_ended = EmergencyAccess.objects.filter(
            pk=access.pk, ended_at=None, until__gt=now
        ).update(ended_at=now)
        if is_ended:
            _record(actor, access, journal_actions.ENDED)


def review(*, actor: Actor, access_id: UUID, is_justified: bool | None, words: str) -> None:
    """Say whether an access was justified, once and for all.

    Raises NotFound for who doesn't review in that agency, Refused for one's own access, Invalid,
    Conflict where somebody else has reviewed it or the answer was another.
    """
    words = words.strip()
    problems: dict[str, list[_StrOrPromise]] = {}
    if is_justified is None:
        problems["is_justified"] = [_("Choose one of the two.")]
    problem = rules.problem_of_words(words)
    if problem:
        problems["review"] = [_WORDS[problem]]
    with transaction.atomic():
        access = queries.to_review(actor, access_id, is_locked=True)
        if access.account_id == actor.account_id:
            raise Refused(_("Somebody else has to review what you opened."), code="own-access")
        if problems:
            raise Invalid(fields=problems)
        given = (access.reviewed_by_id, access.is_justified, access.review)
        if given == (actor.account_id, is_justified, words):
            return
        if access.reviewed_by_id is not None:
            raise Conflict(_("This has been reviewed already."), code="already-reviewed")
        access.reviewed_by_id = actor.account_id
        access.reviewed_at = clock.now()
        access.is_justified, access.review = is_justified, words
        access.save(update_fields=["reviewed_by", "reviewed_at", "is_justified", "review"])
        _record(actor, access, journal_actions.REVIEWED, is_justified=bool(is_justified))


def _check(asked: Asked) -> None:
    known = [each.code for each in queries.open_to_emergencies()]
    problems: dict[str, list[_StrOrPromise]] = {}
    person = asked.person.strip()
    if not person or len(person) > 60 or "\0" in person:
        problems["person"] = [_("Enter the person's identifier or the number of a document.")]
    for key, problem in (
        ("registers", rules.problem_of_registers(asked.registers, known)),
        ("reason", rules.problem_of_words(asked.reason.strip())),
    ):
        if problem:
            problems[key] = [_WORDS[problem]]
    if problems:
        raise Invalid(fields=problems)


def _new(asked: Asked, *, account: UUID, agency: str, post: Mapping[str, str]) -> EmergencyAccess:
    now = clock.now()
    return EmergencyAccess(
        account_id=account,
        agency_id=agency,
        post=dict(post),
        registers=list(dict.fromkeys(asked.registers)),
        reason=asked.reason.strip(),
        key=asked.key,
        opened_at=now,
        until=now + rules.LASTS,
    )


def _person(asked: Asked, access: EmergencyAccess) -> UUID | None:
    typed = asked.person.strip()
    for kind in ("person", "foreigner"):
        party = parties.party_by_identifier(kind, typed)
        if party is not None:
            return party.id
    for code in access.registers:
        if registers.declaration(code).number_field is None:
            continue
        record = registers.find_by_number(
            actor=system("emergency"),
            register=code,
            number=typed,
            purpose=access.reason,
            justification=journal.Justification("security", access.about),
        )
        if record is not None:
            return record.subject
    return None


def _write(actor: Actor, access: EmergencyAccess) -> EmergencyAccess:
    with transaction.atomic():
        # All that one officer opens goes by this row, so that two windows can't open two.
        Account.objects.select_for_update(of=("self",)).get(pk=access.account_id)
        own = EmergencyAccess.objects.filter(account_id=access.account_id)
        before = own.filter(key=access.key).first()
        if before is not None:
            return before
        if own.filter(ended_at=None, until__gt=access.opened_at).exists():
            raise Conflict(_("End the emergency access that is open first."), code="one-is-open")
        if own.filter(opened_at__gt=access.opened_at - rules.A_DAY).count() >= rules.MOST_A_DAY:
            raise TooMany(
                _("An officer may open data in an emergency three times in 24 hours."),
                retry_after=3600,
            )
        access.save(force_insert=True)
        _record(actor, access, journal_actions.OPENED, registers=list(access.registers))
        telling.reviewers(access)
        later = dt.timedelta(hours=settings.EMERGENCY_TOLD_AFTER_HOURS)
        jobs.defer_at(tell_person, access.opened_at + later, access=str(access.pk))
    return access


def _record(actor: Actor, access: EmergencyAccess, action: str, **params: journal.JSON) -> None:
    journal.record(
        actor=actor,
        action=action,
        subject=access.subject_id,
        about=access.about,
        purpose=access.reason,
        justification=journal.Justification("emergency", access.about),
        params=params,
    )
