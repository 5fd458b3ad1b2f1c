"""What people are told: of a block, of its end, of an appeal's answer, and of a permit that was
asked for with their document by a phone that isn't theirs. Titles go into e-mails and name
nobody and nothing that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pencere.blocks.identity.api import parties_with_phone
from pencere.blocks.notices import api as notices
from pencere.blocks.sms import api as sms
from pencere.kernel.text import Text
from pencere.systems.sms_permits.abuse_models import Appeal
from pencere.systems.sms_permits.abuse_words import OUTCOMES, REASONS
from pencere.systems.sms_permits.models import Block
from pencere.ui.api import formatting

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_BLOCKED = _(
    "Until %(until)s no permits to leave home are given by message or here for %(what)s."
    " Reason: %(reason)s If you think that this is wrong, appeal."
)
_LIFTED = _("Permits to leave home are given again for %(what)s. %(because)s")
_DECIDED = _("Your appeal %(number)s was decided: %(outcome)s. %(answer)s")
_DECIDED_SMS = _("Appeal %(number)s: %(outcome)s.")


def readers(block: Block) -> list[UUID]:
    """Who is told of a block: the person, or whoever has the phone in their account."""
    return [block.subject] if block.subject else parties_with_phone(block.sender)


def blocked(block: Block) -> None:
    """A block began."""
    _send(
        block,
        "sms-permits.blocked",
        _("Permits to leave home are blocked"),
        _BLOCKED,
        lambda: {
            "until": formatting.date_and_time(block.blocked_until),
            "what": what(block),
            "reason": reason_of(block),
        },
    )


def lifted(block: Block) -> None:
    """A block ended before its day, without an appeal."""
    _send(
        block,
        "sms-permits.block-lifted",
        _("Permits to leave home are given again"),
        _LIFTED,
        lambda: {"what": what(block), "because": block.lifted_because},
    )


def decided(appeal: Appeal, block: Block) -> None:
    """An appeal was decided: the appellant's inbox, or the phone of who has no account."""
    title, body = _("Your appeal was decided"), _DECIDED
    if appeal.appellant_id is not None:
        _notice(
            appeal.appellant_id,
            "sms-permits.appeal-decided",
            title,
            body,
            lambda: _answer(appeal),
            link=reverse("sms_permits:appeal", args=[appeal.number]),
            about=appeal.about,
        )
    elif block.sender:
        sms.send(to=block.sender, text=str(_DECIDED_SMS) % _answer(appeal))


def what(block: Block) -> str:
    """What is blocked, in words for its owner."""
    return str(_("the phone %(phone)s") % {"phone": block.sender} if block.sender else _("you"))


def reason_of(block: Block) -> str:
    """Why, in words: the pattern's, and what the officer added."""
    words = str(REASONS.get(block.pattern, ""))  # type: ignore[call-overload]
    return " ".join(filter(None, [words, block.reason]))


def _answer(appeal: Appeal) -> dict[str, str]:
    return {
        "number": appeal.number,
        "outcome": str(OUTCOMES[appeal.outcome][0]),  # type: ignore[index]
        "answer": appeal.answer,
    }


def _send(
    block: Block,
    kind: str,
    title: _StrPromise,
    body: _StrPromise,
    values: Callable[[], Mapping[str, Any]],
) -> None:
    link = reverse("sms_permits:block", args=[block.pk])
    for party in readers(block):
        _notice(party, kind, title, body, values, link=link, about=block.about)


def _notice(
    party: UUID,
    kind: str,
    title: _StrPromise,
    body: _StrPromise,
    values: Callable[[], Mapping[str, Any]],
    *,
    link: str,
    about: str,
) -> None:
    titles, bodies = {}, {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            titles[code] = str(title)
            bodies[code] = (str(body) % values()).strip()
    notices.send(
        party=party, kind=kind, title=Text(titles), body=Text(bodies), link=link, about=about
    )
