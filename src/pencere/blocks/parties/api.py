"""What other packages may ask about parties, agencies, posts and mandates."""

from pencere.blocks.parties.actions import enter_person, set_end
from pencere.blocks.parties.agencies import (
    AgencyDeclarationError,
    agencies,
    agency,
    sync_agencies,
)
from pencere.blocks.parties.events import ended
from pencere.blocks.parties.foreigners import add_foreigner
from pencere.blocks.parties.mandates import (
    add_mandate,
    end_mandates,
    lock_mandates_of,
    mandate,
    mandate_held,
    mandates_held,
    mandates_of,
    move_end_of_mandate,
)
from pencere.blocks.parties.queries import (
    holders_of,
    lives,
    parties,
    party,
    party_by_identifier,
    people_by_identifiers,
    posts_of,
)
from pencere.blocks.parties.rules import are_within, case_of, covers, exclusions
from pencere.blocks.parties.seeing import Matters, matters_of, on_matters, sees, sees_all
from pencere.blocks.parties.values import (
    AgencyView,
    Life,
    MandateView,
    NewMandate,
    PartyView,
    PostView,
)
from pencere.blocks.parties.words import mandate_words

__all__ = [
    "AgencyDeclarationError",
    "AgencyView",
    "Life",
    "MandateView",
    "Matters",
    "NewMandate",
    "PartyView",
    "PostView",
    "add_foreigner",
    "add_mandate",
    "agencies",
    "agency",
    "are_within",
    "case_of",
    "covers",
    "end_mandates",
    "ended",
    "enter_person",
    "exclusions",
    "holders_of",
    "lives",
    "lock_mandates_of",
    "mandate",
    "mandate_held",
    "mandate_words",
    "mandates_held",
    "mandates_of",
    "matters_of",
    "move_end_of_mandate",
    "on_matters",
    "parties",
    "party",
    "party_by_identifier",
    "people_by_identifiers",
    "posts_of",
    "sees",
    "sees_all",
    "set_end",
    "sync_agencies",
]
