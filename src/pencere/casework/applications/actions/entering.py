"""What follows when a case comes into a state or leaves it: other agencies are asked and no
longer asked, a payment is awaited. Called by `Progress` alone, within its transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pencere.casework.applications.fees import fee_of
from pencere.casework.applications.models import Application, Opinion, Payment, Timer
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import (
    OpinionAsked,
    ServiceDefinition,
    Situation,
    State,
)
from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.kernel.pack import pack
from pencere.kernel.workdays.api import Duration

OF_OPINIONS = (Timer.Kind.OPINION, Timer.Kind.REMIND)
"""Timers that hang on an opinion, not on the state."""


def no_longer_asked(application: Application, now: dt.datetime) -> Sequence[Opinion]:
    """The case has left the state that asked: who has not answered needn't. Returns them."""
    pending = list(application.opinions.filter(state=Opinion.State.PENDING))
    for each in pending:
        each.state, each.answered_at = Opinion.State.WITHDRAWN, now
    Opinion.objects.bulk_update(pending, ["state", "answered_at"])
    application.timers.filter(kind__in=OF_OPINIONS).delete()
    return pending


def ask_opinions(
    application: Application,
    definition: ServiceDefinition,
    situation: Situation,
    state: State,
    now: dt.datetime,
) -> Sequence[Opinion]:
    """Ask all that the state asks, in a new round. Returns what was asked."""
    last = application.opinions.order_by("-round").values_list("round", flat=True).first()
    asked = [
        opinion_of(application, state.code, each, (last or 0) + 1, situation, now)
        for each in engine.opinions_to_ask(definition, state.code, situation)
    ]
    Opinion.objects.bulk_create(asked)
    for each in asked:
        set_opinion_timers(each, remind_of(state, each), situation)
    return asked


def opinion_of(
    application: Application,
    state: str,
    asked: OpinionAsked,
    round_number: int,
    situation: Situation,
    now: dt.datetime,
) -> Opinion:
    """A question to one agency, not yet saved."""
    return Opinion(
        id=new_id(),
        application=application,
        case_state=state,
        round=round_number,
        agency_id=asked.of,
        role=asked.role,
        title=dict(asked.title),
        is_silence_consent=asked.silence == "consent",
        law=dict(asked.law or {}),
        asked_at=now,
        due_at=engine.opinion_due(now, asked.within, situation),
    )


def remind_of(state: State, opinion: Opinion) -> tuple[Duration, ...]:
    """When the definition reminds of this question."""
    for each in state.opinions:
        if (each.of, each.role) == (opinion.agency_id, opinion.role):
            return each.remind
    return ()


def set_opinion_timers(opinion: Opinion, remind: Sequence[Duration], situation: Situation) -> None:
    """The end of its time, and the reminders before it that still lie ahead."""
    reminders = [engine.warn_at(opinion.due_at, each, situation) for each in remind]
    Timer.objects.bulk_create(
        Timer(application_id=opinion.application_id, kind=kind, target=str(opinion.pk), due_at=at)
        for kind, at in (
            (Timer.Kind.OPINION, opinion.due_at),
            *((Timer.Kind.REMIND, at) for at in reminders if at > clock.now()),
        )
    )


def await_payment(
    application: Application, definition: ServiceDefinition, situation: Situation
) -> Payment:
    """Fix what is owed the first time; a receipt that was sent back proves nothing."""
    payment = Payment.objects.select_for_update().filter(pk=application.pk).first()
    if payment is None:
        fee = fee_of(application, definition, situation)
        payment = Payment(
            application=application,
            amount_minor=fee.total_minor if fee else 0,
            currency=definition.fee.currency if definition.fee else pack().currency,
        )
    before = payment.state if payment.proven_at or payment.confirmed_at else "none"
    payment.state = engine.payment_on_entering(before, payment.amount_minor)  # type: ignore[arg-type]
    if payment.state == "confirmed" and payment.confirmed_at is None:
        payment.confirmed_at, payment.paid_minor = clock.now(), 0
    payment.save()
    return payment
