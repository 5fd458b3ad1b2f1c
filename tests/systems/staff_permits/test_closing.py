"""Permits that end: revoked, ended, extended, by the employer and by what registers say."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.blocks.registers.records import put
from tests.systems.staff_permits import stories
from tests.systems.staff_permits.stories import confirmed, key, reread, why, written

from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.models import Party
from pencere.blocks.registers import api as registers
from pencere.blocks.registers.models import RegisterRecord
from pencere.kernel import clock, jobs
from pencere.kernel.actors import system
from pencere.kernel.errors import Invalid
from pencere.kernel.journal.api import Justification, about_subject
from pencere.systems.staff_permits import bulk, queries, telling, watching
from pencere.systems.staff_permits.models import Dispatch, Event, Permit, Watch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]

NEW_YEAR = dt.date(2027, 1, 31)


def test_a_revoked_permit_says_why_to_all_who_have_to_know() -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    outcome = bulk.revoke(actor=nigar, chosen=[permit.pk], reason=" Filial\n bağlanıb ", key=key())
    assert outcome.done == 1
    permit = reread(permit)
    assert (permit.state, permit.reason_code, permit.reason) == (
        "revoked",
        "employer",
        "Filial bağlanıb",
    )
    assert permit.closed_by == nigar.account_id
    assert [each.kind for each in Dispatch.objects.order_by("id")] == ["grant", "revoke"]
    assert about_subject(subject=permit.employee_id).rows[0].action == "staff-permit.revoked"
    telling.tell_waiting()
    notice = Notice.objects.get(kind="staff-permit.revoked")
    assert "Filial bağlanıb" in notice.body["az"]
    assert queries.valid_permits(subject=permit.employee_id) == ()


@pytest.mark.parametrize("reason", ["", " \n", "x" * 501])
def test_a_revocation_needs_a_reason(reason: str) -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    with pytest.raises(Invalid, match="reason"):
        bulk.revoke(actor=nigar, chosen=[permit.pk], reason=reason, key=key())


def test_a_draft_is_not_revoked_but_deleted_and_nothing_ends_twice() -> None:
    nigar = stories.nigar()
    draft, permit = written(nigar), confirmed(nigar)
    assert why(bulk.end(actor=nigar, chosen=[draft.pk, permit.pk], key=key())) == [
        "permit.not-live"
    ]
    assert why(bulk.end(actor=nigar, chosen=[permit.pk], key=key())) == ["permit.not-live"]
    assert reread(permit).reason_code == "ended-by-employer"
    assert [each.kind for each in Dispatch.objects.order_by("id")] == ["grant", "end"]


def test_an_extension_follows_without_a_gap() -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    outcome = bulk.extend(actor=nigar, chosen=[permit.pk], until=NEW_YEAR, key=key())
    assert (outcome.done, outcome.refused) == (1, ())
    following = permit.followers.get()
    assert (following.starts_on, following.ends_on) == (dt.date(2027, 1, 1), NEW_YEAR)
    assert (following.state, following.position) == ("confirmed", "Əczaçı")
    assert following.number != permit.number
    assert reread(permit).state == "confirmed"
    assert about_subject(subject=permit.employee_id).rows[0].action == "staff-permit.extended"
    again = bulk.extend(actor=nigar, chosen=[permit.pk], until=NEW_YEAR, key=key())
    assert why(again) == ["permit.extended-already"]
    with clock.frozen_at(stories.at(days=40)):
        watching.daily()
        assert reread(permit).state == "superseded"
        assert [each.number for each in queries.valid_permits(subject=permit.employee_id)] == [
            following.number
        ]


def test_an_extension_is_checked_as_any_other_permit() -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    too_long = bulk.extend(actor=nigar, chosen=[permit.pk], until=dt.date(2028, 1, 1), key=key())
    assert why(too_long) == ["ends_on.too-long"]
    backwards = bulk.extend(actor=nigar, chosen=[permit.pk], until=dt.date(2026, 12, 5), key=key())
    assert why(backwards) == ["ends_on.before-beginning"]
    put(permit.employee_id, "health.isolation", {"kind": "arrived"})
    barred = bulk.extend(actor=nigar, chosen=[permit.pk], until=NEW_YEAR, key=key())
    assert why(barred) == ["employee.barred"]


def test_a_permit_that_was_over_begins_again_today() -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    with clock.frozen_at(stories.at(days=50)):
        watching.daily()
        assert reread(permit).state == "ended"
        bulk.extend(actor=nigar, chosen=[permit.pk], until=NEW_YEAR, key=key())
        assert permit.followers.get().starts_on == clock.today()


def test_a_refused_extension_can_be_tried_again() -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    bulk.extend(actor=nigar, chosen=[permit.pk], until=NEW_YEAR, key=key())
    bulk.revoke(actor=nigar, chosen=[permit.followers.get().pk], reason="Səhv", key=key())
    assert bulk.extend(actor=nigar, chosen=[permit.pk], until=NEW_YEAR, key=key()).done == 1


def test_the_day_after_the_last_a_permit_is_over_and_nobody_is_bothered() -> None:
    permit = confirmed(stories.nigar())
    telling.tell_waiting()
    with clock.frozen_at("2026-12-31T19:59:00+00:00"):  # a minute before midnight in Baku
        watching.daily()
        assert queries.valid_permits(subject=permit.employee_id)
    with clock.frozen_at("2026-12-31T20:01:00+00:00"):
        assert queries.valid_permits(subject=permit.employee_id) == ()
        watching.daily()
    assert reread(permit).state == "ended"
    assert telling.tell_waiting() == 0
    assert Dispatch.objects.count() == 1


def test_when_the_contract_ends_the_permit_is_revoked_by_itself() -> None:
    permit = confirmed(stories.nigar())
    contract = RegisterRecord.objects.get(register="labour.contracts")
    registers.end(
        actor=system("labour"),
        register="labour.contracts",
        subject=permit.employee_id,
        record_id=contract.id,
        version=1,
        last_day=dt.date(2026, 11, 25),
        justification=Justification("law", "test"),
    )
    jobs.run_waiting()
    permit = reread(permit)
    assert (permit.state, permit.reason_code) == ("revoked", "contract-over")
    assert permit.closed_by is None
    assert Notice.objects.filter(kind="staff-permit.revoked").exists()


def test_a_contract_that_will_end_is_looked_at_on_the_day_after() -> None:
    permit = confirmed(stories.nigar())
    contract = RegisterRecord.objects.get(register="labour.contracts")
    registers.end(
        actor=system("labour"),
        register="labour.contracts",
        subject=permit.employee_id,
        record_id=contract.id,
        version=1,
        last_day=dt.date(2026, 12, 10),
        justification=Justification("law", "test"),
    )
    jobs.run_waiting()
    assert reread(permit).state == "confirmed"
    with clock.frozen_at("2026-12-10T20:00:01+00:00"):
        jobs.run_waiting()
        assert reread(permit).state == "revoked"


def test_whoever_must_stay_at_home_loses_the_permit_at_once() -> None:
    permit = confirmed(stories.nigar())
    registers.add(
        actor=system("health"),
        register="health.isolation",
        subject=permit.employee_id,
        data={"kind": "infected"},
        valid_from=dt.date(2026, 11, 28),
        justification=Justification("law", "test"),
    )
    jobs.run_waiting()
    assert reread(permit).state == "confirmed"
    with clock.frozen_at("2026-11-27T20:00:01+00:00"):
        jobs.run_waiting()
    permit = reread(permit)
    assert (permit.state, permit.reason_code, permit.reason) == ("revoked", "barred", "")


def test_a_birthday_counts() -> None:
    nigar = stories.nigar()
    stories.hire("2RAUF77", "Quliyev Rauf Məmməd oğlu", born_on="1960-12-15")
    permit = confirmed(nigar, "2RAUF77")
    watching.daily()
    assert reread(permit).state == "confirmed"
    with clock.frozen_at("2026-12-15T06:00:00+00:00"):
        watching.daily()
    assert reread(permit).reason_code == "barred"


def test_who_died_has_no_permit() -> None:
    permit = confirmed(stories.nigar())
    Party.objects.filter(pk=permit.employee_id).update(ended_on=stories.TODAY)
    watching.look_again(permit.employee_id)
    assert reread(permit).reason_code == "dead"


def test_an_employer_that_is_no_more_has_no_permits() -> None:
    permit = confirmed(stories.nigar())
    record = RegisterRecord.objects.get(register="tax.taxpayers")
    RegisterRecord.objects.filter(pk=record.pk).update(data={"status": "liquidated"})
    watching.look_again(permit.employer_id)
    assert reread(permit).reason_code == "out-of-business"


def test_changed_rules_are_applied_to_all() -> None:
    permit = confirmed(stories.nigar())
    watching.daily()
    put(permit.employee_id, "health.isolation", {"kind": "infected"})  # nobody tells of it
    watching.daily()
    assert reread(permit).state == "confirmed"
    Watch.objects.update(version=None)  # as after another version of the rules
    watching.daily()
    assert reread(permit).state == "revoked"


def test_the_history_of_a_permit() -> None:
    nigar = stories.nigar()
    permit = confirmed(nigar)
    bulk.end(actor=nigar, chosen=[permit.pk], key=key())
    kinds = [event.kind for event in queries.history(Permit.objects.get(pk=permit.pk))]
    assert kinds == [Event.Kind.ENDED, Event.Kind.CONFIRMED, Event.Kind.WRITTEN]
