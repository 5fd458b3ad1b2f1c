"""What can befall a message on its way to an SMS centre, and octets that come from one."""

from __future__ import annotations

from pencere.blocks.sms.smpp.statuses import is_permanent, status_name


class SmppError(Exception):
    """The root of this layer's errors. None of them carries a number or a text of a message."""


class Malformed(SmppError):
    """Octets that are no PDU of SMPP 3.4. `status` is what the other side is told."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(f"{what} ({status_name(status)})")
        self.status = status


class Unreadable(SmppError):
    """The data coding says that no text stands there: binary, compressed, reserved."""

    def __init__(self, data_coding: int) -> None:
        super().__init__(f"no text can be read in data coding 0x{data_coding:02X}")
        self.data_coding = data_coding


class SubmitError(SmppError):
    """The message was not accepted, as far as is known. `message_ids` are those of the parts
    that were accepted before."""

    message_ids: tuple[str, ...] = ()


class Unsendable(SubmitError):
    """No centre could take it: an address that is none."""


class TooLong(Unsendable):
    """The text needs more parts than a concatenated message may have (255)."""


class Rejected(SubmitError):
    """The centre answered with an error. A permanent one will be given again to the same
    message (an address that doesn't exist); any other may pass (the centre's own trouble)."""

    def __init__(self, code: int) -> None:
        super().__init__(status_name(code))
        self.code = code
        self.is_permanent = is_permanent(code)


class Throttled(Rejected):
    """The centre kept saying that it gets too much, for longer than the client's patience."""


class Disconnected(SubmitError):
    """There is no bound session, or it ended before the answer came.

    `was_sent`: octets of the message went out, so that the centre may have accepted it.
    """

    def __init__(self, why: str, *, was_sent: bool) -> None:
        super().__init__(why)
        self.was_sent = was_sent


class Unanswered(Disconnected):
    """The session lives, but no answer came within the response timeout: the centre may have
    accepted the message."""


class Refusal(SmppError):
    """What whoever decides about a message raises to have it answered with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status_name(status))
        self.status = status
