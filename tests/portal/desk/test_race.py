"""Officers at the same instant: several cases at once, a note sent twice, an absence."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from tests.casework.applications import stories
from tests.casework.applications.conftest import MONDAY, committed_country
from tests.portal.desk import desks

from pencere.casework.applications import api
from pencere.casework.applications.models import Step
from pencere.casework.notes import api as notes
from pencere.casework.notes.models import Mention, Note
from pencere.casework.officers import api as officers
from pencere.casework.officers.models import Absence
from pencere.kernel import clock
from pencere.kernel.errors import PencereError
from pencere.kernel.journal.models import JournalEntry

__all__ = ["committed_country"]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gave, or how it was refused; all begin together, each in its own thread."""
    start, ends = threading.Barrier(len(calls)), []

    def run(do: Callable[[], Any]) -> None:
        with clock.frozen_at(MONDAY):
            start.wait(timeout=20)
            try:
                ends.append(do())
            except PencereError as problem:
                ends.append(problem.code)
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=(do,)) for do in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(ends) == len(calls)
    return ends


def test_two_heads_change_one_template_at_once(committed_country: None) -> None:
    heads = [stories.officer("health", "head", number=number) for number in (1, 2)]
    text = dict.fromkeys(("az", "ru", "en"), "Text")
    first = officers.write_template(actor=heads[0], title=text, body=text)

    def change(number: int) -> Any:
        return officers.write_template(
            actor=heads[number],
            title=text,
            body=dict.fromkeys(text, f"By {number}"),
            template=first.template,
            after_version=1,
        ).version

    assert sorted(at_once(lambda: change(0), lambda: change(1)), key=str) == [2, "changed"]


def test_two_officers_choose_the_same_cases_in_another_order(committed_country: None) -> None:
    cases = [desks.licence(), stories.licence(stories.rauf())]
    versions = {each.pk: each.row_version for each in cases}
    turned = dict(reversed(versions.items()))
    first, second = stories.officer("health"), stories.officer("health", number=2)

    at_once(
        lambda: api.act_on_many(actor=first, versions=versions, action="ask", comment="Which?"),
        lambda: api.act_on_many(actor=second, versions=turned, action="ask", comment="Which?"),
    )

    assert {stories.again(each).state for each in cases} == {"correction"}
    assert Step.objects.filter(action="ask").count() == 2
    assert JournalEntry.objects.filter(action="applications.asked").count() == 2


def test_a_note_sent_twice_at_once_is_written_and_told_once(committed_country: None) -> None:
    case, author = desks.licence(), stories.officer("health")
    stories.officer("health", number=2)

    def write() -> Any:
        return notes.write(actor=author, application_id=case.pk, text="Look at it", key="k").pk

    ends = at_once(write, write, write)

    assert set(ends) == {Note.objects.get().pk}
    assert not Mention.objects.exists()
    assert JournalEntry.objects.filter(action="notes.written").count() == 1


def test_absences_that_overlap_entered_at_once_are_one(committed_country: None) -> None:
    officer, other = stories.officer("health"), stories.officer("health", number=2)
    third = stories.officer("health", number=3)
    today = clock.today()

    def enter(substitute: Any, days: int) -> Any:
        return officers.enter_absence(
            actor=officer,
            account_id=officer.account_id,  # type: ignore[arg-type]
            substitute_id=substitute.account_id,
            first_day=today,
            last_day=today + dt.timedelta(days=days),
        ).pk

    ends = at_once(lambda: enter(other, 1), lambda: enter(third, 2), lambda: enter(other, 1))

    kept = Absence.objects.get()
    assert set(ends) <= {kept.pk, "absence"}
    assert kept.pk in ends
    assert JournalEntry.objects.filter(action="officers.absence-entered").count() == 1
