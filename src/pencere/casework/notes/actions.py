"""Writes: a note with those whom it mentions, striking it out, having read."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.notices import api as notices
from pencere.casework.applications import api as applications
from pencere.casework.notes import journal_actions, rules, texts
from pencere.casework.notes.models import Mention, Note
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.journal.api import Justification, record
from pencere.kernel.text import fold

LONGEST = 5_000


@transaction.atomic
def write(*, actor: Actor, application_id: UUID, text: str, key: str) -> Note:
    """Write a note on a case; colleagues with access whom it mentions get a notice.

    `key` makes a repeat the same note. Raises NotFound, Invalid.
    """
    case = applications.case_key(actor=actor, application_id=application_id)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        raise Invalid(
            fields={"text": [_("Write a note of up to 5,000 letters.")]}, code="note", field="text"
        )
    if not key or len(key) > 64 or not key.isprintable():
        raise Invalid(_("This form is out of date. Load the page again."), code="idempotency-key")
    colleagues = applications.who_sees(actor=actor, application_id=application_id)
    note, is_new = Note.objects.get_or_create(
        author_id=actor.account_id,
        key=key,
        defaults={
            "application_id": case.id,
            "label": dict(actor.label),
            "text": text,
            "written_at": clock.now(),
        },
    )
    if not is_new:
        return note
    names = {each.account_id: each.name for each in colleagues}
    parties = {each.account_id: each.party_id for each in colleagues}
    mentioned = rules.mentioned(text, names, fold) - {actor.account_id}
    Mention.objects.bulk_create([Mention(note=note, account_id=each) for each in mentioned])
    for each in sorted(mentioned):
        _tell(parties[each], case)
    _journal(actor, case, journal_actions.WRITTEN)
    return note


@transaction.atomic
def strike(*, actor: Actor, note_id: UUID) -> Note:
    """Strike a note out, as its author within the day. A repeat changes nothing.

    Raises NotFound, Conflict when it is too late.
    """
    note = Note.objects.select_for_update().filter(pk=note_id).first()
    if note is None:
        raise NotFound
    case = applications.case_key(actor=actor, application_id=note.application_id)
    if note.author_id != actor.account_id:
        raise NotFound
    if note.struck_at is not None:
        return note
    now = clock.now()
    if not rules.may_strike(is_author=True, written_at=note.written_at, now=now):
        raise Conflict(_("A note can be struck out within a day only."), code="too-late")
    note.struck_at = now
    note.save(update_fields=["struck_at"])
    _journal(actor, case, journal_actions.STRUCK)
    return note


def read(*, actor: Actor, application_id: UUID) -> int:
    """The officer opened the case: what mentions them there is read; returns how many."""
    unread = Mention.objects.filter(read_at=None, note__application_id=application_id)
    return unread.filter(account=actor.account_id).update(read_at=clock.now())


def _tell(party: UUID, case: applications.CaseKey) -> None:
    values = {"reference": case.reference}
    notices.send(
        party=party,
        kind="notes.mention",
        title=texts.in_all_languages(texts.MENTIONED),
        body=texts.in_all_languages(texts.MENTIONED_BODY, values),
        link=f"/desk/cases/{case.reference}/#notes",
        about=case.about,
    )


def _journal(actor: Actor, case: applications.CaseKey, action: str) -> None:
    record(
        actor=actor,
        action=action,
        subject=case.applicant_id,
        about=case.about,
        justification=Justification(kind="application", reference=case.reference),
        params={"service": case.service},
    )
