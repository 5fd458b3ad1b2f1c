"""Appeals against a block: made in the cabinet, or written down by an officer for somebody who came
to a service centre; decided by another officer than those who blocked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.ids import new_id, reference_number
from pencere.kernel.journal.api import record
from pencere.kernel.pack import DatedValue, pack
from pencere.kernel.workdays.api import Duration, deadline
from pencere.systems.sms_permits import abuse_rules, abuse_telling, abuse_words, blocks
from pencere.systems.sms_permits.abuse_access import require_desk
from pencere.systems.sms_permits.abuse_models import Appeal, BlockProposal
from pencere.systems.sms_permits.abuse_rules import Outcome
from pencere.systems.sms_permits.models import Block
from pencere.systems.sms_permits.own_blocks import own_block

TIME = "appeal-time"
"""The country's parameter: how long one may appeal against what an agency decided."""
_WHY_NOT = {
    "open": _("There is an appeal against it already, which is not decided yet."),
    "over": _("The block is over."),
    "late": _("The time to appeal is over."),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What an officer makes of an appeal."""

    outcome: str
    answer: str
    until: dt.datetime | None = None
    """The new end, of a block that is shortened."""


@transaction.atomic
def make(*, actor: Actor, block_id: UUID, text: str, key: UUID) -> Appeal:
    """Appeal, as the one who is blocked. A repeat of the form is the same appeal.

    Raises NotFound for another's block, Invalid (field `text`), Conflict (code "appeal-…").
    """
    own_block(actor=actor, block_id=block_id)
    block = blocks.locked(block_id)
    again = Appeal.objects.filter(key=key, block_id=block.pk).first()
    if again is not None:
        return again
    _require_possible(block)
    made = _made(block, key, _checked_text(text), appellant=actor.applicant_id)
    record(
        actor=actor,
        action=abuse_words.APPEALED,
        subject=actor.applicant_id,
        about=made.about,
    )
    return made


@transaction.atomic
def take(*, actor: Actor, block_id: UUID, name: str, contact: str, text: str, key: UUID) -> Appeal:
    """Write down the appeal of who has no account. Raises NotFound, Invalid by field, Conflict."""
    account = require_desk(actor)
    block = blocks.locked(block_id)
    again = Appeal.objects.filter(key=key, block_id=block.pk).first()
    if again is not None:
        return again
    problems: dict[str, list[Any]] = {}
    said = {"name": blocks.clean(name), "contact": blocks.clean(contact)}
    for field, words in said.items():
        if not words:
            problems[field] = [_("Fill this in.")]
        elif len(words) > 200:
            problems[field] = [_("This is too long.")]
    try:
        text = _checked_text(text)
    except Invalid as problem:
        problems |= cast(dict[str, list[Any]], problem.fields)
    if problems:
        raise Invalid(fields=problems)
    _require_possible(block)
    made = _made(block, key, text, appellant=block.subject, taken_by=account, **said)
    record(actor=actor, action=abuse_words.APPEAL_TAKEN, subject=block.subject, about=made.about)
    return made


@transaction.atomic
def decide(*, actor: Actor, appeal_id: UUID, decided: Decided) -> Appeal:
    """Decide, as an officer who had no part in the block, and tell the appellant.

    Raises NotFound, Refused (code "four-eyes"), Conflict (code "decided"), Invalid by field.
    """
    account = require_desk(actor)
    appeal, block = _locked(appeal_id)
    if appeal.decided_at is not None:
        raise Conflict(_("This was decided in the meantime."), code="decided")
    if not may_decide(actor, appeal, block):
        raise Refused(_("An officer who had no part in the block decides."), code="four-eyes")
    _check_decision(decided, block)
    appeal.outcome, appeal.answer = decided.outcome, blocks.clean(decided.answer)
    appeal.until = decided.until if decided.outcome == "shorter" else None
    appeal.decided_by_id, appeal.decided_at = account, clock.now()
    appeal.label = dict(actor.label)
    appeal.save()
    if decided.outcome == "lifted" and blocks.is_live(block):
        blocks.end(actor, block, account, appeal.answer)
    elif decided.outcome == "shorter" and decided.until is not None:
        blocks.shorten(actor, block, decided.until)
    record(
        actor=actor,
        action=abuse_words.APPEAL_DECIDED,
        subject=appeal.appellant_id or block.subject,
        about=appeal.about,
    )
    abuse_telling.decided(appeal, block)
    return appeal


def may_decide(actor: Actor, appeal: Appeal, block: Block) -> bool:
    """Whether the officer had no part in the block: neither decided nor proposed it."""
    if actor.account_id == appeal.imposed_by_id:
        return False
    _prefix, _colon, proposal = block.key.partition("proposal:")
    if not proposal:
        return True
    return not BlockProposal.objects.filter(pk=proposal, proposed_by_id=actor.account_id).exists()


def last_day(block: Block) -> tuple[dt.date, DatedValue] | None:
    """The last day on which one may appeal against a block that is over, and the law that says so;
    None where the country sets no such time."""
    parameter = pack().parameters().get(TIME)
    held = parameter.on(block.decided_at.date()) if parameter else None
    if held is None:
        return None
    return deadline(block.decided_at, Duration.parse(held.value)).date(), held


def why_not(block: Block) -> str | None:
    """Code of why nobody can appeal against a block now; None when one can."""
    time = last_day(block)
    return abuse_rules.why_not_appeal(
        in_force=blocks.is_live(block),
        has_open=Appeal.objects.filter(block_id=block.pk, decided_at=None).exists(),
        last_day=time[0] if time else None,
        today=clock.today(),
    )


def _require_possible(block: Block) -> None:
    code = why_not(block)
    if code is not None:
        raise Conflict(_WHY_NOT[code], code=f"appeal-{code}")


def _made(block: Block, key: UUID, text: str, **more: Any) -> Appeal:
    now = clock.now()
    days = blocks.current_limits().appeal_working_days
    appellant = more.pop("appellant")
    taken_by = more.pop("taken_by", None)
    return Appeal.objects.create(
        id=new_id(),
        number=reference_number(),
        block_id=block.pk,
        imposed_by_id=block.decided_by_id,
        appellant_id=appellant,
        taken_by_id=taken_by,
        text=text,
        key=key,
        made_at=now,
        due_at=deadline(now, Duration(working_days=days)),
        **more,
    )


def _checked_text(text: str) -> str:
    text = blocks.clean(text)
    if not text:
        raise Invalid(_("Write what is wrong with the block."), field="text")
    if len(text) > abuse_rules.MOST_APPEAL:
        raise Invalid(_("This is too long."), field="text")
    return text


def _locked(appeal_id: UUID) -> tuple[Appeal, Block]:
    found = Appeal.objects.filter(pk=appeal_id).first()
    if found is None:
        raise NotFound
    block = blocks.locked(found.block_id)
    return Appeal.objects.select_for_update().get(pk=appeal_id), block


def _check_decision(decided: Decided, block: Block) -> None:
    problems: dict[str, list[Any]] = {}
    if decided.outcome not in abuse_rules.OUTCOMES:
        problems["outcome"] = [_("Choose what you decide.")]
    answer = blocks.clean(decided.answer)
    if not answer:
        problems["answer"] = [_("Write to them why.")]
    elif len(answer) > abuse_rules.MOST_ANSWER:
        problems["answer"] = [_("This is too long.")]
    if cast(Outcome, decided.outcome) == "shorter" and not _is_shorter(decided.until, block):
        problems["until"] = [_("Enter a day between tomorrow and the end that it has now.")]
    if problems:
        raise Invalid(fields=problems)


def _is_shorter(until: dt.datetime | None, block: Block) -> bool:
    if until is None or until <= clock.now() or not blocks.is_live(block):
        return False
    return block.blocked_until is None or until < block.blocked_until
