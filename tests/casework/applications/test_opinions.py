"""Other agencies' opinions on a case: asked in parallel, given, withdrawn, too late."""

from __future__ import annotations

import io
from functools import partial
from uuid import uuid4

import pytest
from tests.casework.applications import services, services_waiting, stories
from tests.casework.applications.test_at_once import at_once
from tests.casework.applications.waiting import (
    FREE,
    a_page,
    applied,
    at,
    give,
    question,
)

from pencere.blocks.notices.models import Notice
from pencere.casework.applications import api
from pencere.casework.applications.models import Application, Opinion, Timer
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused, TooLarge


class TestOpinions:
    def test_when_all_are_in_the_case_goes_on(
        self, asked: Application, safety: Actor, law: Actor
    ) -> None:
        assert asked.state == "opinions"
        give(safety, asked, "positive")
        assert stories.again(asked).state == "opinions"
        give(law, asked, "conditional", "With a fence")
        assert stories.again(asked).state == "decision"
        told = stories.journal(asked)
        assert told.count("applications.opinion-asked") == 2
        assert told.count("applications.opinion-given") == 2
        assert not Timer.objects.filter(application=asked, kind="opinion").exists()

    def test_when_nobody_is_to_be_asked_the_case_goes_on(
        self, leyla: Actor, law: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        quiet = "health.quiet-permit-of-tests"
        permit = services_waiting.permit()
        for each in permit["workflow"]["states"]["opinions"]["opinions"]:
            each["when"] = 'form.secret == "Ask"'
        monkeypatch.setitem(services.ALL, quiet, lambda: {**permit, "id": quiet})
        services.publish(quiet)
        asks_nobody = stories.submitted(stories.aysel(), quiet, FREE)
        assert stories.act(leyla, asks_nobody, "pass").state == "decision"
        asks = stories.submitted(stories.aysel(), quiet, {**FREE, "secret": "Ask"})
        assert stories.act(leyla, asks, "pass").state == "opinions"
        give(law, asks, "negative", "Not lawful")
        stories.act(leyla, asks, "back")
        assert stories.act(leyla, asks, "pass").state == "opinions", "they are asked anew"

    def test_the_case_shows_what_each_body_says(
        self, asked: Application, leyla: Actor, law: Actor
    ) -> None:
        give(law, asked, "negative", "Not lawful")
        shown = api.case(actor=leyla, reference=asked.reference).opinions
        assert [(each.agency, each.state, each.words) for each in shown] == [
            ("interior", "pending", ""),
            ("justice", "negative", "Not lawful"),
        ]

    def test_an_objection_bars_the_grant(
        self, asked: Application, leyla: Actor, safety: Actor, law: Actor
    ) -> None:
        give(law, asked, "negative", "Not lawful")
        give(safety, asked, "positive")
        with pytest.raises(Refused):
            stories.act(leyla, asked, "grant")

    def test_who_is_asked_sees_what_the_definition_shows_until_they_answer(
        self, asked: Application, safety: Actor, law: Actor
    ) -> None:
        (row,) = api.opinions_asked(actor=safety)
        view = api.opinion(actor=safety, opinion_id=row.id)
        assert [each.page.key for each in view.sections] == ["site"]
        assert "applications.opinion-opened" in stories.journal(asked)
        other = api.opinion(actor=law, opinion_id=question(asked, "justice").pk)
        assert [each.page.key for each in other.sections] == ["site", "private"]
        give(safety, asked, "positive")
        after = api.opinion(actor=safety, opinion_id=row.id)
        assert (after.sections, after.opinion.state) == ((), "positive")
        assert not api.opinions_asked(actor=safety)
        assert [each.id for each in api.opinions_given(actor=safety)] == [row.id]

    def test_strangers_and_other_roles_find_nothing(self, asked: Application, leyla: Actor) -> None:
        opinion_id = question(asked, "interior").pk
        strangers = [
            stories.aysel(),
            leyla,
            stories.officer("interior", "registrar", number=2),
            stories.officer("tax"),
        ]
        for actor in strangers:
            with pytest.raises(NotFound):
                api.opinion(actor=actor, opinion_id=opinion_id)
            with pytest.raises(NotFound):
                api.give_opinion(actor=actor, opinion_id=opinion_id, answer="positive")
            with pytest.raises(NotFound):
                api.opinion_attachment(actor=actor, opinion_id=opinion_id, attachment_id=uuid4())

    def test_who_is_asked_does_not_get_at_the_case_itself(
        self, asked: Application, safety: Actor
    ) -> None:
        with pytest.raises(NotFound):
            api.case(actor=safety, reference=asked.reference)

    @pytest.mark.parametrize(
        ("answer", "words", "field"),
        [
            ("maybe", "", "answer"),
            ("", "", "answer"),
            ("negative", " \0 ", "words"),
            ("conditional", "", "words"),
            ("positive", "x" * 10_001, "words"),
        ],
    )
    def test_garbage_is_no_opinion(
        self, asked: Application, safety: Actor, answer: str, words: str, field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            give(safety, asked, answer, words)
        assert set(refusal.value.fields) == {field}

    def test_the_same_again_changes_nothing_and_another_answer_is_too_late(
        self, asked: Application, safety: Actor
    ) -> None:
        give(safety, asked, "positive")
        give(safety, asked, "positive")
        assert stories.journal(asked).count("applications.opinion-given") == 1
        with pytest.raises(Conflict):
            give(safety, asked, "negative", "No")

    def test_a_file_comes_along(self, asked: Application, safety: Actor, leyla: Actor) -> None:
        given = api.give_opinion(
            actor=safety,
            opinion_id=question(asked, "interior").pk,
            answer="positive",
            file=io.BytesIO(a_page()),
            file_name="opinion.pdf",
        )
        assert api.opinion_file(actor=leyla, opinion_id=given.pk).size > 0
        assert api.opinion_file(actor=safety, opinion_id=given.pk).name == "opinion.pdf"
        with pytest.raises(NotFound):
            api.opinion_file(actor=stories.aysel(), opinion_id=given.pk)

    def test_a_file_that_is_too_large_is_told_beside_its_field(
        self, asked: Application, safety: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pencere.casework.applications.actions.opinions.MOST_BYTES", 10)
        with pytest.raises(TooLarge) as refused:
            api.give_opinion(
                actor=safety,
                opinion_id=question(asked, "interior").pk,
                answer="positive",
                file=io.BytesIO(a_page()),
                file_name="opinion.pdf",
            )
        assert refused.value.field == "file"
        assert question(asked, "interior").is_pending

    def test_silence_is_consent_where_a_law_says_so(self, asked: Application, leyla: Actor) -> None:
        with at("11-30"):
            api.run_timers()
            assert stories.again(asked).state == "opinions"
            assert question(asked, "justice").state == "silent"
        with at("12-01"):
            api.run_timers()
        assert stories.again(asked).state == "decision"
        shown = api.case(actor=leyla, reference=asked.reference).opinions
        assert [each.is_silence_consent for each in shown] == [True, False]
        assert stories.journal(asked).count("applications.opinion-silent") == 2

    def test_they_are_reminded(self, asked: Application, safety: Actor) -> None:
        with at("11-28"):
            api.run_timers()
        notice = Notice.objects.get(kind="case.opinion-due")
        assert notice.party_id == safety.party_id

    def test_the_asking_agency_needs_it_no_more(
        self, asked: Application, leyla: Actor, safety: Actor, law: Actor
    ) -> None:
        opinion_id = question(asked, "interior").pk
        give(law, asked, "positive")
        for _time in range(2):
            api.withdraw_opinion(actor=leyla, application_id=asked.pk, opinion_id=opinion_id)
        assert stories.again(asked).state == "decision"
        assert stories.journal(asked).count("applications.opinion-withdrawn") == 1
        with pytest.raises(Conflict):
            give(safety, asked, "positive")
        with pytest.raises(NotFound):
            api.withdraw_opinion(actor=safety, application_id=asked.pk, opinion_id=opinion_id)

    def test_it_asks_again(self, asked: Application, leyla: Actor, safety: Actor) -> None:
        first = give(safety, asked, "negative", "Too near")
        for _time in range(2):
            api.ask_again(actor=leyla, application_id=asked.pk, opinion_id=first.pk)
        assert Opinion.objects.filter(application=asked, agency_id="interior").count() == 2
        assert question(asked, "interior").is_pending
        with pytest.raises(NotFound):
            api.ask_again(actor=safety, application_id=asked.pk, opinion_id=first.pk)

    def test_leaving_the_state_ends_what_is_asked_and_coming_back_asks_anew(
        self, asked: Application, leyla: Actor, safety: Actor
    ) -> None:
        give(safety, asked, "positive")
        stories.act(leyla, asked, "back")
        assert question(asked, "justice").state == "withdrawn"
        stories.act(leyla, asked, "pass")
        shown = api.case(actor=leyla, reference=asked.reference).opinions
        assert [each.state for each in shown] == ["pending", "pending"]


@pytest.mark.usefixtures("committed_country")
def test_two_officers_of_the_asked_agency_answer_at_once() -> None:
    services.publish(services_waiting.PERMIT, services_waiting.SECOND)
    asked = stories.act(stories.officer("health"), applied(), "pass")
    opinion = question(asked, "interior")
    both = [stories.officer("interior", number=number) for number in (1, 2)]
    given = partial(api.give_opinion, opinion_id=opinion.pk, words="Because")
    ends = at_once(
        *(
            partial(given, actor=who, answer=answer)
            for who, answer in zip(both, ("positive", "negative"), strict=True)
        )
    )
    assert ends.count("done") == 1
    assert stories.journal(asked).count("applications.opinion-given") == 1
