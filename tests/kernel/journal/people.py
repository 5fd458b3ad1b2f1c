"""People of the journal's tests, and a way to write rows about them."""

from __future__ import annotations

from uuid import UUID

from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id
from pencere.kernel.journal import api
from pencere.kernel.text import Text

AYSEL = UUID("01980000-0000-7000-8000-000000000001")
RAUF = UUID("01980000-0000-7000-8000-000000000002")
READ = "test.data-read"

aysel = Actor(
    kind="person",
    account_id=new_id(),
    party_id=AYSEL,
    label=Text({"az": "Aysel Məmmədova"}),
    session="the-session-key-of-aysel",
    address="192.0.2.5",
)
officer = Actor(
    kind="officer",
    account_id=new_id(),
    party_id=new_id(),
    post_id=new_id(),
    agency="interior",
    label=Text({"az": "Daxili İşlər Nazirliyi, mütəxəssis", "en": "Interior, specialist"}),
)


def write(count: int = 1, *, about: str = "") -> None:
    """The officer reads Aysel's data `count` times, in one transaction."""
    api.record_many(
        entries=[
            api.Entry(
                actor=officer,
                action=READ,
                subject=AYSEL,
                about=about,
                register="interior.identity-cards",
                params={"what": f"field {number}"},
            )
            for number in range(count)
        ]
    )
