"""What was done in somebody's name, from the journal: as a page and as a table to save."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pencere.blocks.identity.api import actor_of, signed_in
from pencere.blocks.mandates import queries, shown
from pencere.kernel import clock
from pencere.kernel.errors import NotFound
from pencere.kernel.journal.api import Cursor
from pencere.ui.api import Pager, changed_address, formatting, render, spreadsheet

PERIODS = {
    "week": (gettext_lazy("Last 7 days"), 7),
    "month": (gettext_lazy("Last 30 days"), 30),
    "year": (gettext_lazy("Last 12 months"), 365),
}


@require_GET
@never_cache
@signed_in
def deeds(request: HttpRequest, mandate_id: UUID | None = None) -> HttpResponse:
    """What others did in one's name by all mandates or by one; what a holder did by theirs."""
    actor = actor_of(request)
    chosen = mandate_id or _chosen(request)
    scope = queries.deeds_scope(actor=actor, mandate_id=chosen)
    before = Cursor.parse(request.GET["before"]) if request.GET.get("before") else None
    page = queries.deeds(actor=actor, scope=scope, before=before, since=_since(request))
    context = {
        "scope": scope,
        "mandate_id": mandate_id,
        "chosen": str(chosen or ""),
        "mandates": [] if mandate_id else _choices(request),
        "rows": [(row, shown.case_address(row.about)) for row in page.rows],
        "periods": [(code, words) for code, (words, _days) in PERIODS.items()],
        "period": request.GET.get("period", ""),
        "pager": Pager(
            next_address=changed_address(request, before=page.next) if page.next else "",
            first_address=changed_address(request, before=None) if before else "",
        ),
    }
    return render(request, "mandates/deeds.html", context)


@require_GET
@never_cache
@signed_in
def deeds_csv(request: HttpRequest, mandate_id: UUID | None = None) -> HttpResponse:
    """The same rows as a file for a spreadsheet."""
    actor = actor_of(request)
    scope = queries.deeds_scope(actor=actor, mandate_id=mandate_id or _chosen(request))
    header = [_("When"), _("Who"), _("For whom"), _("What"), _("About"), _("Mandate")]
    rows = [
        [
            f"{formatting.date_short(row.at)} {formatting.time_of_day(row.at)}",
            row.actor_label,
            scope.grantor.name,
            row.words,
            row.about,
            row.mandate,
        ]
        for row in queries.all_deeds(actor=actor, scope=scope, since=_since(request))
    ]
    return spreadsheet(f"mandates-{clock.today().isoformat()}", header, rows)


def _chosen(request: HttpRequest) -> UUID | None:
    typed = request.GET.get("mandate", "")
    if not typed:
        return None
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound from None


def _choices(request: HttpRequest) -> list[tuple[str, str]]:
    """The mandates by which somebody could have acted, also those that ended."""
    found = queries.given(actor=actor_of(request), count=100, with_ended=True)
    return [
        (str(each.id), f"{each.holder.name}, {shown.kind_in_words(each.kind)}")
        for each in found.rows
    ]


def _since(request: HttpRequest) -> dt.date | None:
    period = request.GET.get("period", "")
    if period not in PERIODS:
        return None
    return clock.today() - dt.timedelta(days=PERIODS[period][1])
