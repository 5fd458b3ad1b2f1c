"""Pages of the one-time code: asked for to sign in, and entered, whatever it is for."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pencere.blocks.identity import (
    actions,
    carry_over,
    code_flow,
    code_sign_in,
    delivery,
    journal_actions,
    one_time_codes,
)
from pencere.blocks.identity.code_forms import AskCodeForm, EnterCodeForm
from pencere.blocks.identity.models import OneTimeCode
from pencere.blocks.identity.pages import Page
from pencere.kernel.errors import TooMany
from pencere.ui.api import is_language_switch, render, safe_next

Onward = Callable[[HttpRequest, OneTimeCode, code_flow.Waiting], HttpResponse]
_onward: dict[str, Onward] = {}
_again: dict[str, str] = {}


def leads(purpose: str, *, again: str) -> Callable[[Onward], Onward]:
    """Name what the right code of a purpose leads to; `again` is the name of the page on which a
    new one is asked for."""

    def decorate(onward: Onward) -> Onward:
        _onward[purpose], _again[purpose] = onward, again
        return onward

    return decorate


@require_http_methods(["GET", "POST"])
@never_cache
def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Personal identifier and the way of the code; then the page that takes it."""
    next_url = safe_next(request, request.POST.get("next") or request.GET.get("next"), otherwise="")
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url or get_adapter().get_login_redirect_url(request))
    # The page of all methods may bring a sealed post along: it only shows the form.
    only_shows = is_language_switch(request) or "begin" in request.POST
    if request.method == "POST" and not only_shows:
        form, status = AskCodeForm(request.POST), 422
        if form.is_valid():
            try:
                _ask(request, form, next_url)
            except TooMany as error:
                form.add_error(None, str(error.message))
                status = 429
            else:
                carry_over.keep(request, request.POST.get(carry_over.FIELD, ""))
                return HttpResponseRedirect(reverse("identity_code"))
    else:
        form, status = AskCodeForm(initial=_typed(request)), 200
    context = {
        **Page.of_form(form, form.field_types),
        "next": next_url,
        "sealed": carry_over.sealed_in(request),
    }
    return render(request, "identity/code_ask.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Takes the code, and goes on to what it is for."""
    found = code_flow.waiting(request)
    if found is None:
        return HttpResponseRedirect(reverse("account_login"))
    form, status = EnterCodeForm(), 200
    if request.method == "POST" and not is_language_switch(request):
        form, status = EnterCodeForm(request.POST), 422
        if form.is_valid():
            checked = one_time_codes.check(found.handle, form.cleaned_data["code"])
            if checked.outcome == "right" and checked.row is not None:
                return _onward[found.purpose](request, checked.row, found)
            _note_wrong(request, checked)
            form.add_error("code", _wrong_words(checked))
    context = {
        **Page.of_form(form, form.field_types),
        "found": found,
        "again": reverse(_again[found.purpose]),
    }
    return render(request, "identity/code_enter.html", context, status=status)


def _ask(request: HttpRequest, form: AskCodeForm, next_url: str) -> None:
    identifier = form.cleaned_data["identifier"]
    code_flow.ask(
        request,
        purpose=code_sign_in.PURPOSE,
        whom=identifier,
        channel=form.cleaned_data["channel"],
        claim={"identifier": identifier},
        next_url=next_url,
    )


@leads(code_sign_in.PURPOSE, again="identity_code_sign_in")
def _signed_in(request: HttpRequest, row: OneTimeCode, found: code_flow.Waiting) -> HttpResponse:
    code_flow.forget(request)
    one_time_codes.finish(row)
    assert row.account is not None  # noqa: S101 (a code for sign-in goes to an account's holder)
    return code_sign_in.sign_in(request, row.account, channel=row.channel, next_url=found.next_url)


def _note_wrong(request: HttpRequest, checked: one_time_codes.Checked) -> None:
    """Whom the code was sent to sees in the journal that somebody guessed."""
    row = checked.row
    if row is None or not row.digest:
        return
    party_id = row.account.party_id if row.account else row.party_id
    if row.account is not None:
        actions.told_of_failure(row.account)
    if party_id is not None:
        actions.note_stranger(
            request, party_id, journal_actions.CODE_WRONG, {"purpose": row.purpose}
        )


def _wrong_words(checked: one_time_codes.Checked) -> str:
    if checked.outcome == "over":
        return _("This code no longer works. Ask for a new one.")
    return _("The code is not right. Check it and try again.")


def _typed(request: HttpRequest) -> dict[str, str]:
    """What stood in the form when its language was switched."""
    typed = {key: request.POST.get(key, "")[:32] for key in ("identifier", "channel")}
    return {**typed, "channel": typed["channel"] or next(iter(delivery.offered()), "")}
