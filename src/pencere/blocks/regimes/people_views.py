"""Those whose answer another set of rules would have changed: a list, and a file of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pencere.blocks.identity.api import actor_of, officer_with
from pencere.blocks.regimes import access, rules, trials, trying
from pencere.blocks.regimes.kinds import kind_of
from pencere.blocks.regimes.models import Trial
from pencere.kernel.text import Text
from pencere.ui.api import Pager, changed_address, formatting, show_at_desk, spreadsheet

_officer = officer_with([rules.ROLE])
_GRANTED = "granted"
"""Stands in an address for "", no reason against it."""


@require_GET
@_officer
def people(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """A page of them; each person shown finds in their journal that they were."""
    row = access.proposal(actor=actor_of(request), proposal_id=proposal_id)
    typed = request.GET.get("before", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    trial, found, more = trying.people(
        actor=actor_of(request),
        proposal_id=proposal_id,
        narrowed=_narrowed(request),
        before=before,
    )
    context = {
        "row": row,
        "kind": kind_of(row.regime_id),
        "trial": trial,
        "is_stale": trials.is_stale(row, trial),
        "people": [_line(trial, each) for each in found],
        "options": _options(trial),
        "chosen": {name: request.GET.get(name, "") for name in ("purpose", "was", "would_be")},
        "pager": Pager(
            next_address=changed_address(request, before=more) if more else "",
            first_address=changed_address(request, before=None) if before else "",
        ),
    }
    response = show_at_desk(request, "regimes/people.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@_officer
def export(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The same as a file, 10,000 at most."""
    trial, found = trying.exported(
        actor=actor_of(request), proposal_id=proposal_id, narrowed=_narrowed(request)
    )
    header = [_("When"), _("Who"), _("For what"), _("Was"), _("Would be")]
    rows = [
        [line["at"], line["name"], line["purpose"], line["was"], line["would_be"]]
        for line in (_line(trial, each) for each in found)
    ]
    response = spreadsheet(f"trial-{trial.day}", header, rows)
    response["Cache-Control"] = "no-store"
    return response


def reason_words(trial: Trial, code: str) -> str:
    """What was answered, in words; "" is granted."""
    if not code:
        return _("granted")
    known = trial.words.get("reasons", {}).get(code)
    return str(Text(known)) if known else code


def purpose_words(trial: Trial, code: str) -> str:
    """A purpose in words."""
    known = trial.words.get("purposes", {}).get(code)
    return str(Text(known)) if known else code


def _narrowed(request: HttpRequest) -> trying.Narrowed:
    return trying.Narrowed(
        purpose=_chosen(request, "purpose"),
        was=_reason(_chosen(request, "was")),
        would_be=_reason(_chosen(request, "would_be")),
    )


def _chosen(request: HttpRequest, name: str) -> str | None:
    typed = request.GET.get(name, "")
    return None if "\0" in typed else typed or None


def _reason(chosen: str | None) -> str | None:
    return "" if chosen == _GRANTED else chosen


def _line(trial: Trial, each: trying.Listed) -> dict[str, str]:
    return {
        "at": formatting.date_and_time(each.case.at),
        "name": each.name or _("nobody was found"),
        "purpose": purpose_words(trial, each.case.purpose),
        "was": reason_words(trial, each.case.was),
        "would_be": reason_words(trial, each.case.would_be),
    }


def _options(trial: Trial) -> dict[str, Any]:
    changed = [each for each in trials.counts_of(trial) if each.is_changed]

    def reasons(codes: list[str]) -> list[tuple[str, str]]:
        return [(code or _GRANTED, reason_words(trial, code)) for code in dict.fromkeys(codes)]

    return {
        "purpose": [
            (code, purpose_words(trial, code))
            for code in dict.fromkeys(each.purpose for each in changed)
        ],
        "was": reasons([each.was for each in changed]),
        "would_be": reasons([each.would_be for each in changed]),
    }
