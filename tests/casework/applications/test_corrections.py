"""An officer's yes to a correction: what the register holds then, and who may say it."""

from __future__ import annotations

import pytest
from tests import people
from tests.casework.applications import services, stories
from tests.casework.applications.stories import act

from pencere.blocks.registers import api as registers
from pencere.blocks.registers.models import RegisterRecord
from pencere.casework.applications import api, journal_actions
from pencere.casework.applications.models import Application
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal.api import Justification
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def leyla() -> Actor:
    return stories.officer("health")


@pytest.fixture
def samir() -> Actor:
    return stories.officer("health", number=2)


@pytest.fixture
def case() -> Application:
    return stories.licence(stories.aysel())


class TestCorrection:
    """A wrong field is reported, the register's keeper decides, the history stays."""

    @pytest.fixture
    def record(self) -> registers.Record:
        return stories.card(people.rauf(), number="BB7654321", name="Rauff")

    def report(self, record: registers.Record, value: str = "Rauf", **start: str) -> Application:
        link = {"register": record.register, "record": str(record.id), "field": "given_name"}
        return stories.submitted(
            stories.rauf(), services.CORRECTION, {"new_value": value}, **{**link, **start}
        )

    def test_on_acceptance_the_register_changes_and_keeps_its_history(
        self, record: registers.Record
    ) -> None:
        case = self.report(record)
        assert case.agency_id == "interior"
        done = act(stories.officer("interior", "registrar"), case, "accept")
        assert done.outcome == "granted"
        versions = RegisterRecord.objects.filter(id=record.id).order_by("version")
        assert [(v.version, v.data["given_name"]) for v in versions] == [(1, "Rauff"), (2, "Rauf")]
        row = JournalEntry.objects.get(action="register.corrected")
        assert (row.justification_kind, row.justification_reference) == (
            "correction",
            case.reference,
        )

    def test_on_refusal_it_does_not(self, record: registers.Record) -> None:
        case = self.report(record)
        act(stories.officer("interior", "registrar"), case, "refuse", comment="It is right")
        assert RegisterRecord.objects.filter(id=record.id).count() == 1

    def test_a_record_that_moved_on_is_not_written_over(self, record: registers.Record) -> None:
        case = self.report(record)
        registrar = stories.officer("interior", "registrar")
        registers.correct(
            actor=registrar,
            register=record.register,
            subject=record.subject,
            record_id=record.id,
            version=record.version,
            changes={"given_name": "Rəuf"},
            justification=Justification("correction", "another"),
        )
        with pytest.raises(Conflict):
            act(registrar, case, "accept")
        assert stories.again(case).state == "review"

    def test_a_date_is_understood_as_people_write_it(self, record: registers.Record) -> None:
        case = self.report(record, "3.2.1957", field="born_on")
        act(stories.officer("interior", "registrar"), case, "accept")
        newest = RegisterRecord.objects.get(id=record.id, superseded_at=None)
        assert newest.data["born_on"] == "1957-02-03"

    def test_a_value_that_the_register_can_not_take_decides_nothing(
        self, record: registers.Record
    ) -> None:
        case = self.report(record, "tomorrow", field="born_on")
        with pytest.raises(Invalid):
            act(stories.officer("interior", "registrar"), case, "accept")
        assert stories.again(case).state == "review"

    def test_another_s_record_gives_no_evidence_and_no_change(
        self, record: registers.Record
    ) -> None:
        link = {"register": record.register, "record": str(record.id), "field": "given_name"}
        case = stories.submitted(
            stories.aysel(), services.CORRECTION, {"new_value": "Aysel"}, **link
        )
        assert case.data["target"]["records"] == []
        with pytest.raises(Conflict, match="record-gone"):
            act(stories.officer("interior", "registrar"), case, "accept")

    def test_an_officer_who_is_no_registrar_may_not(self, record: registers.Record) -> None:
        case = self.report(record)
        with pytest.raises(NotFound):
            act(stories.officer("interior", "inspector"), case, "accept")
        with pytest.raises(Refused, match="not-your-role"):
            act(stories.officer("interior", "head", number=4), case, "accept")


class TestAnotherAgency:
    """A complaint went to the wrong house: who corrects it, corrects who handles it."""

    def corrected(self, agency: str) -> Application:
        aysel = stories.aysel()
        case = stories.submitted(aysel, services.APPEAL, {"agency": "health", "text": "Late"})
        officer = stories.officer("health")
        api.take(actor=officer, application_id=case.pk)
        case = act(officer, case, "ask", comment="This is for another agency")
        page = api.page(actor=aysel, application_id=case.pk)
        api.save(
            actor=aysel,
            application_id=case.pk,
            page=page.page.key,
            raw={"agency": agency, "text": "Late"},
            row_version=page.row_version,
        )
        return act(aysel, case, "resubmit")

    def test_it_goes_to_the_one_that_is_named_now(self) -> None:
        case = self.corrected("interior")

        assert (case.state, case.agency_id, case.assignee_id) == ("review", "interior", None)
        assert journal_actions.HANDED_OVER in stories.journal(case)
        with pytest.raises(NotFound):
            act(stories.officer("health"), case, "answer", comment="No")
        assert act(stories.officer("interior"), case, "answer", comment="Yes").outcome == "answered"

    def test_the_same_agency_keeps_it(self) -> None:
        case = self.corrected("health")

        assert case.agency_id == "health"
        assert journal_actions.HANDED_OVER not in stories.journal(case)
