"""“Can I get this?” and “What can I get?”, before signing in: the answers stand in the address,
and nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pencere.casework.catalogue import api as catalogue
from pencere.casework.catalogue.api import ServicePage
from pencere.casework.definitions.api import (
    Answer,
    PrecheckResult,
    Question,
    ServiceDefinition,
    engine,
    questions,
    questions_about,
)
from pencere.portal.window import services
from pencere.ui.api import Crumb, render

GROUPS = ("ok", "maybe", "open", "no")
"""open: it is for this kind of applicant, and no other condition is asked about."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One service with what the answers say of it, in words."""

    card: services.ServiceCard
    reasons: tuple[str, ...]
    unknown: tuple[str, ...]


@require_GET
def can_i_get(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions that decide on one service, and the answer."""
    page = catalogue.service(slug)
    asked = questions_about(page.definition)
    me = answers(request.GET.dict(), asked)
    result = engine.precheck(page.definition, me)
    return render(
        request,
        "window/precheck_one.html",
        {
            "service": page.definition,
            "questions": asked.values(),
            "typed": request.GET,
            "is_answered": bool(me),
            "is_open": is_open(asked, result),
            "result": result,
            "reasons": reasons(page.definition, result),
            "unknown": [str(asked[key].title) for key in result.unknown],
            "crumbs": [
                Crumb(_("Home"), "/"),
                Crumb(_("All services"), reverse("window:services")),
                Crumb(page.title, reverse("window:service", args=[slug])),
                Crumb(_("Can I get this?")),
            ],
        },
    )


@require_GET
def what_can_i_get(request: HttpRequest) -> HttpResponse:
    """One short questionnaire for all services, and what its answers leave."""
    me = answers(request.GET.dict(), questions())
    groups = checked(me) if me else {}
    return render(
        request,
        "window/precheck.html",
        {
            "questions": questions().values(),
            "typed": request.GET,
            "groups": [(code, title, groups.get(code, [])) for code, title in _titles()],
            "is_answered": bool(me),
            "crumbs": [Crumb(_("Home"), "/"), Crumb(_("What can I get?"))],
        },
    )


def answers(typed: Mapping[str, str], asked: Mapping[str, Question]) -> dict[str, Answer]:
    """The answers that an address carries; what makes no sense is as if it weren't given."""
    found = {key: question.clean(typed.get(key, "")) for key, question in asked.items()}
    return {key: answer for key, answer in found.items() if answer is not None}


def checked(me: Mapping[str, Answer]) -> dict[str, list[Checked]]:
    """All services by what the answers say, those first that can be applied for here. Services
    of a kind of applicant that one isn't are left out: they don't help anybody."""
    groups: dict[str, list[Checked]] = {code: [] for code in GROUPS}
    pages = sorted(catalogue.all_services(), key=lambda page: not page.definition.is_done_here)
    for page in pages:
        asked = questions_about(page.definition)
        result = engine.precheck(page.definition, me)
        if not result.wrong_applicant:
            code = "open" if is_open(asked, result) else result.chance
            groups[code].append(_checked(page, result, asked))
    return groups


def is_open(asked: Mapping[str, Question], result: PrecheckResult) -> bool:
    """Whether nothing but the kind of applicant was asked, and it fits."""
    return result.chance == "ok" and len(asked) == 1


def reasons(definition: ServiceDefinition, result: PrecheckResult) -> list[str]:
    """Why not, or what an officer will look at, in words."""
    found = [str(each) for each in result.reasons]
    if result.wrong_applicant:
        who = ", ".join(services.for_whom(definition))
        found.insert(0, _("It is for: %(who)s.") % {"who": who})
    return found


def _checked(page: ServicePage, result: PrecheckResult, asked: Mapping[str, Question]) -> Checked:
    (card,) = services.cards([page])
    return Checked(
        card=card,
        reasons=tuple(reasons(page.definition, result)),
        unknown=tuple(str(asked[key].title) for key in result.unknown),
    )


def _titles() -> list[tuple[str, str]]:
    return [
        ("ok", _("You can probably get")),
        ("maybe", _("Perhaps: it depends")),
        ("open", _("Open to you, no conditions are asked here")),
        ("no", _("You can't get now")),
    ]
