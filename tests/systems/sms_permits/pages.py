"""What stories of a person's pages share: looking at one, sending a form, asking for a permit."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from tests.systems.sms_permits.abuse_stories import at_desk, in_days

from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import blocks
from pencere.systems.sms_permits.models import Block

PERMITS = "/permits/"
CARD = "AA1234567"
"""Number of the identity card that people have in tests."""
KEY = "0e5c1a52-7d8f-4f0e-9a43-1a2f3b4c5d6e"
"""Of a form."""


def page(client: Client, path: str, status: int = 200) -> str:
    """The HTML of a page, its spaces made one."""
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:3000]
    return re.sub(r"\s+", " ", response.content.decode())


def posted(client: Client, path: str, status: int = 302, **fields: Any) -> str:
    """Where a form leads, or the page that answers it."""
    response = client.post(path, fields)
    assert response.status_code == status, response.content.decode()[:3000]
    return response.get("Location", "") if status == 302 else response.content.decode()


def asked(client: Client, purpose: str = "shopping", key: str = KEY, **more: Any) -> str:
    """Where the last step of asking leads."""
    fields = {"purpose": purpose, "confirm": "1", "key": key, **more}
    return posted(client, PERMITS + "ask/", **fields)


def a_block(**whom: Any) -> Block:
    """An officer has blocked a phone (`sender`) or a person (`subject`) for two days."""
    made = blocks.impose(
        actor=at_desk(1),
        wanted=blocks.Wanted("many-people", "Call us.", in_days(2), key=str(new_id()), **whom),
    )
    assert isinstance(made, Block)
    return made
