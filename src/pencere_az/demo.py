"""Who can sign in to the demonstration: the personas with accounts, posts and second factors.

`pencere demo` prints `DEMO_PEOPLE`; `create_accounts` makes what is missing and changes
nothing that is there. The password and the secrets are public: never for a real installation.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import transaction

from pencere.blocks.identity.api import open_account
from pencere.blocks.mobile_id.api import open_demo_contract
from pencere.casework.statistics.api import count_up_to_now
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere_az.population.cases import make_cases
from pencere_az.population.mandates import make_mandates
from pencere_az.population.permits import make_permits
from pencere_az.population.personas import PERSONAS, Persona
from pencere_az.population.staff import make_staff_permits
from pencere_az.population.systems import SAMPLE_ADDRESS, SAMPLE_ID, SAMPLE_SECRET, make_systems

PASSWORD = "pencere-2026"  # noqa: S105 (printed by the demo)
SINCE = dt.date(2024, 1, 15)


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A post that a persona holds."""

    agency: str
    title: Text
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoPhone:
    """The phone of a persona who has mobile ID."""

    number: str
    user_id: str
    pin: str
    puk: str
    kinds: tuple[str, ...] = ("citizen",)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One who can sign in."""

    persona: Persona
    tries: Text
    """What to try as them."""
    posts: tuple[DemoPost, ...] = ()

    @property
    def phone(self) -> DemoPhone | None:
        """Their phone with mobile ID; None for who has none."""
        return _PHONES.get(self.persona.key)

    @property
    def name(self) -> str:
        """Full name."""
        return self.persona.full_name

    @property
    def texts(self) -> Sequence[str]:
        """What they could write to the number for permits, in the ways that people write."""
        number = self.persona.card_number
        letters, digits = number[:2], number[2:]
        return (f"2 {letters} {digits}", f"1#{number.lower()}", f"3{number}", "salam")

    @property
    def username(self) -> str:
        """FIN."""
        return self.persona.fin

    @property
    def password(self) -> str:
        """The same for all."""
        return PASSWORD

    @property
    def has_code(self) -> bool:
        """Whether they set up an authenticator app: officers must, and a company's licence asks
        its director for it."""
        return bool(self.posts) or self.persona.key == "nigar"

    @property
    def totp_secret(self) -> str:
        """Secret of the authenticator app, in base 32; empty for who signs in without."""
        if not self.has_code:
            return ""
        digest = hashlib.sha256(f"pencere demo {self.persona.key}".encode()).digest()
        return base64.b32encode(digest[:20]).decode()

    def __str__(self) -> str:
        code = "  + code from /demo/codes/" if self.has_code else ""
        tries = self.tries.in_language("en")
        phone = self.phone
        mobile = (
            f"\n    mobile ID: {phone.number} {phone.user_id}  PIN {phone.pin}" if phone else ""
        )
        return f"{self.username}  {self.password}{code:<27} {self.name}: {tries}{mobile}"


def _post(agency: str, title: tuple[str, str, str], *roles: str) -> DemoPost:
    az, ru, en = title
    return DemoPost(agency, Text({"az": az, "ru": ru, "en": en}), roles)


_ADVISER = ("Baş məsləhətçi", "Главный советник", "Senior adviser")
_HEAD = ("Şöbə müdiri", "Начальник отдела", "Head of department")
_REGISTRAR = ("Reyestr üzrə məsul şəxs", "Ответственный за реестр", "Registrar")
_OPERATOR = ("Platformanın operatoru", "Оператор платформы", "Operator of the platform")
_INSPECTOR = ("Baş inspektor", "Главный инспектор", "Senior inspector")

_SHARED = (
    "antimonopoly",
    "employment",
    "examinations",
    "general-education",
    "local-executive",
    "medical-expertise",
)
"""Agencies of the demo where Zaur looks at applications and Günel is the head."""
_OF_PERMITS = ("regime", "permits", "patrol")
"""Roles of who sets the rules of a special regime, looks after its permits and checks them."""
_SHARED_HEAD = (*_SHARED, "social-fund", "tax")

_CITIZENS: dict[str, tuple[str, str, str]] = {
    "aysel": (
        "ailə, maşın, bitməkdə olan sürücülük vəsiqəsi, mənzil, iş",
        "семья, машина, истекающие права, квартира, работа",
        "family, car, a driving licence that expires soon, a flat, a job",
    ),
    "rauf": (
        "pensiyaçı, məhkumluq barədə qeyd",
        "пенсионер, запись о судимости",
        "a pensioner with a criminal record",
    ),
    "nigar": (
        "direktor: “Şəfa Aptek” MMC adından hərəkət edin; səlahiyyət istəyi gözləyir",
        "директор: действуйте от имени ООО «Şəfa Aptek»; ждёт запрос полномочия",
        "a director: act for the company “Şəfa Aptek”; a request for a mandate waits",
    ),
    "elchin": (
        "Ayselin əri, “Şəfa Aptek” MMC-nin möhürü: işçilərin icazələri",
        "муж Айсель, печать ООО «Şəfa Aptek»: пропуска для работников",
        "Aysel's husband, holds the seal of “Şəfa Aptek”: permits for its staff",
    ),
    "leyla": (
        "tələbə; “Şəfa Aptek” üçün lisenziya səlahiyyəti",
        "студентка; полномочие на лицензии ООО «Şəfa Aptek»",
        "a young woman with little in the registers; may apply for licences of “Şəfa Aptek”",
    ),
    "elvin": (
        "Leyla ilə nikah: razılıq verin; fərdi sahibkar: işçi icazəsi",
        "брак с Лейлой: согласитесь; индивидуальный предприниматель: пропуск",
        "to marry Leyla: agree to her application; a sole trader with a permit for himself",
    ),
}
_OFFICERS: dict[str, tuple[tuple[str, str, str], tuple[DemoPost, ...]]] = {
    "kamran": (
        ("Ədliyyə: müraciətlər", "Юстиция: заявления", "Justice: applications"),
        (_post("justice", _ADVISER, "officer", "integrator", "emergency"),),
    ),
    "gunel": (
        (
            "Ədliyyə: reyestrdə düzəlişlər, şöbə müdiri",
            "Юстиция: исправления в реестре, начальник",
            "Justice: corrections in the register, head",
        ),
        (
            _post("justice", _HEAD, "officer", "registrar", "head", "data-protection"),
            *(
                _post(agency, _HEAD, "officer", "head")
                for agency in (*_SHARED, "social-fund", "tax")
            ),
        ),
    ),
    "tural": (
        (
            "DİN və yol polisi: vəsiqə, pasport, qeydiyyat, texniki baxış",
            "МВД и дорожная полиция: документы, регистрация, техосмотр",
            "Interior and Traffic Police: documents, registration, inspection",
        ),
        (
            _post(
                "interior",
                _ADVISER,
                "officer",
                "registrar",
                "regime",
                "permits",
                "patrol",
                "front-desk",
            ),
            _post("traffic-police", _INSPECTOR, "officer", "inspector", "registrar"),
        ),
    ),
    "sevda": (
        ("DİN: ikinci icraçı, müdir", "МВД: второй исполнитель", "Interior: the second officer"),
        (
            _post("interior", _HEAD, "officer", "head", "regime", "permits"),
            _post("traffic-police", _HEAD, "officer", "head"),
        ),
    ),
    "orkhan": (
        ("İqtisadiyyat: lisenziyalara baxış", "Экономика: рассмотрение", "Economy: review"),
        (_post("economy", _ADVISER, "officer", "registrar"),),
    ),
    "ulviyya": (
        ("İqtisadiyyat: qərar", "Экономика: решение", "Economy: decision"),
        (_post("economy", _HEAD, "officer", "head"),),
    ),
    "farid": (
        ("İqtisadiyyat: yerində yoxlama", "Экономика: проверка", "Economy: inspection"),
        (_post("economy", _INSPECTOR, "inspector"),),
    ),
    "zaur": (
        (
            "Rəqəmsal inkişaf: şikayət və təkliflər; əmək, əmlak və sosial reyestrlər",
            "Цифровое развитие: жалобы и предложения; реестры труда, имущества, соцфонда",
            "Digital: complaints and suggestions; registers of labour, property, social fund",
        ),
        (
            _post("digital", _ADVISER, "officer", "registrar", "head"),
            _post("digital", _OPERATOR, "operator"),
            _post("archive", _HEAD, "officer", "head"),
            _post("ecology", _HEAD, "officer", "head"),
            *(
                _post(agency, _REGISTRAR, "officer", "registrar")
                for agency in ("labour", "property", "social-fund", "science", "tax", "health")
            ),
            _post("ecology", _ADVISER, "officer"),
            *(_post(agency, _ADVISER, "officer") for agency in _SHARED),
        ),
    ),
}


_PHONES = {
    "aysel": DemoPhone("+994502340000", "100200", "2468", "24681357"),
    "rauf": DemoPhone("+994502340001", "100201", "2468", "24681357"),
    "nigar": DemoPhone("+994502340002", "100202", "2468", "24681357", ("citizen", "business")),
    "elchin": DemoPhone("+994502340003", "100203", "2468", "24681357", ("citizen", "business")),
    "leyla": DemoPhone("+994502340004", "100204", "2468", "24681357"),
    "elvin": DemoPhone("+994502340005", "100205", "2468", "24681357"),
    "kamran": DemoPhone("+994502340006", "100206", "2468", "24681357", ("citizen", "government")),
    "gunel": DemoPhone("+994502340007", "100207", "2468", "24681357", ("citizen", "government")),
    "zaur": DemoPhone("+994502340013", "100213", "2468", "24681357", ("citizen", "government")),
}
"""Who has mobile ID, each under the number of their account."""


def _text(words: tuple[str, str, str]) -> Text:
    return Text(dict(zip(("az", "ru", "en"), words, strict=True)))


DEMO_PEOPLE: Sequence[DemoPerson] = (
    *(DemoPerson(PERSONAS[key], _text(words)) for key, words in _CITIZENS.items()),
    *(DemoPerson(PERSONAS[key], _text(words), posts) for key, (words, posts) in _OFFICERS.items()),
)


@dataclass(frozen=True, slots=True)
class DemoSystem:
    """A system that anybody may run against the demo."""

    title: Text
    client_id: str
    client_secret: str
    address: str
    """Where it listens."""

    def __str__(self) -> str:
        name = self.title.in_language("en")
        how = f"run docs/sample-client/sample.py, then open {self.address}/"
        return f"{self.client_id}  {self.client_secret}  {name}: {how}"


DEMO_SYSTEMS: Sequence[DemoSystem] = (
    DemoSystem(
        _text(("nümunə proqram", "пример программы", "sample client")),
        SAMPLE_ID,
        SAMPLE_SECRET,
        SAMPLE_ADDRESS,
    ),
)


@transaction.atomic
def create_accounts() -> int:
    """Make accounts, posts and second factors that are missing; returns how many people."""
    for person in DEMO_PEOPLE:
        account = open_account(
            party_id=_party(person.persona),
            username=person.username,
            password=person.password,
            email=person.persona.email,
            phone=person.persona.phone,
            totp_secret=person.totp_secret,
        )
        if person.phone is not None:
            _hand_out(person, person.phone, account.party_id)
        for post in person.posts:
            apps.get_model("parties", "Post").objects.get_or_create(
                account=account,
                agency_id=post.agency,
                roles=list(post.roles),
                defaults={"title": dict(post.title), "valid_from": SINCE},
            )
    return len(DEMO_PEOPLE)


def _hand_out(person: DemoPerson, phone: DemoPhone, party_id: UUID) -> None:
    open_demo_contract(
        party_id=party_id,
        number=phone.number,
        user_id=phone.user_id,
        holder=person.name,
        identifier=person.username,
        pin=phone.pin,
        puk=phone.puk,
        kinds=phone.kinds,
    )


@transaction.atomic
def create_mandates() -> int:
    """Make the mandates that the demo's people gave each other; returns how many were proposed."""
    return make_mandates()


def create_systems() -> int:
    """Make the other systems to which the demo's people sign in; returns how many."""
    return make_systems()


def create_cases(*, seed: int) -> int:
    """Make a year of applications and count it for the statistics; returns how many."""
    made = make_cases(seed=seed)
    if made:
        count_up_to_now()
    return made


def create_permits(*, seed: int) -> int:
    """Make two days of messages to the regime's number; returns how many."""
    return make_permits(seed=seed)


def create_staff_permits() -> int:
    """Make permits that employers gave their staff; returns how many."""
    return make_staff_permits()


def _party(persona: Persona) -> UUID:
    party, _is_new = apps.get_model("parties", "Party").objects.get_or_create(
        kind="person",
        identifier=persona.fin,
        defaults={
            "id": persona.party_id,
            "name": persona.full_name,
            "search_key": pack().fold(persona.full_name),
            "born_on": persona.born_on,
        },
    )
    found: UUID = party.pk
    return found
