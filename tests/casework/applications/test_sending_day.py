"""A date that was right when an application was sent is not wrong because time went by."""

from __future__ import annotations

from typing import Any

import pytest
from tests.casework.applications import parts, services, stories
from tests.casework.versions import versions

from pencere.casework.applications import api
from pencere.casework.applications.models import Application
from pencere.casework.versions import api as moves
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.errors import Invalid

pytestmark = pytest.mark.usefixtures("country")
LATER = "2026-12-03T06:00:00+00:00"
"""Ten days after the sending: the day on which it should begin is over."""


def _with_a_beginning(content: dict[str, Any]) -> None:
    content["form"][0]["fields"].append(
        {
            "key": "begins",
            "type": "date",
            "title": parts.words("Begins"),
            "min": "today",
            "max": "add_months(today, 1)",
        }
    )
    content["eligibility"].append(
        {
            "key": "too-late",
            "when": 'today > date("2026-12-01")',
            "verdict": "reject",
            "message": parts.words("Nobody can apply after the first of December"),
        }
    )


@pytest.fixture
def case() -> Application:
    versions.publish_next(services.LICENCE, _with_a_beginning)
    sent = stories.submitted(
        stories.aysel(), services.LICENCE, {"address": "Nizami 1", "begins": "2026-11-25"}
    )
    stories.act(stories.officer("health"), sent, "ask", comment="Which flat?")
    return sent


def save(case: Application, **answers: str) -> Any:
    aysel = stories.aysel()
    page = api.page(actor=aysel, application_id=case.pk, page="premises")
    return api.save(
        actor=aysel,
        application_id=case.pk,
        page="premises",
        raw=answers,
        row_version=page.row_version,
    )


def test_what_was_right_then_is_right_in_a_correction(case: Application) -> None:
    with clock.frozen_at(LATER):
        saved = save(case, address="Nizami 1, flat 2", begins="25.11.2026")
        assert saved.is_valid, saved.errors
        assert stories.again(case).form["begins"] == "2026-11-25"
        check = api.check(actor=stories.aysel(), application_id=case.pk)
        assert check.can_submit, (check.missing, check.reasons)
        replied = stories.act(stories.aysel(), case, "reply")
    assert replied.state == "review"
    assert replied.form == {"address": "Nizami 1, flat 2", "begins": "2026-11-25"}


def test_a_date_that_is_given_now_is_judged_by_today(case: Application) -> None:
    with clock.frozen_at(LATER):
        saved = save(case, address="Nizami 1", begins="2026-11-26")
        assert list(saved.errors) == ["begins"]
        check = api.check(actor=stories.aysel(), application_id=case.pk)
        assert check.missing == (("premises", "begins"),)
        with pytest.raises(Invalid) as refused:
            stories.act(stories.aysel(), case, "reply")
        assert list(refused.value.fields) == ["begins"]
        assert save(case, address="Nizami 1", begins="2026-12-30").is_valid
        assert stories.act(stories.aysel(), case, "reply").form["begins"] == "2026-12-30"


def test_a_case_moves_to_another_version_with_the_dates_it_was_sent_with(
    case: Application,
) -> None:
    def shorter_too(content: dict[str, Any]) -> None:
        _with_a_beginning(content)
        versions.shorter_term(content)

    with clock.frozen_at(LATER):
        newer = versions.publish_next(services.LICENCE, shorter_too)
        outcome = moves.move_open_cases(
            actor=system("test"), by="root", service=services.LICENCE, reason="The law changed"
        )
    assert outcome.done == [case.reference], outcome.left
    assert stories.again(case).version_id == newer.pk
