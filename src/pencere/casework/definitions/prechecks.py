"""“Can I get this?”: the answers of a short questionnaire against a definition, as a function
over plain values. What was not answered makes “maybe”, never “no”."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pencere.casework.definitions import messages
from pencere.casework.definitions.model import Answer, PrecheckRule, ServiceDefinition
from pencere.kernel.expressions import EvaluationError
from pencere.kernel.text import Text

APPLICANT = "who"
"""The question that each service's kinds of applicants answer by themselves."""
AGE = "age"
"""The question that the bounds of an applicant's age answer by themselves."""

Chance = Literal["ok", "maybe", "no"]


@dataclass(frozen=True, slots=True)
class PrecheckResult:
    """Whether one can get a service. `reasons` say why not, or what an officer will look at;
    `unknown` are the questions whose answers would tell more. `wrong_applicant`: it is not for
    this kind of applicant."""

    chance: Chance
    reasons: tuple[Text, ...] = ()
    unknown: tuple[str, ...] = ()
    wrong_applicant: bool = False


def asked(definition: ServiceDefinition) -> tuple[str, ...]:
    """Codes of the questions that decide on this service."""
    own = definition.precheck.ask if definition.precheck else ()
    age = (AGE,) if definition.applicant.age else ()
    return tuple(dict.fromkeys((APPLICANT, *age, *own)))


def precheck(definition: ServiceDefinition, me: Mapping[str, Answer]) -> PrecheckResult:
    """The verdict on the answers `me`, by code of the question."""
    unknown: list[str] = [] if APPLICANT in me else [APPLICANT]
    is_wrong = APPLICANT in me and me[APPLICANT] not in definition.applicant.kinds
    refused: list[Text] = []
    ages = definition.applicant.age
    if ages and AGE not in me:
        unknown.append(AGE)
    elif ages and ages.min is not None and int(me[AGE]) < ages.min:
        refused.append(messages.words(messages.TOO_YOUNG, limit=ages.min))
    elif ages and ages.max is not None and int(me[AGE]) > ages.max:
        refused.append(messages.words(messages.TOO_OLD, limit=ages.max))
    reviewed: list[Text] = []
    for rule in definition.precheck.rules if definition.precheck else ():
        missing = _missing(rule, me)
        try:
            holds = bool(rule.when.evaluate({"me": dict(me)}))
        except EvaluationError:
            unknown += missing
            continue
        if holds and rule.verdict != "ok":
            (refused if rule.verdict == "reject" else reviewed).append(rule.message)
    if refused or is_wrong:
        return PrecheckResult("no", tuple(refused), wrong_applicant=is_wrong)
    if unknown or reviewed:
        return PrecheckResult("maybe", tuple(reviewed), tuple(dict.fromkeys(unknown)))
    return PrecheckResult("ok")


def _missing(rule: PrecheckRule, me: Mapping[str, Answer]) -> list[str]:
    keys = (path.split(".")[1] for path in sorted(rule.when.paths) if path.startswith("me."))
    return [key for key in keys if key not in me]
