"""What employees are told of their permits. Titles go into e-mails and name nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pencere.blocks.notices import api as notices
from pencere.kernel.text import Text
from pencere.systems.staff_permits import words
from pencere.systems.staff_permits.models import Event
from pencere.ui.api import formatting

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

AT_ONCE = 500

TITLES: dict[str, _StrPromise] = {
    "confirmed": _("You have a permit to go to work"),
    "extended": _("Your permit to go to work was extended"),
    "refused": _("Your permit to go to work was refused"),
    "revoked": _("Your permit to go to work was revoked"),
    "ended": _("Your permit to go to work has ended"),
}
BODIES: dict[str, _StrPromise] = {
    "confirmed": _(
        "%(employer)s has confirmed permit %(number)s for you, from %(from)s until %(until)s. Have"
        " your identity document with you: by it the police see the permit."
    ),
    "extended": _(
        "%(employer)s has extended your permit: the new one has the number %(number)s and holds"
        " from %(from)s until %(until)s."
    ),
    "refused": _(
        "The ministry has refused permit %(number)s of %(employer)s: %(reason)s. It doesn't hold."
    ),
    "revoked": _("Permit %(number)s of %(employer)s doesn't hold any more. %(why)s. %(reason)s"),
    "ended": _("Permit %(number)s of %(employer)s doesn't hold any more. %(why)s."),
}


def tell_waiting(limit: int = AT_ONCE) -> int:
    """Send the notices about what happened, at most `limit`; returns how many. Each event's
    notice and its mark stand in one transaction, so none is told twice."""
    with transaction.atomic():
        waiting = list(
            Event.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(is_told=False)
            .select_related("permit__employer")
            .order_by("id")[:limit]
        )
        notices.send_together([_notice(event) for event in waiting])
        Event.objects.filter(pk__in=[event.pk for event in waiting]).update(is_told=True)
    return len(waiting)


def _notice(event: Event) -> notices.NewNotice:
    permit = event.permit
    return notices.NewNotice(
        party=permit.employee_id,
        kind=f"staff-permit.{event.kind}",
        title=in_each_language(lambda: str(TITLES[event.kind])),
        body=in_each_language(lambda: _body(event)),
        link=_page(permit.number),
        about=permit.about,
    )


def _page(number: str) -> str:
    try:
        return reverse("staff_permits:own_permit", args=[number])
    except NoReverseMatch:
        return ""


def _body(event: Event) -> str:
    permit, code = event.permit, str(event.data.get("reason_code", ""))
    said = BODIES[event.kind] % {
        "employer": permit.employer.name,
        "number": permit.number,
        "from": formatting.date(permit.starts_on),
        "until": formatting.date(permit.ends_on),
        "why": words.REASONS.get(code, ""),
        "reason": event.data.get("reason", ""),
    }
    return said.strip()


def in_each_language(say: Callable[[], str]) -> Text:
    """The same words in each language of the country."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = say()
    return Text(found)
