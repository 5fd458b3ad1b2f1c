"""What the exchange asks of the way to the ministry's system."""

from __future__ import annotations

from typing import Protocol


class NoAnswer(Exception):
    """Nothing, or nothing that makes sense, came back: the same message is sent again later.

    `code` says what happened, for the operator: `refused-connection`, `timeout`, `http-503`, …
    """

    def __init__(self, code: str) -> None:
        self.code = code[:60]
        super().__init__(self.code)


class Ministry(Protocol):
    """One way to deliver a signed message."""

    def deliver(self, body: str) -> str:
        """Hand a message over; the ministry's signed receipt. The same message may be handed
        over again, and gets the same receipt. Raises NoAnswer."""
        ...
