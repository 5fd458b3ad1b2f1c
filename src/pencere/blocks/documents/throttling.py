"""How often one address may ask the public check: enough for an office, too little to guess."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.errors import TooMany

WINDOW_SECONDS = 600
CHECKS = 60
"""In one window, from one address. A file counts as five: it costs more to read."""
FILE_WEIGHT = 5


def count_check(*, address: str, weight: int = 1) -> None:
    """Count a check from `address`. Raises TooMany above the limit. The count is as exact as
    the cache: two at the same instant may count as one."""
    now = int(clock.now().timestamp())
    window = now // WINDOW_SECONDS
    key = salted_hmac("pencere.documents.check", f"{window}:{address}").hexdigest()
    cache.add(key, 0, timeout=WINDOW_SECONDS)
    try:
        counted = cache.incr(key, weight)
    except ValueError:  # it ran out between the two
        return
    if counted > CHECKS:
        raise TooMany(
            _("You have checked many documents in a short time. Wait a few minutes and go on."),
            retry_after=WINDOW_SECONDS - now % WINDOW_SECONDS,
        )
