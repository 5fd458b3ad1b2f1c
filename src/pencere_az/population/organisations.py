"""Organisations of a chunk: a pharmacy, a school, companies; each led by somebody of the chunk."""

from __future__ import annotations

import random
from collections.abc import Sequence

from pencere_az.population import numbers
from pencere_az.population.households import YEAR, Person
from pencere_az.population.names import COMPANY_WORDS
from pencere_az.population.numbers import Ids

PEOPLE_EACH = 50
ACTIVITIES = (
    ("Ticarət", "Topdan və pərakəndə ticarət"),
    ("İnşaat", "Tikinti işləri"),
    ("Logistika", "Yük daşınması"),
    ("Aqro", "Bitkiçilik"),
    ("Texnologiya", "Proqram təminatının hazırlanması"),
    ("Qida", "Qida məhsullarının istehsalı"),
    ("Tekstil", "Geyim istehsalı"),
    ("Konsaltinq", "İdarəetmə üzrə məsləhət"),
)
PHARMACY = "Əczaçılıq məhsullarının pərakəndə satışı"
SCHOOL = "Ümumi təhsil"


class Organisation:
    """One organisation while a chunk is made."""

    __slots__ = (
        "activity", "director", "ended_text", "form", "id", "index", "name", "since", "voen",
    )  # fmt: skip

    def __init__(self, index: int, id_: str, director: Person, since: int) -> None:
        self.index, self.id, self.director, self.since = index, id_, director, since
        self.voen = numbers.voen(index)
        self.name = self.activity = ""
        self.form = "llc"
        self.ended_text = "\\N"
        """Day of dissolution as COPY writes it."""

    @property
    def is_active(self) -> bool:
        """Whether it still exists."""
        return self.ended_text == "\\N"

    @property
    def is_pharmacy(self) -> bool:
        """Whether it sells medicines."""
        return self.activity == PHARMACY


def make_organisations(
    rng: random.Random, ids: Ids, people: Sequence[Person], *, first_index: int
) -> list[Organisation]:
    """The organisations of these people; none where nobody is of an age to lead one."""
    leaders = [p for p in people if 28 <= p.age <= 62 and not p.citizenship]
    if not leaders:
        return []
    made = []
    for place in range(max(1, len(people) // PEOPLE_EACH)):
        director = leaders[int(rng.random() * len(leaders))]
        grown = director.born + int(25 * YEAR)
        since = grown + int(rng.random() * (director.age - 26) * YEAR)
        organisation = Organisation(
            first_index + place, ids(numbers.ORGANISATION, place), director, since
        )
        _name(organisation, place, rng)
        made.append(organisation)
    return made


def _name(organisation: Organisation, place: int, rng: random.Random) -> None:
    word = COMPANY_WORDS[int(rng.random() * len(COMPANY_WORDS))]
    if place == 0:
        organisation.name, organisation.activity = f"“{word} Aptek” MMC", PHARMACY
    elif place == 1:
        number = 1 + int(rng.random() * 320)
        organisation.name = f"{number} nömrəli tam orta məktəb"
        organisation.activity, organisation.form = SCHOOL, "public"
    else:
        what, organisation.activity = ACTIVITIES[int(rng.random() * len(ACTIVITIES))]
        organisation.name = f"“{word} {what}” MMC"
