"""The demo's systems: a sample that anybody may run, a bank that knows some people."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from tests import people, phones

from pencere.blocks.identity.api import Account
from pencere.blocks.openid.api import Client, Proposal
from pencere_az.demo import create_accounts, create_systems
from pencere_az.population.personas import PERSONAS
from pencere_az.population.systems import BANK_ID, SAMPLE_ID, SAMPLE_SECRET


@pytest.mark.django_db
def test_systems_people_and_a_proposal_are_there_once(settings: Any, tmp_path: Any) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.MOBILE_ID_PROVIDER = phones.PROVIDER
    settings.DEMO = True
    for code in ("justice", "interior", "economy", "digital"):
        people.agency(code)
    create_accounts()

    assert create_systems() == 2
    assert create_systems() == 0

    assert {one.client_id for one in Client.objects.all()} == {SAMPLE_ID, BANK_ID}
    assert Proposal.objects.get().outcome == ""
    aysel = Account.objects.get(username=PERSONAS["aysel"].fin)
    browser = people.signed_in(Browser(), aysel)
    browser.cookies["language"] = "en"
    assert "Khazar Bank" in browser.get("/cabinet/systems/").content.decode()
    told = browser.get(f"/cabinet/who-looked/?system={BANK_ID}").content.decode()
    assert told.count("Khazar Bank was told what you agreed to") == 3
    shown = Browser().get("/demo/accounts/").content.decode()
    assert SAMPLE_SECRET in shown
    told = Browser().get("/demo/accounts/", headers={"accept": "text/plain"}).content.decode()
    assert f"{SAMPLE_ID}  {SAMPLE_SECRET}" in told
