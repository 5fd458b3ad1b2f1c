"""The same step for several cases: each in a transaction of its own, so that one which can't
be moved holds up no other; sent twice, what is done stays done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from pencere.casework.applications import access, situations, substitution
from pencere.casework.applications.actions.assignment import reassign
from pencere.casework.applications.actions.decisions import act
from pencere.casework.applications.errors import ChangedMeanwhile
from pencere.casework.applications.models import Application
from pencere.casework.applications.shapes_desk import (
    Chosen,
    ChosenCase,
    Common,
    DoneWith,
)
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import Action, ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, PencereError
from pencere.kernel.text import Text

MOST = 50
"""Cases that are chosen at once."""


def chosen(*, actor: Actor, ids: Sequence[UUID]) -> Chosen:
    """The chosen cases that this officer may see, and the actions that all of them allow in
    one go (`bulk`). Raises NotFound when there is none."""
    cases: list[ChosenCase] = []
    common: dict[str, Common] | None = None
    for each in list(dict.fromkeys(ids))[:MOST]:
        try:
            application, definition = access.case_of(actor=actor, application_id=each)
        except NotFound:
            continue
        cases.append(_case(application, definition))
        common = _both(common, _possible(actor, application, definition))
    if not cases:
        raise NotFound
    return Chosen(cases=tuple(cases), actions=tuple((common or {}).values()))


def act_on_many(
    *,
    actor: Actor,
    versions: Mapping[UUID, int],
    action: str,
    comment: str = "",
    note: str = "",
    reason: str = "",
) -> Sequence[DoneWith]:
    """Take an action on each case; `versions`: the row version with which each was shown.

    Never raises for one case: the answer says of each what became of it.
    """
    done: list[DoneWith] = []
    for application_id, version in list(versions.items())[:MOST]:
        try:
            with transaction.atomic():
                _require_bulk(actor, application_id, action)
                moved = act(
                    actor=actor,
                    application_id=application_id,
                    action=action,
                    row_version=version,
                    comment=comment,
                    note=note,
                    reason=reason,
                )
            done.append(DoneWith(moved.reference, is_done=True))
        except ChangedMeanwhile as problem:
            done.append(_again(actor, application_id, action, problem))
        except PencereError as problem:
            done.append(_not_done(actor, application_id, problem))
    return done


def assign_many(*, actor: Actor, ids: Sequence[UUID], to: UUID) -> Sequence[DoneWith]:
    """Hand each case to a colleague; the answer says of each what became of it."""
    done: list[DoneWith] = []
    for application_id in list(dict.fromkeys(ids))[:MOST]:
        try:
            moved = reassign(actor=actor, application_id=application_id, to=to)
            done.append(DoneWith(moved.reference, is_done=True))
        except NotFound as problem:
            done.append(_not_done(actor, application_id, problem, _("Not for this colleague.")))
        except PencereError as problem:
            done.append(_not_done(actor, application_id, problem))
    return done


def _case(application: Application, definition: ServiceDefinition) -> ChosenCase:
    return ChosenCase(
        id=application.pk,
        reference=application.reference,
        title=definition.title,
        state_title=definition.workflow.states[application.state].title,
        applicant_name=application.applicant.name,
        row_version=application.row_version,
    )


def _possible(
    actor: Actor, application: Application, definition: ServiceDefinition
) -> dict[str, Common]:
    """By code: what this officer may do now with the case and others at once."""
    is_own = (
        application.applied_by_id == actor.account_id or application.applicant_id == actor.party_id
    )
    if is_own or not substitution.is_free(actor, application):
        return {}
    possible = engine.possible_actions(
        definition,
        application.state,
        by=actor.roles,
        who=situations.who(actor.account_id),
        history=situations.history_of(application.steps.order_by("id")),
        situation=situations.situation_of(application, definition),
    )
    return {each.code: _common(each, definition) for each in possible if each.bulk}


def _common(action: Action, definition: ServiceDefinition) -> Common:
    reasons: dict[str, Text] = {}
    if "reason" in action.needs:
        codes = action.reasons or tuple(definition.reasons)
        reasons = {code: definition.reasons[code] for code in codes}
    return Common(action.code, action.title, frozenset(action.needs), reasons)


def _both(mine: dict[str, Common] | None, others: dict[str, Common]) -> dict[str, Common]:
    """What both allow: an action needs all that either asks for, out of reasons of both."""
    if mine is None:
        return others
    found: dict[str, Common] = {}
    for code in mine.keys() & others.keys():
        one, other = mine[code], others[code]
        reasons = _shared_reasons(one, other)
        needs = one.needs | other.needs
        if "reason" not in needs or reasons:
            found[code] = Common(code, one.title, needs, reasons)
    return {code: found[code] for code in mine if code in found}


def _shared_reasons(one: Common, other: Common) -> Mapping[str, Text]:
    if not one.reasons or not other.reasons:
        return one.reasons or other.reasons
    return {code: words for code, words in one.reasons.items() if code in other.reasons}


def _require_bulk(actor: Actor, application_id: UUID, action: str) -> None:
    """NotFound for an action that is not declared for several cases at once."""
    application, definition = access.case_of(actor=actor, application_id=application_id)
    declared = definition.workflow.states[application.state].actions.get(action)
    if declared is not None and not declared.bulk:
        raise NotFound(_("This can't be done for several cases at once."), code="not-bulk")


def _again(actor: Actor, application_id: UUID, action: str, problem: ChangedMeanwhile) -> DoneWith:
    """A case that changed since it was shown: done already by this very click, or else not."""
    application, _definition = access.case_of(actor=actor, application_id=application_id)
    by_me = application.steps.filter(account=actor.account_id).order_by("id").last()
    if by_me is not None and by_me.action == action:
        return DoneWith(application.reference, is_done=True)
    return DoneWith(application.reference, is_done=False, why_not=str(problem.message))


def _not_done(
    actor: Actor, application_id: UUID, problem: PencereError, words: str = ""
) -> DoneWith:
    """Why not; a case that this officer may not see stays without its number."""
    try:
        reference = access.case_of(actor=actor, application_id=application_id)[0].reference
    except NotFound:
        return DoneWith("", is_done=False, why_not=str(NotFound.default_message))
    fields = [
        str(each) for messages in getattr(problem, "fields", {}).values() for each in messages
    ]
    return DoneWith(
        reference, is_done=False, why_not=words or " ".join(fields) or str(problem.message)
    )
