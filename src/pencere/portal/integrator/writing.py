"""What an integrator changes: register, change, new and ended secrets, close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pencere.blocks.openid import api as openid
from pencere.kernel.errors import Conflict, Invalid
from pencere.kernel.ids import new_id
from pencere.portal.integrator import forms
from pencere.portal.integrator.parts import (
    Parts,
    choices,
    integrator,
    part_named,
    part_with_client,
)
from pencere.portal.integrator.views import crumbs, of_client
from pencere.ui.api import Crumb, FormErrors, is_language_switch, render


@require_http_methods(["GET", "POST"])
@never_cache
@integrator
def new(request: HttpRequest, parts: Parts) -> HttpResponseBase:
    """Register a test system at once, or ask for a live one."""
    errors = FormErrors()
    typed = _first(request, parts)
    if request.method == "POST":
        typed = forms.typed_from(request.POST)
        if not is_language_switch(request):
            try:
                return _registered(request, parts, typed)
            except Invalid as problem:
                errors = forms.errors_from(problem, typed)
    context = {
        "fields": forms.fields(typed, errors, is_new=True),
        "errors": errors,
        "form_id": request.POST.get("form_id") or new_id(),
        "owners": choices(parts),
        "owner": request.POST.get("owner") or request.GET.get("owner", ""),
        "crumbs": crumbs(Crumb(_("Register a system"))),
        "form_languages": True,
    }
    return render(request, "integrator/new.html", context, status=422 if errors else 200)


def _first(request: HttpRequest, parts: Parts) -> dict[str, Any]:
    """A beginning, or what a test system has that now goes live."""
    source = request.GET.get("from", "")
    if not source:
        return forms.typed_of(None)
    _actor, client = part_with_client(parts, source)
    return {**forms.typed_of(openid.registration_of(client)), "stage": "live"}


def _registered(request: HttpRequest, parts: Parts, typed: dict[str, Any]) -> HttpResponseBase:
    actor = part_named(parts, request.POST.get("owner", ""))
    registration = forms.registration_from(typed)
    form_id = forms.form_id_of(request.POST)
    if not registration.is_test:
        proposal = openid.propose(actor=actor, form_id=form_id, registration=registration)
        messages.success(request, _("You asked for it. It begins when another person approves."))
        return redirect("integrator:proposal", proposal_id=proposal.pk)
    client, secret = openid.register_test_system(
        actor=actor, form_id=form_id, registration=registration
    )
    if secret:
        return _shown_once(request, client, secret)
    messages.success(request, _("The system is registered."))
    return redirect("integrator:system", client_id=client.client_id)


@require_http_methods(["GET", "POST"])
@never_cache
@integrator
def change(request: HttpRequest, parts: Parts, client_id: str) -> HttpResponseBase:
    """Change what is registered: a test system at once, a live one by asking for it."""
    actor, client = part_with_client(parts, client_id)
    kept = openid.registration_of(client)
    errors = FormErrors()
    typed = forms.typed_of(kept)
    if request.method == "POST":
        typed = {**forms.typed_from(request.POST), "stage": "test" if client.is_test else "live"}
        if not is_language_switch(request):
            try:
                wanted = forms.registration_from(typed, kept=kept)
                if client.is_test:
                    openid.change_test_system(actor=actor, client_id=client_id, registration=wanted)
                    messages.success(request, _("The change holds from now on."))
                    return redirect("integrator:system", client_id=client_id)
                proposal = openid.propose(
                    actor=actor,
                    form_id=forms.form_id_of(request.POST),
                    registration=wanted,
                    client_id=client_id,
                )
                messages.success(request, _("You asked for it. It holds when another approves."))
                return redirect("integrator:proposal", proposal_id=proposal.pk)
            except Invalid as problem:
                errors = forms.errors_from(problem, typed)
            except Conflict as conflict:
                errors = FormErrors(form=[conflict.message])
    context = {
        "client": client,
        "fields": forms.fields(typed, errors, is_new=False),
        "errors": errors,
        "form_id": request.POST.get("form_id") or new_id(),
        "crumbs": crumbs(of_client(client), Crumb(_("Change"))),
        "form_languages": True,
    }
    return render(request, "integrator/change.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@integrator
def secret(request: HttpRequest, parts: Parts, client_id: str) -> HttpResponseBase:
    """Ask once, make another secret, and show it this once."""
    actor, client = part_with_client(parts, client_id)
    if request.method == "POST" and not is_language_switch(request):
        made = openid.make_secret(actor=actor, client_id=client_id)
        return _shown_once(request, client, made)
    context = {
        "client": client,
        "days": openid.OVERLAP.days,
        "has_one": bool(openid.live_secrets(client)),
        "crumbs": crumbs(of_client(client), Crumb(_("New secret"))),
    }
    return render(request, "integrator/secret.html", context)


def _shown_once(request: HttpRequest, client: openid.Client, made: str) -> HttpResponse:
    context = {
        "client": client,
        "secret": made,
        "crumbs": crumbs(of_client(client), Crumb(_("Secret"))),
    }
    return render(request, "integrator/secret_made.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@integrator
def end_secret(
    request: HttpRequest, parts: Parts, client_id: str, secret_id: int
) -> HttpResponseBase:
    """Ask once, then end a secret at once."""
    actor, client = part_with_client(parts, client_id)
    if request.method == "POST" and not is_language_switch(request):
        openid.end_secret(actor=actor, client_id=client_id, secret_id=secret_id)
        messages.success(request, _("The secret opens nothing any more."))
        return redirect("integrator:system", client_id=client_id)
    context = {
        "client": client,
        "is_last": len(openid.live_secrets(client)) < 2,
        "crumbs": crumbs(of_client(client), Crumb(_("End a secret"))),
    }
    return render(request, "integrator/end_secret.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@integrator
def close(request: HttpRequest, parts: Parts, client_id: str) -> HttpResponseBase:
    """Say what ends, ask once, close the system for good."""
    actor, client = part_with_client(parts, client_id)
    if request.method == "POST" and not is_language_switch(request):
        openid.close_system(actor=actor, client_id=client_id)
        messages.success(request, _("The system is closed."))
        return redirect("integrator:system", client_id=client_id)
    context = {"client": client, "crumbs": crumbs(of_client(client), Crumb(_("Close")))}
    return render(request, "integrator/close.html", context)
