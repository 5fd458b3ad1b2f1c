"""The records of people and organisations as lines for COPY, written by templates.

JSON is written as text at once: `json.dumps` for each of ten million records would be most
of the time. No value here holds a quotation mark, a backslash or a control character.
Ages and periods are plausible parameters, not a statement of law.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import TypeVar

from pencere_az.population import numbers, papers
from pencere_az.population.households import YEAR, Person
from pencere_az.population.numbers import Ids
from pencere_az.population.organisations import Organisation
from pencere_az.population.papers import ADULT, date_text
from pencere_az.population.persona_records import PARENT_SCOPES

T = TypeVar("T")

CARD_YEARS, PASSPORT_YEARS, LICENCE_YEARS = 10, 10, 10
PENSION_AGE = 65
CARS_EACH = 240
"""Plates that a chunk may give out: no two of a region are alike up to 2.8 million people."""
INSURED_SINCE = dt.date(2021, 4, 1).toordinal()

POSITIONS = (
    "Mühasib", "Mühəndis", "Satıcı", "Müəllim", "Sürücü", "Menecer", "Operator", "Hüquqşünas",
    "Həkim", "Tibb bacısı", "Proqramçı", "Usta", "Mühafizəçi", "Aşpaz", "Katib", "Anbardar",
)  # fmt: skip
INSTITUTIONS = (
    "Bakı Dövlət Universiteti", "Azərbaycan Texniki Universiteti",
    "Azərbaycan Dövlət İqtisad Universiteti", "Azərbaycan Tibb Universiteti",
    "Gəncə Dövlət Universiteti", "Sumqayıt Dövlət Universiteti", "Lənkəran Dövlət Universiteti",
    "Azərbaycan Dövlət Pedaqoji Universiteti", "Azərbaycan Dövlət Aqrar Universiteti",
)  # fmt: skip
SPECIALITIES = (
    "Mühasibat uçotu", "Hüquqşünaslıq", "Müalicə işi", "Əczaçılıq", "İnformatika", "Filologiya",
    "Tarix müəllimliyi", "İnşaat mühəndisliyi", "Aqronomluq", "Beynəlxalq münasibətlər",
)  # fmt: skip
CARS = (
    ("Toyota", "Corolla"), ("Toyota", "Prius"), ("Hyundai", "Elantra"), ("Hyundai", "Accent"),
    ("Kia", "Rio"), ("Kia", "Sportage"), ("LADA", "2107"), ("Mercedes-Benz", "E 200"),
    ("Chevrolet", "Cruze"), ("Ford", "Fusion"), ("Nissan", "Sunny"), ("BYD", "Song Plus"),
)  # fmt: skip
CATEGORIES = ('"B"', '"B"', '"B"', '"B"', '"A","B"', '"B","C"', '"B","C","E"', '"B","D"')
ARTICLES = ("CM 177.1", "CM 178.1", "CM 186.1", "CM 221.1", "CM 234.1", "CM 263.1", "CM 127.1")
COURTS = ("Nəsimi rayon məhkəməsi", "Yasamal rayon məhkəməsi", "Gəncə şəhər məhkəməsi")
_SCOPES = '["' + '","'.join(PARENT_SCOPES) + '"]'
_VIN = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"


class Rows:
    """Writes the lines of one chunk."""

    def __init__(self, rng: random.Random, ids: Ids, *, place: int, today: int) -> None:
        self._random, self._ids, self._today = rng.random, ids, today
        self._cars = iter(range(place * CARS_EACH, (place + 1) * CARS_EACH))
        self.records: list[str] = []
        self.mandates: list[str] = []

    def about(self, person: Person, employers: Sequence[Organisation]) -> None:
        """All records of a person."""
        if person.citizenship:
            self._residence_card(person)
        else:
            self._identity_card(person)
            if self._random() < (0.45 if person.age >= ADULT else 0.15):
                self._passport(person)
        self._family(person)
        self._residence(person)
        self._insurance(person)
        if person.age >= ADULT:
            self._grown(person, employers)
        if papers.is_trader(person):
            self._add(person.id, *papers.trade(person, self._today))
        if papers.is_isolated(person):
            self._add(person.id, *papers.isolation(person, self._today))
        if papers.was_at_the_doctor(person):
            self._add(person.id, *papers.certificate(person, self._today))

    def _grown(self, person: Person, employers: Sequence[Organisation]) -> None:
        self._contacts(person)
        draw = self._random
        if person.age >= 22 and draw() < 0.6:
            self._diploma(person)
        if employers and 20 <= person.age < PENSION_AGE and draw() < 0.58:
            self._contract(person, employers)
        if person.age <= 78 and draw() < (0.55 if person.is_male else 0.22):
            self._driving(person)
        if person.is_head and draw() < 0.7:
            self._real_estate(person)
        if person.age >= PENSION_AGE:
            self._payment(person, "old-age-pension", 32_000 + int(draw() * 50_000))
        elif draw() < 0.03:
            self._payment(person, "targeted-aid", 8_000 + int(draw() * 40_000))
        if draw() < 0.012:
            self._conviction(person)
        if papers.is_hunter(person):
            self._add(person.id, *papers.hunting_card(person, self._today))
        if holder := papers.attorney(person):
            self._add(person.id, *papers.power_of_attorney(person, holder, self._today))

    def _add(
        self,
        subject: str,
        register: str,
        number: str,
        data: str,
        since: int,
        until: int = 0,
        *,
        counterpart: str = "",
    ) -> None:
        since_text, until_text = date_text(since), date_text(until) if until else "\\N"
        self.records.append(
            f"{subject}\t{self._ids(numbers.RECORD, len(self.records))}\t1\t{register}\t{number}\t"
            f"{data}\t{since_text}\t{until_text}\t{since_text} 00:00+04\t\\N\t{counterpart}\n"
        )

    def _since(self, earliest: int, years: float) -> int:
        """A day within the last `years`, not before `earliest` and not after today."""
        return max(earliest, self._today - int(self._random() * years * YEAR))

    def _identity_card(self, person: Person) -> None:
        number = numbers.series(person.index)
        issued = self._since(min(person.born + 20, self._today), CARD_YEARS)
        self._add(
            person.id,
            "interior.identity-cards",
            number,
            f'{{"number":"{number}","surname":"{person.surname}","given_name":"{person.given}",'
            f'"patronymic":"{person.patronymic_in_full}",'
            f'"sex":"{"male" if person.is_male else "female"}",'
            f'"born_on":"{date_text(person.born)}","birth_place":"{person.home.place.region}",'
            f'"issued_on":"{date_text(issued)}",'
            f'"expires_on":"{date_text(issued + int(CARD_YEARS * YEAR))}",'
            f'"issuing_body":"ASAN xidmət"}}',
            issued,
        )

    def _contacts(self, person: Person) -> None:
        taken_on = self._today - person.index % 900
        self._add(
            person.id,
            "digital.contacts",
            "",
            f'{{"phone":"{numbers.phone(person.index)}","taken_on":"{date_text(taken_on)}"}}',
            taken_on,
        )

    def _residence_card(self, person: Person) -> None:
        number = f"MYİ{numbers.permuted(person.index % 10_000_000, 10_000_000, 2_236_067):07d}"
        issued = self._since(self._today - 360, 1)
        self._add(
            person.id,
            "migration.residence-cards",
            number,
            f'{{"number":"{number}","kind":"temporary","full_name":"{person.full_name}",'
            f'"citizenship":"{person.citizenship}","born_on":"{date_text(person.born)}",'
            f'"issued_on":"{date_text(issued)}","expires_on":"{date_text(issued + 365)}"}}',
            issued,
        )

    def _passport(self, person: Person) -> None:
        number = numbers.passport(person.index)
        issued = self._since(person.born, PASSPORT_YEARS)
        self._add(
            person.id,
            "interior.passports",
            number,
            f'{{"number":"{number}","issued_on":"{date_text(issued)}",'
            f'"expires_on":"{date_text(issued + int(PASSPORT_YEARS * YEAR))}"}}',
            issued,
        )

    def _family(self, person: Person) -> None:
        if person.spouse:
            # One act for both: it bears the husband's number.
            act = person.index if person.is_male else person.spouse.index
            self._kin(person, "spouse", person.spouse, "marriage", f"NK-{act}", person.married)
        for child in person.children:
            self._kin(person, "child", child, "birth", f"DH-{child.index}", child.born)
        number = f"DH-{person.index}"
        if person.mother:
            self._kin(person, "mother", person.mother, "birth", number, person.born)
        if person.father:
            self._kin(person, "father", person.father, "birth", number, person.born)
        if person.age < ADULT:
            self._parents_act(person)

    def _kin(
        self, person: Person, relation: str, other: Person, act: str, number: str, day: int
    ) -> None:
        self._add(
            person.id,
            "justice.civil-status",
            number,
            f'{{"relation":"{relation}","party_id":"{other.id}","full_name":"{other.full_name}",'
            f'"born_on":"{date_text(other.born)}","act":"{act}","act_number":"{number}",'
            f'"act_date":"{date_text(day)}"}}',
            day,
        )

    def _parents_act(self, child: Person) -> None:
        """Parents act for their child until the day before it turns 18."""
        grown = dt.date.fromordinal(child.born)
        until = dt.date(grown.year + ADULT, grown.month, min(grown.day, 28)).toordinal() - 1
        for parent in (child.mother, child.father):
            if parent:
                self._mandate(
                    child.id, parent.id, "parent", _SCOPES, "justice.civil-status",
                    child.born, date_text(until),
                )  # fmt: skip

    def _mandate(
        self, grantor: str, holder: str, kind: str, scopes: str, source: str, since: int, until: str
    ) -> None:
        self.mandates.append(
            f"{self._ids(numbers.MANDATE, len(self.mandates))}\t{grantor}\t{holder}\t{kind}\t"
            f"{scopes}\t{source}\t{date_text(since)}\t{until}\t\\N\n"
        )

    def _residence(self, person: Person) -> None:
        home, since = person.home, self._since(person.born, 25)
        self._add(
            person.id,
            "interior.residence",
            "",
            f'{{"region":"{home.place.region}","settlement":"{home.place.settlement}",'
            f'"street":"{home.street}","house":"{home.house}","flat":"{home.flat}",'
            f'"postal_code":"{home.place.postal}","registered_on":"{date_text(since)}"}}',
            since,
        )

    def _insurance(self, person: Person) -> None:
        since, number = max(person.born, INSURED_SINCE), f"TS{person.index:08d}"
        self._add(
            person.id,
            "health.insurance",
            number,
            f'{{"certificate":"{number}","clinic":"{person.home.place.clinic}",'
            f'"since":"{date_text(since)}"}}',
            since,
        )

    def _diploma(self, person: Person) -> None:
        draw = self._random()
        level = "bachelor" if draw < 0.5 else "master" if draw < 0.65 else "vocational"
        graduated = person.born + int((22 if level != "master" else 24) * YEAR)
        graduated, number = min(graduated, self._today), f"DB{person.index:08d}"
        self._add(
            person.id,
            "science.diplomas",
            number,
            f'{{"number":"{number}","institution":"{self._pick(INSTITUTIONS)}","level":"{level}",'
            f'"speciality":"{self._pick(SPECIALITIES)}","graduated_on":"{date_text(graduated)}"}}',
            graduated,
        )

    def _contract(self, person: Person, employers: Sequence[Organisation]) -> None:
        employer, number = self._pick(employers), f"ƏM-{person.index:08d}"
        salary = 34_500 + int(self._random() ** 3 * 300_000)
        started = self._since(max(person.born + int(ADULT * YEAR), employer.since), 12)
        self._add(
            person.id,
            "labour.contracts",
            number,
            f'{{"employer":"{employer.name}","employer_id":"{employer.voen}",'
            f'"position":"{self._pick(POSITIONS)}","started_on":"{date_text(started)}",'
            f'"contract_number":"{number}","salary_minor":{salary}}}',
            started,
            counterpart=employer.voen,
        )

    def _driving(self, person: Person) -> None:
        grown = person.born + int(ADULT * YEAR) + 1
        issued, number = (
            self._since(min(grown, self._today), LICENCE_YEARS),
            numbers.series(person.index, "B"),
        )
        self._add(
            person.id,
            "interior.driving-licences",
            number,
            f'{{"number":"{number}","categories":[{self._pick(CATEGORIES)}],'
            f'"issued_on":"{date_text(issued)}",'
            f'"expires_on":"{date_text(issued + int(LICENCE_YEARS * YEAR))}"}}',
            issued,
        )
        if self._random() < 0.55:
            self._vehicle(person, grown)

    def _vehicle(self, person: Person, grown: int) -> None:
        count = next(self._cars, None)
        if count is None:
            return
        make, model = self._pick(CARS)
        plate = numbers.plate(person.home.place.plates, count)
        registered = self._since(min(grown, self._today), 9)
        year = dt.date.fromordinal(registered).year - int(self._random() * 12)
        vin = "".join(self._pick(_VIN) for _ in range(9)) + f"{person.index:08d}"
        self._add(
            person.id,
            "interior.vehicles",
            plate,
            f'{{"plate":"{plate}","make":"{make}","model":"{model}","year":{year},'
            f'"vin":"{vin}","registered_on":"{date_text(registered)}"}}',
            registered,
        )
        self._add(person.id, *papers.inspection(person, plate, registered, self._today))

    def _real_estate(self, person: Person) -> None:
        home, number = person.home, f"{901_000_000_000 + person.index}"
        registered = self._since(person.born + int(ADULT * YEAR), 20)
        kind = "flat" if self._random() < 0.55 else "house"
        area = f"{38 + int(self._random() * 120)}.{person.index % 10}"
        self._add(
            person.id,
            "property.real-estate",
            number,
            f'{{"registry_number":"{number}","kind":"{kind}","area_m2":"{area}",'
            f'"address":"{home.place.settlement}, {home.street} {home.house}","share":"1/1",'
            f'"registered_on":"{date_text(registered)}"}}',
            registered,
        )

    def _payment(self, person: Person, kind: str, amount: int) -> None:
        since = self._since(person.born + int(min(person.age, PENSION_AGE) * YEAR), 15)
        since, number = min(since, self._today), f"FH{person.index:08d}"
        until = dt.date.fromordinal(self._today).replace(day=1).toordinal() - 1
        iban = numbers.iban(self._pick(numbers.PERSONAL_BANKS), person.index)
        self._add(
            person.id,
            "social.payments",
            number,
            f'{{"account_number":"{number}","kind":"{kind}","amount_minor":{amount},'
            f'"since":"{date_text(since)}","paid_until":"{date_text(until)}","iban":"{iban}"}}',
            since,
        )

    def _conviction(self, person: Person) -> None:
        sentenced = self._since(min(person.born + int(ADULT * YEAR) + 1, self._today), 25)
        status = "open" if self._today - sentenced < 5 * YEAR else "spent"
        number = f"1(101)-{person.index}/{dt.date.fromordinal(sentenced).year}"
        self._add(
            person.id,
            "interior.criminal-records",
            number,
            f'{{"case_number":"{number}","article":"{self._pick(ARTICLES)}",'
            f'"court":"{self._pick(COURTS)}","sentenced_on":"{date_text(sentenced)}",'
            f'"status":"{status}"}}',
            sentenced,
        )

    def about_organisation(self, organisation: Organisation) -> None:
        """All records of an organisation, and its director's mandate."""
        home, director = organisation.director.home, organisation.director
        address = f"{home.place.settlement}, {home.street} {home.house}"
        self._add(
            organisation.id,
            "tax.taxpayers",
            organisation.voen,
            f'{{"voen":"{organisation.voen}","name":"{organisation.name}",'
            f'"legal_form":"{organisation.form}","status":"active",'
            f'"registered_on":"{date_text(organisation.since)}",'
            f'"director_party_id":"{director.id}","director_name":"{director.full_name}",'
            f'"address":"{address}","activity":"{organisation.activity}",'
            f'"phone":"{numbers.phone(organisation.index)}"}}',
            organisation.since,
        )
        bank = self._pick(numbers.PERSONAL_BANKS)
        iban = numbers.iban(bank, 10**12 + organisation.index)
        self._add(
            organisation.id,
            "tax.bank-accounts",
            iban,
            f'{{"iban":"{iban}","bank":"{numbers.BANKS[bank]}",'
            f'"opened_on":"{date_text(organisation.since)}"}}',
            organisation.since,
        )
        if organisation.is_pharmacy:
            self._licence(organisation, address)
        self._mandate(
            organisation.id, director.id, "director", '["*"]', "tax.taxpayers",
            organisation.since, "\\N",
        )  # fmt: skip

    def _licence(self, organisation: Organisation, address: str) -> None:
        number = f"ƏF-{organisation.index:06d}"
        granted = min(organisation.since + 60, self._today)
        self._add(
            organisation.id,
            "health.licences",
            number,
            f'{{"number":"{number}","kind":"pharmacy","holder_name":"{organisation.name}",'
            f'"premises":"{address}","granted_on":"{date_text(granted)}"}}',
            granted,
        )

    def _pick(self, given: Sequence[T]) -> T:
        return given[int(self._random() * len(given))]
