"""Two officers, at the same instant."""

from __future__ import annotations

from typing import Any

import pytest
from tests import people
from tests.at_once import at_once
from tests.blocks.regimes import evenings
from tests.blocks.regimes.conftest import NOON
from tests.blocks.regimes.evenings import CODE, acts, proposed, sevda, tural, values

from pencere.blocks.identity.models import Account
from pencere.blocks.regimes import api, drafts
from pencere.blocks.regimes.models import Period, Proposal, Trial, Version
from pencere.kernel import clock
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db: Any) -> Any:
    """The regime has begun, and other threads see it."""
    with clock.frozen_at("2026-01-01T00:00:00+04:00"):
        evenings.settle()
    with clock.frozen_at(NOON):
        yield


def ilham() -> Account:
    """A third officer who decides about regimes."""
    return people.officer(evenings.AGENCY, ("officer", "regime"), number=3)


def test_two_changes_of_the_same_time(committed: None) -> None:
    one, other = proposed(), proposed(values=values(total=9))
    actors = [acts(sevda()), acts(ilham())]

    ends = at_once(
        lambda: api.approve(actor=actors[0], proposal_id=one.pk),
        lambda: api.approve(actor=actors[1], proposal_id=other.pk),
        now=NOON,
    )

    assert sorted(ends) == ["done", "underneath-changed"]
    assert Version.objects.filter(regime=CODE).count() == 2
    live = list(Period.objects.filter(regime=CODE, replaced_at=None).order_by("starts_at"))
    assert [each.ends_at for each in live] == [live[1].starts_at, None]


def test_one_proposal_approved_and_rejected(committed: None) -> None:
    row = proposed()
    actors = [acts(sevda()), acts(ilham())]

    ends = at_once(
        lambda: api.approve(actor=actors[0], proposal_id=row.pk),
        lambda: api.reject(actor=actors[1], proposal_id=row.pk, answer=evenings.REASON),
        now=NOON,
    )

    assert sorted(ends) == ["decided", "done"]
    row.refresh_from_db()
    assert (row.status == "approved") == Version.objects.filter(number=2).exists()


def test_withdrawn_while_it_is_approved(committed: None) -> None:
    row = proposed()
    actors = [acts(tural()), acts(sevda())]

    ends = at_once(
        lambda: api.withdraw(actor=actors[0], proposal_id=row.pk),
        lambda: api.approve(actor=actors[1], proposal_id=row.pk),
        now=NOON,
    )

    assert sorted(ends) == ["decided", "done"]


def test_sent_twice_is_proposed_once(committed: None) -> None:
    actor = acts(tural())
    draft = drafts.start(actor=actor, code=CODE)
    given = api.Proposed(values=values(total=9), reason=evenings.REASON)

    def send() -> None:
        api.propose(actor=actor, code=CODE, proposed=given, draft_id=draft.pk)

    assert at_once(send, send, now=NOON) == ["done", "done"]
    assert Proposal.objects.count() == 1
    assert Trial.objects.count() == 1
    assert JournalEntry.objects.filter(action="regime.proposed").count() == 1


def test_two_windows_begin_one_draft(committed: None) -> None:
    actor = acts(tural())

    def begin() -> None:
        drafts.start(actor=actor, code=CODE)

    assert at_once(begin, begin, now=NOON) == ["done", "done"]
    assert Proposal.objects.count() == 1
