"""Pages that everyone can open: home, search, services, life events, agencies, about."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from pencere.blocks.identity.api import actor_of
from pencere.blocks.parties import api as parties
from pencere.blocks.registers.api import declarations
from pencere.casework.applications import api as applications
from pencere.casework.applications.api import MineRow
from pencere.casework.catalogue import api as catalogue
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import pack
from pencere.portal.window import choices, listing, services, texts
from pencere.portal.window.waiting import waiting_for
from pencere.ui.api import Crumb, render, static_address

SHOWN_SERVICES = 6
SUGGESTIONS = 6
LONGEST_QUERY = 200
ROBOTS = """User-agent: *
Disallow: /account/
Disallow: /applications/
Disallow: /cabinet/
Disallow: /desk/
Disallow: /inbox/
Disallow: /language/
"""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What do you need?"""
    return render(
        request,
        "window/home.html",
        {
            "waiting": waiting_for(actor_of(request)),
            "life_events": pack().life_events().items(),
            "services": services.cards(_first()[:SHOWN_SERVICES]),
        },
    )


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Services that answer what was typed, whatever the spelling and script."""
    query = _typed(request)
    found = [hit.service for hit in catalogue.search(query)] if query else []
    return render(
        request,
        "window/search.html",
        {
            "query": query,
            "services": services.cards(found),
            "life_events": pack().life_events().items(),
            "appeal": services.appeal_slug(),
        },
    )


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first few services while somebody types."""
    query = _typed(request)
    hits = catalogue.search(query, limit=SUGGESTIONS) if len(query) > 1 else []
    found = [hit.service for hit in hits]
    return render(request, "window/suggestions.html", {"services": services.cards(found)})


@require_GET
def all_services(request: HttpRequest) -> HttpResponse:
    """Every service, narrowed down by what the address says."""
    filters = listing.Filters.of(request.GET.dict())
    found = listing.listing(filters)
    return render(
        request,
        "window/services.html",
        {
            "services": services.cards(found.services),
            "near": services.cards(found.near),
            "listing": found,
            "filters": filters,
            "selects": choices.selects(filters, found),
            "letters": choices.letters(filters, found),
            "without": choices.without(filters, found),
        },
    )


@require_GET
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: what it is, who can get it, what it takes."""
    page = catalogue.service(slug)
    definition = page.definition
    return render(
        request,
        "window/service.html",
        {
            "service": definition,
            "agency": page.agency.title,
            "site": page.agency.site,
            "for_whom": services.for_whom(definition),
            "sources": services.sources(definition),
            "tariffs": services.fee_words(definition),
            "terms": services.term_words(definition),
            "related": services.cards(catalogue.related(slug)),
            "steps": services.steps(definition),
            "draft": _draft_of(actor_of(request), definition.id),
            "crumbs": _crumbs(Crumb(_("All services"), reverse("window:services")), page.title),
        },
    )


@require_GET
def life_event(request: HttpRequest, code: str) -> HttpResponse:
    """The services of one life event."""
    title = pack().life_events().get(code)
    if title is None:
        raise NotFound
    return render(
        request,
        "window/life_event.html",
        {
            "title": title,
            "services": services.cards(catalogue.by_life_event(code)),
            "crumbs": _crumbs(title),
        },
    )


@require_GET
def agencies(request: HttpRequest) -> HttpResponse:
    """All agencies, with how many services each has here."""
    counts = Counter(page.definition.agency for page in catalogue.all_services())
    listed = [(agency, counts[agency.code]) for agency in parties.agencies().values()]
    listed.sort(key=lambda one: one[1] == 0)
    return render(request, "window/agencies.html", {"agencies": listed})


@require_GET
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency: its services and the registers that it keeps."""
    found = parties.agencies().get(code)
    if found is None:
        raise NotFound
    return render(
        request,
        "window/agency.html",
        {
            "agency": found,
            "services": services.cards(catalogue.by_agency(code)),
            "registers": [one for one in declarations().values() if one.agency == code],
            "appeal": services.appeal_slug(),
            "crumbs": _crumbs(Crumb(_("Agencies"), reverse("window:agencies")), found.title),
        },
    )


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What this site is."""
    return _text(request, _("About pencere"), texts.ABOUT)


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """For whom these pages work, and where to say that they don't."""
    return _text(request, _("Accessibility"), texts.ACCESSIBILITY)


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people."""
    return _text(request, _("Privacy"), texts.PRIVACY)


@require_GET
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: nothing personal."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """Where old browsers look for the mark."""
    return HttpResponsePermanentRedirect(static_address("ui/mark.svg"))


def _first() -> list[catalogue.ServicePage]:
    """Services that one can apply for here: before those for companies what people need, most
    in the events of a life first, then by title."""
    online = [page for page in catalogue.all_services() if page.definition.is_online]

    def place(page: catalogue.ServicePage) -> tuple[bool, int]:
        definition = page.definition
        return "person" not in definition.applicant.kinds, -len(definition.catalogue.life_events)

    return sorted(online, key=place)


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]


def _draft_of(actor: Actor, service_id: str) -> MineRow | None:
    if actor.kind != "person":
        return None
    drafts = applications.mine(actor=actor, kind="drafts").rows
    return next((row for row in drafts if row.service == service_id), None)


def _text(request: HttpRequest, title: str, sections: Any) -> HttpResponse:
    return render(request, "window/text.html", {"title": title, "sections": sections})


def _crumbs(*way: Any) -> list[Crumb]:
    return [
        Crumb(_("Home"), "/"),
        *(one if isinstance(one, Crumb) else Crumb(one) for one in way),
    ]
