"""Two officers decide about the same proposal at the same instant."""

from __future__ import annotations

import pytest
from tests import people
from tests.at_once import at_once
from tests.systems.staff_permits import stories

from pencere.blocks.parties.api import sync_agencies
from pencere.kernel.actors import Actor
from pencere.kernel.journal.models import JournalEntry
from pencere.systems.staff_permits import authority
from pencere.systems.staff_permits.authority_models import Withdrawal


def officer(number: int) -> Actor:
    who = people.officer("interior", ("officer", "permits"), number=number)
    return people.actor_for(who, agency="interior")


@pytest.mark.django_db(transaction=True)
def test_one_approves_and_one_rejects() -> None:
    sync_agencies()
    stories.pharmacy()
    stories.hire()
    permit = stories.confirmed(stories.nigar(), starts_on=stories.TODAY)
    found = authority.propose(
        actor=officer(1), number=permit.number, reason="Used by somebody else"
    )
    second, third = officer(2), officer(3)

    ends = at_once(
        lambda: authority.approve(actor=second, withdrawal_id=found.pk),
        lambda: authority.reject(actor=third, withdrawal_id=found.pk, answer="It is all right"),
        now=stories.NOW,
    )

    assert sorted(ends) == ["decided", "done"]
    found = Withdrawal.objects.get()
    is_revoked = stories.reread(permit).state == "revoked"
    assert is_revoked is found.is_approved
    assert JournalEntry.objects.filter(action="staff-permit.revoked").count() == int(is_revoked)
