"""What goes wrong with choosing a time, each with the code by which pages know it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.errors import Conflict


class TimeTaken(Conflict):
    """Somebody was faster, or the place has closed meanwhile; other times are free."""

    default_code = "time-taken"
    default_message = _("This time was taken a moment ago. Choose another one.")


class TooLateToChange(Conflict):
    """So shortly before, the applicant can't change the appointment any more."""

    default_code = "too-late-to-change"
    default_message = _(
        "It is too late to change this appointment. If you can't come, tell the agency."
    )


class NothingBooked(Conflict):
    """There is no appointment that this could be done with."""

    default_code = "nothing-booked"
    default_message = _("There is no appointment that this could be done with.")
