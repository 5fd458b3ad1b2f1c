"""Acting for a company by a mandate of a register."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests import people

from pencere.blocks.identity import journal_actions
from pencere.blocks.identity.api import actor_of
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import about_subject

pytestmark = pytest.mark.django_db
ADDRESS = "/account/acting-for/"


def actor_now(client: Client) -> Actor:
    return actor_of(client.get("/account/security/").wsgi_request)


def test_a_director_acts_for_the_company() -> None:
    nigar, mandate = people.nigar(), people.mandate()
    client = people.signed_in(Client(), nigar)

    assert "Şəfa" in client.get(ADDRESS).content.decode()
    response = client.post(ADDRESS, {"mandate": str(mandate.pk), "next": "/inbox/"})

    assert response["Location"] == "/inbox/"
    actor = actor_now(client)
    assert actor.applicant_id == people.company().pk
    assert actor.mandate_scopes == {"*"}
    rows = about_subject(subject=people.company().pk).rows
    assert journal_actions.ACTING_FOR in [row.action for row in rows]


def test_and_for_herself_again() -> None:
    nigar, mandate = people.nigar(), people.mandate()
    client = people.signed_in(Client(), nigar, acting_for=mandate)
    assert actor_now(client).on_behalf_of

    client.post(ADDRESS, {"mandate": ""})

    assert actor_now(client).on_behalf_of is None


def test_a_strangers_mandate_is_not_there() -> None:
    mandate = people.mandate()
    client = people.signed_in(Client(), people.aysel())

    assert client.post(ADDRESS, {"mandate": str(mandate.pk)}).status_code == 404
    assert actor_now(client).on_behalf_of is None


@pytest.mark.parametrize("garbage", ["x", "1", str(uuid.UUID(int=7, version=4)), "'; drop table"])
def test_garbage_is_not_there_either(garbage: str) -> None:
    client = people.signed_in(Client(), people.nigar())

    assert client.post(ADDRESS, {"mandate": garbage}).status_code == 404


def test_a_planted_mandate_of_another_acts_for_nobody() -> None:
    client = people.signed_in(Client(), people.aysel(), acting_for=people.mandate())

    assert actor_now(client).on_behalf_of is None


def test_the_end_of_a_mandate_holds_at_once_and_is_said() -> None:
    nigar, mandate = people.nigar(), people.mandate()
    client = people.signed_in(Client(HTTP_ACCEPT_LANGUAGE="en"), nigar, acting_for=mandate)
    assert actor_now(client).on_behalf_of
    mandate.revoked_at = clock.now()
    mandate.save()

    response = client.get("/account/security/")

    assert actor_of(response.wsgi_request).on_behalf_of is None
    assert "the mandate has ended" in response.content.decode()
    assert "the mandate has ended" not in client.get("/account/security/").content.decode()


def test_next_leads_nowhere_else() -> None:
    client = people.signed_in(Client(), people.nigar())

    response = client.post(ADDRESS, {"mandate": "", "next": "https://evil.example/"})

    assert response["Location"] == "/cabinet/"


def test_a_stranger_signs_in_first() -> None:
    assert Client().get(ADDRESS).status_code == 302


def test_an_officer_chooses_a_desk_of_their_own_only() -> None:
    judge, other = people.officer("justice"), people.officer("interior")
    client = people.signed_in(Client(), judge)

    own: Any = judge.posts.get()
    assert client.post("/account/post/", {"post": str(own.pk)})["Location"] == "/desk/"
    foreign: Any = other.posts.get()
    assert client.post("/account/post/", {"post": str(foreign.pk)}).status_code == 404
    assert client.post("/account/post/", {"post": "x"}).status_code == 404
    assert client.post("/account/post/").status_code == 404


def test_knowing_the_actor_costs_two_queries_and_a_third_for_a_mandate(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    mandate = people.mandate()
    plain = people.signed_in(Client(), people.aysel())
    acting = people.signed_in(Client(), people.nigar(), acting_for=mandate)
    request = plain.get("/account/acting-for/").wsgi_request
    assert actor_of(request).party_id == people.aysel().party_id

    with django_assert_num_queries(4):  # session, account with party, mandates, unread notices
        plain.get("/account/acting-for/")
    with django_assert_num_queries(6):  # the mandate, and whether it is an organisation's
        acting.get("/account/acting-for/")
