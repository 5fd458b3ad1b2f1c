"""`appointment:` of a state, read from YAML."""

from __future__ import annotations

from typing import cast, get_args

from pencere.casework.definitions.model_appointment import AppointmentOrder, Booker
from pencere.casework.definitions.nodes import Node
from pencere.casework.definitions.reader import Source


def read_appointment(source: Source, node: Node) -> AppointmentOrder:
    with source.group(node) as group:
        return AppointmentOrder(
            places=group.need("place", source.strings, ()),
            book=cast(Booker, group.one_of("book", get_args(Booker), default="applicant")),
            within=group.duration("within"),
            change_until=group.duration("change_until"),
            missed_to=group.maybe_string("missed_to"),
            misses=group.integer("misses", least=1) or 1,
        )
