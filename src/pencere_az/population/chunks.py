"""One chunk of the population: people, organisations and their records as lines for COPY."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from functools import lru_cache

from pencere_az.population import numbers
from pencere_az.population.households import Households, Person
from pencere_az.population.numbers import Ids
from pencere_az.population.organisations import Organisation, make_organisations
from pencere_az.population.papers import date_text
from pencere_az.population.rows import Rows
from pencere_az.text import fold

CHUNK = 1000
"""People in a whole chunk. Changing it changes which people a seed gives."""


@dataclass(slots=True)
class Chunk:
    """Lines for COPY, with how many people and organisations they are about."""

    people: int
    organisations: int
    parties: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    mandates: list[str] = field(default_factory=list)


def first_party_id(seed: int, place: int) -> str:
    """The id of the first person of a chunk: whether it is there tells of the whole chunk."""
    return Ids(place, _salt(_random(seed, place)))(numbers.PARTY, 0)


def make_chunk(*, seed: int, place: int, size: int, today: dt.date) -> Chunk:
    """Chunk number `place` of the population of `seed`, with `size` people."""
    rng = _random(seed, place)
    ids = Ids(place, _salt(rng))
    people = Households(rng, first_index=place * CHUNK, size=size, today=today.toordinal()).fill()
    for count, person in enumerate(people):
        person.id = ids(numbers.PARTY, count)
    organisations = make_organisations(rng, ids, people, first_index=place * CHUNK // 50)
    rows = Rows(rng, ids, place=place, today=today.toordinal())
    for person in people:
        rows.about(person, organisations)
    for organisation in organisations:
        rows.about_organisation(organisation)
    return Chunk(
        people=len(people),
        organisations=len(organisations),
        parties=[*map(_person_line, people), *map(_organisation_line, organisations)],
        records=rows.records,
        mandates=rows.mandates,
    )


def _random(seed: int, place: int) -> random.Random:
    return random.Random(f"{seed}:{place}")  # noqa: S311  (made-up people, no secrets)


def _salt(rng: random.Random) -> int:
    return rng.getrandbits(48)


_folded = lru_cache(maxsize=20_000)(fold)


def _person_line(person: Person) -> str:
    if person.citizenship:
        kind, identifier = "foreigner", numbers.foreigner_pin(person.index)
    else:
        kind, identifier = "person", numbers.fin(person.index)
    key = " ".join(_folded(word) for word in person.full_name.split(" "))
    return (
        f"{person.id}\t{kind}\t{identifier}\t{person.full_name}\t{key}"
        f"\t{date_text(person.born)}\t\\N\n"
    )


def _organisation_line(organisation: Organisation) -> str:
    return (
        f"{organisation.id}\torganisation\t{organisation.voen}\t{organisation.name}"
        f"\t{fold(organisation.name)}\t\\N\t{organisation.ended_text}\n"
    )
