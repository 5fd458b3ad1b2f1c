"""Two who decide about the same mandate at the same instant, each in a transaction of their own."""

from __future__ import annotations

import pytest
from tests import people
from tests.at_once import at_once
from tests.blocks.mandates import story
from tests.blocks.mandates.story import terms

from pencere.blocks.mandates import api as mandates
from pencere.blocks.mandates import journal_actions
from pencere.blocks.mandates.models import Proposal
from pencere.blocks.parties.models import Mandate
from pencere.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_revocations_are_one() -> None:
    mandate = story.given(people.actor_for(people.aysel()), people.rauf())
    aysel = people.actor_for(people.aysel())

    def revoke() -> None:
        mandates.revoke(actor=aysel, mandate_id=mandate.pk)

    assert at_once(revoke, revoke, revoke) == ["done"] * 3
    assert len(story.journaled(journal_actions.REVOKED)) == 2  # one row for each side


def test_two_acceptances_make_one_mandate() -> None:
    proposal = story.offer(people.actor_for(people.aysel()), people.rauf())
    rauf = people.actor_for(people.rauf())

    def accept() -> None:
        mandates.accept(actor=rauf, proposal_id=proposal.pk)

    assert at_once(accept, accept, accept) == ["done"] * 3
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize("run", range(3))
def test_an_acceptance_while_it_is_taken_back(run: int) -> None:
    aysel, rauf = people.actor_for(people.aysel()), people.actor_for(people.rauf())
    proposal = story.offer(aysel, people.rauf())

    ends = at_once(
        lambda: mandates.accept(actor=rauf, proposal_id=proposal.pk),
        lambda: mandates.withdraw(actor=aysel, proposal_id=proposal.pk),
    )

    assert sorted(ends) == ["answered", "done"]
    proposal.refresh_from_db()
    is_accepted = proposal.state == Proposal.State.ACCEPTED
    assert Mandate.objects.count() == (1 if is_accepted else 0)


@pytest.mark.parametrize("run", range(4))
def test_an_acceptance_while_the_right_behind_it_is_revoked(run: int) -> None:
    seal = story.given(story.director("high"), people.rauf(), terms("*", kind="seal"))
    proposal = story.offer(story.using(people.rauf(), seal), people.aysel())
    aysel, director = people.actor_for(people.aysel()), story.director()

    ends = at_once(
        lambda: mandates.accept(actor=aysel, proposal_id=proposal.pk),
        lambda: mandates.revoke(actor=director, mandate_id=seal.pk),
    )

    assert ends[1] == "done"
    assert ends[0] in ("done", "no-ground")
    assert not Mandate.objects.filter(kind="attorney", revoked_at__isnull=True).exists()


@pytest.mark.parametrize("run", range(4))
def test_passing_on_while_it_is_revoked(run: int) -> None:
    mandate = story.given(
        people.actor_for(people.aysel()), people.rauf(), terms("justice.*", may_delegate=True)
    )
    aysel, rauf = people.actor_for(people.aysel()), people.actor_for(people.rauf())
    people.nigar()

    def pass_on() -> None:
        proposal = mandates.delegate(
            actor=rauf,
            mandate_id=mandate.pk,
            holder_identifier=people.nigar().party.identifier,
            terms=terms("justice.*"),
            key=str(new_id()),
        )
        story.accepted(people.nigar(), proposal.pk)

    ends = at_once(pass_on, lambda: mandates.revoke(actor=aysel, mandate_id=mandate.pk))

    assert ends[1] == "done"
    assert ends[0] in ("done", "not-found", "no-ground")
    assert not Mandate.objects.filter(revoked_at__isnull=True).exists()


def test_the_same_form_sent_twice_at_once_is_one_offer() -> None:
    aysel, key = people.actor_for(people.aysel()), str(new_id())
    people.rauf()

    def grant() -> None:
        mandates.grant(actor=aysel, holder_identifier="2HM4R8B", terms=terms(), key=key)

    assert at_once(grant, grant) == ["done", "done"]
    assert Proposal.objects.count() == 1
    assert len(story.journaled(journal_actions.OFFERED)) == 1
