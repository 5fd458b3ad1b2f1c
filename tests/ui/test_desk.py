"""The ways that an officer is shown at the desk."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from pencere.kernel.actors import Actor
from pencere.ui import desk
from pencere.ui.desk import DeskEntry, add_desk_entry, links

ACTOR = Actor(kind="officer", agency="interior", roles=frozenset({"officer"}))


@pytest.fixture(autouse=True)
def _desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_entries", {})
    monkeypatch.setattr(desk, "_actor_of", [lambda request: ACTOR])
    add_desk_entry(DeskEntry("desk:queue", "Queue", order=1))
    add_desk_entry(DeskEntry("regimes:overview", "Rules", order=2, group="Special regime"))
    add_desk_entry(DeskEntry("desk:absences", "Absence", order=3))
    add_desk_entry(DeskEntry("patrol:patrol", "Checks", order=4, group="Special regime"))


def shown(path: str) -> list[tuple[str, bool, list[str]]]:
    found = links(RequestFactory().get(path))
    return [(each.title, each.is_here, [one.title for one in each.links]) for each in found]


def test_entries_of_a_group_stand_together_where_the_first_would() -> None:
    assert shown("/desk/") == [
        ("Queue", True, []),
        ("Special regime", False, ["Rules", "Checks"]),
        ("Absence", False, []),
    ]


def test_the_group_is_here_when_one_of_its_pages_is() -> None:
    assert [title for title, is_here, _links in shown("/patrol/") if is_here] == ["Special regime"]


def test_a_single_entry_of_a_group_is_a_plain_way() -> None:
    add_desk_entry(
        DeskEntry("patrol:patrol", "Checks", order=4, is_for=lambda actor: False, group="Special")
    )

    assert shown("/desk/regimes/")[1] == ("Rules", True, [])
