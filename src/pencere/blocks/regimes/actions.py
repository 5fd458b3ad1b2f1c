"""Proposing a change of a regime's rules, and deciding about it: always two officers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pencere.blocks.regimes import access, journal_actions, rules, telling, trials, trying
from pencere.blocks.regimes.fields import JSON
from pencere.blocks.regimes.kinds import checked, kind_of
from pencere.blocks.regimes.models import Proposal, Regime, Version
from pencere.blocks.regimes.timeline import forget, spans_of
from pencere.blocks.regimes.writing import title_of, write_timeline
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal import api as journal

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_TIME_WORDS: Mapping[str, _StrOrPromise] = {
    "past": _("This lies in the past."),
    "too-far": _("This lies more than five years ahead."),
    "order": _("The end has to lie after the beginning."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What an officer proposes."""

    reason: str
    values: Mapping[str, JSON] | None = None
    """None: to lift the regime for that time."""
    valid_from: dt.datetime | None = None
    """None: as soon as it is approved."""
    valid_until: dt.datetime | None = None
    """None: until another decision."""
    ends_regime: bool = False
    """Whether nothing holds after `valid_until`; else what would hold without the change."""
    law: str = ""
    based_on: UUID | None = None
    """The version whose values it began with."""


def propose(
    *, actor: Actor, code: str, proposed: Proposed, draft_id: UUID | None = None
) -> Proposal:
    """Put a change before another officer.

    `draft_id` is the officer's own draft that becomes the proposal; repeated, the answer is the
    same. Raises NotFound for who doesn't decide about this regime, Invalid with the problems by
    place (`values` by their own, `valid_from`, `valid_until`, `reason`, `law`), Conflict for a
    draft that was withdrawn.
    """
    regime = access.regime(actor=actor, code=code)
    kind, values = kind_of(code), None
    problems = problems_of(proposed)
    if proposed.values is not None:
        try:
            values = checked(kind, proposed.values)
        except Invalid as problem:
            problems = {**problem.fields, **problems}
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        access.lock(regime)
        row = _row(actor, regime, draft_id)
        if row.status == Proposal.Status.WAITING:
            return row
        spans = spans_of(code)
        _require_a_difference(proposed, values, spans)
        _fill(row, actor, proposed, values)
        row.timeline = rules.packed(rules.within(spans, clock.now(), None))
        row.save()
        _record(actor, row, journal_actions.PROPOSED)
        _take_the_place(row, actor)
        telling.others(row)
        if trials.can_try(row):
            trying.begin(row, actor=actor)
    return row


def withdraw(*, actor: Actor, proposal_id: UUID) -> Proposal:
    """Take back one's own proposal, or throw a draft away; repeated, nothing more happens.

    Raises NotFound for another's draft and for who has no say here, Refused for another's
    proposal, Conflict once it was decided.
    """
    with transaction.atomic():
        row = access.proposal(actor=actor, proposal_id=proposal_id, is_locked=True)
        if row.proposed_by_id != actor.account_id:
            raise Refused(_("Only who proposed it can withdraw it."), code="not-own")
        if row.status == Proposal.Status.WITHDRAWN:
            return row
        if row.status == Proposal.Status.DRAFT:
            row.delete()
            return row
        _require_waiting(row)
        _close(row, actor, Proposal.Status.WITHDRAWN)
        _record(actor, row, journal_actions.WITHDRAWN)
    return row


def reject(*, actor: Actor, proposal_id: UUID, answer: str) -> Proposal:
    """Decide against a proposal; `answer` says why. Repeated by the same officer, the answer is
    the same. Raises NotFound, Refused for one's own, Invalid (`answer`), Conflict."""
    with transaction.atomic():
        row = access.proposal(actor=actor, proposal_id=proposal_id, is_locked=True)
        if _was_decided_so(row, actor, Proposal.Status.REJECTED):
            return row
        access.require_another(actor=actor, proposal=row)
        answer = answer.strip()
        problem = _problem_of_reason(answer)
        if problem:
            raise Invalid(fields={"answer": [problem]})
        _require_waiting(row)
        row.answer = answer
        _close(row, actor, Proposal.Status.REJECTED)
        _record(actor, row, journal_actions.REJECTED)
        telling.proposer(row)
    return row


def approve(*, actor: Actor, proposal_id: UUID, answer: str = "") -> Version | None:
    """Decide for a proposal: from its time on its values hold. Gives the new version, None for
    a lifting. Repeated by the same officer, the answer is the same.

    Raises NotFound, Refused (code "four-eyes") for one's own, Invalid (`answer`), Conflict:
    "decided", "underneath-changed" when another decision changed what it replaces, "over" when
    its time has passed, "slow" when it took so long that its beginning has come.
    """
    with transaction.atomic():
        row = access.proposal(actor=actor, proposal_id=proposal_id, is_locked=True)
        if _was_decided_so(row, actor, Proposal.Status.APPROVED):
            return Version.objects.filter(proposal=row).first()
        access.require_another(actor=actor, proposal=row)
        if len(answer) > rules.MOST_REASON or "\0" in answer:
            raise Invalid(fields={"answer": [_("This is too long.")]})
        _require_waiting(row)
        now = clock.now()
        version = _put_into_force(row, now)
        row.answer = answer.strip()
        _close(row, actor, Proposal.Status.APPROVED)
        params: dict[str, journal.JSON] = {"number": version.number} if version else {}
        _record(actor, row, journal_actions.APPROVED, **params)
        telling.proposer(row)
        if clock.now() - now > rules.LATE:
            raise Conflict(_("This took too long. Try again."), code="slow")
    return version


def _put_into_force(row: Proposal, now: dt.datetime) -> Version | None:
    regime = row.regime
    starts_at = rules.begins_at(row.valid_from, now=now, decided_at=regime.decided_at)
    if row.valid_until is not None and row.valid_until <= starts_at:
        raise Conflict(_("The time for which this was proposed is over."), code="over")
    before = spans_of(regime.code)
    reach = None if row.ends_regime else row.valid_until
    if not rules.is_same_underneath(rules.unpacked(row.timeline), before, starts_at, reach):
        raise Conflict(
            _("Other rules were decided on since this was proposed."), code="underneath-changed"
        )
    version = None if row.values is None else _new_version(row, now)
    pk = version.pk if version else None
    after = rules.decided(before, pk, starts_at, row.valid_until, ends_regime=row.ends_regime)
    write_timeline(regime, before, after, now=now)
    regime.decided_at = max(now, regime.decided_at or now)
    regime.save(update_fields=["decided_at"])
    forget()
    transaction.on_commit(forget)
    return version


def _new_version(row: Proposal, now: dt.datetime) -> Version:
    base = row.based_on
    kept = {} if base is None else base.marks
    values = row.values or {}
    return Version.objects.create(
        regime=row.regime,
        number=Version.objects.filter(regime=row.regime).count() + 1,
        values=values,
        # Where a value comes from stays said as long as the value stays.
        marks={
            key: mark
            for key, mark in kept.items()
            if base is not None and base.values.get(key) == values.get(key)
        },
        reason={row.language: row.reason},
        law={row.language: row.law} if row.law else {},
        proposal=row,
        made_at=now,
    )


def _row(actor: Actor, regime: Regime, draft_id: UUID | None) -> Proposal:
    if draft_id is None:
        return Proposal(regime=regime, proposed_by_id=access.account(actor), created_at=clock.now())
    row = access.own(actor=actor, proposal_id=draft_id)
    if row.regime_id != regime.code:
        raise NotFound
    if row.status in (Proposal.Status.DRAFT, Proposal.Status.WAITING):
        return row
    raise Conflict(_("This was decided meanwhile."), code="decided")


def _fill(
    row: Proposal, actor: Actor, proposed: Proposed, values: Mapping[str, JSON] | None
) -> None:
    row.kind = Proposal.Kind.LIFT if values is None else Proposal.Kind.CHANGE
    row.status = Proposal.Status.WAITING
    row.typed = {}
    row.values = values
    row.valid_from, row.valid_until = proposed.valid_from, proposed.valid_until
    row.ends_regime = proposed.ends_regime
    row.reason, row.law = proposed.reason.strip(), proposed.law.strip()
    row.language = get_language() or ""
    row.based_on_id = proposed.based_on
    row.proposed_label = dict(actor.label)
    row.proposed_at = clock.now()


def problems_of(proposed: Proposed) -> dict[str, list[_StrOrPromise]]:
    """What is wrong with all that isn't a value, by place."""
    problems: dict[str, list[_StrOrPromise]] = {}
    found = rules.problem_of_times(proposed.valid_from, proposed.valid_until, now=clock.now())
    if found:
        problems[found[0]] = [_TIME_WORDS[found[1]]]
    elif proposed.ends_regime and proposed.valid_until is None:
        problems["valid_until"] = [_("Say when the regime ends.")]
    reason = _problem_of_reason(proposed.reason.strip())
    if reason:
        problems["reason"] = [reason]
    if len(proposed.law.strip()) > rules.MOST_LAW or "\0" in proposed.law:
        problems["law"] = [_("This is too long.")]
    return problems


def _problem_of_reason(words: str) -> _StrOrPromise | None:
    if "\0" in words:
        return _("There is a character in it that can't be kept.")
    if len(words) < rules.LEAST_REASON:
        return _("Say it in at least %(count)s characters.") % {"count": rules.LEAST_REASON}
    if len(words) > rules.MOST_REASON:
        return _("This is longer than %(count)s characters.") % {"count": rules.MOST_REASON}
    return None


def _require_a_difference(
    proposed: Proposed, values: Mapping[str, JSON] | None, spans: tuple[rules.Span, ...]
) -> None:
    """Invalid where all of the time says already what is proposed."""
    starts_at = proposed.valid_from or clock.now() + rules.AHEAD
    there = rules.within(spans, starts_at, proposed.valid_until)
    if proposed.ends_regime:
        return
    if values is None:
        is_same = not there
    else:
        said = Version.objects.filter(pk__in=[each.version for each in there])
        is_covered = rules.covers(there, starts_at, proposed.valid_until)
        is_same = is_covered and all(each.values == values for each in said)
    if is_same:
        raise Invalid(_("Nothing would change: in that time this holds already."), code="no-change")


def _was_decided_so(row: Proposal, actor: Actor, status: str) -> bool:
    return row.status == status and row.decided_by_id == actor.account_id


def _require_waiting(row: Proposal) -> None:
    if row.status != Proposal.Status.WAITING:
        raise Conflict(_("This was decided meanwhile."), code="decided")


def _close(row: Proposal, actor: Actor, status: Proposal.Status) -> None:
    row.status = status
    row.decided_by_id = access.account(actor)
    row.decided_label = dict(actor.label)
    row.decided_at = clock.now()
    row.save(update_fields=["status", "answer", "decided_by", "decided_label", "decided_at"])


def _take_the_place(row: Proposal, actor: Actor) -> None:
    """One's own proposal that this one carries over to newer rules waits no more."""
    old = row.replaces
    if old is None or old.status != Proposal.Status.WAITING:
        return
    if old.proposed_by_id == actor.account_id:
        _close(old, actor, Proposal.Status.WITHDRAWN)
        _record(actor, old, journal_actions.WITHDRAWN)


def _record(actor: Actor, row: Proposal, action: str, **params: journal.JSON) -> None:
    journal.record(
        actor=actor,
        action=action,
        about=row.about,
        purpose=row.reason,
        justification=journal.Justification("duty", row.law),
        params={"regime": title_of(row.regime_id), **params},
    )
