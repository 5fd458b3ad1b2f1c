"""Who sees which permits: the police, the ministry, the employee; and what is said about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from tests import people
from tests.blocks.registers.records import put
from tests.systems.staff_permits import stories
from tests.systems.staff_permits.stories import confirmed, key, written

from pencere.blocks.regimes import api as regimes
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Unavailable
from pencere.kernel.journal.api import about_subject
from pencere.kernel.journal.models import JournalEntry
from pencere.systems.staff_permits import actions, api, bulk, figures, preview, queries, regime
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.values import Filters, TripDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]

FIRST_DAY = "2026-12-01T08:00:00+00:00"


def named(query: str) -> set[str]:
    rows = queries.matching(Permit.objects.all(), Filters(query=query))
    return set(rows.values_list("employee__identifier", flat=True))


def watcher(role: str = "permits", agency: str = "interior") -> Actor:
    return people.actor_for(people.officer(agency, {role}), agency=agency)


def test_a_permit_is_valid_within_its_days_whole_days_of_the_country() -> None:
    permit = confirmed(stories.nigar())
    for instant, count in (
        ("2026-11-30T19:59:59+00:00", 0),
        ("2026-11-30T20:00:00+00:00", 1),
        ("2026-12-31T19:59:59+00:00", 1),
        ("2026-12-31T20:00:00+00:00", 0),
    ):
        at = dt.datetime.fromisoformat(instant)
        assert len(api.valid_permits(subject=permit.employee_id, at=at)) == count


def test_what_the_police_see_of_a_permit() -> None:
    nigar = stories.nigar()
    put(people.company(stories.VOEN).pk, "interior.vehicles", {"plate": "99-PH-001"}, "99-PH-001")
    trip = TripDraft(stories.BAKU, stories.GANJA, dt.date(2026, 12, 2), dt.date(2026, 12, 5))
    permit = confirmed(nigar, plate="99PH001", kind="trip", trips=(trip,))
    with clock.frozen_at(FIRST_DAY):
        (found,) = api.valid_permits(subject=permit.employee_id)
        assert (found.employer, found.position) == ("“Şəfa Aptek” MMC", "Əczaçı")
        assert found.kind["en"] == "For business trips between districts"
        assert found.trips == (trip,)
        assert found.is_received is False
        assert api.valid_permits_of_vehicle(plate="99 ph 001") == (found,)
        assert api.valid_permit(number=permit.number.lower().replace("-", " ")) == found
        (row,) = api.offline_rows()
        assert (row.number, row.subject, row.plate) == (
            permit.number,
            permit.employee_id,
            "99-PH-001",
        )


def test_nonsense_finds_nothing() -> None:
    for nonsense in ("", "\0", "' OR 1=1", "x" * 5000):
        assert api.valid_permit(number=nonsense) is None
        assert api.valid_permits_of_vehicle(plate=nonsense) == ()


def test_drafts_refused_and_revoked_permits_are_not_valid() -> None:
    nigar = stories.nigar()
    draft = written(nigar)
    with clock.frozen_at(FIRST_DAY):
        assert api.valid_permits(subject=draft.employee_id) == ()
        assert list(api.offline_rows()) == []


def test_where_the_regime_says_so_a_permit_holds_only_once_it_is_received(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    permit = confirmed(stories.nigar())
    now = regime.current()
    strict = regime.Regime(
        now.version_id,
        regime.rules_of({**_values(), "holds_from_receipt": True}),
        now.kinds,
        now.activities,
        now.barred,
    )
    monkeypatch.setattr(regime, "in_force", lambda _at=None: strict)
    with clock.frozen_at(FIRST_DAY):
        assert api.valid_permits(subject=permit.employee_id) == ()


def test_names_are_found_in_any_spelling_and_script() -> None:
    nigar = stories.nigar()
    stories.hire("7ELV1N5", "Babazadə Elvin Şahin oğlu")
    written(nigar)
    permit = written(nigar, "7ELV1N5")
    for query in ("babazade", "БАБАЗАДЕ", "Elvin", "7elv1n5", permit.number.lower()):
        assert named(query) == {"7ELV1N5"}, query
    assert named("%") == named("nobody") == set()
    assert named(" ") == {"5KT7Q2A", "7ELV1N5"}


def test_an_employee_sees_confirmed_permits_and_no_drafts() -> None:
    nigar = stories.nigar()
    aysel = people.actor_for(people.account("5KT7Q2A", ""))
    draft = written(nigar)
    assert queries.permits_of(actor=aysel) == ()
    with pytest.raises(NotFound):
        queries.own_permit(actor=aysel, number=draft.number)
    stories.confirm(nigar, draft)
    assert [each.number for each in queries.permits_of(actor=aysel)] == [draft.number]
    for other in (people.actor_for(people.rauf()), nigar):
        with pytest.raises(NotFound):
            queries.own_permit(actor=other, number=draft.number)


def test_the_employers_export_is_in_each_employees_journal() -> None:
    nigar = stories.nigar()
    permit = written(nigar)
    rows = list(queries.export_rows(actor=nigar, filters=Filters(states=frozenset({"draft"}))))
    assert rows == [permit]
    assert about_subject(subject=permit.employee_id).rows[0].action == "staff-permit.exported"


def test_the_ministry_watches_numbers_and_single_permits() -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    written(nigar, starts_on=dt.date(2026, 12, 20))
    with clock.frozen_at(FIRST_DAY):
        found = figures.figures(actor=watcher())
        assert (found.permits, found.employers, found.employees) == (1, 1, 1)
        assert found.unacknowledged == 1
        assert [(each.code, each.permits) for each in found.by_activity] == [("health", 1)]
        assert found.daily[stories.TODAY] == {"confirmed": 1}
        assert found.largest == ((stories.VOEN, "“Şəfa Aptek” MMC", 1),)
        assert queries.monitored(actor=watcher(), number=permit.number) == permit
    row = about_subject(subject=permit.employee_id).rows[0]
    assert (row.action, row.agency) == ("staff-permit.opened", "interior")


def test_nobody_else_watches() -> None:
    permit = confirmed(stories.nigar())
    for actor in (
        watcher("officer"),
        watcher("permits", "health"),
        stories.nigar(),
        people.actor_for(people.rauf()),
    ):
        with pytest.raises(NotFound):
            figures.figures(actor=actor)
        with pytest.raises(NotFound):
            queries.monitored(actor=actor, number=permit.number)


def _values() -> Mapping[str, Any]:
    found = regimes.in_force(regime.CODE)
    assert found is not None
    return found.values


def would_be(**changes: Any) -> dict[str, tuple[str, str]]:
    """By employee, what was decided today and what other rules would have said."""
    found = preview.preview({**_values(), **changes}, stories.TODAY)
    cases = list(found.cases)
    assert found.total == len(cases)
    names = dict(Permit.objects.values_list("employee_id", "employee__identifier"))
    return {
        names[each.subject]: (each.was, each.would_be) for each in cases if each.subject is not None
    }


def test_other_rules_are_tried_on_what_was_confirmed_today() -> None:
    nigar = stories.nigar()
    stories.hire("7ELV1N5", "Babazadə Elvin Şahin oğlu", born_on="1969-01-01")
    stories.hire("2RAUF77", "Quliyev Rauf Məmməd oğlu", born_on="1956-01-30")
    permits = [written(nigar, each) for each in ("5KT7Q2A", "7ELV1N5", "2RAUF77")]
    stories.confirm(nigar, *permits)
    assert would_be() == {
        "5KT7Q2A": ("", ""),
        "7ELV1N5": ("", ""),
        "2RAUF77": ("employee.too-old", "employee.too-old"),
    }
    assert would_be(oldest=50)["7ELV1N5"] == ("", "employee.too-old")
    assert would_be(oldest=None)["2RAUF77"] == ("employee.too-old", "")
    assert would_be(max_days=10)["5KT7Q2A"] == ("", "ends_on.too-long")
    areas = [{**row, "share_percent": 34} for row in _values()["activities"]]
    assert sorted(would_be(activities=areas).values()) == [
        ("", ""),
        ("", "activity.limit"),
        ("employee.too-old", "employee.too-old"),
    ]


def test_trying_rules_looks_at_nobody_and_names_the_groups_of_both() -> None:
    nigar = stories.nigar()
    rauf = stories.hire("2RAUF77", "Quliyev Rauf Məmməd oğlu")
    permits = [written(nigar), written(nigar, "2RAUF77")]
    put(rauf.pk, "health.isolation", {"kind": "infected"}, "R-1")
    stories.confirm(nigar, *permits)
    told = about_subject(subject=rauf.pk).rows

    was = "employee.barred-isolated"
    assert would_be()["2RAUF77"] == (was, was)
    assert would_be(barred=[])["2RAUF77"] == (was, "")
    arrived = {**_values()["barred"][0], "code": "arrived", "field": "kind", "values": "arrived"}
    assert would_be(barred=[arrived])["2RAUF77"] == (was, "")
    infected = {**arrived, "code": "infected", "values": "infected, arrived"}
    found = preview.preview({**_values(), "barred": [infected]}, stories.TODAY)
    assert {each.would_be for each in found.cases} == {"", "employee.barred-infected"}
    assert {was, "employee.barred-infected"} <= set(found.reasons)

    assert about_subject(subject=rauf.pk).rows == told
    rows = JournalEntry.objects.filter(action="register.read-for-figures")
    assert {(row.subject, row.purpose) for row in rows} == {(None, "regime-preview")}


def test_without_a_regime_nothing_is_written_and_nothing_is_revoked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    monkeypatch.setattr(regime, "in_force", lambda _at=None: None)
    with pytest.raises(Unavailable, match="no-regime"):
        actions.write(actor=nigar, draft=stories.draft(), key=key())
    with pytest.raises(Unavailable, match="no-regime"):
        bulk.confirm(actor=nigar, chosen=[permit.pk], key=key())
