"""An officer's proposal while it is being written: kept half typed, seen by nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from pencere.blocks.regimes import access, forms, queries, rules
from pencere.blocks.regimes.fields import JSON
from pencere.blocks.regimes.kinds import OF_THE_FORM, completed, kind_of
from pencere.blocks.regimes.merging import merged
from pencere.blocks.regimes.models import Proposal, Regime, Version
from pencere.blocks.regimes.timeline import spans_of
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound

MOST_DRAFTS = 20
MOST_TYPED = 400_000
"""Characters of a half-typed form."""


def start(*, actor: Actor, code: str, number: int | None = None, is_lift: bool = False) -> Proposal:
    """A new draft that begins with the values of version `number`, else of those in force.

    An untouched draft of the same kind that the officer has already is given again. Raises
    NotFound for who doesn't decide about the regime and for an unknown version, Conflict
    (code "too-many-drafts").
    """
    regime = access.regime(actor=actor, code=code)
    version = _version(regime, number)
    kind = Proposal.Kind.LIFT if is_lift else Proposal.Kind.CHANGE
    with transaction.atomic():
        access.lock(regime)
        own = Proposal.objects.filter(
            regime=regime, status=Proposal.Status.DRAFT, proposed_by_id=access.account(actor)
        )
        untouched = own.filter(kind=kind, based_on=version, typed={}, replaces=None).first()
        if untouched is not None:
            return untouched
        if own.count() >= MOST_DRAFTS:
            raise Conflict(_("Finish or delete some of your drafts first."), code="too-many-drafts")
        is_former = number is not None and version is not None
        return Proposal.objects.create(
            regime=regime,
            kind=kind,
            status=Proposal.Status.DRAFT,
            based_on=version,
            values=None if is_lift or version is None else _values(code, version),
            reason=_former_words(version) if is_former and version else "",
            proposed_by_id=access.account(actor),
            created_at=clock.now(),
        )


def save(
    *,
    actor: Actor,
    draft_id: UUID,
    typed: Mapping[str, Sequence[str]],
    values: Mapping[str, JSON] | None,
) -> Proposal:
    """Keep what was typed; `values` where they are right. Raises NotFound, Conflict once it was
    proposed, Invalid for more than is kept."""
    if sum(len(name) + sum(map(len, said)) for name, said in typed.items()) > MOST_TYPED:
        raise Invalid(_("This is more than we can keep."), code="too-long")
    with transaction.atomic():
        row = access.own(actor=actor, proposal_id=draft_id, is_locked=True)
        if row.status != Proposal.Status.DRAFT:
            raise Conflict(_("This has been proposed already."), code="not-a-draft")
        row.typed = {
            name: [each.replace("\0", "\ufffd") for each in said] for name, said in typed.items()
        }
        if values is not None:
            row.values = dict(values)
        row.save(update_fields=["typed", "values"])
    return row


def rebase(*, actor: Actor, proposal_id: UUID) -> Proposal:
    """A draft of the actor's with what a proposal changes, on top of what holds by now; a draft
    is itself put on top of it.

    Repeated, the same draft comes back. Raises NotFound, Conflict for one that was decided, and
    for a draft whose values aren't right yet (code "no-values").
    """
    with transaction.atomic():
        row = access.proposal(actor=actor, proposal_id=proposal_id, is_locked=True)
        if row.status == Proposal.Status.DRAFT:
            return _carried_over(row)
        if row.status != Proposal.Status.WAITING:
            raise Conflict(_("This was decided meanwhile."), code="decided")
        before = Proposal.objects.filter(
            replaces=row, status=Proposal.Status.DRAFT, proposed_by_id=access.account(actor)
        ).first()
        if before is not None:
            return before
        return Proposal.objects.create(
            regime=row.regime,
            kind=row.kind,
            status=Proposal.Status.DRAFT,
            based_on=queries.underneath(row) or row.based_on,
            values=_merged(row) if row.values is not None else None,
            valid_from=row.valid_from if row.valid_from and row.valid_from > clock.now() else None,
            valid_until=row.valid_until,
            ends_regime=row.ends_regime,
            reason=row.reason,
            law=row.law,
            replaces=row,
            proposed_by_id=access.account(actor),
            created_at=clock.now(),
        )


def is_outdated(row: Proposal) -> bool:
    """Whether a draft began with what held then, and something else holds by now."""
    if row.kind != Proposal.Kind.CHANGE or row.based_on_id is None:
        return False
    then = rules.at(spans_of(row.regime_id, row.created_at), row.created_at)
    if then is None or then.version != row.based_on_id:
        return False  # it began with former rules on purpose
    under = queries.underneath(row)
    return under is not None and under.pk != row.based_on_id


def _carried_over(row: Proposal) -> Proposal:
    if not is_outdated(row):
        return row
    if row.values is None:
        raise Conflict(_("Fill in the rules first."), code="no-values")
    kind, typed = kind_of(row.regime_id), row.typed
    row.values, row.based_on = _merged(row), queries.underneath(row)
    if typed:
        kept = {name: said for name, said in typed.items() if name.partition(".")[0] in OF_THE_FORM}
        row.typed = {**kept, **forms.typed_values(kind, row.values)}
    row.created_at = clock.now()
    row.save(update_fields=["values", "based_on", "typed", "created_at"])
    return row


def clashes(row: Proposal) -> list[tuple[str, JSON, JSON]]:
    """Of a draft that carries another proposal over: the fields that both changed, each with its
    value there and by the rules that were decided on meanwhile."""
    if row.replaces is None or row.replaces.values is None or row.based_on is None:
        return []
    theirs = _values(row.regime_id, row.based_on)
    found = merged(kind_of(row.regime_id).fields, _base(row.replaces), row.replaces.values, theirs)
    return [(each.key, row.replaces.values.get(each.key), theirs[each.key]) for each in found[1]]


def _merged(row: Proposal) -> dict[str, JSON]:
    under = queries.underneath(row)
    theirs = _values(row.regime_id, under) if under else _base(row)
    values, _clashes = merged(kind_of(row.regime_id).fields, _base(row), row.values or {}, theirs)
    return values


def _base(row: Proposal) -> Mapping[str, JSON]:
    return _values(row.regime_id, row.based_on) if row.based_on else {}


def _version(regime: Regime, number: int | None) -> Version | None:
    """The version of a number; without one what holds now, else the last that did."""
    rows = Version.objects.filter(regime=regime)
    if number is not None:
        found = rows.filter(number=number).first()
        if found is None:
            raise NotFound
        return found
    span = rules.at(spans_of(regime.code), clock.now())
    return rows.get(pk=span.version) if span else rows.order_by("-number").first()


def _values(code: str, version: Version) -> dict[str, JSON]:
    return completed(kind_of(code), version.values)


def _former_words(version: Version) -> str:
    return _("The rules of version %(number)s shall hold again.") % {"number": version.number}
