"""One application moving through its workflow within one transaction.

Steps, journal rows, notices and timers are gathered while it moves and written together at
the end: a submission that is granted at once costs one UPDATE and one INSERT for each table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pencere.casework.applications import facts, journal_actions, rules, situations, texts
from pencere.casework.applications.actions import arriving, entering
from pencere.casework.applications.actions.effects import EFFECTS
from pencere.casework.applications.actions.issuing import issue
from pencere.casework.applications.actions.telling import (
    NO_WORDS,
    Telling,
    Words,
    tell,
    telling_of,
    worth_telling,
)
from pencere.casework.applications.actions.timing import timers_of
from pencere.casework.applications.matters import matter_of
from pencere.casework.applications.models import Application, Step
from pencere.casework.applications.reading import StepTaken
from pencere.casework.appointments import api as appointments
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import (
    APPLICANT,
    SYSTEM,
    Action,
    PastStep,
    ServiceDefinition,
    Situation,
    State,
)
from pencere.kernel import clock, rows
from pencere.kernel.actors import Actor, system
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import Entry, Justification, record_many
from pencere.kernel.text import Text

MOST_AUTOMATIC_STEPS = 20
"""A definition whose system actions go in a circle is stopped here, with nothing done."""

MOVED = (
    "state",
    "stage",
    "entered_at",
    "due_at",
    "stopped_at",
    "closed_at",
    "queue_role",
    "escalated_to",
    "warned_for",
    "awaits",
    "queue_at",
    "assignee",
    "region",
    "outcome",
    "outcome_reason",
    "document_id",
    "form_before",
    "row_version",
    "changed_at",
)
"""Columns that a step may change."""

SET_TIMERS = """
WITH gone AS (
    DELETE FROM applications_timer WHERE application_id = %s AND kind <> ALL(%s::text[])
)
INSERT INTO applications_timer (id, application_id, kind, target, due_at)
SELECT each.id, %s, each.kind, each.target, each.due_at
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[])
    AS each (id, kind, target, due_at)
"""
"""The timers that stood, but for those of opinions, make way for others: one statement."""


class Progress:
    """An application, locked by the caller, with its history."""

    def __init__(
        self,
        application: Application,
        definition: ServiceDefinition,
        steps: Iterable[Step | StepTaken] = (),
    ) -> None:
        self.application = application
        self.definition = definition
        self.now = clock.now()
        self.history: list[PastStep] = situations.history_of(steps)
        self.situation: Situation = situations.situation_of(application, definition)
        self.steps: list[Step] = []
        self.entries: list[Entry] = []
        self.tellings: list[Telling] = []
        self.holds = False
        """Whether it must not begin the state that it comes into (`hold`)."""

    @property
    def state(self) -> State:
        """The state that it is in."""
        return self.definition.workflow.states[self.application.state]

    @property
    def justification(self) -> Justification:
        """What entitles to whatever is done for this application."""
        return Justification(kind="application", reference=self.application.reference)

    def journal(
        self, actor: Actor, action: str, *, fields: Sequence[str] = (), **params: Any
    ) -> None:
        """Have a row about the applicant written with the transaction."""
        self.entries.append(
            Entry(
                actor=actor,
                action=action,
                subject=self.application.applicant_id,
                about=self.application.about,
                fields=tuple(fields),
                justification=self.justification,
                params={"service": self.definition.id, **params},
            )
        )

    def take(self, action: Action, *, actor: Actor, by: str, words: Words = NO_WORDS) -> None:
        """Take a step that has been found possible. `by`: applicant, system, or a role."""
        before = self.application.state
        who = by if by in (APPLICANT, SYSTEM) else situations.who(actor.account_id)
        self.history.append(
            PastStep(
                action=action.code,
                from_state=before,
                to_state=action.to,
                by=who,
                at=self.now,
            )
        )
        if words.findings:
            self._find(words.findings, actor)
        if action.because is not None and by == SYSTEM:
            words = replace(words, grounds=action.because)
        self._move(action.code, action.past_title, action.to, actor=actor, by=by, words=words)
        if action.effect:
            EFFECTS[action.effect](self.application, actor)
            self.refresh_facts()

    def _find(self, found: Mapping[str, Any], actor: Actor) -> None:
        """From now on the case knows what the officer found."""
        application = self.application
        application.findings = engine.with_findings(application.findings, found)
        self.situation = replace(self.situation, findings=application.findings)
        self.journal(actor, journal_actions.FOUND, fields=sorted(found))

    def strike(self, target: str, words: str = texts.TIME_OVER) -> None:
        """The state's time is over, or what `words` say: move on to `target`."""
        before = self.application.state
        self.history.append(
            PastStep(action="", from_state=before, to_state=target, by=SYSTEM, at=self.now)
        )
        title = texts.in_all_languages(words)
        self._move("", title, target, actor=self.automaton(), by=SYSTEM, words=NO_WORDS)

    def run_automatic(self) -> None:
        """Take the system's steps for as long as there is one to take."""
        for _count in range(MOST_AUTOMATIC_STEPS):
            if self.state.is_final:
                return
            action = engine.automatic_action(
                self.definition,
                self.application.state,
                history=self.history,
                situation=self.situation,
            )
            if action is None:
                return
            self.take(action, actor=self.automaton(), by=SYSTEM)
        raise RuntimeError(f"{self.definition.id}: the system's actions go in a circle")

    def refresh_facts(self) -> None:
        """Know what was changed beside the application since: an opinion, a payment."""
        found = facts.facts_of(self.application, self.definition)
        self.situation = replace(self.situation, facts={**self.situation.facts, **found})

    def note(self, actor: Actor, title: str, *, by: str = SYSTEM, note: str = "") -> None:
        """Have a line written into the history that moves nothing."""
        self.steps.append(
            Step(
                id=new_id(),
                application=self.application,
                at=self.now,
                account_id=actor.account_id,
                by=by,
                label=dict(actor.label),
                action="",
                title=dict(texts.in_all_languages(title)),
                from_state=self.application.state,
                to_state=self.application.state,
                note=note,
            )
        )

    def hold(self, awaits: str) -> None:
        """Stay before the state just entered until what is awaited has come (`release`)."""
        application = self.application
        application.awaits, application.stage = awaits, Application.Stage.WAITING
        application.queue_at = None
        self.journal(self.automaton(), journal_actions.HELD)

    def release(self) -> None:
        """Begin the state before which it was held."""
        self.application.awaits = ""
        self._arrive(self.state, "")
        self._ask_others(self.automaton(), self.state)

    def automaton(self) -> Actor:
        """The platform, deciding in the name of the agency by the definition's rules."""
        return replace(
            system("applications"),
            label=texts.in_all_languages(texts.AUTOMATIC),
            agency=self.application.agency_id,
        )

    def write(self, *also: str) -> Application:
        """Write all that was gathered; `also` names further columns that the caller changed."""
        application = self.application
        application.row_version += 1
        application.changed_at = self.now
        with rows.together():
            rows.update(application, [*MOVED, *also])
            rows.insert(self.steps)
            self._set_timers()
            self.write_journal()
            for telling in worth_telling(application, self.tellings):
                self.tell(telling)
        return application

    def write_journal(self) -> None:
        """Write the journal's rows that were gathered."""
        record_many(entries=self.entries)
        self.entries = []

    def _move(
        self, code: str, title: Text, target: str, *, actor: Actor, by: str, words: Words
    ) -> None:
        application = self.application
        before = application.state
        state = self.definition.workflow.states[target]
        self._leave(actor)
        self._arrive(state, words.reason)
        self._end_appointments()
        self.steps.append(
            Step(
                id=new_id(),
                application=application,
                at=self.now,
                account_id=actor.account_id,
                by=by,
                label=dict(actor.label),
                action=code,
                title=dict(title),
                from_state=before,
                to_state=target,
                comment=words.comment,
                grounds=dict(words.grounds or {}),
                note=words.note,
                reason=words.reason,
                findings=dict(words.findings),
                changes=dict(words.changes),
            )
        )
        moment = self._moment(by, before)
        grounds: dict[str, Any] = {"because": dict(words.grounds)} if words.grounds else {}
        self.journal(actor, journal_actions.BY_MOMENT[moment], state=target, **grounds)
        if not self.holds:
            self._ask_others(actor, state)
        notice = telling_of(application, self.definition, code, moment, words)
        if notice is not None:
            self.tellings.append(notice)
        if self.state.outcome == "granted":
            document_id = issue(self.application, self.definition, self.situation, actor)
            application.document_id = document_id

    def _leave(self, actor: Actor) -> None:
        """Who was asked in the state that is left, and has not answered, needn't any more."""
        if not self.state.opinions:
            return
        for each in entering.no_longer_asked(self.application, self.now):
            self.journal(actor, journal_actions.OPINION_WITHDRAWN, agency=each.agency_id)

    def _ask_others(self, actor: Actor, state: State) -> None:
        """What the state just entered asks of other agencies, and of the applicant's purse."""
        if state.opinions:
            for each in entering.ask_opinions(
                self.application, self.definition, self.situation, state, self.now
            ):
                self.journal(actor, journal_actions.OPINION_ASKED, agency=each.agency_id)
        if state.waits_for == "payment":
            entering.await_payment(self.application, self.definition, self.situation)
        if state.opinions or state.waits_for == "payment":
            self.refresh_facts()

    def _arrive(self, state: State, reason: str) -> None:
        arriving.arrive(
            self.application,
            self.definition,
            state,
            history=self.history,
            situation=self.situation,
            now=self.now,
            reason=reason,
        )

    def _end_appointments(self) -> None:
        """What was booked is over when the case is closed, or a time is asked for anew."""
        order = self.state.appointment
        if not self.definition.workflow.has_appointments or not (order or self.state.is_final):
            return
        appointments.end_stay(
            actor=self.automaton(),
            matter=matter_of(self.application, self.definition),
            is_closed=self.state.is_final,
        )
        if order:
            facts = {**self.situation.facts, "appointment": "none"}
            self.situation = replace(self.situation, facts=facts, unbooked_since=None)

    def _moment(self, by: str, before: str) -> str:
        """What kind of step this was, as journal and notices name it."""
        state = self.state
        if state.outcome is not None:
            return state.outcome
        if by == APPLICANT:
            return "submitted" if before == self.definition.workflow.initial else "replied"
        if state.waits_for == "payment":
            return "payment-due"
        waits = rules.stage_of(state) == "waiting" and not state.opinions and not state.waits_for
        return "asked" if by != SYSTEM and waits else "moved"

    def tell_plainly(self, moment: str) -> None:
        """Tell the applicant of something that is no step."""
        notice = texts.default_notice(moment)
        if notice is not None:
            self.tell(Telling(moment, notice, NO_WORDS))

    def tell(self, telling: Telling) -> None:
        """Send a notice about the application with the transaction."""
        tell(self.application, self.definition, telling)

    def _set_timers(self) -> None:
        """The timers of the state that it came to rest in, in place of all others."""
        timers = timers_of(self.application, self.definition, self.situation)
        rows.write(
            SET_TIMERS,
            [
                self.application.pk,
                [kind.value for kind in entering.OF_OPINIONS],
                self.application.pk,
                [each.pk for each in timers],
                [str(each.kind) for each in timers],
                [each.target for each in timers],
                [each.due_at for each in timers],
            ],
        )
