"""“Can I get this?” for programs: the questions, and what the answers say. Public; nothing of
what is sent is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, StrictBool, StrictInt, StrictStr

from pencere.casework.catalogue import queries
from pencere.casework.definitions.api import (
    Answer,
    PrecheckResult,
    Question,
    engine,
    questions,
    questions_about,
)
from pencere.kernel.text import Text
from pencere.ui.api import PROBLEMS, Words, words

router = Router(tags=["Catalogue"], auth=None)
MOST_ANSWERS = 100


class EligibilityQuestion(Schema):
    """A question whose answer decides on services."""

    key: str
    type: Literal["boolean", "integer", "choice"]
    title: Words
    hint: Words | None
    choices: dict[str, Words]


class Answers(Schema):
    """By key of the question: true or false, a number, or the code of a choice."""

    answers: dict[str, StrictBool | StrictInt | StrictStr] = Field(max_length=MOST_ANSWERS)


class Eligibility(Schema):
    """What the answers say of a service. This is no decision: the agency decides."""

    slug: str
    title: Words
    verdict: Literal["ok", "maybe", "no"]
    reasons: list[Words]
    """Why not, or what an officer will look at."""
    wrong_applicant: bool
    """Whether it is not for this kind of applicant."""
    unknown: list[str]
    """Questions whose answers would tell more."""
    ignored: list[str]
    """Keys of answers that nobody asked for, or that make no sense."""


@router.get(
    "/questions",
    response={200: list[EligibilityQuestion], **PROBLEMS},
    summary="Questions that decide on services",
)
def common_questions(request: HttpRequest) -> list[dict[str, Any]]:
    """One short questionnaire for all services; leave out what one doesn't want to say."""
    return [_question(each) for each in questions().values()]


@router.get(
    "/services/{slug}/questions",
    response={200: list[EligibilityQuestion], **PROBLEMS},
    summary="Questions that decide on one service",
)
def questions_of(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """Those of the questionnaire that matter for it, and its own."""
    definition = queries.service(slug[:120]).definition
    return [_question(each) for each in questions_about(definition).values()]


@router.post(
    "/services/{slug}/eligibility",
    response={200: Eligibility, **PROBLEMS},
    summary="Can one get this service?",
)
def eligibility(request: HttpRequest, slug: str, body: Answers) -> dict[str, Any]:
    """What the answers say of one service. What wasn't answered makes “maybe”, never “no”."""
    page = queries.service(slug[:120])
    asked = questions_about(page.definition)
    me = _clean(body.answers, asked)
    return _said(page, engine.precheck(page.definition, me), _ignored(body, me))


@router.post(
    "/eligibility",
    response={200: list[Eligibility], **PROBLEMS},
    summary="Which services can one get?",
)
def all_eligibility(request: HttpRequest, body: Answers) -> list[dict[str, Any]]:
    """What the answers say of every service, those first that one can get. Services for another
    kind of applicant are left out."""
    me = _clean(body.answers, questions())
    found = [(page, engine.precheck(page.definition, me)) for page in queries.all_services()]
    fitting = [(page, result) for page, result in found if not result.wrong_applicant]
    order = {"ok": 0, "maybe": 1, "no": 2}
    fitting.sort(key=lambda one: order[one[1].chance])
    return [_said(page, result, _ignored(body, me)) for page, result in fitting]


def _clean(given: Mapping[str, Answer], asked: Mapping[str, Question]) -> dict[str, Answer]:
    """The answers that make sense."""
    found = {key: each.accept(given[key]) for key, each in asked.items() if key in given}
    return {key: answer for key, answer in found.items() if answer is not None}


def _ignored(body: Answers, me: Mapping[str, Answer]) -> list[str]:
    return sorted(body.answers.keys() - me.keys())


def _said(
    page: queries.ServicePage, result: PrecheckResult, ignored: Iterable[str]
) -> dict[str, Any]:
    return {
        "slug": page.slug,
        "title": dict(page.title),
        "verdict": result.chance,
        "reasons": _words(result.reasons),
        "wrong_applicant": result.wrong_applicant,
        "unknown": list(result.unknown),
        "ignored": list(ignored),
    }


def _words(texts: Iterable[Text]) -> list[Words]:
    return [dict(each) for each in texts]


def _question(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "type": question.type,
        "title": dict(question.title),
        "hint": words(question.hint),
        "choices": {code: dict(title) for code, title in question.choices.items()},
    }
