"""Pages for other sites: a service's start and status inside an agency's own page, links that
bring state along, and what programs can do.

What stands in a foreign page is the same for everybody: it reads no session, runs no script,
and only leads to our own pages, so nobody can learn or do anything through it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from pencere.casework.catalogue import api as catalogue
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.ids import normalise_reference
from pencere.portal.outside.description import described
from pencere.ui.api import FormErrors, remember_language, render

ANY_SITE: dict[str, Any] = {"frame-ancestors": ["*"]}
MOST_STATE = 20
LONGEST = 200


@require_GET
def api_docs(request: HttpRequest) -> HttpResponse:
    """What programs can do, for people who write them."""
    parts, shapes = described()
    context = {"parts": parts, "shapes": shapes, "base_address": settings.BASE_URL}
    return render(request, "outside/api_docs.html", context)


@require_GET
def go(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A link with deep state: `?lang=ru` chooses the language, `to=page` shows the service's page
    first, everything else is what the service needs to begin."""
    page = catalogue.service(slug)
    state = {
        key[:LONGEST]: str(value).replace("\0", "")[:LONGEST]
        for key, value in list(request.GET.dict().items())[:MOST_STATE]
        if key not in ("lang", "to")
    }
    is_online = bool(page.definition.form)
    if request.GET.get("to") == "page" or not is_online:
        address = reverse("window:service", args=[page.slug])
    else:
        address = reverse("applications:start", args=[page.slug])
        address += f"?{urlencode(state)}" if state else ""
    response = redirect(address)
    if language := _wanted_language(request):
        remember_language(request, response, language)
    return response


@require_GET
@xframe_options_exempt
@csp_replace(ANY_SITE)  # type: ignore[arg-type] # written for views without arguments
@cache_control(public=True, max_age=300)
def embedded_service(request: HttpRequest, slug: str) -> HttpResponse:
    """A service in a few lines with its button, to stand inside an agency's own page."""
    page = catalogue.service(slug)
    return _embedded(request, "outside/service.html", {"service": page})


@require_GET
@xframe_options_exempt
@csp_replace(ANY_SITE)
@cache_control(public=True, max_age=300)
def embedded_status(request: HttpRequest) -> HttpResponse:
    """ "Where does my application stand?": takes the number and leads to our page, where the
    applicant signs in. It answers nothing itself."""
    return _embedded(request, "outside/status.html", {})


def _embedded(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    with translation.override(_wanted_language(request) or settings.LANGUAGE_CODE):
        code = translation.get_language()
        response = render(request, template, {**context, "language": code, "lang": code})
    response.headers["Content-Language"] = code
    return response


@require_GET
def to_status(request: HttpRequest) -> HttpResponseBase:
    """From the embedded field to the application's page; a mistyped number is told here."""
    typed = request.GET.get("reference", "").replace("\0", "")[:40]
    try:
        reference = normalise_reference(typed)
    except Invalid as problem:
        errors = FormErrors({"reference": [problem.message]})
        context = {"errors": errors, "reference": typed}
        return render(request, "outside/status_again.html", context, status=422)
    response = redirect("applications:show", reference=reference)
    if language := _wanted_language(request):
        remember_language(request, response, language)
    return response


@require_GET
def snippet(request: HttpRequest, slug: str) -> HttpResponse:
    """What an agency copies into its own site."""
    page = catalogue.service(slug)
    base = settings.BASE_URL
    language = translation.get_language() or settings.LANGUAGE_CODE
    query = f"?lang={language}"
    context = {
        "service": page,
        "link": base + reverse("go", args=[page.slug]) + query,
        "frame": base + reverse("embedded_service", args=[page.slug]) + query,
        "status_frame": base + reverse("embedded_status") + query,
    }
    return render(request, "outside/snippet.html", context)


def _wanted_language(request: HttpRequest) -> str | None:
    wanted = request.GET.get("lang", "")
    known = {code for code, _name in settings.LANGUAGES}
    if wanted and wanted not in known:
        raise NotFound
    return wanted or None
