"""What another version of a definition would have made of a case: whose path, fee or deadline
would differ. Plain functions over what is known of the case.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pencere.casework.definitions import engine
from pencere.casework.definitions.differences import differences
from pencere.casework.definitions.model import (
    FACTS,
    SYSTEM,
    Action,
    PastStep,
    ServiceDefinition,
    Situation,
)

WHY_NOT = {
    "not-your-role": "it is for another role",
    "four-eyes": "the same person may not do both",
    "already-done": "it can be done once only",
    "condition": "its condition is not met",
}


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case as far as it has come. `situation.today` is the day that its fee goes by."""

    reference: str
    is_open: bool
    verdict: str
    """Of the checks when it was sent."""
    situation: Situation
    history: Sequence[PastStep]


@dataclass(frozen=True, slots=True)
class Replayed:
    """How one case would have gone otherwise; all empty when it would not."""

    reference: str
    is_open: bool
    path: str = ""
    answers: str = ""
    verdict: str = ""
    fee: str = ""
    due: str = ""

    @property
    def differs(self) -> bool:
        """Whether anything would be otherwise."""
        return bool(self.path or self.answers or self.verdict or self.fee or self.due)


@dataclass(frozen=True, slots=True)
class _Changed:
    """Which parts of a definition differ between two versions: the others need no look."""

    answers: bool
    verdict: bool
    fee: bool
    way: bool


def replay(old: ServiceDefinition, new: ServiceDefinition, case: PastCase) -> Replayed:
    """The case under its own version, as it was judged then, and under `new`, compared."""
    changed = _changed(old, new)
    situation = _known_to(new, case.situation)
    lacking = engine.missing(new, situation) if changed.answers else []
    verdict = engine.eligibility(new, situation).kind if changed.verdict else case.verdict
    before = _known_to(old, case.situation)
    return Replayed(
        reference=case.reference,
        is_open=case.is_open,
        path=_path(new, dataclasses.replace(case, situation=situation)) if changed.way else "",
        answers=f"lacks {', '.join(key for _page, key in lacking)}" if lacking else "",
        verdict=_change(case.verdict, verdict),
        fee=_change(engine.fee(old, before), engine.fee(new, situation)) if changed.fee else "",
        due=_change(_due(old, case, before), _due(new, case, situation)) if changed.way else "",
    )


@lru_cache(maxsize=32)
def _changed_parts(old: _Ref, new: _Ref) -> _Changed:
    parts = {each.path.partition(".")[0] for each in differences(old.it, new.it)}
    answers = bool(parts & {"form", "data", "applicant", "starts"})
    verdict = answers or "eligibility" in parts
    return _Changed(
        answers=answers,
        verdict=verdict,
        fee=answers or "fee" in parts,
        way=verdict or bool(parts & {"workflow", "fee"}),
    )


class _Ref:
    """A definition by its identity: versions never change, and have no hash of their own."""

    __slots__ = ("it",)

    def __init__(self, it: ServiceDefinition) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ref) and self.it is other.it


def _changed(old: ServiceDefinition, new: ServiceDefinition) -> _Changed:
    return _changed_parts(_Ref(old), _Ref(new))


def _known_to(definition: ServiceDefinition, situation: Situation) -> Situation:
    """The situation with the data that this version asks for."""
    known = {key: situation.data.get(key) for key in definition.data}
    return dataclasses.replace(situation, data=known)


def _due(definition: ServiceDefinition, case: PastCase, situation: Situation) -> str:
    return _day(engine.answer_due(definition, case.history, situation))


def _change(before: object, after: object) -> str:
    return "" if before == after else f"{before} → {after}"


def _day(at: dt.datetime | None) -> str:
    return at.date().isoformat() if at else "none"


def _path(new: ServiceDefinition, case: PastCase) -> str:
    """Where the way would part from the one that was gone; "" when it would not."""
    for index, step in enumerate(case.history):
        if parting := _parting(new, case, index, step):
            return parting
    last = case.history[-1].to_state if case.history else new.workflow.initial
    return "" if last in new.workflow.states else f"there is no state {last}"


def _parting(new: ServiceDefinition, case: PastCase, index: int, step: PastStep) -> str:
    state = new.workflow.states.get(step.from_state)
    if state is None:
        return f"there is no state {step.from_state}"
    if not step.action:  # a timer, or a case that was moved over
        known = {timer.to for timer in state.timers} | {step.from_state}
        is_known = step.to_state in known or step.to_state in new.workflow.states
        return "" if is_known else f"{step.from_state} would not lapse to {step.to_state}"
    action = state.actions.get(step.action)
    if action is None:
        return f"{step.action} is not possible in {step.from_state}"
    if action.to != step.to_state:
        return f"{step.action} in {step.from_state} leads to {action.to}, not {step.to_state}"
    if lacking := _not_found(action, step):
        return f"{step.action} in {step.from_state} asks what was not found: {lacking}"
    return _refusal(new, case, index, step, action)


def _not_found(action: Action, step: PastStep) -> str:
    """What the step would have to find now, and what nobody entered then."""
    needed = (each for each in action.findings if each.required is True and each.show is None)
    keys = [
        each.key for each in needed if not each.is_given and step.findings.get(each.key) is None
    ]
    return ", ".join(keys)


def _found_before(case: PastCase, index: int) -> Situation:
    """The case's situation with what had been found before the step."""
    known: dict[str, object] = {}
    for step in case.history[:index]:
        known = engine.with_findings(known, step.findings)
    return dataclasses.replace(case.situation, findings=known)


def _refusal(
    new: ServiceDefinition, case: PastCase, index: int, step: PastStep, action: Action
) -> str:
    """Whether the step would be refused now. Conditions about facts of the runtime are not
    judged: what was true then is not kept."""
    if action.when is not None and action.when.names & FACTS.keys():
        return ""
    why = engine.why_not(
        new,
        step.from_state,
        step.action,
        by=action.by,
        who=SYSTEM if SYSTEM in action.by else step.by,
        history=case.history[:index],
        situation=_found_before(case, index) if new.findings else case.situation,
    )
    return f"{step.action} would be refused: {WHY_NOT[why]}" if why in WHY_NOT else ""
