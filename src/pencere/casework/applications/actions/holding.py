"""A submission whose register is silent: it is taken and waits, a timer asks again, and it goes on
by itself when the register answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pencere.casework.applications import (
    evidence,
    others,
    rules,
    sending_day,
    situations,
    texts,
)
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.models import Application, Timer
from pencere.casework.definitions.model import DataSource, ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.text import Text

REGISTERS = "registers"
REFUSED = ("refused", "withdrawn", "ended")
"""How a consent stands for which nobody waits any longer."""
FIRST = dt.timedelta(minutes=1)
LONGEST = dt.timedelta(hours=1)
"""Between two questions to a silent register; the time doubles from the first to this."""


def silent_sources(application: Application, definition: ServiceDefinition) -> list[DataSource]:
    """Sources that the definition waits for, and whose register has not answered."""
    return [
        definition.data[name]
        for name in sorted(evidence.unavailable(application.data))
        if name in definition.data
        and definition.data[name].when_unavailable == "wait"
        and application.data[name].get("consent") not in REFUSED
    ]


def hold_or_go_on(progress: Progress, *also: str) -> Application:
    """Write the step that was taken: held where it `holds`, else with the system's steps after
    it. `also` names further columns that the caller changed."""
    if progress.holds:
        progress.hold(REGISTERS)
    else:
        progress.run_automatic()
    written = progress.write(*also)
    if progress.holds:
        ask_later(written, 0)
    return written


def ask_later(application: Application, tries: int) -> None:
    """Have the registers asked again; each time after twice as long."""
    pause = min(FIRST * 2 ** min(tries, 10), LONGEST)
    Timer.objects.create(
        application=application,
        kind=Timer.Kind.AWAIT,
        target=str(tries),
        due_at=clock.now() + pause,
    )


def ask_once_more(application: Application, definition: ServiceDefinition, timer: Timer) -> bool:
    """A timer's call: read what was silent; go on when all have answered. Returns whether."""
    progress = Progress(application, definition, application.steps.order_by("id"))
    tries = int(timer.target) + 1
    timer.delete()
    automaton = progress.automaton()
    silent = silent_sources(application, definition)
    found = evidence.read(
        actor=replace(automaton, party_id=application.applied_by.party_id),
        application=application,
        definition=definition,
        sources=silent,
    )
    found |= others.read(
        actor=automaton,
        application=application,
        definition=definition,
        sources=[each for each in silent if each.is_about_another],
    )
    application.data = {**application.data, **found}
    if silent_sources(application, definition):
        application.save(update_fields=["data"])
        ask_later(application, tries)
        return False
    _release(progress)
    return True


def _release(progress: Progress) -> None:
    """Judge anew by what the registers say, and go on from where it was held."""
    application, definition = progress.application, progress.definition
    situation = situations.situation_of(application, definition)
    application.form = sending_day.answers(application, definition, situation)
    situation = situations.situation_of(application, definition)
    # It was taken: what would have refused it at once is now for an officer to decide.
    verdict = sending_day.eligibility(application, definition, situation)
    application.checks = rules.checks_as_json(verdict)
    progress.situation = situation
    progress.release()
    progress.note(progress.automaton(), texts.REGISTER_ANSWERED)
    progress.run_automatic()
    progress.write("form", "data", "checks")
    progress.tell_plainly("register-answered")


def words_of_waiting() -> Text:
    """What the applicant reads while it is held."""
    return texts.in_all_languages(texts.WAITS_FOR_REGISTER)
