"""The kinds of questions stand in the engine, which decides by them, and in the user interface,
which draws them and knows no domain: both name the same ones."""

from __future__ import annotations

from typing import get_args

from pencere.casework.definitions import model_form
from pencere.ui import fields

OF_PAGES = {"parts", "password"}
"""What pages of the platform itself ask, and no service does."""


def test_every_question_can_be_drawn_and_nothing_else() -> None:
    asked, drawn = set(get_args(model_form.FieldType)), set(get_args(fields.FieldType))
    assert drawn - OF_PAGES == asked
