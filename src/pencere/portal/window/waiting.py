"""What waits for the signed-in person: the first thing that the home page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from pencere.blocks.notices import api as notices
from pencere.casework.applications import api as applications
from pencere.casework.applications.api import MineRow
from pencere.kernel.actors import Actor
from pencere.ui.api import formatting

AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits."""

    title: str
    note: str
    address: str
    tag: str
    state: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits, the most urgent first."""

    items: tuple[Item, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.items


def waiting_for(actor: Actor) -> Waiting | None:
    """What waits for this person; None when nobody is signed in."""
    if actor.kind != "person" or actor.applicant_id is None:
        return None
    mine = applications.mine(actor=actor, kind="waiting", limit=AT_MOST).rows
    unread = notices.inbox(actor=actor, only_unread=True, limit=AT_MOST).rows
    asked = [_application(row) for row in mine]
    told = [
        Item(
            title=str(notice.heading),
            note=formatting.date_and_time(notice.created_at),
            address=reverse("notices:show", args=[notice.pk]),
            tag=_("New"),
            state="wait",
        )
        for notice in unread
    ]
    return Waiting(tuple(asked + told))


def _application(row: MineRow) -> Item:
    if row.stage == "draft":
        return Item(
            title=str(row.title),
            note=_("Begun on %(day)s") % {"day": formatting.date(row.created_at)},
            address=reverse("applications:resume", args=[row.id]),
            tag=_("Draft"),
            state="",
        )
    return Item(
        title=str(row.title),
        note=row.reference,
        address=reverse("applications:show", args=[row.reference]),
        tag=_("Choose a time") if row.chooses_time else str(row.state_title),
        state="attention",
    )
