"""What other packages may ask of throttling: `count` for what only costs us (as exact as the
cache), `take` for what guards a door (exact, in the database)."""

from pencere.kernel.throttle.addresses import count
from pencere.kernel.throttle.rules import Limit
from pencere.kernel.throttle.tries import (
    Try,
    forget_old,
    give_back,
    give_back_of,
    take,
    take_once,
)

__all__ = [
    "Limit",
    "Try",
    "count",
    "forget_old",
    "give_back",
    "give_back_of",
    "take",
    "take_once",
]
