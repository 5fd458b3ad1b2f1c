"""Background work: what follows from what registers say."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pencere.blocks.registers import lives
from pencere.kernel.jobs import task


@task(name="registers.follow-end")
def follow_end(*, subject: str) -> None:
    """Let somebody end as the registers say; it may run more than once."""
    with transaction.atomic():
        lives.follow(UUID(subject))
