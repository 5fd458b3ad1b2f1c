"""The same for several cases: choose rows, choose what all of them allow, see what became of
each. The choice stands in the address, so that nothing is kept between the pages."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pencere.blocks.identity.api import actor_of, officer
from pencere.casework.applications import api
from pencere.casework.officers import api as officers
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.portal.desk import asked
from pencere.ui.api import FormErrors, is_language_switch, show_at_desk

HAND_OVER = "_hand-over"


@require_http_methods(["GET", "POST"])
@officer
def bulk(request: HttpRequest) -> HttpResponse:
    """The chosen cases with what can be done with all of them; POST does it."""
    if request.method == "GET":
        if not request.GET.getlist("case"):
            return redirect("desk:queue")
        return _choose(request, _ids(request.GET.getlist("case")))
    versions = _versions(request.POST.getlist("case"))
    errors = _errors(request, list(versions))
    if errors or is_language_switch(request):
        return _choose(request, list(versions), errors=errors)
    return show_at_desk(request, "desk/bulk_done.html", {"done": _do(request, versions)})


def _choose(
    request: HttpRequest, ids: list[UUID], *, errors: FormErrors | None = None
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "chosen": api.chosen(actor=actor, ids=ids),
        "colleagues": _colleagues(actor),
        "hand_over": HAND_OVER,
        "typed": request.POST,
        "errors": errors or FormErrors(),
        "form_languages": True,
    }
    return show_at_desk(request, "desk/bulk.html", context, status=422 if errors else 200)


def _errors(request: HttpRequest, ids: list[UUID]) -> FormErrors:
    """What is missing in the form, told once for all cases."""
    action = request.POST.get("action", "")
    if action == HAND_OVER:
        return FormErrors() if request.POST.get("to") else FormErrors({"to": [_("Choose who.")]})
    common = {each.code: each for each in api.chosen(actor=actor_of(request), ids=ids).actions}
    if action not in common:
        # What was done already is possible no more: a repeat gets its answer from the action.
        return FormErrors() if action else FormErrors({"action": [_("Choose what to do.")]})
    words = {"comment": _("Write a comment."), "note": _("Write a note."), "reason": _("Choose.")}
    lacking = {
        need: [words[need]]
        for need in sorted(common[action].needs)
        if need in words and not request.POST.get(need, "").strip()
    }
    return FormErrors(lacking)


def _do(request: HttpRequest, versions: dict[UUID, int]) -> list[api.DoneWith]:
    actor = actor_of(request)
    if request.POST.get("action") == HAND_OVER:
        if not officers.is_head(actor):
            raise NotFound
        to = asked.uuid(request.POST.get("to", ""))
        return list(api.assign_many(actor=actor, ids=list(versions), to=to))
    return list(
        api.act_on_many(
            actor=actor,
            versions=versions,
            action=request.POST.get("action", "")[:40],
            comment=request.POST.get("comment", ""),
            note=request.POST.get("note", ""),
            reason=request.POST.get("reason", "")[:80],
        )
    )


def _colleagues(actor: Actor) -> list[officers.OfficerShown]:
    """To whom a head can hand several cases: who is here today."""
    if not officers.is_head(actor) or actor.agency is None:
        return []
    away = officers.away(actor.agency)
    return [each for each in officers.officers_of(actor.agency) if each.account_id not in away]


def _ids(texts: list[str]) -> list[UUID]:
    return [asked.uuid(text.partition(":")[0]) for text in texts[:200]]


def _versions(texts: list[str]) -> dict[UUID, int]:
    """Row versions by id, out of `id:version`. Raises NotFound when nothing is chosen."""
    found: dict[UUID, int] = {}
    for text in texts[:200]:
        case, _colon, version = text.partition(":")
        found[asked.uuid(case)] = asked.whole_number(version)
    if not found:
        raise NotFound
    return found
