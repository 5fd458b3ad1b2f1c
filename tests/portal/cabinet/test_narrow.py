"""A narrow mandate sees and does only its part: all addresses, walked by whoever acts for the
pharmacy by a wide mandate, a narrow one, one for a single application, and by a stranger.

The pharmacy has an application to the Ministry of Health, a permit of the Ministry of Economy, a
time for an inspection there, a document and a notice from each, a notice about itself, and its
record in the register of taxpayers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from tests import people
from tests.api.programs import Program
from tests.blocks.registers.records import put
from tests.casework.applications import browser, services, stories
from tests.casework.applications.conftest import _monday, _own_files, country
from tests.casework.appointments import visits
from tests.casework.entitlements import services as permits
from tests.casework.entitlements import stories as holding

from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.identity import api as identity
from pencere.blocks.notices import api as notices
from pencere.blocks.notices.queries import unread_of
from pencere.blocks.parties.models import Mandate
from pencere.casework.appointments import calendars
from pencere.casework.appointments.models import Appointment
from pencere.casework.entitlements.models import Entitlement
from pencere.kernel import clock
from pencere.kernel.journal.models import JournalEntry

__all__ = ["_monday", "_own_files", "country"]

NUMBERS = ("DOC-HEALTH", "DOC-ECONOMY", "DOC-LETTER")
HEALTH, ECONOMY, LETTER, ITSELF, REGISTER = "health", "economy", "letter", "itself", "register"
ALL = {HEALTH, ECONOMY, LETTER, ITSELF, REGISTER}
"""What there is to see: of each ministry; a letter and a notice that no service brought; what is
about the pharmacy as a whole; its register."""

SEES: Mapping[str, tuple[list[str], set[str]]] = {
    "director": (["*"], ALL),
    "all": (["*"], ALL),
    "health": (["health.*"], {HEALTH}),
    "one service": ([services.LICENCE], {HEALTH}),
    "economy": (["economy.*"], {ECONOMY}),
    "another ministry": (["justice.*"], set()),
    "a word of nobody's": (["export.apply"], set()),
    "register": (["registers.business"], {REGISTER}),
    "all but health": (["*", "-health.*"], {ECONOMY, LETTER, REGISTER}),
    "all but the register": (["*", "-registers.business"], {HEALTH, ECONOMY, LETTER}),
    "one application": ([], {HEALTH}),
}
"""By whom: the words of their mandate, and what of all they see; `ITSELF` stands for rows about
everything, which nobody sees from whom anything is withheld."""


@dataclass(frozen=True, slots=True)
class Pharmacy:
    """What the pharmacy has, by who may see it."""

    pages: Mapping[str, tuple[str, ...]]
    """Addresses that exist for those who see it, and for nobody else."""
    marks: Mapping[str, Mapping[str, tuple[str, ...]]]
    """By page that lists: words that stand there for those who see it."""
    api: Mapping[str, tuple[str, ...]]
    case: str


@pytest.fixture
def pharmacy(country: None) -> Pharmacy:
    permits.publish()
    nigar = stories.nigar_for_company()
    company = people.company()
    licence = stories.licence(nigar)
    visit = visits.asked(nigar)
    visits.book(visit, by=nigar)
    permit = holding.bare(number="PERMIT-7")
    taxpayer = put(company.pk, "tax.taxpayers", TAXPAYER, "1405196831")
    documents = {
        HEALTH: document(NUMBERS[0], licence.reference),
        ECONOMY: document(NUMBERS[1], visit.reference),
        LETTER: document(NUMBERS[2], ""),
    }
    told = {
        HEALTH: notice("Told by health", licence.about),
        ECONOMY: notice("Told by economy", permit.about),
        LETTER: notice("Told of the pharmacy", ""),
    }
    time = Appointment.objects.get(application_id=visit.pk)
    Mandate.objects.all().delete()
    return Pharmacy(
        pages={
            HEALTH: (
                f"/applications/{licence.reference}/",
                f"/documents/{documents[HEALTH].pk}/",
                f"/inbox/{told[HEALTH]}/",
            ),
            ECONOMY: (
                f"/applications/{visit.reference}/",
                f"/documents/{documents[ECONOMY].pk}/",
                f"/inbox/{told[ECONOMY]}/",
                f"/cabinet/entitlements/{permit.pk}/",
                f"/cabinet/entitlements/{permit.pk}/give-up/",
                f"/appointments/{time.pk}.ics",
            ),
            LETTER: (f"/documents/{documents[LETTER].pk}/", f"/inbox/{told[LETTER]}/"),
            ITSELF: ("/cabinet/who-looked.csv",),
            REGISTER: ("/cabinet/business/", f"/cabinet/record/{taxpayer.id}/"),
        },
        marks={
            "/applications/": {HEALTH: (licence.reference,), ECONOMY: (visit.reference,)},
            "/inbox/": {
                HEALTH: ("Told by health",),
                ECONOMY: ("Told by economy",),
                LETTER: ("Told of the pharmacy",),
            },
            "/cabinet/": {
                HEALTH: (licence.reference,),
                ECONOMY: (visit.reference,),
                REGISTER: ("Pharmacy of tests",),
            },
            "/cabinet/documents/": dict(
                zip((HEALTH, ECONOMY, LETTER), ((n,) for n in NUMBERS), strict=True)
            ),
            "/cabinet/entitlements/": {ECONOMY: ("PERMIT-7",)},
            "/appointments/": {ECONOMY: (visit.reference,)},
            "/cabinet/who-looked/": {ITSELF: ("What I did myself",)},
            "/": {HEALTH: ("Told by health",), ECONOMY: ("Told by economy",)},
        },
        api={
            HEALTH: (
                f"/applications/{licence.reference}",
                f"/documents/{documents[HEALTH].pk}/file",
            ),
            ECONOMY: (
                f"/applications/{visit.reference}",
                f"/documents/{documents[ECONOMY].pk}/file",
            ),
        },
        case=licence.about,
    )


TAXPAYER = {"voen": "1405196831", "name": "Pharmacy of tests", "status": "active"}


def document(number: str, about: str) -> IssuedDocument:
    """One in preparation: its file answers 409 to those who may have it, and is of no weight."""
    return IssuedDocument.objects.create(
        number=number,
        holder=people.company(),
        holder_name="Pharmacy",
        agency=people.agency("economy"),
        seal="economy",
        template="letter",
        title={"az": number, "ru": number, "en": number},
        language="az",
        data={},
        about=about,
        valid_from=clock.today(),
        ordered_at=clock.now(),
    )


def notice(words: str, about: str) -> Any:
    said = {"az": words, "ru": words, "en": words}
    return notices.send(
        party=people.company().pk, kind="test", title=said, body=said, about=about
    ).pk


def mandate_of(who: str, pharmacy: Pharmacy) -> Mandate:
    kind = "director" if who == "director" else "attorney"
    return people.mandate(people.rauf(), kind=kind, scopes=SEES[who][0] or [pharmacy.case])


def seen_by(who: str, what: str) -> bool:
    return what in SEES[who][1]


@pytest.mark.parametrize("who", SEES)
def test_each_page_is_open_to_whom_the_mandate_lets(who: str, pharmacy: Pharmacy) -> None:
    client = browser.of(people.rauf(), acting_for=mandate_of(who, pharmacy))
    for what, addresses in pharmacy.pages.items():
        for address in addresses:
            status = client.get(address).status_code
            assert (status != 404) == seen_by(who, what), (address, status)


@pytest.mark.parametrize("who", [each for each in SEES if each != "one application"])
def test_each_list_shows_what_the_mandate_covers(who: str, pharmacy: Pharmacy) -> None:
    client = browser.of(people.rauf(), acting_for=mandate_of(who, pharmacy))
    for address, marks in pharmacy.marks.items():
        response = client.get(address)
        assert response.status_code == 200, address
        page = browser.text(response)
        for what, words in marks.items():
            for word in words:
                assert (word in page) == seen_by(who, what), (address, word)


@pytest.mark.parametrize("who", SEES)
def test_the_api_answers_the_same(who: str, pharmacy: Pharmacy) -> None:
    mandate = mandate_of(who, pharmacy)
    actor = people.actor_for(people.rauf(), assurance="substantial")
    _key, secret = identity.create_api_key(
        actor=actor, name="App", scopes=["read"], days=30, mandate_id=mandate.pk
    )
    program = Program(secret)
    for what, addresses in pharmacy.api.items():
        for address in addresses:
            status = program.get(address).status_code
            assert (status != 404) == seen_by(who, what), (address, status)
    listed = {each["number"] for each in program.get("/documents").json()}
    assert listed == {
        number
        for number, what in zip(NUMBERS, (HEALTH, ECONOMY, LETTER), strict=True)
        if seen_by(who, what)
    }


def test_a_stranger_finds_nothing(pharmacy: Pharmacy) -> None:
    client, program = browser.aysel(), of_aysel()
    for what in pharmacy.pages:
        for address in pharmacy.pages[what]:
            if address in ("/cabinet/who-looked.csv", "/cabinet/business/"):
                continue  # of her own
            assert client.get(address).status_code == 404, address
    for addresses in pharmacy.api.values():
        for address in addresses:
            assert program.get(address).status_code == 404, address


def of_aysel() -> Program:
    actor = people.actor_for(people.aysel(), assurance="substantial")
    _key, secret = identity.create_api_key(actor=actor, name="App", scopes=["read"], days=30)
    return Program(secret)


def test_closed_pages_say_what_the_mandate_covers(pharmacy: Pharmacy) -> None:
    mandate = people.mandate(people.rauf(), kind="attorney", scopes=["export.apply"])
    client = browser.of(people.rauf(), acting_for=mandate)
    for path in ("", "documents/", "entitlements/", "who-looked/"):
        page = browser.text(client.get(f"/cabinet/{path}"))
        assert "Your mandate covers: Applications for export papers." in page, path
    assert "does not let you see who looked" in browser.text(client.get("/cabinet/who-looked/"))
    assert str(mandate.pk) in browser.text(client.get("/inbox/"))


def test_notices_that_are_not_shown_are_neither_counted_nor_read(pharmacy: Pharmacy) -> None:
    mandate = mandate_of("health", pharmacy)
    actor = people.actor_for(people.rauf(), on_behalf_of=mandate)
    before = notices.unread_count(party=people.company().pk)
    seen = notices.inbox(actor=actor, limit=100).rows
    assert seen
    assert unread_of(actor) == len(seen)
    client = browser.of(people.rauf(), acting_for=mandate)
    client.post("/inbox/read-all/")
    assert unread_of(actor) == 0
    assert notices.unread_count(party=people.company().pk) == before - len(seen)


def test_who_may_only_look_does_not_give_up(pharmacy: Pharmacy) -> None:
    Entitlement.objects.update(service="economy.no-longer-offered")
    permit = Entitlement.objects.get()
    mandate = people.mandate(people.rauf(), kind="attorney", scopes=["documents.read"])
    client = browser.of(people.rauf(), acting_for=mandate)
    page = browser.text(client.get(f"/cabinet/entitlements/{permit.pk}/"))
    assert permit.number in page
    assert "give-up" not in page
    assert client.post(f"/cabinet/entitlements/{permit.pk}/give-up/").status_code == 404
    permit.refresh_from_db()
    assert permit.state == "valid"


def test_documents_of_whom_one_does_not_act_for_now_are_closed(pharmacy: Pharmacy) -> None:
    people.mandate(people.rauf(), kind="attorney", scopes=["documents.read"])
    letter = IssuedDocument.objects.get(number="DOC-LETTER")
    assert browser.rauf().get(f"/documents/{letter.pk}/").status_code == 404


def test_the_calendars_feed_keeps_to_the_mandates(pharmacy: Pharmacy) -> None:
    mandate = people.mandate(people.rauf(), kind="attorney", scopes=["health.*"])
    actor = people.actor_for(people.rauf(), on_behalf_of=mandate)
    secret = calendars.renew_feed(actor=actor)
    assert b"VEVENT" not in calendars.feed(secret=secret)
    Mandate.objects.update(scopes=["economy.*"])
    assert b"VEVENT" in calendars.feed(secret=secret)


def test_what_is_done_for_another_stands_in_their_journal(pharmacy: Pharmacy) -> None:
    mandate = people.mandate(people.rauf(), kind="attorney", scopes=["economy.*", "licence.apply"])
    client = browser.of(people.rauf(), acting_for=mandate)
    permit = Entitlement.objects.get()
    first = JournalEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    assert client.post(f"/cabinet/entitlements/{permit.pk}/give-up/").status_code == 302
    rows = JournalEntry.objects.filter(seq__gt=first, about=permit.about)
    assert rows
    for row in rows:
        assert (row.subject, row.on_behalf_of) == (people.company().pk,) * 2, row.action
        assert (row.mandate, row.actor_party) == (mandate.pk, people.rauf().party_id)
