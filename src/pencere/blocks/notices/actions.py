"""Writes: a notice to a party, and what the reader does with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from pencere.blocks.notices.jobs import mail_notice
from pencere.blocks.notices.models import Notice
from pencere.blocks.notices.queries import of_reader
from pencere.kernel import clock, jobs, rows
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound


def send(
    *,
    party: UUID,
    kind: str,
    title: Mapping[str, str],
    body: Mapping[str, str],
    link: str = "",
    about: str = "",
) -> Notice:
    """Put a notice into a party's inbox, and an e-mail that points to it on its way.

    `title` and `body` hold the words in each language (`Text`); the title goes into the
    e-mail, so it names the matter but no personal data. `link` is a path of this site. Row
    and job stand or fall with the caller's transaction.
    """
    return send_together([NewNotice(party, kind, title, body, link, about)])[0]


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be sent: as the arguments of `send`."""

    party: UUID
    kind: str
    title: Mapping[str, str]
    body: Mapping[str, str]
    link: str = ""
    about: str = ""


def send_together(new: Sequence[NewNotice]) -> list[Notice]:
    """As `send`, for many parties: one statement for the rows and one for the jobs."""
    now = clock.now()
    made = [
        Notice(
            party_id=each.party,
            kind=each.kind,
            title=dict(each.title),
            body=dict(each.body),
            link=each.link,
            about=each.about,
            created_at=now,
        )
        for each in new
    ]
    with transaction.atomic(savepoint=False):
        rows.insert(made)
        jobs.defer_many(mail_notice, [{"notice": str(each.pk)} for each in made])
    return made


def mark_read(*, actor: Actor, notice_id: UUID) -> Notice:
    """The reader opened it. Raises NotFound for another's notice."""
    notice = of_reader(actor).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound
    if notice.read_at is None:
        now = clock.now()
        Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)
        notice.read_at = now
    return notice


def mark_all_read(*, actor: Actor) -> int:
    """The reader has seen enough; returns how many were unread."""
    return of_reader(actor).filter(read_at__isnull=True).update(read_at=clock.now())
