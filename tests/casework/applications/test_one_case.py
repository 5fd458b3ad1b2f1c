"""A mandate for one application: it opens that one, and nothing else of whoever gave it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests import people
from tests.blocks.mandates import story
from tests.casework.applications import parts, services, stories

from pencere.blocks.mandates import api as mandates
from pencere.blocks.notices import api as notices
from pencere.blocks.parties.models import Mandate
from pencere.casework.applications import api
from pencere.casework.applications.models import Application
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def nigar(country: None) -> Actor:
    return stories.nigar_for_company(scopes=["*"])


@pytest.fixture
def case(nigar: Actor) -> Application:
    return stories.licence(nigar)


def mandate_for(case: Application, giver: Actor, **more: Any) -> Mandate:
    return story.given(giver, people.rauf(), story.terms(case.about, **more))


def test_rauf_acts_in_the_one_case(nigar: Actor, case: Application) -> None:
    other = stories.licence(nigar)
    mandate = mandate_for(case, nigar)
    rauf = story.using(people.rauf(), mandate)

    assert mandate.scopes == [case.about]
    assert api.view(actor=rauf, reference=case.reference).reference == case.reference
    assert [row.reference for row in api.mine(actor=rauf).rows] == [case.reference]
    with pytest.raises(NotFound):
        api.view(actor=rauf, reference=other.reference)
    with pytest.raises((Refused, NotFound)):
        api.start(actor=rauf, service=services.LICENCE)


def test_he_withdraws_it_in_the_companys_name(nigar: Actor, case: Application) -> None:
    rauf = story.using(people.rauf(), mandate_for(case, nigar))
    view = api.view(actor=rauf, reference=case.reference)

    api.withdraw(actor=rauf, application_id=case.pk, row_version=view.row_version)

    row = JournalEntry.objects.filter(action="applications.withdrawn").get()
    assert (row.actor_party, row.on_behalf_of) == (rauf.party_id, people.company().pk)
    assert row.mandate == rauf.mandate_id


def test_the_end_of_it_ends_it(nigar: Actor, case: Application) -> None:
    mandate = mandate_for(case, nigar)
    mandates.revoke(actor=nigar, mandate_id=mandate.pk)
    with pytest.raises(NotFound):
        api.view(actor=story.using(people.rauf(), mandate), reference=case.reference)


def test_the_company_and_its_inbox_stay_closed(nigar: Actor, case: Application) -> None:
    mandate = mandate_for(case, nigar)
    for about in (case.about, "application:PX-OTHER"):
        notices.send(
            party=people.company().pk,
            kind="x",
            title={"en": f"About {about}"},
            body={"en": "…"},
            about=about,
        )
    rauf = people.signed_in(Client(), people.rauf(), acting_for=mandate)

    inbox = notices.inbox(actor=story.using(people.rauf(), mandate)).rows
    assert {each.about for each in inbox} == {case.about}
    for page in ("/cabinet/who-looked/", "/cabinet/who-looked.csv", "/account/mandates/done/"):
        assert rauf.get(page).status_code == 404
    assert rauf.get(f"/applications/{case.reference}/").status_code == 200
    assert rauf.get(f"/account/mandates/new/?case={case.about}").status_code == 403


def test_choosing_it_leads_to_the_case(nigar: Actor, case: Application) -> None:
    mandate = mandate_for(case, nigar)
    rauf = people.signed_in(Client(), people.rauf())

    answer = rauf.post("/account/acting-for/", {"mandate": str(mandate.pk)})

    assert answer["Location"] == f"/applications/{case.reference}/"


def test_nobody_gives_a_mandate_for_anothers_case(case: Application) -> None:
    for about in (case.about, "application:K7M2-9QX4-J", "application:x", "application:"):
        with pytest.raises(NotFound):
            story.offer(stories.rauf(), people.aysel(), story.terms(about))


def test_a_person_is_represented_only_where_the_service_lets(country: None) -> None:
    own = stories.submitted(stories.aysel())
    with pytest.raises(Refused) as problem:
        mandate_for(own, stories.aysel())
    assert problem.value.code == "not-represented"


def test_the_page_offers_it_to_the_company(nigar: Actor, case: Application) -> None:
    director = people.signed_in(
        Client(), people.nigar(), acting_for=Mandate.objects.get(kind="director")
    )
    address = f"/account/mandates/new/?case={case.about}"

    assert address in director.get(f"/applications/{case.reference}/").content.decode()
    page = director.get(address).content.decode()
    assert case.reference in page
    assert 'name="scopes"' not in page
    answer = director.post(
        address,
        {
            "holder": people.rauf().party.identifier,
            "valid_until": (clock.today() + story.YEAR).strftime("%d.%m.%Y"),
            "_key": "k",
        },
    )
    assert answer.status_code == 302


FEE = {
    "currency": "AZN",
    "tariffs": [{"since": dt.date(2026, 1, 1), "minor": "5000", "law": parts.words("Article 18")}],
}


@pytest.mark.parametrize(("limit", "is_enough"), [(4999, False), (5000, True)])
def test_a_limit_stops_what_costs_more(
    db: Any, monkeypatch: pytest.MonkeyPatch, limit: int, is_enough: bool
) -> None:
    made = {**services.ALL[services.LICENCE](), "fee": FEE}
    monkeypatch.setitem(services.ALL, services.LICENCE, lambda: made)
    stories.settle()
    nigar = stories.nigar_for_company(scopes=["*"])
    draft = stories.filled(nigar, services.LICENCE, {"address": "Nizami 1"})
    what = story.terms("licence.apply", limit_minor=limit, limit_currency="AZN")
    rauf = story.using(people.rauf(), story.given(nigar, people.rauf(), what))

    def send() -> Application:
        return api.submit(
            actor=rauf, application_id=draft.pk, idempotency_key="k", declaration=True
        )

    if is_enough:
        assert send().submitted_at
    else:
        with pytest.raises(Refused) as problem:
            send()
        assert problem.value.code == "mandate-limit"
