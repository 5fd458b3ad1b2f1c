"""What the applicant is told of a step: the words that came with it, and which of the notices
gathered in a transaction are worth sending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pencere.blocks.notices import api as notices
from pencere.casework.applications import texts
from pencere.casework.applications.findings import words_for_notices
from pencere.casework.applications.links import application_link
from pencere.casework.applications.models import Application
from pencere.casework.definitions.model import Notice, ServiceDefinition
from pencere.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Words:
    """What came with a step: for the applicant, for the agency, and the reason's code."""

    comment: str = ""
    note: str = ""
    reason: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    grounds: Text | None = None
    """Why the platform itself decided so, in all languages."""
    receipt: str = ""
    findings: Mapping[str, Any] = field(default_factory=dict)
    """What the officer found, by key; None for what was left out."""


NO_WORDS = Words()


@dataclass(slots=True)
class Telling:
    """A notice that will be sent with the transaction."""

    moment: str
    notice: Notice
    words: Words
    is_default: bool = True
    """Whether the definition had no words of its own for the moment."""


def telling_of(
    application: Application, definition: ServiceDefinition, code: str, moment: str, words: Words
) -> Telling | None:
    """The notice about the step `code` that led to where the application is now."""
    own = definition.notices.get(code) or definition.notices.get(application.state)
    default = moment
    if moment == "submitted" and application.due_at is None:
        default = "submitted-no-term"
    issues = definition.issues
    if moment == "granted" and issues is not None and issues.document is not None:
        return None  # told when the document can be downloaded (`listeners`)
    notice = own or texts.default_notice(default)
    return Telling(moment, notice, words, is_default=own is None) if notice else None


def worth_telling(application: Application, tellings: Sequence[Telling]) -> Sequence[Telling]:
    """All, but for a mere receipt when there is already more to say."""
    if len(tellings) > 1 or application.stage == Application.Stage.CLOSED:
        return [each for each in tellings if not (each.moment == "submitted" and each.is_default)]
    return tellings


def tell(application: Application, definition: ServiceDefinition, telling: Telling) -> None:
    """Send the notice with the transaction."""
    values: dict[str, Text | str] = {
        "reference": application.reference,
        "service": definition.title,
        "due": texts.day(application.due_at),
        "comment": telling.words.comment,
        "reason": definition.reasons.get(telling.words.reason, ""),
        **words_for_notices(definition, application.findings),
    }
    notices.send(
        party=application.applicant_id,
        kind=f"application.{telling.moment}",
        title=texts.filled(telling.notice.title, values),
        body=texts.filled(telling.notice.body, values),
        link=application_link(application.reference),
        about=application.about,
    )
