"""An officer proposes other rules, and a second one decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests import people
from tests.blocks.regimes import evenings
from tests.blocks.regimes.conftest import NOON
from tests.blocks.regimes.evenings import CODE, acts, proposed, purpose, sevda, tural, values

from pencere.blocks.regimes import api, drafts, rules
from pencere.blocks.regimes.models import Period, Proposal, Version
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


def after(**passed: float) -> Any:
    """So long after noon."""
    return clock.frozen_at(dt.datetime.fromisoformat(NOON) + dt.timedelta(**passed))


def total() -> Any:
    """What holds now of the walks a day, None when nothing holds."""
    found = api.in_force(CODE)
    return found and found.values["purposes"][0]["daily_limit"]


def at_noon(**passed: float) -> dt.datetime:
    return dt.datetime.fromisoformat(NOON) + dt.timedelta(**passed)


def journal(action: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(action=action).order_by("seq"))


def test_the_whole_story(noon: None) -> None:
    first = api.in_force(CODE)
    assert first is not None
    assert (first.number, first.valid_from) == (1, clock.start_of(evenings.SINCE))

    waiting = proposed()
    assert (waiting.status, total()) == ("waiting", 1)
    version = api.approve(actor=acts(sevda()), proposal_id=waiting.pk)

    assert version is not None
    assert (version.number, total()) == (2, 1)
    with after(seconds=5):
        now = api.in_force(CODE)
        assert now is not None
        assert (now.version_id, now.number, total()) == (version.pk, 2, 2)
        assert now.valid_from == at_noon(seconds=5)
        then = api.in_force(CODE, at_noon())
        assert then is not None
        assert (then.version_id, then.valid_until) == (first.version_id, at_noon(seconds=5))
    [asked], [approved] = journal("regime.proposed"), journal("regime.approved")
    assert (asked.about, asked.purpose, asked.agency) == (
        waiting.about,
        evenings.REASON,
        "interior",
    )
    assert (approved.about, approved.params["number"]) == (waiting.about, 2)
    assert approved.actor_account != asked.actor_account


def test_values_cannot_be_changed(noon: None) -> None:
    found = api.in_force(CODE)
    assert found is not None
    with pytest.raises(TypeError):
        found.values["total"] = 7  # type: ignore[index]
    with pytest.raises(TypeError):
        found.values["purposes"][0]["minutes"] = 1


def test_for_a_while(noon: None) -> None:
    waiting = proposed(valid_from=at_noon(hours=1), valid_until=at_noon(hours=3))
    api.approve(actor=acts(sevda()), proposal_id=waiting.pk)
    said = []
    for hour in (0, 1, 2, 3, 4):
        with after(hours=hour):
            said.append(total())
    assert said == [1, 2, 2, 1, 1]


def test_lifted_and_back_again(noon: None) -> None:
    lifting = proposed(values=None, valid_until=at_noon(hours=3))
    assert api.approve(actor=acts(sevda()), proposal_id=lifting.pk) is None
    with after(hours=1):
        assert api.in_force(CODE) is None
    with after(hours=3):
        assert total() == 1


def test_a_change_that_ends_the_regime(noon: None) -> None:
    ending = proposed(valid_until=at_noon(hours=3), ends_regime=True)
    api.approve(actor=acts(sevda()), proposal_id=ending.pk)
    with after(hours=2):
        assert total() == 2
    with after(days=100):
        assert api.in_force(CODE) is None


def test_nobody_decides_about_their_own(noon: None) -> None:
    own = proposed(sevda())
    for decide in (
        lambda: api.approve(actor=acts(sevda()), proposal_id=own.pk),
        lambda: api.reject(actor=acts(sevda()), proposal_id=own.pk, answer=evenings.REASON),
    ):
        with pytest.raises(Refused) as refusal:
            decide()
        assert refusal.value.code == "four-eyes"
    with pytest.raises(Exception, match="regimes_four_eyes"), transaction.atomic():
        Proposal.objects.filter(pk=own.pk).update(
            status="approved", decided_by=sevda(), decided_at=clock.now()
        )


def test_strangers_find_nothing(noon: None) -> None:
    waiting = proposed()
    strangers = [
        people.actor_for(people.aysel()),
        acts(people.officer("interior", ("head", "officer"), number=5)),
        acts(people.officer("health", ("regime",)), "health"),
        system("job"),
    ]
    for who in strangers:
        for deed in (
            lambda who=who: api.propose(
                actor=who, code=CODE, proposed=api.Proposed(reason=evenings.REASON)
            ),
            lambda who=who: api.approve(actor=who, proposal_id=waiting.pk),
            lambda who=who: api.reject(actor=who, proposal_id=waiting.pk, answer=evenings.REASON),
            lambda who=who: api.withdraw(actor=who, proposal_id=waiting.pk),
        ):
            with pytest.raises(NotFound):
                deed()


def test_a_draft_becomes_no_proposal_of_another_regime(noon: None) -> None:
    actor = acts(tural())
    draft = drafts.start(actor=actor, code=CODE)
    api.declare(replace(evenings.KIND, code="mornings"))
    api.sync(evenings.seed(code="mornings"), actor=system("migrate"))
    given = api.Proposed(values=values(total=9), reason=evenings.REASON)
    with pytest.raises(NotFound):
        api.propose(actor=actor, code="mornings", proposed=given, draft_id=draft.pk)
    draft.refresh_from_db()
    assert (draft.status, draft.regime_id) == ("draft", CODE)


def test_rejected_with_a_reason(noon: None) -> None:
    waiting, actor = proposed(), acts(sevda())
    with pytest.raises(Invalid) as problem:
        api.reject(actor=actor, proposal_id=waiting.pk, answer="no")
    assert "answer" in problem.value.fields
    for _ in range(2):
        api.reject(actor=actor, proposal_id=waiting.pk, answer=evenings.REASON)
    assert len(journal("regime.rejected")) == 1
    with pytest.raises(Conflict):
        api.approve(actor=actor, proposal_id=waiting.pk)
    assert total() == 1


def test_withdrawn_by_who_proposed_it(noon: None) -> None:
    waiting = proposed()
    with pytest.raises(Refused):
        api.withdraw(actor=acts(sevda()), proposal_id=waiting.pk)
    for _ in range(2):
        api.withdraw(actor=acts(tural()), proposal_id=waiting.pk)
    assert len(journal("regime.withdrawn")) == 1
    with pytest.raises(Conflict):
        api.approve(actor=acts(sevda()), proposal_id=waiting.pk)


def test_approved_twice_is_approved_once(noon: None) -> None:
    waiting, actor = proposed(), acts(sevda())
    first = api.approve(actor=actor, proposal_id=waiting.pk)
    assert api.approve(actor=actor, proposal_id=waiting.pk) == first
    assert Version.objects.filter(regime=CODE).count() == 2


def test_what_it_replaces_was_changed_meanwhile(noon: None) -> None:
    one, other = proposed(), proposed(values=values(total=9))
    api.approve(actor=acts(sevda()), proposal_id=one.pk)
    with pytest.raises(Conflict) as problem:
        api.approve(actor=acts(sevda()), proposal_id=other.pk)
    assert problem.value.code == "underneath-changed"


def test_a_change_elsewhere_on_the_timeline_is_none(noon: None) -> None:
    for_an_hour = proposed(valid_until=at_noon(hours=1))
    next_week = proposed(valid_from=at_noon(days=7), values=values(total=9))
    api.approve(actor=acts(sevda()), proposal_id=next_week.pk)
    api.approve(actor=acts(sevda()), proposal_id=for_an_hour.pk)
    with after(minutes=30):
        assert total() == 2


def test_approved_too_late(noon: None) -> None:
    waiting = proposed(valid_from=at_noon(hours=1), valid_until=at_noon(hours=2))
    with after(hours=2), pytest.raises(Conflict) as problem:
        api.approve(actor=acts(sevda()), proposal_id=waiting.pk)
    assert problem.value.code == "over"


def test_approved_after_its_beginning_holds_from_then(noon: None) -> None:
    waiting = proposed(valid_from=at_noon(hours=1))
    with after(hours=5):
        api.approve(actor=acts(sevda()), proposal_id=waiting.pk)
        assert total() == 1
    with after(hours=5, seconds=5):
        assert total() == 2


def test_the_clock_is_set_back(noon: None) -> None:
    api.approve(actor=acts(sevda()), proposal_id=proposed().pk)
    with after(hours=-2):
        assert total() == 1
        again = proposed(values=values(total=9))
        version = api.approve(actor=acts(sevda()), proposal_id=again.pk)
        assert version is not None
        period = Period.objects.get(version=version)
        # not in the two hours that the first decision, by its own clock, left as they were
        assert period.starts_at == at_noon() + rules.AHEAD


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"reason": "short"}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"reason": "x" * 30 + "\0"}, "reason"),
        ({"law": "x" * 501}, "law"),
        ({"valid_from": at_noon(minutes=-1)}, "valid_from"),
        ({"valid_until": at_noon(minutes=-1)}, "valid_until"),
        ({"ends_regime": True}, "valid_until"),
        ({"values": values(total="many")}, "total"),
        ({"values": values(purposes=[purpose(limit=4)])}, "purposes[0].daily_limit"),
        ({"values": values(other=1)}, "other"),
    ],
)
def test_garbage(noon: None, changes: dict[str, Any], place: str) -> None:
    with pytest.raises(Invalid) as problem:
        proposed(**changes)
    assert place in problem.value.fields


def test_nothing_would_change(noon: None) -> None:
    with pytest.raises(Invalid) as problem:
        proposed(values=values())
    assert problem.value.code == "no-change"


def test_a_seed_counts_once_and_never_against_officers(noon: None) -> None:
    evenings.settle()
    assert Version.objects.filter(regime=CODE).count() == 1
    evenings.settle(values=values(total=9))
    assert [each.number for each in api.versions(CODE)] == [2, 1]
    with after(minutes=1):
        api.approve(
            actor=acts(sevda()),
            proposal_id=proposed(values=values(total=5)).pk,
        )
        evenings.settle(values=values(total=7))
    assert Version.objects.filter(regime=CODE).count() == 3
    assert [row.params["number"] for row in journal("regime.seeded")][-2:] == [1, 2]


def test_a_seed_that_may_not_be(db: Any) -> None:
    with pytest.raises(api.SeedError, match=r"evenings\.yaml: total"):
        evenings.settle(values=values(total="many"))


def test_what_was_set_cannot_be_rewritten(noon: None) -> None:
    waiting = proposed()
    api.approve(actor=acts(sevda()), proposal_id=waiting.pk)
    for statement in (
        "UPDATE regimes_version SET number = 7",
        "DELETE FROM regimes_version",
        "UPDATE regimes_period SET ends_at = now()",
        "DELETE FROM regimes_period",
        "UPDATE regimes_proposal SET reason = 'another'",
        "UPDATE regimes_proposal SET status = 'waiting'",
        "DELETE FROM regimes_proposal",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_holds_is_remembered_for_a_moment(noon: None, django_assert_num_queries: Any) -> None:
    api.in_force(CODE)
    with django_assert_num_queries(0):
        api.in_force(CODE)
    with after(seconds=3), django_assert_num_queries(1):
        api.in_force(CODE)


def test_an_unknown_regime(db: Any) -> None:
    with pytest.raises(NotFound):
        api.in_force("nothing-such")
