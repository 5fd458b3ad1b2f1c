"""What was changed in a correction, as the officer reads it."""

from __future__ import annotations

import pytest
from tests.casework.applications import services
from tests.casework.applications.household import HOUSEHOLD

from pencere.casework.applications.differences import differences
from pencere.casework.definitions.api import current

pytestmark = pytest.mark.usefixtures("country")


def test_rows_are_told_by_their_questions_and_in_words() -> None:
    services.publish(HOUSEHOLD)
    before = [{"kind": "cow", "count": 2, "worth": 150000}]
    after = [{"kind": "hen", "count": 2, "worth": 1200}, {"kind": "cow", "count": 1}]
    found = differences(current(HOUSEHOLD).definition, {"animals": [before, after]})
    said = {
        each.title.partition(": ")[0].rpartition(" ")[2] + " " + each.title.partition(": ")[2]: (
            "".join(piece.text for piece in each.before),
            "".join(piece.text for piece in each.after),
        )
        for each in found
    }
    assert said["1 Which"] == ("Cow", "Hen")
    assert said["1 Worth"][1].endswith("12.00")
    assert said["2 Which"] == ("", "Cow")
    assert "1 How many" not in said


def test_an_address_is_told_by_its_names() -> None:
    services.publish(HOUSEHOLD)
    street = {"region": "baku", "locality": "", "street": "Nizami", "house": "1"}
    changes = {"home": [street, {**street, "house": "2"}]}
    (found,) = differences(current(HOUSEHOLD).definition, changes)
    assert str(found.title) == "Where you live"
    changed = [piece.text for piece in found.after if piece.is_changed]
    assert changed == ["2"]
