"""The ministry's desk: all employers' permits, figures, what employees say, revoking by two."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, officer_with
from pencere.blocks.regimes.api import DESK_GROUP
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, PencereError, Refused
from pencere.systems.staff_permits import (
    access,
    anomalies,
    authority,
    exports,
    figures,
    monitoring,
    pages,
    queries,
    regime,
    reports,
    words,
)
from pencere.systems.staff_permits.figures import Share
from pencere.systems.staff_permits.permit_views import FORMATS, shown
from pencere.ui.api import (
    DeskEntry,
    FormErrors,
    Pager,
    add_desk_entry,
    changed_address,
    show_at_desk,
)


def may_watch(actor: Actor) -> bool:
    """Whether the actor is an officer of the ministry whose post carries the role."""
    return actor.has_role(access.ROLE, agency=regime.agency())


add_desk_entry(
    DeskEntry(
        "staff_permits:ministry",
        gettext_lazy("Permits for staff"),
        order=81,
        is_for=may_watch,
        group=DESK_GROUP,
    )
)
V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def ministry_page(view: V) -> V:
    """A page for officers of the ministry with the role; 404 for all others."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        access.ministry(actor_of(request))
        return view(request, *args, **kwargs)

    return officer_with({access.ROLE})(guarded)  # type: ignore[return-value]


@require_GET
@ministry_page
def overview(request: HttpRequest) -> HttpResponse:
    """Figures of today, what waits for an officer, what looks odd."""
    actor = actor_of(request)
    found = figures.figures(actor=actor)
    titles = pages.titles_now()
    context = {
        "figures": found,
        "parts": [
            (_("By kind"), _shares(found.by_kind, titles["kind"], "kind")),
            (_("By activity area"), _shares(found.by_activity, titles["activity"], "activity")),
            (_("By district"), _shares(found.by_region, titles["region"], "region")),
        ],
        "days": [each for each in sorted(found.daily.items(), reverse=True) if each[1]],
        "kinds": [
            ("confirmed", words.EVENTS["confirmed"]),
            ("extended", words.EVENTS["extended"]),
            ("received", words.EVENTS["received"]),
            ("refused", words.EVENTS["refused"]),
            ("revoked", words.EVENTS["revoked"]),
            ("ended", words.EVENTS["ended"]),
        ],
        "near": anomalies.near_limits(actor=actor),
        "odd": anomalies.odd(actor=actor),
        "refusals": anomalies.refusals(actor=actor),
        "problem_words": words.problem_words,
        "waiting": authority.waiting(actor=actor),
        "reports": reports.waiting_for_ministry(actor=actor),
        "own": actor.account_id,
    }
    return show_at_desk(request, "staff_permits/ministry.html", context)


def _shares(shares: tuple[Share, ...], titles: Any, name: str) -> list[tuple[Any, str, Share]]:
    return [(pages.title_of(titles, each.code), f"{name}={each.code}", each) for each in shares]


@require_GET
@ministry_page
def search(request: HttpRequest) -> HttpResponse:
    """Confirmed permits of all employers; nobody is listed before something is asked for."""
    filters, errors = pages.filters_of(request.GET), FormErrors()
    employer = request.GET.get("employer", "")[:200]
    is_asked = pages.are_set(filters) or bool(employer.strip())
    page = monitoring.EMPTY
    if is_asked:
        try:
            page = monitoring.search(
                actor=actor_of(request),
                filters=filters,
                employer=employer,
                cursor=request.GET.get("cursor", "")[:400],
            )
        except Invalid as problem:
            errors = FormErrors(form=[problem.message])
    titles = pages.titles_now()
    context = {
        "rows": [(each, pages.state_of(each)) for each in page.rows],
        "total": page.total,
        "is_asked": is_asked,
        "typed": request.GET,
        "titles": titles,
        "states": [(code, title) for code, title in words.STATES.items() if code != "draft"],
        "query": f"{pages.address_of(request.GET.dict())}&employer={employer}",
        "title_of": pages.title_of,
        "errors": errors,
        "pager": Pager(
            next_address=changed_address(request, cursor=page.next) if page.next else "",
            first_address=changed_address(request, cursor=None) if "cursor" in request.GET else "",
        ),
    }
    return show_at_desk(
        request, "staff_permits/search.html", context, status=422 if errors else 200
    )


@require_GET
@ministry_page
def export(request: HttpRequest, format: str) -> HttpResponse:
    """What the search found, as a file; each employee sees that it was taken."""
    if format not in FORMATS:
        raise NotFound
    found = monitoring.export_rows(
        actor=actor_of(request),
        filters=pages.filters_of(request.GET),
        employer=request.GET.get("employer", "")[:200],
    )
    heading = [*exports.heading(), _("Employer"), _("Employer's number")]
    return FORMATS[format](heading, exports.rows(found, has_employer=True))


@require_http_methods(["GET", "POST"])
@ministry_page
def permit(request: HttpRequest, number: str) -> HttpResponseBase:
    """One permit; POST proposes to revoke it."""
    actor, errors, status = actor_of(request), FormErrors(), 200
    found = queries.monitored(actor=actor, number=number)
    if request.method == "POST":
        try:
            authority.propose(actor=actor, number=number, reason=request.POST.get("reason", ""))
        except (Invalid, Conflict) as problem:
            fields = problem.fields if isinstance(problem, Invalid) else {}
            errors = FormErrors(fields, form=() if fields else [problem.message])
            status = problem.status
        else:
            messages.success(request, _("It is proposed. Another officer decides."))
            return redirect("staff_permits:ministry_permit", number=found.number)
    context = {
        **shown(found),
        "withdrawal": authority.of_permit(found),
        "own": actor.account_id,
        "reports": reports.of_permit(found),
        "typed": request.POST,
        "errors": errors,
    }
    return show_at_desk(request, "staff_permits/ministry_permit.html", context, status=status)


@require_POST
@ministry_page
def decide(request: HttpRequest, withdrawal_id: UUID) -> HttpResponseBase:
    """Another officer revokes the permit, or leaves it as it is."""
    actor = actor_of(request)
    if request.POST.get("decision") == "approve":
        return _told(
            request,
            lambda: authority.approve(actor=actor, withdrawal_id=withdrawal_id),
            _("The permit is revoked. Employer and employee are told."),
        )
    answer = request.POST.get("answer", "")
    return _told(
        request,
        lambda: authority.reject(actor=actor, withdrawal_id=withdrawal_id, answer=answer),
        _("The permit stays as it is."),
    )


@require_POST
@ministry_page
def answer(request: HttpRequest, report_id: UUID) -> HttpResponseBase:
    """Answer what an employee said."""
    text = request.POST.get("answer", "")
    return _told(
        request,
        lambda: reports.answer_as_ministry(actor=actor_of(request), report_id=report_id, text=text),
        _("The employee is told your answer."),
    )


def _told(request: HttpRequest, act: Callable[[], Any], words_: str) -> HttpResponseBase:
    try:
        act()
    except (Invalid, Conflict, Refused) as problem:
        messages.error(request, _problem_words(problem))
    else:
        messages.success(request, words_)
    return redirect("staff_permits:ministry")


def _problem_words(problem: PencereError) -> str:
    if isinstance(problem, Invalid) and problem.fields:
        return " ".join(str(each) for said in problem.fields.values() for each in said)
    return str(problem.message)
