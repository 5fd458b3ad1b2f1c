"""Files that go along with the e-mail of a notice.

Who sends a kind of notices says once how its file is made; it is made when the mail leaves, so
that it says how things stand then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pencere.blocks.notices.models import Notice


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file as an e-mail carries it. E-mail is read by others on its way and in the mailbox:
    no personal data."""

    name: str
    content_type: str
    content: bytes


Maker = Callable[[Notice], MailFile | None]
_makers: dict[str, Maker] = {}


def attach(kinds: str, maker: Maker) -> None:
    """Have `maker` called, in the reader's language, for notices whose kind begins with `kinds`."""
    _makers[kinds] = maker


def file_of(notice: Notice) -> MailFile | None:
    """What goes along with the mail of a notice; None for most."""
    maker = next((make for kinds, make in _makers.items() if notice.kind.startswith(kinds)), None)
    return maker(notice) if maker else None
