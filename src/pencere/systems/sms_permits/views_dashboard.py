"""The dashboard of permits asked for by message, live, and the decisions behind a figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import actor_of, officer_with
from pencere.blocks.regimes.api import DESK_GROUP
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.systems.sms_permits import decision_list, figures_words
from pencere.systems.sms_permits.figures import DAY, LONGEST, OUTCOMES, Asked, Board, board
from pencere.systems.sms_permits.figures_access import (
    SEE_FIGURES,
    may_see_figures,
    may_see_persons,
)
from pencere.systems.sms_permits.figures_pieces import TOPIC, pieces
from pencere.ui.api import (
    DeskEntry,
    FormErrors,
    Pager,
    add_desk_entry,
    changed_address,
    formatting,
    is_language_switch,
    parse_date,
    show_at_desk,
    spreadsheet,
)

add_desk_entry(
    DeskEntry(
        "sms_permits:dashboard",
        gettext_lazy("Permits by message"),
        order=80,
        is_for=may_see_figures,
        group=DESK_GROUP,
    )
)


def _actor(request: HttpRequest) -> Actor:
    """The officer, where they may see figures; raises NotFound."""
    actor = actor_of(request)
    if not may_see_figures(actor):
        raise NotFound
    return actor


@require_GET
@officer_with(SEE_FIGURES)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Figures of a day or a span of days; what is asked stands in the address."""
    _actor(request)
    asked = asked_of(request)
    found = board(asked)
    wanted = request.GET.get("table", "")
    if wanted:
        return _as_file(found, wanted)
    today = clock.today()
    is_live = asked == Asked(today, today)
    context = {
        "board": found,
        "asked": asked,
        "pieces": pieces(found),
        "topic": TOPIC if is_live else "",
        "is_today": asked.last == today,
        "as_of": formatting.clock_time(found.at),
        "spans": _spans(asked, today),
        "before": _moved(request, asked, -1, today),
        "after": _moved(request, asked, 1, today),
        "districts": figures_words.districts(),
        "purposes": figures_words.purposes(),
        "channels": figures_words.CHANNELS,
    }
    return show_at_desk(request, "sms_permits/dashboard.html", context)


def asked_of(request: HttpRequest) -> Asked:
    """What an address asks for: a day, or a span of at most a year; what makes no sense counts
    as not given, and nothing lies in the future."""
    today = clock.today()
    first = _day(request, "first") or _day(request, "last") or today
    last = _day(request, "last") or first
    first, last = min(first, last, today), min(max(first, last), today)
    texts = {name: _text(request, name) for name in ("district", "purpose", "channel")}
    return Asked(max(first, last - (LONGEST - 1) * DAY), last, **texts)


def _day(request: HttpRequest, name: str) -> dt.date | None:
    found = parse_date(_text(request, name)[:20])
    return found if found and found.year >= 2000 else None


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:40]


def _spans(asked: Asked, today: dt.date) -> list[tuple[str, str, bool]]:
    """Ways to the spans that people ask for most: words, address, whether it is this one."""
    known = (
        (_("Today"), today, today),
        (_("Yesterday"), today - DAY, today - DAY),
        (_("7 days"), today - 6 * DAY, today),
        (_("30 days"), today - 29 * DAY, today),
        (_("A year"), today - (LONGEST - 1) * DAY, today),
    )
    own = {"district": asked.district, "purpose": asked.purpose, "channel": asked.channel}
    return [
        (
            words,
            _address(first=first, last=last, **own),
            (first, last) == (asked.first, asked.last),
        )
        for words, first, last in known
    ]


def _address(**query: object) -> str:
    given = {name: str(value) for name, value in query.items() if value}
    return reverse("sms_permits:dashboard") + (f"?{urlencode(given)}" if given else "")


def _moved(request: HttpRequest, asked: Asked, by: int, today: dt.date) -> str:
    """The address of the span before or after this one; empty where it lies in the future."""
    first, last = asked.first + by * asked.days * DAY, asked.last + by * asked.days * DAY
    if first > today:
        return ""
    return changed_address(request, first=first, last=min(last, today), table=None)


Rows = tuple[Sequence[object], Iterable[Sequence[object]]]


def _as_file(found: Board, table: str) -> HttpResponse:
    tables = tables_of(found)
    if table not in tables:
        raise NotFound
    header, rows = tables[table]
    asked = found.asked
    return spreadsheet(f"permits-{table}-{asked.first}-{asked.last}", header, rows)


def tables_of(found: Board) -> Mapping[str, Rows]:
    """Each table of the dashboard as rows for a file."""
    outcomes = [figures_words.outcome(code) for code in OUTCOMES]
    counts = [_("All"), *outcomes]
    made: dict[str, Rows] = {
        "reasons": (
            [_("Code"), _("Reason"), _("Refused")],
            [(code, figures_words.reason(code), count) for code, count in found.reasons],
        )
    }
    for name, words in (
        ("purposes", figures_words.purpose),
        ("districts", figures_words.district),
        ("channels", figures_words.channel),
    ):
        lines = [
            (each.code, words(each.code), *_counts(each.count)) for each in getattr(found, name)
        ]
        made[name] = ([_("Code"), _("What"), *counts], lines)
    if found.hours:
        speeds = [_("Half answered within, ms"), _("99 of 100 answered within, ms")]
        made["hours"] = (
            [_("Hour"), *counts, _("The day before"), *speeds],
            [
                (each.hour, *_counts(each.count), each.before, *_speeds(each.speed))
                for each in found.hours
            ],
        )
    if found.days:
        made["days"] = (
            [_("Day"), *counts],
            [(each.code, *_counts(each.count)) for each in found.days],
        )
    return made


def _counts(count: Any) -> list[int]:
    return [count.all, *(getattr(count, code) for code in OUTCOMES)]


def _speeds(speed: Any) -> list[object]:
    return ["" if each is None else round(each) for each in (speed.p50_ms, speed.p99_ms)]


@require_GET
@officer_with(SEE_FIGURES)
def decisions(request: HttpRequest) -> HttpResponse:
    """The decisions of a day behind a figure, without persons."""
    wanted = _wanted(request)
    found, has_more = decision_list.decisions(
        actor=_actor(request), wanted=wanted, after=_after(request)
    )
    last = min(found, key=lambda each: (each.xact, each.id), default=None)
    older = (
        changed_address(request, after=f"{last.xact}.{last.id.hex}") if has_more and last else ""
    )
    is_first = "after" not in request.GET
    context = {
        "wanted": wanted,
        "rows": found,
        "pager": Pager(
            next_address=older,
            first_address="" if is_first else changed_address(request, after=None),
        ),
        "words": figures_words,
        "outcomes": figures_words.OUTCOMES,
        "reasons": figures_words.REASON_TITLES,
        "districts": figures_words.districts(),
        "purposes": figures_words.purposes(),
        "channels": figures_words.CHANNELS,
        "hours": [(str(hour), f"{hour:02d}:00") for hour in range(24)],
        "may_see_persons": may_see_persons(actor_of(request)),
    }
    return show_at_desk(request, "sms_permits/dashboard_decisions.html", context)


def _wanted(request: HttpRequest) -> decision_list.Wanted:
    hour = _text(request, "hour")
    names = ("outcome", "reason", "purpose", "district", "channel")
    return decision_list.Wanted(
        day=min(_day(request, "day") or clock.today(), clock.today()),
        hour=int(hour) if hour.isascii() and hour.isdecimal() and int(hour) < 24 else None,
        **{name: _text(request, name) for name in names},
    )


def _after(request: HttpRequest) -> tuple[int, UUID] | None:
    """Where the page begins; an address that says nothing sensible is refused."""
    text = request.GET.get("after", "")
    if not text:
        return None
    xact, _dot, id_ = text.partition(".")
    try:
        return int(xact[:18]), UUID(hex=id_[:32])
    except ValueError:
        raise Invalid(_("This page of the list does not exist."), code="bad-cursor") from None


@require_http_methods(["GET", "POST"])
@officer_with(SEE_FIGURES)
def decision(request: HttpRequest, day: str, decision_id: UUID) -> HttpResponse:
    """One decision; whose it is after saying why."""
    actor = _actor(request)
    on = parse_date(day)
    if on is None:
        raise NotFound
    found = decision_list.decision(actor=actor, day=on, id_=decision_id)
    errors, whose, status = FormErrors(), None, 200
    if request.method == "POST" and not is_language_switch(request):
        try:
            why = request.POST.get("why", "").replace("\0", "")
            whose = decision_list.whose(actor=actor, day=on, id_=decision_id, why=why)
        except Invalid as problem:
            errors, status = FormErrors({"why": [problem.message]}), problem.status
    context = {
        "row": found,
        "whose": whose,
        "why": request.POST.get("why", ""),
        "errors": errors,
        "words": figures_words,
        "may_see_persons": may_see_persons(actor),
        "form_languages": True,
    }
    return show_at_desk(request, "sms_permits/dashboard_decision.html", context, status=status)
