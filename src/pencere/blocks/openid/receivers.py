"""What happens here when a session or an account ends elsewhere."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from pencere.blocks.identity import api as identity
from pencere.blocks.mobile_id import api as mobile_id
from pencere.blocks.openid import ciba, granting, logout
from pencere.blocks.openid.models import Grant


@receiver(identity.events.session_renamed)
def session_renamed(old: str, new: str, **_more: Any) -> None:
    """The grants of a session stay with it when its key changes."""
    Grant.objects.filter(session=old, ended_at=None).update(session=new)


@receiver(identity.events.password_changed)
def password_changed(account: Any, **_more: Any) -> None:
    """Other sessions are over, seen or not: what other systems got in them ends too."""
    live = Grant.objects.filter(account=account, is_offline=False)
    granting.end_grants(live, because="signed-out")


@receiver(identity.events.session_ended)
def session_ended(session: str, **_more: Any) -> None:
    """With the session end the grants that were to last no longer than it."""
    logout.end_session(session)


@receiver(mobile_id.events.answered)
def phone_answered(request_id: Any, **_more: Any) -> None:
    """A phone answered: perhaps a request of a client."""
    ciba.answered(phone_request=request_id)
