"""What the rules of one long form cost: 60 questions with conditions and a group of 10 rows, 20
eligibility rules and a fee, all decided as one save and one look at the form do. The reference is
the same decisions as plain Python functions over the same answers, in the same run."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bench.figures import Figure, show
from pencere.casework.definitions.api import engine
from pencere.casework.definitions.model import ServiceDefinition, Situation
from pencere.casework.definitions.reading import read_definition

ROUNDS = 200
WARM_UP = 20
TODAY = dt.date(2026, 11, 23)
LANGUAGES = ("az", "ru", "en")
WORDS = "{az: X, ru: X, en: X}"
PAGES, FIELDS, RULES, ROWS = 6, 10, 20, 10


def run() -> Iterator[Figure]:
    """`evaluate.ms`: median CPU milliseconds of visible_pages, clean_page, missing, eligibility
    and fee together."""
    definition = read_definition(_source(), file="bench.long.yaml", languages=LANGUAGES)
    form = _answers()
    now = Situation(
        form=form,
        data={"licence": {"number": "AB1", "points": 3}},
        applicant={"kind": "person", "born_on": "1990-02-28"},
        today=TODAY,
        is_working_day=lambda day: day.weekday() < 5,
    )
    if engine.missing(definition, now) or engine.fee(definition, now) != ROWS * 100:
        raise RuntimeError("the bench's form is not complete: it would measure nothing")
    # A situation of its own each time: what was found out of one is kept with it.
    engine_ms, plain_ms = _median_cpu_ms(
        lambda: _decide(definition, replace(now)), lambda: _plain(form)
    )
    yield Figure("evaluate.ms", engine_ms, "ms", plain_ms, "reference: plain Python; aim: below 5")


def _decide(definition: ServiceDefinition, now: Situation) -> None:
    engine.visible_pages(definition, now)
    engine.clean_page(definition, definition.form[-1].key, now.form, now)
    engine.missing(definition, now)
    engine.eligibility(definition, now)
    engine.fee(definition, now)


def _plain(form: Mapping[str, Any]) -> None:
    """The same decisions, written by hand: what the rules alone cost without a definition."""
    for _walk in range(5):
        dates = {key: dt.date.fromisoformat(form[key]) for key in form if key.startswith("date_")}
        for page in range(PAGES):
            _shown = all(int(form[f"number_{page}_{n}"]) >= 0 for n in range(4))
            _late = [day for day in dates.values() if day > TODAY]
        _total = sum(row["income"] for row in form["members"])
    _rules = [form["number_0_0"] > n and len(form["members"]) > n for n in range(RULES)]


def _source() -> str:
    return f"""\
id: bench.long
title: {WORDS}
summary: {WORDS}
agency: digital
applicant: {{kinds: [person]}}
catalogue:
  topics: [transport]
  life_events: [car]
  keywords: {{az: [x], ru: [x], en: [x]}}
  legal_basis: {WORDS}
  result: {WORDS}
  term: {WORDS}
  fee: {WORDS}
data:
  licence: {{from: interior.driving-licences, purpose: {WORDS}, fields: [number, points]}}
eligibility:
{"".join(_rule(n) for n in range(RULES))}
form:
{"".join(_page(n) for n in range(PAGES))}
declaration: {WORDS}
fee: {{currency: AZN, tariffs: [{{since: 2026-01-01, minor: 100 * size(form.members)}}]}}
workflow:
  initial: draft
  states:
    draft:
      title: {WORDS}
      editable: true
      actions: {{submit: {{title: {WORDS}, to: granted, by: applicant}}}}
    granted: {{title: {WORDS}, outcome: granted}}
"""


def _rule(n: int) -> str:
    when = (
        f"form.number_0_0 > {n + 1000}",
        f"form.members.exists(m, m.income > {n + 10_000_000})",
        f"licence.points > {n + 100} && applicant.age > 18",
        f"form.date_1_4 > today + days({n + 4000})",
    )[n % 4]
    return f"  - {{key: rule-{n}, when: '{when}', verdict: review, message: {WORDS}}}\n"


def _page(n: int) -> str:
    show = f"    show: form.number_{n - 1}_0 >= 0\n" if n else ""
    return f"  - page: page_{n}\n    title: {WORDS}\n{show}    fields:\n" + "".join(
        _field(n, at) for at in range(FIELDS)
    )


def _field(page: int, at: int) -> str:
    if (page, at) == (0, 9):
        return (
            f"      - {{key: members, type: group, max_items: 20, title: {WORDS}, fields: ["
            f"{{key: name, type: text, title: {WORDS}}}, "
            f"{{key: born_on, type: date, title: {WORDS}, max: today}}, "
            f"{{key: income, type: money, title: {WORDS}, "
            "show: 'years_between(row.born_on, today) > 17'}]}\n"
        )
    kind = (
        "number",
        "number",
        "number",
        "number",
        "date",
        "date",
        "text",
        "text",
        "choice",
        "money",
    )
    what = {
        "number": "type: integer, min: 0, max: 1000",
        "date": "type: date",
        "text": "type: text, max_length: 50",
        "choice": f"type: choice, choices: {{a: {WORDS}, b: {WORDS}}}",
        "money": f"type: money, compute: '100 * form.number_{page}_1'",
    }[kind[at]]
    show = f", show: form.number_{page}_0 >= {at - 5}" if at > 5 else ""
    return f"      - {{key: {kind[at]}_{page}_{at}, {what}, title: {WORDS}{show}}}\n"


def _answers() -> dict[str, Any]:
    values: dict[str, Any] = {
        "members": [
            {"name": f"N {n}", "born_on": "1990-02-28", "income": 50_000 + n} for n in range(ROWS)
        ]
    }
    for page in range(PAGES):
        values.update({f"number_{page}_{at}": 7 for at in range(4)})
        values.update({f"date_{page}_{at}": "2026-05-05" for at in (4, 5)})
        values.update({f"text_{page}_{at}": "some words" for at in (6, 7)})
        values[f"choice_{page}_8"] = "a"
    return values


def _median_cpu_ms(*works: Callable[[], None]) -> list[float]:
    """Medians of the works, done in turns, so that a busy moment falls on all of them."""
    took: list[list[float]] = [[] for _ in works]
    for turn in range(WARM_UP + ROUNDS):
        for work, times in zip(works, took, strict=True):
            begun = time.process_time()
            work()
            if turn >= WARM_UP:
                times.append((time.process_time() - begun) * 1000)
    return [statistics.median(times) for times in took]


if __name__ == "__main__":
    show(run())
