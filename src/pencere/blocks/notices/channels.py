"""Short messages to a phone or a mailbox that leave at once and stay in no inbox: one-time codes
and what goes with them. `identity`, one floor below, is given these at the start."""

from __future__ import annotations

from django.core.mail import EmailMessage

from pencere.blocks.identity.api import Message, provide_channel
from pencere.blocks.notices.providers.base import sms_provider


class Phones:
    """Text messages."""

    def is_offered(self) -> bool:
        """Whether this installation can send them."""
        return sms_provider() is not None

    def send(self, message: Message) -> None:
        """Hand it over. Raises OSError when the provider doesn't take it now."""
        provider = sms_provider()
        if provider is not None:
            provider.send(to=message.to, text=message.text)


class Mailboxes:
    """E-mails."""

    def is_offered(self) -> bool:
        """Every installation sends e-mail."""
        return True

    def send(self, message: Message) -> None:
        """Hand it over. Raises OSError when the mail server doesn't take it now."""
        EmailMessage(subject=message.subject, body=message.text, to=[message.to]).send()


def provide() -> None:
    """Give `identity` its ways out."""
    provide_channel("sms", Phones())
    provide_channel("email", Mailboxes())
