"""Benchmarks that fill a table by SQL name every column that needs a value."""

from __future__ import annotations

import re

from bench.queue import FILL

from pencere.casework.applications.models import Application


def test_the_queue_s_applications_have_every_column() -> None:
    named = re.search(r"INSERT INTO applications_application\s*\((.*?)\)", FILL, re.DOTALL)
    assert named is not None
    given = {each.strip() for each in named[1].split(",")}
    fields = Application._meta.concrete_fields
    assert given <= {field.column for field in fields}
    assert {field.column for field in fields if not field.null} <= given
