"""Open data about permits: a page, the tables as CSV and JSON, and a description of the data set
for catalogues (DCAT-AP 3). Everybody may read them; they hold no person."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from pencere.blocks.parties import api as parties
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.systems.sms_permits import figures_words, open_data
from pencere.systems.sms_permits.figures_access import REGIME
from pencere.systems.sms_permits.open_data import KEPT, MOST_DAYS, OpenRow, OpenTable
from pencere.systems.sms_permits.open_rules import DAY
from pencere.ui.api import render

TABLES = tuple(MOST_DAYS)
FORMATS = ("csv", "json")
LONGEST_VALUE = 10
"""Characters of a date."""
PERIODS_SHOWN = 60
"""Periods that the page offers."""
View = Callable[..., HttpResponse]
DESCRIPTION = gettext_noop(
    "Requests for permits to leave home during a special regime, by text message and in the"
    " cabinet: how many on each day, and by hour, district, purpose and result. No persons; small"
    " counts, and those from which they could be worked out, are left out."
)


def _for_everybody(view: View) -> View:
    """The answer with its ETag, for caches and for pages of other sites."""

    @wraps(view)
    def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=KEPT)
        response.headers["Access-Control-Allow-Origin"] = "*"
        set_response_etag(response)
        found = get_conditional_response(request, etag=response.headers["ETag"], response=response)
        return found or response

    return cached


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the data say, and where to get them."""
    query = _known(request, "period")
    first, last = open_data.span(None, None, most=31)
    days = open_data.table("days", first=first, last=last)
    offered = open_data.periods(first - dt.timedelta(days=62), last)[-PERIODS_SHOWN:][::-1]
    wanted = query.get("period", "")
    chosen = next((each for each in offered if each.code == wanted or not wanted), None)
    if wanted and chosen is None:
        raise NotFound
    context = {
        "days": days,
        "day_points": [(f"{row.first:%d.%m}", [row.count]) for row in days.rows],
        "periods": [
            (each.code, _period_words(each.first, each.last, each.code)) for each in offered
        ],
        "chosen": chosen,
        "chosen_words": _period_words(chosen.first, chosen.last, chosen.code) if chosen else "",
        "breakdowns": [
            (name, words, open_data.breakdown(name, chosen)) for name, words in _words().items()
        ]
        if chosen
        else [],
        "files": [(name, words) for name, words in {"days": _("By day"), **_words()}.items()],
        "most_days": MOST_DAYS,
        "licence": settings.OPEN_DATA_LICENCE,
        "publisher": _publisher(),
        "base": settings.BASE_URL,
    }
    return render(request, "sms_permits/open_data.html", context)


@require_safe
@_for_everybody
def data(request: HttpRequest, table: str, kind: str) -> HttpResponse:
    """One table as a file: `first` and `last` say about which days, `next` where it goes on."""
    if table not in TABLES or kind not in FORMATS:
        raise NotFound
    query = _known(request, "first", "last")
    first, last = _span(query, most=MOST_DAYS[table])
    found = open_data.table(table, first=first, last=last)
    further = _further(table, kind, first, last)
    response = _as_csv(found) if kind == "csv" else _as_json(found, further)
    if further:
        response.headers["Link"] = f'<{further}>; rel="next"'
    return response


@require_safe
@_for_everybody
def dataset(request: HttpRequest) -> HttpResponse:
    """The data set's description: DCAT-AP 3 as JSON-LD."""
    _known(request)
    return JsonResponse(
        _description(),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def _words() -> dict[str, str]:
    return {
        "hours": _("By hour of the day"),
        "districts": _("By district"),
        "purposes": _("By purpose"),
        "results": _("By result"),
    }


def _known(request: HttpRequest, *names: str) -> Mapping[str, str]:
    """The parameters that are known here; raises Invalid for others, which people would believe
    to have been heard."""
    unknown = sorted(set(request.GET) - set(names))
    if unknown:
        raise Invalid(
            _("There is no parameter “%(name)s”. Known ones: %(names)s.")
            % {"name": unknown[0][:40], "names": ", ".join(names) or "–"},
            code="unknown-parameter",
        )
    return {name: request.GET[name] for name in request.GET}


def _span(query: Mapping[str, str], *, most: int) -> tuple[dt.date, dt.date]:
    first, last = open_data.span(_date(query, "first"), _date(query, "last"), most=most)
    if first > last:
        raise Invalid(_("The first day is after the last one."), field="first", code="bad-span")
    if (last - first).days >= most:
        raise Invalid(
            _("Ask about at most %(count)s days at a time.") % {"count": most},
            field="last",
            code="span-too-long",
        )
    return first, last


def _date(query: Mapping[str, str], name: str) -> dt.date | None:
    text = query.get(name, "")
    if not text:
        return None
    try:
        found = dt.date.fromisoformat(text) if len(text) == LONGEST_VALUE else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2999:
        raise Invalid(_("Write a day as in 2026-11-24."), field=name, code="bad-date")
    return found


def _further(table: str, kind: str, first: dt.date, last: dt.date) -> str:
    """Where the days after these are; empty where there are none yet."""
    begin = last + DAY
    if begin >= open_data.today():
        return ""
    end = begin + (last - first)
    query = urlencode({"first": begin, "last": end})
    return f"{_address(table, kind)}?{query}"


def _address(table: str, kind: str) -> str:
    return settings.BASE_URL + reverse("sms_permits:open-data-file", args=[table, kind])


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _as_csv(found: OpenTable) -> HttpResponse:
    """Empty where a count is not published."""
    text = io.StringIO()
    writer = csv.writer(text)
    titles = [] if found.name == "days" else ["code", *(f"title_{code}" for code in _languages())]
    writer.writerow(["period", "first_day", "last_day", *titles, "count"])
    for row in found.rows:
        named = (
            []
            if found.name == "days"
            else [row.code, *(row.title.get(c, "") for c in _languages())]
        )
        count = "" if row.count is None else row.count
        writer.writerow([row.period, row.first, row.last, *named, count])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    name = f"permits-{found.name}-{found.first}-{found.last}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _as_json(found: OpenTable, further: str) -> HttpResponse:
    """null where a count is not published."""
    return JsonResponse(
        {
            "dataset": settings.BASE_URL + reverse("sms_permits:open-data-set"),
            "licence": settings.OPEN_DATA_LICENCE,
            "table": found.name,
            "first_day": found.first.isoformat(),
            "last_day": found.last.isoformat(),
            "rows": [_plain(row, found.name) for row in found.rows],
            "next": further or None,
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def _plain(row: OpenRow, table: str) -> dict[str, Any]:
    named = {} if table == "days" else {"code": row.code, "title": dict(row.title)}
    return {
        "period": row.period,
        "first_day": row.first.isoformat(),
        "last_day": row.last.isoformat(),
        **named,
        "count": row.count,
    }


def _period_words(first: dt.date, last: dt.date, code: str) -> str:
    if "W" not in code:
        return f"{first:%d.%m.%Y}"
    return _("week of %(day)s") % {"day": f"{first - DAY * first.weekday():%d.%m.%Y}"}


def _publisher() -> Text:
    seeds = pack().regimes()
    if REGIME not in seeds:
        return Text({})
    return parties.agency(seeds[REGIME].agency).title


def _in_all(words: Callable[[], str]) -> list[dict[str, str]]:
    found = figures_words.in_all(lambda _code: words(), "")
    return [{"@language": language, "@value": said} for language, said in found.items()]


def _description() -> dict[str, Any]:
    page_address = settings.BASE_URL + reverse("sms_permits:open-data")
    published = [
        {
            "@type": "dcat:Distribution",
            "@id": _address(table, kind),
            "dct:title": f"{table}.{kind}",
            "dcat:accessURL": {"@id": _address(table, kind)},
            "dcat:downloadURL": {"@id": _address(table, kind)},
            "dcat:mediaType": {
                "@id": "https://www.iana.org/assignments/media-types/"
                + ("text/csv" if kind == "csv" else "application/json")
            },
            "dct:license": {"@id": settings.OPEN_DATA_LICENCE},
        }
        for table in TABLES
        for kind in FORMATS
    ]
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": settings.BASE_URL + reverse("sms_permits:open-data-set"),
        "@type": "dcat:Dataset",
        "dct:title": _in_all(lambda: _("Permits to leave home, by message")),
        "dct:description": _in_all(lambda: _(DESCRIPTION)),
        "dcat:keyword": _in_all(lambda: _("permits to leave home")),
        "dct:publisher": {
            "@type": "foaf:Agent",
            "foaf:name": [
                {"@language": language, "@value": said} for language, said in _publisher().items()
            ],
        },
        "dct:accrualPeriodicity": {
            "@id": "http://publications.europa.eu/resource/authority/frequency/DAILY"
        },
        "dct:accessRights": {
            "@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
        },
        "dcat:theme": {"@id": "http://publications.europa.eu/resource/authority/data-theme/GOVE"},
        "dct:language": _languages(),
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE},
        "dcat:landingPage": {"@id": page_address},
        "dcat:distribution": published,
    }
