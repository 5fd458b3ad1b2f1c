"""What the ministry should look at: employers near their limits, plates with many people, people
with many employers, and why confirmations are refused. Nobody is named here but employers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.rows import select
from pencere.kernel.text import Text
from pencere.systems.staff_permits import access, facts, regime, rules
from pencere.systems.staff_permits.models import LIVE, BulkRun

NEAR_PERCENT = 80
LOOKED_AT = 30
"""Employers with the most permits in a limited area whose staff is counted."""
MANY_PEOPLE = 4
"""People with permits for the same vehicle."""
MANY_EMPLOYERS = 3
DAYS = 7
_PLATFORM = system(access.SYSTEM)

_LARGEST = """
SELECT employer.name, employer.identifier, permit.activity, count(*)
FROM staff_permits_permit permit JOIN staff_permits_employer employer
  ON employer.party_id = permit.employer_id
WHERE permit.state = ANY(%s) AND permit.starts_on <= %s AND permit.ends_on >= %s
  AND permit.activity = ANY(%s)
GROUP BY permit.employer_id, 1, 2, 3 ORDER BY 4 DESC LIMIT %s
"""
_PLATES = """
SELECT plate, count(DISTINCT employee_id) FROM staff_permits_permit
WHERE state = ANY(%s) AND plate <> '' AND ends_on >= %s
GROUP BY 1 HAVING count(DISTINCT employee_id) >= %s ORDER BY 2 DESC LIMIT 20
"""
_BUSY = """
SELECT count(*) FROM (
  SELECT employee_id FROM staff_permits_permit
  WHERE state = ANY(%s) AND starts_on <= %s AND ends_on >= %s
  GROUP BY 1 HAVING count(DISTINCT employer_id) >= %s) busy
"""
_QUICK = """
SELECT employer.name, employer.identifier, count(*)
FROM staff_permits_permit permit JOIN staff_permits_employer employer
  ON employer.party_id = permit.employer_id
WHERE permit.state = 'revoked' AND permit.closed_at >= %s
  AND permit.closed_at < permit.confirmed_at + interval '1 hour'
GROUP BY 1, 2 HAVING count(*) >= 3 ORDER BY 3 DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Near:
    """An employer near or over the limit of an activity area."""

    employer: str
    identifier: str
    activity: Text | str
    used: int
    allowed: int

    @property
    def is_over(self) -> bool:
        """Whether it has more than is allowed: the staff shrank, or the rules changed."""
        return self.used > self.allowed


@dataclass(frozen=True, slots=True)
class Odd:
    """Something that doesn't look right, and what to search for."""

    words: str
    count: int
    query: str = ""


def near_limits(*, actor: Actor) -> Sequence[Near]:
    """Employers that have used most of a limited area, the fullest first. The platform
    asks the register of contracts how large their staff is, as it does for whoever confirms: the
    officer is told figures of employers, and sees nobody's contract."""
    access.ministry(actor)
    now = regime.in_force()
    limited = [code for code, share in now.rules.shares.items() if share] if now else []
    if now is None or not limited:
        return []
    today, found = clock.today(), []
    rows = select(_LARGEST, [list(LIVE), today, today, limited, LOOKED_AT])
    staff = facts.staffs({identifier for _name, identifier, *_more in rows}, actor=_PLATFORM)
    for name, identifier, activity, used in rows:
        allowed = rules.allowed(now.rules.shares[activity] or 0, staff[identifier])
        if used * 100 >= allowed * NEAR_PERCENT:
            title = now.activities.get(activity) or activity
            found.append(Near(name, identifier, title, used, allowed))
    return sorted(found, key=lambda each: each.allowed - each.used)


def odd(*, actor: Actor) -> Sequence[Odd]:
    """What looks odd today. Raises NotFound for who is no officer of the ministry."""
    access.ministry(actor)
    today = clock.today()
    found = [
        Odd(
            _("People with permits for the vehicle %(plate)s") % {"plate": plate},
            count,
            f"q={plate}",
        )
        for plate, count in select(_PLATES, [list(LIVE), today, MANY_PEOPLE])
    ]
    ((busy,),) = select(_BUSY, [list(LIVE), today, today, MANY_EMPLOYERS])
    if busy:
        found.append(
            Odd(
                _("People with permits of %(count)s employers or more") % {"count": MANY_EMPLOYERS},
                busy,
            )
        )
    since = clock.now() - dt.timedelta(days=DAYS)
    found += [
        Odd(
            _("Revoked within an hour by %(employer)s") % {"employer": name},
            count,
            f"employer={number}",
        )
        for name, number, count in select(_QUICK, [since])
    ]
    return found


def refusals(*, actor: Actor) -> Sequence[tuple[str, str, int]]:
    """Why permits weren't confirmed in the last days: field, code and how often."""
    access.ministry(actor)
    since = clock.now() - dt.timedelta(days=DAYS)
    counted: Counter[tuple[str, str]] = Counter()
    for (refused,) in BulkRun.objects.filter(at__gte=since).values_list("refused").iterator():
        counted.update((field, code) for _id, field, code in refused)
    return [(field, code, count) for (field, code), count in counted.most_common(20)]
