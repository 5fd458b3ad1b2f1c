"""Kamran registers the justice ministry's systems; Günel, its head, is the second pair of eyes."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from joserfc.jwk import ECKey
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid import integrating, journal_actions, proposals
from pencere.blocks.openid.api import Client, Proposal, Registration
from pencere.blocks.openid.models import InitialAccess
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal.api import about_object

pytestmark = pytest.mark.django_db
PATH = "/integrator/"
TYPED: dict[str, Any] = {
    "name_az": "Notariat növbəsi",
    "name_ru": "Очередь нотариата",
    "name_en": "Notary queue",
    "stage": "test",
    "kind": "web",
    "redirect_uris": "https://queue.example/back\nhttp://127.0.0.1:8765/back",
    "scopes": ["identity"],
    "least_assurance": "substantial",
}


def browser_of(account: Any, **more: Any) -> Browser:
    browser = people.signed_in(Browser(), account, **more)
    browser.cookies["language"] = "en"
    return browser


def kamran() -> Any:
    return people.officer("justice", {"integrator"})


def gunel() -> Any:
    return people.officer("justice", {"head"}, number=2)


def typed(**more: Any) -> dict[str, Any]:
    return {**TYPED, "form_id": str(uuid4()), **more}


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:3000]
    return re.sub(r"\s+", " ", response.content.decode())


def registered(browser: Browser, **more: Any) -> tuple[Client, str]:
    """A test system of Kamran's, with its secret."""
    page = text_of(browser.post(f"{PATH}new/", typed(**more), follow=True))
    found = re.search(r'id="secret">(ps_[^<]+)<', page)
    return Client.objects.latest("created_at"), found[1] if found else ""


def did(client: Client) -> list[str]:
    return [row.action for row in about_object(about=f"openid-client:{client.client_id}")]


def test_a_test_system_works_at_once_with_the_secret_that_is_shown() -> None:
    browser = browser_of(kamran())
    assert "No system yet" in text_of(browser.get(PATH))

    client, secret = registered(browser)

    assert (client.agency_id, client.is_test) == ("justice", True)
    assert client.scopes == ["openid", "identity"]
    assert did(client) == [journal_actions.REGISTERED]
    party = relying.RelyingParty(client=client, secret=secret)
    citizen = people.signed_in(Browser(), people.aysel())
    code = party.sign_in(citizen, redirect_uri="https://queue.example/back")
    answer = party.redeem(code, redirect_uri="https://queue.example/back")
    assert answer.status_code == 200
    page = text_of(browser.get(f"{PATH}{client.client_id}/"))
    assert "docs/sample-client/sample.py" in page
    assert secret not in page
    assert "Notary queue" in text_of(browser.get(PATH))


def test_the_same_form_sent_twice_registers_once() -> None:
    browser, form = browser_of(kamran()), typed()

    browser.post(f"{PATH}new/", form)
    again = browser.post(f"{PATH}new/", form)

    client = Client.objects.get()
    assert again["Location"] == f"{PATH}{client.client_id}/"
    assert client.secrets.count() == 1


def test_each_line_says_what_is_wrong_with_it_and_nothing_typed_is_lost() -> None:
    lines = "https://good.example/\nhttp://queue.example/back\nhttps://a.example/#x"
    page = text_of(
        browser_of(kamran()).post(
            f"{PATH}new/", typed(redirect_uris=lines, name_ru=" ", kind="web-key", jwks="{")
        ),
        422,
    )
    assert "This is no JSON object" in page

    page = text_of(
        browser_of(kamran()).post(f"{PATH}new/", typed(redirect_uris=lines, name_ru=" ")), 422
    )

    assert "http://queue.example/back: Use https" in page
    assert "https://a.example/#x: An address to come back to has no # part." in page
    assert "https://good.example/:" not in page
    assert "Russian: Give the system a name in each language." in page
    assert "English: Give the system a name" not in page
    assert 'value="Notary queue"' in page
    assert not Client.objects.exists()


def test_a_key_is_checked_and_a_private_one_is_not_taken() -> None:
    key, browser = ECKey.generate_key("P-256", {"kid": "one"}), browser_of(kamran())
    private = json.dumps({"keys": [key.as_dict(private=True)]})
    page = text_of(browser.post(f"{PATH}new/", typed(kind="web-key", jwks=private)), 422)
    assert "private or weak" in page

    public = json.dumps(key.as_dict(private=False))
    browser.post(f"{PATH}new/", typed(kind="web-key", jwks=public))

    client = Client.objects.get()
    assert client.authentication == "private_key_jwt"
    assert client.jwks is not None
    assert client.jwks["keys"][0]["kid"] == "one"
    assert "one" in text_of(browser.get(f"{PATH}{client.client_id}/"))


@pytest.mark.parametrize(
    ("kind", "way", "grant"),
    [
        ("app", "none", "authorization_code"),
        ("device", "none", "urn:ietf:params:oauth:grant-type:device_code"),
        ("phone", "client_secret_basic", "urn:openid:params:grant-type:ciba"),
        ("itself", "client_secret_basic", "client_credentials"),
    ],
)
def test_each_kind_is_registered_for_what_it_does(kind: str, way: str, grant: str) -> None:
    browser = browser_of(kamran())

    client, _secret = registered(browser, kind=kind)

    assert (client.authentication, client.grant_types[0]) == (way, grant)
    assert f'value="{kind}" checked' in text_of(browser.get(f"{PATH}{client.client_id}/change/"))


def test_a_change_of_a_test_system_holds_at_once() -> None:
    browser = browser_of(kamran())
    client, _secret = registered(browser)

    browser.post(
        f"{PATH}{client.client_id}/change/",
        typed(redirect_uris="https://new.example/", stage="live"),
    )

    client.refresh_from_db()
    assert (client.redirect_uris, client.is_test) == (["https://new.example/"], True)
    assert did(client)[-1] == journal_actions.CHANGED


def test_a_new_secret_leaves_the_old_one_until_it_is_ended() -> None:
    browser = browser_of(kamran())
    client, first = registered(browser)
    path = f"{PATH}{client.client_id}/"

    page = text_of(browser.post(f"{path}secret/"))
    second = re.findall(r'id="secret">(ps_[^<]+)<', page)[0]

    def opens(secret: str) -> bool:
        party = relying.RelyingParty(client=client, secret=secret)
        return bool(party.redeem("nonsense").json()["error"] == "invalid_grant")

    assert opens(first)
    assert opens(second)
    oldest = client.secrets.earliest("created_at")
    for _twice in range(2):
        browser.post(f"{path}secret/{oldest.pk}/end/")
    assert not opens(first)
    assert opens(second)
    assert did(client).count(journal_actions.SECRET_ENDED) == 1
    assert browser.post(f"{path}secret/999999/end/").status_code == 404


def test_closing_ends_the_system_once_and_for_good() -> None:
    browser = browser_of(kamran())
    client, _secret = registered(browser)
    path = f"{PATH}{client.client_id}/"

    for _twice in range(2):
        assert browser.post(f"{path}close/").status_code == 302

    assert did(client).count(journal_actions.DISABLED) == 1
    assert browser.post(f"{path}secret/").status_code == 409
    assert "Closed" in text_of(browser.get(path))
    assert "closed system" in text_of(browser.get(PATH))


def test_a_stranger_finds_nothing() -> None:
    client, _secret = registered(browser_of(kamran()))
    secret_id = client.secrets.get().pk
    path = f"{PATH}{client.client_id}/"
    integrating.allow_program(actor=people.actor_for(kamran(), agency="justice"), uses=1)
    access = InitialAccess.objects.get()
    strangers = [
        browser_of(people.aysel()),
        browser_of(people.officer("justice", {"officer"}, number=3)),
        browser_of(people.officer("tax", {"integrator"})),
    ]
    for stranger in strangers:
        for each in ("", "change/", "secret/", "close/", "problems/", f"secret/{secret_id}/end/"):
            assert stranger.get(path + each).status_code == 404, each
        for each in ("change/", "secret/", "close/", f"secret/{secret_id}/end/"):
            assert stranger.post(path + each, typed()).status_code == 404, each
        assert stranger.post(f"{PATH}programs/justice/{access.pk}/end/").status_code == 404
    assert strangers[0].get(PATH).status_code == 404
    assert strangers[2].get(PATH).status_code == 200
    client.refresh_from_db()
    assert client.disabled_at is None
    assert client.secrets.count() == 1
    assert Browser().get(path).status_code == 302


def test_one_factor_is_not_enough() -> None:
    officer = kamran()
    weak = browser_of(officer, assurance="low")

    assert weak.get(PATH).status_code == 302
    with pytest.raises(Refused):
        integrating.allow_program(
            actor=people.actor_for(officer, agency="justice", assurance="low"), uses=1
        )


def test_a_live_system_is_asked_for_by_one_and_approved_by_another() -> None:
    integrator, head = browser_of(kamran()), browser_of(gunel())

    asked = integrator.post(f"{PATH}new/", typed(stage="live", redirect_uris="https://q.example/"))

    proposal = Proposal.objects.get()
    page = f"{PATH}proposals/{proposal.pk}/"
    assert asked["Location"] == page
    assert not Client.objects.exists()
    assert "Another person approves" in text_of(integrator.get(page))
    assert integrator.post(page, {"answer": "approve"}).status_code == 404
    assert "Waits for you" in text_of(head.get(PATH))
    for _twice in range(2):
        assert head.post(page, {"answer": "approve"}).status_code == 302

    client = Client.objects.get()
    assert (client.is_test, client.agency_id) == (False, "justice")
    assert client.secrets.count() == 0, "who approves learns no secret"
    about = [row.action for row in about_object(about=f"openid-proposal:{proposal.pk}")]
    assert about == [journal_actions.PROPOSED, journal_actions.APPROVED]
    integrator.post(f"{PATH}{client.client_id}/secret/")
    assert client.secrets.count() == 1


def test_a_head_does_not_approve_what_they_asked_for_themselves() -> None:
    head = browser_of(gunel())
    head.post(f"{PATH}new/", typed(stage="live", redirect_uris="https://q.example/"))
    proposal = Proposal.objects.get()

    assert head.post(f"{PATH}proposals/{proposal.pk}/", {"answer": "approve"}).status_code == 403
    assert not Client.objects.exists()


def live_client(integrator: Browser, head: Browser) -> Client:
    integrator.post(f"{PATH}new/", typed(stage="live", redirect_uris="https://q.example/"))
    head.post(f"{PATH}proposals/{Proposal.objects.get().pk}/", {"answer": "approve"})
    return Client.objects.get()


def test_a_change_of_a_live_system_waits_shows_what_differs_and_only_one_waits() -> None:
    integrator, head = browser_of(kamran()), browser_of(gunel())
    client = live_client(integrator, head)
    change = typed(redirect_uris="https://q.example/\nhttps://other.example/")

    integrator.post(f"{PATH}{client.client_id}/change/", change)

    client.refresh_from_db()
    assert client.redirect_uris == ["https://q.example/"]
    again = integrator.post(f"{PATH}{client.client_id}/change/", typed())
    assert "waits already" in text_of(again, 422)
    waiting = Proposal.objects.get(outcome="")
    page = f"{PATH}proposals/{waiting.pk}/"
    assert "other.example" in text_of(head.get(page))
    assert "Say why" in text_of(head.post(page, {"answer": "refuse", "reason": " "}), 422)
    head.post(page, {"answer": "refuse", "reason": "other.example is not ours"})
    assert "other.example is not ours" in text_of(integrator.get(page))
    assert head.post(page, {"answer": "approve"}).status_code == 409

    integrator.post(f"{PATH}{client.client_id}/change/", {**change, "form_id": str(uuid4())})
    waiting = Proposal.objects.get(outcome="")
    head.post(f"{PATH}proposals/{waiting.pk}/", {"answer": "approve"})
    client.refresh_from_db()
    assert "https://other.example/" in client.redirect_uris
    assert not client.is_test


def test_what_was_asked_for_can_be_taken_back() -> None:
    integrator, head = browser_of(kamran()), browser_of(gunel())
    integrator.post(f"{PATH}new/", typed(stage="live", redirect_uris="https://q.example/"))
    page = f"{PATH}proposals/{Proposal.objects.get().pk}/"

    for _twice in range(2):
        integrator.post(page, {"answer": "take-back"})

    assert Proposal.objects.get().outcome == "taken-back"
    assert head.post(page, {"answer": "approve"}).status_code == 409
    assert browser_of(people.officer("tax", {"head"})).get(page).status_code == 404


def test_a_change_of_a_system_that_was_closed_meanwhile_is_not_approved() -> None:
    integrator, head = browser_of(kamran()), browser_of(gunel())
    client = live_client(integrator, head)
    integrator.post(f"{PATH}{client.client_id}/change/", typed(redirect_uris="https://n.example/"))
    integrator.post(f"{PATH}{client.client_id}/close/")
    waiting = Proposal.objects.get(outcome="")

    assert head.post(f"{PATH}proposals/{waiting.pk}/", {"answer": "approve"}).status_code == 409


def test_an_organisations_live_system_is_admitted_by_an_operator() -> None:
    mandate = people.mandate()
    director = browser_of(people.nigar(), acting_for=mandate)
    director.post(f"{PATH}new/", typed(stage="live", redirect_uris="https://q.example/"))
    proposal = Proposal.objects.get()
    page = f"{PATH}proposals/{proposal.pk}/"

    assert browser_of(gunel()).get(page).status_code == 404
    operator = browser_of(people.officer("digital", {"operator"}))
    assert "Waits for you" in text_of(operator.get(PATH))
    operator.post(page, {"answer": "approve"})

    client = Client.objects.get()
    assert (client.organisation_id, client.agency_id) == (mandate.grantor_id, None)
    assert director.get(f"{PATH}{client.client_id}/").status_code == 200
    assert operator.get(f"{PATH}{client.client_id}/").status_code == 404


def test_a_mandate_for_something_else_looks_after_no_systems() -> None:
    narrow = people.mandate(scopes=["licence.apply"])
    assert browser_of(people.nigar(), acting_for=narrow).get(PATH).status_code == 404
    assert browser_of(people.nigar()).get(PATH).status_code == 404


def test_a_programs_token_registers_test_systems_and_can_be_ended() -> None:
    browser = browser_of(kamran())
    page = text_of(browser.post(f"{PATH}programs/", {"uses": "2"}))
    assert 'id="secret">pi_' in page
    access = InitialAccess.objects.get()
    assert (access.agency_id, access.is_test, access.uses_left) == ("justice", True, 2)
    assert "2 systems more" in text_of(browser.get(f"{PATH}programs/"))

    for _twice in range(2):
        browser.post(f"{PATH}programs/justice/{access.pk}/end/")

    assert "systems more" not in text_of(browser.get(f"{PATH}programs/"))
    assert "From 1 to 100" in text_of(browser.post(f"{PATH}programs/", {"uses": "x"}), 422)


def test_refusals_stand_with_how_to_mend_them_by_kind_and_by_page() -> None:
    browser = browser_of(kamran())
    client, secret = registered(browser)
    party = relying.RelyingParty(client=client, secret=secret)
    path = f"{PATH}{client.client_id}/problems/"
    assert "Nothing was refused" in text_of(browser.get(path))
    party.redeem("nonsense")
    relying.RelyingParty(client=client, secret="wrong").redeem("nonsense")

    page = text_of(browser.get(path))
    assert "The secret is wrong" in page
    assert "The code opens nothing" in page
    only = text_of(browser.get(f"{path}?what=wrong-secret"))
    assert "A code lives for a minute" not in only

    actor = people.actor_for(kamran(), agency="justice")
    first = integrating.problems_of(actor=actor, client_id=client.client_id, limit=1)
    second = integrating.problems_of(
        actor=actor, client_id=client.client_id, before=first.next, limit=1
    )
    assert {first.rows[0].detail, second.rows[0].detail} == {"wrong-secret", "code-unknown"}
    assert second.next is None
    assert browser.get(f"{path}?before=nonsense").status_code == 422


def test_actions_check_for_themselves() -> None:
    client, _secret = registered(browser_of(kamran()))
    tax = people.actor_for(people.officer("tax", {"head"}), agency="tax")
    with pytest.raises(NotFound):
        integrating.make_secret(actor=tax, client_id=client.client_id)
    with pytest.raises(NotFound):
        proposals.approve(actor=tax, proposal_id=uuid4())
    with pytest.raises(Conflict):
        proposals.propose(
            actor=people.actor_for(kamran(), agency="justice"),
            form_id=uuid4(),
            registration=Registration(name=relying.NAME),
            client_id=client.client_id,
        )
    with pytest.raises(Invalid):
        integrating.allow_program(actor=people.actor_for(kamran(), agency="justice"), uses=101)
