"""Pages that depend on answers, locked fields, verdicts and fees."""

from __future__ import annotations

import datetime as dt

from tests.casework.definitions.sample import changed, definition, situation

from pencere.casework.definitions import engine

SAMPLE = definition()
TODAY = dt.date(2026, 11, 23)


def test_a_page_shows_when_its_condition_is_met() -> None:
    def pages(**form: object) -> list[str]:
        return [p.key for p in engine.visible_pages(SAMPLE, situation(form=form, today=TODAY))]

    assert pages(electric=True) == ["car", "charging", "dates"]
    assert pages(electric=False) == ["car", "dates"]
    assert pages() == ["car", "dates"]


def test_an_answer_on_the_same_page_decides_about_the_next_field() -> None:
    now = situation(form={"electric": True}, today=TODAY)
    _values, errors = engine.clean_page(SAMPLE, "charging", {"socket": "fast"}, now)
    assert set(errors) == {"power_kw"}
    _values, errors = engine.clean_page(SAMPLE, "charging", {"socket": "home"}, now)
    assert errors == {}


def test_answers_on_a_page_that_no_longer_applies_do_not_count() -> None:
    now = situation(form={"electric": False, "socket": "fast"}, today=TODAY)
    assert "socket" not in engine.answers(SAMPLE, now)


def test_a_locked_field_comes_from_the_register_whatever_was_posted() -> None:
    now = situation(form={"licence_number": "FORGED"}, today=TODAY)
    values, errors = engine.clean_page(SAMPLE, "car", {"licence_number": "FORGED"}, now)
    assert values["licence_number"] == "AB1"
    assert "licence_number" not in errors
    assert engine.answers(SAMPLE, now)["licence_number"] == "AB1"
    assert engine.prefilled(SAMPLE, now)["licence_number"] == "AB1"


def test_what_the_register_does_not_hold_is_not_asked_for_and_breaks_nothing() -> None:
    now = situation(data={"licence": {"expires_on": "2030-01-01"}}, today=TODAY)
    values, errors = engine.clean_page(SAMPLE, "car", {}, now)
    assert values["licence_number"] is None
    assert "licence_number" not in errors
    assert ("car", "licence_number") not in engine.missing(SAMPLE, now)


def test_a_rule_waits_for_its_answer() -> None:
    assert engine.eligibility(SAMPLE, situation(today=TODAY)).kind == "ok"
    verdict = engine.eligibility(SAMPLE, situation(form={"length_m": "6.5"}, today=TODAY))
    assert verdict.kind == "review"
    assert [key for key, _words in verdict.reasons] == ["large"]


def test_the_strictest_verdict_holds_and_all_reasons_are_told() -> None:
    verdict = engine.eligibility(SAMPLE, situation(form={"length_m": "7"}, data={}, today=TODAY))
    assert verdict.kind == "reject"
    assert [key for key, _words in verdict.reasons] == ["no-licence", "large"]


def test_a_silent_register_means_review_not_rejection() -> None:
    now = situation(data={}, unavailable=frozenset({"licence"}), today=TODAY)
    verdict = engine.eligibility(SAMPLE, now)
    assert verdict.kind == "review"
    assert [key for key, _words in verdict.reasons] == ["licence-unavailable"]


def test_a_rule_that_stumbles_over_its_data_sends_to_an_officer() -> None:
    stumbling = definition(changed("is_blank(licence)", "licence.number > 5"))
    assert engine.eligibility(stumbling, situation(today=TODAY)).kind == "review"


def test_the_fee_is_that_of_the_day() -> None:
    def fee(day: dt.date, **form: object) -> int | None:
        return engine.fee(SAMPLE, situation(form=form, today=day))

    assert fee(dt.date(2025, 6, 1)) == 100
    assert fee(TODAY, electric=False) == 200
    assert fee(TODAY) is None
    assert fee(dt.date(2019, 1, 1)) is None


def test_a_field_may_speak_for_itself_when_it_is_wrong() -> None:
    own = definition(
        changed("casing: upper", "casing: upper, error: {az: Yox, ru: Нет, en: Wrong}")
    )
    _values, errors = engine.clean_page(own, "car", {"plate": "?"}, situation(today=TODAY))
    assert errors["plate"][0]["ru"] == "Нет"
