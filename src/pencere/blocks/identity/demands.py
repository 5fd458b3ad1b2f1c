"""What a stored requirement asks of the one who signs in, and the way there and back."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from pencere.blocks.identity import access, rules, throttle
from pencere.blocks.identity.actors import actor_of, address_of
from pencere.blocks.identity.models import Account
from pencere.kernel.actors import Assurance


def demand(
    request: HttpRequest, *, level: Assurance, since: dt.datetime | None = None
) -> HttpResponse:
    """To whatever is missing for a sign-in at `level` not older than `since`, and from there
    back to this address. To be called when something is missing."""
    actor = actor_of(request)
    if actor.account_id is None:
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('account_login')}?{query}")
    if not actor.is_at_least(level):
        return access.to_step_up(request, level)
    return _again(request, level)


def _again(request: HttpRequest, level: Assurance) -> HttpResponse:
    """The person proves once more to be the one who signed in: by the first of their methods,
    and for the highest level by the one that gives it."""
    if level == "high":
        return access.to_step_up(request, level)
    methods = get_adapter().get_reauthentication_methods(request.user)
    query = urlencode({"next": request.get_full_path()})
    address = methods[0]["url"] if methods else reverse("account_login")
    return HttpResponseRedirect(f"{address}?{query}")


def is_try_allowed(request: HttpRequest, *, limit: str, about: str = "") -> bool:
    """Count a try of `about` (else of the address) against a limit of `rules.LIMITS`."""
    return throttle.take(what=[(limit, about or address_of(request) or "")]).is_allowed


def second_step_at(request: HttpRequest) -> dt.datetime | None:
    """When this session's second factor was last given; None when it never was."""
    user = request.user
    if not isinstance(user, Account):
        return None
    return rules.second_step_at(get_authentication_records(request, user))


def demand_second_step(request: HttpRequest) -> HttpResponse:
    """To the second factor once more, even where the sign-in had one, and back to this address."""
    return access.to_step_up(request, "substantial")
