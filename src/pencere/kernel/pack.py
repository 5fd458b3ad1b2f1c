"""The country pack: everything that a law or a language sets, behind one interface.

The platform finds its pack by the module name in `settings.COUNTRY_PACK`; the module has
an attribute `PACK`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from django.conf import settings

if TYPE_CHECKING:
    from pencere.kernel.text import Text


class AddressBook(Protocol):
    """The country's places, for addresses. Where a list is empty the place isn't known here,
    and what people type in its stead is taken as it is."""

    def regions(self) -> Mapping[str, Text]:
        """Regions and cities by ISO 3166-2 code, in order."""
        ...

    def region_named(self, name: str) -> str:
        """Code of the region that a register or a person calls so, in any language and with or
        without "district" or "city"; "" for one that isn't known."""
        ...

    def localities(self, region: str) -> Mapping[str, Text]:
        """Towns and villages of a region by code; {} for a region that isn't known."""
        ...

    def streets(self, region: str, locality: str) -> Mapping[str, Text]:
        """Streets of a locality by code; {} where none are recorded."""
        ...

    def centre(self, region: str) -> tuple[float, float] | None:
        """(latitude, longitude) where a map of the region begins; None when not known."""
        ...

    def normalise_postal_code(self, value: str) -> str | None:
        """The canonical form of a postal code, None when it can't be one."""
        ...


class Bounds(NamedTuple):
    """A box of degrees around the country, its sea included."""

    south: float
    west: float
    north: float
    east: float

    def contain(self, latitude: float, longitude: float) -> bool:
        """Whether a place lies in the box."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@dataclass(frozen=True, slots=True)
class PublicRegister:
    """A register of what agencies granted, which everyone may search."""

    code: str
    title: Text
    summary: Text
    agency: str
    """Who keeps it."""
    law: Text
    """Why it is public."""
    activities: Mapping[str, Text]

    @property
    def slug(self) -> str:
        """How addresses name it."""
        return self.code.replace(".", "-")


@dataclass(frozen=True, slots=True)
class MobileIdScheme:
    """How the country's mobile ID is called and what its certificates are."""

    name: Text
    certificate_kinds: Mapping[str, Text]
    """By code; the first is the one with which people say who they are."""
    certificate_life: dt.timedelta


@dataclass(frozen=True, slots=True)
class DatedValue:
    """What a parameter is from a day on."""

    since: dt.date
    value: str
    law: Text | None = None
    is_confirmed: bool = True
    """Whether it was read in the law; what isn't is shown with that remark."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a law sets for many services at once, by the days from which it holds."""

    code: str
    title: Text
    values: tuple[DatedValue, ...]
    """The newest first."""

    def on(self, day: dt.date) -> DatedValue | None:
        """What holds on this day; None before the first."""
        return next((each for each in self.values if each.since <= day), None)


@dataclass(frozen=True, slots=True)
class MandateScope:
    """Something that one party may let another do in its name."""

    code: str
    """As services and registers name it."""
    title: Text
    given_by: frozenset[str]
    """Kinds of parties that may give it: person, foreigner, organisation."""
    may_be_left_out: bool = False
    """Whether it may be taken out of a mandate for everything."""


@dataclass(frozen=True, slots=True)
class MandateSource:
    """A register that says who acts for whom: each record about a party, whose `conditions`
    hold, names a holder."""

    register: str
    kind: str
    """Of the mandate: director, parent, guardian."""
    holder_field: str
    """The field, of type `party`, that names who acts for the record's subject."""
    conditions: Mapping[str, frozenset[str]]
    """By field, the values with which the record gives a mandate."""
    scopes: frozenset[str]
    ends_at_majority: bool = False


@dataclass(frozen=True, slots=True)
class EndSource:
    """A register that says that somebody died, or that an organisation was dissolved: each record
    whose `conditions` hold. The day is the first on which the record holds."""

    register: str
    conditions: Mapping[str, frozenset[str]]
    """By field, the values with which the record says so."""


@dataclass(frozen=True, slots=True)
class IdentityProof:
    """By what a person who isn't there in person proves who they are, and how they are reached."""

    documents: Mapping[str, str]
    """The register of each kind of document (a code of `document_kinds`)."""
    born_on: str
    """The field of these registers with the date of birth."""
    contacts: str
    """The register of the contacts that the state has of a person."""
    phone: str
    """Its field with the phone number, E.164."""
    email: str


@dataclass(frozen=True, slots=True)
class RegimeMark:
    """Where a value of a regime comes from."""

    law: Text | None = None
    is_confirmed: bool = True
    """Whether it was read in the law; what isn't is shown with that remark."""


@dataclass(frozen=True, slots=True)
class RegimeSeed:
    """The rules with which a regime begins, before any officer decided about it."""

    code: str
    agency: str
    """Whose officers decide about it."""
    since: dt.date
    """The day with which it begins."""
    reason: Text
    law: Text | None
    values: Mapping[str, Any]
    marks: Mapping[str, RegimeMark]
    """By value."""


@dataclass(frozen=True, slots=True)
class DocumentSeries:
    """Documents whose numbers begin with the same letters."""

    kind: str
    """A code of `document_kinds`."""
    letters: str
    """As registers write them; `?` is any Latin letter."""
    digits: frozenset[int]
    """How many digits may follow."""
    typed: frozenset[str] = frozenset()
    """Other letters that people write for them."""


@dataclass(frozen=True, slots=True)
class PermitMessages:
    """How people ask by message for a permit to leave home, what registers are asked about them,
    and what they are answered."""

    number: str
    """The number to which they write."""
    series: tuple[DocumentSeries, ...]
    """The documents by which one asks; where several fit, the first is meant."""
    documents: Mapping[str, str]
    """The register of each kind of document."""
    born_on: str
    """The field of these registers with the date of birth."""
    residence: str
    """The register that says where a person lives."""
    region: str
    """Its field with the region's name."""
    certificates: str
    """The register of doctors' certificates by which a permit is extended; it has the fields
    `issued_on` and `valid_until`."""
    example: str
    """A document's number as an example."""
    language_words: Mapping[str, frozenset[str]]
    """By language, the words with which a sender asks for it."""
    script_languages: Mapping[str, str]
    """The language of who writes in a script: CYRILLIC, GREEK."""
    help_words: Mapping[str, frozenset[str]]
    answers: Mapping[str, Text]
    """Words of the answers by code, with `{name}` for what differs."""
    plain_letters: Mapping[str, Mapping[str, str]]
    """By language, letters that an SMS pays dearly for, with those that are sent instead."""


@dataclass(frozen=True, slots=True)
class StaffRegisters:
    """The registers by which permits for staff are filled in and checked, with the fields that
    say it."""

    contracts: str
    """The register of employment contracts, declared with a `counterpart_field`."""
    position: str
    started_on: str
    ended_on: str
    """Field with the last day of the contract, where it has one."""
    organisations: str
    head: str
    """Field of `organisations` with the party who leads it."""
    traders: str
    """The register of people who employ in their own name; its number is by what contracts
    name them."""
    status: str
    """Field of `organisations` and `traders` that says whether they are in business."""
    in_business: frozenset[str]
    vehicles: str
    """The register of vehicles by their owners, whose number is the plate."""


class CountryPack(Protocol):
    """What the platform asks of a country."""

    root: Path
    """Folder with agencies.yaml, registers/, services/, documents/ (templates), texts/."""
    code: str
    """ISO 3166-1 alpha-2."""
    name: Text
    currency: str
    """ISO 4217."""
    alphabet: str
    """Lower-case letters of the first language in their order."""
    person_identifier: Text
    """What the personal identifier is called."""
    organisation_identifier: Text
    majority_years: int
    """At which age one acts for oneself."""
    bounds: Bounds
    """Where a place can lie."""
    mobile_id: MobileIdScheme
    identity_proof: IdentityProof

    def upper(self, text: str, language: str) -> str:
        """Upper case by the rules of `language`."""
        ...

    def lower(self, text: str, language: str) -> str:
        """Lower case by the rules of `language`."""
        ...

    def fold(self, text: str) -> str:
        """The search form of `text`: one script, no marks, so that variants meet."""
        ...

    def is_holiday(self, day: dt.date) -> bool:
        """Whether `day` is a public holiday or rest day by law (weekends apart)."""
        ...

    def normalise_person_identifier(self, value: str) -> str | None:
        """The canonical form of a personal identifier, None when it can't be one."""
        ...

    def normalise_organisation_identifier(self, value: str) -> str | None:
        """The canonical form of an organisation's identifier, None when it can't be one."""
        ...

    def normalise_phone(self, value: str) -> str | None:
        """E.164 form of a phone number of this country or abroad, None when it can't be one."""
        ...

    def document_kinds(self) -> Mapping[str, Text]:
        """Kinds of documents with a number, by code: what `document_number` may ask for."""
        ...

    def normalise_document_number(self, kinds: Sequence[str], value: str) -> str | None:
        """The canonical number of a document of one of these kinds, None when it can't be one."""
        ...

    def normalise_plate(self, value: str) -> str | None:
        """The canonical form of a vehicle's plate, None when it can't be one."""
        ...

    def normalise_iban(self, value: str, *, any_country: bool) -> str | None:
        """The canonical form of an account number (ISO 13616) of this country or of any, None
        when it can't be one."""
        ...

    def addresses(self) -> AddressBook:
        """The places that an address is made of."""
        ...

    def map_outline(self) -> Mapping[str, Any]:
        """The regions as a GeoJSON FeatureCollection, each feature's id its ISO 3166-2 code;
        a schematic map to find one's way on, with a `note` that says how it was made."""
        ...

    def life_events(self) -> Mapping[str, Text]:
        """Life events by code, in the order in which the home page shows them."""
        ...

    def topics(self) -> Mapping[str, Text]:
        """Topics of the catalogue by code, in order."""
        ...

    def public_registers(self) -> Mapping[str, PublicRegister]:
        """Registers that everyone may search, by code."""
        ...

    def parameters(self) -> Mapping[str, Parameter]:
        """What laws set for many services at once, by code."""
        ...

    def regimes(self) -> Mapping[str, RegimeSeed]:
        """The rules with which regimes begin, by code."""
        ...

    def permit_messages(self) -> PermitMessages:
        """How people ask by message for a permit to leave home."""
        ...

    def mandate_scopes(self) -> Mapping[str, MandateScope]:
        """What may be put into a mandate, by code, in the order of the form."""
        ...

    def mandate_sources(self) -> Sequence[MandateSource]:
        """The registers from which mandates follow."""
        ...

    def end_sources(self) -> Sequence[EndSource]:
        """The registers that say who is no more."""
        ...

    def staff_registers(self) -> StaffRegisters:
        """By what permits for staff are filled in and checked."""
        ...

    def demo_accounts(self) -> Sequence[object]:
        """Who can sign in to the demo."""
        ...

    def demo_systems(self) -> Sequence[object]:
        """Systems that anybody may run against the demo."""
        ...


@cache
def pack() -> CountryPack:
    """The pack that the settings name."""
    found: CountryPack = import_module(settings.COUNTRY_PACK).PACK
    return found
