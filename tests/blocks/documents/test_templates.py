"""Every template of the country pack can be set, with its example, in each language."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.blocks.documents.making import sample

from pencere.blocks.documents.rendering import rendered
from pencere.kernel.pack import pack

TEMPLATES = sorted(path.parent.name for path in (pack().root / "documents").glob("*/sample.json"))


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_is_set(template: str) -> None:
    given = sample(template)

    for language in given["title"]:
        statement = {
            "number": "AZ-0000-0000",
            "template": template,
            "title": given["title"],
            "language": language,
            "agency": {"code": given["agency"], "title": given["title"], "site": "example.test"},
            "holder": given["holder"],
            "about": "",
            "issued_on": "2026-11-23",
            "valid_from": "2026-11-23",
            "valid_until": None,
            "verify": "https://example.test/verify/AZ-0000-0000/",
            "data": given["data"],
        }
        made_at = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
        pdf = rendered(template=template, statement=statement, made_at=made_at)
        assert pdf.startswith(b"%PDF")
