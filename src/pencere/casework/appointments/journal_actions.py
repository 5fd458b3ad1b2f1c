"""The words with which the journal tells what happened to an appointment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

KEPT = "appointments.kept"
BOOKED = "appointments.booked"
MOVED = "appointments.moved"
CANCELLED = "appointments.cancelled"
HELD = "appointments.held"
MISSED = "appointments.missed"
REMINDED = "appointments.reminded"
LISTED = "appointments.listed"
FEED_MADE = "appointments.feed-made"
FEED_ENDED = "appointments.feed-ended"
CLOSED = "appointments.place-closed"
OPENED = "appointments.place-opened"
RESTORED = "appointments.place-restored"

declare(KEPT, _("Kept a time free for a few minutes: %(time)s"))
declare(BOOKED, _("Booked an appointment: %(time)s"))
declare(MOVED, _("Changed an appointment to %(time)s"))
declare(CANCELLED, _("Cancelled the appointment of %(time)s"))
declare(HELD, _("Noted that the appointment of %(time)s took place"))
declare(MISSED, _("Noted that the appointment of %(time)s was missed"))
declare(REMINDED, _("Reminded of the appointment of %(time)s"))
declare(LISTED, _("Saw the appointment in the list of a place"))
declare(FEED_MADE, _("Made a secret address for a calendar"))
declare(FEED_ENDED, _("Ended the secret address of a calendar"))
declare(CLOSED, _("Closed a place for some time"))
declare(OPENED, _("Opened a place for extra hours"))
declare(RESTORED, _("Took back a closure or extra hours of a place"))
