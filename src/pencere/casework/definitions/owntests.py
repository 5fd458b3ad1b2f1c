"""Runs the stories that a definition tells of itself, on the same engine as the runtime.

A story has a day, an applicant, what the registers say, what was typed, and a path of steps
(`submit`, `{do: grant, by: leyla}`, `{wait: P3D}`, `{opine: ecology, as: negative}`,
`{pay: 4000}`); `expect` (`owntests_expected`) says how it ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from django.utils import timezone

from pencere.casework.definitions import engine
from pencere.casework.definitions.lists import lists
from pencere.casework.definitions.model import (
    APPLICANT,
    SYSTEM,
    Action,
    OwnTest,
    ServiceDefinition,
    Situation,
)
from pencere.casework.definitions.owntests_appointment import (
    STEPS as APPOINTMENT_STEPS,
)
from pencere.casework.definitions.owntests_appointment import take_appointment_step
from pencere.casework.definitions.owntests_expected import differences
from pencere.casework.definitions.owntests_telling import (
    Telling,
    as_json,
    is_usual_working_day,
    later,
    refuse_unknown,
)
from pencere.casework.definitions.owntests_waiting import WrongStoryError
from pencere.casework.definitions.problems import closest
from pencere.kernel.workdays.api import Duration

BEGIN = dt.time(10, 0)
FAR = 50
"""More automatic steps in a row than this go round in a circle."""
STEPS = ("do", "wait", "agree", "decline", "opine", "pay", *APPOINTMENT_STEPS)
"""What a step begins with: an action, time that passes, what others say, money that comes in,
an appointment that is booked, kept or missed."""
STEP_KEYS = (*STEPS, "by", "role", "refused", "as", "findings")


class Findings(Protocol):
    """Where problems go."""

    def add(self, path: str, message: str, suggestion: str = "") -> None: ...


def run_own_tests(definition: ServiceDefinition, findings: Findings) -> None:
    """Run every story; unexpected ends and states that none visits are problems."""
    visited = {definition.workflow.initial}
    for index, test in enumerate(definition.tests):
        path = f"tests[{index}]"
        try:
            telling = tell(definition, test)
            visited |= {step.to_state for step in telling.history}
            for difference in differences(telling, test.story["expect"]):
                findings.add(path, f"“{test.name}”: {difference}")
        except (WrongStoryError, ValueError, TypeError) as error:
            findings.add(path, f"“{test.name}”: {error}")
    if not definition.tests:
        findings.add("tests", "A definition carries its own tests.")
    for code in sorted(definition.workflow.states.keys() - visited):
        findings.add(f"workflow.states.{code}", "No test of the definition comes to this state.")


def tell(definition: ServiceDefinition, test: OwnTest) -> Telling:
    """Go the story's path; WrongStoryError when a step can't be taken as told."""
    story = test.story
    today = story.get("today")
    if not isinstance(today, dt.date):
        raise WrongStoryError("today is needed, as a date such as 2026-11-23")
    situation = Situation(
        form={},
        data=as_json(story.get("data", {})),
        applicant=as_json(story.get("applicant", {})),
        today=today,
        is_working_day=is_usual_working_day,
        start=story.get("start", {}),
        lists=lists(),
        unavailable=frozenset(story.get("unavailable", ())),
    )
    refuse_unknown("data", situation.data, definition.data)
    refuse_unknown("form", story.get("form", {}), definition.fields)
    begin = dt.datetime.combine(today, BEGIN, tzinfo=timezone.get_default_timezone())
    telling = Telling(definition, situation, begin, engine.start_state(definition), begin)
    _fill_in(telling, story.get("form", {}))
    for index, step in enumerate(story.get("path", ())):
        _take(telling, step, f"step {index + 1}")
    return telling


def _fill_in(telling: Telling, typed: Mapping[str, Any]) -> None:
    definition = telling.definition
    files = {
        key: [{"id": f"file-{name}", "name": str(name)} for name in typed[key]]
        for key, each in definition.fields.items()
        if each.type == "file" and typed.get(key)
    }
    form: dict[str, Any] = {**engine.prefilled(definition, telling.situation), **files}
    for page in definition.form:
        telling.situation = replace(telling.situation, form=form)
        values, errors = engine.clean_page(
            definition, page.key, {**form, **as_json(dict(typed))}, telling.situation
        )
        form = {**form, **values}
        telling.errors.update({key: [str(e) for e in each] for key, each in errors.items()})
    telling.situation = replace(telling.situation, form=form)


def _take(telling: Telling, step: Any, where: str) -> None:
    told = {"do": step} if isinstance(step, str) else step
    if not isinstance(told, Mapping) or sum(key in told for key in STEPS) != 1:
        raise WrongStoryError(
            f"{where} is an action, {{do: …, by: …}}, {{wait: P3D}}, {{agree: …}}, {{decline: …}},"
            " {opine: …, as: …} or {pay: …}"
        )
    refuse_unknown(where, told, STEP_KEYS)
    if "wait" in told:
        _wait(telling, Duration.parse(str(told["wait"])))
    elif "opine" in told:
        telling.waiting.opine(str(told["opine"]), str(told.get("as", "positive")), where)
    elif "pay" in told:
        telling.waiting.pay(told["pay"], engine.fee(telling.definition, telling.now), where)
    elif set(APPOINTMENT_STEPS) & set(told):
        after = told.get("book")
        at = None if after is None else later(telling.at, Duration.parse(str(after)))
        take_appointment_step(telling, told, booked_at=at)
    elif "do" not in told:
        _answer(telling, told, where)
    else:
        telling.at += dt.timedelta(minutes=1)
        _act(telling, told, where)
    _go_by_itself(telling)


def _answer(telling: Telling, told: Mapping[str, Any], where: str) -> None:
    """A co-applicant agrees or declines; the key of a group speaks for all of its rows."""
    state = "agreed" if "agree" in told else "declined"
    wanted = str(told.get("agree", told.get("decline")))
    asked = [key for key, found in telling.agreements.items() if found == "pending"]
    answering = [key for key in asked if wanted in (key, key.partition("[")[0])]
    if not answering:
        guess = closest(wanted, asked)
        hint = f"; did you mean {guess}?" if guess else ""
        raise WrongStoryError(f"{where}: “{wanted}” is not asked to agree{hint}")
    telling.at += dt.timedelta(minutes=1)
    telling.agreements.update(dict.fromkeys(answering, state))


def _ask_co_applicants(telling: Telling) -> None:
    """On sending: everybody whom the form names now has to agree."""
    form = engine.answers(telling.definition, telling.now)
    telling.agreements = dict.fromkeys(
        (each.key for each in engine.named(telling.definition, form)), "pending"
    )
    telling.asked_at = telling.at


def _silence_ends(telling: Telling) -> dt.datetime | None:
    """When the time of those who have not answered yet is over."""
    co_applicants = telling.definition.applicant.co_applicants
    if co_applicants is None or telling.asked_at is None:
        return None
    if "pending" not in telling.agreements.values():
        return None
    return engine.due_at(telling.asked_at, co_applicants.within, (), telling.situation)


def _take_silence_for_no(telling: Telling, at: dt.datetime) -> None:
    telling.at = at
    telling.agreements = {
        key: "expired" if found == "pending" else found for key, found in telling.agreements.items()
    }
    _go_by_itself(telling)


def _act(telling: Telling, told: Mapping[str, Any], where: str) -> None:
    definition, state = telling.definition, telling.definition.workflow.states[telling.state]
    code = str(told["do"])
    action = state.actions.get(code)
    if action is None:
        guess = closest(code, state.actions)
        hint = f"; did you mean {guess}?" if guess else ""
        raise WrongStoryError(f"{where}: “{code}” is not possible in {telling.state}{hint}")
    is_given_up = definition.workflow.states[action.to].outcome == "withdrawn"
    if state.is_editable and APPLICANT in action.by and not is_given_up:
        _refuse_submit(telling, where)
    by, who = _role_and_name(action, told)
    refusal = engine.why_not(
        definition, telling.state, code,
        by={by}, who=who, history=telling.history, situation=telling.now,
    )  # fmt: skip
    if refusal != told.get("refused"):
        wanted = told.get("refused", "possible")
        raise WrongStoryError(f"{where}: “{code}” is {refusal or 'possible'}, expected {wanted}")
    if refusal is None:
        findings = _found(telling, action, told, where)
        if state.is_editable and not is_given_up:
            _ask_co_applicants(telling)
        telling.waiting.take(action)
        telling.move(code, action.to, who, findings)


def _found(
    telling: Telling, action: Action, told: Mapping[str, Any], where: str
) -> Mapping[str, Any]:
    """What the officer enters with the action, typed as at the desk."""
    typed = told.get("findings", {})
    if not isinstance(typed, Mapping):
        raise WrongStoryError(f"{where}: findings are keys with what is typed")
    refuse_unknown(f"{where}: findings", typed, [each.key for each in action.findings])
    found, errors = engine.clean_findings(
        telling.definition, action, as_json(dict(typed)), telling.now
    )
    if errors:
        said = "; ".join(f"{key}: {each[0].in_language('en')}" for key, each in errors.items())
        raise WrongStoryError(f"{where}: findings are wrong: {said}")
    return found


def _role_and_name(action: Action, told: Mapping[str, Any]) -> tuple[str, str]:
    role = str(told.get("role", action.by[0]))
    return role, str(told.get("by", role))


def _refuse_submit(telling: Telling, where: str) -> None:
    """A submit needs a complete form and a verdict that is not reject."""
    left = engine.missing(telling.definition, telling.situation)
    if left:
        named = ", ".join(key for _page, key in left)
        raise WrongStoryError(f"{where}: the form still needs {named}")
    if engine.eligibility(telling.definition, telling.now).kind == "reject":
        raise WrongStoryError(f"{where}: the eligibility rules reject this application")


def _wait(telling: Telling, time: Duration) -> None:
    """Let time pass; a timer that strikes meanwhile takes the application along."""
    until = later(telling.at, time)
    for _round in range(FAR):
        struck = engine.timer_due(
            telling.definition, telling.state, telling.entered, telling.situation
        )
        silent = _silence_ends(telling)
        if silent is not None and silent <= until and (struck is None or silent <= struck[1]):
            _take_silence_for_no(telling, silent)
            continue
        silent = telling.waiting.next_silent()
        if silent is not None and silent <= until and (struck is None or silent < struck[1]):
            telling.at = max(telling.at, silent)
            telling.waiting.fall_silent(silent)
        elif struck is not None and struck[1] <= until:
            timer, telling.at = struck
            telling.move(f"after-{timer.after}", timer.to, SYSTEM)
        else:
            break
        _go_by_itself(telling)
    telling.at = max(telling.at, until)


def _go_by_itself(telling: Telling) -> None:
    """Take what the system does on entering a state."""
    for _round in range(FAR):
        action = engine.automatic_action(
            telling.definition, telling.state, history=telling.history, situation=telling.now
        )
        if action is None:
            return
        telling.move(action.code, action.to, SYSTEM)
    raise WrongStoryError(f"the system goes round in a circle at {telling.state}")
