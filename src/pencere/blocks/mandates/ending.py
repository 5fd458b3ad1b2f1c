"""Ending and extending mandates. One that ends takes all that derive from it along, in the same
transaction; who acts by any of them is stopped at their next request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.mandates import access, journal_actions, rules, telling
from pencere.blocks.mandates.offering import WORDS
from pencere.blocks.mandates.records import entries_about
from pencere.blocks.parties import api as parties
from pencere.blocks.parties.api import MandateView
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal import api as journal
from pencere.ui.api import formatting

FROM_REGISTER = _("This follows from a register: it ends when the register says so.")


@transaction.atomic
def revoke(*, actor: Actor, mandate_id: UUID) -> None:
    """End a mandate as its grantor, the grantor's head, or whoever passed it on; with all that
    derive from it. One that has ended stays as it is.

    Raises NotFound for others, Refused (code "from-register") for one that people don't give.
    """
    mandate = _locked(mandate_id)
    reach = access.reach(actor, mandate)
    if mandate.kind not in rules.GIVEN_KINDS:
        raise Refused(FROM_REGISTER, code="from-register")
    if not reach.may_end:
        raise NotFound
    _end(reach.actor, mandate, journal_actions.REVOKED, "revoked")


@transaction.atomic
def give_up(*, actor: Actor, mandate_id: UUID) -> None:
    """End a mandate as its holder, with all that derive from it. As `revoke` otherwise."""
    mandate = _locked(mandate_id)
    if not access.reach(actor, mandate).is_holder:
        raise NotFound
    if mandate.kind not in rules.GIVEN_KINDS:
        raise Refused(FROM_REGISTER, code="from-register")
    _end(access.acting_by(actor, mandate), mandate, journal_actions.GIVEN_UP, "given-up")


@transaction.atomic
def extend(*, actor: Actor, mandate_id: UUID, valid_until: dt.date) -> None:
    """Let a live mandate hold until a later day, but no longer than the one it derives from.

    Raises NotFound, Refused (assurance, "from-register"), Conflict when it has ended, Invalid
    (field "valid_until"). The same day again changes nothing.
    """
    mandate = _locked(mandate_id)
    reach = access.reach(actor, mandate)
    if mandate.kind not in rules.GIVEN_KINDS:
        raise Refused(FROM_REGISTER, code="from-register")
    if not reach.may_end:
        raise NotFound
    access.require_assurance(actor, mandate.kind)
    today = clock.today()
    if not mandate.is_live(today):
        raise Conflict(_("The mandate has ended. Give a new one."), code="ended")
    if valid_until == mandate.valid_until:
        return
    _check_new_end(mandate, valid_until, today)
    parties.move_end_of_mandate(mandate.id, valid_until)
    _journal(reach.actor, journal_actions.EXTENDED, mandate, until=valid_until)
    telling.extended(parties.mandate(mandate.id))


def _check_new_end(mandate: MandateView, valid_until: dt.date, today: dt.date) -> None:
    problem = rules.problem_of_end(valid_until, today=today)
    if problem is None and mandate.valid_until is not None and valid_until < mandate.valid_until:
        raise Invalid(
            _("That is earlier than now. To end it sooner, revoke it."), field="valid_until"
        )
    if problem is None and mandate.parent_id is not None:
        above = parties.mandate(mandate.parent_id)
        if above.valid_until is not None and valid_until > above.valid_until:
            problem = "longer"
    if problem:
        raise Invalid(WORDS["valid_until", problem], field="valid_until")


def _locked(mandate_id: UUID) -> MandateView:
    """The mandate as it is once nobody else changes those of its grantor. Raises NotFound."""
    parties.lock_mandates_of(parties.mandate(mandate_id).grantor.id)
    return parties.mandate(mandate_id)


def _end(actor: Actor, mandate: MandateView, action: str, because: str) -> None:
    if mandate.ended_at is not None:
        return
    derived = below(mandate)
    now = clock.now()
    parties.end_mandates([mandate.id], at=now, because=because)
    parties.end_mandates([each.id for each in derived], at=now, because="parent")
    _journal(actor, action, mandate)
    for each in derived:
        _journal(actor, journal_actions.ENDED_WITH_PARENT, each)
    for each in [mandate, *derived]:
        telling.ended(each, because=because)


def below(mandate: MandateView) -> Sequence[MandateView]:
    """All that derive from a mandate and haven't been ended before their day."""
    all_of_grantor = {each.id: each for each in parties.mandates_of(grantor=mandate.grantor.id)}
    parents = {each.id: each.parent_id for each in all_of_grantor.values()}
    found = [all_of_grantor[each] for each in rules.chain_down(mandate.id, parents)[1:]]
    return [each for each in found if each.ended_at is None]


def _journal(
    actor: Actor, action: str, mandate: MandateView, *, until: dt.date | None = None
) -> None:
    end = until or mandate.valid_until
    journal.record_many(
        entries=entries_about(
            actor=actor,
            action=action,
            about=f"mandate:{mandate.id}",
            subjects=[mandate.grantor.id, mandate.holder.id],
            params={"until": formatting.date_short(end), "kind": mandate.kind},
        )
    )
