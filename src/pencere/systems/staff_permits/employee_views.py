"""What employees see: their own permits, each with its code to be shown, and "this is wrong"."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import actor_of, needs_assurance, signed_in
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.ids import new_id
from pencere.systems.staff_permits import access, pages, papers, queries, reports
from pencere.systems.staff_permits.authority_models import Report
from pencere.systems.staff_permits.models import LIVE, Permit
from pencere.systems.staff_permits.permit_views import as_pdf, shown
from pencere.ui.api import (
    FormErrors,
    PermitLine,
    PermitPart,
    feed_permit_card,
    formatting,
    is_language_switch,
    render,
)

TO = {
    Report.To.EMPLOYER.value: gettext_lazy("The employer"),
    Report.To.MINISTRY.value: gettext_lazy("The ministry, when the employer should not know"),
}
SHOWN_IN_CABINET = 3


@require_GET
@never_cache
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """One's own permits, those that hold first."""
    rows = [
        {"permit": each, "state": pages.state_of(each)}
        for each in queries.permits_of(actor=actor_of(request))
    ]
    live = [each for each in rows if papers.has_paper(each["permit"])]  # type: ignore[arg-type]
    over = [each for each in rows if each not in live]
    return render(request, "staff_permits/mine.html", {"live": live, "over": over})


@require_GET
@never_cache
@signed_in
def own_permit(request: HttpRequest, number: str) -> HttpResponse:
    """One of one's own permits with its code."""
    permit = queries.own_permit(actor=actor_of(request), number=number)
    context = {**shown(permit), "reports": reports.of_permit(permit)}
    return render(request, "staff_permits/own_permit.html", context)


@require_GET
@signed_in
def own_paper(request: HttpRequest, number: str) -> HttpResponse:
    """One of one's own permits as a PDF."""
    return as_pdf(queries.own_permit(actor=actor_of(request), number=number))


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def wrong(request: HttpRequest, number: str) -> HttpResponseBase:
    """Say that something about one's permit is wrong."""
    actor = actor_of(request)
    permit = queries.own_permit(actor=actor, number=number)
    errors, status = FormErrors(), 200
    if request.method == "POST" and not is_language_switch(request):
        try:
            reports.report(
                actor=actor,
                number=number,
                to=request.POST.get("to", ""),
                text=request.POST.get("text", ""),
                key=request.POST.get("key", ""),
            )
        except (Invalid, Conflict) as problem:
            fields = problem.fields if isinstance(problem, Invalid) else {}
            errors = FormErrors(fields, form=() if fields else [problem.message])
            status = problem.status
        else:
            messages.success(request, _("It is sent. You get a notice with the answer."))
            return redirect("staff_permits:own_permit", number=permit.number)
    context = {
        "permit": permit,
        "to": TO.items(),
        "typed": request.POST,
        "key": request.POST.get("key") or str(new_id()),
        "errors": errors,
        "form_languages": True,
    }
    return render(request, "staff_permits/wrong.html", context, status=status)


@require_GET
@never_cache
@needs_assurance("high")
def trader(request: HttpRequest) -> HttpResponseBase:
    """Who employs in their own name begins: the taxpayers' register says whether they do."""
    try:
        access.employer_of(actor_of(request))
    except NotFound:
        messages.warning(
            request, _("By the taxpayers' register you don't do business in your own name.")
        )
    return redirect("staff_permits:start")


def card(actor: Actor) -> PermitPart | None:
    """What the cabinet's card of permits says of permits to go to work."""
    if actor.kind != "person" or actor.party_id is None or actor.on_behalf_of is not None:
        return None
    found = [each for each in queries.permits_of(actor=actor) if _is_news(each)]
    if not found:
        return None
    return PermitPart(
        lines=tuple(_line(each) for each in found[:SHOWN_IN_CABINET]),
        words=_("All my permits to go to work"),
        address=reverse("staff_permits:mine"),
    )


def _is_news(permit: Permit) -> bool:
    return permit.state in LIVE and permit.ends_on >= clock.today()


def _line(permit: Permit) -> PermitLine:
    state, colour = pages.state_of(permit)
    return PermitLine(
        title=permit.employer.name,
        address=reverse("staff_permits:own_permit", args=[permit.number]),
        note=_("until %(day)s") % {"day": formatting.date(permit.ends_on)},
        state=state,
        colour=colour,
    )


feed_permit_card("staff-permits", card, order=20)
