"""Other rules are tried on a day that has been: who would have been refused, who let out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from tests import people
from tests.systems.sms_permits import story

from pencere.blocks.regimes import api as regimes
from pencere.kernel import clock
from pencere.kernel.journal.models import JournalEntry
from pencere.kernel.pack import pack
from pencere.systems.sms_permits import regime
from pencere.systems.sms_permits.rules import Reason

pytestmark = pytest.mark.django_db
THURSDAY = dt.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    story.settle()
    with clock.frozen_at(story.NOON):
        yield


def tried(**changes: Any) -> list[tuple[str, str, str]]:
    """Purpose, what it was and what it would have been."""
    kind = regimes.kind_of(regime.CODE)
    assert kind.preview
    values = {**pack().regimes()[regime.CODE].values, **changes}
    found = kind.preview(regimes.checked(kind, values), THURSDAY)
    cases = [(each.purpose, each.was, each.would_be) for each in found.cases]
    assert found.total == len(cases)
    return sorted(cases)


def test_the_same_rules_change_nothing() -> None:
    story.lives_in_baku(people.aysel().party_id)
    story.lives_in_baku(people.rauf().party_id, "AA7654321", born_on="1950-01-01")
    story.send("2 AA1234567", "2 AA1234567", "1 AA1234567", "2 AA7654321", "2", "?", "9 AA1234567")
    with clock.frozen_at("2026-11-26T18:00:00+04:00"):
        story.send("2 AA1234567", "3 AA1234567")
    assert (
        tried()
        == [
            ("shopping", "", ""),
            ("shopping", "", ""),
            ("medical", "", ""),
            ("shopping", Reason.AGE, Reason.AGE),
            ("", Reason.NO_DOCUMENT, Reason.NO_DOCUMENT),
            ("", Reason.UNKNOWN_PURPOSE, Reason.UNKNOWN_PURPOSE),
            ("shopping", Reason.PURPOSE_LIMIT, Reason.PURPOSE_LIMIT),
            ("funeral", "", ""),
        ]
        or [each[1] == each[2] for each in tried()] == [True] * 8
    )


def test_one_permit_a_day_in_all_would_have_kept_some_at_home() -> None:
    story.lives_in_baku(people.aysel().party_id)
    story.send("2 AA1234567", "1 AA1234567", "3 AA1234567")
    assert tried(total_daily_limit=1) == [
        ("funeral", "", ""),
        ("medical", "", Reason.TOTAL_LIMIT),
        ("shopping", "", ""),
    ]


def test_a_higher_limit_or_age_would_have_let_some_out() -> None:
    story.lives_in_baku(people.aysel().party_id)
    story.lives_in_baku(
        people.person("2OLDAGE", "Rauf", born_on="1950-01-01").pk, "AA7654321",
        born_on="1950-01-01",
    )  # fmt: skip
    story.send("2 AA1234567", "2 AA7654321")
    with clock.frozen_at("2026-11-26T18:00:00+04:00"):
        story.send("2 AA1234567")
    rows = story.purposes(daily_limit=2)
    assert tried(purposes=rows, oldest_age=None) == [
        ("shopping", "", ""),
        ("shopping", Reason.AGE, ""),
        ("shopping", Reason.PURPOSE_LIMIT, ""),
    ]


def test_a_permit_of_the_night_before_still_holds_in_the_morning() -> None:
    story.lives_in_baku(people.aysel().party_id)
    with clock.frozen_at("2026-11-25T23:30:00+04:00"):
        story.send("2 AA1234567")
    with clock.frozen_at("2026-11-26T01:00:00+04:00"):
        story.send("2 AA1234567")
    hours = [{"window": {"from": "08:00", "until": "22:00"}}]
    assert tried(hours=hours) == [("shopping", "", "")]


def test_another_group_is_asked_for_in_its_register_and_nobody_is_shown() -> None:
    aysel = story.lives_in_baku(people.aysel().party_id)
    story.stays_at_home(aysel, "arrived")
    seed = pack().regimes()[regime.CODE].values["barred"]
    story.settle(barred=[row for row in seed if row["code"] == "infected"])
    story.send("2 AA1234567")
    assert tried() == [("shopping", "", Reason.BARRED)]
    row = JournalEntry.objects.get(action="register.read-for-figures")
    assert (row.subject, row.register) == (None, "health.isolation")


def test_districts_without_permits() -> None:
    story.lives_in_baku(people.aysel().party_id)
    story.send("2 AA1234567")
    assert tried(districts=["AZ-GA"]) == [("shopping", "", Reason.NOT_NEEDED)]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"barred": [{"register": "health.isolation", "field": "no_such"}]}, "barred[0].field"),
        ({"barred": [{"register": "health.isolation", "field": "kind"}]}, "barred[0].values"),
        (
            {"barred": [{"register": "health.isolation", "field": "kind", "values": "ill"}]},
            "barred[0].values",
        ),
        ({"block_alone_days": 60}, "block_alone_days"),
    ],
)
def test_values_that_contradict_each_other_are_named(changes: Any, place: str) -> None:
    words = {"az": "x", "ru": "x", "en": "x"}
    for row in changes.get("barred", ()):
        row.update({"code": "some", "title": words})
        row.setdefault("values", "x" if row["field"] == "no_such" else "")
    kind = regimes.kind_of(regime.CODE)
    values = {**pack().regimes()[regime.CODE].values, **changes}
    with pytest.raises(Exception, match="invalid") as found:
        regimes.checked(kind, values)
    assert list(found.value.fields) == [place]  # type: ignore[attr-defined]


def test_an_extension_needs_a_purpose_that_may_be_extended() -> None:
    kind = regimes.kind_of(regime.CODE)
    values = {
        **pack().regimes()[regime.CODE].values,
        "purposes": story.purposes(may_be_extended=False),
    }
    assert kind.check
    assert set(kind.check({**values})) == {"extension_minutes"}


def test_what_the_rules_say_of_abuse_is_read() -> None:
    limits = regime.abuse_limits(clock.now())
    assert limits
    said = pack().regimes()[regime.CODE].values
    assert limits.most_days == said["block_most_days"]
    assert [{"pattern": p, "count": n} for p, n in limits.thresholds.items()] == said[
        "abuse_patterns"
    ]
    with clock.frozen_at("2019-01-01T12:00:00+04:00"):
        assert regime.abuse_limits(clock.now()) is None
