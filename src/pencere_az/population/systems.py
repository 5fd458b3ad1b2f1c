"""Other systems of the demo: the sample client that anybody may run, a made-up bank in service,
what some people agreed to and were asked about, and a system that waits for its approval.

The sample's secret is public, as the demo's passwords are: never for a real installation.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from uuid import UUID, uuid5

from django.apps import apps
from django.db import transaction

from pencere.blocks.identity.api import Account, as_officer, person_actor
from pencere.blocks.openid import claims, granting, rules
from pencere.blocks.openid.api import Client, Registration, admit_client, propose
from pencere.blocks.parties.api import posts_of
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.pack import pack
from pencere_az.population import numbers
from pencere_az.population.personas import PERSONAS

SAMPLE_ID = "pencere-sample"
SAMPLE_SECRET = "ps_sample-of-the-demo-known-to-all"  # noqa: S105 (printed by the demo)
SAMPLE_ADDRESS = "http://127.0.0.1:8765"
BANK_ID = "xezer-bank"
_NAMES = UUID("5b0b7f0e-4f43-4c1c-9a55-1f0a0f6f4d11")
_BANK_NUMBER = 8_999_999
"""Of the organisations, far behind those of any population."""
_SIGN_INS: tuple[tuple[str, tuple[str, ...], tuple[int, ...]], ...] = (
    ("aysel", ("openid", "identity", "contact", "offline_access"), (112, 41, 3)),
    ("rauf", ("openid", "identity"), (64,)),
    ("leyla", ("openid", "identity", "contact"), (19, 6)),
    ("nigar", ("openid", "identity", "contact", "residence"), (30,)),
)
"""Who signed in to the bank, what it may learn, and how many days ago."""


@transaction.atomic
def make_systems() -> int:
    """Make what isn't there yet; how many systems were made."""
    if Client.objects.filter(client_id=SAMPLE_ID).exists():
        return 0
    _make_sample()
    bank = _make_bank()
    for key, scopes, ago in _SIGN_INS:
        for days in ago:
            _sign_in(bank, key, scopes, dt.timedelta(days=days, hours=len(key)))
    _make_waiting()
    return 2


def _make_sample() -> None:
    sample = admit_client(
        actor=system("demo"),
        client_id=SAMPLE_ID,
        registration=Registration(
            name={"az": "Nümunə proqram", "ru": "Пример программы", "en": "Sample client"},
            is_test=True,
            agency="justice",
            redirect_uris=(f"{SAMPLE_ADDRESS}/back",),
            post_logout_redirect_uris=(f"{SAMPLE_ADDRESS}/",),
            grant_types=("authorization_code", "refresh_token"),
            scopes=("openid", "offline_access", "identity", "contact", "residence", "mandate"),
        ),
    )
    apps.get_model("openid", "ClientSecret").objects.create(
        client=sample,
        secret_hash=hashlib.sha256(SAMPLE_SECRET.encode()).hexdigest(),
        created_at=clock.now(),
    )


def _make_bank() -> Client:
    name = "“Xəzər Bank” ASC"
    party, _is_new = apps.get_model("parties", "Party").objects.get_or_create(
        kind="organisation",
        identifier=numbers.voen(_BANK_NUMBER),
        defaults={"name": name, "search_key": pack().fold(name)},
    )
    with clock.frozen_at(clock.now() - dt.timedelta(days=200)):
        return admit_client(
            actor=system("demo"),
            client_id=BANK_ID,
            registration=Registration(
                name={"az": "Xəzər Bank", "ru": "Хазар Банк", "en": "Khazar Bank"},
                organisation_id=party.pk,
                redirect_uris=("https://bank.example/back",),
                grant_types=("authorization_code", "refresh_token"),
                scopes=("openid", "offline_access", "identity", "contact", "residence"),
                least_assurance="low",
            ),
        )


def _sign_in(bank: Client, key: str, scopes: tuple[str, ...], ago: dt.timedelta) -> None:
    """As if the person had signed in then, agreed, and the bank had asked who it is."""
    account = Account.objects.select_related("party").get(username=PERSONAS[key].fin)
    with clock.frozen_at(clock.now() - ago):
        actor = person_actor(
            account, assurance="substantial", authenticated_at=clock.now(), methods=("pwd", "otp")
        )
        wish = rules.Wish(redirect_uri=bank.redirect_uris[0], scopes=scopes, challenge="")
        granting.remember(actor, bank, wish)
        claims.for_userinfo(granting.new_grant(actor=actor, client=bank, wish=wish), scopes)


def _make_waiting() -> None:
    """Kamran asked for a live system; Günel, his head, finds it to approve."""
    account = Account.objects.select_related("party").get(username=PERSONAS["kamran"].fin)
    post = next(p for p in posts_of(account.pk, clock.today()) if p.agency == "justice")
    person = person_actor(account, assurance="substantial", authenticated_at=clock.now())
    propose(
        actor=as_officer(person, post),
        form_id=uuid5(_NAMES, "notary"),
        registration=Registration(
            name={"az": "Notariat növbəsi", "ru": "Очередь к нотариусу", "en": "Notary queue"},
            redirect_uris=("https://queue.notary.example/back",),
            post_logout_redirect_uris=("https://queue.notary.example/",),
            grant_types=("authorization_code", "refresh_token"),
            scopes=("openid", "identity", "contact"),
            least_assurance="substantial",
        ),
    )
