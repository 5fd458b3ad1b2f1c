"""The tests' own people are what they claim to be."""

import pytest
from django.test import Client
from tests import people


@pytest.mark.django_db
def test_an_officer_has_a_post_and_a_person_has_none() -> None:
    officer = people.officer("justice", {"officer"})
    actor = people.actor_for(officer, agency="justice")

    assert actor.kind == "officer"
    assert actor.has_role("officer", agency="justice")
    assert people.actor_for(people.aysel()).kind == "person"


@pytest.mark.django_db
def test_a_signed_in_client_has_a_session_of_that_person() -> None:
    client = people.signed_in(Client(), people.aysel())

    assert client.session["_auth_user_id"] == str(people.aysel().pk)
