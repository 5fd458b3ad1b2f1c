"""What forms ask about places: the map of the regions, towns of a region, streets of a town.

Everybody may ask: there is nothing here but public names. Answers are small, and what comes in
is cut before it is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from pencere.kernel.pack import pack
from pencere.kernel.text import fold
from pencere.ui.api import render

LONGEST = 100
STREETS = 20


@require_GET
@cache_control(public=True, max_age=3600)
@vary_on_headers("Cookie", "Accept-Language")
def regions(request: HttpRequest) -> HttpResponse:
    """The regions on the map as GeoJSON, with their names in the reader's language."""
    content = _named_regions(get_language() or "")
    return HttpResponse(content, content_type="application/geo+json")


@lru_cache(maxsize=8)
def _named_regions(language: str) -> str:
    names = pack().addresses().regions()
    outline = pack().map_outline()
    features = [_named(each, names, language) for each in outline["features"]]
    return json.dumps({**outline, "features": features}, ensure_ascii=False, separators=(",", ":"))


def _named(
    feature: Mapping[str, Any], names: Mapping[str, Any], language: str
) -> Mapping[str, Any]:
    name = names[feature["id"]].in_language(language)
    return {**feature, "properties": {**feature["properties"], "name": name}}


@require_GET
def localities(request: HttpRequest) -> HttpResponse:
    """Towns of a region, as options of a list."""
    found = pack().addresses().localities(_asked(request, "region"))
    options = [(code, str(title)) for code, title in found.items()]
    return render(request, "window/options.html", {"options": options})


@require_GET
def streets(request: HttpRequest) -> HttpResponse:
    """Streets of a town that begin like, or hold, what was typed, whatever the spelling.

    `of` is the address field that asks: its parts come as `home.region`, `home.street`.
    """
    of = _asked(request, "of")
    part = f"{of}." if of else ""
    known = (
        pack()
        .addresses()
        .streets(_asked(request, f"{part}region"), _asked(request, f"{part}locality"))
    )
    found = _matching(known, _asked(request, f"{part}street"))
    return render(request, "window/options.html", {"options": [(name, "") for name in found]})


def _matching(streets: Mapping[str, Any], typed: str) -> list[str]:
    """Names that match in any language, those that begin with it first."""
    wanted = fold(typed)
    ranked = []
    for title in streets.values():
        places = [f" {fold(each)}".find(f" {wanted}") for each in title.values()]
        inside = [place for place in places if place >= 0]
        if inside:
            ranked.append((min(inside), str(title)))
    return [name for _place, name in sorted(ranked)[:STREETS]]


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "")[:LONGEST].replace("\0", "")
