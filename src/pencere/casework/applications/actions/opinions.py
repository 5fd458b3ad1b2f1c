"""What an asked agency says, and what the asking one does about it: withdraw, ask again."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.notices import api as notices
from pencere.casework.applications import access, journal_actions, texts
from pencere.casework.applications.actions.entering import (
    OF_OPINIONS,
    opinion_of,
    remind_of,
    set_opinion_timers,
)
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.errors import no_longer
from pencere.casework.applications.links import opinion_link
from pencere.casework.applications.models import Application, Opinion
from pencere.casework.applications.queries.colleagues import parties_with_role
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound, TooLarge
from pencere.kernel.files import api as files
from pencere.kernel.text import Text

ANSWERS = ("positive", "conditional", "negative")
LONGEST = 10_000
MOST_BYTES = 10 * 1024 * 1024
ACCEPTED = ("pdf",)


@transaction.atomic
def give_opinion(
    *,
    actor: Actor,
    opinion_id: UUID,
    answer: str,
    words: str = "",
    file: BinaryIO | None = None,
    file_name: str = "",
) -> Opinion:
    """Say for one's agency what it thinks of the case; the same answer again changes nothing.

    `answer` is positive, conditional or negative; the last two say why. Raises NotFound (not
    asked, no role), Refused (own application), Invalid (`answer`, `words`, `file`), Conflict
    (answered by a colleague, time over, not asked any more).
    """
    opinion, application, definition = access.asked_opinion(actor=actor, opinion_id=opinion_id)
    access.require_impartial(actor=actor, application=application)
    words = words.replace("\r\n", "\n").replace("\0", "").strip()
    if not opinion.is_pending:
        if (opinion.account_id, opinion.state) == (actor.account_id, answer):
            return opinion
        raise no_longer(opinion)
    _require_answer(answer, words)
    progress = Progress(application, definition, application.steps.order_by("id"))
    opinion.state, opinion.words = answer, words
    opinion.answered_at, opinion.account_id = progress.now, actor.account_id
    opinion.label = dict(actor.label)
    if file is not None:
        opinion.file = _stored(file, file_name, application)
    opinion.save()
    progress.journal(actor, journal_actions.OPINION_GIVEN, answer=answer)
    progress.note(actor, texts.OPINION_GIVEN[answer], by=opinion.role, note=words)
    _go_on(progress, opinion)
    return opinion


def fall_silent(application: Application, definition: ServiceDefinition, opinion_id: UUID) -> None:
    """The time of one question is over (a timer's call; the application is locked)."""
    opinion = Opinion.objects.select_for_update().filter(pk=opinion_id).first()
    if opinion is None or not opinion.is_pending:
        return
    progress = Progress(application, definition, application.steps.order_by("id"))
    opinion.state, opinion.answered_at = Opinion.State.SILENT, progress.now
    opinion.save(update_fields=["state", "answered_at"])
    automaton = progress.automaton()
    progress.journal(automaton, journal_actions.OPINION_SILENT, agency=opinion.agency_id)
    said = texts.SILENCE_CONSENTS if opinion.is_silence_consent else texts.SILENCE
    progress.note(automaton, said, note=str(Text(opinion.law)) if opinion.law else "")
    _go_on(progress, opinion)


def remind(application: Application, opinion_id: UUID) -> None:
    """Tell the asked officers that their time runs out (a timer's call)."""
    opinion = Opinion.objects.filter(pk=opinion_id, state=Opinion.State.PENDING).first()
    if opinion is None:
        return
    words = texts.default_notice("opinion-due")
    assert words is not None  # noqa: S101 - it is in the table
    values: dict[str, Text | str] = {
        "reference": application.reference,
        "due": texts.day(opinion.due_at),
    }
    for party in parties_with_role(opinion.agency_id, opinion.role):
        notices.send(
            party=party,
            kind="case.opinion-due",
            title=texts.filled(words.title, values),
            body=texts.filled(words.body, values),
            link=opinion_link(opinion.pk),
            about=application.about,
        )


@transaction.atomic
def withdraw_opinion(*, actor: Actor, application_id: UUID, opinion_id: UUID) -> Application:
    """The asking agency needs this opinion no more; the case may go on by it.

    Raises NotFound, Refused (own application, taken by a colleague), Conflict (answered).
    """
    opinion, application, definition = _own_question(actor, application_id, opinion_id)
    if opinion.state == Opinion.State.WITHDRAWN:
        return application
    if not opinion.is_pending:
        raise no_longer(opinion)
    progress = Progress(application, definition, application.steps.order_by("id"))
    opinion.state, opinion.answered_at = Opinion.State.WITHDRAWN, progress.now
    opinion.save(update_fields=["state", "answered_at"])
    progress.journal(actor, journal_actions.OPINION_WITHDRAWN, agency=opinion.agency_id)
    progress.note(actor, texts.OPINION_WITHDRAWN, by=application.queue_role)
    return _go_on(progress, opinion)


@transaction.atomic
def ask_again(*, actor: Actor, application_id: UUID, opinion_id: UUID) -> Application:
    """Put a question once more, with its whole time, to a body that answered or was silent.

    Raises NotFound, Refused, Conflict (the case has left the state that asks).
    """
    opinion, application, definition = _own_question(actor, application_id, opinion_id)
    state = definition.workflow.states[application.state]
    asked = next(
        (e for e in state.opinions if (e.of, e.role) == (opinion.agency_id, opinion.role)), None
    )
    if asked is None or opinion.case_state != application.state:
        raise no_longer(opinion)
    same = application.opinions.filter(agency_id=opinion.agency_id, role=opinion.role)
    if same.filter(state=Opinion.State.PENDING).exists():
        return application  # asked already
    progress = Progress(application, definition, application.steps.order_by("id"))
    again = opinion_of(
        application, state.code, asked, opinion.round, progress.situation, progress.now
    )
    again.save(force_insert=True)
    set_opinion_timers(again, remind_of(state, again), progress.situation)
    progress.journal(actor, journal_actions.OPINION_ASKED, agency=opinion.agency_id)
    progress.note(actor, texts.OPINION_ASKED, by=application.queue_role)
    progress.refresh_facts()
    return progress.write()


def _own_question(
    actor: Actor, application_id: UUID, opinion_id: UUID
) -> tuple[Opinion, Application, ServiceDefinition]:
    """A question that this officer's agency put, case and row locked. Raises NotFound, Refused."""
    application, definition = access.case_of(
        actor=actor, application_id=application_id, locked=True
    )
    access.require_impartial(actor=actor, application=application)
    access.require_free(actor=actor, application=application)
    opinion = application.opinions.select_for_update().filter(pk=opinion_id).first()
    if opinion is None or application.stage == Application.Stage.CLOSED:
        raise NotFound
    return opinion, application, definition


def _go_on(progress: Progress, opinion: Opinion) -> Application:
    """What follows from an opinion that is no longer awaited."""
    progress.application.timers.filter(kind__in=OF_OPINIONS, target=str(opinion.pk)).delete()
    progress.refresh_facts()
    progress.run_automatic()
    return progress.write()


def _require_answer(answer: str, words: str) -> None:
    problems = {}
    if answer not in ANSWERS:
        problems["answer"] = [_("Choose an answer.")]
    elif answer != "positive" and not words:
        problems["words"] = [_("Write what the conditions or the objections are.")]
    if len(words) > LONGEST:
        problems["words"] = [_("This is too long.")]
    if problems:
        raise Invalid(fields=problems, code="opinion")


def _stored(content: BinaryIO, name: str, application: Application) -> files.StoredFile:
    try:
        return files.store(
            content=content,
            name=name,
            accept=ACCEPTED,
            max_bytes=MOST_BYTES,
            owner=application.applicant_id,
        )
    except Invalid as error:
        raise Invalid(fields={"file": [error.message]}, code=error.code) from error
    except TooLarge as error:
        raise TooLarge(error.message, code=error.code, field="file") from error
