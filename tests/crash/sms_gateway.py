"""A gateway process whose handler notes each decision, to be killed at any moment:

python -m tests.crash.sms_gateway smpp://…
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import django
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pencere.config.settings")
django.setup()

from pencere.blocks.sms import api as sms  # noqa: E402
from pencere.blocks.sms.gateway.process import serve  # noqa: E402
from pencere.blocks.sms.smpp.api import Centre  # noqa: E402

NUMBER = "7003"
TABLE = "CREATE TABLE crash_decision (message uuid NOT NULL, words text NOT NULL)"
"""Nothing in it hinders a second decision."""


class Notes:
    """Decides by noting, and answers with the same words."""

    def __call__(self, messages: Sequence[sms.Inbound], /) -> Sequence[sms.Reply]:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO crash_decision SELECT * FROM unnest(%s::uuid[], %s::text[])",
                [[each.id for each in messages], [each.text for each in messages]],
            )
        return [sms.Reply(each, f"decided: {each.text}") for each in messages]

    def sorry(self, message: sms.Inbound, /) -> sms.Reply:
        return sms.Reply(message, "sorry")


if __name__ == "__main__":
    sms.on_messages(NUMBER, Notes())
    serve([Centre.from_url(url) for url in sys.argv[1:]], deciders=1, wants_receipts=False)
