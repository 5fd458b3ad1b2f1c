"""The employer's desk: the start page, the list of permits, acts about many of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, may_act_for
from pencere.blocks.parties import api as parties
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, PencereError
from pencere.kernel.ids import new_id
from pencere.systems.staff_permits import (
    access,
    bulk,
    deleted,
    listing,
    pages,
    queries,
    regime,
    rehearsal,
    reports,
    words,
)
from pencere.systems.staff_permits.models import LIVE, Permit
from pencere.systems.staff_permits.values import AreaUse, Filters, Outcome
from pencere.ui.api import (
    FormErrors,
    Pager,
    changed_address,
    is_language_switch,
    parse_date,
    render,
)

ACTIONS = {
    "confirm": gettext_lazy("Confirm and send"),
    "extend": gettext_lazy("Extend"),
    "end": gettext_lazy("End today"),
    "revoke": gettext_lazy("Revoke"),
    "delete": gettext_lazy("Delete the drafts"),
}
STATES_OF: dict[str, set[str]] = {
    "extend": {*LIVE, Permit.State.ENDED},
    "end": set(LIVE),
    "revoke": set(LIVE),
    "delete": {Permit.State.DRAFT},
}
MOST_DELETED = 200
NEAR_PERCENT = 80


@require_GET
@never_cache
def start(request: HttpRequest) -> HttpResponseBase:
    """The list for who acts for an employer now; for all others what this is and how to begin."""
    actor = actor_of(request)
    if access.may_open(actor):
        return permits(request)
    context = {
        "now": regime.in_force(),
        "mandates": _employers(request, actor),
        "is_person": actor.kind == "person",
        "may_be_trader": actor.kind == "person" and actor.on_behalf_of is None,
    }
    return render(request, "staff_permits/start.html", context)


def _employers(request: HttpRequest, actor: Actor) -> list[Any]:
    """For which organisations one could manage permits, acting for them."""
    if actor.kind != "person":
        return []
    return [
        each
        for each in may_act_for(request)
        if each.grantor.kind == "organisation"
        and (each.kind in access.SEALED or parties.covers(each.scopes, [access.SCOPE]))
    ]


@require_GET
@pages.employer_page
def permits(request: HttpRequest) -> HttpResponse:
    """The permits of the employer; all filters stand in the address."""
    actor = actor_of(request)
    filters, errors = pages.filters_of(request.GET), FormErrors()
    sort = request.GET.get("sort", "")
    try:
        page = listing.page(
            actor=actor, filters=filters, sort=sort, cursor=request.GET.get("cursor", "")[:400]
        )
    except Invalid as problem:
        errors, page = FormErrors(form=[problem.message]), listing.Page((), 0, "")
    context = {
        "employer": access.employer_of(actor),
        "rows": [_row(each) for each in page.rows],
        "total": page.total,
        "counts": _counts(request, queries.counts(actor=actor)),
        "areas": _areas(actor),
        "filters": filters,
        "are_set": pages.are_set(filters),
        "typed": request.GET,
        "sorts": [(code, title) for code, (title, _key) in listing.ORDERS.items()],
        "titles": pages.titles_now(),
        "states": words.STATES.items(),
        "forms": words.FORMS.items(),
        "ends": [(str(days), _("in %(days)s days") % {"days": days}) for days in pages.ENDS_WITHIN],
        "query": pages.address_of(request.GET.dict()),
        "actions": ACTIONS.items(),
        "errors": errors,
        "undo": deleted.waiting(request),
        "reports": reports.waiting_for_employer(actor=actor),
        "is_in_force": regime.in_force() is not None,
        "pager": Pager(
            next_address=changed_address(request, cursor=page.next) if page.next else "",
            first_address=changed_address(request, cursor=None) if "cursor" in request.GET else "",
        ),
    }
    return render(request, "staff_permits/list.html", context, status=422 if errors else 200)


def _row(permit: Permit) -> dict[str, Any]:
    titles = pages.titles_now()
    state, colour = pages.state_of(permit)
    return {
        "permit": permit,
        "state": state,
        "colour": colour,
        "kind": pages.title_of(titles["kind"], permit.kind),
        "activity": pages.title_of(titles["activity"], permit.activity),
        "region": pages.title_of(titles["region"], permit.region),
    }


def _counts(request: HttpRequest, counts: Any) -> list[tuple[str, Any, int, bool]]:
    """The states that there are, each with the address that shows it alone."""
    here = request.GET.get("state", "")
    return [
        (changed_address(request, state=code, cursor=None), title, counts[code], code == here)
        for code, title in words.STATES.items()
        if counts.get(code)
    ]


def _areas(actor: Actor) -> list[tuple[AreaUse, str, str]]:
    """Activity areas that are limited or used, with words and colour of how full they are."""
    if regime.in_force() is None:
        return []
    return [
        (each, *_fullness(each))
        for each in bulk.limits(actor=actor)
        if each.allowed is not None or each.used
    ]


def _fullness(area: AreaUse) -> tuple[str, str]:
    if area.allowed is None:
        return _("no limit"), ""
    left = area.allowed - area.used
    if left <= 0:
        return _("used up"), "bad"
    is_near = area.used * 100 >= area.allowed * NEAR_PERCENT
    return _("%(count)s left") % {"count": left}, "attention" if is_near else "good"


@require_http_methods(["GET", "POST"])
@pages.employer_page
def several(request: HttpRequest) -> HttpResponseBase:
    """Many permits at once: first what would happen, then it is done."""
    action = request.POST.get("action", "")
    if request.method == "GET" or action not in ACTIONS:
        return redirect("staff_permits:start")
    chosen = chosen_of(request.POST)
    if not chosen:
        messages.warning(request, _("Choose at least one permit."))
        return _to_list(request)
    if "do" in request.POST and not is_language_switch(request):
        try:
            return _do(request, action, chosen)
        except (Invalid, Conflict) as problem:
            fields = problem.fields if isinstance(problem, Invalid) else {}
            errors = FormErrors(fields, form=() if fields else [problem.message])
            return _before(request, action, chosen, errors=errors, status=problem.status)
    return _before(request, action, chosen)


def chosen_of(typed: QueryDict) -> Filters | list[UUID]:
    """The permits that a list's form chose: some rows, or all that its filters leave."""
    if typed.get("all"):
        return pages.filters_of(QueryDict(typed.get("filters", "")[:1000]))
    return [pages.uuid(each) for each in typed.getlist("permit")[: bulk.MOST]]


def _before(
    request: HttpRequest,
    action: str,
    chosen: Filters | list[UUID],
    *,
    errors: FormErrors | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    is_confirming = action == "confirm"
    planned = rehearsal.of_confirming(actor=actor, chosen=chosen) if is_confirming else None
    titles = pages.titles_now()
    context = {
        "action": action,
        "title": ACTIONS[action],
        "planned": planned,
        "count": planned.good
        if planned
        else rehearsal.count(actor=actor, chosen=chosen, states=STATES_OF[action]),
        "titles": titles,
        "problem_words": words.problem_words,
        "field_title": words.title_of_field,
        "typed": request.POST,
        "chosen": request.POST.getlist("permit"),
        "key": request.POST.get("key") or str(new_id()),
        "errors": errors or FormErrors(),
        "form_languages": True,
    }
    return render(request, "staff_permits/several.html", context, status=status)


def _do(request: HttpRequest, action: str, chosen: Filters | list[UUID]) -> HttpResponseBase:
    actor, key = actor_of(request), request.POST.get("key", "")
    if action == "delete":
        return _delete(request, chosen)
    acts: dict[str, Callable[[], Outcome]] = {
        "confirm": lambda: bulk.confirm(actor=actor, chosen=chosen, key=key),
        "extend": lambda: bulk.extend(actor=actor, chosen=chosen, until=_until(request), key=key),
        "end": lambda: bulk.end(actor=actor, chosen=chosen, key=key),
        "revoke": lambda: bulk.revoke(
            actor=actor, chosen=chosen, reason=request.POST.get("reason", ""), key=key
        ),
    }
    return redirect("staff_permits:done", run_id=acts[action]().run_id)


def _until(request: HttpRequest) -> dt.date:
    until = parse_date(request.POST.get("until", ""))
    if until is None:
        raise Invalid(_("Write the last day, such as 31.12.2026."), field="until")
    return until


def _delete(request: HttpRequest, chosen: Filters | list[UUID]) -> HttpResponseBase:
    """Drafts go, and can be had back until something else is deleted."""
    actor = actor_of(request)
    found, _refused = bulk.sorted_out(
        access.employer_of(actor), chosen, {Permit.State.DRAFT}, "not-a-draft"
    )
    if len(found) > MOST_DELETED:
        raise Invalid(
            _("Delete %(count)s at most in one go.") % {"count": MOST_DELETED}, field="permit"
        )
    gone = deleted.delete(request, [each.pk for each in found])
    messages.success(request, _("Drafts deleted: %(count)s") % {"count": gone})
    return redirect("staff_permits:start")


@require_GET
@pages.employer_page
def done(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """What an act about many permits did, and what it left as it was."""
    outcome = bulk.outcome(actor=actor_of(request), run_id=run_id)
    context = {
        "outcome": outcome,
        "title": ACTIONS.get(outcome.action, ""),
        "problem_words": words.problem_words,
        "field_title": words.title_of_field,
    }
    return render(request, "staff_permits/done.html", context)


@require_POST
@pages.employer_page
def undo(request: HttpRequest) -> HttpResponseBase:
    """The drafts that were deleted last are written again."""
    try:
        count = deleted.restore(request)
    except PencereError as problem:
        if isinstance(problem, NotFound):
            raise
        messages.warning(request, problem.message)
    else:
        messages.success(request, _("Drafts that are back: %(count)s") % {"count": count})
    return redirect("staff_permits:start")


def _to_list(request: HttpRequest) -> HttpResponseBase:
    response = redirect("staff_permits:start")
    query = request.POST.get("filters", "")[:1000]
    if query:
        response["Location"] += "?" + QueryDict(query).urlencode()
    return response
