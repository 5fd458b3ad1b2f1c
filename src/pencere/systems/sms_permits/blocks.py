"""Blocks: an officer decides that a phone or a person gets no permits for a while. A block holds
at once, since each decision about a permit reads the same table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal.api import record
from pencere.systems.sms_permits import abuse_rules, abuse_telling, abuse_words
from pencere.systems.sms_permits.abuse_access import lock_target, require_desk
from pencere.systems.sms_permits.abuse_models import BlockProposal, Finding
from pencere.systems.sms_permits.abuse_rules import Limits
from pencere.systems.sms_permits.models import Block
from pencere.systems.sms_permits.regime import abuse_limits
from pencere.ui.api import formatting


@dataclass(frozen=True, slots=True)
class Wanted:
    """A block as an officer asks for it."""

    pattern: str
    """Whose words give the reason."""
    words: str
    """What the officer adds; the one who is blocked reads it."""
    until: dt.datetime | None
    key: str
    """Of the form: a repeat gives the same block."""
    sender: str = ""
    subject: UUID | None = None


@transaction.atomic
def impose(
    *, actor: Actor, wanted: Wanted, finding: Finding | None = None
) -> Block | BlockProposal:
    """Block now, or propose it where a second officer must confirm (`needs_second`).

    `finding` is locked by the caller. Raises NotFound for who isn't at the desk, Invalid by field,
    Conflict (codes "blocked", "proposed") where a colleague was faster.
    """
    account = require_desk(actor)
    lock_target(sender=wanted.sender, subject=wanted.subject)
    again = Block.objects.filter(decided_by_id=account, key=wanted.key).first()
    if again is not None:
        return again
    limits = current_limits()
    until = _checked(wanted, limits)
    _require_free(wanted)
    if wanted.subject is not None and abuse_rules.needs_second(
        begins=clock.now(), until=until, alone_days=limits.alone_days
    ):
        return _propose(actor, wanted, wanted.subject, until, finding)
    return _block(actor, account, wanted, until, evidence_of(finding, limits))


@transaction.atomic
def confirm(*, actor: Actor, proposal_id: UUID) -> Block:
    """Carry out what a colleague proposed. Raises NotFound, Conflict (decided already, blocked
    meanwhile, its end is past), Refused (code "four-eyes") for who proposed it."""
    account = require_desk(actor)
    proposal = _open_proposal(proposal_id)
    if proposal.proposed_by_id == account:
        raise Refused(_("A second officer has to confirm this."), code="four-eyes")
    wanted = Wanted(
        pattern=proposal.reason_code,
        words=proposal.words,
        until=proposal.until,
        key=f"proposal:{proposal.pk}",
        subject=proposal.subject_id,
    )
    if proposal.until <= clock.now():
        raise Conflict(_("The end that was proposed is past."), code="past")
    _require_free(wanted, own_proposal=proposal.pk)
    _close(proposal, account, is_confirmed=True)
    block = _block(
        actor, account, wanted, proposal.until, evidence_of(proposal.finding, current_limits())
    )
    if proposal.finding is not None:
        Finding.objects.filter(pk=proposal.finding.pk).update(block_id=block.pk)
    return block


@transaction.atomic
def decline(*, actor: Actor, proposal_id: UUID) -> BlockProposal:
    """Don't block; who proposed it may take it back in the same way. What it came from is to be
    looked at again. Raises NotFound, Conflict."""
    account = require_desk(actor)
    proposal = _open_proposal(proposal_id)
    _close(proposal, account, is_confirmed=False)
    if proposal.finding is not None:
        reopen_row(proposal.finding)
    record(
        actor=actor,
        action=abuse_words.BLOCK_DECLINED,
        subject=proposal.subject_id,
        about=f"block-proposal:{proposal.pk}",
    )
    return proposal


@transaction.atomic
def lift(*, actor: Actor, block_id: UUID, because: str) -> Block:
    """End a block now; `because` is told to the one who was blocked. A repeat changes nothing.
    Raises NotFound, Invalid (field `because`)."""
    account = require_desk(actor)
    block = locked(block_id)
    if not is_live(block):
        return block
    because = clean(because)
    if not because:
        raise Invalid(_("Write why."), field="because")
    end(actor, block, account, because)
    abuse_telling.lifted(block)
    return block


def end(actor: Actor, block: Block, account: UUID, because: str) -> None:
    """Lift a block that the caller has locked, and journal it."""
    block.lifted_at, block.lifted_by_id, block.lifted_because = clock.now(), account, because
    block.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    record(actor=actor, action=abuse_words.LIFTED, subject=block.subject, about=block.about)


def shorten(actor: Actor, block: Block, until: dt.datetime) -> None:
    """Let a block that the caller has locked end sooner, and journal it."""
    block.blocked_until = until
    block.save(update_fields=["blocked_until"])
    record(
        actor=actor,
        action=abuse_words.SHORTENED,
        subject=block.subject,
        about=block.about,
        params={"until": formatting.date_short(until)},
    )


def locked(block_id: UUID) -> Block:
    """A block for change. Raises NotFound."""
    found = Block.objects.filter(pk=block_id).first()
    if found is None:
        raise NotFound
    lock_target(sender=found.sender, subject=found.subject)
    return Block.objects.select_for_update().get(pk=block_id)


def is_live(block: Block) -> bool:
    """Whether it holds now."""
    return abuse_rules.is_in_force(
        begins=block.blocked_from,
        until=block.blocked_until,
        lifted=block.lifted_at,
        at=clock.now(),
    )


def live(at: dt.datetime | None = None) -> QuerySet[Block]:
    """Blocks that hold at an instant (now)."""
    at = at or clock.now()
    return Block.objects.filter(
        Q(blocked_until=None) | Q(blocked_until__gt=at), lifted_at=None, blocked_from__lte=at
    )


def current_limits() -> Limits:
    """What the rules about abuse say. Raises Conflict (code "no-rules") when none are in force."""
    limits = abuse_limits(clock.now())
    if limits is None:
        raise Conflict(_("No rules about abuse are in force now."), code="no-rules")
    return limits


def clean(words: str) -> str:
    """What somebody typed, as it is kept."""
    return words.replace("\0", "").replace("\r\n", "\n").strip()


def evidence_of(finding: Finding | None, limits: Limits) -> Mapping[str, Any]:
    """The figures that an officer saw, for whoever is blocked to read later."""
    if finding is None:
        return {}
    return {
        "finding": str(finding.pk),
        "pattern": finding.pattern,
        "count": finding.count,
        "threshold": finding.threshold,
        "messages": finding.messages,
        "days": limits.days,
        "first_at": finding.first_at.isoformat(),
        "last_at": finding.last_at.isoformat(),
    }


def reopen_row(finding: Finding) -> None:
    """Have a finding looked at again, unless the same was found anew meanwhile."""
    again = Finding.objects.filter(
        pattern=finding.pattern, sender=finding.sender, subject=finding.subject_id, state="open"
    )
    if again.exclude(pk=finding.pk).exists():
        raise Conflict(_("The same was found again: look at that one."), code="found-again")
    finding.state, finding.decided_by_id, finding.decided_at = "open", None, None
    finding.label, finding.reason, finding.block_id = {}, "", None
    finding.save(update_fields=["state", "decided_by", "decided_at", "label", "reason", "block_id"])


def _checked(wanted: Wanted, limits: Limits) -> dt.datetime:
    problems: dict[str, list[Any]] = {}
    if wanted.pattern not in abuse_words.REASONS:
        problems["reason"] = [_("Choose a reason from the list.")]
    if len(clean(wanted.words)) > abuse_rules.MOST_WORDS:
        problems["words"] = [_("This is too long.")]
    why = abuse_rules.why_not_until(wanted.until, now=clock.now(), most_days=limits.most_days)
    if why is not None:
        said = {
            "missing": _("Enter a real date."),
            "past": _("The end can't lie in the past."),
            "long": _("A block lasts %(days)s days at most.") % {"days": limits.most_days},
        }
        problems["until"] = [said[why]]
    if problems or wanted.until is None:
        raise Invalid(fields=problems)
    return wanted.until


def _require_free(wanted: Wanted, own_proposal: UUID | None = None) -> None:
    mine = Q(sender=wanted.sender) if wanted.sender else Q(subject=wanted.subject)
    if live().filter(mine).exists():
        raise Conflict(_("It is blocked already: a colleague was faster."), code="blocked")
    if wanted.subject is None:
        return
    waiting = BlockProposal.objects.filter(subject_id=wanted.subject, decided_at=None)
    if any(each != own_proposal for each in waiting.values_list("pk", flat=True)):
        raise Conflict(_("A colleague has proposed a block already."), code="proposed")


def _propose(
    actor: Actor, wanted: Wanted, subject: UUID, until: dt.datetime, finding: Finding | None
) -> BlockProposal:
    made = BlockProposal.objects.create(
        finding=finding,
        subject_id=subject,
        reason_code=wanted.pattern,
        words=clean(wanted.words),
        until=until,
        proposed_by_id=require_desk(actor),
        label=dict(actor.label),
        proposed_at=clock.now(),
    )
    record(
        actor=actor,
        action=abuse_words.BLOCK_PROPOSED,
        subject=wanted.subject,
        about=f"block-proposal:{made.pk}",
        params={"until": formatting.date_short(until)},
    )
    return made


def _block(
    actor: Actor, account: UUID, wanted: Wanted, until: dt.datetime, evidence: Mapping[str, Any]
) -> Block:
    now = clock.now()
    block = Block.objects.create(
        sender=wanted.sender,
        subject=wanted.subject,
        pattern=wanted.pattern,
        reason=clean(wanted.words),
        evidence=dict(evidence),
        agency=actor.agency or "",
        decided_by_id=account,
        label=dict(actor.label),
        decided_at=now,
        key=wanted.key,
        blocked_from=now,
        blocked_until=until,
    )
    record(
        actor=actor,
        action=abuse_words.BLOCKED,
        subject=wanted.subject,
        about=block.about,
        params={"until": formatting.date_short(until)},
    )
    abuse_telling.blocked(block)
    return block


def _open_proposal(proposal_id: UUID) -> BlockProposal:
    found = BlockProposal.objects.filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    lock_target(subject=found.subject_id)
    proposal = BlockProposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.decided_at is not None:
        raise Conflict(_("This was decided in the meantime."), code="decided")
    return proposal


def _close(proposal: BlockProposal, account: UUID, *, is_confirmed: bool) -> None:
    proposal.decided_by_id, proposal.decided_at = account, clock.now()
    proposal.is_confirmed = is_confirmed
    proposal.save(update_fields=["decided_by", "decided_at", "is_confirmed"])
