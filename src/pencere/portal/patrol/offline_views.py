"""Checks without network: the page that works on the phone alone, the list that it takes along,
and what it brings back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pencere.blocks.identity.api import actor_of
from pencere.kernel.errors import Invalid, NotFound, TooLarge
from pencere.kernel.pack import pack
from pencere.portal.patrol import bringing, rules, words
from pencere.portal.patrol import offline as lists
from pencere.portal.patrol.views import glance, in_the_street
from pencere.ui.api import render, static_address

_SCRIPTS = Path(__file__).parent / "scripts"
KEPT = ("patrol/offline.js", "ui/light.css", "ui/mark.svg")
"""What the page needs when there is no network."""
MOST_OCTETS = 400_000


@require_GET
@in_the_street
def offline(request: HttpRequest) -> HttpResponse:
    """The page itself: the phone keeps it, so it names nobody and holds no data of anyone."""
    context = {
        "regions": pack().addresses().regions().items(),
        "keys": json.dumps(lists.keys()),
        "glances": json.dumps(_glances(), default=str, ensure_ascii=False),
        "outcomes": words.OUTCOMES.items(),
        "most_regions": rules.MOST_REGIONS,
        "hours": int(rules.LIST_LASTS.total_seconds() // 3600),
    }
    return render(request, "patrol/offline.html", context)


def _glances() -> dict[str, Any]:
    return {
        reason: {**glance(colour, reason), "colour_words": str(words.COLOURS[colour])}
        for reason, colour in bringing.REASONS.items()
    }


@require_GET
@in_the_street
def state(request: HttpRequest) -> HttpResponse:
    """Whether the phone may bring its checks now, and with what it proves that the page is ours."""
    return JsonResponse({"csrf": get_token(request), "keys": lists.keys()})


@require_POST
@in_the_street
def take(request: HttpRequest) -> HttpResponse:
    """The list for the districts that were chosen, as the phone reads it."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise NotFound from None
    taken = lists.take(actor=actor_of(request), regions=request.POST.getlist("regions"), key=key)
    return HttpResponse(taken.framed(), content_type="application/octet-stream")


@require_POST
@in_the_street
def bring(request: HttpRequest) -> HttpResponse:
    """Checks of the phone; the answer says of each whether it is kept."""
    if len(request.body) > MOST_OCTETS:
        raise TooLarge
    try:
        given = json.loads(request.body)
        list_id, checks = UUID(given["list"]), given["checks"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid(_("This can't be read.")) from None
    if not isinstance(checks, list):
        raise Invalid(_("This can't be read."))
    done = bringing.bring(actor=actor_of(request), list_id=list_id, checks=checks)
    return JsonResponse({"checks": done})


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page for times without network: it stands here and not among the
    static files since it may only reach what lies beneath its own address."""
    kept = [static_address(path) for path in KEPT]
    script = (_SCRIPTS / "worker.js").read_text(encoding="utf-8")
    content = f"const KEPT = {json.dumps(kept)};\n{script}"
    response = HttpResponse(content, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
