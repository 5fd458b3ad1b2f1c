"""What other packages may ask about parties, agencies, posts and mandates."""

from pencere.blocks.parties.agencies import (
    AgencyDeclarationError,
    agencies,
    agency,
    sync_agencies,
)
from pencere.blocks.parties.queries import (
    mandates_held,
    parties,
    party,
    party_by_identifier,
    posts_of,
)
from pencere.blocks.parties.values import AgencyView, MandateView, PartyView, PostView
from pencere.blocks.parties.words import mandate_words

__all__ = [
    "AgencyDeclarationError",
    "AgencyView",
    "MandateView",
    "PartyView",
    "PostView",
    "agencies",
    "agency",
    "mandate_words",
    "mandates_held",
    "parties",
    "party",
    "party_by_identifier",
    "posts_of",
    "sync_agencies",
]
