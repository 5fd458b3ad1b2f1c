"""The way to the ministry: where it is, whether it works, and when to try again."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from joserfc.jwk import ECKey

from pencere.kernel import clock
from pencere.systems.staff_permits import rules
from pencere.systems.staff_permits.exchange import signatures
from pencere.systems.staff_permits.models import Dispatch, Line, Message
from pencere.systems.staff_permits.providers.base import Ministry
from pencere.systems.staff_permits.providers.http import HttpMinistry
from pencere.systems.staff_permits.values import ExchangeState

FOLDER = "staff-permits"
"""Of our own key, among the platform's keys."""


def ministry() -> Ministry | None:
    """The way that the operator set up; None where there is none yet."""
    address = settings.STAFF_PERMITS_URL
    return HttpMinistry(address) if address else None


def own_key() -> ECKey:
    """With which we sign, made at first use."""
    return signatures.own_key(settings.KEYS_ROOT / FOLDER)


def their_key() -> ECKey | None:
    """By which receipts are verified; None until the operator has put it there."""
    return signatures.public_key(settings.STAFF_PERMITS_PEER_KEY)


def is_open() -> bool:
    """Whether anything may be sent now."""
    line = Line.objects.filter(pk=1).first()
    return line is None or line.closed_until is None or line.closed_until <= clock.now()


@transaction.atomic
def failed(code: str) -> None:
    """Nothing came back: leave the ministry alone for a while, longer each time."""
    line = _locked()
    line.failures += 1
    line.error, line.failed_at = code, clock.now()
    line.closed_until = clock.now() + rules.wait_after(line.failures)
    line.save()


@transaction.atomic
def worked() -> None:
    """A receipt came."""
    line = _locked()
    line.failures, line.error, line.closed_until = 0, "", None
    line.worked_at = clock.now()
    line.save()


def _locked() -> Line:
    Line.objects.get_or_create(pk=1)
    return Line.objects.select_for_update().get(pk=1)


def state() -> ExchangeState:
    """How it stands, for the operator: some small queries."""
    line = Line.objects.filter(pk=1).first() or Line()
    unsent = Dispatch.objects.filter(message__isnull=True)
    unanswered = Message.objects.filter(answered_at__isnull=True)
    oldest = [
        unsent.aggregate(at=Min("made_at"))["at"],
        unanswered.aggregate(at=Min("made_at"))["at"],
    ]
    return ExchangeState(
        is_connected=ministry() is not None and their_key() is not None,
        unsent=unsent.count(),
        unanswered=unanswered.count(),
        oldest_at=min((at for at in oldest if at), default=None),
        failures=line.failures,
        closed_until=line.closed_until,
        error=line.error,
        worked_at=line.worked_at,
    )
