"""How often one address may do something that costs: enough for an office, too little for harm.

A count is as exact as the cache: two at the same instant may count as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from pencere.kernel import clock
from pencere.kernel.errors import TooMany

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def count(
    *,
    what: str,
    address: str,
    most: int,
    seconds: int,
    message: _StrOrPromise,
    weight: int = 1,
) -> None:
    """Count one `what` from `address`. Raises TooMany with `message` above `most` in a window
    of `seconds`."""
    now = int(clock.now().timestamp())
    window = now // seconds
    key = salted_hmac(f"pencere.{what}", f"{window}:{address}").hexdigest()
    cache.add(key, 0, timeout=seconds)
    try:
        counted = cache.incr(key, weight)
    except ValueError:  # it ran out between the two
        return
    if counted > most:
        raise TooMany(message, retry_after=seconds - now % seconds)
