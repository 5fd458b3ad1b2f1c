"""Sending an application: once, checked again, with its evidence, answered at once if it can be."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.db import connection
from tests import people
from tests.casework.applications import services, stories

from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.notices.models import Notice
from pencere.blocks.registers import reading
from pencere.blocks.registers.api import Answer
from pencere.casework.applications import api
from pencere.casework.applications.actions import progress
from pencere.casework.applications.listeners import tell_of_document
from pencere.casework.applications.models import Application, Step, Timer
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from pencere.kernel.journal.models import JournalEntry
from pencere.kernel.text import unpacked

REAL_ANSWERS = reading.answers


def silent(*codes: str) -> Any:
    """Registers that don't answer for a while."""

    def answers(*given: Any, **more: Any) -> Any:
        found = REAL_ANSWERS(*given, **more)
        return {
            subject: {
                code: Answer(code, (), each.as_of, is_available=False) if code in codes else each
                for code, each in by_code.items()
            }
            for subject, by_code in found.items()
        }

    return mock.patch("pencere.blocks.registers.queries.answers", answers)


@pytest.mark.usefixtures("country")
class TestInstantService:
    def test_it_is_granted_in_the_same_transaction(self) -> None:
        application = stories.submitted(stories.aysel())
        assert (application.stage, application.outcome) == ("closed", "granted")
        assert application.closed_at == application.submitted_at
        document = stories.document(application)
        assert document.state == "preparing"
        assert document.about == application.reference
        assert document.data["purpose"] == "bank"
        assert document.valid_until == dt.date(2026, 12, 23)

    def test_the_journal_tells_who_did_what(self) -> None:
        application = stories.submitted(stories.aysel())
        assert stories.journal(application) == [
            "applications.started",
            "applications.saved",
            "applications.saved",
            "applications.submitted",
            "applications.moved" if application.state == "review" else "applications.granted",
        ]
        sent, granted = JournalEntry.objects.filter(
            about=application.about, action__in=["applications.submitted", "applications.granted"]
        ).order_by("seq")
        assert sent.actor_kind == "person"
        assert (granted.actor_kind, granted.agency) == ("system", "justice")
        assert sent.subject == application.applicant_id
        assert granted.justification_reference == application.reference

    def test_the_evidence_is_kept_and_its_reading_journaled(self) -> None:
        stories.child(stories.aysel().party_id, 1)
        application = stories.submitted(stories.aysel())
        family = application.data["family"]
        assert family["records"][0]["data"] == {"relation": "child", "full_name": "Uşaq 1"}
        assert family["is_available"]
        reads = JournalEntry.objects.filter(
            action="register.read", justification_reference=application.reference
        )
        assert {str(unpacked(each.purpose)) for each in reads} >= {"To list your family"}
        assert {each.register for each in reads} == {
            "interior.identity-cards",
            "justice.civil-status",
        }

    def test_the_steps_stand_in_order(self) -> None:
        application = stories.submitted(stories.aysel())
        assert [(s.action, s.by, s.to_state) for s in application.steps.order_by("id")] == [
            ("submit", "applicant", "check"),
            ("issue", "system", "granted"),
        ]
        assert not Timer.objects.filter(application=application).exists()

    def test_the_applicant_is_told_once_and_when_the_document_is_there(self) -> None:
        application = stories.submitted(stories.aysel())
        assert not Notice.objects.filter(about=application.about).exists()
        tell_of_document(stories.document(application))
        notice = Notice.objects.get(about=application.about)
        assert notice.kind == "application.document-ready"
        assert notice.party_id == application.applicant_id
        assert application.reference in notice.body["en"]
        assert set(notice.title) == {"az", "ru", "en"}
        assert notice.link.endswith(f"/{application.reference}/")
        assert stories.journal(application)[-1] == "applications.document-ready"

    def test_a_document_of_something_else_tells_nobody(self) -> None:
        application = stories.submitted(stories.aysel())
        document = stories.document(application)
        document.about = "0000-0000-0"
        tell_of_document(document)
        assert not Notice.objects.exists()


@pytest.mark.usefixtures("country")
class TestSubmission:
    def test_an_officer_gets_what_needs_a_look(self) -> None:
        application = stories.reviewed(stories.aysel())
        assert (application.stage, application.queue_role) == ("todo", "officer")
        assert application.agency_id == "justice"
        assert application.checks["kind"] == "review"
        assert application.checks["reasons"][0][1]["en"] == "A large family"
        # Three working days for the step end before the seven days for the answer.
        assert application.queue_at == dt.datetime(2026, 11, 26, 19, 59, 59, tzinfo=dt.UTC)
        assert application.due_at == dt.datetime(2026, 11, 30, 19, 59, 59, tzinfo=dt.UTC)

    def test_the_receipt_names_the_day(self) -> None:
        application = stories.reviewed(stories.aysel())
        notice = Notice.objects.get(about=application.about)
        assert notice.kind == "application.submitted"
        assert "30.11.2026" in notice.body["en"]

    def test_missing_answers_are_named(self) -> None:
        aysel = stories.aysel()
        draft = api.start(actor=aysel, service=services.CERTIFICATE)
        with pytest.raises(Invalid) as refusal:
            send(draft)
        assert set(refusal.value.fields) == {"purpose", "copies"}
        assert stories.again(draft).is_draft

    def test_what_the_checks_reject_is_not_sent(self) -> None:
        draft = stories.filled(stories.aysel(), answers={"purpose": "palace", "copies": "1"})
        with pytest.raises(Invalid, match="rejected") as refusal:
            send(draft)
        assert str(refusal.value.message) == "Not for a palace"

    def test_what_was_read_for_a_refusal_is_in_the_journal(self) -> None:
        draft = stories.filled(stories.aysel(), answers={"purpose": "palace", "copies": "1"})
        reads = JournalEntry.objects.filter(
            action="register.read", register="justice.civil-status", subject=draft.applicant_id
        )
        assert not reads.exists()
        with pytest.raises(Invalid, match="rejected"):
            send(draft)
        assert reads.count() == 1
        assert stories.again(draft).is_draft
        assert "applications.submitted" not in stories.journal(draft)

    def test_the_declaration_has_to_be_ticked(self) -> None:
        draft = stories.filled(stories.aysel())
        with pytest.raises(Invalid, match="declaration"):
            send(draft, declaration=False)

    @pytest.mark.parametrize("key", ["", "x" * 65, "a\0b"])
    def test_a_bad_key_is_refused(self, key: str) -> None:
        draft = stories.filled(stories.aysel())
        with pytest.raises(Invalid, match="idempotency-key"):
            send(draft, key=key)

    def test_a_repeat_gives_the_first_answer(self) -> None:
        draft = stories.filled(stories.aysel())
        first, second = send(draft), send(draft)
        assert second.pk == first.pk
        assert IssuedDocument.objects.count() == 1
        assert Step.objects.filter(application=draft).count() == 2

    def test_another_key_is_told_that_it_was_sent(self) -> None:
        draft = stories.filled(stories.aysel())
        send(draft)
        with pytest.raises(api.AlreadySubmitted) as refusal:
            send(draft, key="another")
        assert refusal.value.reference == draft.reference

    def test_a_key_of_another_application_is_refused(self) -> None:
        first = stories.filled(stories.aysel())
        send(first, key="the same")
        second = stories.filled(stories.aysel())
        with pytest.raises(Conflict, match="idempotency-key"):
            send(second, key="the same")

    def test_a_stranger_finds_nothing(self) -> None:
        draft = stories.filled(stories.aysel())
        with pytest.raises(NotFound):
            send(draft, actor=stories.rauf())

    def test_a_register_that_is_silent_leads_to_an_officer(self) -> None:
        with silent("justice.civil-status"):
            application = stories.submitted(stories.aysel())
        assert application.state == "review"
        assert application.data["family"]["is_available"] is False
        assert application.checks["reasons"][0][0] == "family-unavailable"

    def test_a_service_that_can_not_do_without_says_so_and_keeps_the_draft(self) -> None:
        source = services.ALL[services.CERTIFICATE]()
        source["data"]["family"]["when_unavailable"] = "reject"
        source["id"] = "justice.strict-certificate"
        with mock.patch.dict(services.ALL, {source["id"]: lambda: source}):
            services.publish(source["id"])
        draft = stories.filled(stories.aysel(), source["id"])
        with silent("justice.civil-status"), pytest.raises(Unavailable):
            send(draft)
        assert stories.again(draft).is_draft
        assert send(draft).outcome == "granted"

    def test_a_locked_field_that_was_tampered_with_stays_what_the_register_says(self) -> None:
        aysel = stories.aysel()
        answers = {**stories.ALL_RIGHT, "card": "ZZ9999999", "is_admin": "1"}
        application = stories.submitted(aysel, answers=answers)
        assert application.form == {"card": "AA1234567", "purpose": "bank", "copies": 2}

    def test_a_weak_sign_in_may_not_send(self) -> None:
        draft = stories.filled(stories.aysel(), services.LICENCE, {"address": "Nizami 1"})
        weak = people.actor_for(people.aysel(), assurance="low")
        with pytest.raises(Refused, match="assurance"):
            send(draft, actor=weak)

    @pytest.mark.parametrize("broken", ["_set_timers", "write_journal", "tell"])
    def test_a_crash_in_the_middle_leaves_nothing_half_done(self, broken: str) -> None:
        for number in range(6):
            stories.child(people.aysel().party_id, number)
        draft = stories.filled(stories.aysel())
        rows = JournalEntry.objects.count()
        with (
            mock.patch.object(progress.Progress, broken, side_effect=OSError("disk")),
            pytest.raises(OSError, match="disk"),
        ):
            send(draft)
        assert stories.again(draft).is_draft
        assert not stories.again(draft).idempotency_key
        assert not Step.objects.filter(application=draft).exists()
        assert not Notice.objects.filter(about=draft.about).exists()
        assert not IssuedDocument.objects.exists()
        assert JournalEntry.objects.count() == rows
        assert Timer.objects.get(application=draft).kind == "expire"
        assert send(draft).state == "review"

    def test_it_takes_few_queries(self, django_assert_max_num_queries: Any) -> None:
        draft = stories.filled(stories.aysel())
        # Draft, current version and evidence are read, all is written at once.
        with django_assert_max_num_queries(9):
            send(draft)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed_country")
class TestRaces:
    def test_racing_submissions_are_one(self) -> None:
        draft = stories.filled(stories.aysel())
        found = at_once(lambda: send(draft, key="k").reference, 4)
        assert found == [draft.reference] * 4
        assert Step.objects.filter(application=draft).count() == 2
        assert IssuedDocument.objects.count() == 1

    def test_racing_submissions_with_other_keys_send_once(self) -> None:
        draft = stories.filled(stories.aysel())
        found = at_once(lambda: send(draft, key=str(uuid4())).reference, 4)
        assert sorted(map(type, found), key=str).count(api.AlreadySubmitted) == 3
        assert Step.objects.filter(application=draft).count() == 2

    def test_racing_starts_make_one_draft(self) -> None:
        aysel = stories.aysel()
        found = at_once(lambda: api.start(actor=aysel, service=services.CERTIFICATE).pk, 4)
        assert len(set(found)) == 1
        assert Application.objects.count() == 1


def send(draft: Application, *, actor: Any = None, key: str = "k", declaration: bool = True) -> Any:
    return api.submit(
        actor=actor or stories.aysel(),
        application_id=draft.pk,
        idempotency_key=key,
        declaration=declaration,
    )


def at_once(what: Callable[[], Any], times: int) -> list[Any]:
    """What each of several threads got, an error as its value."""
    barrier = threading.Barrier(times)
    found: list[Any] = []

    def run() -> None:
        try:
            with clock.frozen_at("2026-11-23T06:00:00+00:00"):
                barrier.wait()
                found.append(what())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(times)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found
