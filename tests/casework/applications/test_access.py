"""Who finds what: strangers, other agencies, other roles, mandates and their end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests import people
from tests.casework.applications import services, stories

from pencere.blocks.parties.models import Mandate
from pencere.casework.applications import api
from pencere.casework.applications.models import Application
from pencere.kernel import clock
from pencere.kernel.actors import PUBLIC, Actor, system
from pencere.kernel.errors import Invalid, NotFound, Refused
from pencere.kernel.journal.models import JournalEntry
from pencere.kernel.text import unpacked

pytestmark = pytest.mark.usefixtures("country")

OFFICERS_CALLS: dict[str, Callable[[Actor, Application], Any]] = {
    "case": lambda actor, a: api.case(actor=actor, reference=a.reference),
    "take": lambda actor, a: api.take(actor=actor, application_id=a.pk),
    "release": lambda actor, a: api.release(actor=actor, application_id=a.pk),
    "page": lambda actor, a: api.case_page(actor=actor, reference=a.reference),
    "act": lambda actor, a: stories.act(actor, a, "pass", note="x"),
    "reassign": lambda actor, a: api.reassign(
        actor=actor, application_id=a.pk, to=actor.account_id or a.pk
    ),
}
APPLICANTS_CALLS: dict[str, Callable[[Actor, Application], Any]] = {
    "view": lambda actor, a: api.view(actor=actor, reference=a.reference),
    "view by id": lambda actor, a: api.view(actor=actor, reference=str(a.pk)),
    "page": lambda actor, a: api.page(actor=actor, application_id=a.pk),
    "check": lambda actor, a: api.check(actor=actor, application_id=a.pk),
    "withdraw": lambda actor, a: api.withdraw(
        actor=actor, application_id=a.pk, row_version=a.row_version
    ),
    "act": lambda actor, a: stories.act(actor, a, "withdraw"),
    "discard": lambda actor, a: api.discard(actor=actor, application_id=a.pk),
    "save": lambda actor, a: api.save(
        actor=actor, application_id=a.pk, page="premises", raw={}, row_version=1
    ),
    "attach": lambda actor, a: api.attach(
        actor=actor, application_id=a.pk, field="plan", content=stories.picture(), name="a.png"
    ),
    "submit": lambda actor, a: api.submit(
        actor=actor, application_id=a.pk, idempotency_key="k", declaration=True
    ),
}


@pytest.mark.parametrize("call", OFFICERS_CALLS)
class TestCase:
    def test_an_officer_of_another_agency_finds_nothing(self, call: str) -> None:
        case = stories.licence(stories.aysel())
        with pytest.raises(NotFound):
            OFFICERS_CALLS[call](stories.officer("justice"), case)

    def test_an_officer_without_a_role_in_it_finds_nothing(self, call: str) -> None:
        case = stories.licence(stories.aysel())
        with pytest.raises(NotFound):
            OFFICERS_CALLS[call](stories.officer("health", "registrar"), case)

    @pytest.mark.parametrize("who", [PUBLIC, system("x")])
    def test_nobody_in_particular_finds_nothing(self, call: str, who: Actor) -> None:
        case = stories.licence(stories.aysel())
        with pytest.raises(NotFound):
            OFFICERS_CALLS[call](who, case)

    def test_a_draft_is_nobody_else_s(self, call: str) -> None:
        draft = stories.filled(stories.aysel(), services.LICENCE, {"address": "Nizami 1"})
        with pytest.raises(NotFound):
            OFFICERS_CALLS[call](stories.officer("health"), draft)


@pytest.mark.parametrize("call", APPLICANTS_CALLS)
class TestOwnApplication:
    @pytest.fixture
    def case(self) -> Application:
        return stories.licence(stories.aysel())

    def test_a_stranger_finds_nothing(self, call: str, case: Application) -> None:
        with pytest.raises(NotFound):
            APPLICANTS_CALLS[call](stories.rauf(), case)

    def test_an_unknown_person_finds_nothing(self, call: str, case: Application) -> None:
        with pytest.raises(NotFound):
            APPLICANTS_CALLS[call](PUBLIC, case)

    def test_a_company_s_director_does_not_find_another_s(
        self, call: str, case: Application
    ) -> None:
        with pytest.raises(NotFound):
            APPLICANTS_CALLS[call](stories.nigar_for_company(), case)


@pytest.mark.parametrize("call", APPLICANTS_CALLS)
class TestMandate:
    """Nigar applied for her company; then the mandate changes."""

    @pytest.fixture
    def nigar(self) -> Actor:
        return stories.nigar_for_company(scopes=["licence.apply"])

    @pytest.fixture
    def case(self, nigar: Actor) -> Application:
        return stories.licence(nigar)

    def test_after_its_end_there_is_nothing(
        self, call: str, nigar: Actor, case: Application
    ) -> None:
        Mandate.objects.update(revoked_at=clock.now())
        with pytest.raises(NotFound):
            APPLICANTS_CALLS[call](nigar, case)

    def test_without_the_scope_there_is_nothing(
        self, call: str, nigar: Actor, case: Application
    ) -> None:
        Mandate.objects.update(scopes=["tax.report"])
        with pytest.raises(NotFound):
            APPLICANTS_CALLS[call](nigar, case)

    def test_for_herself_there_is_nothing(self, call: str, case: Application) -> None:
        with pytest.raises(NotFound):
            APPLICANTS_CALLS[call](people.actor_for(people.nigar()), case)


def test_who_acts_for_a_company_sees_what_the_mandate_covers() -> None:
    nigar = stories.nigar_for_company(scopes=["licence.apply"])
    case = stories.licence(nigar)
    assert (case.applied_by_id, case.mandate_id) == (nigar.account_id, nigar.mandate_id)
    assert [row.reference for row in api.mine(actor=nigar).rows] == [case.reference]
    Mandate.objects.update(scopes=["tax.report"])
    assert api.mine(actor=nigar).rows == ()
    row = JournalEntry.objects.filter(action="applications.submitted").get()
    assert (row.on_behalf_of, row.mandate) == (nigar.on_behalf_of, nigar.mandate_id)


def test_opening_a_case_tells_the_applicant_who_looked() -> None:
    case = stories.reviewed(stories.aysel())
    view = api.case(actor=stories.officer("justice"), reference=case.reference)
    assert view.applicant_name.startswith("Aysel")
    assert {each.register for each in view.evidence} == {
        "interior.identity-cards",
        "justice.civil-status",
    }
    assert view.evidence[0].items[1].text == "Aysel"
    opened = JournalEntry.objects.get(action="applications.opened")
    assert (opened.subject, opened.agency) == (case.applicant_id, "justice")
    assert opened.fields == ["card", "copies", "purpose"]
    seen = JournalEntry.objects.filter(action="applications.evidence-seen").order_by("register")
    assert [(s.register, s.fields, str(unpacked(s.purpose))) for s in seen] == [
        ("interior.identity-cards", ["born_on", "given_name", "number"], "To name you"),
        ("justice.civil-status", ["full_name", "relation"], "To list your family"),
    ]
    assert {s.justification_reference for s in seen} == {case.reference}


def test_reading_an_attached_file_is_journaled() -> None:
    draft = stories.filled(stories.aysel(), services.LICENCE, {"address": "Nizami 1"})
    shown = api.attach(
        actor=stories.aysel(),
        application_id=draft.pk,
        field="plan",
        content=stories.picture(),
        name="plan.png",
    )
    health = stories.officer("health")
    with pytest.raises(NotFound):
        api.attachment(actor=health, attachment_id=shown.attachment_id)
    api.submit(
        actor=stories.aysel(), application_id=draft.pk, idempotency_key="k", declaration=True
    )
    assert api.attachment(actor=health, attachment_id=shown.attachment_id).name == "plan.png"
    assert stories.journal(draft)[-1] == "applications.file-read"
    with pytest.raises(NotFound):
        api.attachment(actor=stories.officer("justice"), attachment_id=shown.attachment_id)


def test_a_reference_is_understood_as_people_write_it() -> None:
    case = stories.reviewed(stories.aysel())
    spoken = case.reference.lower().replace("-", " ")
    assert api.view(actor=stories.aysel(), reference=spoken).id == case.pk
    with pytest.raises(Invalid):
        api.view(actor=stories.aysel(), reference="K7M2-9QX4-0")
    with pytest.raises(NotFound):
        api.view(actor=stories.aysel(), reference="00000000-0000-0000-0000-000000000000")


def test_only_officers_have_a_queue() -> None:
    for call in (api.counts, api.queue_services):
        with pytest.raises(Refused):
            call(actor=stories.aysel())
    with pytest.raises(Refused):
        api.queue(actor=stories.aysel(), filters=api.QueueFilters())
