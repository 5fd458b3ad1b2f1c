"""An officer opens a person's registers in an emergency, and others review it."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.utils import translation
from tests import people
from tests.casework.applications import browser, stories

from pencere.blocks.emergency import api, rules
from pencere.blocks.emergency.jobs import tell_person
from pencere.blocks.emergency.models import EmergencyAccess
from pencere.blocks.identity.models import Account
from pencere.blocks.identity.rules import second_step_at
from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.models import Post
from pencere.blocks.registers import api as registers
from pencere.kernel import clock, jobs
from pencere.kernel.errors import Conflict, Invalid, NotFound, PencereError, Refused, TooMany
from pencere.kernel.journal.api import Justification
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
PAGE = "/desk/emergency/"
CARDS = "interior.identity-cards"
REASON = "Found unconscious in the street, relatives are sought"
WORDS = "The hospital confirmed that there was no time to ask"


@pytest.fixture(autouse=True)
def _country(db: Any, settings: Any, tmp_path: Any) -> Any:
    settings.FILES_ROOT = tmp_path / "files"
    stories.settle()
    with translation.override("en"):
        yield


def kamran() -> Account:
    """The officer whose post lets him open an emergency access."""
    return people.officer("health", ("officer", "emergency"))


def gunel() -> Account:
    """Head of his agency."""
    return people.officer("health", ("officer", "head"), number=2)


def samir() -> Account:
    """Looks after data protection in his agency."""
    return people.officer("health", ("data-protection",), number=3)


def typed(**changes: Any) -> dict[str, Any]:
    """The form, filled in."""
    form = {"person": "5KT7Q2A", "registers": [CARDS], "reason": REASON, "key": str(uuid4())}
    return {**form, **changes}


def opened(who: Account | None = None, **changes: Any) -> EmergencyAccess:
    """An access to Aysel's identity card."""
    form = typed(**changes)
    return api.open_access(
        actor=people.actor_for(who or kamran(), agency="health"),
        asked=api.Asked(form["person"], form["registers"], form["reason"], form["key"]),
        second_step_at=clock.now(),
    )


def review(who: Account, access: EmergencyAccess, **changes: Any) -> None:
    given: Mapping[str, Any] = {"is_justified": True, "words": WORDS, **changes}
    api.review(actor=people.actor_for(who, agency="health"), access_id=access.pk, **given)


def ask_long_ago(client: Client) -> Client:
    """The session's second factor was given six minutes ago."""
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 360
    session.save()
    return client


def written(action: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(action=action).order_by("seq"))


def test_the_whole_story() -> None:
    gunel(), samir(), people.aysel()
    client, party = browser.of(kamran()), people.aysel().party_id

    assert "Open the data" in browser.text(client.get(PAGE))
    answer = client.post(PAGE, typed())
    access = EmergencyAccess.objects.get()
    assert answer["Location"] == f"{PAGE}{access.pk}/"
    page = client.get(answer["Location"])
    assert "AA1234567" in browser.text(page)
    assert REASON in browser.text(page)
    assert page["Cache-Control"] == "no-store"
    assert client.get(PAGE)["Location"] == answer["Location"]

    [row] = written("emergency.opened")
    assert (row.subject, row.purpose, row.about) == (party, REASON, access.about)
    read = [each for each in written("register.read") if each.about == access.about]
    assert [(each.subject, each.purpose, each.justification_kind) for each in read] == [
        (party, REASON, "emergency")
    ]
    told = Notice.objects.filter(kind="emergency.opened")
    assert {each.party_id for each in told} == {gunel().party_id, samir().party_id}
    assert all(REASON in each.body["en"] and each.title["az"] != each.title["en"] for each in told)

    looked = browser.text(browser.aysel().get("/cabinet/who-looked/"))
    assert REASON in looked
    assert "Emergency access, which is reviewed afterwards" in looked

    assert client.post(f"{PAGE}{access.pk}/end/").status_code == 302
    assert client.post(f"{PAGE}{access.pk}/end/").status_code == 302
    assert len(written("emergency.ended")) == 1
    assert client.get(f"{PAGE}{access.pk}/").status_code == 403

    head = browser.of(gunel())
    assert REASON in browser.text(head.get(f"{PAGE}reviews/"))
    shown = browser.text(head.get(f"{PAGE}reviews/{access.pk}/"))
    # among the registers that it opened, and among those that were read
    assert shown.count(str(registers.declaration(CARDS).title)) == 2
    assert [each.subject for each in written("emergency.review-read")] == [party]
    answer = head.post(f"{PAGE}reviews/{access.pk}/", {"is_justified": "no", "review": WORDS})
    assert answer.status_code == 302
    access.refresh_from_db()
    assert (access.is_justified, access.reviewed_by_id) == (False, gunel().pk)
    assert [each.subject for each in written("emergency.reviewed")] == [party]
    assert WORDS in browser.text(head.get(f"{PAGE}reviews/{access.pk}/"))


def test_the_person_is_told_a_day_later_and_once(settings: Any) -> None:
    people.aysel()
    of_aysel = Notice.objects.filter(party=people.aysel().party, kind="emergency.opened")
    access = opened()
    jobs.run_waiting()
    assert not of_aysel.exists()

    with clock.frozen_at(clock.now() + dt.timedelta(hours=24, minutes=1)):
        jobs.run_waiting()
        tell_person(access=str(access.pk))
    assert of_aysel.count() == 1


def test_by_the_number_of_a_document() -> None:
    assert opened(person="aa1234567").subject_id == people.aysel().party_id
    assert written("register.found")[-1].purpose == REASON


def test_nobody_is_found_and_this_is_counted() -> None:
    for _ in range(10):
        with pytest.raises(Invalid) as refusal:
            opened(person="AA0000000")
        assert "person" in refusal.value.fields
    assert len(written("emergency.sought")) == 10

    with pytest.raises(TooMany):
        opened()


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/end/", "reviews/", "reviews/{pk}/"])
def test_strangers_see_nothing(path: str) -> None:
    address = PAGE + path.format(pk=opened().pk)
    strangers = [
        browser.aysel(),
        browser.of(people.officer("health", ("officer",), number=7)),
        browser.of(people.officer("justice", ("officer",))),
    ]
    if path.startswith("reviews"):
        strangers.append(browser.of(kamran()))
    elif path:
        strangers.append(browser.of(people.officer("health", ("emergency",), number=8)))
    if path == "reviews/{pk}/":
        strangers.append(browser.of(people.officer("justice", ("head",), number=2)))
    for client in strangers:
        for call in (client.get, client.post):
            assert call(address).status_code in (404, 405)
        assert 404 in (client.get(address).status_code, client.post(address).status_code)


def test_a_second_factor_just_now() -> None:
    client = ask_long_ago(browser.of(kamran()))

    assert client.get(PAGE)["Location"].startswith("/account/again/code/") or (
        "again" in client.get(PAGE)["Location"]
    )
    answer = client.post(PAGE, typed())
    assert answer.status_code == 403
    assert REASON in browser.text(answer)
    assert "Give your second factor" in browser.text(answer)
    assert not EmergencyAccess.objects.exists()


def test_a_password_alone_is_no_second_factor() -> None:
    records = [{"method": "password", "at": 2.0}, {"method": "mfa", "type": "totp", "at": 1.0}]
    found = second_step_at(records)
    assert found is not None
    assert found.timestamp() == 1.0
    assert second_step_at(records[:1]) is None


def test_it_ends_by_itself() -> None:
    access = opened()
    actor = people.actor_for(kamran(), agency="health")
    last = access.until - dt.timedelta(seconds=1)
    with clock.frozen_at(last):
        assert api.read(actor=actor, access_id=access.pk)[1][CARDS].records
    with clock.frozen_at(access.until), pytest.raises(Refused) as refusal:
        api.read(actor=actor, access_id=access.pk)
    assert refusal.value.code == "no-emergency"


def test_it_opens_nothing_else() -> None:
    access, actor = opened(), people.actor_for(kamran(), agency="health")
    another = people.actor_for(people.officer("health", ("emergency",), number=8), agency="health")
    why = Justification("emergency", access.about)

    def read(**changes: Any) -> Any:
        given: dict[str, Any] = {
            "actor": actor,
            "subject": access.subject_id,
            "registers": [CARDS],
            "purpose": "x",
            "justification": why,
            **changes,
        }
        return registers.read(**given)

    assert read()[CARDS].records
    for changes in (
        {"actor": another},
        {"actor": people.actor_for(people.rauf())},
        {"subject": people.rauf().party_id},
        {"registers": [CARDS, "interior.criminal-records"]},
        {"justification": Justification("emergency", f"emergency:{uuid4()}")},
        {"justification": Justification("emergency", "emergency:x")},
        {"justification": Justification("emergency", "")},
        {"justification": Justification("security", access.about)},
    ):
        with pytest.raises(Refused):
            read(**changes)


def test_the_role_taken_away_ends_it() -> None:
    access = opened()
    Post.objects.filter(account=kamran()).update(roles=["officer"])
    post = people.actor_for(kamran(), agency="health")
    with pytest.raises(NotFound):
        api.read(actor=post, access_id=access.pk)


def test_one_at_a_time_and_three_a_day() -> None:
    actor, key = people.actor_for(kamran(), agency="health"), str(uuid4())
    first = opened(key=key)
    assert opened(key=key).pk == first.pk
    with pytest.raises(Conflict):
        opened()
    api.end(actor=actor, access_id=first.pk)
    for _ in range(2):
        api.end(actor=actor, access_id=opened().pk)
    with pytest.raises(TooMany):
        opened()
    with clock.frozen_at(clock.now() + dt.timedelta(hours=24, minutes=1)):
        opened()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("person", ""),
        ("person", "x" * 61),
        ("person", "A\0"),
        ("registers", []),
        ("registers", ["nothing.such"]),
        ("registers", ["tax.taxpayers\0"]),
        ("reason", "too short"),
        ("reason", " " * 40),
        ("reason", "x" * 501),
        ("reason", "x" * 30 + "\0"),
    ],
)
def test_garbage(field: str, value: Any) -> None:
    answer = browser.of(kamran()).post(PAGE, typed(**{field: value}))
    assert answer.status_code == 422
    assert f'id="field-{field}-error"' in answer.content.decode()
    assert not EmergencyAccess.objects.exists()


def test_a_form_without_its_key() -> None:
    assert browser.of(kamran()).post(PAGE, typed(key="x")).status_code == 404


def test_nobody_reviews_their_own() -> None:
    both = people.officer("health", ("emergency", "head"), number=4)
    access = opened(both)
    assert not Notice.objects.filter(party=both.party, kind="emergency.opened").exists()

    answer = browser.of(both).post(
        f"{PAGE}reviews/{access.pk}/", {"is_justified": "yes", "review": WORDS}
    )
    assert answer.status_code == 403
    assert "Somebody else has to review" in browser.text(answer)
    access.refresh_from_db()
    assert access.reviewed_at is None


def test_a_review_is_given_once() -> None:
    access = opened()
    review(gunel(), access)
    review(gunel(), access)
    assert len(written("emergency.reviewed")) == 1
    with pytest.raises(Conflict):
        review(gunel(), access, is_justified=False)
    with pytest.raises(Conflict):
        review(samir(), access)


@pytest.mark.parametrize(
    "sent", [{}, {"is_justified": "maybe", "review": WORDS}, {"is_justified": "yes", "review": "x"}]
)
def test_a_review_says_why(sent: dict[str, str]) -> None:
    access = opened()
    answer = browser.of(gunel()).post(f"{PAGE}reviews/{access.pk}/", sent)
    assert answer.status_code == 422
    access.refresh_from_db()
    assert access.is_justified is None


def test_what_waits_comes_first() -> None:
    first = opened()
    api.end(actor=people.actor_for(kamran(), agency="health"), access_id=first.pk)
    second = opened()
    review(gunel(), second)
    found, further = api.reviews(actor=people.actor_for(gunel(), agency="health"))
    assert [each.pk for each in found] == [first.pk, second.pk]
    assert further is None


def test_a_long_list_of_reviews_has_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pencere.blocks.emergency.queries.MOST", 2)
    made = []
    for hour in range(3):
        with clock.frozen_at(clock.now() - dt.timedelta(hours=5 * (6 - hour))):
            made.append(opened())
            api.end(actor=people.actor_for(kamran(), agency="health"), access_id=made[-1].pk)
    review(gunel(), made[1])
    client, address, seen = browser.of(gunel()), f"{PAGE}reviews/", list[str]()
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(rf"{PAGE}reviews/([0-9a-f-]{{36}})/", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = html.unescape(following.group(1)) if following else ""
    assert seen == [str(each.pk) for each in (made[2], made[0], made[1])]


@pytest.mark.parametrize(
    "after", ["x", "1.2.3", "2.2026-11-26T00:00:00+00:00.zz", "1.." + "9" * 200]
)
def test_garbage_for_a_page_of_reviews_is_refused(after: str) -> None:
    assert browser.of(gunel()).get(f"{PAGE}reviews/", {"after": after}).status_code == 422


def test_an_unknown_access_is_like_none() -> None:
    assert rules.id_of("emergency:1") is None
    assert rules.id_of(str(uuid4())) is None
    with pytest.raises(PencereError):
        review(gunel(), EmergencyAccess(id=uuid4()))
