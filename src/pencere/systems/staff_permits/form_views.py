"""Writing a permit: by whom it is for, what it says, check, save; changing and deleting a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, carried
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.ids import new_id
from pencere.systems.staff_permits import (
    access,
    actions,
    deleted,
    finding,
    forms,
    pages,
    queries,
    words,
)
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.values import Draft, Found
from pencere.ui.api import Definition, FormErrors, is_language_switch, render

ORDER = (*forms.WHO, *forms.DETAILS, *(f"trips.{number}" for number in range(forms.MOST_TRIPS)))
WHO, DETAILS, CHECK = "who", "details", "check"


@require_http_methods(["GET", "POST"])
@pages.employer_page
def new(request: HttpRequest) -> HttpResponseBase:
    """A new permit, in three short pages; what was typed travels along."""

    def save(draft: Draft, typed: QueryDict) -> Permit:
        return actions.write(actor=actor_of(request), draft=draft, key=typed.get("_key", ""))

    return _written(request, save, permit=None)


@require_http_methods(["GET", "POST"])
@pages.employer_page
def edit(request: HttpRequest, number: str) -> HttpResponseBase:
    """A draft, with other words; its employee stays."""
    permit = _draft(request, number)

    def save(draft: Draft, typed: QueryDict) -> Permit:
        revision = typed.get("_revision", "")
        return actions.edit(
            actor=actor_of(request),
            permit_id=permit.pk,
            revision=int(revision) if revision.isdigit() and len(revision) < 9 else 0,
            draft=draft,
        )

    return _written(request, save, permit=permit)


def _written(
    request: HttpRequest, save: Callable[[Draft, QueryDict], Permit], *, permit: Permit | None
) -> HttpResponseBase:
    typed = _typed(request, permit)
    step = typed.get("_step", DETAILS if permit else WHO)
    if request.method != "POST" or is_language_switch(request):
        return _page(request, step, typed, permit=permit)
    if "_add" in typed or "_remove" in typed:
        return _page(request, DETAILS, typed, permit=permit)
    if "_back" in typed:
        return _page(request, typed.get("_back", ""), typed, permit=permit)
    try:
        return _onwards(request, step, typed, save, permit=permit)
    except (Invalid, Conflict) as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        errors = FormErrors(fields, form=() if fields else [problem.message], order=ORDER)
        is_who = step == WHO or any(errors.of(name) for name in forms.WHO)
        back = WHO if is_who and permit is None else DETAILS
        return _page(request, back, typed, permit=permit, errors=errors, status=problem.status)


def _onwards(
    request: HttpRequest,
    step: str,
    typed: QueryDict,
    save: Callable[[Draft, QueryDict], Permit],
    *,
    permit: Permit | None,
) -> HttpResponseBase:
    actor = actor_of(request)
    if step == WHO:
        found = _find(request, typed)
        return _page(request, DETAILS, _filled_in(typed, found), permit=permit, found=found)
    draft = forms.draft_of(typed)
    if step == DETAILS:
        checked = actions.checked(access.employer_of(actor), draft, actor=actor)
        return _page(request, CHECK, _merged(typed, checked.draft), permit=permit)
    written = save(draft, typed)
    messages.success(request, _("The draft is saved. It isn't sent before you confirm it."))
    if "another" in typed:
        return redirect("staff_permits:new")
    return redirect("staff_permits:permit", number=written.number)


def _find(request: HttpRequest, typed: QueryDict) -> Found:
    return finding.find_employee(
        actor=actor_of(request),
        identifier=typed.get("identifier", "")[:40],
        form=typed.get("form", ""),
        name=typed.get("name", "")[:300],
    )


def _typed(request: HttpRequest, permit: Permit | None) -> QueryDict:
    if request.method == "POST":
        return request.POST
    lost = carried(request)
    if lost is not None:
        messages.success(request, _("You were signed out meanwhile. What you typed is still here."))
        return lost.fields
    if permit is None:
        return QueryDict()
    typed = forms.typed_of(deleted.values_of(permit))
    typed["_revision"] = str(permit.revision)
    return typed


def _filled_in(typed: QueryDict, found: Found) -> QueryDict:
    """What the registers know, in place of what would have to be typed."""
    filled = typed.copy()
    filled["identifier"], filled["name"] = found.identifier, found.name
    if found.contract:
        filled["contract"] = found.contract
    filled["position"] = typed.get("position") or found.position
    return filled


def _merged(typed: QueryDict, draft: Draft) -> QueryDict:
    """What was typed, in the canonical form in which it would be kept."""
    merged = typed.copy()
    for name, values in forms.typed_of(draft).lists():
        merged.setlist(name, values)
    return merged


def _page(
    request: HttpRequest,
    step: str,
    typed: QueryDict,
    *,
    permit: Permit | None,
    found: Found | None = None,
    errors: FormErrors | None = None,
    status: int = 200,
) -> HttpResponse:
    errors = errors or FormErrors()
    is_known = typed.get("form") == Permit.Form.EMPLOYMENT and bool(typed.get("contract"))
    trips = forms.with_trips(typed)
    context = {
        "permit": permit,
        "step": step if step in (WHO, DETAILS, CHECK) else WHO,
        "typed": typed,
        "trips": trips,
        "trip_errors": [errors.of(f"trips.{each.number}") + errors.of("trips") for each in trips],
        "no_trips_errors": errors.of("trips") if not trips else [],
        "who": forms.who_fields(typed, errors),
        "details": forms.detail_fields(typed, errors, is_contract_known=is_known),
        "is_known": is_known,
        "summary": _summary(typed),
        "regions": pages.titles_now()["region"].items(),
        "hidden": _hidden(step, typed),
        "key": typed.get("_key") or str(new_id()),
        "errors": errors,
        "form_languages": True,
    }
    return render(request, "staff_permits/form.html", context, status=status)


def _hidden(step: str, typed: QueryDict) -> list[tuple[str, str]]:
    """What isn't asked on this page and travels along."""
    asked: set[str] = set()
    if step == WHO:
        asked = set(forms.WHO)
    if step == DETAILS:
        asked = {*forms.DETAILS} | {name for name in typed if name.startswith("trips.")}
    own = {"csrfmiddlewaretoken", "_step", "_key", "_back", "_add", "_remove", "_language"}
    return [
        (name, value)
        for name, value in typed.items()
        if name not in asked | own and name != "another" and isinstance(value, str)
    ]


def _summary(typed: QueryDict) -> list[Definition]:
    titles: dict[str, Any] = {**pages.titles_now(), "form": words.FORMS}
    rows = [
        Definition(
            words.FIELDS[name],
            titles[name].get(typed.get(name, ""), typed.get(name, ""))
            if name in titles
            else typed.get(name, ""),
        )
        for name in (*forms.WHO, *forms.DETAILS)
        if typed.get(name) or name not in ("rank", "plate")
    ]
    regions = titles["region"]
    for trip in forms.trips_of(typed):
        way = [str(regions.get(trip.values[name], "")) for name in ("from_region", "to_region")]
        days = f"{trip.values['starts_on']} – {trip.values['ends_on']}"
        rows.append(Definition(_("Business trip"), f"{way[0]} → {way[1]}, {days}"))
    return rows


@require_POST
@pages.employer_page
def delete(request: HttpRequest, number: str) -> HttpResponseBase:
    """Delete one draft; the list offers to have it back."""
    permit = _draft(request, number)
    deleted.delete(request, [permit.pk])
    messages.success(
        request, _("The draft of %(name)s is deleted.") % {"name": permit.employee_name}
    )
    return redirect("staff_permits:start")


@require_POST
@pages.employer_page
def copy(request: HttpRequest, number: str) -> HttpResponseBase:
    """A new permit that says the same for somebody else who works in the same way."""
    of = deleted.values_of(queries.permit(actor=actor_of(request), number=number))
    typed = forms.typed_of(of)
    for name in ("identifier", "name", "contract", "position", "rank", "plate"):
        typed[name] = ""
    return _page(request, WHO, typed, permit=None)


def _draft(request: HttpRequest, number: str) -> Permit:
    permit = queries.permit(actor=actor_of(request), number=number)
    if permit.state != Permit.State.DRAFT:
        raise NotFound
    return permit
