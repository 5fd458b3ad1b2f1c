"""Requests for one's data: the list, and one of them with what can be said to it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.consent import api as consent
from pencere.blocks.identity.api import actor_of, signed_in
from pencere.blocks.registers.api import declaration
from pencere.kernel import clock
from pencere.kernel.errors import Conflict
from pencere.ui.api import Crumb, FormErrors, Pager, changed_address, is_language_switch, render

LIST = "/cabinet/consents/"


@require_GET
@signed_in
def consents(request: HttpRequest) -> HttpResponse:
    """All requests for the person's data, by how they stand, the newest first."""
    show: consent.Show = next((s for s in consent.SHOWS if s == request.GET.get("show")), "all")
    before = _id(request.GET.get("before", ""))
    page = consent.requests(actor=actor_of(request), show=show, before=before)
    pager = Pager(
        next_address=changed_address(request, before=str(page.next)) if page.next else "",
        first_address=changed_address(request, before=None) if before else "",
    )
    context = {
        "rows": [_shown(row) for row in page.rows],
        "show": show,
        "shows": consent.SHOWS,
        "pager": pager,
        "crumbs": [Crumb(_("My cabinet"), "/cabinet/"), Crumb(_("Requests for my data"))],
    }
    return render(request, "cabinet/consents.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def one(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """Who asks for what and why; allow, refuse, withdraw."""
    actor = actor_of(request)
    errors = FormErrors()
    status = 200
    if request.method == "POST" and not is_language_switch(request):
        answer: Any = request.POST.get("answer")
        try:
            if answer not in ("granted", "refused", "withdrawn"):
                raise Conflict(_("Say whether you allow it."), code="answer")
            consent.answer(actor=actor, request_id=request_id, answer=answer)
            messages.success(request, _said(answer))
            return redirect("cabinet:consent", request_id=request_id)
        except Conflict as conflict:
            errors, status = FormErrors(form=[conflict.message]), conflict.status
    row = consent.request(actor=actor, request_id=request_id)
    context = {
        "one": _shown(row),
        "errors": errors,
        "crumbs": [
            Crumb(_("My cabinet"), "/cabinet/"),
            Crumb(_("Requests for my data"), LIST),
            Crumb(str(row.matter_words)),
        ],
    }
    return render(request, "cabinet/consent.html", context, status=status)


def _said(answer: str) -> str:
    return {
        "granted": _("You allowed it. You can withdraw this at any time."),
        "refused": _("You did not allow it."),
        "withdrawn": _("You withdrew it: nothing more is read."),
    }[answer]


def _shown(row: consent.ConsentRequest) -> dict[str, Any]:
    register = declaration(row.register)
    possible = [
        each
        for each in ("granted", "refused", "withdrawn")
        if consent.may_become(row.state, each, valid_until=row.valid_until, now=clock.now())
    ]
    return {
        "row": row,
        "matter": str(row.matter_words),
        "agency": str(row.agency.name),
        "asked_for": row.asked_for.name,
        "register": str(register.title),
        "fields": [str(register.field(key).title) for key in row.fields],
        "purpose": str(row.purpose_words),
        "possible": possible,
        "is_over": row.valid_until <= clock.now(),
    }


def _id(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
