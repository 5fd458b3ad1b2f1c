"""What a person's pages about permits share: the way to them, and who they are for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from pencere.blocks.identity.api import acting_for, actor_of
from pencere.kernel.errors import Refused
from pencere.systems.sms_permits.queries import may_ask_for
from pencere.ui.api import Crumb, render

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def crumbs(title: str, *, is_top: bool = False) -> list[Crumb]:
    """From the cabinet to the page of this title."""
    top = [] if is_top else [Crumb(_("Permits to leave home"), reverse("sms_permits:overview"))]
    return [Crumb(_("My cabinet"), "/cabinet/"), *top, Crumb(title)]


def for_people(view: V) -> V:
    """A page for who asks for themselves or for a person whose mandate covers it; who acts for a
    company is told where its permits are."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            may_ask_for(actor_of(request))
        except Refused as refusal:
            context = {
                "is_company": refusal.code == "not-a-person",
                "acting_for": acting_for(request) or "",
                "crumbs": crumbs(_("Permits to leave home"), is_top=True),
            }
            return render(request, "sms_permits/people_not_for.html", context, status=403)
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]
