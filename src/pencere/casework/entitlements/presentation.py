"""A history as the timeline of a page shows it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from pencere.casework.entitlements.values import EventShown
from pencere.kernel.text import Text
from pencere.ui.api import Event, formatting


def timeline(events: Iterable[EventShown], *, is_public: bool = False) -> list[Event]:
    """Events with who acted and what was said; in public only what happened, when and why."""
    return [_event(each, is_public) for each in events]


def _event(event: EventShown, is_public: bool) -> Event:
    said = [str(event.reason) if event.reason else "", "" if is_public else event.comment]
    if event.until:
        said.append(_("Until %(day)s.") % {"day": formatting.date(event.until)})
    return Event(
        title=event.title,
        at=event.at.date() if is_public else event.at,
        by=Text({}) if is_public or not event.by else event.by,
        text=" ".join(each for each in said if each),
    )
