"""The pack as the platform sees it: `pencere.kernel.pack.CountryPack` answered for Azerbaijan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from pencere.kernel.pack import (
    AddressBook,
    Bounds,
    EndSource,
    IdentityProof,
    MandateScope,
    MandateSource,
    MobileIdScheme,
    Parameter,
    PermitMessages,
    PublicRegister,
    RegimeSeed,
    StaffRegisters,
)
from pencere.kernel.text import Text
from pencere_az import (
    addresses,
    days_off,
    identifiers,
    mandates,
    parameters,
    permits,
    regime_seeds,
    text,
)


class Azerbaijan:
    """What the platform asks of a country."""

    root = Path(__file__).parent
    code = "AZ"
    name = Text({"az": "Azərbaycan", "ru": "Азербайджан", "en": "Azerbaijan"})
    currency = "AZN"
    alphabet = text.ALPHABET
    person_identifier = Text({"az": "FİN", "ru": "ФИН", "en": "FIN"})
    organisation_identifier = Text({"az": "VÖEN", "ru": "ИНН (VÖEN)", "en": "VOEN"})
    majority_years = mandates.majority_years()
    bounds = Bounds(south=38.3, west=44.7, north=42.0, east=51.0)
    mobile_id = MobileIdScheme(
        name=Text({"az": "Asan İmza", "ru": "Asan İmza", "en": "Asan İmza"}),
        certificate_kinds={
            "citizen": Text({"az": "Vətəndaş", "ru": "Гражданин", "en": "Citizen"}),
            "business": Text({"az": "Biznes", "ru": "Бизнес", "en": "Business"}),
            "government": Text({"az": "Dövlət", "ru": "Госорган", "en": "Government"}),
        },
        certificate_life=dt.timedelta(days=3 * 365),
    )
    identity_proof = IdentityProof(
        documents={
            "identity-card": "interior.identity-cards",
            "residence-card": "migration.residence-cards",
        },
        born_on="born_on",
        contacts="digital.contacts",
        phone="phone",
        email="email",
    )

    def upper(self, text_: str, language: str) -> str:
        """Upper case by the rules of `language`."""
        return text.upper(text_, language)

    def lower(self, text_: str, language: str) -> str:
        """Lower case by the rules of `language`."""
        return text.lower(text_, language)

    def fold(self, text_: str) -> str:
        """The search form of a text: see `pencere_az.text.fold`."""
        return text.fold(text_)

    def is_holiday(self, day: dt.date) -> bool:
        """Whether `day` is a public holiday or rest day by law (weekends apart)."""
        return days_off.is_holiday(day)

    def normalise_person_identifier(self, value: str) -> str | None:
        """FIN of a citizen or PIN of a foreigner in canonical form."""
        return identifiers.person(value)

    def normalise_organisation_identifier(self, value: str) -> str | None:
        """VÖEN in canonical form."""
        return identifiers.voen(value)

    def normalise_phone(self, value: str) -> str | None:
        """E.164 form of a phone number."""
        return identifiers.phone(value)

    def document_kinds(self) -> Mapping[str, Text]:
        """Kinds of documents whose numbers have a form that is known."""
        return identifiers.DOCUMENT_KINDS

    def normalise_document_number(self, kinds: Sequence[str], value: str) -> str | None:
        """The number of an identity card, passport or residence card in canonical form."""
        return identifiers.document_number(kinds, value)

    def normalise_plate(self, value: str) -> str | None:
        """A plate, written 99-AA-999."""
        return identifiers.plate(value)

    def normalise_iban(self, value: str, *, any_country: bool) -> str | None:
        """An account number in canonical form."""
        return identifiers.iban(value, any_country=any_country)

    def addresses(self) -> AddressBook:
        """Regions, places and streets."""
        return addresses.BOOK

    def map_outline(self) -> Mapping[str, Any]:
        """The regions on a schematic map."""
        return addresses.map_outline()

    def life_events(self) -> Mapping[str, Text]:
        """Life events by code, in the order of the home page."""
        return _catalogue()["life_events"]

    def topics(self) -> Mapping[str, Text]:
        """Topics of the catalogue by code, in order."""
        return _catalogue()["topics"]

    def public_registers(self) -> Mapping[str, PublicRegister]:
        """Registers that everyone may search, by code, in the order of their page."""
        return _public_registers()

    def parameters(self) -> Mapping[str, Parameter]:
        """What laws set for many services at once, by code."""
        return parameters.parameters()

    def regimes(self) -> Mapping[str, RegimeSeed]:
        """The rules with which regimes begin, by code."""
        return regime_seeds.seeds()

    def permit_messages(self) -> PermitMessages:
        """How people ask by message for a permit to leave home."""
        return permits.permit_messages()

    def mandate_scopes(self) -> Mapping[str, MandateScope]:
        """What may be put into a mandate, by code, in the order of the form."""
        return mandates.scopes()

    def mandate_sources(self) -> Sequence[MandateSource]:
        """The registers from which mandates follow."""
        return mandates.sources()

    def end_sources(self) -> Sequence[EndSource]:
        """The registers that say who is no more."""
        return mandates.ends()

    def staff_registers(self) -> StaffRegisters:
        """By what permits for staff are filled in and checked."""
        return StaffRegisters(
            contracts="labour.contracts",
            position="position",
            started_on="started_on",
            ended_on="ended_on",
            organisations="tax.taxpayers",
            head="director_party_id",
            traders="tax.sole-traders",
            status="status",
            in_business=frozenset({"active"}),
            vehicles="interior.vehicles",
        )

    def demo_accounts(self) -> Sequence[object]:
        """Who can sign in to the demo."""
        found: Sequence[object] = import_module("pencere_az.demo").DEMO_PEOPLE
        return found

    def demo_systems(self) -> Sequence[object]:
        """Systems that anybody may run against the demo."""
        found: Sequence[object] = import_module("pencere_az.demo").DEMO_SYSTEMS
        return found


@cache
def _catalogue() -> Mapping[str, Mapping[str, Text]]:
    content = yaml.safe_load((Azerbaijan.root / "catalogue.yaml").read_text(encoding="utf-8"))
    return {
        part: {code: Text(words) for code, words in content[part].items()}
        for part in ("life_events", "topics")
    }


@cache
def _public_registers() -> Mapping[str, PublicRegister]:
    content = yaml.safe_load(
        (Azerbaijan.root / "public_registers.yaml").read_text(encoding="utf-8")
    )
    return {
        code: PublicRegister(
            code=code,
            title=Text(said["title"]),
            summary=Text(said["summary"]),
            agency=said["agency"],
            law=Text(said["law"]),
            activities={key: Text(words) for key, words in said["activities"].items()},
        )
        for code, said in content.items()
    }


PACK = Azerbaijan()
