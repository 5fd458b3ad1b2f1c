"""Random services, walked by random people: a definition is refused with words that help, or no
case of it is ever stuck, lost, or moved by someone who may not.

What may happen is known twice: from the engine, and from a small oracle here that reads the
definition as it was written and the walk's own log.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.casework.definitions.random_workflows import (
    CONDITIONS,
    OFFICERS,
    SPOUSE,
    Facts,
    services,
    verdict_of,
)

from pencere.casework.definitions import engine
from pencere.casework.definitions.checks import Surroundings, check_one
from pencere.casework.definitions.folder import Loaded
from pencere.casework.definitions.model import PastStep, ServiceDefinition, Situation
from pencere.casework.definitions.nodes import parse
from pencere.casework.definitions.owntests_telling import is_usual_working_day
from pencere.casework.definitions.problems import DefinitionError, Problem
from pencere.casework.definitions.reading import read_root

MONDAY = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
FILE = "justice.random.yaml"
AROUND = Surroundings(
    questions=(),
    agencies=("health", "justice"),
    registers={},
    templates=(),
    topics=("personal",),
    life_events=(),
    currency="AZN",
)
PEOPLE = (
    ("applicant", ("applicant",)),
    ("system", ("system",)),
    ("leyla", ("officer",)),
    ("farid", ("officer", "inspector")),
    ("samir", ("head",)),
    ("nigar", ("head", "officer", "inspector")),
)
"""Name under which the history knows somebody, and their roles."""
FAR = 400
"""More places than this a helpful walk does not look at."""
WALKS = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def read(raw: dict[str, Any]) -> tuple[ServiceDefinition | None, list[Problem]]:
    """The definition, and what is wrong with it but for stories, which a random one lacks."""
    source = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)
    root = parse(source, file=FILE)
    try:
        definition = read_root(root, file=FILE, languages=("az", "ru", "en"))
    except DefinitionError as refusal:
        return None, list(refusal.problems)
    problems = check_one(Loaded(Path(FILE), source, root, definition), AROUND)
    told = [each for each in problems if "No test of" not in each.message and each.key != "tests"]
    return definition, [each for each in told if "no place" not in each.message]


@dataclass(frozen=True)
class Case:
    """Where a walk stands: all that the runtime would keep."""

    definition: ServiceDefinition
    raw: dict[str, Any]
    facts: Facts
    state: str = "draft"
    at: dt.datetime = MONDAY
    entered: dt.datetime = MONDAY
    history: tuple[PastStep, ...] = ()
    log: tuple[tuple[str, str, str], ...] = ()
    """(action, the state it left, who): the oracle's own memory."""
    asked: tuple[tuple[str, dt.datetime], ...] = ()
    """By body that has not answered, when its time is over."""
    agree_until: dt.datetime | None = None

    @property
    def written(self) -> dict[str, Any]:
        """The state as the definition's author wrote it."""
        states: dict[str, dict[str, Any]] = self.raw["workflow"]["states"]
        return states[self.state]

    @property
    def is_over(self) -> bool:
        return "outcome" in self.written

    @property
    def situation(self) -> Situation:
        facts = self.facts
        held = [engine.OpinionHeld(body, state) for body, state in facts["opinions"].items()]
        return Situation(
            form={
                key: each
                for key in ("fast", "area", "spouse")
                if (each := facts[key]) is not None
            },
            data={},
            applicant={"kind": "person", "born_on": "1990-02-28"},
            today=self.at.date(),
            is_working_day=is_usual_working_day,
            facts={
                "payment": facts["payment"],
                "agreement": facts["agreement"],
                "appointment": facts["appointment"],
                **(engine.opinion_facts(held) if facts["was_asked"] else {}),
            },
        )  # fmt: skip

    @property
    def place(self) -> object:
        """What decides on how it may go on."""
        facts = {**self.facts, "opinions": tuple(self.facts["opinions"].items()), "rules": ()}
        used = frozenset((action, state, who) for action, state, who in self.log)
        return self.state, tuple(sorted(facts.items(), key=str)), used

    def knowing(self, **facts: Any) -> Case:
        return replace(self, facts={**self.facts, **facts})


def may(case: Case, code: str, who: str, roles: Iterable[str]) -> bool:
    """The oracle: whether this step may be taken, as the definition is written."""
    step = case.written.get("actions", {}).get(code)
    if step is None:
        return False
    by = [step["by"]] if isinstance(step["by"], str) else step["by"]
    if not set(by) & set(roles):
        return False
    if any(left in step.get("not_same_as", ()) and actor == who for _a, left, actor in case.log):
        return False
    if step.get("once") and any(action == code for action, _left, _actor in case.log):
        return False
    return "when" not in step or CONDITIONS[step["when"]](case.facts)


def takes(case: Case, code: str, who: str) -> Case:
    """The step is taken: the case comes into its next state, and the system goes on from there."""
    was_editable = case.written.get("editable") and who == "applicant"
    target = case.written["actions"][code]["to"]
    if was_editable and case.raw["workflow"]["states"][target].get("outcome") != "withdrawn":
        case = asks_the_spouse(case)
    case = replace(case, log=(*case.log, (code, case.state, who)))
    return goes_by_itself(moves(case, code, target, who))


def asks_the_spouse(case: Case) -> Case:
    """Sent: whom the form names has to agree."""
    named = engine.named(case.definition, {"spouse": case.facts["spouse"]})
    until = engine.due_at(case.at, engine_within(case), (), case.situation) if named else None
    return replace(case.knowing(agreement="pending" if named else "none"), agree_until=until)


def engine_within(case: Case) -> Any:
    assert case.definition.applicant.co_applicants is not None
    return case.definition.applicant.co_applicants.within


def moves(case: Case, action: str, target: str, who: str) -> Case:
    """Into the next state, with what that asks of others."""
    step = PastStep(action, case.state, target, who, case.at)
    case = replace(
        case, state=target, entered=case.at, history=(*case.history, step), asked=()
    )  # fmt: skip
    state = case.definition.workflow.states[target]
    if state.opinions:
        asked = engine.opinions_to_ask(case.definition, target, case.situation)
        due = tuple((e.of, engine.opinion_due(case.at, e.within, case.situation)) for e in asked)
        opinions = {each.of: "pending" for each in asked}
        case = replace(case.knowing(opinions=opinions, was_asked=True), asked=due)
    if state.waits_for == "payment":
        owed = engine.fee(case.definition, case.situation)
        case = case.knowing(payment=engine.payment_on_entering(case.facts["payment"], owed))
    if state.appointment:
        case = case.knowing(appointment="none")
    return case


def goes_by_itself(case: Case) -> Case:
    """What the system does at once; the oracle says which step that is."""
    for _round in range(20):
        if case.is_over:
            return case
        expected = next(
            (code for code in case.written["actions"] if may(case, code, "system", ["system"])),
            None,
        )
        found = engine.automatic_action(
            case.definition, case.state, history=case.history, situation=case.situation
        )
        assert (found.code if found else None) == expected
        if expected is None:
            return case
        case = replace(case, log=(*case.log, (expected, case.state, "system")))
        case = moves(case, expected, case.written["actions"][expected]["to"], "system")
    raise AssertionError(f"the system goes in a circle at {case.state}")


def begun(definition: ServiceDefinition, raw: dict[str, Any], form: Facts) -> Case:
    """A draft with this form."""
    rules = {each["key"]: each["verdict"] for each in raw["eligibility"]}
    facts: Facts = {
        **form,
        "rules": rules,
        "opinions": {},
        "was_asked": False,
        "payment": "none",
        "agreement": "none",
        "appointment": "none",
    }
    return Case(definition, raw, facts)


def engine_lets(case: Case, code: str, who: str, roles: Iterable[str]) -> bool:
    """Whether the engine finds the step possible; both of its doors say the same."""
    how: dict[str, Any] = {
        "by": set(roles), "who": who, "history": case.history, "situation": case.situation,
    }  # fmt: skip
    why = engine.why_not(case.definition, case.state, code, **how)
    offered = {each.code for each in engine.possible_actions(case.definition, case.state, **how)}
    assert (code in offered) == (why is None)
    return why is None


def can_be_sent(case: Case, who: str) -> bool:
    """What leaves an open form must be complete, and not rejected."""
    if who != "applicant" or not case.written.get("editable"):
        return True
    is_rejected = verdict_of(case.facts) == "reject"
    assert (engine.eligibility(case.definition, case.situation).kind == "reject") == is_rejected
    return not is_rejected and not engine.missing(case.definition, case.situation)


def able(case: Case, code: str) -> list[str]:
    """Who may take this step; where all officers have had the case, one who is appointed for it."""
    found = [who for who, roles in PEOPLE if who != "system" and may(case, code, who, roles)]
    newcomer = f"newcomer {len(case.log)}"
    return found or ([newcomer] if may(case, code, newcomer, OFFICERS) else [])


def deeds(case: Case) -> Iterator[Case]:
    """Every place to which somebody, or time, can bring the case from here."""
    for code, step in case.written.get("actions", {}).items():
        is_withdrawn = case.raw["workflow"]["states"][step["to"]].get("outcome") == "withdrawn"
        for who in able(case, code):
            if is_withdrawn or can_be_sent(case, who):
                yield takes(case, code, who)
    yield from events(case)


def events(case: Case) -> Iterator[Case]:
    """What others do, and what time brings."""
    for body, _due in case.asked:
        for answer in ("positive", "negative"):
            yield answered(case, body, answer)
    if case.facts["payment"] in ("due", "proven"):
        yield goes_by_itself(case.knowing(payment="confirmed"))
    if case.facts["agreement"] == "pending":
        for said in ("agreed", "declined"):
            yield goes_by_itself(replace(case.knowing(agreement=said), agree_until=None))
    if "appointment" in case.written and case.facts["appointment"] != "held":
        following = {"none": "booked", "booked": "held", "missed": "booked"}
        yield goes_by_itself(case.knowing(appointment=following[case.facts["appointment"]]))
        if case.facts["appointment"] == "booked":
            yield goes_by_itself(case.knowing(appointment="missed"))
    if case.written.get("editable"):
        yield case.knowing(fast=not case.facts["fast"])
        yield case.knowing(area=None)
    if (later := time_passes(case)) is not None:
        yield later


def answered(case: Case, body: str, answer: str) -> Case:
    left = tuple(each for each in case.asked if each[0] != body)
    opinions = {**case.facts["opinions"], body: answer}
    return goes_by_itself(replace(case.knowing(opinions=opinions), asked=left))


def time_passes(case: Case) -> Case | None:
    """The next thing that time brings: silence of somebody asked, or the state's end."""
    struck = engine.timer_due(case.definition, case.state, case.entered, case.situation)
    assert (struck is None) == (not case.written.get("after")), "each time is kept, and no other"
    nearest = sorted(
        [(due, body) for body, due in case.asked]
        + ([(case.agree_until, "")] if case.agree_until else [])
        + ([(struck[1], "timer")] if struck else []),
    )
    if not nearest:
        return None
    at, what = nearest[0]
    assert at >= case.entered or what == ""
    case = replace(case, at=max(case.at, at))
    if what == "timer" and struck is not None:
        assert struck[0].to in case.written["after"].values()
        return goes_by_itself(moves(case, "", struck[0].to, "system"))
    if what == "":
        return goes_by_itself(replace(case.knowing(agreement="declined"), agree_until=None))
    return answered(case, what, "silent")


def is_saved(case: Case) -> bool:
    """Whether people of good will, and time, bring the case to an outcome."""
    seen, left = {case.place}, deque([case])
    while left and len(seen) < FAR:
        here = left.popleft()
        if here.is_over:
            return True
        for there in deeds(here):
            if there.place not in seen:
                seen.add(there.place)
                left.append(there)
    return bool(left)


def check_place(case: Case) -> None:
    """What holds wherever a walk comes."""
    assert case.state in case.raw["workflow"]["states"]
    assert case.definition.workflow.states[case.state].is_final == case.is_over
    due = engine.answer_due(case.definition, case.history, case.situation)
    sent = [each for each in case.history if each.from_state == "draft"]
    assert (due is not None) == bool(sent and "term" in case.raw["workflow"])
    if due is not None:
        assert due > sent[0].at


forms = st.fixed_dictionaries(
    {
        "fast": st.booleans(),
        "area": st.none() | st.integers(0, 50),
        "spouse": st.none() | st.just(SPOUSE),
    }
)


@WALKS
@given(services())
def test_a_refusal_says_what_and_where(raw: dict[str, Any]) -> None:
    definition, problems = read(raw)
    assert definition is not None or problems
    for each in problems:
        assert each.file == FILE
        assert each.line > 1
        assert each.key
        assert len(each.message) > 10
        assert str(each).startswith(f"{FILE}:{each.line}: {each.key}: ")


@WALKS
@given(services(), forms, st.data())
def test_nobody_is_stuck_lost_or_decided_on_by_a_stranger(
    raw: dict[str, Any], form: Facts, data: st.DataObject
) -> None:
    definition, problems = read(raw)
    assume(definition is not None and not problems)
    assert definition is not None
    codes = sorted(
        {code for s in raw["workflow"]["states"].values() for code in s.get("actions", ())}
    )
    case = begun(definition, raw, form)
    for _step in range(data.draw(st.integers(1, 10), label="steps")):
        check_place(case)
        for code in codes:
            for who, roles in PEOPLE:
                expected = may(case, code, who, roles)
                assert engine_lets(case, code, who, roles) == expected, (case.state, code, who)
        if case.is_over:
            break
        there = list(deeds(case))
        assert there or case.state == "draft", f"stuck in {case.state}"
        if not there:
            break
        case = data.draw(st.sampled_from(there), label="goes to")
    assert case.state == "draft" or is_saved(case), f"no way to an outcome from {case.state}"
