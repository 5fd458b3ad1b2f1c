"""Standing in for a colleague who is away: whose cases are free for whom, and how it is said.

The rule of four eyes counts who acts; the journal says in whose place.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from pencere.casework.applications.models import Application
from pencere.casework.officers import api as officers
from pencere.kernel.actors import Actor
from pencere.kernel.text import Text

IN_PLACE = gettext_noop("%(post)s, in place of a colleague who is away")


def is_free(actor: Actor, application: Application) -> bool:
    """Whether this officer may work on the case: nobody's, theirs, or of one they stand in for."""
    if application.assignee_id in (None, actor.account_id):
        return True
    return application.assignee_id in officers.stands_in_for(actor=actor)


def in_place_of(actor: Actor, assignee: UUID | None) -> Actor:
    """The actor as steps and journal name them when the case is another's whom they stand in
    for; the actor themselves else."""
    if assignee in (None, actor.account_id):
        return actor
    return replace(actor, label=_label(actor.label))


def _label(label: Text) -> Text:
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = gettext(IN_PLACE) % {"post": label.in_language(code)}
    return Text(found)
