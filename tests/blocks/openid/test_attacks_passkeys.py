"""A passkey opens its own account and no other, in each place where one can be shown."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client as Browser
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.identity import journal_actions
from pencere.blocks.identity.models import Account
from pencere.blocks.openid.models import AuthorizationCode
from pencere.kernel.journal.api import about_subject

pytestmark = pytest.mark.django_db
HOST = "localhost"
HAS_USER = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Passkey:
    """A device with a key for one account, as its registration was kept."""

    def __init__(self, owner: Account) -> None:
        self.owner, self.name = owner, os.urandom(16)
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        data = AuthenticatorData.create(
            hashlib.sha256(HOST.encode()).digest(),
            HAS_USER | AuthenticatorData.FLAG.AT,
            0,
            AttestedCredentialData.create(bytes(16), self.name, public),
        )
        made = AttestationObject.create("none", data, {})
        response = {
            "clientDataJSON": text(self._client_data("webauthn.create", text(bytes(32)))),
            "attestationObject": text(bytes(made)),
        }
        Authenticator.objects.create(
            user=owner,
            type="webauthn",
            data={"name": "Phone", "passwordless": True, "credential": self._said(response)},
        )

    def answer(self, browser: Browser, *, as_account: Account, as_name: bytes = b"") -> str:
        """What it signs for the challenge that this browser was shown."""
        challenge = browser.session["mfa.webauthn.state"]["challenge"]
        client_data = self._client_data("webauthn.get", challenge)
        data = AuthenticatorData.create(hashlib.sha256(HOST.encode()).digest(), HAS_USER, 1)
        signed = bytes(data) + hashlib.sha256(client_data).digest()
        response = {
            "clientDataJSON": text(client_data),
            "authenticatorData": text(bytes(data)),
            "signature": text(self.key.sign(signed, ec.ECDSA(SHA256()))),
            "userHandle": text(user_pk_to_url_str(as_account).encode()),
        }
        return json.dumps(self._said(response, as_name))

    def _said(self, response: dict[str, str], name: bytes = b"") -> dict[str, Any]:
        shown = text(name or self.name)
        return {
            "id": shown,
            "rawId": shown,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": f"https://{HOST}"}
        return json.dumps(said).encode()


def after_the_password(who: Account, address: str) -> Browser:
    """A browser that is asked for the second step, with the challenge in its session."""
    browser = Browser(SERVER_NAME=HOST)
    relying.party().authorize(browser)
    typed = {"login": who.username, "password": people.PASSWORD, "next": address}
    page = relying.follow(browser, browser.post("/account/login/", typed))
    assert page.status_code == 200
    assert "mfa.webauthn.state" in browser.session
    return browser


def second_step(browser: Browser, credential: str) -> bool:
    """Whether it signed the person in."""
    browser.post("/account/login/second-step/", {"credential": credential})
    return "_auth_user_id" in browser.session


def test_the_second_step_takes_the_own_passkey_alone() -> None:
    aysel, rauf = people.aysel(), people.rauf()
    own, foreign = Passkey(aysel), Passkey(rauf)

    browser = after_the_password(aysel, "/inbox/")
    for wrong in (
        foreign.answer(browser, as_account=rauf),
        foreign.answer(browser, as_account=aysel),
        foreign.answer(browser, as_account=aysel, as_name=own.name),
    ):
        assert not second_step(browser, wrong)
    done = [row.action for row in about_subject(subject=aysel.party_id)]
    assert done.count(journal_actions.SIGN_IN_FAILED) == 3
    browser = after_the_password(aysel, "/inbox/")
    assert second_step(browser, own.answer(browser, as_account=aysel))


def test_a_passkey_alone_opens_its_own_account() -> None:
    aysel, rauf = people.aysel(), people.rauf()
    own, foreign = Passkey(aysel), Passkey(rauf)

    def opened(key: Passkey, **more: Any) -> str:
        browser = Browser(SERVER_NAME=HOST)
        browser.get("/account/login/passkey/", HTTP_ACCEPT="application/json")
        browser.get("/account/login/")
        given = {"credential": key.answer(browser, **more)}
        browser.post("/account/login/passkey/", given)
        return str(browser.session.get("_auth_user_id", ""))

    assert opened(foreign, as_account=aysel) == ""
    assert opened(foreign, as_account=aysel, as_name=own.name) == ""
    assert opened(own, as_account=rauf) == ""
    assert opened(own, as_account=aysel) == str(aysel.pk)


def test_a_sign_in_is_made_fresh_by_the_own_passkey_alone() -> None:
    """`prompt=login` in Aysel's session at a desk where Rauf holds his own phone."""
    bank, aysel, rauf = relying.party(), people.aysel(), people.rauf()
    Passkey(aysel)
    foreign = Passkey(rauf)
    browser = people.signed_in(Browser(SERVER_NAME=HOST), aysel)
    page = bank.authorize(browser, prompt="login")
    address = page.wsgi_request.GET["next"]
    browser.get(f"/account/again/passkey/?next={address}")

    browser.post(
        f"/account/again/passkey/?next={address}",
        {"credential": foreign.answer(browser, as_account=aysel)},
    )

    assert browser.get(address)["Location"].startswith("/account/again/")
    assert not AuthorizationCode.objects.exists()
