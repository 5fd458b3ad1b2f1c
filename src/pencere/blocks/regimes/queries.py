"""Reading versions, periods and proposals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from pencere.blocks.regimes import access, rules
from pencere.blocks.regimes.fields import JSON
from pencere.blocks.regimes.kinds import RegimeKind, completed, kind_of, kinds
from pencere.blocks.regimes.models import Proposal, Regime, Version
from pencere.blocks.regimes.timeline import spans_of
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.paging import Cursor, Page
from pencere.kernel.text import Text

A_PAGE = 25
_NUMBERED = UUID(int=0)


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with the times in which it held, holds or will hold."""

    id: UUID
    code: str
    """Of the regime."""
    number: int
    values: Mapping[str, JSON]
    spans: tuple[rules.Span, ...]
    """Empty for one that other decisions replaced before it began."""
    reason: Text
    law: Text
    marks: Mapping[str, Mapping[str, JSON]]
    made_at: dt.datetime
    proposal: Proposal | None
    """None for what the country pack brought."""

    def is_in_force(self, now: dt.datetime) -> bool:
        """Whether it holds at an instant."""
        return rules.at(self.spans, now) is not None


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A part of the timeline as a page shows it."""

    number: int | None
    """Of the version; None where nothing holds; 0 for what is only proposed."""
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    state: Literal["past", "now", "ahead"]


@dataclass(frozen=True, slots=True)
class RegimeView:
    """A regime in the officers' list."""

    kind: RegimeKind
    period: PeriodView | None
    """What holds now; None where nothing does."""
    planned: int
    """How many periods are still to come."""
    waiting: int
    drafts: int
    """The officer's own."""


def versions(code: str) -> Sequence[VersionView]:
    """All versions of a regime, the newest first. Raises NotFound."""
    spans = spans_of(code)
    rows = _with_people(Version.objects.filter(regime_id=code)).order_by("-number")
    return [_version_view(row, spans) for row in rows]


def version(code: str, number: int) -> VersionView:
    """One version. Raises NotFound."""
    kind_of(code)
    rows = _with_people(Version.objects.filter(regime_id=code))
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound
    return _version_view(found, spans_of(code))


def periods(
    code: str, spans: Sequence[rules.Span] | None = None, proposed: UUID = _NUMBERED
) -> list[PeriodView]:
    """The timeline with its gaps, the latest first; `proposed` is a version that isn't yet."""
    spans = spans_of(code) if spans is None else spans
    numbers = dict(Version.objects.filter(regime_id=code).values_list("pk", "number"))
    numbers[proposed] = 0
    now, found = clock.now(), []
    last: dt.datetime | None = None
    for span in spans:
        if last is not None and last < span.starts_at:
            found.append(_period(None, last, span.starts_at, now))
        found.append(_period(numbers[span.version], span.starts_at, span.ends_at, now))
        last = span.ends_at
    if spans and last is not None:
        found.append(_period(None, last, None, now))
    return found[::-1]


def period_now(found: Sequence[PeriodView]) -> PeriodView | None:
    """The period of a timeline that runs now; None where nothing holds."""
    return next((each for each in found if each.state == "now" and each.number), None)


def in_force(found: Sequence[VersionView]) -> VersionView | None:
    """The version, of these, that holds now."""
    now = clock.now()
    return next((each for each in found if each.is_in_force(now)), None)


def regimes_of(actor: Actor) -> list[RegimeView]:
    """The regimes about which an officer decides. Raises NotFound for who decides about none."""
    if not access.is_regime_officer(actor):
        raise NotFound
    known = kinds()
    waiting = Count("proposals", filter=Q(proposals__status="waiting"))
    drafts = Count(
        "proposals",
        filter=Q(proposals__status="draft", proposals__proposed_by_id=actor.account_id),
    )
    rows = Regime.objects.filter(agency_id=actor.agency, code__in=known)
    return [
        _regime_view(known[row.code], row.waiting_count, row.draft_count)
        for row in rows.annotate(waiting_count=waiting, draft_count=drafts).order_by("code")
    ]


def waiting(code: str) -> list[Proposal]:
    """What waits for a decision, the oldest first."""
    rows = Proposal.objects.filter(regime_id=code, status=Proposal.Status.WAITING)
    return list(rows.select_related("proposed_by__party").order_by("proposed_at"))


def drafts_of(actor: Actor, code: str) -> list[Proposal]:
    """The officer's own drafts, the newest first."""
    rows = Proposal.objects.filter(
        regime_id=code, status=Proposal.Status.DRAFT, proposed_by_id=actor.account_id
    )
    return list(rows.order_by("-created_at"))


def proposals(code: str, *, status: str = "", before: Cursor | None = None) -> Page[Proposal]:
    """What was proposed, the newest first. Raises Invalid for an unknown status."""
    rows = Proposal.objects.filter(regime_id=code).exclude(status=Proposal.Status.DRAFT)
    if status:
        if status not in set(Proposal.Status.values) - {"draft"}:
            raise Invalid(code="unknown-status")
        rows = rows.filter(status=status)
    rows = rows.order_by("-proposed_at", "-id")
    if before is not None:
        rows = rows.filter(proposed_at__lt=before.at)
    found = list(rows.select_related("proposed_by__party")[: A_PAGE + 1])
    shown = tuple(found[:A_PAGE])
    has_more = len(found) > A_PAGE and shown[-1].proposed_at is not None
    last = shown[-1].proposed_at if has_more else None
    return Page(rows=shown, next=Cursor(last, 0) if last else None)


def underneath(row: Proposal) -> Version | None:
    """The version that, by what is known now, would hold when a proposal begins; None where
    nothing would."""
    span = rules.at(spans_of(row.regime_id), begins_at(row))
    return Version.objects.get(pk=span.version) if span else None


def begins_at(row: Proposal) -> dt.datetime:
    """When a proposal would take effect were it approved now."""
    return rules.begins_at(row.valid_from, now=clock.now(), decided_at=row.regime.decided_at)


def timeline_after(row: Proposal) -> list[PeriodView]:
    """The timeline were a proposal approved now; number 0 is its own. Empty once it is over."""
    starts_at = begins_at(row)
    if row.valid_until is not None and row.valid_until <= starts_at:
        return []
    own = None if row.kind == Proposal.Kind.LIFT else row.pk
    spans = rules.decided(
        spans_of(row.regime_id), own, starts_at, row.valid_until, ends_regime=row.ends_regime
    )
    return periods(row.regime_id, spans, row.pk)


def is_outdated(row: Proposal) -> bool:
    """Whether what a waiting proposal replaces was changed since."""
    reach = None if row.ends_regime else row.valid_until
    before, now = rules.unpacked(row.timeline), spans_of(row.regime_id)
    return not rules.is_same_underneath(before, now, begins_at(row), reach)


def _with_people(rows: QuerySet[Version]) -> QuerySet[Version]:
    return rows.select_related(
        "proposal", "proposal__proposed_by__party", "proposal__decided_by__party"
    )


def _version_view(row: Version, spans: Sequence[rules.Span]) -> VersionView:
    return VersionView(
        id=row.pk,
        code=row.regime_id,
        number=row.number,
        values=completed(kind_of(row.regime_id), row.values),
        spans=tuple(span for span in spans if span.version == row.pk),
        reason=Text(row.reason),
        law=Text(row.law),
        marks=row.marks,
        made_at=row.made_at,
        proposal=row.proposal,
    )


def _regime_view(kind: RegimeKind, waiting_count: int, draft_count: int) -> RegimeView:
    found = periods(kind.code)
    ahead = sum(1 for each in found if each.state == "ahead")
    return RegimeView(kind, period_now(found), ahead, waiting_count, draft_count)


def _period(
    number: int | None, starts_at: dt.datetime, ends_at: dt.datetime | None, now: dt.datetime
) -> PeriodView:
    if starts_at > now:
        return PeriodView(number, starts_at, ends_at, "ahead")
    is_over = ends_at is not None and ends_at <= now
    return PeriodView(number, starts_at, ends_at, "past" if is_over else "now")
