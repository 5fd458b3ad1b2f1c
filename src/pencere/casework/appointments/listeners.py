"""What the definitions are told by this package: which places there are."""

from __future__ import annotations

from pencere.casework.appointments.places import agencies_of_places
from pencere.casework.definitions.api import provide_places

provide_places(agencies_of_places)
