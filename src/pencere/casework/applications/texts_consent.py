"""What is said about somebody's consent, as message ids: title and body."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

ASKED = (
    _("You are asked to allow a look at your data"),
    _(
        "{applicant} applies for “{service}”, and the agency needs data about you for it. "
        "Look at what is asked, and allow it or not."
    ),
)
ANSWERS = {
    "granted": (
        _("Application {reference}: a look at data was allowed"),
        _("{service}: the person you named allowed the agency to look at their data."),
    ),
    "refused": (
        _("Application {reference}: a look at data was not allowed"),
        _("{service}: the person you named did not allow the agency to look at their data."),
    ),
    "withdrawn": (
        _("Application {reference}: a consent was withdrawn"),
        _("{service}: the person you named no longer allows the agency to look at their data."),
    ),
}
"""By what came of it."""
