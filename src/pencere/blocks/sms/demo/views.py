"""The demonstration's phones as pages: write to a short number, see what comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.sms.demo.control import CentreAway, ask
from pencere.blocks.sms.handling import numbers
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import pack
from pencere.ui.api import Choice, FieldView, FormErrors, demo_only, render

LONGEST = 1600
"""Letters of a text: ten parts of a long one and some."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text on the screen of a phone."""

    words: str
    number: str
    at: dt.datetime
    is_from_phone: bool
    state: str


@dataclass(frozen=True, slots=True)
class KnownPhone:
    """A phone in the list."""

    phone: str
    """Digits, as in its address."""
    name: str
    """Of a person of the demonstration; "" for any other phone."""
    last: ShownText | None


@require_http_methods(["GET"])
@never_cache
@demo_only
def choose(request: HttpRequest) -> HttpResponse:
    """Whose phone to hold; any number may be typed."""
    typed = request.GET.get("phone", "").strip()
    errors = FormErrors()
    if typed:
        number = pack().normalise_phone(typed)
        if number is not None:
            return HttpResponseRedirect(reverse("sms:phone", args=[number.removeprefix("+")]))
        errors = FormErrors({"phone": [_("This is not a phone number.")]})
    said = _asked("phones")
    context = {
        "phones": _known_phones(said),
        "errors": errors,
        "field_view": FieldView(
            key="phone",
            type="phone",
            label=_("Another phone number"),
            value=typed,
            errors=errors.of("phone"),
        ),
        **_standing(said),
    }
    return render(request, "sms/phones.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@demo_only
def phone(request: HttpRequest, phone: str) -> HttpResponse:
    """One phone: its conversation, and a text to write."""
    name = _name_of(_known(phone))
    errors = FormErrors()
    if request.method == "POST":
        errors = _act(request, phone)
        if not errors:
            return HttpResponseRedirect(reverse("sms:phone", args=[phone]) + "#write")
    said = _asked("texts", phone=phone)
    context = {
        "phone": phone,
        "name": name,
        "errors": errors,
        "fields": _fields(request, errors),
        "samples": _samples(phone),
        **_conversation(said),
    }
    return render(request, "sms/phone.html", context, status=422 if errors else 200)


@require_GET
@never_cache
@demo_only
def texts(request: HttpRequest, phone: str) -> HttpResponse:
    """The conversation alone, for the script that looks for answers; nothing (204) when it has
    what is there."""
    _known(phone)
    said = _asked("texts", phone=phone)
    context = {"phone": phone, **_conversation(said)}
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "sms/conversation.html", context)


def _act(request: HttpRequest, phone: str) -> FormErrors:
    """What the holder pressed; what is wrong with it."""
    act = request.POST.get("act", "")
    if act == "switch":
        said = _asked("switch", phone=phone)
    elif act == "write":
        words = request.POST.get("text", "").replace("\r\n", "\n").strip()
        to = request.POST.get("to", "").strip()
        errors = _mistakes(to, words)
        if errors:
            return FormErrors(errors)
        said = _asked("write", phone=phone, to=to, text=words)
    else:
        raise NotFound
    return FormErrors() if said is not None else FormErrors({"": [_away()]})


def _mistakes(to: str, words: str) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not (to.isascii() and to.isdigit() and 2 <= len(to) <= 15):
        errors["to"] = [_("Type the number with digits alone.")]
    if not words:
        errors["text"] = [_("Write something.")]
    elif len(words) > LONGEST:
        errors["text"] = [_("A text has at most %(count)s letters.") % {"count": LONGEST}]
    return errors


def _fields(request: HttpRequest, errors: FormErrors) -> dict[str, FieldView]:
    handled = numbers()
    to = request.POST.get("to", "") or request.GET.get("to", "") or next(iter(handled), "")
    words = request.POST.get("text", "") or request.GET.get("text", "")
    is_choice = len(handled) > 1
    return {
        "to": FieldView(
            key="to",
            type="choice" if is_choice else "text",
            label=_("To"),
            value=to,
            choices=[Choice(number, number) for number in handled] if is_choice else [],
            errors=errors.of("to"),
            width=10,
        ),
        "text": FieldView(
            key="text", type="long_text", label=_("Text"), value=words, errors=errors.of("text")
        ),
    }


def _asked(do: str, **values: object) -> Mapping[str, Any] | None:
    """What the stand-in says; None while it doesn't run."""
    try:
        return ask(settings.HOME, do, **values)
    except CentreAway:
        return None


def _standing(said: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is wrong with the stand-in or the gateway, if anything."""
    if said is None:
        return {"problem": _away()}
    if not said["is_bound"]:
        return {
            "problem": _(
                "No gateway is connected: texts wait. It is started by `pencere sms`;"
                " `pencere demo` does that by itself."
            )
        }
    return {"problem": ""}


def _away() -> str:
    return _(
        "The stand-in for the SMS centre does not run. It is started by `pencere sms-centre`;"
        " `pencere demo` does that by itself."
    )


def _conversation(said: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the screen shows; `seen` is a mark of it."""
    shown = {
        "texts": [_shown(text) for text in said["texts"]] if said else [],
        "is_off": bool(said and said["is_off"]),
        **_standing(said),
    }
    return {**shown, "seen": f"{crc32(repr(shown).encode()):08x}"}


def _shown(text: Mapping[str, Any]) -> ShownText:
    return ShownText(
        words=text["words"],
        number=text["number"],
        at=dt.datetime.fromisoformat(text["at"]),
        is_from_phone=bool(text["is_from_phone"]),
        state=text["state"],
    )


def _known_phones(said: Mapping[str, Any] | None) -> Sequence[KnownPhone]:
    """Those with texts first, the newest on top; then the other people of the demonstration."""
    names = _names()
    latest = {text["phone"]: _shown(text) for text in said["latest"]} if said else {}
    used = [KnownPhone(number, names.get(number, ""), text) for number, text in latest.items()]
    unused = [KnownPhone(number, name, None) for number, name in names.items()]
    return [*used, *(each for each in unused if each.phone not in latest)]


def _people() -> dict[str, object]:
    """The people of the demonstration by their phones."""
    found = {}
    for person in pack().demo_accounts():
        number = getattr(getattr(person, "persona", None), "phone", "")
        if number:
            found[number.removeprefix("+")] = person
    return found


def _names() -> dict[str, str]:
    return {phone: str(getattr(person, "name", "")) for phone, person in _people().items()}


def _name_of(phone: str) -> str:
    return _names().get(phone, "")


def _samples(phone: str) -> Sequence[str]:
    """What the pack's person could write from it."""
    found: Sequence[str] = getattr(_people().get(phone), "texts", ())
    return found


def _known(phone: str) -> str:
    """The phone as its address names it. Raises NotFound for what is no phone number."""
    if pack().normalise_phone(f"+{phone}") != f"+{phone}":
        raise NotFound
    return phone
