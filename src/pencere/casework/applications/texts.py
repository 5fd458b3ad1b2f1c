"""What the runtime itself tells an applicant, in every language at once: a message is stored
and read later, in whatever language its reader has then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from pencere.casework.definitions.model import Notice
from pencere.kernel.wording import filled, in_all_languages

__all__ = ["day", "default_notice", "filled", "in_all_languages"]

DEFAULTS: Mapping[str, tuple[str, str]] = {
    "submitted": (
        _("We have your application {reference}"),
        _("{service}: your application is with the agency. You will have an answer by {due}."),
    ),
    "submitted-no-term": (
        _("We have your application {reference}"),
        _("{service}: your application is with the agency. We will tell you what comes next."),
    ),
    "asked": (
        _("We need something from you for application {reference}"),
        _("{service}: an officer asks you: {comment} The time does not count until you answer."),
    ),
    "granted": (
        _("Your application {reference} was granted"),
        _("{service}: your application was granted. {comment}"),
    ),
    "refused": (
        _("Your application {reference} was refused"),
        _("{service}: your application was refused. {reason} {comment}"),
    ),
    "answered": (
        _("There is an answer to your application {reference}"),
        _("{service}: the agency has answered. {comment}"),
    ),
    "lapsed": (
        _("Your application {reference} was closed"),
        _("{service}: the time for this application has run out, and it was closed."),
    ),
    "payment-due": (
        _("Pay for your application {reference}"),
        _("{service}: the application goes on when the fee is paid. Open it to see how."),
    ),
    "register-answered": (
        _("Your application {reference} goes on"),
        _("{service}: the register has answered. You will have an answer by {due}."),
    ),
    "merged": (
        _("Your applications were put together"),
        _("{service}: {reference} asked for the same as {comment} and goes on there."),
    ),
    "opinion-due": (
        _("An opinion is due soon"),
        _("The time for your agency's opinion on case {reference} ends on {due}."),
    ),
    "due-soon": (
        _("A case is due soon"),
        _("{service}: the time of case {reference} ends on {due}."),
    ),
    "document-ready": (
        _("Your document is ready"),
        _("{service}: the document for application {reference} is ready. You can download it."),
    ),
}
"""By moment; the placeholders are those of a definition's notices."""

AUTOMATIC = _("Automatic decision")
TIME_OVER = _("The time ran out")
MISSED = _("Did not come to the appointment")
OPINION_ASKED = _("Another agency was asked for its opinion")
OPINION_WITHDRAWN = _("An opinion is not asked for any more")
OPINION_GIVEN = {
    "positive": _("Opinion given: agrees"),
    "conditional": _("Opinion given: agrees with conditions"),
    "negative": _("Opinion given: objects"),
}
SILENCE = _("No opinion came in time")
SILENCE_CONSENTS = _("No opinion came in time; by law silence is consent")
PAYMENT_CAME = _("The payment has come in")
MERGED = _("Merged into another application for the same")
UNMERGED = _("Opened again: the merge was undone")
WARNED = _("The time runs out soon")
REGISTER_ANSWERED = _("The register has answered")
WAITS_FOR_REGISTER = _(
    "Your application is taken. A register does not answer now; we ask it again and again, and"
    " the application goes on by itself. You need to do nothing, and no time is lost."
)
ESCALATED = _("Passed to a higher post, since the time ran out")


def day(at: dt.datetime | None) -> str:
    """A day as all three languages write it, in the country's time; "" for none."""
    return timezone.localtime(at).strftime("%d.%m.%Y") if at else ""


def default_notice(moment: str) -> Notice | None:
    """The message for a moment that the definition has no words for; None when none is due."""
    found = DEFAULTS.get(moment)
    return (
        Notice(title=in_all_languages(found[0]), body=in_all_languages(found[1])) if found else None
    )
