"""How fast one may send: a rate, a window that gives way, and waits that grow. Plain
arithmetic; whoever asks brings the time (seconds of any steady clock)."""

from __future__ import annotations

import random
from dataclasses import dataclass

BURST_SECONDS = 0.1
_DICE = random.SystemRandom()


class TokenBucket:
    """At most `rate` a second, and at most a tenth of a second's worth at once."""

    def __init__(self, rate: float, now: float) -> None:
        self.rate = rate
        self.room = max(1.0, rate * BURST_SECONDS)
        self.tokens = self.room
        self.at = now

    def change(self, rate: float) -> None:
        """Another rate from now on."""
        self.rate = rate
        self.room = max(1.0, rate * BURST_SECONDS)

    def take(self, now: float) -> bool:
        """Whether one more may go now."""
        self.tokens = min(self.room, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True

    @property
    def wait(self) -> float:
        """Seconds from the last `take` until the next may succeed."""
        return max(0.0, (1.0 - self.tokens) / self.rate)


@dataclass(slots=True)
class Backoff:
    """Waits that double from `first` to `most`, each drawn from its upper half, so that those
    who were cut off together don't come back together."""

    first: float
    most: float
    tries: int = 0

    def next(self) -> float:
        """The next wait in seconds."""
        wait = min(self.most, self.first * 2.0 ** min(self.tries, 32))
        self.tries += 1
        return wait * _DICE.uniform(0.5, 1.0)

    def reset(self) -> None:
        """It went well: begin anew."""
        self.tries = 0


class Window:
    """How many requests may wait for answers. It halves when the other side gets too much,
    with a pause, and grows by one for each full window that it takes."""

    FIRST_PAUSE = 0.02
    LONGEST_PAUSE = 5.0

    def __init__(self, size: int) -> None:
        self.most = size
        self.size = size
        self.resume_at = 0.0
        self._credit = 0
        self._pauses = Backoff(self.FIRST_PAUSE, self.LONGEST_PAUSE)

    def is_paused(self, now: float) -> bool:
        """Whether nothing may go now."""
        return now < self.resume_at

    def too_much(self, now: float) -> None:
        """The other side said so. Those who say it again during the pause say nothing new."""
        if now < self.resume_at:
            return
        self.size = max(1, self.size // 2)
        self._credit = 0
        self.resume_at = now + self._pauses.next()

    def taken(self, now: float) -> None:
        """The other side accepted one."""
        if self.size == self.most:
            return
        if now >= self.resume_at:
            self._pauses.reset()
        self._credit += 1
        if self._credit >= self.size:
            self.size += 1
            self._credit = 0
