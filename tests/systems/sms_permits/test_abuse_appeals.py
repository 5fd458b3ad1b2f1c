"""Appeals against blocks: by the one who is blocked, by an officer for whoever came in person;
decided by another officer, and told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from tests import people
from tests.at_once import at_once
from tests.systems.sms_permits.abuse_stories import (
    NOON,
    OTHER_PHONE,
    PHONE,
    at_desk,
    in_days,
    journaled,
)

from pencere.blocks.notices.models import Notice
from pencere.blocks.sms.models import OutboundMessage as Outbound
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import abuse_words, appeals, blocks
from pencere.systems.sms_permits.abuse_models import Appeal, BlockProposal
from pencere.systems.sms_permits.appeals import Decided
from pencere.systems.sms_permits.models import Block

pytestmark = pytest.mark.django_db
TEXT = "I ask for my neighbours: they have no phones."


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen_at(NOON), translation.override("en"):
        yield


def blocked(*, number: int = 1, days: int = 3, **whom: Any) -> Block:
    """Officer `number` has blocked a phone or a person."""
    whom = whom or {"sender": PHONE}
    made = blocks.impose(
        actor=at_desk(number),
        wanted=blocks.Wanted("many-people", "", in_days(days), key=str(new_id()), **whom),
    )
    assert isinstance(made, Block)
    return made


def appealed(block: Block, who: Any = None, **more: Any) -> Appeal:
    """Aysel, or somebody else, has appealed."""
    given: dict[str, Any] = {"text": TEXT, "key": new_id()}
    return appeals.make(
        actor=people.actor_for(who or people.aysel()), block_id=block.pk, **{**given, **more}
    )


def test_the_receipt_names_a_number_and_the_day_by_which_it_is_decided() -> None:
    made = appealed(blocked())
    assert len(made.number) == 11
    # Thursday noon and three working days: Tuesday
    assert timezone.localdate(made.due_at).isoformat() == "2026-12-01"
    (row,) = journaled(abuse_words.APPEALED)
    assert (row.about, row.subject) == (made.about, people.aysel().party_id)


def test_a_person_appeals_against_their_own_block() -> None:
    rauf = people.rauf()
    assert appealed(blocked(subject=rauf.party_id), who=rauf).appellant_id == rauf.party_id


def test_another_persons_block_is_none_of_ones_business() -> None:
    aysel = people.aysel()
    aysel.phone = OTHER_PHONE
    aysel.save()
    with pytest.raises(NotFound):
        appealed(blocked(), who=aysel)
    with pytest.raises(NotFound):
        appealed(blocked(subject=people.rauf().party_id), who=aysel)


def test_a_repeat_of_the_form_is_one_appeal_and_a_second_one_must_wait() -> None:
    block, key = blocked(), new_id()
    first = appealed(block, key=key)
    assert appealed(block, key=key) == first
    with pytest.raises(Conflict) as refused:
        appealed(block)
    assert refused.value.code == "appeal-open"


@pytest.mark.parametrize("text", ["", " \0\n ", "x" * 4001])
def test_an_appeal_says_something_and_not_a_book(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        appealed(blocked(), text=text)
    assert list(refused.value.fields) == ["text"]


def test_another_officer_lifts_the_block_and_the_appellant_is_told() -> None:
    block = blocked(number=1)
    made = appealed(block)
    decided = Decided("lifted", "You are right. We are sorry.")
    with pytest.raises(Refused) as refused:
        appeals.decide(actor=at_desk(1), appeal_id=made.pk, decided=decided)
    assert refused.value.code == "four-eyes"
    appeals.decide(actor=at_desk(2), appeal_id=made.pk, decided=decided)
    assert not blocks.live().exists()
    notice = Notice.objects.get(kind="sms-permits.appeal-decided")
    assert "The block is lifted" in notice.body["en"]
    assert "We are sorry." in notice.body["en"]
    assert len(journaled(abuse_words.APPEAL_DECIDED)) == 1
    with pytest.raises(Conflict):
        appeals.decide(actor=at_desk(3), appeal_id=made.pk, decided=decided)


def test_who_proposed_the_block_does_not_decide_about_the_appeal_either() -> None:
    rauf = people.rauf()
    proposal = blocks.impose(
        actor=at_desk(1),
        wanted=blocks.Wanted(
            "many-phones", "", in_days(9), key=str(new_id()), subject=rauf.party_id
        ),
    )
    assert isinstance(proposal, BlockProposal)
    block = blocks.confirm(actor=at_desk(2), proposal_id=proposal.pk)
    made = appealed(block, who=rauf)
    for number in (1, 2):
        with pytest.raises(Refused):
            appeals.decide(
                actor=at_desk(number), appeal_id=made.pk, decided=Decided("upheld", "No")
            )
    appeals.decide(actor=at_desk(3), appeal_id=made.pk, decided=Decided("upheld", "No."))
    assert blocks.live().get() == block


def test_the_database_itself_wants_another_officer() -> None:
    made = appealed(blocked(number=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=made.pk).update(
            decided_by_id=made.imposed_by_id,
            decided_at=clock.now(),
            outcome="upheld",
            answer="No",
        )


def test_a_block_is_shortened() -> None:
    block = blocked(days=9)
    made = appealed(block)
    appeals.decide(
        actor=at_desk(2), appeal_id=made.pk, decided=Decided("shorter", "Two days do.", in_days(2))
    )
    block.refresh_from_db()
    assert block.blocked_until == in_days(2)
    assert len(journaled(abuse_words.SHORTENED)) == 1


@pytest.mark.parametrize(
    ("decided", "field"),
    [
        (Decided("", "No"), "outcome"),
        (Decided("eaten", "No"), "outcome"),
        (Decided("upheld", " "), "answer"),
        (Decided("upheld", "x" * 2001), "answer"),
        (Decided("shorter", "Yes"), "until"),
    ],
)
def test_a_decision_is_whole(decided: Decided, field: str) -> None:
    made = appealed(blocked())
    with pytest.raises(Invalid) as refused:
        appeals.decide(actor=at_desk(2), appeal_id=made.pk, decided=decided)
    assert list(refused.value.fields) == [field]


def test_who_has_no_account_appeals_in_person_and_is_answered_by_message() -> None:
    block = blocked(sender=OTHER_PHONE)
    made = appeals.take(
        actor=at_desk(1),
        block_id=block.pk,
        name="Nənəxanım",
        contact=OTHER_PHONE,
        text=TEXT,
        key=new_id(),
    )
    assert made.appellant_id is None
    assert len(journaled(abuse_words.APPEAL_TAKEN)) == 1
    appeals.decide(actor=at_desk(2), appeal_id=made.pk, decided=Decided("lifted", "Sorry."))
    sent = Outbound.objects.get()
    assert sent.recipient == OTHER_PHONE
    assert made.number in sent.text


def test_what_is_missing_in_an_appeal_taken_down_is_told_by_field() -> None:
    block = blocked(sender=OTHER_PHONE)
    with pytest.raises(Invalid) as refused:
        appeals.take(
            actor=at_desk(), block_id=block.pk, name="", contact="x" * 201, text="", key=new_id()
        )
    assert set(refused.value.fields) == {"name", "contact", "text"}


def test_against_a_block_that_is_over_one_appeals_within_the_laws_time() -> None:
    block = blocked(days=1)
    with clock.frozen_at("2026-12-20T12:00:00+04:00"):
        assert appeals.why_not(block) is None
    with clock.frozen_at("2027-01-20T12:00:00+04:00"):
        assert appeals.why_not(block) == "late"


@pytest.mark.django_db(transaction=True)
def test_two_officers_decide_once() -> None:
    made = appealed(blocked(number=1))
    second, third = at_desk(2), at_desk(3)
    ends = at_once(
        lambda: appeals.decide(
            actor=second, appeal_id=made.pk, decided=Decided("lifted", "You are right.")
        ),
        lambda: appeals.decide(
            actor=third, appeal_id=made.pk, decided=Decided("upheld", "You are wrong.")
        ),
        now=NOON,
    )
    assert sorted(ends) == ["decided", "done"]


@pytest.mark.django_db(transaction=True)
def test_an_appeal_sent_twice_at_once_is_one() -> None:
    block, key, actor = blocked(), new_id(), people.actor_for(people.aysel())
    ends = at_once(
        *[lambda: appeals.make(actor=actor, block_id=block.pk, text=TEXT, key=key)] * 3, now=NOON
    )
    assert ends == ["done"] * 3
    assert Appeal.objects.count() == 1
