"""Makes documents for the tests from the examples that stand beside the templates."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from tests import people

from pencere.blocks.documents import api
from pencere.blocks.documents.jobs import prepare
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.files.api import open_file
from pencere.kernel.pack import pack
from pencere.kernel.text import Text


def sample(template: str, name: str = "sample") -> dict[str, Any]:
    """The example that stands beside a template of the country pack."""
    path = pack().root / "documents" / template / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def order(example: str = "family-composition", name: str = "sample", **more: Any) -> Any:
    """Order a document from a template's example for Aysel."""
    given = sample(example, name)
    people.agency(given["agency"])
    return api.order(
        **{
            "actor": system("test"),
            "template": example,
            "agency": given["agency"],
            "seal": f"{given['agency']}.seal",
            "holder": people.aysel().party_id,
            "holder_name": given["holder"],
            "data": given["data"],
            "language": "az",
            "valid_from": clock.today(),
            "valid_until": clock.today() + dt.timedelta(days=30),
            "about": "K7M2-9QX4-H",
            "title": Text(given["title"]),
            **more,
        }
    )


def issue(example: str = "family-composition", name: str = "sample", **more: Any) -> Any:
    """Order a document and have its job done."""
    document = order(example, name, **more)
    prepare(document_id=str(document.pk))
    document.refresh_from_db()
    return document


def content_of(document: api.IssuedDocument) -> bytes:
    """The sealed file."""
    assert document.file is not None
    with open_file(document.file) as opened:
        return bytes(opened.read())
