"""Writes: one function is one change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.casework.officers import journal_actions, rules
from pencere.casework.officers.models import Absence, ReadyWords, SavedQueue
from pencere.casework.officers.queries import account_of, agency_of, is_head, officers_of
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import Justification, record

DUTY = Justification("duty")
MOST_QUEUES = 50
LONGEST_NAME = 60
LONGEST_TITLE = 120
LONGEST_BODY = 5_000


@transaction.atomic
def save_queue(
    *,
    actor: Actor,
    name: str,
    filters: Mapping[str, str],
    columns: Sequence[str],
    for_team: bool = False,
) -> SavedQueue:
    """Save a queue under a name, in place of one's own of the same name. A head's may be the
    team's. Raises Invalid (name), Refused, Conflict (too many)."""
    agency = agency_of(actor)
    name = _line(name)
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Give the queue a name of up to 60 letters."), code="name", field="name")
    if for_team and not is_head(actor):
        raise Refused(_("Only a head saves queues for the whole team."), code="not-head")
    _lock(account_of(actor))
    queues = SavedQueue.objects.filter(agency_id=agency)
    mine = queues.filter(account=None) if for_team else queues.filter(account_id=account_of(actor))
    saved = mine.filter(name=name).first()
    if saved is None and mine.count() >= MOST_QUEUES:
        raise Conflict(_("There are too many saved queues. Remove one first."), code="too-many")
    saved = saved or SavedQueue(
        agency_id=agency, account_id=None if for_team else actor.account_id, name=name
    )
    saved.filters, saved.columns, saved.made_at = dict(filters), list(columns), clock.now()
    saved.save()
    record(
        actor=actor,
        action=journal_actions.QUEUE_SAVED,
        about=f"queue:{saved.pk}",
        justification=DUTY,
    )
    return saved


@transaction.atomic
def forget_queue(*, actor: Actor, queue_id: UUID) -> None:
    """Remove a saved queue: one's own, or as head the team's. Raises NotFound."""
    mine = SavedQueue.objects.select_for_update().filter(agency_id=agency_of(actor), pk=queue_id)
    found = mine.first()
    if found is None or not (
        found.account_id == actor.account_id or (found.account_id is None and is_head(actor))
    ):
        raise NotFound
    record(
        actor=actor,
        action=journal_actions.QUEUE_FORGOTTEN,
        about=f"queue:{found.pk}",
        justification=DUTY,
    )
    found.delete()


@transaction.atomic
def write_template(
    *,
    actor: Actor,
    title: Mapping[str, str],
    body: Mapping[str, str],
    service: str = "",
    template: UUID | None = None,
    after_version: int = 0,
) -> ReadyWords:
    """A new template, or the next version of one (`after_version`: the version that was
    changed). Heads only. Raises Refused, NotFound, Conflict, Invalid by field."""
    agency = _require_head(actor)
    titles, bodies = _words(title, body)
    newest = _newest(agency, template) if template is not None else None
    if newest is not None and newest.version != after_version:
        raise Conflict(_("A colleague changed this template meanwhile."), code="changed")
    written = ReadyWords.objects.create(
        agency_id=agency,
        template=newest.template if newest else new_id(),
        version=newest.version + 1 if newest else 1,
        service=service,
        title=titles,
        body=bodies,
        made_at=clock.now(),
        made_by_id=account_of(actor),
    )
    _journal_words(actor, written, journal_actions.WORDS_WRITTEN)
    return written


@transaction.atomic
def retire_template(*, actor: Actor, template: UUID) -> ReadyWords:
    """Take a template out of use; its versions stay. A repeat changes nothing."""
    newest = _newest(_require_head(actor), template)
    if newest.is_retired:
        return newest
    retired = ReadyWords.objects.create(
        agency_id=newest.agency_id,
        template=newest.template,
        version=newest.version + 1,
        service=newest.service,
        title=newest.title,
        body=newest.body,
        is_retired=True,
        made_at=clock.now(),
        made_by_id=account_of(actor),
    )
    _journal_words(actor, retired, journal_actions.WORDS_RETIRED)
    return retired


@transaction.atomic
def enter_absence(
    *,
    actor: Actor,
    account_id: UUID,
    substitute_id: UUID,
    first_day: dt.date | None,
    last_day: dt.date | None,
) -> Absence:
    """Enter when an officer is away and who stands in: one's own, or as head anybody's.

    The same once more is the same. Raises NotFound (no such officer here), Refused, Invalid
    by field.
    """
    agency = agency_of(actor)
    if account_id != actor.account_id and not is_head(actor):
        raise Refused(_("Only a head enters the absence of a colleague."), code="not-head")
    people = {each.account_id: each for each in officers_of(agency)}
    if account_id not in people:
        raise NotFound
    problems: dict[str, list[Any]] = {}
    substitute = people.get(substitute_id)
    if substitute is None or substitute_id == account_id:
        problems["substitute"] = [_("Choose a colleague who stands in.")]
    elif not rules.can_stand_in(people[account_id].roles, substitute.roles):
        problems["substitute"] = [_("This colleague's post doesn't carry the same roles.")]
    problems.update(_wrong_days(first_day, last_day))
    if problems or first_day is None or last_day is None:
        raise Invalid(fields=problems, code="absence")
    _lock(account_id)
    others = Absence.objects.filter(account_id=account_id, agency_id=agency, ended_at=None)
    same = others.filter(
        substitute_id=substitute_id, first_day=first_day, last_day=last_day
    ).first()
    if same is not None:
        return same
    if rules.overlaps(first_day, last_day, others.values_list("first_day", "last_day")):
        raise Invalid(
            fields={"first_day": [_("There is an absence on these days already.")]}, code="absence"
        )
    entered = Absence.objects.create(
        agency_id=agency,
        account_id=account_id,
        substitute_id=substitute_id,
        first_day=first_day,
        last_day=last_day,
        made_by_id=account_of(actor),
        made_at=clock.now(),
    )
    _journal_absence(actor, entered, people[account_id].party_id, journal_actions.ABSENCE_ENTERED)
    return entered


@transaction.atomic
def end_absence(*, actor: Actor, absence_id: UUID) -> Absence:
    """Call an absence off: one's own, or as head anybody's. A repeat changes nothing."""
    rows = Absence.objects.select_for_update(of=("self",)).select_related("account")
    found = rows.filter(pk=absence_id, agency_id=agency_of(actor)).first()
    if found is None or not (found.account_id == actor.account_id or is_head(actor)):
        raise NotFound
    if found.ended_at is None:
        found.ended_at = clock.now()
        found.save(update_fields=["ended_at"])
        _journal_absence(actor, found, found.account.party_id, journal_actions.ABSENCE_ENDED)
    return found


def _wrong_days(first_day: dt.date | None, last_day: dt.date | None) -> dict[str, list[Any]]:
    if first_day is None:
        return {"first_day": [_("Enter the first day.")]}
    if last_day is None:
        return {"last_day": [_("Enter the last day.")]}
    if last_day < first_day:
        return {"last_day": [_("The last day comes before the first.")]}
    if last_day < clock.today():
        return {"last_day": [_("These days are over.")]}
    if last_day - first_day > rules.LONGEST_ABSENCE:
        return {"last_day": [_("An absence is a year at most.")]}
    return {}


def _words(
    title: Mapping[str, str], body: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Both in all languages, tidied. Raises Invalid by field (`title-az`)."""
    codes = [code for code, _name in settings.LANGUAGES]
    titles = {code: _line(title.get(code, "")) for code in codes}
    bodies = {code: _text(body.get(code, "")) for code in codes}
    problems: dict[str, list[Any]] = {}
    for code in codes:
        if not titles[code] or len(titles[code]) > LONGEST_TITLE:
            problems[f"title-{code}"] = [_("Enter a title of up to 120 letters.")]
        if not bodies[code] or len(bodies[code]) > LONGEST_BODY:
            problems[f"body-{code}"] = [_("Enter the words, up to 5,000 letters.")]
        elif unknown := rules.unknown_placeholders(bodies[code]):
            problems[f"body-{code}"] = [
                _("Nothing fills in {%(name)s}.") % {"name": unknown[0][:40]}
            ]
    if problems:
        raise Invalid(fields=problems, code="words")
    return titles, bodies


def _newest(agency: str, template: UUID) -> ReadyWords:
    """The newest version, with the template locked. Raises NotFound."""
    rows = ReadyWords.objects.filter(agency_id=agency, template=template).order_by("version")
    # Who waited for the lock of the first version finds here what the one before them wrote.
    rows.select_for_update().first()
    found = rows.last()
    if found is None:
        raise NotFound
    return found


def _require_head(actor: Actor) -> str:
    agency = agency_of(actor)
    if not is_head(actor):
        raise NotFound
    return agency


def _lock(account_id: UUID) -> None:
    """What one officer arranges goes one after another."""
    list(get_user_model().objects.select_for_update(of=("self",)).filter(pk=account_id))


def _journal_words(actor: Actor, words: ReadyWords, action: str) -> None:
    record(
        actor=actor,
        action=action,
        about=f"template:{words.template}",
        justification=DUTY,
        params={"version": words.version},
    )


def _journal_absence(actor: Actor, absence: Absence, party: UUID, action: str) -> None:
    record(
        actor=actor,
        action=action,
        subject=party,
        about=f"absence:{absence.pk}",
        justification=DUTY,
        params={"first": absence.first_day.isoformat(), "last": absence.last_day.isoformat()},
    )


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "").strip()
