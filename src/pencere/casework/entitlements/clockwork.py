"""What happens to entitlements by itself: their time runs out, a suspension ends, the holder is
reminded. Each in a transaction of its own: one that can't be moved stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from pencere.blocks.documents import api as documents
from pencere.casework.entitlements import texts, words
from pencere.casework.entitlements.lifecycle import happen
from pencere.casework.entitlements.models import Entitlement, Reminder
from pencere.casework.entitlements.rules import ALIVE, due_reminder
from pencere.casework.entitlements.terms import terms_of
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.journal.api import Justification, record

log = logging.getLogger(__name__)
BATCH = 500


def run_due() -> int:
    """Let everything happen whose day has come; returns how many entitlements were touched."""
    today = clock.today()
    due = (
        (_expire, Entitlement.objects.filter(state__in=ALIVE, valid_until__lt=today)),
        (_restore, Entitlement.objects.filter(state="suspended", suspended_until__lt=today)),
        (
            _remind,
            Entitlement.objects.filter(
                pk__in=Reminder.objects.filter(done_at__isnull=True, due_on__lte=today).values(
                    "entitlement"
                )
            ),
        ),
    )
    return sum(_each(rows, touch) for touch, rows in due)


def _each(rows: QuerySet[Entitlement], touch: Callable[[Entitlement], bool]) -> int:
    touched, failed = 0, set[UUID]()
    ids = rows.order_by("pk").values_list("pk", flat=True)
    while due := list(ids.exclude(pk__in=failed)[:BATCH]):
        for entitlement_id in due:
            try:
                touched += _touched(rows, entitlement_id, touch)
            except Exception:
                log.exception("entitlement %s could not be moved", entitlement_id)
                failed.add(entitlement_id)
    return touched


@transaction.atomic
def _touched(
    rows: QuerySet[Entitlement], entitlement_id: UUID, touch: Callable[[Entitlement], bool]
) -> bool:
    """Lock it and look again: another worker, or an officer, may have been quicker."""
    found = rows.select_for_update(of=("self",)).filter(pk=entitlement_id).first()
    return found is not None and touch(found)


def _expire(entitlement: Entitlement) -> bool:
    happen(entitlement, "expired", actor=system("entitlements"))
    return True


def _restore(entitlement: Entitlement) -> bool:
    happen(entitlement, "restored", actor=system("entitlements"))
    if entitlement.document_id is not None:
        documents.restore(actor=system("entitlements"), id=entitlement.document_id)
    return True


def _remind(entitlement: Entitlement) -> bool:
    """Send the latest reminder that is due, once; earlier ones that were missed are let go."""
    waiting = {
        each.due_on: each
        for each in Reminder.objects.filter(
            entitlement=entitlement, done_at__isnull=True, due_on__lte=clock.today()
        )
    }
    due_on = due_reminder(waiting, clock.today())
    for each in waiting.values():
        each.done_at = clock.now()
        each.is_sent = each.due_on == due_on and entitlement.state == "valid"
        each.save(update_fields=["done_at", "is_sent"])
    if entitlement.state != "valid" or due_on is None:
        return False
    renewal = terms_of(entitlement.service).renewal
    texts.remind(entitlement, renewal.text if renewal else None)
    record(
        actor=system("entitlements"),
        action=words.REMINDED,
        subject=entitlement.holder_id,
        about=entitlement.about,
        justification=Justification("application", entitlement.case),
        params={"number": entitlement.number},
    )
    return True
