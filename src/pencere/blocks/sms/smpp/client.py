"""The ESME: keeps binds to one SMS centre, sends texts and hands over what phones write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from pencere.blocks.sms.smpp.centre import Centre
from pencere.blocks.sms.smpp.errors import SubmitError
from pencere.blocks.sms.smpp.messages import Message, OnDeliver, OnReceipt, SubmitResult


@dataclass(frozen=True, slots=True)
class ClientState:
    """What an operator sees of a centre."""

    centre: str
    bound: int
    """Binds that are up, of `binds`."""
    binds: int
    outstanding: int
    """Texts that wait for the centre's answer."""
    waiting: int
    """Texts that wait for room in a window, for the rate, or for the centre's patience."""
    undecided: int
    """Messages of phones that have not been acknowledged yet."""
    is_throttled: bool
    submitted: int
    delivered: int
    rejected: int
    rebinds: int
    last_error: str
    """Why the last session ended or the last bind failed; no personal data."""


class Client:
    """One centre with all its binds.

    `on_deliver` gets every message of a phone. The centre is told that it is ours
    (deliver_sm_resp) only when the awaitable that it returned is done; when that raises, the
    centre is told of a passing error and delivers again. The quickest way is to return a
    `loop.create_future()` and set its result when the batch that holds the message has been
    committed: then no task is made. Answers that are due at the same time go out in one
    write. When `Centre.deliver_window` messages of a bind are undecided, nothing more is read
    from it. So `on_deliver` must not wait for a `submit` of the same client: its answer might
    stand behind what is not read.

    Nothing that the centre sends ends the client: it rebinds until `stop`.
    """

    def __init__(
        self, centre: Centre, on_deliver: OnDeliver, on_receipt: OnReceipt | None = None
    ) -> None:
        self.centre = centre

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Begin to bind. Returns at once: a centre that is away is tried again and again."""
        raise NotImplementedError

    async def stop(self, grace: float = 5.0) -> None:
        """Unbind: no text is taken any more, what is on its way gets up to `grace` seconds."""
        raise NotImplementedError

    async def bound(self) -> None:
        """Wait until a session is bound."""
        raise NotImplementedError

    @property
    def is_bound(self) -> bool:
        """Whether a text could go out now."""
        raise NotImplementedError

    @property
    def state(self) -> ClientState:
        """For the operator."""
        raise NotImplementedError

    async def submit(
        self,
        *,
        to: str,
        sender: str,
        text: str,
        registered_delivery: bool = False,
        key: str = "",
    ) -> SubmitResult:
        """Send one text and wait for the centre's answer. Raises a SubmitError or TooLong."""
        raise NotImplementedError

    async def submit_many(self, messages: Sequence[Message]) -> list[SubmitResult | SubmitError]:
        """Send texts and wait for all answers: what became of each, in the same order.

        Much cheaper than many `submit`s. Texts go out in the order given, across all binds;
        windows, rate and the centre's throttling are kept. Each is answered within about
        `response_timeout`, plus `throttle_patience` where the centre has no room, plus the
        time it waits for its turn. Cancelling it forgets texts that have not gone out.
        """
        raise NotImplementedError
