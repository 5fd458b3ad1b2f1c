"""Who is told when an officer checks more people than a street has."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pencere.blocks.notices import api as notices
from pencere.blocks.parties import api as parties
from pencere.kernel import clock
from pencere.kernel.text import Text
from pencere.portal.patrol import rules


def heads(*, agency: str, officer: UUID, post: Text) -> None:
    """Tell the heads of the agency, but for the officer themselves. Names no one checked."""
    titles, bodies = {}, {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            titles[code] = str(_("An officer checks unusually many people"))
            bodies[code] = str(
                _(
                    "%(post)s reached the limit of checks in the street. Further ones are refused"
                    " for a while. See who checks how often, and ask why."
                )
            ) % {"post": post.in_language(code)}
    for party in parties.holders_of(agency, rules.HEADS, clock.today()):
        if party != officer:
            notices.send(
                party=party,
                kind="patrol.many",
                title=Text(titles),
                body=Text(bodies),
                link=reverse("patrol:team"),
            )
