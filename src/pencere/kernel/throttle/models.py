"""Where tries are counted."""

from __future__ import annotations

from django.db import models


class Tries(models.Model):
    """How often something was tried in the current window: counted in one statement, so that
    the limit holds over any number of processes."""

    key = models.CharField(primary_key=True, max_length=64)
    """Digest of what is limited: an account, an address, both."""
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)
    """End of the window; the count starts anew after it."""

    class Meta:
        db_table = "throttle_tries"

    def __str__(self) -> str:
        return self.key
