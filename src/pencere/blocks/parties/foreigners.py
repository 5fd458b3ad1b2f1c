"""People of other states who told us who they are by their passport."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from pencere.blocks.parties.models import Party
from pencere.blocks.parties.queries import party_view
from pencere.blocks.parties.values import PartyView
from pencere.kernel.errors import Conflict
from pencere.kernel.pack import pack


def add_foreigner(*, identifier: str, name: str, born_on: dt.date) -> PartyView:
    """A foreigner under an identifier that the caller made of the passport. Raises Conflict when
    there is one already."""
    party = Party(
        kind=Party.Kind.FOREIGNER,
        identifier=identifier,
        name=name,
        search_key=pack().fold(name),
        born_on=born_on,
    )
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError:
        raise Conflict(code="party-exists") from None
    return party_view(party)
