"""Cases that belong together: appeals against what was decided, duplicates that become one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests import people
from tests.casework.applications import browser, services, services_waiting, stories
from tests.casework.applications.test_at_once import at_once
from tests.casework.applications.waiting import FREE, applied, at

from pencere.blocks.notices.models import Notice
from pencere.casework.applications import api
from pencere.casework.applications.models import Application, CaseLink
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused

WHY = {"why": "It is safe"}


@pytest.fixture
def leyla(country: None) -> Actor:
    services.publish(services_waiting.PERMIT, services_waiting.SECOND)
    return stories.officer("health")


@pytest.fixture
def refused(leyla: Actor) -> Application:
    return stories.act(leyla, applied(), "refuse")


def appeal(first: Application) -> Application:
    return stories.submitted(stories.aysel(), services_waiting.SECOND, WHY, case=first.reference)


class TestAppeal:
    def test_a_refusal_offers_it_and_both_show_what_came_of_it(self, refused: Application) -> None:
        aysel, judge = stories.aysel(), stories.officer("digital")
        offer = api.view(actor=aysel, reference=refused.reference).appeal
        assert offer is not None
        assert (offer.slug, str(offer.until)) == ("digital-permit-appeal-of-tests", "2026-12-23")
        second = appeal(refused)
        assert api.view(actor=aysel, reference=refused.reference).appeal is None
        assert "applications.appealed" in stories.journal(second)
        stories.act(judge, second, "uphold")
        (of_first,) = api.view(actor=aysel, reference=refused.reference).links
        (of_second,) = api.case(actor=judge, reference=second.reference).links
        assert (of_first.kind, of_first.is_later, of_first.outcome) == ("appeal", True, "granted")
        assert (of_second.reference, of_second.outcome) == (refused.reference, "refused")

    def test_a_time_that_nobody_confirmed_is_shown_with_that_remark(
        self, refused: Application
    ) -> None:
        offer = api.view(actor=stories.aysel(), reference=refused.reference).appeal
        assert offer is not None
        assert not offer.is_confirmed
        page = browser.text(browser.aysel().get(f"/applications/{refused.reference}/"))
        assert "not confirmed" in page
        assert str(offer.law) in page

    def test_its_officers_read_the_first_case_and_it_is_journaled(
        self, refused: Application, leyla: Actor
    ) -> None:
        second, judge = appeal(refused), stories.officer("digital")
        first = api.linked_case(actor=judge, reference=second.reference, of=refused.reference)
        assert (first.reference, first.actions) == (refused.reference, ())
        assert [each.page.key for each in first.sections] == ["site", "private"]
        assert "applications.linked-opened" in stories.journal(refused)
        for stranger in (leyla, stories.aysel(), stories.officer("tax")):
            with pytest.raises(NotFound):
                api.linked_case(actor=stranger, reference=second.reference, of=refused.reference)
        with pytest.raises(NotFound):
            api.case(actor=judge, reference=refused.reference)

    def test_another_s_refusal_an_open_case_and_a_second_appeal_are_refused(
        self, refused: Application
    ) -> None:
        stories.card(people.rauf(), number="AA7654321", name="Rauf")
        with pytest.raises(Refused) as refusal:
            api.start(
                actor=stories.rauf(),
                service=services_waiting.SECOND,
                start={"case": refused.reference},
            )
        assert refusal.value.code == "not-appealable"
        with pytest.raises(Refused):
            api.start(
                actor=stories.aysel(),
                service=services_waiting.SECOND,
                start={"case": applied().reference},
            )
        appeal(refused)
        with pytest.raises(Conflict):
            appeal(refused)
        assert CaseLink.objects.count() == 1

    def test_after_its_time_there_is_no_way_any_more(self, refused: Application) -> None:
        with at("12-24"):
            assert api.view(actor=stories.aysel(), reference=refused.reference).appeal is None
            with pytest.raises(Refused):
                appeal(refused)


class TestMerging:
    def test_the_other_is_closed_and_the_applicant_told_once(self, leyla: Actor) -> None:
        kept, other = applied(), applied()
        (found,) = api.case_page(actor=leyla, reference=kept.reference).duplicates
        assert found.id == other.pk
        for _time in range(2):
            api.merge(actor=leyla, application_id=kept.pk, duplicate_id=other.pk, reason="The same")
        other = stories.again(other)
        assert (other.stage, other.outcome) == ("closed", "merged")
        assert Notice.objects.filter(kind="application.merged").count() == 1
        assert stories.journal(other).count("applications.merged") == 1
        assert not api.case_page(actor=leyla, reference=kept.reference).duplicates
        assert api.case(actor=leyla, reference=other.reference).actions == ()
        assert api.view(actor=stories.aysel(), reference=other.reference).actions == ()
        with pytest.raises(NotFound):
            stories.act(leyla, other, "refuse")

    def test_a_head_undoes_it_within_a_day(self, leyla: Actor) -> None:
        head = stories.officer("health", "head", number=3)
        kept, other = applied(), applied()
        api.merge(actor=leyla, application_id=kept.pk, duplicate_id=other.pk, reason="Same")
        with pytest.raises(Refused):
            api.undo_merge(actor=leyla, application_id=other.pk)
        api.undo_merge(actor=head, application_id=other.pk)
        again = stories.again(other)
        assert (again.stage, again.queue_at, again.outcome) == ("todo", other.queue_at, "")
        assert "applications.unmerged" in stories.journal(other)
        with pytest.raises(NotFound):
            api.undo_merge(actor=head, application_id=other.pk)
        api.merge(actor=leyla, application_id=kept.pk, duplicate_id=other.pk, reason="Same")
        with at("11-26"), pytest.raises(Conflict):
            api.undo_merge(actor=head, application_id=other.pk)

    def test_nobody_undoes_the_merging_of_their_own(self, leyla: Actor) -> None:
        kept, other = applied(), applied()
        api.merge(actor=leyla, application_id=kept.pk, duplicate_id=other.pk, reason="Same")
        as_head = replace(
            stories.officer("health", "head", number=3), party_id=people.aysel().party_id
        )
        with pytest.raises(Refused, match="own-application"):
            api.undo_merge(actor=as_head, application_id=other.pk)
        assert stories.again(other).outcome == "merged"

    def test_strangers_other_people_s_cases_and_no_reason(self, leyla: Actor) -> None:
        kept, other = applied(), applied()
        stories.card(people.rauf(), number="AA7654321", name="Rauf")
        rauf = stories.submitted(stories.rauf(), services_waiting.PERMIT, FREE)
        with pytest.raises(Conflict):
            api.merge(actor=leyla, application_id=kept.pk, duplicate_id=rauf.pk, reason="?")
        with pytest.raises(Conflict):
            api.merge(actor=leyla, application_id=kept.pk, duplicate_id=kept.pk, reason="?")
        with pytest.raises(Invalid):
            api.merge(actor=leyla, application_id=kept.pk, duplicate_id=other.pk, reason=" ")
        for stranger in (stories.aysel(), stories.officer("justice")):
            with pytest.raises(NotFound):
                api.merge(actor=stranger, application_id=kept.pk, duplicate_id=other.pk, reason="?")


@pytest.mark.usefixtures("committed_country")
def test_two_officers_merge_both_ways_at_once() -> None:
    services.publish(services_waiting.PERMIT, services_waiting.SECOND)
    one, other = applied(), applied()
    officers = [stories.officer("health", number=number) for number in (1, 2)]
    said = at_once(
        lambda: api.merge(
            actor=officers[0], application_id=one.pk, duplicate_id=other.pk, reason="Same"
        ),
        lambda: api.merge(
            actor=officers[1], application_id=other.pk, duplicate_id=one.pk, reason="Same"
        ),
    )
    assert said.count("done") == 1
    assert CaseLink.objects.count() == 1
