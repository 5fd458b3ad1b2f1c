"""Puts each message into a file of its own; the demonstration's page shows them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from pencere.kernel import clock
from pencere.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a phone would show it."""

    to: str
    text: str
    at: str
    """When it was handed over, ISO 8601."""

    @property
    def sent_at(self) -> dt.datetime:
        """When it was handed over."""
        return dt.datetime.fromisoformat(self.at)


class MessageFiles:
    """A folder in place of an SMS centre (`base.SmsProvider`)."""

    def send(self, *, to: str, text: str) -> None:
        """Write the message into the folder."""
        folder = Path(settings.SMS_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        message = Message(to=to, text=text, at=clock.now().isoformat())
        file = folder / f"{new_id()}.json"
        unfinished = file.with_suffix(".part")
        unfinished.write_text(json.dumps(asdict(message), ensure_ascii=False), encoding="utf-8")
        unfinished.rename(file)


def latest(count: int) -> Sequence[Message]:
    """The latest messages of the folder, the newest first."""
    files = sorted(Path(settings.SMS_ROOT).glob("*.json"), reverse=True)[:count]
    return [Message(**json.loads(file.read_text(encoding="utf-8"))) for file in files]


PROVIDER = MessageFiles()
