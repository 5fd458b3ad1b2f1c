"""Steps in a workflow: an officer's decision, an applicant's reply, a withdrawal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.casework.applications import (
    access,
    journal_actions,
    others,
    rules,
    situations,
    substitution,
)
from pencere.casework.applications.actions import agreement, holding, payments
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.actions.submission import validate
from pencere.casework.applications.actions.telling import Words
from pencere.casework.applications.errors import ChangedMeanwhile
from pencere.casework.applications.findings import PREFIX
from pencere.casework.applications.models import Application
from pencere.casework.applications.reading import steps_of
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import APPLICANT, Action, ServiceDefinition
from pencere.kernel import rows
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused

LONGEST_COMMENT = 10_000
REFUSALS = {
    "not-your-role": _("Your post does not carry the role that this step asks for."),
    "four-eyes": _(
        "You dealt with this application before. By the rule of four eyes a colleague decides."
    ),
    "already-done": _("This step was taken already and can't be taken twice."),
    "condition": _("This step is not possible for this application."),
}


@transaction.atomic
@rows.together()
def act(
    *,
    actor: Actor,
    application_id: UUID,
    action: str,
    row_version: int,
    comment: str = "",
    note: str = "",
    reason: str = "",
    receipt: str = "",
    findings: Mapping[str, object] | None = None,
) -> Application:
    """Take an action of the definition, as an officer of its agency or as the applicant.

    `comment` is read by the applicant, `note` by the agency alone, `reason` is a code of
    ActionShown.reasons, `receipt` the number of the bank's receipt, `findings` what was typed for
    the findings of the action (wrong ones are named `findings.KEY`). An applicant's action
    out of an editable state validates the form again. Raises NotFound (stranger, other
    agency, no such action here), Refused (role missing, four eyes, own application, taken by a
    colleague), Invalid (comment, note, reason or receipt missing; fields), ChangedMeanwhile,
    Conflict (a register is waited for).
    """
    is_officer = actor.kind == "officer"
    find = access.case_of if is_officer else access.own_application
    application, definition = find(actor=actor, application_id=application_id, locked=True)
    if application.is_draft or application.stage == Application.Stage.CLOSED:
        raise NotFound(code="unknown-action")
    if is_officer:
        access.require_impartial(actor=actor, application=application)
        access.require_free(actor=actor, application=application)
        actor = substitution.in_place_of(actor, application.assignee_id)
    if row_version != application.row_version:
        raise ChangedMeanwhile(row_version=application.row_version)
    steps = steps_of(application)
    progress = Progress(application, definition, steps)
    roles = actor.roles if is_officer else frozenset({APPLICANT})
    chosen = _possible(progress, actor, action, roles)
    _require_begun(application, chosen, definition)
    found, wrong = engine.clean_findings(definition, chosen, findings or {}, progress.situation)
    words = Words(comment=_tidy(comment), note=_tidy(note), reason=reason.strip(), findings=found)
    _require_said(words, chosen, definition, wrong)
    if "receipt" in chosen.needs:
        words = replace(words, receipt=payments.canonical_receipt(receipt))
    if not is_officer and _sends_form(progress, chosen):
        words = _corrected(actor, application, definition, words)
        progress = Progress(application, definition, steps)
        progress.holds = bool(holding.silent_sources(application, definition))
        _hand_over(progress, actor)
    by = APPLICANT if not is_officer else next(each for each in chosen.by if each in roles)
    progress.take(chosen, actor=actor, by=by, words=words)
    if words.receipt:
        payments.prove(application, words.receipt)
        progress.journal(actor, journal_actions.PAYMENT_PROVEN)
        progress.refresh_facts()
    changed = ("findings",) if found else ()
    return holding.hold_or_go_on(progress, *(changed if is_officer else CORRECTED))


CORRECTED = ("form", "data", "checks", "agency")
"""What sending a corrected form may change, beside the case's place."""


@transaction.atomic
def withdraw(*, actor: Actor, application_id: UUID, row_version: int) -> Application:
    """The applicant takes the application back. Raises Conflict when it is too late."""
    application, definition = access.own_application(
        actor=actor, application_id=application_id, locked=True
    )
    for action in definition.workflow.states[application.state].actions.values():
        if APPLICANT in action.by and _withdraws(action, definition):
            return act(
                actor=actor,
                application_id=application_id,
                action=action.code,
                row_version=row_version,
            )
    raise Conflict(_("It is too late to take this application back."), code="too-late")


def _withdraws(action: Action, definition: ServiceDefinition) -> bool:
    return definition.workflow.states[action.to].outcome == "withdrawn"


def _require_begun(application: Application, action: Action, definition: ServiceDefinition) -> None:
    """While a register is waited for, an application can be taken back, and nothing else."""
    if not application.awaits:
        return
    if not _withdraws(action, definition):
        raise Conflict(_("This case waits for a register to answer."), code="held")
    application.awaits = ""


def _possible(progress: Progress, actor: Actor, code: str, roles: Collection[str]) -> Action:
    """The action, if this actor can take it now. Raises NotFound or Refused with the reason."""
    who = APPLICANT if APPLICANT in roles else situations.who(actor.account_id)
    why = engine.why_not(
        progress.definition,
        progress.application.state,
        code,
        by=roles,
        who=who,
        history=progress.history,
        situation=progress.situation,
    )
    if why == "unknown-action":
        raise NotFound(code=why)
    if why is not None:
        raise Refused(REFUSALS[why], code=why)
    return progress.state.actions[code]


def _require_said(
    words: Words,
    action: Action,
    definition: ServiceDefinition,
    wrong: Mapping[str, Sequence[Any]],
) -> None:
    """All that the action needs must be there, and what was found be right. Raises Invalid by
    field."""
    lacking: dict[str, Any] = {
        "comment": not words.comment and _("Write a comment for the applicant."),
        "note": not words.note and _("Write a note for the file."),
        "reason": not words.reason and _("Choose a reason."),
    }
    problems: dict[str, list[Any]] = {f"{PREFIX}{key}": [*each] for key, each in wrong.items()}
    problems |= {need: [lacking[need]] for need in action.needs if lacking.get(need)}
    if words.reason and words.reason not in (action.reasons or definition.reasons):
        problems["reason"] = [_("Choose a reason out of the list.")]
    for key, text in (("comment", words.comment), ("note", words.note)):
        if len(text) > LONGEST_COMMENT:
            problems[key] = [_("This is too long.")]
    if problems:
        raise Invalid(fields=problems, code="words")


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def _sends_form(progress: Progress, action: Action) -> bool:
    """Whether the applicant's step leads out of a form that was open."""
    return progress.state.is_editable and not _withdraws(action, progress.definition)


def _hand_over(progress: Progress, actor: Actor) -> None:
    """Where the answers say who handles it, a correction may name another agency: the case is that
    one's from now on, and nobody there has it yet."""
    application = progress.application
    agency = situations.handling_agency(application, progress.definition)
    if agency != application.agency_id:
        application.agency_id, application.assignee = agency, None
        progress.journal(actor, journal_actions.HANDED_OVER, agency=agency)


def _corrected(
    actor: Actor, application: Application, definition: ServiceDefinition, words: Words
) -> Words:
    """What was corrected must be right, and is said of whom the form names now."""
    before = application.form_before or {}
    others.read_anew(actor=actor, application=application, definition=definition, before=before)
    validate(application, definition)
    agreement.ask(actor=actor, application=application, definition=definition)
    return replace(words, changes=rules.changes(before, application.form))
