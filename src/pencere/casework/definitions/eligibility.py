"""The verdict on an application by the rules of its definition."""

from __future__ import annotations

from pencere.casework.definitions import messages
from pencere.casework.definitions.model import (
    DataSource,
    Kind,
    ServiceDefinition,
    Situation,
    Verdict,
)
from pencere.casework.definitions.names import Names
from pencere.casework.definitions.walk import complete
from pencere.kernel.expressions import EvaluationError, Expression
from pencere.kernel.text import Text

NOTHING: frozenset[str] = frozenset()
STRICTNESS: tuple[Kind, ...] = ("ok", "review", "reject")


def eligibility(definition: ServiceDefinition, situation: Situation) -> Verdict:
    """The strictest verdict of all rules that hold, with every reason that is not ok.

    A rule about an answer that isn't there yet waits. A source whose register did not answer
    gives the verdict that it declares, and so does a rule that stumbles over its data: review.
    """
    names = complete(definition, situation)
    names.expect(rule.when for rule in definition.eligibility)
    kind: Kind = "ok"
    reasons: list[tuple[str, Text]] = []
    for name in sorted(situation.unavailable & set(definition.data)):
        source = definition.data[name]
        if source.when_unavailable == "wait":
            continue  # what it would say is waited for after the submission
        kind = _stricter(kind, source.when_unavailable)
        if source.when_unavailable != "ok":
            reasons.append((f"{name}-unavailable", _why_unavailable(source, situation)))
    for rule in definition.eligibility:
        if not _can_judge(rule.when, names, situation):
            continue
        try:
            holds = bool(names.evaluate(rule.when))
        except EvaluationError:
            kind = _stricter(kind, "review")
            reasons.append((rule.key, messages.words(messages.NOT_CHECKED)))
            continue
        if holds and rule.verdict != "ok":
            reasons.append((rule.key, rule.message))
        if holds:
            kind = _stricter(kind, rule.verdict)
    return Verdict(kind=kind, reasons=tuple(reasons))


def _why_unavailable(source: DataSource, situation: Situation) -> Text:
    """The register is silent, or whom it is about has not allowed it to be asked."""
    consent = situation.consents.get(source.name)
    if consent is None:
        return messages.words(messages.UNAVAILABLE, title=source.purpose)
    said = messages.NOT_ALLOWED_YET if consent == "asked" else messages.NOT_ALLOWED
    return messages.words(said, title=source.purpose)


def barred(definition: ServiceDefinition, situation: Situation) -> tuple[Text, ...]:
    """Why this applicant can't get the service whatever they answer: told before the first
    question. Rules that speak of an answer wait for it."""
    names = complete(definition, situation)
    found = []
    for rule in definition.eligibility:
        speaks_of_answers = "form" in rule.when.names
        if rule.verdict != "reject" or speaks_of_answers:
            continue
        if not _can_judge(rule.when, names, situation):
            continue
        try:
            if names.evaluate(rule.when):
                found.append(rule.message)
        except EvaluationError:
            continue  # an officer looks at it after the submission
    return tuple(found)


def _stricter(one: Kind, other: Kind) -> Kind:
    return max(one, other, key=STRICTNESS.index)


def _can_judge(expression: Expression, names: Names, situation: Situation) -> bool:
    """Whether all that a rule speaks of is there: answers given, registers answering."""
    if situation.unavailable & expression.names:
        return False
    return expression.below.get("form", NOTHING) <= names.form.keys()
