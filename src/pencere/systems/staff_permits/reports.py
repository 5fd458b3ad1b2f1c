"""An employee says what is wrong with a permit; the employer or the ministry answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.blocks.notices import api as notices
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.journal.api import declare, record
from pencere.systems.staff_permits import access, queries
from pencere.systems.staff_permits.authority_models import Report
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.telling import in_each_language

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MOST_WORDS = 500
MOST_OPEN = 5
"""Reports of one permit that wait for an answer."""
REPORTED = "staff-permit.reported"
ANSWERED = "staff-permit.report-answered"
declare(REPORTED, gettext_lazy("Said that something about permit %(number)s is wrong"))
declare(ANSWERED, gettext_lazy("Answered what an employee said about permit %(number)s"))


@transaction.atomic
def report(*, actor: Actor, number: str, to: str, text: str, key: str) -> Report:
    """The person whose permit it is says what is wrong; the other side gets a notice.

    With the same `key` it is the same report. Raises NotFound for another's permit, Invalid
    (fields `to`, `text`), Conflict (code "enough") while many wait for their answers.
    """
    permit = queries.own_permit(actor=actor, number=number)
    Permit.objects.select_for_update().get(pk=permit.pk)
    before = Report.objects.filter(permit=permit, key=access.require_key(key)).first()
    if before is not None:
        return before
    text = _checked(text, "text")
    if to not in Report.To.values:
        raise Invalid(_("Choose who should look at it."), field="to")
    if Report.objects.filter(permit=permit, answered_at=None).count() >= MOST_OPEN:
        raise Conflict(_("Your earlier words wait for an answer."), code="enough")
    made = Report.objects.create(permit=permit, key=key, to=to, text=text, made_at=clock.now())
    record(
        actor=actor,
        action=REPORTED,
        subject=permit.employee_id,
        about=permit.about,
        params={"number": permit.number},
    )
    if to == Report.To.EMPLOYER:
        notices.send(
            party=permit.employer_id,
            kind="staff-permit.reported",
            title=in_each_language(lambda: _("An employee says that a permit is wrong")),
            body=in_each_language(lambda: _about(permit, text)),
            link=reverse("staff_permits:permit", args=[permit.number]),
            about=permit.about,
        )
    return made


def of_permit(permit: Permit, *, to: str = "") -> Sequence[Report]:
    """What was said of a permit that was asked for before, the latest first; with `to` only what
    is for that side: the employer doesn't learn what the ministry is told."""
    rows = permit.reports.filter(to=to) if to else permit.reports
    return list(rows.order_by("-made_at"))


def waiting_for_employer(*, actor: Actor) -> Sequence[Report]:
    """What employees said to the employer and nobody answered yet, the oldest first."""
    employer = access.employer_of(actor)
    rows = Report.objects.filter(permit__employer=employer, to="employer", answered_at=None)
    return list(rows.select_related("permit").order_by("made_at")[:100])


def waiting_for_ministry(*, actor: Actor) -> Sequence[Report]:
    """What employees said to the ministry and nobody answered yet, the oldest first. Raises
    NotFound for who isn't its officer."""
    access.ministry(actor)
    rows = Report.objects.filter(to="ministry", answered_at=None)
    return list(rows.select_related("permit__employer").order_by("made_at")[:200])


def answer_as_employer(*, actor: Actor, report_id: UUID, text: str) -> Report:
    """The employer answers; the employee gets a notice. Raises NotFound, Conflict, Invalid."""
    employer = access.employer_of(actor)
    return _answer(actor, report_id, text, employer=employer.pk, to="employer")


def answer_as_ministry(*, actor: Actor, report_id: UUID, text: str) -> Report:
    """An officer of the ministry answers. Raises as `answer_as_employer` does."""
    access.ministry(actor)
    return _answer(actor, report_id, text, employer=None, to="ministry")


@transaction.atomic
def _answer(actor: Actor, report_id: UUID, text: str, *, employer: UUID | None, to: str) -> Report:
    rows = Report.objects.select_for_update(of=("self",)).select_related("permit")
    found = rows.filter(pk=report_id, to=to).first()
    if found is None or (employer is not None and found.permit.employer_id != employer):
        raise NotFound
    text = _checked(text, "answer")
    if found.answered_at is not None:
        if (found.answered_by, found.answer) == (actor.account_id, text):
            return found
        raise Conflict(_("Somebody has answered this already."), code="answered")
    found.answer, found.answered_at = text, clock.now()
    found.answered_by, found.answered_label = actor.account_id, dict(actor.label)
    found.save(update_fields=["answer", "answered_at", "answered_by", "answered_label"])
    permit = found.permit
    record(
        actor=actor,
        action=ANSWERED,
        subject=permit.employee_id,
        about=permit.about,
        params={"number": permit.number},
    )
    notices.send(
        party=permit.employee_id,
        kind="staff-permit.answered",
        title=in_each_language(lambda: _("What you said about your permit was answered")),
        body=in_each_language(lambda: _about(permit, text)),
        link=reverse("staff_permits:own_permit", args=[permit.number]),
        about=permit.about,
    )
    return found


def _about(permit: Permit, text: str) -> str:
    return _("About permit %(number)s: %(text)s") % {"number": permit.number, "text": text}


def _checked(text: str, field: str) -> str:
    text = text.replace("\0", "").strip()
    problem: _StrOrPromise = ""
    if not text:
        problem = _("Write it in a sentence.")
    elif len(text) > MOST_WORDS:
        problem = _("Write %(count)s characters at most.") % {"count": MOST_WORDS}
    if problem:
        raise Invalid(problem, field=field)
    return text
