"""What others are told by this package: the definitions which places there are, the notices what
goes along with an e-mail about an appointment."""

from __future__ import annotations

from pencere.blocks.notices.api import attach
from pencere.casework.appointments.calendars import mail_file
from pencere.casework.appointments.places import agencies_of_places
from pencere.casework.definitions.api import provide_places

provide_places(agencies_of_places)
attach("appointment.", mail_file)
