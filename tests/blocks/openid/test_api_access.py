"""An app works over the API in Aysel's name, with the token that she agreed to."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from joserfc.jwk import ECKey
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid.models import Consent
from pencere.blocks.parties.models import Mandate
from pencere.kernel import clock

pytestmark = pytest.mark.django_db
SCOPES = ("openid", "mandate", "api.read", "api.apply")


def app(**more: Any) -> relying.RelyingParty:
    return relying.party(scopes=SCOPES, **more)


def token_of(client: relying.RelyingParty, browser: Browser, scope: str) -> str:
    found: str = client.redeem(client.sign_in(browser, scope=scope)).json()["access_token"]
    return found


def ask(path: str, token: str, scheme: str = "Bearer", **more: Any) -> Any:
    return Browser().get(path, HTTP_AUTHORIZATION=f"{scheme} {token}", **more)


def test_it_acts_in_her_name_within_what_she_agreed_to() -> None:
    client, aysel = app(), people.aysel()
    browser = people.signed_in(Browser(), aysel)
    page = client.authorize(browser, scope="openid api.read").content.decode()
    assert "Müraciətlərinizi görmək" in page

    token = token_of(client, browser, "openid api.read")

    me = ask("/api/me", token)
    assert me.status_code == 200
    assert me.json()["name"] == aysel.party.name
    draft = Browser().post(
        "/api/applications",
        "{}",
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {token}",
    )
    assert draft.status_code == 403


def test_a_token_without_the_scope_or_after_its_end_opens_nothing() -> None:
    client, aysel = app(), people.aysel()
    browser = people.signed_in(Browser(), aysel)
    assert ask("/api/me", token_of(client, browser, "openid")).status_code == 403

    token = token_of(client, browser, "openid api.read")
    consent = Consent.objects.get()
    browser.post(f"/cabinet/systems/{consent.pk}/withdraw/")

    assert ask("/api/me", token).status_code == 401
    assert ask("/api/me", "a.b.c").status_code == 401


def test_it_acts_for_the_company_only_while_the_mandate_holds() -> None:
    client, rauf = app(), people.rauf()
    mandate = people.mandate(rauf)
    browser = people.signed_in(Browser(), rauf)
    browser.post("/account/acting-for/", {"mandate": str(mandate.pk)})

    token = token_of(client, browser, "openid mandate api.read")
    assert ask("/api/me", token).json()["acting_for"] == mandate.grantor.name

    Mandate.objects.filter(pk=mandate.pk).update(revoked_at=clock.now())
    assert ask("/api/me", token).status_code == 401


def test_a_token_bound_to_a_key_needs_its_proof() -> None:
    client = app()
    browser = people.signed_in(Browser(), people.aysel())
    key = ECKey.generate_key("P-256")
    code = client.sign_in(browser, scope="openid api.read")
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": relying.BACK}
    token = client.ask(
        "/oauth/token",
        {**given, "code_verifier": client.verifier},
        HTTP_DPOP=relying.dpop(key, "POST", "/oauth/token"),
    ).json()["access_token"]

    assert ask("/api/me", token).status_code == 401
    proof = relying.dpop(key, "GET", "/api/me", token=token)
    assert ask("/api/me", token, "DPoP", HTTP_DPOP=proof).status_code == 200
    assert ask("/api/me", token, "DPoP", HTTP_DPOP=proof).status_code == 401


def test_the_desk_is_not_for_tokens() -> None:
    client, judge = app(), people.officer("justice", {"officer"})
    browser = people.signed_in(Browser(), judge)
    token = token_of(client, browser, "openid api.read api.apply")

    assert ask("/api/desk/cases", token).status_code in (401, 403, 404)


def test_a_client_for_itself_can_t_have_them() -> None:
    given = {"grant_type": "client_credentials", "scope": "api.read"}

    assert app().ask("/oauth/token", given).json()["error"] == "invalid_scope"
