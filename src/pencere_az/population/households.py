"""Who lives with whom: households whose ages, kinship and names fit together.

The shares are plausible, not a census.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from pencere_az.population.names import FEMALE, FOREIGNERS, MALE, SURNAMES
from pencere_az.population.places import PLACES, STREET_NAMES, Place

T = TypeVar("T")
YEAR = 365.2425

_HEADS = ((19, 29, 12), (30, 39, 29), (40, 49, 23), (50, 59, 19), (60, 69, 12), (70, 84, 5))
HEAD_AGES = [
    age for low, high, share in _HEADS for age in range(low, high + 1) for _ in range(share)
]
CHILDREN = [0] * 12 + [1] * 20 + [2] * 38 + [3] * 20 + [4] * 7 + [5] * 3
LEAVES_HOME_AT = 25


class Home:
    """An address."""

    __slots__ = ("flat", "house", "place", "street")

    def __init__(self, place: Place, street: str, house: int, flat: int) -> None:
        self.place, self.street, self.house, self.flat = place, street, house, flat


class Person:
    """One person while a chunk is made. Days are ordinals, as `date.toordinal` counts."""

    __slots__ = (
        "age", "born", "children", "citizenship", "father", "full_name", "given", "home", "id",
        "index", "is_head", "is_male", "married", "mother", "patronymic", "spouse", "surname",
        "surnames",
    )  # fmt: skip

    def __init__(self, index: int, is_male: bool, born: int, age: int, home: Home) -> None:
        self.index, self.is_male, self.born, self.age, self.home = index, is_male, born, age, home
        self.id = self.full_name = self.given = self.surname = self.patronymic = ""
        self.surnames = ("", "")
        self.citizenship = ""
        """Of a foreigner; empty for a citizen."""
        self.mother: Person | None = None
        self.father: Person | None = None
        self.spouse: Person | None = None
        self.married = 0
        self.children: list[Person] = []
        self.is_head = False

    def take_name(self, given: str, surnames: tuple[str, str], patronymic: str) -> None:
        """Name the person; `surnames` are the man's form and the woman's."""
        self.given, self.surnames, self.patronymic = given, surnames, patronymic
        self.surname = surnames[0] if self.is_male else surnames[1]
        self.full_name = f"{self.surname} {given} {self.patronymic_in_full}"

    @property
    def patronymic_in_full(self) -> str:
        """The father's name with oğlu (son of) or qızı (daughter of)."""
        return f"{self.patronymic} {'oğlu' if self.is_male else 'qızı'}"


class Households:
    """Makes the people of one chunk."""

    def __init__(self, rng: random.Random, *, first_index: int, size: int, today: int) -> None:
        self._random: Callable[[], float] = rng.random
        self._first, self._size, self._today = first_index, size, today
        self.people: list[Person] = []

    def fill(self) -> list[Person]:
        """Exactly as many people as asked; no family is cut in two."""
        while (room := self._size - len(self.people)) > 0:
            self._household(room)
        return self.people

    def _household(self, room: int) -> None:
        draw, home = self._random(), self._home()
        if room == 1 or draw > 0.87:
            self._single(home)
        elif draw > 0.82:
            self._mother_alone(home, room)
        else:
            self._couple(home, room, with_parents=draw < 0.17)

    def _single(self, home: Home) -> None:
        age = self._pick(HEAD_AGES) if self._random() < 0.4 else 62 + self._below(30)
        person = self._adult(home, is_male=self._random() < 0.4, age=age)
        person.is_head = True
        if self._random() < 0.08:
            name, person.citizenship = self._pick(FOREIGNERS)
            person.surname, person.given = name.split(" ")
            person.patronymic, person.full_name = "", name

    def _mother_alone(self, home: Home, room: int) -> None:
        mother = self._adult(home, is_male=False, age=22 + self._below(25))
        mother.is_head = True
        father_name, surnames = self._pick(MALE), mother.surnames
        began = mother.born + int((19 + self._random() * 5) * YEAR)
        for born in self._births(began, mother, room - 1):
            self._child(home, born, mother, None, father_name, surnames)

    def _couple(self, home: Home, room: int, *, with_parents: bool) -> None:
        husband = self._adult(home, is_male=True, age=self._pick(HEAD_AGES))
        husband.is_head = True
        wife_age = max(18, husband.age - self._below(9) + 2)
        wife = self._adult(home, is_male=False, age=wife_age)
        if self._random() < 0.8:
            wife.take_name(wife.given, husband.surnames, wife.patronymic)
        self._marry(husband, wife, wife.born + int((18.3 + self._random() * 9) * YEAR))
        room -= 2
        if with_parents and room:
            room -= self._parents_of(husband, home, room)
        for born in self._births(wife.married + 250, wife, room):
            self._child(home, born, wife, husband, husband.given, husband.surnames)

    def _parents_of(self, husband: Person, home: Home, room: int) -> int:
        age = husband.age + 19 + self._below(17)
        if age > 96:
            return 0
        mother = self._adult(home, is_male=False, age=age)
        mother.take_name(mother.given, husband.surnames, mother.patronymic)
        husband.mother = mother
        mother.children.append(husband)
        if room < 2 or self._random() > 0.55 or age > 90:
            return 1
        father = self._adult(home, is_male=True, age=age + self._below(7))
        father.take_name(husband.patronymic, husband.surnames, father.patronymic)
        husband.father = father
        father.children.append(husband)
        self._marry(father, mother, husband.born - 270 - self._below(900))
        return 2

    def _marry(self, husband: Person, wife: Person, day: int) -> None:
        both_grown = max(husband.born, wife.born) + int(18 * YEAR) + 1
        husband.married = wife.married = min(max(day, both_grown), self._today)
        husband.spouse, wife.spouse = wife, husband

    def _births(self, first: int, mother: Person, room: int) -> list[int]:
        """Days on which children were born who still live at home."""
        days = []
        born = first + self._below(800)
        last = min(self._today, mother.born + int(44 * YEAR))
        gone = self._today - int(LEAVES_HOME_AT * YEAR)
        for _ in range(self._pick(CHILDREN)):
            if born > last:
                break
            if born > gone:
                days.append(born)
            born += 500 + self._below(1500)
        return days[: max(room, 0)]

    def _child(
        self,
        home: Home,
        born: int,
        mother: Person,
        father: Person | None,
        father_name: str,
        surnames: tuple[str, str],
    ) -> None:
        is_male = self._random() < 0.52
        age = int((self._today - born) / YEAR)
        child = self._person(home, is_male=is_male, born=born, age=age)
        child.take_name(self._pick(MALE if is_male else FEMALE), surnames, father_name)
        child.mother, child.father = mother, father
        mother.children.append(child)
        if father:
            father.children.append(child)

    def _adult(self, home: Home, *, is_male: bool, age: int) -> Person:
        born = self._today - int(age * YEAR) - 1 - self._below(364)
        person = self._person(home, is_male=is_male, born=born, age=age)
        given = self._pick(MALE if is_male else FEMALE)
        person.take_name(given, self._pick(SURNAMES), self._pick(MALE))
        return person

    def _person(self, home: Home, *, is_male: bool, born: int, age: int) -> Person:
        person = Person(self._first + len(self.people), is_male, born, age, home)
        self.people.append(person)
        return person

    def _home(self) -> Home:
        return Home(
            self._pick(PLACES), self._pick(STREET_NAMES), 1 + self._below(180), 1 + self._below(96)
        )

    def _below(self, limit: int) -> int:
        return int(self._random() * limit)

    def _pick(self, given: Sequence[T]) -> T:
        return given[int(self._random() * len(given))]
