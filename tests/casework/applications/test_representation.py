"""For whom one applies: parent, guardian, representative; and what ends it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from tests import people
from tests.casework.applications import browser, joint, services, stories

from pencere.blocks.parties.models import Mandate, Party
from pencere.casework.applications import api
from pencere.casework.applications.errors import ActingForAnother, MandateEnded
from pencere.casework.applications.models import Application
from pencere.kernel import clock
from pencere.kernel.errors import NotFound, Refused
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country(country: None) -> None:
    joint.publish()


@pytest.mark.parametrize("kind", ["parent", "guardian"])
def test_who_represents_by_law_applies_in_all(kind: str) -> None:
    actor = joint.aysel_for(kind)
    stories.card(joint.child(), "AA7654321", "Nərgiz")
    draft = api.start(actor=actor, service=joint.JOINT)
    assert (draft.applicant_id, draft.mandate_kind) == (joint.child().party_id, kind)
    # Registers are read as the child's.
    assert draft.data["identity"]["records"][0]["data"]["given_name"] == "Nərgiz"
    row = JournalEntry.objects.get(action="applications.started")
    assert (row.subject, row.on_behalf_of) == (joint.child().party_id, joint.child().party_id)
    assert row.mandate == actor.mandate_id


@pytest.mark.parametrize("scopes", [["*"], ["justice.*"], [joint.JOINT]])
def test_a_power_of_attorney_that_names_the_service(scopes: list[str]) -> None:
    actor = joint.aysel_for("attorney", scopes=scopes)
    assert api.start(actor=actor, service=joint.JOINT).mandate_kind == "attorney"


@pytest.mark.parametrize("scopes", [[], ["health.*"], ["justice"], ["justice.other"]])
def test_a_power_of_attorney_for_other_things(scopes: list[str]) -> None:
    with pytest.raises(Refused, match="mandate"):
        api.start(actor=joint.aysel_for("attorney", scopes=scopes), service=joint.JOINT)


def test_a_service_that_lets_nobody_represent() -> None:
    with pytest.raises(Refused, match="mandate"):
        api.start(actor=joint.aysel_for("parent"), service=services.CERTIFICATE)


def test_age_is_the_applicants() -> None:
    with pytest.raises(Refused, match="aged 60 or younger"):
        api.start(actor=stories.rauf(), service=joint.JOINT)
    old = joint.aysel_for("attorney", people.rauf(), scopes=["*"])
    with pytest.raises(Refused, match="applicant-age"):
        api.start(actor=old, service=joint.JOINT)


class TestTheEnd:
    """What ends a mandate ends it at once; the draft stays for whom it is about."""

    @pytest.fixture
    def draft(self) -> Application:
        return api.start(actor=joint.aysel_for("parent"), service=joint.JOINT)

    ENDS = (
        {"revoked_at": clock.now()},
        {"valid_until": dt.date(2026, 11, 22)},  # the day before today
    )

    @pytest.mark.parametrize("how", ENDS, ids=["revoked", "grown up"])
    def test_a_mandate_that_ended(self, how: dict[str, object], draft: Application) -> None:
        client = browser.of(people.aysel(), acting_for=Mandate.objects.get())
        assert client.get(browser.page(draft, "who")).status_code == 200
        Mandate.objects.update(**how)
        response = client.get(browser.page(draft, "who"))
        assert response.status_code == 404
        assert "You no longer act for whom you began this" in browser.text(response)
        assert Application.objects.filter(pk=draft.pk).exists()
        # The daughter herself goes on with it.
        own = people.actor_for(joint.child())
        assert api.page(actor=own, application_id=draft.pk).page.key == "who"

    def test_a_grantor_who_died(self, draft: Application) -> None:
        actor = people.actor_for(people.aysel(), on_behalf_of=Mandate.objects.get())
        Party.objects.filter(pk=draft.applicant_id).update(ended_on=clock.today())
        with pytest.raises(MandateEnded):
            api.page(actor=actor, application_id=draft.pk)

    def test_acting_for_herself_meanwhile(self, draft: Application) -> None:
        with pytest.raises(ActingForAnother):
            api.page(actor=stories.aysel(), application_id=draft.pk)

    def test_a_stranger_learns_nothing(self, draft: Application) -> None:
        with pytest.raises(NotFound) as found:
            api.page(actor=stories.rauf(), application_id=draft.pk)
        assert type(found.value) is NotFound


class TestQuestion:
    """The first page asks for whom, once, and comes back to the service."""

    def _client(self, kind: str = "parent") -> tuple[Client, Mandate]:
        held = joint.mandate(kind)
        client = browser.of(people.aysel())
        session = client.session
        session["identity.has-mandates"] = True
        session.save()
        return client, held

    def test_myself_or_my_child(self) -> None:
        client, held = self._client()
        page = client.get(joint.ADDRESS)
        assert page.status_code == 200
        assert "For whom do you apply?" in browser.text(page)
        assert "as parent" in browser.text(page)
        assert not Application.objects.exists()
        following = browser.hidden(page, "next")
        answered = client.post(
            "/account/acting-for/", {"mandate": str(held.pk), "next": following}, follow=True
        )
        assert "You now act for Nərgiz Məmmədova" in browser.text(answered)
        assert Application.objects.get().applicant_id == held.grantor_id

    def test_for_myself(self) -> None:
        client, _held = self._client()
        following = browser.hidden(client.get(joint.ADDRESS), "next")
        client.post("/account/acting-for/", {"mandate": "", "next": following}, follow=True)
        assert Application.objects.get().applicant_id == people.aysel().party_id

    def test_a_service_that_a_mandate_does_not_cover_does_not_ask(self) -> None:
        client, _held = self._client()
        response = client.get("/applications/start/justice-certificate-of-tests/")
        assert response.status_code == 302

    def test_what_is_ones_own_already_does_not_ask(self) -> None:
        client, _held = self._client()
        response = client.get(f"{joint.ADDRESS}?record=01941f29-7c00-7000-a000-000000000001")
        assert response.status_code == 302
        assert Application.objects.get().applicant_id == people.aysel().party_id

    def test_a_service_that_is_not_there(self) -> None:
        client, _held = self._client()
        assert client.get("/applications/start/no-such/").status_code == 404


def test_the_case_says_who_applied_and_by_which_right() -> None:
    actor = joint.aysel_for("guardian")
    draft = stories.filled(actor, joint.JOINT, {"partner": people.rauf().username, "plan": "x"})
    Application.objects.filter(pk=draft.pk).update(
        stage="todo", submitted_at=clock.now(), agency_id="justice", queue_at=clock.now()
    )
    view = api.case(actor=stories.officer("justice"), reference=draft.reference)
    assert view.applicant_name == "Nərgiz Məmmədova"
    assert view.applied_by_name.startswith("Aysel")
    assert view.applied_by_right == "as guardian"


def test_a_register_that_is_left_out_is_named_before_anything_is_read() -> None:
    stories.card(joint.child(), "AA7654321", "Nərgiz")
    actor = joint.aysel_for("attorney", scopes=["*", "-registers.identity"])
    with pytest.raises(Refused, match="mandate-leaves-out") as refused:
        api.start(actor=actor, service=joint.JOINT)
    assert "leaves this out: Looking at personal data" in str(refused.value.message)
    assert not Application.objects.exists()
    assert not JournalEntry.objects.filter(action="register.read").exists()


def test_a_register_that_is_left_out_afterwards_stops_the_sending() -> None:
    stories.card(joint.child(), "AA7654321", "Nərgiz")
    mandate = joint.mandate("attorney", scopes=["*"])
    actor = people.actor_for(people.aysel(), on_behalf_of=mandate)
    draft = api.start(actor=actor, service=joint.JOINT)
    mandate.scopes = ["*", "-registers.identity"]
    mandate.save()
    narrow = people.actor_for(people.aysel(), on_behalf_of=mandate)
    with pytest.raises(Refused, match="mandate-leaves-out"):
        api.submit(
            actor=narrow,
            application_id=draft.pk,
            idempotency_key="once",
            declaration=True,
        )
    client = browser.of(people.aysel(), acting_for=mandate)
    refused = client.get(f"/applications/start/{joint.JOINT.replace('.', '-')}/")
    assert refused.status_code == 403
    assert "leaves this out: Looking at personal data" in browser.text(refused)
