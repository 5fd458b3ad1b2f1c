"""From the grant to the end: suspended, restored, revoked, renewed, changed, run out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests import people
from tests.casework.applications import stories as cases
from tests.casework.entitlements import services, stories

from pencere.blocks.documents import api as documents
from pencere.blocks.notices.models import Notice
from pencere.blocks.registers.models import RegisterRecord
from pencere.casework.applications import api as applications
from pencere.casework.entitlements import api
from pencere.casework.entitlements.models import Entitlement, Proposal, Reminder
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused

pytestmark = pytest.mark.usefixtures("country")
NEAR_END = "2027-10-01T06:00:00+00:00"
AFTER_END = "2027-12-01T06:00:00+00:00"
REASON: dict[str, Any] = {"reason": "unsafe", "comment": "There was a fire."}


def suspend(entitlement: Entitlement, **more: Any) -> None:
    api.decide(
        actor=stories.head(),
        entitlement_id=entitlement.pk,
        action="suspend",
        **{**REASON, **more},
    )


def record_of(entitlement: Entitlement) -> RegisterRecord:
    assert entitlement.record_id
    return RegisterRecord.objects.get(id=entitlement.record_id, superseded_at__isnull=True)


def test_a_grant_enters_what_was_granted_with_its_reminders() -> None:
    permit = stories.permit(stories.company())
    assert permit.number == stories.document(permit).number
    assert permit.holder_id == people.company().pk
    assert (permit.activity, permit.region) == ("pharmacy", "AZ-BA")
    assert permit.valid_until == dt.date(2027, 11, 23)
    assert record_of(permit).number == permit.number
    assert stories.history(permit) == ["granted"]
    assert stories.journal(permit) == ["entitlement.granted"]
    assert list(permit.reminders.order_by("due_on").values_list("due_on", flat=True)) == [
        dt.date(2027, 9, 24),
        dt.date(2027, 11, 9),
    ]


def test_a_suspended_permit_has_a_suspended_document_until_it_is_restored() -> None:
    permit = stories.permit(stories.company())
    suspend(permit, until=dt.date(2026, 12, 31))
    assert stories.again(permit).state == "suspended"
    assert documents.check_number(permit.number).state == "suspended"
    notice = Notice.objects.filter(kind="entitlement.suspended").get()
    assert "There was a fire." in notice.text["en"]
    assert "31.12.2026" in notice.text["en"]
    api.decide(actor=stories.head(), entitlement_id=permit.pk, action="restore", comment="Mended.")
    assert documents.check_number(permit.number).state == "genuine"
    assert stories.history(permit) == ["granted", "suspended", "restored"]
    assert stories.journal(permit)[-2:] == ["entitlement.suspended", "entitlement.restored"]


def test_a_suspension_with_an_end_ends_by_itself() -> None:
    permit = stories.permit(stories.company())
    suspend(permit, until=dt.date(2026, 12, 31))
    with clock.frozen_at("2026-12-31T12:00:00+00:00"):
        assert api.run_due() == 0
    with clock.frozen_at("2027-01-01T06:00:00+00:00"):
        assert api.run_due() == 1
        assert api.run_due() == 0
        assert documents.check_number(permit.number).state == "genuine"
    assert stories.again(permit).state == "valid"


def test_a_revocation_needs_four_eyes_and_ends_document_and_record() -> None:
    permit = stories.permit(stories.company())
    first, second = stories.head(7), stories.head(8)
    proposal = api.decide(actor=first, entitlement_id=permit.pk, action="revoke", **REASON)
    assert isinstance(proposal, Proposal)
    assert stories.again(permit).state == "valid"
    with pytest.raises(Refused):
        api.confirm(actor=first, proposal_id=proposal.pk)
    with pytest.raises(Conflict):
        suspend(permit)
    with clock.frozen_at("2026-11-25T06:00:00+00:00"):
        api.confirm(actor=second, proposal_id=proposal.pk)
    assert stories.again(permit).state == "revoked"
    assert documents.check_number(permit.number).state == "revoked"
    assert record_of(permit).valid_until == dt.date(2026, 11, 24)
    assert stories.journal(permit)[1:] == ["entitlement.proposed", "entitlement.revoked"]
    with pytest.raises(Conflict):
        api.confirm(actor=second, proposal_id=proposal.pk)


def test_a_proposal_is_declined_or_taken_back() -> None:
    permit = stories.permit(stories.company())
    for who in (stories.head(8), stories.head(7)):
        proposal = api.decide(
            actor=stories.head(7), entitlement_id=permit.pk, action="revoke", **REASON
        )
        assert proposal is not None
        api.decline(actor=who, proposal_id=proposal.pk)
    assert stories.history(permit) == ["granted"]
    assert stories.journal(permit).count("entitlement.declined") == 2


def test_an_officers_decision_needs_role_reason_and_words() -> None:
    permit = stories.permit(stories.company())
    with pytest.raises(Refused):
        api.decide(actor=stories.officer(), entitlement_id=permit.pk, action="suspend", **REASON)
    with pytest.raises(NotFound):
        api.decide(
            actor=cases.officer("health", "head"),
            entitlement_id=permit.pk,
            action="suspend",
            **REASON,
        )
    with pytest.raises(NotFound):
        api.decide(actor=cases.rauf(), entitlement_id=permit.pk, action="suspend", **REASON)
    for wrong in ({"reason": "mood"}, {"comment": " "}, {"until": dt.date(2026, 11, 22)}):
        with pytest.raises(Invalid) as problem:
            suspend(permit, **wrong)
        assert list(problem.value.fields) == list(wrong)
    assert stories.history(permit) == ["granted"]


def test_a_renewal_begins_with_the_last_answers_and_replaces_the_old_one() -> None:
    company = stories.company()
    permit = stories.permit(company)
    with clock.frozen_at(NEAR_END):
        draft = applications.start(
            actor=company, service=services.PERMIT, start={"entitlement": str(permit.pk)}
        )
        assert draft.form == {"activity": "pharmacy", "area": 60}
        renewed = stories.granted(stories.renewal(company, permit, area="80"))
        assert renewed.chain == permit.chain
        assert renewed.replaces == permit
        assert stories.again(permit).state == "replaced"
        assert record_of(permit).valid_until == dt.date(2027, 9, 30)
        assert documents.check_number(permit.number).state == "replaced"
        assert documents.check_number(renewed.number).state == "genuine"
    assert stories.history(permit) == ["granted", "replaced"]
    assert stories.history(renewed) == ["renewed"]
    assert not permit.reminders.filter(done_at__isnull=True).exists()


def test_answers_that_are_no_longer_right_or_asked_are_left_out() -> None:
    company = stories.company()
    permit = stories.permit(company)
    stricter = services.permit()
    fields = stricter["form"][0]["fields"]
    fields[1]["max"] = 50
    services.publish(stricter)
    with clock.frozen_at(NEAR_END):
        draft = applications.start(
            actor=company, service=services.PERMIT, start={"entitlement": str(permit.pk)}
        )
    assert draft.form == {"activity": "pharmacy"}


def test_a_renewal_can_begin_only_in_its_time_and_once() -> None:
    company = stories.company()
    permit = stories.permit(company)
    start = {"entitlement": str(permit.pk), "purpose": "renew"}
    with pytest.raises(Conflict) as early:
        applications.start(actor=company, service=services.PERMIT, start=start)
    assert early.value.code == "too-early"
    with clock.frozen_at(NEAR_END):
        stories.renewal(company, permit)
        with pytest.raises(Conflict) as twice:
            applications.start(actor=company, service=services.PERMIT, start=start)
    assert twice.value.code == "under-way"


@pytest.mark.parametrize("start", ["x", "01900000-0000-7000-8000-00000000abcd"])
def test_nobody_begins_with_what_is_not_theirs(start: str) -> None:
    permit = stories.permit(stories.company())
    for given in (start, str(permit.pk)):
        with pytest.raises(NotFound):
            applications.start(
                actor=cases.rauf(), service=services.PERMIT, start={"entitlement": given}
            )


def test_a_renewal_of_what_was_revoked_meanwhile_is_not_granted() -> None:
    company = stories.company()
    permit = stories.permit(company)
    with clock.frozen_at(NEAR_END):
        case = stories.renewal(company, permit)
        api.give_up(actor=company, entitlement_id=permit.pk)
        with pytest.raises(Conflict), transaction.atomic():
            cases.act(stories.officer(), case, "grant")
    assert Entitlement.objects.count() == 1
    assert cases.again(case).state == "review"


def test_a_duplicate_replaces_the_document_and_nothing_else() -> None:
    company = stories.company()
    permit = stories.permit(company)
    first = stories.document(permit)
    case = cases.submitted(
        company,
        services.DUPLICATE,
        stories.ANSWERS,
        entitlement=str(permit.pk),
        purpose="duplicate",
    )
    after = stories.granted(case)
    assert after == permit
    assert after.number == permit.number
    first.refresh_from_db()
    assert first.state == "replaced"
    assert documents.check_number(stories.document(permit).number).state == "genuine"
    assert stories.history(permit) == ["granted", "duplicated"]


def test_a_change_takes_over_what_was_answered() -> None:
    company = stories.company()
    permit = stories.permit(company)
    case = cases.submitted(
        company,
        services.CHANGE,
        {**stories.ANSWERS, "activity": "private-medicine"},
        entitlement=str(permit.pk),
        purpose="change",
    )
    after = stories.granted(case)
    assert after == permit
    assert after.activity == "private-medicine"
    assert after.valid_until == permit.valid_until
    assert stories.history(permit) == ["granted", "changed"]


def test_the_holder_gives_it_up() -> None:
    company = stories.company()
    permit = stories.permit(company)
    with pytest.raises(NotFound):
        api.give_up(actor=cases.rauf(), entitlement_id=permit.pk)
    api.give_up(actor=company, entitlement_id=permit.pk)
    assert stories.again(permit).state == "revoked"
    assert stories.document(permit).state == "revoked"
    with pytest.raises(Conflict):
        api.give_up(actor=company, entitlement_id=permit.pk)
    assert stories.journal(permit)[-1] == "entitlement.given-up"


def test_what_has_ended_expires_and_can_still_be_renewed() -> None:
    company = stories.company()
    permit = stories.permit(company)
    with clock.frozen_at(AFTER_END):
        assert api.view(actor=company, entitlement_id=permit.pk).row.state == "expired"
        api.run_due()
        assert stories.again(permit).state == "expired"
        assert stories.granted(stories.renewal(company, permit)).chain == permit.chain
    assert stories.history(permit) == ["granted", "expired", "replaced"]
    assert Notice.objects.filter(kind="entitlement.expired").count() == 1


def test_each_reminder_is_sent_once_and_missed_ones_are_let_go() -> None:
    permit = stories.permit(stories.company())
    sent = Notice.objects.filter(kind="entitlement.ends-soon")
    for day, count in (("09-23", 0), ("09-24", 1), ("09-25", 1), ("11-09", 2), ("11-10", 2)):
        with clock.frozen_at(f"2027-{day}T06:00:00+00:00"):
            api.run_due()
        assert sent.count() == count
    assert "You can renew it online." in sent.latest("id").text["en"]
    assert stories.journal(permit).count("entitlement.reminded") == 2
    late = stories.bare(
        valid_until=dt.date(2027, 1, 30),
        reminders=(dt.date(2026, 12, 1), dt.date(2027, 1, 16)),
    )
    with clock.frozen_at("2027-01-20T06:00:00+00:00"):
        api.run_due()
    assert sent.filter(about=late.about).count() == 1
    assert Reminder.objects.filter(entitlement=late, is_sent=True).count() == 1


def test_the_database_keeps_the_history() -> None:
    permit = stories.bare()
    for wrong in (permit.events.all().delete, lambda: permit.events.update(kind="revoked")):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()
    assert stories.history(permit) == ["granted"]
