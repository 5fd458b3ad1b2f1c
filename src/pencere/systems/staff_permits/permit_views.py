"""One permit of the employer: its road, its paper, what can be done with it; and the whole list
as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pencere.blocks.identity.api import actor_of
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.journal.api import record
from pencere.kernel.text import Text
from pencere.systems.staff_permits import (
    access,
    changing,
    exports,
    pages,
    papers,
    queries,
    reports,
    tokens,
    words,
)
from pencere.systems.staff_permits.models import LIVE, Event, Permit
from pencere.ui.api import Definition, render
from pencere.ui.api import Event as Point

FORMATS = {"csv": exports.as_csv, "xlsx": exports.as_xlsx}


@require_GET
@pages.employer_page
def permit(request: HttpRequest, number: str) -> HttpResponse:
    """A permit with its road from draft to receipt."""
    found = queries.permit(actor=actor_of(request), number=number)
    context = {
        **shown(found),
        "actions": _actions(found),
        "reports": reports.of_permit(found, to="employer"),
    }
    return render(request, "staff_permits/permit.html", context)


def shown(permit: Permit) -> dict[str, Any]:
    """What every page about one permit shows."""
    state, colour = pages.state_of(permit)
    return {
        "permit": permit,
        "state": state,
        "colour": colour,
        "rows": definitions(permit),
        "timeline": road(permit),
        "code": tokens.picture_of(permit) if papers.has_paper(permit) else "",
        "reason": words.REASONS.get(permit.reason_code, ""),
    }


def _actions(permit: Permit) -> list[str]:
    if permit.state == Permit.State.DRAFT:
        return ["confirm"]
    if permit.state in LIVE:
        return ["extend", "end", "revoke"]
    return ["extend"] if permit.state == Permit.State.ENDED else []


def definitions(permit: Permit) -> list[Definition]:
    """What the permit says."""
    titles = pages.titles_now()
    rows = [
        Definition(words.FIELDS["employee"], permit.employee_name),
        Definition(words.FIELDS["position"], permit.position),
        Definition(words.FIELDS["form"], words.FORMS.get(permit.form, permit.form)),
        Definition(words.FIELDS["contract"], permit.contract),
        Definition(words.FIELDS["kind"], pages.title_of(titles["kind"], permit.kind)),
        Definition(words.FIELDS["activity"], pages.title_of(titles["activity"], permit.activity)),
        Definition(words.FIELDS["region"], pages.title_of(titles["region"], permit.region)),
        Definition(words.FIELDS["workplace"], permit.workplace),
        Definition(words.FIELDS["starts_on"], permit.starts_on, kind="date"),
        Definition(words.FIELDS["ends_on"], permit.ends_on, kind="date"),
    ]
    rows += [
        Definition(words.FIELDS[name], getattr(permit, name))
        for name in ("rank", "plate")
        if getattr(permit, name)
    ]
    for trip in permit.trips.all():
        way = [
            str(pages.title_of(titles["region"], code))
            for code in (trip.from_region, trip.to_region)
        ]
        days = f"{trip.starts_on:%d.%m.%Y} – {trip.ends_on:%d.%m.%Y}"
        rows.append(Definition(_("Business trip"), f"{way[0]} → {way[1]}, {days}"))
    return rows


def road(permit: Permit) -> list[Point]:
    """What happened, the first on top, and what comes next."""
    points = [_point(event) for event in reversed(queries.history(permit))]
    ahead: list[str] = []
    if permit.state == Permit.State.DRAFT:
        ahead = [_("Confirm it"), _("The ministry acknowledges it")]
    elif permit.state in (Permit.State.CONFIRMED, Permit.State.SENT):
        ahead = [_("The ministry acknowledges it")]
    states = ["now", *["ahead"] * len(ahead)]
    return points + [Point(title, state=state) for title, state in zip(ahead, states, strict=False)]


def _point(event: Event) -> Point:
    said = [
        words.REASONS.get(str(event.data.get("reason_code", "")), ""),
        event.data.get("reason", ""),
    ]
    text = ". ".join(str(each) for each in said if each)
    if event.kind == Event.Kind.EDITED:
        text = ", ".join(str(words.title_of_field(name)) for name in event.data)
    if event.kind == Event.Kind.RECEIVED and event.permit.receipt:
        text = _("Receipt %(number)s") % {"number": event.permit.receipt}
    return Point(words.EVENTS.get(event.kind, event.kind), event.at, _by(event), text)


def _by(event: Event) -> Text | str:
    """Who did it; the platform itself is named by nobody's language but its own."""
    is_platform = set(event.who) == {"en"}
    return "" if is_platform else Text(event.who)


@require_POST
@pages.employer_page
def answer(request: HttpRequest, report_id: UUID) -> HttpResponseBase:
    """Answer what an employee said is wrong."""
    try:
        said = reports.answer_as_employer(
            actor=actor_of(request), report_id=report_id, text=request.POST.get("answer", "")
        )
    except Invalid as problem:
        messages.error(request, " ".join(str(each) for each in problem.fields["answer"]))
        return redirect("staff_permits:start")
    messages.success(request, _("The employee is told your answer."))
    return redirect("staff_permits:permit", number=said.permit.number)


@require_GET
@pages.employer_page
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The permit as a PDF with its code."""
    found = queries.permit(actor=actor_of(request), number=number)
    changing.journal(words.PRINTED, [found], actor=actor_of(request))
    return as_pdf(found)


def as_pdf(permit: Permit) -> HttpResponse:
    """A permit that holds as a file. Raises NotFound for one that doesn't."""
    if not papers.has_paper(permit):
        raise NotFound
    response = HttpResponse(papers.paper(permit), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{permit.number}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_GET
@pages.employer_page
def export(request: HttpRequest, format: str) -> HttpResponse:
    """All that the filters leave, as a file; each employee sees that it was taken."""
    if format not in FORMATS:
        raise NotFound
    actor = actor_of(request)
    found = queries.export_rows(actor=actor, filters=pages.filters_of(request.GET))
    response = FORMATS[format](exports.heading(), exports.rows(found))
    record(
        actor=actor,
        action=words.EXPORTED,
        subject=access.employer_of(actor).pk,
        purpose=access.PURPOSE,
        justification=access.LAW,
    )
    return response
