"""Services with workflows made up at random: most of them lead somewhere, some do not.

What conditions may speak of is a table (`CONDITIONS`) that says in plain Python when each is met,
so that a test can know it without the engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

AGENCIES = ("health", "justice")
"""Agencies that may be asked for an opinion."""
SPOUSE = "5KT7Q2A"
ENDS = ("granted", "refused", "lapsed", "withdrawn", "answered")

Facts = dict[str, Any]
"""What a test knows of a case: fast, area, spouse, opinions {body: state}, was_asked, payment,
agreement, appointment, rules {key: verdict}."""


def words(english: str) -> dict[str, str]:
    return {"az": english, "ru": english, "en": english}


def verdict_of(facts: Facts) -> str:
    """The strictest verdict of the rules that hold."""
    held = {facts["rules"][key] for key in facts["rules"] if CONDITIONS[RULES[key]](facts)}
    return next((each for each in ("reject", "review") if each in held), "ok")


def _is_in(facts: Facts) -> bool:
    return facts["was_asked"] and "pending" not in facts["opinions"].values()


CONDITIONS: dict[str, Callable[[Facts], bool]] = {
    "form.fast": lambda facts: facts["fast"] is True,
    "!form.fast": lambda facts: facts["fast"] is False,
    "has(form.area)": lambda facts: facts["area"] is not None,
    "form.area > 20": lambda facts: facts["area"] is not None and facts["area"] > 20,
    "today > today": lambda facts: False,
    'verdict == "ok"': lambda facts: verdict_of(facts) == "ok",
    'verdict != "ok"': lambda facts: verdict_of(facts) != "ok",
    'verdict == "review"': lambda facts: verdict_of(facts) == "review",
    "opinions_in": _is_in,
    'opinions.exists(o, o.state == "negative")': lambda facts: (
        "negative" in facts["opinions"].values()
    ),
    'payment == "confirmed"': lambda facts: facts["payment"] == "confirmed",
    'agreement == "declined"': lambda facts: facts["agreement"] == "declined",
    'agreement == "agreed" || agreement == "none"': lambda facts: (
        facts["agreement"] in ("agreed", "none")
    ),
    'appointment == "held"': lambda facts: facts["appointment"] == "held",
}
OF_OPINIONS = [each for each in CONDITIONS if each.startswith("opinions")]
OF_PAYMENT = [each for each in CONDITIONS if each.startswith("payment")]
ALWAYS_KNOWN = [each for each in CONDITIONS if each not in OF_OPINIONS + OF_PAYMENT]
RULES = {"quick": "form.fast", "large": "form.area > 20"}
OFFICERS = ("officer", "head", "inspector")


@st.composite
def actions(draw: st.DrawFn, state: str, states: list[str], more: list[str]) -> dict[str, Any]:
    """One step out of `state`, to any state; `more` are conditions beside the usual ones."""
    by: list[str] = draw(
        st.sampled_from([[role] for role in (*OFFICERS, "officer", "applicant", "system")])
        | st.lists(st.sampled_from(OFFICERS), min_size=1, max_size=2, unique=True)
    )
    made: dict[str, Any] = {
        "title": words("Step"),
        "to": draw(st.sampled_from(states)),
        "by": by,
    }
    if draw(st.booleans()):
        made["when"] = draw(st.sampled_from(ALWAYS_KNOWN + more))
    if draw(st.integers(0, 4)) == 0:
        made["once"] = True
    people = [each for each in by if each not in ("applicant", "system")]
    if draw(st.booleans()) and people:
        made["not_same_as"] = [state, *states[:2]]
    if draw(st.integers(0, 3)) == 0 and people:
        made["needs"] = [draw(st.sampled_from(["comment", "note"]))]
    return made


TIMES = st.sampled_from(["P1D", "P3WD", "PT2H", "P1M", "P0D"])


@st.composite
def open_states(draw: st.DrawFn, code: str, following: str, states: list[str]) -> dict[str, Any]:
    """A state out of which, most of the time, something leads to the `following` one."""
    made: dict[str, Any] = {"title": words(code)}
    more: list[str] = []
    kind = draw(st.sampled_from(["", "", "", "opinions", "payment", "agreement", "appointment"]))
    if kind == "opinions":
        more = OF_OPINIONS
        made["opinions"] = [
            {"of": each, "title": words("Well?"), "within": draw(TIMES)}
            | draw(st.sampled_from([{}, {"when": "form.fast"}]))
            for each in AGENCIES[: draw(st.integers(1, 2))]
        ]
    elif kind == "appointment":
        made["appointment"] = {"place": "anywhere", "book": "applicant"}
    elif kind:
        made["waits_for"] = kind
        more = OF_PAYMENT if kind == "payment" else []
    taken = {
        f"{code}_{n}": draw(actions(code, states, more)) for n in range(draw(st.integers(0, 2)))
    }
    if draw(st.integers(0, 9)):
        taken[f"{code}_on"] = _way_on(draw, kind, following)
    if draw(st.integers(0, 3)) == 0:
        made["after"] = {draw(TIMES): draw(st.sampled_from(states))}
    if draw(st.integers(0, 3)) == 0:
        made["editable"] = True
        taken["reply"] = {"title": words("Reply"), "to": following, "by": "applicant"}
    made["actions"] = taken
    roles = [role for each in taken.values() for role in each["by"] if role in OFFICERS]
    if draw(st.integers(0, 19)) and roles:
        made["queue"] = {"role": roles[0], "sla": "P3WD"}
    return made


def _way_on(draw: st.DrawFn, kind: str, following: str) -> dict[str, Any]:
    usual = {
        "opinions": ("system", "opinions_in"),
        "payment": ("applicant", ""),
        "agreement": ("officer", ""),
        "appointment": ("officer", 'appointment == "held"'),
    }
    by, when = usual.get(kind, (draw(st.sampled_from(["officer", "officer", "system"])), ""))
    step: dict[str, Any] = {"title": words("On"), "to": following, "by": [by]}
    if when:
        step["when"] = when
    if draw(st.integers(0, 3)) == 0:
        step["once"] = True
    return step


@st.composite
def workflows(draw: st.DrawFn) -> dict[str, Any]:
    """A draft, one to four open states in a row, and the ends that something leads to."""
    middle = [f"s{number}" for number in range(draw(st.integers(1, 4)))]
    ends = draw(st.lists(st.sampled_from(ENDS), min_size=1, max_size=3, unique=True))
    states: dict[str, Any] = {
        "draft": {
            "title": words("Draft"),
            "editable": True,
            "actions": {
                "submit": {"title": words("Submit"), "to": middle[0], "by": "applicant"},
            },
        }
    }
    for code, following in zip(middle, [*middle[1:], ends[0]], strict=True):
        states[code] = draw(open_states(code, following, [*middle, *ends]))
    told = {
        target
        for state in states.values()
        for target in [
            *(each["to"] for each in state["actions"].values()),
            *state.get("after", {}).values(),
        ]
    }
    keeps_all = draw(st.integers(0, 19)) == 0
    for end in ends:
        if keeps_all or end in told:
            states[end] = {"title": words(end), "outcome": end}
    made: dict[str, Any] = {"initial": "draft", "states": states}
    if draw(st.booleans()):
        made["term"] = "P10WD"
    return made


@st.composite
def services(draw: st.DrawFn) -> dict[str, Any]:
    """A whole definition around a random workflow."""
    workflow = draw(workflows())
    waits = {state.get("waits_for") for state in workflow["states"].values()}
    made: dict[str, Any] = {
        "id": "justice.random",
        "title": words("Random"),
        "summary": words("Random"),
        "agency": "justice",
        "applicant": {"kinds": ["person"]},
        "catalogue": {
            "topics": ["personal"],
            "life_events": [],
            "keywords": {"az": ["a"], "ru": ["б"], "en": ["c"]},
            "legal_basis": words("A law"),
            "result": words("A result"),
            "term": words("Soon"),
            "fee": words("Free"),
            "requirements": [],
            "channels": [words("Online")],
        },
        "eligibility": [
            {"key": key, "when": RULES[key], "verdict": verdict, "message": words(key)}
            for key, verdict in draw(
                st.dictionaries(st.sampled_from([*RULES]), st.sampled_from(["review", "reject"]))
            ).items()
        ],
        "form": [
            {
                "page": "about",
                "title": words("About"),
                "fields": [
                    {"key": "fast", "type": "boolean", "title": words("Fast")},
                    {"key": "area", "type": "integer", "title": words("Area"), "required": False},
                    {
                        "key": "spouse",
                        "type": "person",
                        "title": words("Spouse"),
                        "required": False,
                    },
                ],
            }
        ],
        "declaration": words("It is true"),
        "workflow": workflow,
        "tests": [],
    }
    if "agreement" in waits:
        made["applicant"]["co_applicants"] = {
            "of": [{"key": "spouse", "from": "form.spouse", "title": words("Spouse")}],
            "within": "P5D",
        }
    if "payment" in waits:
        minor = draw(st.sampled_from(["0", "1500"]))
        made["fee"] = {
            "currency": "AZN",
            "tariffs": [{"since": dt.date(2020, 1, 1), "minor": minor}],
        }
    return made
