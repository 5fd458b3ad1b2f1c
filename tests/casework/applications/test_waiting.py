"""What a case waits for: a payment, a register; who is warned, and to whom it comes back."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from tests import people
from tests.casework.applications import services, services_waiting, stories
from tests.casework.applications.test_at_once import at_once
from tests.casework.applications.test_submission import silent
from tests.casework.applications.waiting import (
    ANSWERS,
    applied,
    at,
)

from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.models import Post
from pencere.casework.applications import api
from pencere.casework.applications.models import Application, Payment, Timer
from pencere.casework.officers import api as officers
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid


class TestPayment:
    def test_nothing_owed_is_paid(self, leyla: Actor) -> None:
        application = applied()
        assert application.state == "review"
        step = application.steps.get(action="paid")
        assert (step.title["en"], step.grounds["en"]) == ("Went on", "It was paid")
        shown = api.view(actor=stories.aysel(), reference=application.reference)
        assert str(shown.steps[-1].grounds) == "It was paid"

    def test_a_receipt_is_proven_and_confirmed(self, leyla: Actor) -> None:
        application = applied(ANSWERS)
        assert application.state == "payment"
        stories.act(stories.aysel(), application, "prove", receipt=" ab-1234 ")
        payment = Payment.objects.get(pk=application.pk)
        assert (payment.state, payment.receipt, payment.amount_minor) == (
            "proven",
            "AB-1234",
            4000,
        )
        stories.act(leyla, application, "confirm")
        payment.refresh_from_db()
        assert (payment.state, payment.paid_minor) == ("confirmed", 4000)
        assert stories.again(application).state == "review"
        told = stories.journal(application)
        assert {"applications.payment-proven", "applications.payment-confirmed"} <= set(told)

    def test_one_receipt_serves_one_application(self, leyla: Actor) -> None:
        first = applied(ANSWERS)
        stories.act(stories.aysel(), first, "prove", receipt="AB-1234")
        second = applied(ANSWERS)
        with pytest.raises(Invalid) as refusal:
            stories.act(stories.aysel(), second, "prove", receipt="ab 1234".replace(" ", "-"))
        assert refusal.value.code == "receipt-used"
        assert stories.again(second).state == "payment"

    @pytest.mark.parametrize("receipt", ["", "x", "?" * 10, "A" * 41, "\0\0\0\0\0"])
    def test_garbage_is_no_receipt(self, leyla: Actor, receipt: str) -> None:
        with pytest.raises(Invalid):
            stories.act(stories.aysel(), applied(ANSWERS), "prove", receipt=receipt)

    def test_a_receipt_that_proves_nothing_goes_back(self, leyla: Actor) -> None:
        application = applied(ANSWERS)
        stories.act(stories.aysel(), application, "prove", receipt="AB-1234")
        stories.act(leyla, application, "unpaid", comment="Another's")
        assert Payment.objects.get(pk=application.pk).state == "due"
        stories.act(stories.aysel(), application, "prove", receipt="AB-1235")
        assert Payment.objects.get(pk=application.pk).receipt == "AB-1235"

    def test_a_payments_block_pays_once(self, leyla: Actor) -> None:
        application = applied(ANSWERS)
        paid = {
            "reference": application.reference,
            "amount_minor": 4000,
            "currency": "AZN",
            "provider": "bank",
            "transaction_id": "T-1",
        }
        for wrong in ({"amount_minor": 3999}, {"currency": "USD"}):
            with pytest.raises(Invalid):
                api.mark_paid(**{**paid, **wrong})  # type: ignore[arg-type]
        for _time in range(2):
            api.mark_paid(**paid)  # type: ignore[arg-type]
        assert stories.again(application).state == "review"
        assert stories.journal(application).count("applications.payment-confirmed") == 1
        with pytest.raises(Conflict):
            api.mark_paid(**{**paid, "transaction_id": "T-2"})  # type: ignore[arg-type]
        other = applied(ANSWERS)
        with pytest.raises(Conflict, match="transaction-used"):
            api.mark_paid(**{**paid, "reference": other.reference})  # type: ignore[arg-type]
        assert stories.again(other).state == "payment"

    def test_money_that_comes_too_late_is_noted_and_moves_nothing(self, leyla: Actor) -> None:
        application = applied(ANSWERS)
        stories.act(stories.aysel(), application, "withdraw")
        api.mark_paid(
            reference=application.reference,
            amount_minor=4000,
            currency="AZN",
            provider="bank",
            transaction_id="T-1",
        )
        assert stories.again(application).outcome == "withdrawn"
        assert Payment.objects.get(pk=application.pk).state == "confirmed"


class TestWarnings:
    def test_the_assignee_and_the_head_are_told_before_it_is_late(self, leyla: Actor) -> None:
        head = stories.officer("health", "head", number=3)
        application = applied()
        api.take(actor=leyla, application_id=application.pk)
        with at("11-28"):
            api.run_timers()
            told = Notice.objects.filter(kind="case.due-soon").values_list("party_id", flat=True)
            assert set(told) == {leyla.party_id, head.party_id}
            (row,) = api.queue(actor=leyla, filters=api.QueueFilters()).rows
            assert (row.is_due_soon, row.is_overdue) == (True, False)
            api.run_timers()
        assert Notice.objects.filter(kind="case.due-soon").count() == 2
        assert stories.journal(application).count("applications.warned") == 1

    def test_the_term_warns_as_well_and_once(self, leyla: Actor) -> None:
        stories.officer("health", "head", number=3)
        application = applied()
        with at("12-12"):
            api.run_timers()
            stories.act(leyla, application, "pass")
            api.run_timers()
        kinds = [each.params["of"] for each in _warned(application)]
        assert sorted(kinds) == ["sla", "term"]


def _warned(application: Application) -> Any:
    from pencere.kernel.journal.models import JournalEntry

    return JournalEntry.objects.filter(about=application.about, action="applications.warned")


class TestReturning:
    def test_it_comes_back_to_the_same_officer(self, leyla: Actor) -> None:
        application = applied()
        stories.act(leyla, application, "inspect")
        assert stories.again(application).assignee_id is None
        stories.act(stories.officer("health", "inspector", number=4), application, "seen")
        assert stories.again(application).assignee_id == leyla.account_id

    def test_but_not_to_one_who_has_left(self, leyla: Actor) -> None:
        application = applied()
        stories.act(leyla, application, "ask", comment="Where?")
        Post.objects.filter(account=leyla.account_id).update(valid_until=dt.date(2026, 11, 1))
        stories.act(stories.aysel(), application, "reply")
        assert stories.again(application).assignee_id is None

    def test_nor_to_one_who_is_away(self, leyla: Actor) -> None:
        application = applied()
        stories.act(leyla, application, "inspect")
        assert leyla.account_id is not None
        officers.enter_absence(
            actor=leyla,
            account_id=leyla.account_id,
            substitute_id=people.officer("health", number=2).pk,
            first_day=clock.today(),
            last_day=clock.today(),
        )
        stories.act(stories.officer("health", "inspector", number=4), application, "seen")
        assert stories.again(application).assignee_id is None


class TestSilentRegister:
    def test_it_is_taken_waits_and_goes_on_by_itself(self, leyla: Actor) -> None:
        with silent("interior.identity-cards"):
            application = applied()
            assert (application.stage, application.awaits) == ("waiting", "registers")
            assert application.due_at is not None
            view = api.view(actor=stories.aysel(), reference=application.reference)
            assert "register does not answer" in str(view.state_text)
            with at("11-24"):
                api.run_timers()
            timer = Timer.objects.get(application=application)
            assert (timer.kind, timer.target) == ("await", "1")
        due = application.due_at
        with at("11-25"):
            api.run_timers()
        application = stories.again(application)
        assert (application.state, application.awaits, application.due_at) == ("review", "", due)
        assert application.data["identity"]["records"]
        assert Notice.objects.filter(kind="application.register-answered").count() == 1
        assert "applications.held" in stories.journal(application)

    def test_nobody_moves_it_meanwhile_but_it_can_be_withdrawn(self, leyla: Actor) -> None:
        with silent("interior.identity-cards"):
            application = applied(ANSWERS)
        with pytest.raises(Conflict):
            stories.act(stories.aysel(), application, "prove", receipt="AB-1234")
        stories.act(stories.aysel(), application, "withdraw")
        assert stories.again(application).outcome == "withdrawn"
        assert not Timer.objects.filter(application=application).exists()


@pytest.mark.usefixtures("committed_country")
def test_one_receipt_at_the_same_moment() -> None:
    services.publish(services_waiting.PERMIT, services_waiting.SECOND)
    cases = [applied(ANSWERS) for _number in range(2)]
    aysel = stories.aysel()
    ends = at_once(*(partial(stories.act, aysel, case, "prove", receipt="AB-1") for case in cases))
    assert ends.count("done") == 1
    assert Payment.objects.exclude(receipt="").count() == 1
