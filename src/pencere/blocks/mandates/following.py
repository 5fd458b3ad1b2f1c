"""Mandates that follow from registers: who is a company's director, a child's parent, a ward's
guardian. They say what the register says, and end when it no longer does."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from pencere.blocks.mandates import journal_actions, rules, telling
from pencere.blocks.mandates.records import entries_about
from pencere.blocks.mandates.rules import Present, Told
from pencere.blocks.parties import api as parties
from pencere.blocks.parties.api import MandateView, NewMandate, PartyView
from pencere.blocks.registers import api as registers
from pencere.blocks.registers.api import Record
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.errors import Unavailable
from pencere.kernel.journal import api as journal
from pencere.kernel.pack import MandateSource, pack

ACTOR = system("mandates")
PURPOSE = "mandates"


def sources_of(register: str) -> list[MandateSource]:
    """What follows from records of this register."""
    return [each for each in pack().mandate_sources() if each.register == register]


@transaction.atomic
def follow(*, register: str, subject: UUID) -> rules.Changes:
    """Make the mandates of `subject` say what `register` says now; what changed.

    Raises Unavailable when the register is silent: then nothing changes.
    """
    parties.lock_mandates_of(subject)
    grantor = parties.party(subject)
    told = _told(register, grantor)
    present = [
        each
        for each in parties.mandates_of(grantor=subject)
        if each.source == register and each.ended_at is None and _is_ahead(each.valid_until)
    ]
    changes = rules.reconcile(told, [Present(each.id, _as_told(each)) for each in present])
    for each in changes.begin:
        _begin(register, grantor, each)
    for mandate_id, last_day in changes.move:
        parties.move_end_of_mandate(mandate_id, last_day)
        _journal(journal_actions.MOVED_BY_REGISTER, parties.mandate(mandate_id))
    parties.end_mandates(changes.end, at=clock.now(), because="register")
    for mandate_id in changes.end:
        ended = parties.mandate(mandate_id)
        _journal(journal_actions.ENDED_BY_REGISTER, ended)
        telling.ended(ended, because="register")
    return changes


def _told(register: str, grantor: PartyView) -> list[Told]:
    answer = registers.read(
        actor=ACTOR,
        subject=grantor.id,
        registers=[register],
        purpose=PURPOSE,
        justification=journal.Justification("law"),
    )[register]
    if not answer.is_available:
        raise Unavailable
    found = [
        told
        for source in sources_of(register)
        for record in answer.records
        if (told := _told_by(record, source, grantor)) is not None
    ]
    known = parties.parties({each.holder for each in found})
    return [each for each in found if each.holder in known]


def _told_by(record: Record, source: MandateSource, grantor: PartyView) -> Told | None:
    if any(record.data.get(field) not in values for field, values in source.conditions.items()):
        return None
    holder = record.data.get(source.holder_field)
    if not isinstance(holder, str) or UUID(holder) == grantor.id:
        return None
    last_day = _last_day(record, source, grantor)
    if not _is_ahead(last_day) or (source.ends_at_majority and last_day is None):
        return None
    return Told(
        kind=source.kind,
        holder=UUID(holder),
        valid_from=record.valid_from,
        valid_until=last_day,
        scopes=source.scopes,
    )


def _last_day(record: Record, source: MandateSource, grantor: PartyView) -> dt.date | None:
    """The earlier of the record's end and of minority; None for no end."""
    ends: list[dt.date] = [record.valid_until] if record.valid_until else []
    if source.ends_at_majority and grantor.born_on is not None:
        years = pack().majority_years
        ends.append(rules.last_day_of_minority(grantor.born_on, majority_years=years))
    elif source.ends_at_majority:
        return None
    return min(ends, default=None)


def _is_ahead(last_day: dt.date | None) -> bool:
    return last_day is None or last_day >= clock.today()


def _as_told(mandate: MandateView) -> Told:
    return Told(
        kind=mandate.kind,
        holder=mandate.holder.id,
        valid_from=mandate.valid_from,
        valid_until=mandate.valid_until,
        scopes=mandate.scopes,
    )


def _begin(register: str, grantor: PartyView, told: Told) -> None:
    mandate_id = parties.add_mandate(
        NewMandate(
            grantor_id=grantor.id,
            holder_id=told.holder,
            kind=told.kind,
            scopes=told.scopes,
            source=register,
            valid_from=told.valid_from,
            valid_until=told.valid_until,
        )
    )
    begun = parties.mandate(mandate_id)
    _journal(journal_actions.BEGUN_BY_REGISTER, begun)
    telling.begun(begun)


def _journal(action: str, mandate: MandateView) -> None:
    journal.record_many(
        entries=entries_about(
            actor=ACTOR,
            action=action,
            about=f"mandate:{mandate.id}",
            subjects=[mandate.grantor.id, mandate.holder.id],
            params={"kind": mandate.kind},
        )
    )
