"""Opinions of other agencies, payments and warnings in a definition: read, checked, and told by
its own stories."""

# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.casework.definitions import sample

from pencere.casework.definitions import engine
from pencere.casework.definitions.checks import check
from pencere.casework.definitions.owntests import tell
from pencere.casework.definitions.owntests_expected import differences
from pencere.kernel.workdays.api import Duration

WORDS = "{az: a, ru: б, en: c}"
CHECK = "        check: {title: {az: Yoxla, ru: Проверить, en: Check}, to: decision, by: officer}\n"
ASKED = f"""\
    opinions:
      title: {WORDS}
      opinions:
        - {{of: health, title: {WORDS}, within: P5WD, silence: consent, law: {WORDS}}}
        - {{of: justice, title: {WORDS}, within: P2WD, when: form.electric, shows: [car, licence]}}
      actions:
        bad: {{title: {WORDS}, to: refused, by: system, when: 'opinions.exists(o, o.state == "negative")'}}
        all_in: {{title: {WORDS}, to: decision, by: system, when: opinions_in}}
    correction:
"""
PAID = f"""\
    payment:
      title: {WORDS}
      waits_for: payment
      after: {{P5WD: lapsed}}
      actions:
        prove: {{title: {WORDS}, to: payment_check, by: applicant, needs: [receipt]}}
        paid: {{title: {WORDS}, to: decision, by: system, when: 'payment == "confirmed"'}}
    payment_check:
      title: {WORDS}
      queue: {{role: officer}}
      actions:
        confirm: {{title: {WORDS}, to: decision, by: officer, effect: confirm-payment}}
        unpaid: {{title: {WORDS}, to: payment, by: officer, needs: [comment]}}
    correction:
"""
BEGIN = """\
    today: 2026-11-23
    data: {licence: {number: AB1}}
    form: {plate: 10-aa-001, length_m: "4,5", electric: "yes", socket: home, begins: 24.11.2026, days: [mon]}
"""


def asking(path: str, expect: str, states: str = ASKED) -> str:
    """The sample whose review asks others, with one more story."""
    to = "opinions" if states == ASKED else "payment"
    source = sample.changed(CHECK, CHECK.replace("to: decision", f"to: {to}"))
    source = source.replace("    correction:\n", states, 1)
    return source + f"  - name: Added\n{BEGIN}    path: {path}\n    expect: {expect}\n"


def story(path: str, expect: str, states: str = ASKED) -> list[str]:
    """What comes out otherwise than the added story expects."""
    definition = sample.definition(asking(path, expect, states))
    test = definition.tests[-1]
    return differences(tell(definition, test), test.story["expect"])


class TestOpinions:
    def test_all_agree_and_the_case_goes_on(self) -> None:
        assert not story(
            "[submit, {do: check, by: leyla}, {opine: health}, {opine: justice, as: conditional}]",
            "{state: decision, opinions_in: true, opinions: {health: positive, justice: conditional}}",
        )

    def test_one_is_against_it(self) -> None:
        assert not story(
            "[submit, {do: check, by: leyla}, {opine: justice, as: negative}]", "{state: refused}"
        )

    def test_silence_falls_when_each_one_s_time_is_over(self) -> None:
        path = "[submit, {do: check, by: leyla}, {wait: P3WD}]"
        assert not story(path, "{state: opinions, opinions: {health: pending, justice: silent}}")
        path = "[submit, {do: check, by: leyla}, {wait: P6WD}]"
        assert not story(path, "{state: decision, opinions: {health: silent, justice: silent}}")

    def test_who_is_not_asked_can_t_answer(self) -> None:
        with pytest.raises(ValueError, match="not asked"):
            story("[submit, {do: check, by: leyla}, {opine: helth}]", "{state: opinions}")

    def test_silence_consents_only_by_law(self) -> None:
        source = asking("[submit]", "{state: review}").replace(
            f"silence: consent, law: {WORDS}", "silence: consent"
        )
        assert any("name it" in each.message for each in sample.problems_of(source))

    def test_only_silence_by_law_counts_as_consent(self) -> None:
        facts = engine.opinion_facts(
            [
                engine.OpinionHeld("health", "silent", is_silence_consent=True),
                engine.OpinionHeld("justice", "silent"),
                engine.OpinionHeld("interior", "negative"),
            ]
        )
        assert [each["consents"] for each in facts["opinions"]] == [True, False, False]
        assert facts["opinions_in"]


class TestPayment:
    def test_a_receipt_is_proven_then_confirmed(self) -> None:
        path = "[submit, {do: check, by: leyla}, prove, {do: confirm, by: leyla}]"
        assert not story(path, "{state: decision, payment: confirmed}", PAID)

    def test_a_receipt_that_proves_nothing_goes_back(self) -> None:
        path = "[submit, {do: check, by: leyla}, prove, {do: unpaid, by: leyla}]"
        assert not story(path, "{state: payment, payment: due}", PAID)

    def test_a_payments_block_pays(self) -> None:
        path = "[submit, {do: check, by: leyla}, {pay: 100}]"
        assert not story(path, "{state: decision, payment: confirmed}", PAID)

    def test_too_little_is_no_payment(self) -> None:
        with pytest.raises(ValueError, match="owed"):
            story("[submit, {do: check, by: leyla}, {pay: 99}]", "{state: decision}", PAID)

    def test_who_never_pays_lapses(self) -> None:
        path = "[submit, {do: check, by: leyla}, {wait: P6WD}]"
        assert not story(path, "{state: lapsed, payment: due}", PAID)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("states", "old", "new", "said"),
    [
        (ASKED, "of: health", "of: helth", "no agency"),
        (ASKED, "shows: [car, licence]", "shows: [cars]", "no form page or data source"),
        (ASKED, "of: justice", "of: health", "asked twice"),
        (ASKED, "when: opinions_in}", "when: 'opinions_in && today > today'}", "here for ever"),
        (ASKED, ", when: opinions_in}", "}", "before anybody has answered"),
        (ASKED, "opinions_in}", "'payment == \"confirmed\"'}", "never comes true"),
        (PAID, "      waits_for: payment\n", "", "no state has waits_for"),
        (PAID, "by: applicant, needs: [receipt]", "by: officer, needs: [receipt]", "Only the app"),
    ],
)
def test_what_can_t_come_is_refused(
    tmp_path: Path, states: str, old: str, new: str, said: str
) -> None:
    source = asking("[submit]", "{state: review}", states)
    assert old in source
    (tmp_path / sample.FILE).write_text(source.replace(old, new, 1))
    assert any(said in each.message for each in check(tmp_path)), check(tmp_path)


@pytest.mark.parametrize(
    ("before", "at"),
    [
        ("P1WD", "2026-11-27 23:59:59"),
        ("P1D", "2026-11-29 23:59:59"),
        ("PT2H", "2026-11-30 21:59:59"),
    ],
)
def test_a_warning_comes_before_the_time_is_over(before: str, at: str) -> None:
    monday = dt.datetime(2026, 11, 30, 19, 59, 59, tzinfo=dt.UTC)  # 23:59:59 in Baku
    warned = engine.warn_at(monday, Duration.parse(before), sample.situation())
    assert (warned + dt.timedelta(hours=4)).strftime("%Y-%m-%d %H:%M:%S") == at
