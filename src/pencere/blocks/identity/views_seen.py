"""The desk's page on which an officer confirms that a foreigner was there with the passport."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pencere.blocks.identity import seeing
from pencere.blocks.identity.access import officer_with
from pencere.blocks.identity.actors import actor_of
from pencere.blocks.identity.pages import Page
from pencere.blocks.identity.proof_forms import PassportLinesForm
from pencere.kernel.errors import Invalid, NotFound, PencereError
from pencere.ui.api import DeskEntry, add_desk_entry, is_language_switch, show_at_desk

add_desk_entry(
    DeskEntry(
        "identity_seen",
        gettext_lazy("Seen in person"),
        order=75,
        is_for=lambda actor: seeing.ROLE in actor.roles,
    )
)


@require_http_methods(["GET", "POST"])
@never_cache
@officer_with({seeing.ROLE})
def seen(request: HttpRequest) -> HttpResponse:
    """The passport's lines; then whose account it is, to confirm it or to take that back."""
    form, status = PassportLinesForm(initial=request.POST.dict()), 200
    shown = None
    if request.method == "POST" and not is_language_switch(request):
        form = PassportLinesForm(request.POST)
        if form.is_valid():
            if _is_done(request, form):
                return HttpResponseRedirect(reverse("identity_seen"))
            shown = _shown(request, form)
        status = 422 if form.errors else 200
    page = Page.of_form(form, form.field_types)
    context = {**page, "shown": shown, "typed": request.POST, "form_languages": True}
    return show_at_desk(request, "identity/seen.html", context, status=status)


_DONE = {
    "confirm": gettext_lazy("Confirmed: the account is worth more than a copied passport now."),
    "take-back": gettext_lazy("Taken back: the account is at the lowest level again."),
}


def _is_done(request: HttpRequest, form: PassportLinesForm) -> bool:
    """Whether something was asked for and done; else the form says why not."""
    deed = request.POST.get("deed", "")
    if deed not in _DONE:
        return False
    try:
        _do(request, form.identifier, deed)
    except NotFound:
        return False  # `_shown` says so
    except PencereError as problem:
        form.add_error(None, str(problem.message))
        return False
    messages.success(request, _DONE[deed])
    return True


def _do(request: HttpRequest, identifier: str, deed: str) -> None:
    actor = actor_of(request)
    if deed == "take-back":
        reason = request.POST.get("reason", "")
        seeing.take_back(actor=actor, identifier=identifier, reason=reason)
        return
    if not request.POST.get("compared"):
        raise Invalid(_("Tick that you have compared the person with the passport."))
    seeing.confirm_seen(actor=actor, identifier=identifier)


def _shown(request: HttpRequest, form: PassportLinesForm) -> seeing.Shown | None:
    """The account of the passport; None when there is none, and the form says so."""
    try:
        return seeing.account_of_passport(actor=actor_of(request), identifier=form.identifier)
    except NotFound:
        form.add_error("second", _("No account was opened with this passport."))
        return None
