"""The officer's queue and the applicant's list: order, filters, pages, counts."""

from __future__ import annotations

from typing import Any

import pytest
from tests import people
from tests.casework.applications import services, stories

from pencere.casework.applications import api
from pencere.casework.applications.models import Application
from pencere.casework.applications.shapes_desk import (
    QueueKind,
)
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def leyla() -> Actor:
    return stories.officer("health")


@pytest.fixture
def cases() -> list[Application]:
    """Three cases of three people, on three days."""
    found = []
    for day, who in enumerate((people.aysel(), people.rauf(), people.nigar())):
        with clock.frozen_at(f"2026-11-{23 + day}T06:00:00+00:00"):
            found.append(stories.licence(people.actor_for(who)))
    return found


def ids(actor: Actor, kind: QueueKind = "todo", **more: Any) -> list[Any]:
    filters = api.QueueFilters(kind=kind, **more)
    return [row.id for row in api.queue(actor=actor, filters=filters).rows]


class TestQueue:
    def test_what_is_due_first_is_on_top(self, leyla: Actor, cases: list[Application]) -> None:
        assert ids(leyla) == [each.pk for each in cases]

    def test_a_row_tells_what_the_desk_shows(self, leyla: Actor, cases: list[Application]) -> None:
        row = api.queue(actor=leyla, filters=api.QueueFilters()).rows[0]
        assert row.applicant_name.startswith("Aysel")
        assert (str(row.title), str(row.state_title)) == ("Licence", "Review")
        assert (row.is_overdue, row.is_mine, row.assignee_name) == (False, False, "")

    def test_another_agency_or_role_sees_none_of_it(self, cases: list[Application]) -> None:
        assert ids(stories.officer("justice")) == []
        assert ids(stories.officer("health", "registrar")) == []

    def test_mine_and_unassigned(self, leyla: Actor, cases: list[Application]) -> None:
        api.take(actor=leyla, application_id=cases[1].pk)
        assert ids(leyla, "mine") == [cases[1].pk]
        assert ids(leyla, "unassigned") == [cases[0].pk, cases[2].pk]
        row = api.queue(actor=leyla, filters=api.QueueFilters(kind="mine")).rows[0]
        assert (row.is_mine, row.assignee_name) == (True, people.officer("health").party.name)

    def test_overdue_is_what_the_step_s_time_is_over_for(
        self, leyla: Actor, cases: list[Application]
    ) -> None:
        assert ids(leyla, "overdue") == []
        with clock.frozen_at("2026-11-27T06:00:00+00:00"):
            assert ids(leyla, "overdue") == [cases[0].pk]

    def test_waiting_and_closed(self, leyla: Actor, cases: list[Application]) -> None:
        stories.act(leyla, cases[0], "ask", comment="Which plan?")
        stories.act(stories.rauf(), cases[1], "withdraw")
        assert ids(leyla) == [cases[2].pk]
        assert ids(leyla, "waiting") == [cases[0].pk]
        assert ids(leyla, "closed") == [cases[1].pk]

    @pytest.mark.parametrize("kind", ["todo", "closed", "waiting"])
    def test_pages_neither_repeat_nor_leave_out(
        self, leyla: Actor, cases: list[Application], kind: QueueKind
    ) -> None:
        # All at the same instant, so that the id decides.
        Application.objects.update(queue_at=clock.now(), entered_at=clock.now())
        if kind == "closed":
            Application.objects.update(
                stage="closed", outcome="granted", closed_at=clock.now(), queue_at=None
            )
        elif kind == "waiting":
            Application.objects.update(stage="waiting")
        found: list[Any] = []
        cursor = ""
        while True:
            page = api.queue(
                actor=leyla, filters=api.QueueFilters(kind=kind, limit=1, cursor=cursor)
            )
            found.extend(row.id for row in page.rows)
            if page.next_cursor is None:
                break
            cursor = page.next_cursor
        assert sorted(found) == sorted(each.pk for each in cases)
        assert len(found) == 3

    def test_the_filters_narrow(self, leyla: Actor, cases: list[Application]) -> None:
        assert ids(leyla, service=services.LICENCE) == ids(leyla)
        assert ids(leyla, service=services.APPEAL) == []
        assert ids(leyla, text=cases[1].reference.lower()) == [cases[1].pk]
        assert ids(leyla, text="quliyev") == [cases[1].pk]
        assert ids(leyla, text="Hasanova") == [cases[2].pk]

    @pytest.mark.parametrize(
        "filters",
        [
            {"kind": "everything"},
            {"text": "ab"},
            {"cursor": "nonsense"},
            {"cursor": "é"},
        ],
    )
    def test_bad_filters_are_told(
        self, leyla: Actor, cases: list[Application], filters: dict[str, Any]
    ) -> None:
        with pytest.raises(Invalid):
            api.queue(actor=leyla, filters=api.QueueFilters(**filters))

    def test_a_case_escalated_to_a_role_that_one_has_is_shown_once(
        self, cases: list[Application]
    ) -> None:
        both = stories.officer("health", "officer", "head", number=5)
        Application.objects.filter(pk=cases[0].pk).update(escalated_to="head")
        assert ids(both) == [each.pk for each in cases]
        head = stories.officer("health", "head", number=6)
        assert ids(head) == [cases[0].pk]

    def test_the_services_of_a_queue(self, leyla: Actor) -> None:
        assert {services.LICENCE, services.APPEAL} <= set(api.queue_services(actor=leyla))
        assert services.CERTIFICATE not in api.queue_services(actor=leyla)

    def test_the_head_line(self, leyla: Actor, cases: list[Application]) -> None:
        api.take(actor=leyla, application_id=cases[1].pk)
        stories.act(leyla, cases[2], "ask", comment="Which plan?")
        found = api.counts(actor=leyla)
        assert [found.todo.value, found.mine.value, found.unassigned.value] == [2, 1, 1]
        assert [found.overdue.value, found.waiting.value] == [0, 1]
        assert str(api.Count(99, is_more=True)) == "99+"

    def test_a_page_is_three_queries(
        self, leyla: Actor, cases: list[Application], django_assert_num_queries: Any
    ) -> None:
        api.take(actor=leyla, application_id=cases[1].pk)
        with django_assert_num_queries(3):  # the page, its applicants, its officers
            ids(leyla)


class TestMine:
    def test_newest_first_with_what_needs_me(self, leyla: Actor) -> None:
        aysel = stories.aysel()
        case = stories.licence(aysel)
        draft = api.start(actor=aysel, service=services.CERTIFICATE)
        rows = api.mine(actor=aysel).rows
        assert [(row.id, row.needs_you) for row in rows] == [(draft.pk, True), (case.pk, False)]
        stories.act(leyla, case, "ask", comment="Which plan?")
        assert [row.id for row in api.mine(actor=aysel, kind="waiting").rows] == [draft.pk, case.pk]
        assert [row.id for row in api.mine(actor=aysel, kind="open").rows] == [case.pk]
        assert [row.id for row in api.mine(actor=aysel, kind="drafts").rows] == [draft.pk]
        assert api.mine(actor=aysel, kind="closed").rows == ()

    def test_it_goes_on_where_it_stopped(self) -> None:
        aysel = stories.aysel()
        made = [stories.submitted(aysel).pk for _number in range(3)]
        first = api.mine(actor=aysel, limit=2)
        assert first.next_cursor is not None
        second = api.mine(actor=aysel, limit=2, cursor=first.next_cursor)
        assert [row.id for row in (*first.rows, *second.rows)] == made[::-1]
        assert second.next_cursor is None

    def test_strangers_have_their_own(self) -> None:
        stories.submitted(stories.aysel())
        assert api.mine(actor=stories.rauf()).rows == ()

    @pytest.mark.parametrize("cursor", ["x", "é", "AAAA"])
    def test_a_bad_cursor_is_told(self, cursor: str) -> None:
        with pytest.raises(Invalid):
            api.mine(actor=stories.aysel(), cursor=cursor)
