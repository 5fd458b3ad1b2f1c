"""What views of every floor use to show a page: `render`, forms with their errors, paging,
addresses, the head's person menu. `ui` knows no domain: callers hand over plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render

from pencere.ui import formatting
from pencere.ui.addresses import changed_address, safe_next
from pencere.ui.cabinet import PermitLine, PermitPart, feed_permit_card, permit_card
from pencere.ui.chrome import (
    PersonLink,
    PersonMenu,
    add_person_link,
    person_menu,
    provide_person_menu,
)
from pencere.ui.controls import AddressControl, MapControl, Part, Row, Rows, control_id
from pencere.ui.demo import demo_only
from pencere.ui.desk import DeskEntry, DeskLink, add_desk_entry, provide_actor, show_at_desk
from pencere.ui.errors import error_page, wants_json
from pencere.ui.fields import (
    Attached,
    Choice,
    FieldView,
    FormErrors,
    parse_date,
)
from pencere.ui.language import SESSION_KEY as LANGUAGE_SESSION_KEY
from pencere.ui.language import language_chosen, remember
from pencere.ui.live.doors import provide_actor_of_cookies
from pencere.ui.live.signs import LiveState, live_state
from pencere.ui.live.topics import Pieces, Topic, declare_topic
from pencere.ui.pieces import Crumb, Definition, Event, Pager
from pencere.ui.rest import PROBLEMS, Problem, Words, new_api, words
from pencere.ui.spreadsheets import spreadsheet, spreadsheet_lines
from pencere.ui.static_files import static_address

__all__ = [
    "LANGUAGE_SESSION_KEY",
    "PROBLEMS",
    "AddressControl",
    "Attached",
    "Choice",
    "Crumb",
    "Definition",
    "DeskEntry",
    "DeskLink",
    "Event",
    "FieldView",
    "FormErrors",
    "LiveState",
    "MapControl",
    "Pager",
    "Part",
    "PermitLine",
    "PermitPart",
    "PersonLink",
    "PersonMenu",
    "Pieces",
    "Problem",
    "Row",
    "Rows",
    "Topic",
    "Words",
    "add_desk_entry",
    "add_person_link",
    "changed_address",
    "control_id",
    "declare_topic",
    "demo_only",
    "error_page",
    "feed_permit_card",
    "formatting",
    "is_htmx",
    "is_language_switch",
    "language_chosen",
    "live_state",
    "new_api",
    "parse_date",
    "permit_card",
    "person_menu",
    "provide_actor",
    "provide_actor_of_cookies",
    "provide_person_menu",
    "remember_language",
    "render",
    "safe_next",
    "show_at_desk",
    "spreadsheet",
    "spreadsheet_lines",
    "static_address",
    "wants_json",
    "words",
]

remember_language = remember


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page made from a Jinja2 template `<label>/<name>.html`."""
    return django_render(request, template, dict(context or {}), status=status, using="jinja")


def is_language_switch(request: HttpRequest) -> bool:
    """Whether this POST only changes the language: show the form again with what was typed,
    without error messages, and keep the draft where there is one."""
    return bool(getattr(request, "is_language_switch", False))


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"
