"""What the head of each page shows of the signed-in person, the number of unread notices
with it: why the menu is made on this floor."""

from __future__ import annotations

from django.http import HttpRequest

from pencere.blocks.identity.api import acting_for, actor_of, can_act_for_others, has_desk
from pencere.blocks.notices.queries import unread_of
from pencere.ui.api import PersonMenu


def person_menu(request: HttpRequest) -> PersonMenu | None:
    """The menu of this request's person; None when nobody is signed in. One query."""
    if not hasattr(request, "session"):
        return None
    actor = actor_of(request)
    if actor.account_id is None or actor.party_id is None:
        return None
    return PersonMenu(
        name=request.user.party.name,  # type: ignore[union-attr]
        acting_for=acting_for(request) or "",
        can_act_for_others=can_act_for_others(request),
        is_officer=has_desk(request),
        unread=unread_of(actor),
    )
