"""What every page knows."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from pencere.kernel.actors import PUBLIC
from pencere.ui import chrome, language


def page(request: HttpRequest) -> dict[str, object]:
    """Names for the layout; nothing here costs a query until a template uses it."""
    return {
        "actor": getattr(request, "actor", PUBLIC),
        "language": get_language(),
        "languages": language.offered(),
        "person_menu": partial(chrome.person_menu, request),
        "person_links": partial(chrome.person_links, request),
        "is_demo": settings.DEMO,
    }
