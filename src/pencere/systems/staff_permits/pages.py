"""What the pages of permits for staff share: who may open them, filters in the address, what was
typed read with care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from pencere.blocks.identity.api import actor_of, demand, signed_in
from pencere.kernel import clock
from pencere.kernel.errors import NotFound, Refused
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.systems.staff_permits import access, regime, words
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.values import Filters

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
ENDS_WITHIN = (3, 7, 30)
"""Days among which one filters by "ends soon"."""
LONGEST = 200


def employer_page(view: V) -> V:
    """A page for who manages an employer's permits: whoever signed in below the highest level
    gives what is missing and comes back; to all others the page doesn't exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            access.employer_of(actor_of(request))
        except Refused as problem:
            if problem.code != "assurance":
                raise
            return demand(request, level="high")
        return view(request, *args, **kwargs)

    return never_cache(signed_in(guarded))  # type: ignore[return-value]


def filters_of(query: QueryDict) -> Filters:
    """What an address asks for; what isn't known there is as if it weren't given."""
    titles = titles_now()

    def known(name: str, among: Mapping[str, Any]) -> str:
        value = query.get(name, "")
        return value if value in among else ""

    today = clock.today()
    within = query.get("ends", "")
    is_soon = within.isdigit() and int(within[:4]) in ENDS_WITHIN
    state = known("state", words.STATES)
    return Filters(
        states=frozenset({state}) if state else frozenset(),
        query=query.get("q", "").replace("\0", "").strip()[:LONGEST],
        kind=known("kind", titles["kind"]),
        activity=known("activity", titles["activity"]),
        region=known("region", titles["region"]),
        form=known("form", words.FORMS),
        ends_from=today if is_soon else None,
        ends_until=today + dt.timedelta(days=int(within)) if is_soon else None,
        import_run=id_or_none(query.get("import", "")),
    )


def are_set(filters: Filters) -> bool:
    """Whether anything is filtered out."""
    return filters != Filters()


def address_of(query: Mapping[str, str]) -> str:
    """The filters of an address as it carries them, for the way back to the list."""
    kept = ("q", "state", "kind", "activity", "region", "form", "ends", "import", "sort")
    return urlencode({name: query[name] for name in kept if query.get(name)})


def titles_now() -> Mapping[str, Mapping[str, Text]]:
    """What codes are called: kinds and activity areas by the rules of today, districts."""
    now = regime.in_force()
    return {
        "kind": now.kinds if now else {},
        "activity": now.activities if now else {},
        "region": pack().addresses().regions(),
    }


def title_of(titles: Mapping[str, Text], code: str) -> Text | str:
    """What a code is called; one that the rules no longer know stands for itself."""
    return titles.get(code) or code


def uuid(text: str) -> UUID:
    """An id out of a form. Raises NotFound."""
    found = id_or_none(text)
    if found is None:
        raise NotFound
    return found


def id_or_none(text: str) -> UUID | None:
    """An id out of an address; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def state_of(permit: Permit) -> tuple[str, str]:
    """Words and colour of a permit's state; one that begins later isn't in force yet."""
    if permit.state == Permit.State.RECEIVED and permit.starts_on > clock.today():
        return _("Begins later"), "wait"
    return str(words.STATES[permit.state]), words.COLOURS[permit.state]
