"""Errors that carry more than words: what a person typed, so that nothing of it is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pencere.kernel.errors import Conflict, Invalid, NotFound

if TYPE_CHECKING:
    from pencere.casework.applications.models import Opinion


class ChangedMeanwhile(Conflict):
    """The form was saved elsewhere since it was shown; both sides are here to be compared.

    `mine` is what was typed now and is not saved, `theirs` what is stored, both only for the
    fields that differ; `row_version` is the one to save with after looking.
    """

    default_code = "changed-meanwhile"
    default_message = _(
        "This was changed in another tab or by someone else while you were here. "
        "Look at both and choose what is right."
    )

    def __init__(
        self,
        *,
        mine: Mapping[str, Any] | None = None,
        theirs: Mapping[str, Any] | None = None,
        row_version: int,
    ) -> None:
        super().__init__()
        self.mine = dict(mine or {})
        self.theirs = dict(theirs or {})
        self.row_version = row_version


def no_longer(opinion: Opinion) -> Conflict:
    """Why nothing can be done about a question to another agency."""
    said = {
        "withdrawn": _("This opinion is not asked for any more."),
        "silent": _("The time for this opinion is over."),
    }
    words = said.get(opinion.state, _("This opinion was given already."))
    return Conflict(words, code=f"opinion-{opinion.state}")


class AlreadySubmitted(Conflict):
    """It is with the agency already; `reference` says which."""

    default_code = "already-submitted"
    default_message = _("You have sent this application already.")

    def __init__(self, *, reference: str) -> None:
        super().__init__()
        self.reference = reference


class MandateEnded(NotFound):
    """Who began or sent it for another no longer acts for them; nothing of it is shown.

    Only whoever acted learns that it is still there: for anybody else it does not exist.
    """

    default_code = "mandate-ended"
    default_message = _("You no longer act for whom you began this")
    advice = _(
        "Your right to act for them has ended. What you entered is kept: they, or whoever acts "
        "for them now, find it under My applications."
    )


class ActingForAnother(NotFound):
    """This was begun for somebody for whom the person may act, but doesn't at the moment."""

    default_code = "not-acting-for"
    default_message = _("You began this for somebody else")
    advice = _("Choose “Act for another” at the top of the page, then open it again.")


class VersionEnded(Invalid):
    """The service has a new form that replaced the draft's for good; the check page shows it."""

    default_code = "version-ended"
    default_message = _(
        "This service has changed since you began. Your answers are kept where they are still "
        "asked for. Look through them once more and send the application again."
    )
