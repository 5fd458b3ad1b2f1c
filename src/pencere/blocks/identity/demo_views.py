"""Pages of the demonstration: who can sign in, and the codes their phones would show.

They answer only while `settings.DEMO` is on; elsewhere there is nothing here.
"""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pencere.kernel.pack import pack
from pencere.ui.api import demo_only, render

PERIOD = 30


@require_GET
@demo_only
def accounts(request: HttpRequest) -> HttpResponse:
    """Who can sign in, with what, and what to try as them; as text for `pencere demo`."""
    people, systems = pack().demo_accounts(), pack().demo_systems()
    if request.get_preferred_type(["text/html", "text/plain"]) == "text/plain":
        lines = "".join(f"{one}\n" for one in (*people, *systems))
        return HttpResponse(lines, content_type="text/plain; charset=utf-8")
    return render(request, "identity/demo_accounts.html", {"people": people, "systems": systems})


@require_GET
@never_cache
@demo_only
def codes(request: HttpRequest) -> HttpResponse:
    """What the authenticator apps of the demonstration's officers show now."""
    now = int(time.time())
    rows = [
        {"person": person, "code": format_hotp_value(hotp_value(secret, now // PERIOD))}
        for person in pack().demo_accounts()
        if (secret := getattr(person, "totp_secret", ""))
    ]
    context = {"rows": rows, "seconds": PERIOD - now % PERIOD}
    return render(request, "identity/demo_codes.html", context)
