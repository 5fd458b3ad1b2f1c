"""Work after an emergency access was opened."""

from __future__ import annotations

from django.db import transaction

from pencere.blocks.emergency import telling
from pencere.blocks.emergency.models import EmergencyAccess
from pencere.kernel import clock, jobs


@jobs.task(name="emergency.tell-person", queue="notices")
def tell_person(*, access: str) -> None:
    """Tell the person that their data were opened; a second run tells nothing."""
    with transaction.atomic():
        row = EmergencyAccess.objects.select_for_update().get(pk=access)
        if row.told_at is not None:
            return
        row.told_at = clock.now()
        row.save(update_fields=["told_at"])
        telling.person(row)
