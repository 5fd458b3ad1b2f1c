"""Confirming permits, one or many: what stands against it, limits, and what stands still after."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from tests import people
from tests.at_once import at_once
from tests.blocks.registers.records import put
from tests.systems.staff_permits import stories
from tests.systems.staff_permits.stories import confirm, confirmed, key, reread, why, written

from pencere.blocks.notices.models import Notice
from pencere.blocks.registers.models import RegisterRecord
from pencere.kernel import clock, jobs
from pencere.kernel.errors import Conflict, NotFound, Refused
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import about_subject
from pencere.systems.staff_permits import actions, bulk, queries, telling
from pencere.systems.staff_permits.models import BulkRun, Dispatch, Event, Permit
from pencere.systems.staff_permits.values import Filters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]


def staff(count: int, **more: object) -> list[str]:
    """The identifiers of so many more employees."""
    found = [f"3TEST{number:02d}" for number in range(count)]
    for number, identifier in enumerate(found):
        stories.hire(identifier, f"İşçi {number} Test oğlu", **more)  # type: ignore[arg-type]
    return found


def test_a_confirmed_permit_is_told_of_journaled_and_sent() -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    assert permit.state == Permit.State.CONFIRMED
    assert (permit.confirmed_at, permit.confirmed_by) == (clock.now(), nigar.account_id)
    assert permit.rules_version is not None
    assert Dispatch.objects.get(permit=permit).kind == "grant"
    actions_seen = [row.action for row in about_subject(subject=permit.employee_id).rows]
    assert actions_seen[0] == "staff-permit.confirmed"
    assert "register.found-as-counterpart" in actions_seen
    telling.tell_waiting()
    notice = Notice.objects.get(party_id=permit.employee_id)
    assert permit.number in notice.body["en"]
    assert "Məmmədova" not in notice.title["en"]


def test_each_that_can_not_be_confirmed_says_why_and_the_others_go_through() -> None:
    nigar = stories.nigar()
    stories.hire("7ELV1N5", "Babazadə Elvin Şahin oğlu")
    stories.hire("2RAUF77", "Quliyev Rauf Məmməd oğlu", born_on="1956-01-30")
    good, left, old = written(nigar), written(nigar, "7ELV1N5"), written(nigar, "2RAUF77")
    RegisterRecord.objects.filter(subject_id=left.employee_id).update(
        valid_until=dt.date(2026, 11, 25)
    )
    outcome = confirm(nigar, good, left, old)
    assert outcome.done == 1
    assert why(outcome) == ["contract.none", "employee.too-old"]
    assert {each.number for each in outcome.refused} == {left.number, old.number}
    assert [reread(each).state for each in (good, left, old)] == ["confirmed", "draft", "draft"]


def test_nobody_in_isolation_gets_one_and_the_employer_does_not_learn_why() -> None:
    nigar = stories.nigar()
    permit = written(nigar)
    put(permit.employee_id, "health.isolation", {"kind": "infected"})
    outcome = confirm(nigar, permit)
    assert why(outcome) == ["employee.barred"]
    row = about_subject(subject=permit.employee_id, register="health.isolation").rows[0]
    assert row.purpose == "staff-permits"


def test_the_same_key_gives_the_same_answer_and_confirms_nothing_more() -> None:
    nigar = stories.nigar()
    first = written(nigar)
    once = bulk.confirm(actor=nigar, chosen=[first.pk], key="bulk-1")
    second = written(nigar)
    again = bulk.confirm(actor=nigar, chosen=[first.pk, second.pk], key="bulk-1")
    assert (again.done, again.is_repeat, again.run_id) == (1, True, once.run_id)
    assert reread(second).state == "draft"
    with pytest.raises(Conflict, match="key-used"):
        bulk.end(actor=nigar, chosen=[first.pk], key="bulk-1")


def test_what_was_confirmed_is_not_confirmed_again() -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    assert why(confirm(nigar, permit)) == ["permit.not-a-draft"]
    assert Dispatch.objects.count() == 1


def test_permits_of_others_and_nonsense_are_not_there() -> None:
    nigar = stories.nigar()
    outcome = bulk.confirm(actor=nigar, chosen=[new_id()], key=key())
    assert why(outcome) == ["permit.not-found"]
    assert outcome.refused[0].name == ""
    assert bulk.confirm(actor=nigar, chosen=[], key=key()).done == 0


def test_all_that_a_list_shows_is_confirmed_at_once() -> None:
    nigar = stories.nigar()
    for identifier in staff(3):
        written(nigar, identifier, activity="food")
    written(nigar)
    outcome = bulk.confirm(actor=nigar, chosen=Filters(activity="food"), key=key())
    assert outcome.done == 3
    assert queries.counts(actor=nigar) == {"confirmed": 3, "draft": 1}


def test_a_first_day_that_is_over_becomes_today() -> None:
    nigar = stories.nigar()
    permit = written(nigar, starts_on=dt.date(2026, 11, 26))
    with clock.frozen_at(stories.at(days=3)):
        confirm(nigar, permit)
    assert reread(permit).starts_on == dt.date(2026, 11, 29)


def test_nobody_has_two_permits_of_one_employer_for_the_same_day() -> None:
    nigar = stories.nigar()
    confirmed(nigar, ends_on=dt.date(2026, 12, 10))
    overlapping = written(nigar, starts_on=dt.date(2026, 12, 10))
    after = written(nigar, starts_on=dt.date(2026, 12, 11))
    assert why(confirm(nigar, overlapping, after)) == ["employee.has-permit"]
    assert reread(after).state == "confirmed"


def test_a_share_of_the_staff_is_the_limit_of_an_area() -> None:
    nigar = stories.nigar()
    identifiers = staff(9)
    permits = [written(nigar, each, activity="trade") for each in identifiers[:4]]
    outcome = confirm(nigar, *permits)  # a quarter of ten people
    assert (outcome.done, why(outcome)) == (2, ["activity.limit"] * 2)
    area = next(each for each in bulk.limits(actor=nigar) if each.code == "trade")
    assert (area.used, area.allowed, area.staff) == (2, 2, 10)
    bulk.end(actor=nigar, chosen=[permits[0].pk], key=key())
    assert confirm(nigar, permits[2], permits[3]).done == 1


def test_a_limit_counts_each_day_by_itself() -> None:
    nigar = stories.nigar()
    identifiers = staff(3)
    days = [(1, 10), (11, 20), (10, 11)]
    permits = [
        written(
            nigar,
            each,
            activity="trade",
            starts_on=dt.date(2026, 12, first),
            ends_on=dt.date(2026, 12, last),
        )
        for each, (first, last) in zip(identifiers, days, strict=True)
    ]
    outcome = confirm(nigar, *permits)  # one at a time
    assert [each.permit_id for each in outcome.refused] == [permits[2].pk]


def test_an_employer_that_went_out_of_business_confirms_nothing() -> None:
    nigar = stories.nigar()
    permit = written(nigar)
    taxes = RegisterRecord.objects.get(register="tax.taxpayers")
    RegisterRecord.objects.filter(pk=taxes.pk).update(data={**taxes.data, "status": "liquidated"})
    with pytest.raises(Refused, match="out-of-business"):
        confirm(nigar, permit)


def test_strangers_confirm_extend_end_and_revoke_nothing() -> None:
    permit = written(stories.nigar())
    rauf = people.actor_for(people.rauf(), assurance="high")
    ids = [permit.pk]
    for act in (
        lambda: bulk.confirm(actor=rauf, chosen=ids, key=key()),
        lambda: bulk.extend(actor=rauf, chosen=ids, until=dt.date(2027, 1, 1), key=key()),
        lambda: bulk.end(actor=rauf, chosen=ids, key=key()),
        lambda: bulk.revoke(actor=rauf, chosen=ids, reason="x", key=key()),
        lambda: bulk.limits(actor=rauf),
        lambda: bulk.outcome(actor=rauf, run_id=new_id()),
    ):
        with pytest.raises(NotFound):
            act()


def test_an_answer_is_read_again_by_its_employer_alone() -> None:
    nigar = stories.nigar()
    permit = written(nigar)
    outcome = confirm(nigar, permit)
    assert bulk.outcome(actor=stories.elchin(), run_id=outcome.run_id) == outcome


def test_a_confirmed_permit_stands_still_whatever_a_program_does() -> None:
    permit = confirmed(stories.nigar())
    for statement in (
        "UPDATE staff_permits_permit SET ends_on = ends_on + 30",
        "UPDATE staff_permits_permit SET plate = '99-ZZ-999', vehicle_of = 'other'",
        "UPDATE staff_permits_permit SET state = 'draft'",
        "UPDATE staff_permits_permit SET state = 'received', receipt = 'forged'",
        "DELETE FROM staff_permits_permit",
        "UPDATE staff_permits_event SET kind = 'edited'",
        "DELETE FROM staff_permits_event",
        "INSERT INTO staff_permits_trip (permit_id, place, from_region, to_region, starts_on,"
        f" ends_on) VALUES ('{permit.pk}', 0, 'AZ-BA', 'AZ-GA', '2026-12-01', '2026-12-02')",
    ):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with pytest.raises(Conflict, match="not-a-draft"):
        actions.delete(actor=stories.nigar(), permit_id=permit.pk)
    with pytest.raises(Conflict, match="not-a-draft"):
        actions.edit(
            actor=stories.nigar(), permit_id=permit.pk, revision=1, draft=stories.draft(rank="x")
        )


def test_ten_cost_as_many_statements_as_a_hundred() -> None:
    nigar = stories.nigar()
    permits = [written(nigar, each) for each in staff(20)]

    def cost(some: list[Permit]) -> int:
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            assert confirm(nigar, *some).done == len(some)
        return len(captured)

    assert cost(permits[:5]) == cost(permits[5:])


def test_the_job_tells_each_employee_once() -> None:
    nigar = stories.nigar()
    permits = [written(nigar, each) for each in staff(3)]
    confirm(nigar, *permits)
    jobs.run_waiting()
    jobs.run_waiting()
    assert Notice.objects.filter(kind="staff-permit.confirmed").count() == 3
    assert not Event.objects.filter(is_told=False).exists()


class TestAtTheSameInstant:
    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def committed(self, transactional_db: object) -> None:
        stories.pharmacy()
        stories.hire()

    def test_two_who_confirm_do_not_exceed_the_limit_together(self, committed: None) -> None:
        nigar, elchin = stories.nigar(), stories.elchin()
        identifiers = staff(7)
        mine = [written(nigar, each, activity="trade").pk for each in identifiers[:3]]
        theirs = [written(elchin, each, activity="trade").pk for each in identifiers[3:6]]
        ends = at_once(
            lambda: bulk.confirm(actor=nigar, chosen=mine, key="nigar"),
            lambda: bulk.confirm(actor=elchin, chosen=theirs, key="elchin"),
            now=stories.NOW,
        )
        assert ends == ["done", "done"]
        assert Permit.objects.filter(state="confirmed").count() == 2

    def test_a_double_click_is_one_act(self, committed: None) -> None:
        nigar = stories.nigar()
        permit = written(nigar)
        ends = at_once(
            *[lambda: bulk.confirm(actor=nigar, chosen=[permit.pk], key="click")] * 2,
            now=stories.NOW,
        )
        assert ends == ["done", "done"]
        assert BulkRun.objects.count() == 1
        assert Dispatch.objects.count() == 1
