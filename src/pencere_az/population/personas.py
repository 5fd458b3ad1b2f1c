"""The people of the demo by name: who they are. Their records are in `persona_records`.

Identifiers are fixed, so that guides, tests and the sign-in page can name them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Persona:
    """One made-up person whom everybody in the project knows."""

    key: str
    fin: str
    surname: str
    given_name: str
    patronymic: str
    """The father's name alone, without oğlu or qızı."""
    sex: str
    born_on: dt.date
    party_id: UUID

    @property
    def full_name(self) -> str:
        """As documents write it: surname, name, patronymic."""
        return f"{self.surname} {self.given_name} {self.patronymic_in_full}"

    @property
    def patronymic_in_full(self) -> str:
        """The father's name with oğlu (son of) or qızı (daughter of)."""
        return f"{self.patronymic} {'oğlu' if self.sex == 'male' else 'qızı'}"

    @property
    def card_number(self) -> str:
        """The number of the identity card."""
        return f"AZ90000{list(PERSONAS).index(self.key) + 1:02d}"

    @property
    def email(self) -> str:
        """An address in a domain that exists nowhere (RFC 2606)."""
        return f"{self.key}@example.test"

    @property
    def phone(self) -> str:
        """The mobile number of who is grown up, E.164."""
        return f"+99450234{_WITH_PHONE.index(self.key):04d}"


_WITH_PHONE = (
    "aysel", "rauf", "nigar", "elchin", "leyla", "elvin", "kamran", "gunel", "tural", "sevda",
    "orkhan", "ulviyya", "farid", "zaur", "zeynab",
)  # fmt: skip


def _party(place: int) -> UUID:
    return UUID(f"01900000-0000-7000-8000-{place:012x}")


_F, _M = "female", "male"
_PEOPLE = (
    ("aysel", "5AYSEL1", "Məmmədova", "Aysel", "Rauf", _F, "1990-04-17"),
    ("elchin", "5ELC1N7", "Məmmədov", "Elçin", "Vaqif", _M, "1987-09-02"),
    ("nargiz", "6NERG1Z", "Məmmədova", "Nərgiz", "Elçin", _F, "2015-05-21"),
    ("murad", "6MURAD2", "Məmmədov", "Murad", "Elçin", _M, "2019-11-08"),
    ("rauf", "2RAUF77", "Quliyev", "Rauf", "Məmməd", _M, "1956-01-30"),
    ("nigar", "4N1GAR3", "Həsənova", "Nigar", "Tofiq", _F, "1982-07-14"),
    ("leyla", "6LEYLA4", "Abbasova", "Leyla", "Cavid", _F, "1998-12-05"),
    ("elvin", "7ELV1N5", "Babazadə", "Elvin", "Şahin", _M, "2003-03-09"),
    ("kamran", "3KAMRA8", "Əhmədov", "Kamran", "İlqar", _M, "1985-02-11"),
    ("gunel", "8GUNEL2", "Rzayeva", "Günel", "Səməd", _F, "1979-10-23"),
    ("tural", "1TURAL9", "Babayev", "Tural", "Nizami", _M, "1988-06-19"),
    ("sevda", "9SEVDA6", "İsmayılova", "Sevda", "Akif", _F, "1984-08-28"),
    ("orkhan", "4NEB1Y2", "Nəbiyev", "Orxan", "Fuad", _M, "1991-01-16"),
    ("ulviyya", "5ULV1Y8", "Kərimova", "Ülviyyə", "Arif", _F, "1976-05-03"),
    ("farid", "2FER1D6", "Hüseynov", "Fərid", "Zakir", _M, "1989-12-27"),
    ("zaur", "3ZAUR71", "Cəfərov", "Zaur", "Mübariz", _M, "1983-03-31"),
    ("zeynab", "1ZEYN4B", "Quliyeva", "Zeynəb", "Ağa", _F, "1934-08-12"),
    ("aylin", "6AYL1N3", "Həsənova", "Aylin", "Tofiq", _F, "2014-09-03"),
)

PERSONAS: dict[str, Persona] = {
    key: Persona(
        key=key,
        fin=fin,
        surname=surname,
        given_name=given_name,
        patronymic=patronymic,
        sex=sex,
        born_on=dt.date.fromisoformat(born_on),
        party_id=_party(place),
    )
    for place, (key, fin, surname, given_name, patronymic, sex, born_on) in enumerate(_PEOPLE, 1)
}
"""By key. Aysel and Elçin are married, Nərgiz and Murad their children, Rauf is Aysel's father
and Zeynəb his mother, for whom Aysel holds a power of attorney. Nigar is the guardian of her
sister Aylin."""

PHARMACY_PARTY = UUID("01900000-0000-7000-8000-0000000001f4")
PHARMACY_VOEN = "1700500661"
PHARMACY_NAME = "“Şəfa Aptek” MMC"
