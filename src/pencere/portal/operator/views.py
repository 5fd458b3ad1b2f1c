"""The operator's page: whether each part of the platform does its work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from pencere.blocks.identity.api import officer_with
from pencere.portal.operator.state import parts
from pencere.ui.api import render

ROLE = "operator"
"""The role that a post in the digital agency carries; whoever lacks it gets 404."""


@require_GET
@officer_with({ROLE})
def state(request: HttpRequest) -> HttpResponse:
    """Each part with what it says of itself; what needs a hand first. Holds no personal data."""
    found = sorted(parts(), key=lambda part: part.is_well)
    return render(request, "operator/state.html", {"parts": found})
