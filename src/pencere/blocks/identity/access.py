"""Who may open a page: signed in, at an assurance, as an officer.

Actions and queries check again what their page shows; these only spare people dead ends.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from pencere.blocks.identity.actors import actor_of, officer_of
from pencere.blocks.identity.carry_over import seal
from pencere.blocks.identity.models import Account
from pencere.blocks.identity.views import sign_in_page
from pencere.blocks.mobile_id import api as mobile_id
from pencere.kernel.actors import Actor, Assurance
from pencere.kernel.errors import NotFound

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


def signed_in(view: V) -> V:
    """Only for who is signed in; others sign in first and come back exactly here.

    A POST whose session is gone isn't done: its fields travel sealed through the sign-in, and
    the form's page finds them again with `carried(request)`.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return _to_sign_in(request)

    return guarded  # type: ignore[return-value]


def needs_assurance(level: Assurance) -> Callable[[V], V]:
    """Only for who signed in at `level` or above; others first give a second factor."""

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if actor_of(request).is_at_least(level):
                return view(request, *args, **kwargs)
            return to_step_up(request, level)

        return signed_in(guarded)  # type: ignore[return-value]

    return decorate


def officer(view: V) -> V:
    """A page of the desk: `request.actor` is the officer of the chosen post.

    Who holds no post gets 404; a post holder whose sign-in had one factor only is asked for
    the second first.
    """
    return officer_with(None)(view)


def officer_with(roles: Collection[str] | None) -> Callable[[V], V]:
    """As `officer`, and 404 for an officer whose post carries none of `roles`."""

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = officer_of(request)
            if actor is None or (roles is not None and actor.roles.isdisjoint(roles)):
                raise NotFound
            if not actor.is_at_least("substantial"):
                return to_step_up(request, "substantial")
            _act_as(request, actor)
            return view(request, *args, **kwargs)

        return signed_in(guarded)  # type: ignore[return-value]

    return decorate


def _act_as(request: HttpRequest, actor: Actor) -> None:
    request._actor = actor  # type: ignore[attr-defined]
    request.actor = actor  # type: ignore[attr-defined]


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" or request.method == "HEAD":
        return _redirect("account_login", next_url=request.get_full_path())
    account = getattr(request, "ended_session_of", None)
    return sign_in_page(
        request, next_url=_page_of_form(request), sealed=seal(request, account=account)
    )


def _page_of_form(request: HttpRequest) -> str:
    """The page on which the lost post was typed: the referring page of this site, else itself."""
    came_from = urlsplit(str(request.META.get("HTTP_REFERER", "")))
    if came_from.netloc == request.get_host() and came_from.path:
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return request.get_full_path()


def to_step_up(request: HttpRequest, level: Assurance) -> HttpResponse:
    """To the method that is missing for a level, and from there back to this page."""
    next_url = (
        request.get_full_path() if request.method in ("GET", "HEAD") else _page_of_form(request)
    )
    name = _way_to(request, level)
    if name:
        return _redirect(name, next_url=next_url)
    messages.warning(request, _NO_MOBILE_ID)
    return _redirect("identity_security")


def can_use_mobile_id(account: Account) -> bool:
    """Whether this installation can ask the phone of the account's holder."""
    return mobile_id.is_offered() and mobile_id.has_mobile_id(account.party_id)


_NO_MOBILE_ID = gettext_lazy("This needs mobile ID, and you have none that works.")


def _way_to(request: HttpRequest, level: Assurance) -> str | None:
    """Name of the page with the method that is missing for `level`, or on which it is set up;
    None when that can't be done here."""
    account = request.user
    if level != "high":
        types = Authenticator.objects.filter(user_id=account.pk).values_list("type", flat=True)
        found = next((name for kind, name in _FACTORS if kind in set(types)), None)
        if found:
            return "account_reauthenticate" if _lacks_password(request) else found
    if isinstance(account, Account) and can_use_mobile_id(account):
        return "identity_mobile_again"
    return None if level == "high" else "identity_first_factor"


def _lacks_password(request: HttpRequest) -> bool:
    """Whether this session began with a code by message alone: two things that one has are no
    two kinds of factors, so that the password is missing first."""
    actor = actor_of(request)
    return actor.assurance == "low" and "pwd" not in actor.methods


_FACTORS = (("totp", "mfa_reauthenticate"), ("webauthn", "mfa_reauthenticate_webauthn"))


def _redirect(name: str, *, next_url: str | None = None) -> HttpResponse:
    query = f"?{urlencode({'next': next_url})}" if next_url else ""
    return HttpResponseRedirect(reverse(name) + query)
