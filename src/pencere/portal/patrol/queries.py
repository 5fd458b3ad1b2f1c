"""An officer's own checks of the shift, and how often each officer of an agency checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.journal import api as journal
from pencere.portal.patrol import access, journal_actions, rules
from pencere.portal.patrol.models import PatrolCheck

SHOWN = 100
TEAM_DAYS = 7

_TEAM = """
SELECT party.name, count(*) FILTER (WHERE made.at >= %(day)s), count(*),
  count(*) FILTER (WHERE made.subject_id IS NULL), count(*) FILTER (WHERE made.colour = 'red'),
  count(*) FILTER (WHERE made.outcome = 'protocol'),
  count(*) FILTER (WHERE made.list_id IS NOT NULL),
  count(*) FILTER (WHERE made.outcome = '')
FROM patrol_patrolcheck made
JOIN identity_account account ON account.id = made.account_id
JOIN parties_party party ON party.id = account.party_id
WHERE made.agency_id = %(agency)s AND made.at >= %(since)s
GROUP BY party.id, party.name ORDER BY count(*) DESC, party.name LIMIT 500
"""


@dataclass(frozen=True, slots=True)
class OfficerCounts:
    """How often one officer checked, without whom."""

    name: str
    today: int
    week: int
    unknown: int
    """Numbers that nobody has, or codes that aren't ours."""
    red: int
    protocols: int
    offline: int
    open: int
    """Without a word on how it ended."""


def own_checks(*, actor: Actor) -> Sequence[PatrolCheck]:
    """The officer's checks of this shift, the newest first: no names, only by what they are known
    again. Raises NotFound for who is no patrol."""
    account, _agency = access.officer_of(actor)
    since = clock.now() - rules.SHIFT
    return list(
        PatrolCheck.objects.filter(account_id=account, at__gt=since).order_by("-at")[:SHOWN]
    )


def own_check(*, actor: Actor, check_id: UUID) -> PatrolCheck:
    """One of them. Raises NotFound for another's, and once the shift is over."""
    account, _agency = access.officer_of(actor)
    since = clock.now() - rules.SHIFT
    found = PatrolCheck.objects.filter(pk=check_id, account_id=account, at__gt=since).first()
    if found is None:
        raise NotFound
    return found


def team(*, actor: Actor) -> Sequence[OfficerCounts]:
    """The checks of the last seven days by officer, the most first; the look is journaled. Raises
    NotFound for who heads no agency."""
    agency = access.overseer_of(actor)
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(
            _TEAM,
            {
                "agency": agency,
                "day": clock.start_of(today),
                "since": clock.start_of(today - dt.timedelta(days=TEAM_DAYS - 1)),
            },
        )
        found = [OfficerCounts(*row) for row in cursor.fetchall()]
    journal.record(actor=actor, action=journal_actions.TEAM_READ)
    return found
