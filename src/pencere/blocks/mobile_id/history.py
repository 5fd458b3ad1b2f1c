"""The journal's rows of mobile ID: all of them are about the holder of the contract."""

from __future__ import annotations

import json
from dataclasses import replace

from django.conf import settings

from pencere.blocks.mobile_id.models import Contract, Request
from pencere.kernel.actors import Actor, system
from pencere.kernel.journal import api as journal
from pencere.kernel.text import Text


def by_holder(contract: Contract) -> Actor:
    """Who has the phone in hand."""
    return Actor(
        kind="person",
        party_id=contract.party_id,
        label=Text({settings.LANGUAGE_CODE: contract.party.name}),
    )


def by_asker(request: Request) -> Actor:
    """Who made us ask: known by the address alone."""
    return replace(system("mobile ID"), channel="web", address=request.address)


def record(actor: Actor, action: str, request: Request | None = None, **params: str) -> None:
    """One row about the holder `actor`, or about the holder whom `request` asks."""
    subject = actor.party_id
    if request is not None:
        params["asked_by"] = asked_by(request)
        subject = request.contract.party_id if request.contract else subject
    journal.record(
        actor=actor,
        action=action,
        subject=subject,
        about=f"mobile-id:{request.pk}" if request is not None else "",
        justification=journal.Justification(kind="security"),
        params=params,
    )


def asked_by(request: Request) -> str:
    """Who asks, as the phone shows it."""
    return str(json.loads(bytes(request.statement))["asked_by"])
