"""Pages of the frame itself: changing the language."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from pencere.ui import language
from pencere.ui.addresses import safe_next


@require_GET
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language and go back to where the person was."""
    if not language.is_offered(code):
        raise Http404
    response = HttpResponseRedirect(safe_next(request, request.GET.get("next")))
    language.remember(request, response, code)
    return response
