"""Two who decide about the same system at the same instant."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests import people
from tests.at_once import at_once
from tests.blocks.openid import relying

from pencere.blocks.openid import integrating, journal_actions, proposals
from pencere.blocks.openid.api import Client, Proposal, Registration
from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import about_object

pytestmark = pytest.mark.django_db(transaction=True)
WANTED = Registration(name=relying.NAME, redirect_uris=("https://q.example/",))


def kamran() -> Actor:
    return people.actor_for(people.officer("justice", {"integrator"}), agency="justice")


def gunel() -> Actor:
    return people.actor_for(people.officer("justice", {"head"}, number=2), agency="justice")


def asked(actor: Actor, *, client_id: str = "", form_id: UUID | None = None) -> Proposal:
    return proposals.propose(
        actor=actor, form_id=form_id or new_id(), registration=WANTED, client_id=client_id
    )


def test_two_approvals_make_one_system() -> None:
    integrator, head = kamran(), gunel()
    proposal = asked(integrator)

    def approve() -> None:
        proposals.approve(actor=head, proposal_id=proposal.pk)

    assert at_once(approve, approve, approve) == ["done"] * 3
    assert Client.objects.count() == 1
    rows = about_object(about=f"openid-proposal:{proposal.pk}")
    assert [row.action for row in rows].count(journal_actions.APPROVED) == 1


def test_an_approval_while_it_is_taken_back_is_one_of_both() -> None:
    integrator, head = kamran(), gunel()
    proposal = asked(integrator)

    ends = at_once(
        lambda: proposals.approve(actor=head, proposal_id=proposal.pk),
        lambda: proposals.take_back(actor=integrator, proposal_id=proposal.pk),
    )

    assert sorted(ends) == ["answered", "done"]
    proposal.refresh_from_db()
    assert Client.objects.count() == (1 if proposal.outcome == "approved" else 0)


def test_one_form_sent_twice_at_once_is_one_proposal_and_one_test_system() -> None:
    integrator, form_id = kamran(), new_id()

    def register() -> None:
        integrating.register_test_system(actor=integrator, form_id=form_id, registration=WANTED)

    assert at_once(*[lambda: asked(integrator, form_id=form_id)] * 3) == ["done"] * 3
    assert at_once(register, register, register) == ["done"] * 3
    assert Proposal.objects.count() == 1
    assert Client.objects.get().secrets.count() == 1


def test_of_two_changes_at_once_one_waits_and_a_secret_is_never_lost() -> None:
    integrator, head = kamran(), gunel()
    client = proposals.approve(actor=head, proposal_id=asked(integrator).pk)

    def change() -> None:
        asked(integrator, client_id=client.client_id)

    def secret() -> None:
        integrating.make_secret(actor=integrator, client_id=client.client_id)

    assert sorted(at_once(change, change)) == ["done", "waits"]
    assert at_once(secret, secret) == ["done"] * 2
    assert len(integrating.live_secrets(client)) == 2
