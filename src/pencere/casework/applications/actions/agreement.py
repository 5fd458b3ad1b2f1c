"""Co-applicants: asked when an application is sent, answering, reminded, out of time."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.notices import api as notices
from pencere.blocks.parties.api import PartyView, party, party_by_identifier
from pencere.casework.applications import (
    access,
    journal_actions,
    texts,
    texts_agreement,
)
from pencere.casework.applications import rules_agreement as rules
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.links import agreement_link, application_link
from pencere.casework.applications.models import Application, CoApplicant
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.errors import Conflict, Invalid
from pencere.kernel.journal.api import Entry, Justification, record_many
from pencere.kernel.text import Text
from pencere.kernel.workdays.api import Duration, add_working_days, deadline

log = logging.getLogger(__name__)
State = CoApplicant.State
BATCH = 200
LONGEST_REASON = 2000
PROBLEMS = {
    "oneself": _("Name somebody else here: whoever applies agrees by applying."),
    "twice": _("You have named this person already."),
    "dead": _("According to the register this person has died."),
    "dissolved": _("According to the register this organisation no longer exists."),
}


def ask(*, actor: Actor, application: Application, definition: ServiceDefinition) -> None:
    """Ask everybody whom the answers of a locked application name now.

    Who agreed to just these answers is not asked again; who is no longer named, is let go.
    Raises Invalid by field for somebody who can't be asked.
    """
    if definition.applicant.co_applicants is None:
        return
    named = engine.named(definition, application.form)
    known = {row.identifier: row for row in application.co_applicants.select_for_update()}
    if not named and not known:
        return
    parties = _found(named, application, actor)
    entries = [
        entry
        for row in known.values()
        if row.identifier not in {each.identifier for each in named}
        for entry in _let_go(row, actor, application)
    ]
    for each in named:
        row = known.get(each.identifier) or CoApplicant(
            application=application, identifier=each.identifier
        )
        row.key, row.title, row.party_id = each.key, dict(each.title), parties[each.identifier]
        if row.state == State.AGREED and row.agreed_to == application.form:
            row.save(update_fields=["key", "title", "party"])
            continue
        _await(row, definition)
        row.save()
        entries.append(_entry(actor, application, journal_actions.AGREEMENT_ASKED, row.party_id))
        _tell_asked(row, application, definition, texts_agreement.ASKED)
    record_many(entries=entries)


def _found(
    named: Sequence[engine.Named], application: Application, actor: Actor
) -> dict[str, UUID | None]:
    """By identifier, whom the platform knows under it. Raises Invalid by field."""
    applicants = {application.applicant.identifier}
    if actor.party_id is not None:
        applicants.add(party(actor.party_id).identifier)
    found: dict[str, UUID | None] = {}
    wrong: dict[str, list[Any]] = {}
    for each in named:
        somebody = _party(each)
        has_ended = somebody is not None and somebody.ended_on is not None
        problem = rules.problem_with(
            each.identifier,
            applicants=applicants,
            others=list(found),
            has_ended=has_ended,
            is_organisation=each.is_organisation,
        )
        if problem:
            wrong.setdefault(each.field, []).append(PROBLEMS[problem])
        found[each.identifier] = somebody.id if somebody else None
    if wrong:
        first = next(iter(wrong.values()))[0]
        raise Invalid(first, fields=wrong, code="co-applicant")
    return found


def _party(named: engine.Named) -> PartyView | None:
    kinds = ("organisation",) if named.is_organisation else ("person", "foreigner")
    found = (party_by_identifier(kind, named.identifier) for kind in kinds)
    return next((each for each in found if each is not None), None)


def _await(row: CoApplicant, definition: ServiceDefinition) -> None:
    """Begin their time."""
    co_applicants = definition.applicant.co_applicants
    assert co_applicants is not None  # noqa: S101 - the form names them by it
    now = clock.now()
    row.state, row.asked_at, row.reason = State.PENDING, now, ""
    row.answered_at = row.answered_by_id = None
    row.due_at = deadline(now, co_applicants.within)
    row.next_at = _next(row, definition)


def _next(row: CoApplicant, definition: ServiceDefinition) -> dt.datetime | None:
    co_applicants = definition.applicant.co_applicants
    remind = co_applicants.remind if co_applicants else ()
    moments = [_later(row.asked_at, each) for each in remind]
    return rules.next_moment(moments, row.due_at, clock.now())


def _later(at: dt.datetime, time: Duration) -> dt.datetime:
    """The same time of day, `time` later."""
    day = time.after(at.date())
    if time.working_days:
        day = add_working_days(at.date(), time.working_days)
    return at + (day - at.date()) + dt.timedelta(minutes=time.minutes)


def _let_go(row: CoApplicant, actor: Actor, application: Application) -> list[Entry]:
    """Who is no longer named has nothing to agree to."""
    row.delete()
    return [_entry(actor, application, journal_actions.AGREEMENT_DROPPED, row.party_id)]


@transaction.atomic
def answer(
    *,
    actor: Actor,
    agreement_id: UUID,
    agrees: bool,
    declaration: bool = False,
    reason: str = "",
    fingerprint: str = "",
) -> CoApplicant:
    """Agree, with the declaration, or decline, with a reason; the same twice is once.

    `fingerprint` names the answers that were shown (AgreementView.fingerprint). Raises
    NotFound, Invalid (declaration, reason), Conflict (answered otherwise, too late, closed,
    or the answers changed since).
    """
    row, application, definition = access.agreement_of(
        actor=actor, agreement_id=agreement_id, locked=True
    )
    wanted = State.AGREED if agrees else State.DECLINED
    if row.state == wanted:
        return row
    reason = reason.replace("\r\n", "\n").replace("\0", "").strip()
    _require_open(row, application)
    _require_words(agrees=agrees, declaration=declaration, reason=reason)
    if fingerprint != rules.fingerprint(application.form):
        raise Conflict(
            _("The application was changed since you looked at it. Read it again."),
            code="answers-changed",
        )
    row.state, row.reason, row.next_at = wanted, "" if agrees else reason, None
    row.party_id, row.answered_at, row.answered_by_id = (
        actor.applicant_id, clock.now(), actor.account_id,
    )  # fmt: skip
    if agrees:
        row.agreed_to = application.form
    row.save()
    _settle(row, application, definition, actor)
    return row


def _require_open(row: CoApplicant, application: Application) -> None:
    if not application.is_open:
        raise Conflict(
            _("This application is closed: there is nothing left to agree to."), code="closed"
        )
    if row.state == State.EXPIRED or row.due_at <= clock.now():
        raise Conflict(_("The time for your answer is over."), code="too-late")
    if row.state != State.PENDING:
        raise Conflict(_("You have answered already."), code="answered")


def _require_words(*, agrees: bool, declaration: bool, reason: str) -> None:
    if agrees and not declaration:
        raise Invalid(_("Confirm that you agree."), code="declaration", field="declaration")
    if not agrees and not reason:
        raise Invalid(_("Say why you don't agree."), code="reason", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("This is too long."), code="reason", field="reason")


def _settle(
    row: CoApplicant, application: Application, definition: ServiceDefinition, actor: Actor
) -> None:
    """Journal and tell an answer, or that none came; go on when it was the last one."""
    action = {
        State.AGREED: journal_actions.AGREED,
        State.DECLINED: journal_actions.DECLINED,
    }.get(State(row.state), journal_actions.AGREEMENT_EXPIRED)
    subjects = dict.fromkeys((application.applicant_id, row.party_id))
    record_many(entries=[_entry(actor, application, action, each) for each in subjects if each])
    _tell_applicant(row, application, definition)
    progress = Progress(application, definition, application.steps.order_by("id"))
    if not application.awaits:  # held before this state: it goes on when a register answers
        progress.run_automatic()
    if progress.steps:
        progress.write()


def run_agreements() -> int:
    """Remind those who have not answered, and end the time of those who are too late."""
    due = list(
        CoApplicant.objects.filter(next_at__lte=clock.now())
        .order_by("next_at", "id")
        .values_list("pk", flat=True)[:BATCH]
    )
    done = 0
    for pk in due:
        try:
            done += _strike(pk)
        except Exception:
            log.exception("co-applicant %s could not be reminded", pk)
    return done


@transaction.atomic
def _strike(pk: UUID) -> bool:
    """One reminder, or the end; False when it was answered meanwhile."""
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("applicant")
        .filter(co_applicants__pk=pk)
        .first()
    )
    row = CoApplicant.objects.select_for_update().filter(pk=pk, next_at__lte=clock.now()).first()
    if application is None or row is None:
        return False
    definition = access.definition_of(application)
    if row.state != State.PENDING or not application.is_open:
        row.next_at = None
        row.save(update_fields=["next_at"])
        return False
    if row.due_at > clock.now():
        row.next_at = _next(row, definition)
        row.save(update_fields=["next_at"])
        _tell_asked(row, application, definition, texts_agreement.REMINDED)
        return True
    row.state, row.next_at = State.EXPIRED, None
    row.save(update_fields=["state", "next_at"])
    _settle(row, application, definition, system("applications"))
    return True


def _entry(actor: Actor, application: Application, action: str, subject: UUID | None) -> Entry:
    return Entry(
        actor=actor,
        action=action,
        subject=subject or application.applicant_id,
        about=application.about,
        justification=Justification(kind="application", reference=application.reference),
        params={"service": application.service},
    )


def _tell_asked(
    row: CoApplicant,
    application: Application,
    definition: ServiceDefinition,
    words: tuple[str, str],
) -> None:
    """Inbox and e-mail of the one who has to agree; nobody else learns whether they have any."""
    if row.party_id is None:
        return
    values = _values(row, application, definition)
    notices.send(
        party=row.party_id,
        kind="application.agreement",
        title=texts.filled(texts.in_all_languages(words[0]), values),
        body=texts.filled(texts.in_all_languages(words[1]), values),
        link=agreement_link(row.pk),
        about=application.about,
    )


def _tell_applicant(
    row: CoApplicant, application: Application, definition: ServiceDefinition
) -> None:
    words = texts_agreement.ANSWERS[row.state]
    values = _values(row, application, definition)
    notices.send(
        party=application.applicant_id,
        kind=f"application.agreement-{row.state}",
        title=texts.filled(texts.in_all_languages(words[0]), values),
        body=texts.filled(texts.in_all_languages(words[1]), values),
        link=application_link(application.reference),
        about=application.about,
    )


def _values(
    row: CoApplicant, application: Application, definition: ServiceDefinition
) -> Mapping[str, Text | str]:
    return {
        "reference": application.reference,
        "service": definition.title,
        "applicant": application.applicant.name,
        "part": row.words,
        "due": texts.day(row.due_at),
        "reason": row.reason,
    }
