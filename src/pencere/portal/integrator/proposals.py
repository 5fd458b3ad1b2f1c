"""A live system, or a change of one, before the second pair of eyes."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pencere.blocks.openid import api as openid
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.text import Text
from pencere.portal.integrator import forms
from pencere.portal.integrator.parts import (
    Parts,
    integrator,
    part_with_proposal,
    title_of,
)
from pencere.portal.integrator.views import crumbs
from pencere.ui.api import Crumb, FormErrors, is_language_switch, render


@require_http_methods(["GET", "POST"])
@never_cache
@integrator
def show(request: HttpRequest, parts: Parts, proposal_id: UUID) -> HttpResponseBase:
    """What is asked for, beside what holds now; approve, refuse, take back."""
    actor, proposal = part_with_proposal(parts, proposal_id)
    errors, status = FormErrors(), 200
    if request.method == "POST" and not is_language_switch(request):
        try:
            _answer(request, actor, proposal_id)
            return redirect("integrator:proposal", proposal_id=proposal_id)
        except Invalid as problem:
            form = () if problem.fields else [problem.message]
            errors, status = FormErrors(problem.fields, form=form), 422
        except Conflict as conflict:
            errors, status = FormErrors(form=[conflict.message]), conflict.status
    wanted = openid.from_json(proposal.registration)
    context = {
        "proposal": proposal,
        "name": wanted.name,
        "owner": title_of(proposal.agency_id, proposal.organisation_id),
        "asked_by": proposal.asked_by.party.name,
        "rows": _compared(wanted, proposal),
        "may_decide": not proposal.outcome and openid.may_decide(actor, proposal),
        "may_take_back": not proposal.outcome and openid.owner_of(actor) is not None,
        "is_own": actor.account_id == proposal.asked_by_id,
        "reason": request.POST.get("reason", ""),
        "errors": errors,
        "crumbs": crumbs(Crumb(str(Text(wanted.name)))),
    }
    return render(request, "integrator/proposal.html", context, status=status)


def _answer(request: HttpRequest, actor: Actor, proposal_id: UUID) -> None:
    answer = request.POST.get("answer", "")
    if answer == "approve":
        openid.approve(actor=actor, proposal_id=proposal_id)
        messages.success(request, _("Approved: it holds from now on."))
    elif answer == "refuse":
        reason = request.POST.get("reason", "")
        openid.refuse(actor=actor, proposal_id=proposal_id, reason=reason)
        messages.success(request, _("Not approved. Whoever asked sees why."))
    elif answer == "take-back":
        openid.take_back(actor=actor, proposal_id=proposal_id)
        messages.success(request, _("Taken back."))
    else:
        raise NotFound


def _compared(
    wanted: openid.Registration, proposal: openid.Proposal
) -> list[tuple[str, str, str | None]]:
    """What, as asked for, and as it holds now where that differs (None where it doesn't)."""
    now: dict[str, str] = {}
    if proposal.client is not None and not proposal.outcome:
        now = _facts(openid.registration_of(proposal.client))
    return [
        (title, value, now[title] if title in now and now[title] != value else None)
        for title, value in _facts(wanted).items()
        if value or now.get(title)
    ]


def _facts(registration: openid.Registration) -> dict[str, str]:
    """A registration as rows of words."""
    keys: Any = (registration.jwks or {}).get("keys", [])
    return {
        _("Name for people"): " · ".join(registration.name.values()),
        _("What it does"): forms.words_of_kind(forms.kind_of(registration)),
        _("Addresses to come back to"): "\n".join(registration.redirect_uris),
        _("Addresses after signing out"): "\n".join(registration.post_logout_redirect_uris),
        _("Where we tell it that somebody signed out"): registration.backchannel_logout_uri,
        _("Where we tell it that the phone answered"): registration.ciba_notification_uri,
        _("What may it ask for?"): "\n".join(forms.scope_words(n) for n in registration.scopes),
        _("How surely must people sign in, at least?"): forms.words_of_level(
            registration.least_assurance
        ),
        _("What do we refuse otherwise?"): "\n".join(forms.safeguards_of(registration)),
        _("Its public keys"): "\n".join(
            json.dumps(key, sort_keys=True, ensure_ascii=False) for key in keys
        ),
    }
