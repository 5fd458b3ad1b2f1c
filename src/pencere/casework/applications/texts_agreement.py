"""What co-applicants and their applicant are told, as message ids: title and body."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

ASKED = (
    _("You are asked to agree to an application"),
    _(
        "{applicant} applies for “{service}” together with you ({part}). Read the application "
        "and say by {due} whether you agree."
    ),
)
REMINDED = (
    _("An application still waits for your agreement"),
    _("{applicant} applies for “{service}” together with you. Your time ends on {due}."),
)
ANSWERS = {
    "agreed": (
        _("Application {reference}: agreed"),
        _("{service}: {part} agreed to the application."),
    ),
    "declined": (
        _("Application {reference}: not agreed"),
        _("{service}: {part} did not agree. The reason: {reason}"),
    ),
    "expired": (
        _("Application {reference}: no agreement in time"),
        _("{service}: {part} did not answer by {due}, which counts as a refusal."),
    ),
}
"""By what came of it."""
