"""What the job finds in the last days' messages, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from tests import people
from tests.systems.sms_permits.abuse_stories import (
    NOON,
    OTHER_PHONE,
    PHONE,
    at_desk,
    in_days,
    many_phones_for,
    neighbours,
    one_phone_for_many,
    said,
)

from pencere.kernel import clock
from pencere.systems.sms_permits import abuse, abuse_rules, blocks
from pencere.systems.sms_permits.abuse_models import Disowning, Finding

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


def patterns() -> list[str]:
    return sorted(Finding.objects.values_list("pattern", flat=True))


def test_one_phone_for_nine_people_is_found_with_its_figures() -> None:
    found = one_phone_for_many(9)
    assert (found.count, found.threshold, found.messages, found.severity) == (9, 8, 9, 1)
    assert found.first_at == clock.now() - 2 * HOUR
    assert found.subject_id is None
    assert patterns() == ["many-people"]


def test_a_family_of_seven_on_one_phone_is_left_alone() -> None:
    for subject in neighbours(7):
        said(subject)
    assert abuse.look() == 0
    assert patterns() == []


def test_the_more_the_graver() -> None:
    assert one_phone_for_many(16).severity == 2
    assert one_phone_for_many(32, sender=PHONE).severity == 3


def test_looking_again_keeps_one_row_and_brings_it_up_to_date() -> None:
    first = one_phone_for_many(9)
    for subject in neighbours(12):
        said(subject, ago=HOUR)
    assert abuse.look() == 0
    again = Finding.objects.get()
    assert again.pk == first.pk
    assert again.count == 12
    assert again.last_at == clock.now() - HOUR


def test_what_lies_four_days_back_counts_no_more() -> None:
    for subject in neighbours(9):
        said(subject, ago=dt.timedelta(days=4))
    assert abuse.look() == 0


def test_refused_again_and_again() -> None:
    rauf = people.rauf().party_id
    for number in range(20):
        said(rauf, sender=PHONE, ago=number * HOUR, outcome="refused", document=f"AZE{number:07d}")
    abuse.look()
    assert patterns() == ["refused"]


def test_the_same_message_again_within_the_hour_is_a_storm() -> None:
    rauf = people.rauf().party_id
    for number in range(12):
        ago = dt.timedelta(minutes=10, seconds=number)
        said(rauf, sender=PHONE, ago=ago, outcome="refused")
    abuse.look()
    assert patterns() == ["storm"]
    assert Finding.objects.get().count == 12


def test_one_person_from_five_phones() -> None:
    found = many_phones_for(people.aysel().party_id)
    assert (found.count, found.sender) == (5, "")
    assert patterns() == ["many-phones"]


def test_permits_at_the_same_time_from_different_phones() -> None:
    aysel = people.aysel().party_id
    said(aysel, sender=PHONE, ago=3 * HOUR)
    said(aysel, sender=OTHER_PHONE, ago=2 * HOUR, purpose="medical")
    said(aysel, sender="+994701112233", ago=HOUR, purpose="funeral")
    abuse.look()
    assert "overlap" in patterns()


def test_one_after_the_other_from_ones_own_phone_is_no_overlap() -> None:
    aysel = people.aysel().party_id
    for number, purpose in enumerate(("food", "medical", "funeral")):
        said(aysel, sender=PHONE, ago=number * HOUR, purpose=purpose)
    abuse.look()
    assert "overlap" not in patterns()


def test_one_word_of_a_person_is_enough_and_grave() -> None:
    aysel = people.aysel()
    permit = said(aysel.party_id, sender=OTHER_PHONE)
    Disowning.objects.create(
        permit_id=permit.id,
        subject_id=aysel.party_id,
        sender=OTHER_PHONE,
        said_by=aysel,
        said_at=clock.now(),
    )
    abuse.look()
    found = Finding.objects.get(pattern="disowned")
    assert (found.sender, found.severity) == (OTHER_PHONE, 3)


def test_what_was_let_pass_stays_away_unless_it_doubles() -> None:
    found = one_phone_for_many(9)
    abuse.let_pass(actor=at_desk(), finding_id=found.pk, reason="A home for the elderly")
    for subject in neighbours(12):
        said(subject, ago=HOUR)
    assert abuse.look() == 0
    for subject in neighbours(18):
        said(subject, ago=dt.timedelta(minutes=5))
    assert abuse.look() == 1


def test_nothing_new_is_found_about_whom_is_blocked() -> None:
    found = one_phone_for_many(9)
    abuse.block(
        actor=at_desk(),
        finding_id=found.pk,
        reason="many-people",
        words="",
        until=in_days(2),
        key="k" * 10,
    )
    for subject in neighbours(30):
        said(subject, ago=dt.timedelta(minutes=5))
    assert abuse.look() == 0
    assert blocks.live().count() == 1


def test_what_nobody_looked_at_lapses_with_time() -> None:
    one_phone_for_many(9)
    with clock.frozen_at("2026-12-03T12:00:00+04:00"):
        abuse.look()
    assert patterns() == []


@pytest.mark.parametrize(
    ("pattern", "count", "grave"),
    [("refused", 20, 1), ("refused", 40, 2), ("refused", 80, 3), ("disowned", 1, 3)],
)
def test_the_plain_rule_of_severity(pattern: abuse_rules.Pattern, count: int, grave: int) -> None:
    assert abuse_rules.severity(pattern, count, 20) == grave
