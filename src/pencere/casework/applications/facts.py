"""What the workflow's conditions may know of a case beside its form and registers: read where
the definition speaks of it, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pencere.casework.applications.models import Application, Opinion, Payment
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import ServiceDefinition


def facts_of(application: Application, definition: ServiceDefinition) -> Mapping[str, Any]:
    """The facts of opinions and payment; a draft has none."""
    found: dict[str, Any] = {}
    if application.is_draft:
        return found
    if definition.workflow.asks_opinions:
        found |= _opinions(application, definition)
    if definition.workflow.waits_for_payment:
        payment = Payment.objects.filter(pk=application.pk).values_list("state", flat=True).first()
        found["payment"] = payment or "none"
    return found


def _opinions(application: Application, definition: ServiceDefinition) -> Mapping[str, Any]:
    """Where the case asks, what came in since it is there, so that it goes on at once where
    nobody is to be asked; elsewhere what was said last. Nothing before anybody was asked."""
    known = list(application.opinions.order_by("id"))
    if definition.workflow.states[application.state].opinions:
        return opinion_facts(each for each in known if each.asked_at >= application.entered_at)
    return opinion_facts(known) if known else {}


def opinion_facts(opinions: Iterable[Opinion]) -> Mapping[str, Any]:
    """Of the last time that the case asked, what each body says now."""
    return engine.opinion_facts(
        engine.OpinionHeld(
            body=each.agency_id,
            state=each.state,  # type: ignore[arg-type]
            is_silence_consent=each.is_silence_consent,
        )
        for each in standing(opinions)
    )


def standing(opinions: Iterable[Opinion]) -> Sequence[Opinion]:
    """The opinions that count: of the last round, of each body the newest, none withdrawn."""
    known = list(opinions)
    last = max((each.round for each in known), default=0)
    newest: dict[tuple[str, str], Opinion] = {}
    for each in known:
        if each.round == last:
            newest[(each.agency_id, each.role)] = each
    return [each for each in newest.values() if each.state != Opinion.State.WITHDRAWN]
