"""What the holder is told, in every language at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from pencere.blocks.notices import api as notices
from pencere.casework.entitlements.models import Entitlement
from pencere.casework.entitlements.rules import EventKind
from pencere.kernel.text import Text
from pencere.kernel.wording import filled, in_all_languages

NOTICES: Mapping[EventKind, tuple[str, str]] = {
    "suspended": (
        _("{title}: suspended"),
        _("{number} is suspended from today. {reason} {comment} {until}"),
    ),
    "restored": (
        _("{title}: in force again"),
        _("{number} is in force again. {reason} {comment}"),
    ),
    "revoked": (
        _("{title}: revoked"),
        _("{number} is revoked. {reason} {comment} If you disagree, you can complain."),
    ),
    "given-up": (
        _("{title}: you gave it up"),
        _("{number} has no force any more, since you gave it up."),
    ),
    "expired": (
        _("{title}: the time ran out"),
        _("{number} is no longer in force: its time ran out on {day}."),
    ),
}
"""Of granting, renewing, changing the notice of the application tells."""
ENDS_SOON = (
    _("{title}: ends on {day}"),
    _("{number} is in force until {day}. {text}"),
)
UNTIL = _("The suspension ends with {day}.")


def tell(
    entitlement: Entitlement,
    kind: EventKind,
    *,
    reason: Mapping[str, str],
    comment: str,
    until: dt.date | None,
) -> None:
    """Tell the holder what happened, where this isn't told elsewhere."""
    if kind not in NOTICES:
        return
    ends = filled(in_all_languages(UNTIL), {"day": day(until)}) if until else ""
    _send(
        entitlement,
        f"entitlement.{kind}",
        NOTICES[kind],
        {
            "reason": sentence(Text(reason)) if reason else "",
            "comment": comment,
            "until": ends,
            "day": day(entitlement.valid_until),
        },
    )


def remind(entitlement: Entitlement, text: Text | None) -> None:
    """Tell the holder that it ends soon; `text` are the definition's own words."""
    _send(
        entitlement,
        "entitlement.ends-soon",
        ENDS_SOON,
        {"day": day(entitlement.valid_until), "text": text or ""},
    )


def day(found: dt.date | None) -> str:
    """A day as all three languages write it."""
    return found.strftime("%d.%m.%Y") if found else ""


def sentence(words: Text) -> Text:
    """The words with a full stop after them."""
    return Text({code: said if said.endswith(".") else f"{said}." for code, said in words.items()})


def _send(
    entitlement: Entitlement,
    kind: str,
    message: tuple[str, str],
    values: Mapping[str, Text | str],
) -> None:
    known = {"title": entitlement.name, "number": entitlement.number, **values}
    notices.send(
        party=entitlement.holder_id,
        kind=kind,
        title=filled(in_all_languages(message[0]), known),
        body=filled(in_all_languages(message[1]), known),
        link=f"/cabinet/entitlements/{entitlement.pk}/",
        about=entitlement.about,
    )
