"""The demo's phones as pages, to be opened in another tab beside the page that asks."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.mobile_id import actions, queries
from pencere.blocks.mobile_id.providers.local.phones import (
    Phone,
    Shown,
    WrongSecret,
    phone_named,
    phones,
)
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.ui.api import FieldView, FormErrors, demo_only, render


@require_GET
@never_cache
@demo_only
def choose(request: HttpRequest) -> HttpResponse:
    """Whose phone to look at."""
    return render(request, "mobile_id/phones.html", {"phones": list(phones())})


@require_http_methods(["GET", "POST"])
@never_cache
@demo_only
def screen(request: HttpRequest, phone_name: str) -> HttpResponse:
    """One phone: what it asks, and what its holder presses."""
    phone = phone_named(phone_name)
    errors = FormErrors()
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise NotFound
        try:
            act(request, phone)
        except Invalid as error:
            errors = FormErrors({error.field or "pin": [str(error.message)]})
        else:
            return HttpResponseRedirect(reverse("demo-phone", args=[phone_name]))
    context = {
        "phone": phone,
        "shown": phone.waiting(),
        "blocked_by": _blocked_by(phone),
        "answers": phone.answers(),
        "errors": errors,
        "fields": {
            key: FieldView(key=key, type="password", label=label, value="", errors=errors.of(key))
            for key, label in (("pin", _("PIN")), ("puk", _("PUK")), ("new_pin", _("New PIN")))
        },
    }
    return render(request, "mobile_id/phone.html", context, status=422 if errors else 200)


@require_GET
@never_cache
@demo_only
def waiting(request: HttpRequest, phone_name: str) -> HttpResponse:
    """Which request is on the screen: for the script that looks whether a new one came."""
    shown = phone_named(phone_name).waiting()
    return JsonResponse({"request": str(shown.id) if shown else ""})


def _blocked_by(phone: Phone) -> str:
    """Why the mobile ID on this phone opens nothing now; empty when it does."""
    return "pin" if phone.tries_left == 0 else queries.blocked_by(phone.number, phone.user_id)


def _confirm(request: HttpRequest, phone: Phone) -> None:
    shown = _on_screen(request, phone)
    if shown is None:
        return
    try:
        signature = phone.sign(shown.id, request.POST.get("pin", ""))
    except WrongSecret as wrong:
        if wrong.tries_left == 0:
            _answer(request, phone, shown, "blocked")
        raise
    try:
        actions.confirm(request_id=shown.id, signature=signature)
    except Conflict as late:
        _too_late(request, phone, shown, late)
        return
    phone.forget(shown.id)
    phone.remember(shown, "confirmed")
    messages.success(request, _("Confirmed."))


def _refuse(request: HttpRequest, phone: Phone) -> None:
    shown = _on_screen(request, phone)
    if shown is not None and _answer(request, phone, shown, "refused"):
        messages.info(request, _("Refused."))


def _not_me(request: HttpRequest, phone: Phone) -> None:
    shown = _on_screen(request, phone)
    if shown is not None and _answer(request, phone, shown, "not-me"):
        messages.warning(request, _("Refused, and your mobile ID is blocked. The PUK unblocks it."))


def _switch(request: HttpRequest, phone: Phone) -> None:
    phone.switch()


def _unblock(request: HttpRequest, phone: Phone) -> None:
    phone.set_pin(request.POST.get("puk", ""), request.POST.get("new_pin", ""))
    actions.unblock(phone=phone.number, user_id=phone.user_id)
    messages.success(request, _("Unblocked. The new PIN holds."))


ACTS: dict[str, Callable[[HttpRequest, Phone], None]] = {
    "confirm": _confirm,
    "refuse": _refuse,
    "not-me": _not_me,
    "switch": _switch,
    "unblock": _unblock,
}
_BECAUSE: dict[str, actions.Because] = {
    "refused": "declined",
    "not-me": "not-me",
    "blocked": "pin-blocked",
}


def _on_screen(request: HttpRequest, phone: Phone) -> Shown | None:
    """The request that was on the screen when its holder pressed; None when it is gone."""
    try:
        wanted = UUID(request.POST.get("request", ""))
    except ValueError:
        raise NotFound from None
    shown = phone.waiting()
    if shown is not None and shown.id == wanted:
        return shown
    messages.warning(request, _("This request is no longer open."))
    return None


def _answer(request: HttpRequest, phone: Phone, shown: Shown, outcome: str) -> bool:
    """Whether a "no" was still in time."""
    try:
        actions.refuse(request_id=shown.id, because=_BECAUSE[outcome])
    except Conflict as late:
        _too_late(request, phone, shown, late)
        return False
    phone.forget(shown.id)
    phone.remember(shown, outcome)
    return True


def _too_late(request: HttpRequest, phone: Phone, shown: Shown, late: Conflict) -> None:
    phone.forget(shown.id)
    messages.warning(request, late.message)
