"""What officers do about a pattern of abuse: block, let pass, take that back; how patterns come to
them, by the job's look and by people's own word."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal.api import record
from pencere.systems.sms_permits import (
    abuse_patterns,
    abuse_rules,
    abuse_telling,
    abuse_words,
    blocks,
)
from pencere.systems.sms_permits.abuse_access import lock_target, require_desk
from pencere.systems.sms_permits.abuse_models import Appeal, BlockProposal, Disowning, Finding
from pencere.systems.sms_permits.models import Block
from pencere.systems.sms_permits.own_blocks import own_phone
from pencere.systems.sms_permits.queries import permit
from pencere.systems.sms_permits.regime import abuse_limits, rules_now


def look() -> int:
    """Bring the officers' list up to date; how many findings are new. Nothing is looked for while
    no rules about abuse are in force."""
    limits = abuse_limits(clock.now())
    if limits is None:
        return 0
    with transaction.atomic():
        new = abuse_patterns.look_for_all(
            limits, open_purposes=_without_limit(), today=clock.today()
        )
        abuse_patterns.forget_lapsed(limits)
    return new


@transaction.atomic
def block(
    *,
    actor: Actor,
    finding_id: UUID,
    reason: str,
    words: str,
    until: dt.datetime | None,
    key: str,
) -> Block | BlockProposal:
    """Block the phone or person of a finding, or propose it where a second officer must confirm.

    A repeat of the form gives the first answer. Raises NotFound, Invalid (fields `reason`,
    `words`, `until`), Conflict (codes "decided", "blocked", "proposed", "no-rules").
    """
    account = require_desk(actor)
    finding = _locked(finding_id)
    wanted = blocks.Wanted(
        pattern=reason,
        words=words,
        until=until,
        key=key,
        sender=finding.sender,
        subject=finding.subject_id,
    )
    again = Block.objects.filter(decided_by_id=account, key=key).first()
    if again is not None:
        return again
    _require_open(finding)
    made = blocks.impose(actor=actor, wanted=wanted, finding=finding)
    block_id = made.pk if isinstance(made, Block) else None
    _decide(actor, finding, "blocked", blocks.clean(words), block_id)
    return made


@transaction.atomic
def let_pass(*, actor: Actor, finding_id: UUID, reason: str) -> Finding:
    """Do nothing about a finding, and say why. A repeat changes nothing. Raises NotFound, Invalid
    (field `reason`), Conflict where a colleague blocked."""
    require_desk(actor)
    finding = _locked(finding_id)
    if finding.state == "ignored":
        return finding
    _require_open(finding)
    reason = blocks.clean(reason)
    if not reason:
        raise Invalid(_("Write why nothing is done."), field="reason")
    if len(reason) > abuse_rules.MOST_WORDS:
        raise Invalid(_("This is too long."), field="reason")
    _decide(actor, finding, "ignored", reason, None)
    record(
        actor=actor,
        action=abuse_words.IGNORED,
        subject=finding.subject_id,
        about=finding.about,
    )
    return finding


@transaction.atomic
def undo(*, actor: Actor, finding_id: UUID) -> Finding:
    """Take a decision about a finding back: a block that it led to is lifted, a proposal withdrawn,
    and it is to be looked at again. A repeat changes nothing.

    Raises NotFound, Conflict (code "found-again"); Refused (code "appealed") where an appeal
    waits, which decides now.
    """
    account = require_desk(actor)
    finding = _locked(finding_id)
    if finding.state == "open":
        return finding
    for proposal in finding.proposals.select_for_update().filter(decided_at=None):
        proposal.decided_by_id, proposal.decided_at = account, clock.now()
        proposal.save(update_fields=["decided_by", "decided_at"])
    if finding.block_id is not None:
        _lift(actor, account, finding.block_id)
    blocks.reopen_row(finding)
    record(
        actor=actor,
        action=abuse_words.REOPENED,
        subject=finding.subject_id,
        about=finding.about,
    )
    return finding


@transaction.atomic
def disown(*, actor: Actor, reference: str) -> Disowning:
    """ "It wasn't me": somebody else asked for this permit with the person's document. The phone
    that asked comes to the officers' list. A repeat changes nothing.

    Raises NotFound for another's permit, Conflict (code "own") for one that the person asked for
    in the cabinet or from their own phone.
    """
    found = permit(actor=actor, reference=reference)
    if not found.sender or found.sender == own_phone(actor):
        raise Conflict(_("You asked for this permit yourself."), code="own")
    if actor.account_id is None:
        raise NotFound
    made, is_new = Disowning.objects.get_or_create(
        permit_id=found.id,
        defaults={
            "subject_id": found.subject,
            "sender": found.sender,
            "said_by_id": actor.account_id,
            "said_at": clock.now(),
        },
    )
    if is_new:
        record(
            actor=actor,
            action=abuse_words.DISOWNED,
            subject=found.subject,
            about=f"sms-permit:{found.id}",
        )
    return made


def _without_limit() -> list[str]:
    """Codes of the purposes of which one may take any number a day."""
    rules = rules_now()
    return [each.code for each in (rules.purposes if rules else ()) if each.daily_limit is None]


def _lift(actor: Actor, account: UUID, block_id: UUID) -> None:
    block_row = blocks.locked(block_id)
    if not blocks.is_live(block_row):
        return
    if Appeal.objects.filter(block_id=block_id, decided_at=None).exists():
        raise Refused(
            _("Somebody appealed against the block: the appeal decides now."), code="appealed"
        )
    because = str(_("The decision was taken back."))
    blocks.end(actor, block_row, account, because)
    abuse_telling.lifted(block_row)


def _locked(finding_id: UUID) -> Finding:
    found = Finding.objects.filter(pk=finding_id).first()
    if found is None:
        raise NotFound
    lock_target(sender=found.sender, subject=found.subject_id)
    again = Finding.objects.select_for_update().filter(pk=finding_id).first()
    if again is None:  # the job took it away meanwhile
        raise NotFound
    return again


def _require_open(finding: Finding) -> None:
    if finding.state != "open":
        raise Conflict(_("A colleague has decided about this already."), code="decided")


def _decide(actor: Actor, finding: Finding, state: str, reason: str, block_id: UUID | None) -> None:
    finding.state, finding.reason, finding.block_id = state, reason, block_id
    finding.decided_by_id, finding.decided_at = actor.account_id, clock.now()
    finding.label = dict(actor.label)
    finding.save(update_fields=["state", "reason", "block_id", "decided_by", "decided_at", "label"])
