"""The queue: whose it is, its filters, taking the next, changing the post."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests import people
from tests.casework.applications import browser, stories
from tests.portal.desk import desks

from pencere.blocks.parties.models import Post

pytestmark = pytest.mark.usefixtures("country")
MOST_QUERIES = 20


@pytest.fixture
def client(country: None) -> Client:
    return desks.health()


class TestWhoseItIs:
    def test_an_officer_finds_the_cases_of_their_agency(self, client: Client) -> None:
        case, other = desks.licence(), stories.reviewed(stories.aysel())

        page = browser.text(client.get("/desk/"))

        assert case.reference in page
        assert other.reference not in page

    def test_a_post_without_a_role_finds_nothing(self) -> None:
        case = desks.licence()
        who = people.officer("health", (), number=7)

        response = browser.of(who).get("/desk/")

        assert response.status_code == 200
        assert case.reference not in browser.text(response)

    def test_a_citizen_finds_no_desk(self) -> None:
        for address in ("/desk/", "/desk/next/"):
            assert browser.aysel().get(address).status_code in (404, 405)
        assert browser.aysel().get("/desk/").status_code == 404
        assert browser.aysel().post("/desk/next/").status_code == 404

    def test_who_is_not_signed_in_signs_in_and_comes_back(self) -> None:
        response = browser.stranger().get("/desk/?show=overdue")

        assert response["Location"] == "/account/login/?next=%2Fdesk%2F%3Fshow%3Doverdue"

    def test_one_factor_is_not_enough(self) -> None:
        who = people.officer("health")

        response = browser.of(who, assurance="low").get("/desk/")

        assert response.status_code == 302
        assert response["Location"].startswith("/account/again/code/")

    def test_wrong_methods(self, client: Client) -> None:
        assert client.post("/desk/").status_code == 405
        assert client.get("/desk/next/").status_code == 405
        assert client.delete("/desk/").status_code == 405


class TestFilters:
    @pytest.mark.parametrize("show", ["todo", "mine", "unassigned", "overdue", "waiting", "closed"])
    def test_each_list_opens(self, client: Client, show: str) -> None:
        desks.licence()

        response = client.get(f"/desk/?show={show}")

        assert response.status_code == 200
        assert len(re.findall('aria-current="page"', browser.text(response))) >= 1

    def test_by_reference_as_typed_and_by_name(self, client: Client) -> None:
        case = desks.licence()
        typed = case.reference.lower().replace("-", " ")

        assert case.reference in browser.text(client.get("/desk/", {"text": typed}))
        assert case.reference in browser.text(client.get("/desk/", {"text": "memmedov"}))
        assert desks.case(case) not in browser.text(client.get("/desk/", {"text": "quliyev"}))

    def test_too_few_letters_are_told_on_the_page_itself(self, client: Client) -> None:
        response = client.get("/desk/", {"text": "ay"})

        assert response.status_code == 422
        assert "at least three letters" in browser.text(response)
        assert 'value="ay"' in browser.text(response)

    @pytest.mark.parametrize(
        "query",
        [
            "show=%00",
            "show=nothing",
            "service=%00",
            "service=unknown",
            "text=%00%00%00%00",
            "text=abc%00def",
            "text=%25%25%25",
            "text=" + "x" * 5000,
            "cursor=%00",
            "cursor=garbage",
            "cursor=" + "_" * 32,
            "text[]=1&show=todo&show=mine",
        ],
    )
    def test_garbage_in_the_address(self, client: Client, query: str) -> None:
        desks.licence()

        assert client.get(f"/desk/?{query}").status_code in (200, 422)


class TestTakingTheNext:
    def test_it_opens_the_first_that_nobody_has(self, client: Client) -> None:
        case = desks.licence()

        response = client.post("/desk/next/")

        assert response["Location"] == desks.case(case)
        assert stories.again(case).assignee == people.officer("health")

    def test_ones_own_application_is_passed_over(self) -> None:
        who = people.officer("health")
        own = stories.licence(people.actor_for(who))

        response = browser.of(who).post("/desk/next/")

        assert response["Location"] == "/desk/"
        assert stories.again(own).assignee is None

    def test_when_nothing_waits_it_says_so(self, client: Client) -> None:
        response = client.post("/desk/next/", follow=True)

        assert "Nothing waits to be taken" in browser.text(response)


class TestPosts:
    def test_another_post_is_another_desk(self) -> None:
        who = people.officer("health")
        second = Post.objects.create(
            account=who,
            agency=people.agency("justice"),
            title={"az": "İkinci", "ru": "Вторая", "en": "Second post"},
            roles=["officer"],
            valid_from=people.LONG_AGO,
        )
        client = browser.of(who)
        first, other = desks.licence(), stories.reviewed(stories.aysel())
        here = "health" if first.reference in browser.text(client.get("/desk/")) else "justice"
        shown, hidden = (first, other) if here == "health" else (other, first)
        wanted = second if here == "health" else who.posts.get(agency_id="health")

        changed = client.post("/account/post/", {"post": str(wanted.pk)})

        assert changed["Location"] == "/desk/"
        page = browser.text(client.get("/desk/"))
        assert hidden.reference in page
        assert shown.reference not in page
        assert client.get(desks.case(shown)).status_code == 404

    @pytest.mark.parametrize("post", ["", "x", "\0", browser.UNKNOWN])
    def test_a_post_that_is_not_theirs(self, client: Client, post: str) -> None:
        assert client.post("/account/post/", {"post": post}).status_code == 404

    def test_a_colleagues_post_is_not_theirs(self, client: Client) -> None:
        colleague = people.officer("justice")

        response = client.post("/account/post/", {"post": str(colleague.posts.get().pk)})

        assert response.status_code == 404

    def test_a_post_that_has_ended_closes_the_desk(self, client: Client) -> None:
        case = desks.licence()
        assert client.get(desks.case(case)).status_code == 200

        Post.objects.update(valid_until=people.LONG_AGO)

        assert client.get("/desk/").status_code == 404
        assert client.get(desks.case(case)).status_code == 404


def test_the_queue_costs_the_same_with_more_cases(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for address in range(3):
        stories.licence(stories.rauf(), f"Nizami {address}")
    desks.licence()
    client.get("/desk/")

    with django_assert_max_num_queries(MOST_QUERIES) as found:
        assert client.get("/desk/").status_code == 200

    before = len(found)
    for address in range(10):
        stories.licence(stories.rauf(), f"Füzuli {address}")
    with django_assert_max_num_queries(before):
        client.get("/desk/")
