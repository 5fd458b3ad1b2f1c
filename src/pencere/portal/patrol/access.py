"""Which officers check people in the street, and who looks after how often they do."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, TooMany
from pencere.kernel.throttle import api as throttle
from pencere.portal.patrol import rules, telling

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_MESSAGES: dict[str, _StrPromise] = {
    "patrol.check": _(
        "You have checked very many people in the last hour. Your head has been told."
    ),
    "patrol.unknown": _(
        "Too many of the numbers that you checked belong to nobody. Your head has been told."
    ),
    "patrol.list": _("You have taken many lists in this shift. The last one still holds."),
}


def officer_of(actor: Actor) -> tuple[UUID, str]:
    """Account and agency of who may check people. Raises NotFound for anybody else."""
    if not rules.may_patrol(actor) or actor.account_id is None or actor.agency is None:
        raise NotFound
    return actor.account_id, actor.agency


def overseer_of(actor: Actor) -> str:
    """Agency of who sees how often its officers check. Raises NotFound for anybody else."""
    if not rules.may_oversee(actor) or actor.agency is None:
        raise NotFound
    return actor.agency


def count(actor: Actor, what: str) -> None:
    """Count one of `what` (a name of the limits) for the officer, in a transaction of its own.

    Raises TooMany above the limit; of too many checks the heads are told, once an hour.
    """
    account, agency = officer_of(actor)
    limits = {**rules.LIMITS, **rules.LIST_LIMITS}
    counted = throttle.take(what=[(what, str(account))], limits=limits)
    if counted.blocked_until is None:
        return
    if what in rules.LIMITS:
        _alert(actor, account, agency)
    raise TooMany(
        _MESSAGES[what],
        retry_after=int((counted.blocked_until - clock.now()).total_seconds()) + 1,
    )


def _alert(actor: Actor, account: UUID, agency: str) -> None:
    with transaction.atomic():
        is_first = throttle.take_once(
            name="patrol.alert", about=str(account), seconds=rules.ALERT_EVERY
        )
        if is_first and actor.party_id is not None:
            telling.heads(agency=agency, officer=actor.party_id, post=actor.label)
