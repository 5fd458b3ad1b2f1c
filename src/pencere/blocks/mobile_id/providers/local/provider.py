"""The demo's network: a request goes into the folder of its phone."""

from __future__ import annotations

from uuid import UUID

from pencere.blocks.mobile_id.providers.base import Delivery
from pencere.blocks.mobile_id.providers.local.phones import phone_of
from pencere.blocks.signing.api import Trust, demo_authority


class DemoNetwork:
    """Reaches the demo's phones (`base.Provider`)."""

    def deliver(self, delivery: Delivery) -> None:
        """Put it on the phone's screen; a pair that has no phone is nobody's."""
        phone = phone_of(delivery.phone, delivery.user_id)
        if phone is not None:
            phone.show(delivery)

    def withdraw(self, request_id: UUID, *, phone: str, user_id: str) -> None:
        """Take it off the phone's screen."""
        found = phone_of(phone, user_id)
        if found is not None:
            found.forget(request_id)

    def trust(self) -> Trust:
        """The demo's own authority."""
        return demo_authority().trust()


PROVIDER = DemoNetwork()
