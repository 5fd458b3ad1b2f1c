"""Checks that were made on a phone without network, brought later: each is journaled with the
time at which it was made, once, however often the phone sends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound, TooLarge
from pencere.kernel.ids import new_id
from pencere.kernel.pack import pack
from pencere.portal.patrol import access, actions, codes, people, rules
from pencere.portal.patrol.models import OfflineList, PatrolCheck

REASONS: Mapping[str, rules.Colour] = {
    "listed": "green",
    "not-listed": "amber",
    "code-genuine": "green",
    "code-expired": "amber",
    "code-forged": "red",
}
"""What a phone can have shown without network."""


def bring(*, actor: Actor, list_id: UUID, checks: Sequence[Any]) -> list[dict[str, str]]:
    """Keep the checks of a phone; says of each, by its key, whether it is `kept` or why not:
    `ahead` and `too-old` of its time, `not-understood` of what else it holds.

    Raises NotFound for another's list, TooLarge for more than `rules.MOST_BROUGHT`.
    """
    account, _agency = access.officer_of(actor)
    taken = OfflineList.objects.filter(pk=list_id, account_id=account).first()
    if taken is None:
        raise NotFound
    if len(checks) > rules.MOST_BROUGHT:
        raise TooLarge(_("Bring fewer checks at once."))
    return [_brought(actor, taken, given) for given in checks]


def _brought(actor: Actor, taken: OfflineList, given: Any) -> dict[str, str]:
    key = str(given.get("key", ""))[:36] if isinstance(given, Mapping) else ""
    try:
        return {"key": key, "state": _keep(actor, taken, given)}
    except IntegrityError:  # the phone sent it twice at the same instant
        return {"key": key, "state": "kept"}
    except (Invalid, KeyError, TypeError, ValueError, OverflowError, NotFound):
        return {"key": key, "state": "not-understood"}


@transaction.atomic
def _keep(actor: Actor, taken: OfflineList, given: Mapping[str, Any]) -> str:
    now = clock.now()
    key = UUID(given["key"])
    at = dt.datetime.fromtimestamp(float(given["at"]), dt.UTC)
    problem = rules.problem_of_time(at, now)
    if problem:
        return problem
    reason = str(given["reason"])
    made = PatrolCheck(
        id=new_id(),
        account_id=taken.account_id,
        agency_id=taken.agency_id,
        post=taken.post,
        key=key,
        at=min(at, now),
        received_at=now,
        means="code" if reason.startswith("code-") else "number",
        colour=REASONS[reason],
        reason=reason,
        list=taken,
        **_place(given),
        **_outcome(given),
    )
    if PatrolCheck.objects.filter(account_id=made.account_id, key=key).exists():
        return "kept"
    made.ending, made.subject_id = _whom(actor, given, made)
    made.save(force_insert=True)
    actions.record_check(actor, made)
    return "kept"


def _whom(actor: Actor, given: Mapping[str, Any], made: PatrolCheck) -> tuple[str, UUID | None]:
    """By what the officer knows the check again, and whom it is about; nobody where the phone
    took a code for forged."""
    if made.reason == "code-forged":
        return "", None
    why = {"purpose": actions.PURPOSE, "reference": made.about}
    if not given.get("code"):
        number = people.canonical(str(given["number"])[: rules.MOST_TYPED])
        person = people.find(actor=actor, number=number, **why)
        return number[-4:], person.id if person else None
    code = codes.read(str(given["code"])[: rules.MOST_TYPED])
    if code.subject is not None:
        return code.ending, people.find_by_id(actor=actor, subject=code.subject, **why).id
    person = people.find(actor=actor, number=code.number, **why) if code.number else None
    return code.ending, person.id if person else None


def _place(given: Mapping[str, Any]) -> dict[str, str]:
    region, place = str(given.get("region") or ""), str(given.get("place") or "")
    if region and region not in pack().addresses().regions():
        raise ValueError("region")
    if len(place) > rules.MOST_PLACE or "\0" in place:
        raise ValueError("place")
    return {"region": region, "place": place}


def _outcome(given: Mapping[str, Any]) -> dict[str, str]:
    found = {name: str(given.get(name) or "") for name in ("outcome", "protocol", "note")}
    if found["outcome"] and rules.problem_of_outcome(**found):
        raise ValueError("outcome")
    return found if found["outcome"] else {}
