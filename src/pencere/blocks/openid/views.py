"""Pages and redirects of the authorization endpoint: what a person sees between two systems.

The protocol's errors go back to the client where its redirect address is known to be good;
otherwise the person gets a page that says whose mistake it is, and no way on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pencere.blocks.identity import api as identity
from pencere.blocks.openid import (
    authorization,
    browsers,
    clients,
    granting,
    parameters,
    problems,
    rules,
    scopes,
)
from pencere.blocks.openid.errors import (
    AccessDenied,
    ConsentRequired,
    InvalidClient,
    LoginRequired,
    OAuthError,
    Return,
)
from pencere.blocks.openid.models import AuthorizationRequest, Client
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict
from pencere.ui.api import is_language_switch, render


@require_http_methods(["GET", "POST"])
@never_cache
@csrf_exempt
def authorize(request: HttpRequest) -> HttpResponseBase:
    """The authorization endpoint: check, keep, and go on under a handle.

    A POST comes from another site by design (OpenID Connect Core, 3.1.2.1), so it has no token
    of ours; it changes nothing but to begin.
    """
    client = None
    try:
        given = (
            parameters.of_form(request)
            if request.method == "POST"
            else parameters.of_query(request)
        )
        client = clients.live_client(given.get("client_id", ""))
        if client is None:
            raise InvalidClient("client_id is unknown.", detail="client-unknown")
        browser = browsers.secret_of(request)
        begun = authorization.begin(client, given, browser=browser)
    except OAuthError as error:
        return _answer_error(request, client, error)
    response = HttpResponseRedirect(reverse("openid_continue", args=[begun.handle]))
    wish = rules.Wish.from_json(begun.request.wish)
    browsers.remember(request, response, secret=browser, redirect_uri=wish.redirect_uri)
    return response


@require_http_methods(["GET", "POST"])
@never_cache
def go_on(request: HttpRequest, handle: str) -> HttpResponseBase:
    """What comes next for this request: sign in, step up, agree; in the end the way back.

    Every visit decides anew from the stored request, so that going back, another tab or a
    changed address leads to no other result.
    """
    running = authorization.running(handle, browser=browsers.secret_of(request))
    if running is None:
        return render(request, "openid/over.html", status=410)
    wish = rules.Wish.from_json(running.wish)
    try:
        return _step(request, running, wish)
    except OAuthError as error:
        error.return_to = Return(wish.redirect_uri, wish.state)
        granting.drop(request=running)
        return _answer_error(request, running.client, error)
    except Conflict:
        return render(request, "openid/over.html", status=410)


def _step(
    request: HttpRequest, running: AuthorizationRequest, wish: rules.Wish
) -> HttpResponseBase:
    actor = identity.actor_of(request)
    begun_at = running.begun_at or running.created_at
    step = rules.next_step(
        wish, begun_at=begun_at, known=_known(actor), agreed=_is_agreed(actor, running, wish)
    )
    if "none" in wish.prompts:
        _refuse_to_ask(step)
    if step in ("sign-in", "again", "step-up"):
        fresh_since = _fresh_since(wish, begun_at)
        return identity.demand(request, level=wish.assurance, since=fresh_since)
    if step == "consent":
        return _consent(request, actor, running, wish)
    return _back_with_code(wish, granting.go_on(actor=actor, request=running))


def _known(actor: Actor) -> rules.Known | None:
    if actor.account_id is None or actor.authenticated_at is None:
        return None
    return rules.Known(at=actor.authenticated_at, assurance=actor.assurance)


def _is_agreed(actor: Actor, running: AuthorizationRequest, wish: rules.Wish) -> bool:
    if actor.account_id is None:
        return False
    consent = granting.live_consent(account_id=actor.account_id, client=running.client)
    return consent is not None and rules.is_agreed(
        wish,
        scopes=consent.scopes,
        claims=consent.claims,
        is_chosen_again=scopes.MANDATE in wish.scopes and actor.on_behalf_of is not None,
    )


def _fresh_since(wish: rules.Wish, begun_at: dt.datetime) -> dt.datetime | None:
    """From when on the sign-in must be; None when it may be as old as the session."""
    if "login" in wish.prompts:
        return begun_at
    if wish.max_age is not None:
        return begun_at - dt.timedelta(seconds=wish.max_age)
    return None


def _refuse_to_ask(step: rules.Step) -> None:
    if step in ("sign-in", "again", "step-up"):
        raise LoginRequired("The person has to sign in.", detail="prompt-none")
    if step == "consent":
        raise ConsentRequired("The person has to agree first.", detail="prompt-none-consent")


def _consent(
    request: HttpRequest, actor: Actor, running: AuthorizationRequest, wish: rules.Wish
) -> HttpResponseBase:
    if request.method == "POST" and not is_language_switch(request):
        decision = request.POST.get("decision")
        is_as_shown = request.POST.get("mandate", "") == _mandate(actor, wish)
        if decision == "agree" and is_as_shown:
            return _back_with_code(wish, granting.agree(actor=actor, request=running))
        if decision == "deny":
            granting.deny(actor=actor, request=running)
            error = AccessDenied("The person did not agree.", detail="denied")
            return _back(Return(wish.redirect_uri, wish.state), error.as_json())
        if decision == "switch":
            end_session(request)
            return identity.demand(request, level=wish.assurance)
    asked = {*wish.id_token_claims, *wish.userinfo_claims}
    context = {
        "client": running.client,
        "person": str(actor.label),
        "host": urlsplit(wish.redirect_uri).hostname or urlsplit(wish.redirect_uri).scheme,
        "scopes": _declared(wish.scopes, is_power=False),
        "powers": _declared(wish.scopes, is_power=True),
        "claims": [scopes.claims()[name] for name in scopes.claims() if name in asked],
        "is_offline": scopes.OFFLINE in wish.scopes,
        "offline_days": rules.OFFLINE_SECONDS // 86400,
        "acts": scopes.MANDATE in wish.scopes,
        "acting_for": identity.acting_for(request),
        "mandate": _mandate(actor, wish),
        "can_act_for_others": identity.can_act_for_others(request),
        "form_languages": True,
    }
    return render(request, "openid/consent.html", context)


def _mandate(actor: Actor, wish: rules.Wish) -> str:
    """By which mandate the person acts there: the page carries it, since another tab may have
    changed for whom they act since they read it."""
    acts = scopes.MANDATE in wish.scopes and actor.mandate_id is not None
    return str(actor.mandate_id) if acts else ""


def _back_with_code(wish: rules.Wish, code: str) -> HttpResponse:
    return _back(Return(wish.redirect_uri, wish.state), {"code": code})


def _back(return_to: Return, answer: dict[str, str]) -> HttpResponse:
    """To the client, with who we are (RFC 9207): it must not mistake us for another."""
    answer = {**answer, "iss": settings.BASE_URL}
    if return_to.state:
        answer["state"] = return_to.state
    separator = "&" if "?" in return_to.redirect_uri else "?"
    response = HttpResponse(status=303)
    response["Location"] = f"{return_to.redirect_uri}{separator}{urlencode(answer)}"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answer_error(request: HttpRequest, client: Client | None, error: OAuthError) -> HttpResponse:
    problems.note(request, client, "authorize", error)
    if error.return_to is not None:
        return _back(error.return_to, error.as_json())
    context = {"error": error, "client": client}
    return render(request, "openid/refused.html", context, status=400)


def _declared(names: Iterable[str], *, is_power: bool) -> list[scopes.Scope]:
    """What of the scopes tells of the person, or lets the client act in their name."""
    return [
        scopes.scopes()[name]
        for name in names
        if name in scopes.scopes() and name.startswith(scopes.API) == is_power
    ]
