"""What others may call: tell a party something, and read an inbox."""

from __future__ import annotations

from pencere.blocks.notices.actions import (
    NewNotice,
    mark_all_read,
    mark_read,
    send,
    send_together,
)
from pencere.blocks.notices.mail_files import MailFile, attach
from pencere.blocks.notices.models import Notice
from pencere.blocks.notices.queries import InboxPage, inbox, unread_count

__all__ = [
    "InboxPage",
    "MailFile",
    "NewNotice",
    "Notice",
    "attach",
    "inbox",
    "mark_all_read",
    "mark_read",
    "send",
    "send_together",
    "unread_count",
]
