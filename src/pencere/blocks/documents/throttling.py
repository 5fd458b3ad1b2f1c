"""How often one address may ask the public check: enough for an office, too little to guess."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.throttle import api as throttle

WINDOW_SECONDS = 600
CHECKS = 60
"""In one window, from one address. A file counts as five: it costs more to read."""
FILE_WEIGHT = 5


def count_check(*, address: str, weight: int = 1) -> None:
    """Count a check from `address`. Raises TooMany above the limit."""
    throttle.count(
        what="documents.check",
        address=address,
        most=CHECKS,
        seconds=WINDOW_SECONDS,
        weight=weight,
        message=_("You have checked many documents in a short time. Wait a few minutes and go on."),
    )
