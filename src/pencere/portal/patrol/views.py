"""The page of an officer in the street: a number or a code, the answer in one glance, how it ended.

Small and without anything of other pages: it comes through a slow network, to one hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import actor_of, officer_with
from pencere.blocks.regimes.api import DESK_GROUP
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, Refused, TooMany
from pencere.kernel.ids import new_id
from pencere.kernel.pack import pack
from pencere.portal.patrol import actions, queries, rules, words
from pencere.ui.api import (
    DeskEntry,
    FormErrors,
    add_desk_entry,
    formatting,
    is_language_switch,
    render,
    show_at_desk,
)

add_desk_entry(
    DeskEntry(
        "patrol:patrol",
        gettext_lazy("Checks in the street"),
        order=83,
        is_for=rules.may_patrol,
        group=DESK_GROUP,
    )
)
add_desk_entry(
    DeskEntry(
        "patrol:team",
        gettext_lazy("Checks by officers"),
        order=84,
        is_for=rules.may_oversee,
        group=DESK_GROUP,
    )
)

PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(self), display-capture=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
V = TypeVar("V", bound=Callable[..., HttpResponseBase])

police = officer_with({rules.ROLE})
"""A page for officers with the role `patrol`; 404 for all others."""


def in_the_street(view: V) -> V:
    """A page that may use the phone's camera, and that nobody finds in the phone afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = police(view)(request, *args, **kwargs)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded  # type: ignore[return-value]


@require_http_methods(["GET", "POST"])
@in_the_street
def patrol(request: HttpRequest) -> HttpResponse:
    """The form, and above it the answer to what was sent."""
    if request.method != "POST" or is_language_switch(request):
        code = request.GET.get("code", "")[: rules.MOST_TYPED]
        return _shown(request, {"code": code, **request.POST.dict()}, key=new_id())
    try:
        seen = actions.check(actor=actor_of(request), asked=_asked(request))
    except (Invalid, TooMany, Conflict, Refused) as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        errors = FormErrors(fields, form=() if fields else [problem.message])
        return _shown(
            request, request.POST.dict(), key=new_id(), errors=errors, status=problem.status
        )
    # What was checked is done; where, holds for the next one too.
    kept = {name: request.POST.get(name, "") for name in ("region", "place")}
    return _shown(request, kept, key=new_id(), seen=seen)


def _asked(request: HttpRequest) -> actions.Asked:
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        key = new_id()
    number = request.POST.get("number", "").strip()[: rules.MOST_TYPED]
    code = request.POST.get("code", "").strip()[: rules.MOST_TYPED]
    if not number and not code:
        raise Invalid(_("Type the document's number, or read the code."), field="number")
    return actions.Asked(
        number=number,
        code=code,
        key=key,
        region=request.POST.get("region", ""),
        place=request.POST.get("place", "").strip(),
    )


def _shown(
    request: HttpRequest,
    typed: Mapping[str, str],
    *,
    key: UUID,
    errors: FormErrors | None = None,
    seen: actions.Seen | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "typed": typed,
        "key": key,
        "errors": errors or FormErrors(),
        "regions": pack().addresses().regions().items(),
        "answer": _answer(seen) if seen else None,
        "form_languages": True,
        "outcomes": words.OUTCOMES.items(),
    }
    return render(request, "patrol/patrol.html", context, status=status)


def _answer(seen: actions.Seen) -> dict[str, Any]:
    now = clock.now()
    valid = [one for one in seen.found.permits if rules.is_valid(one.span, now)]
    return {
        **glance(seen.check.colour, seen.verdict.reason),
        "check": seen.check,
        "person": seen.person,
        "permits": [
            (one, since_words(one.span.begins_at), until_words(one.span.ends_at))
            for one in seen.found.permits
        ],
        "until": until_words(max(one.span.ends_at for one in valid)) if valid else "",
        "token": words.TOKENS.get(seen.token, ""),
        "is_valid": {one.id: rules.is_valid(one.span, now) for one in seen.found.permits},
    }


def glance(colour: str, reason: str) -> dict[str, Any]:
    """What is seen first of an answer."""
    return {
        "colour": colour,
        "sign": words.SIGNS[colour],
        "colour_words": words.COLOURS[colour],
        "headline": words.HEADLINES[reason],
        "advice": words.ADVICE[reason],
    }


def since_words(at: dt.datetime) -> str:
    """When something begins: the day alone where it begins with the day."""
    local = timezone.localtime(at)
    is_whole = local.time() == dt.time.min
    return formatting.date(local.date()) if is_whole else formatting.date_and_time(at)


def until_words(at: dt.datetime) -> str:
    """Until when something holds: its last day where it ends with a day."""
    local = timezone.localtime(at)
    if local.time() != dt.time.min:
        return formatting.date_and_time(at)
    return formatting.date(local.date() - dt.timedelta(days=1))


@require_GET
@in_the_street
def own(request: HttpRequest) -> HttpResponse:
    """What this officer checked in this shift: enough to say how it ended, no names."""
    checks = [
        (made, glance(made.colour, made.reason), words.OUTCOMES.get(made.outcome, ""))
        for made in queries.own_checks(actor=actor_of(request))
    ]
    return render(request, "patrol/checks.html", {"checks": checks, "most": queries.SHOWN})


@require_http_methods(["GET", "POST"])
@in_the_street
def outcome(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """One check of this shift, and how it ended."""
    actor = actor_of(request)
    errors, status = FormErrors(), 200
    if request.method == "POST" and not is_language_switch(request):
        try:
            actions.say_outcome(
                actor=actor,
                check_id=check_id,
                outcome=request.POST.get("outcome", ""),
                protocol=request.POST.get("protocol", ""),
                note=request.POST.get("note", ""),
            )
        except Invalid as problem:
            errors, status = FormErrors(problem.fields), problem.status
        else:
            messages.success(request, _("It is noted how the check ended."))
            return redirect("patrol:patrol")
    made = queries.own_check(actor=actor, check_id=check_id)
    kept = {"outcome": made.outcome, "protocol": made.protocol, "note": made.note}
    context = {
        "check": made,
        "glance": glance(made.colour, made.reason),
        "typed": request.POST if request.method == "POST" else kept,
        "outcomes": words.OUTCOMES.items(),
        "errors": errors,
        "form_languages": True,
    }
    return render(request, "patrol/check.html", context, status=status)


@require_GET
@officer_with(rules.HEADS)
def team(request: HttpRequest) -> HttpResponse:
    """How often each officer of the agency checks: for the head, without whom they checked."""
    counts = queries.team(actor=actor_of(request))
    return show_at_desk(request, "patrol/team.html", {"counts": counts, "days": queries.TEAM_DAYS})
