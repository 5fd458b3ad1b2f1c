"""Puts each message into the outbox of `pencere sms`, in the transaction of who sends it."""

from __future__ import annotations

import datetime as dt

from pencere.blocks.sms import api as sms
from pencere.kernel import clock

USEFUL_FOR = dt.timedelta(hours=1)
"""A code or a word of warning that could not leave for so long would only confuse."""


class Outbox:
    """The channel of text messages (`base.SmsProvider`)."""

    def send(self, *, to: str, text: str) -> None:
        """Put it into the outbox; a gateway process sends it."""
        sms.send(to=to, text=text, not_after=clock.now() + USEFUL_FOR)


PROVIDER = Outbox()
