"""Makes the PDF of a document: PDF/A-3a and PDF/UA-1, its data attached as JSON.

The country pack's folder `documents/<template>/` holds `template.typ` and `texts.json`; what
all share is in `documents/common/`. A template gets three inputs, all JSON or SVG text:
`document` (what is attached too), `texts` (of its language) and `qr`. Nothing of the data is
ever read as Typst code.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.parties import api as parties
from pencere.kernel.errors import Invalid
from pencere.kernel.pack import pack
from pencere.kernel.text import Text

STANDARDS: list[Any] = ["a-3a", "ua-1"]
TEMPLATE_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
FONTS = Path(__file__).parent / "fonts"

_one_at_a_time = threading.Lock()
"""A compiler keeps what it made last; two threads in it would mix their documents."""


def template_file(template: str) -> Path:
    """Where the template is. Invalid when the country pack has none of this name."""
    path = _folder() / template / "template.typ"
    if not TEMPLATE_NAME.match(template) or not path.is_file():
        raise Invalid(
            _("There is no such kind of document."), code="unknown-template", field="template"
        )
    return path


def render(document: IssuedDocument) -> bytes:
    """The PDF of `document`, without a signature."""
    agency = parties.agency(document.agency_id)
    return rendered(
        template=document.template,
        statement=statement(document, agency_title=agency.title, agency_site=agency.site),
        made_at=document.issued_at or document.ordered_at,
    )


def rendered(*, template: str, statement: dict[str, Any], made_at: dt.datetime) -> bytes:
    """The PDF of a template filled with `statement`."""
    inputs = {
        "document": json.dumps(statement, ensure_ascii=False, indent=1),
        "texts": _texts(_folder(), template),
        "qr": _qr(statement["verify"]),
    }
    with _one_at_a_time:
        made = _compiler(_folder(), template).compile(
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=made_at.replace(microsecond=0),
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no PDF")
    return made


def statement(document: IssuedDocument, *, agency_title: Text, agency_site: str) -> dict[str, Any]:
    """What the document says, for the template and as the attached JSON."""
    return {
        "number": document.number,
        "template": document.template,
        "title": document.title,
        "language": document.language,
        "agency": {
            "code": document.agency_id,
            "title": dict(agency_title),
            "site": agency_site,
        },
        "state": dict(pack().name),
        "holder": document.holder_name,
        "about": document.about,
        "issued_on": _local_date(document.issued_at or document.ordered_at),
        "valid_from": document.valid_from.isoformat(),
        "valid_until": document.valid_until.isoformat() if document.valid_until else None,
        "verify": verification_address(document.number),
        "data": document.data,
    }


def verification_address(number: str) -> str:
    """The public page of the document with this number."""
    return f"{settings.BASE_URL}/verify/{number}/"


def _local_date(instant: dt.datetime) -> str:
    return timezone.localdate(instant).isoformat()


def _folder() -> Path:
    return pack().root / "documents"


@cache
def _texts(folder: Path, template: str) -> str:
    """The words of a template over those that all share, in every language, as JSON."""
    words: dict[str, dict[str, str]] = {}
    for name in ("common", template):
        words |= json.loads((folder / name / "texts.json").read_bytes())
    return json.dumps(words, ensure_ascii=False)


@cache
def _compiler(folder: Path, template: str) -> typst.Compiler:
    """One for each template in a process: it keeps fonts and parsed sources."""
    return typst.Compiler(
        input=folder / template / "template.typ", root=folder, font_paths=_fonts()
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _qr(address: str) -> str:
    """The address as a QR code that still reads with a seventh of it gone."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=0, xmldecl=False, svgns=True, dark="#12292c"
    )
    return picture.getvalue().decode()
