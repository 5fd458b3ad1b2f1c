"""How often one address may take a public register away as a file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.throttle import api as throttle

WINDOW_SECONDS = 600
EXPORTS = 10


def count_export(*, address: str) -> None:
    """Count a file for `address`. Raises TooMany above the limit."""
    throttle.count(
        what="entitlements.export",
        address=address,
        most=EXPORTS,
        seconds=WINDOW_SECONDS,
        message=_("You have taken many files in a short time. Wait a few minutes and go on."),
    )
