"""What others may call: who acts, who may open a page, whom to reach, what was carried over."""

from __future__ import annotations

from pencere.blocks.identity import events
from pencere.blocks.identity.access import needs_assurance, officer, officer_with, signed_in
from pencere.blocks.identity.actions import open_account
from pencere.blocks.identity.actors import (
    acting_for,
    actor_by_phone,
    actor_of,
    as_officer,
    can_act_for_others,
    has_desk,
    may_act_for,
    note_mandates,
    officer_of,
    own_posts,
    person_actor,
    post_label,
)
from pencere.blocks.identity.api_keys import (
    actor_of_key,
    api_keys_of,
    create_api_key,
    revoke_api_key,
)
from pencere.blocks.identity.carry_over import Carried, carried
from pencere.blocks.identity.delivery import ChannelName, Message, provide_channel
from pencere.blocks.identity.demands import (
    demand,
    demand_second_step,
    is_try_allowed,
    second_step_at,
)
from pencere.blocks.identity.demo_views import accounts as demo_accounts
from pencere.blocks.identity.demo_views import codes as demo_codes
from pencere.blocks.identity.models import Account
from pencere.blocks.identity.queries import (
    Contact,
    account_for,
    contacts_of,
    parties_with_phone,
    phone_within_query,
    phones_of,
)
from pencere.blocks.identity.rest import asking, may, on_bearer

__all__ = [
    "Account",
    "Carried",
    "ChannelName",
    "Contact",
    "Message",
    "account_for",
    "acting_for",
    "actor_by_phone",
    "actor_of",
    "actor_of_key",
    "api_keys_of",
    "as_officer",
    "asking",
    "can_act_for_others",
    "carried",
    "contacts_of",
    "create_api_key",
    "demand",
    "demand_second_step",
    "demo_accounts",
    "demo_codes",
    "events",
    "has_desk",
    "is_try_allowed",
    "may",
    "may_act_for",
    "needs_assurance",
    "note_mandates",
    "officer",
    "officer_of",
    "officer_with",
    "on_bearer",
    "open_account",
    "own_posts",
    "parties_with_phone",
    "person_actor",
    "phone_within_query",
    "phones_of",
    "post_label",
    "provide_channel",
    "revoke_api_key",
    "second_step_at",
    "signed_in",
]
