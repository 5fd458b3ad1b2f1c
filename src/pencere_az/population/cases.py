"""A year of applications for the demonstration: how many come, how long they take, what is
open, as a place where people work would have it.

Each is a walk through its service's own workflow, from a seed: the same seed gives the same
year before the same day. Their applicants are people of the population; no journal tells of
them, since nobody did this.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from pencere.blocks.identity.models import Account
from pencere.blocks.parties.models import Party, Post
from pencere.blocks.registers.models import RegisterRecord
from pencere.casework.applications.models import Application, Step
from pencere.casework.applications.regions import region_of
from pencere.casework.definitions.api import all_current
from pencere.casework.definitions.model import (
    APPLICANT,
    SYSTEM,
    Action,
    ServiceDefinition,
    State,
)
from pencere.casework.definitions.owntests import tell
from pencere.kernel import clock
from pencere.kernel.ids import ALPHABET, check_character, grouped
from pencere.kernel.workdays.api import Duration, deadline, is_working_day

APPLICANTS = 400
OF_A_SERVICE = 60
RECENT = 0.15
"""Share that came within the last days, so that there is work to do."""
RECENT_DAYS = 14
MOST_STEPS = 14
OPENS, CLOSES = 5, 14
"""Hours of work, in UTC."""
USUAL_SLA = Duration(working_days=3)
WEIGHTS = {"primary": 8, "secondary": 2, "warning": 1}
NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class Walk:
    """One application on its way."""

    definition: ServiceDefinition
    chance: random.Random
    officers: Mapping[str, Sequence[tuple[UUID, dict[str, str]]]]
    """By role: account and label."""
    now: dt.datetime
    at: dt.datetime
    state: str
    entered_at: dt.datetime
    steps: list[dict[str, Any]] = field(default_factory=list)
    acted: dict[str, UUID] = field(default_factory=dict)
    """By state, who acted in it."""
    reason: str = ""

    def go(self) -> bool:
        """Walk until it ends or the present comes; False for a way that can't be walked."""
        for _count in range(MOST_STEPS):
            state = self.here
            if state.is_final:
                return True
            action = self._choose(state)
            if action is None:
                return False
            after = self.entered_at + self._dwell(state, action)
            if self.steps and (after := _at_work(after)) > self.now:
                return True
            self._take(action, after)
        return False

    @property
    def here(self) -> State:
        return self.definition.workflow.states[self.state]

    def _choose(self, state: State) -> Action | None:
        states = self.definition.workflow.states
        possible = [
            each
            for each in state.actions.values()
            if (self.steps or states[each.to].outcome is None)
            and (each.to != self.state)
            and (set(each.by) & {APPLICANT, SYSTEM} or self._who(each) is not None)
            and not any(step["action"] == each.code for step in self.steps[1:])
        ]
        weights = [
            0.3 if states[each.to].outcome == "withdrawn" else WEIGHTS[each.style]
            for each in possible
        ]
        return self.chance.choices(possible, weights)[0] if possible else None

    def _who(self, action: Action) -> tuple[str, UUID, dict[str, str]] | None:
        """Role, account and label of an officer who may take it; four eyes are two people."""
        barred = {self.acted.get(state) for state in action.not_same_as}
        for role in action.by:
            for account, label in self.officers.get(role, ()):
                if account not in barred:
                    return role, account, label
        return None

    def _dwell(self, state: State, action: Action) -> dt.timedelta:
        """How long it lay in a state: mostly within the term, sometimes not."""
        if not self.steps or SYSTEM in action.by:
            return dt.timedelta()
        sla = (state.queue.sla if state.queue else None) or USUAL_SLA
        days = sla.working_days or sla.days or max(sla.minutes / 1440, 0.2)
        return dt.timedelta(days=days * self.chance.lognormvariate(-0.6, 0.7))

    def _take(self, action: Action, at: dt.datetime) -> None:
        by, account, label = SYSTEM, None, {"az": "Sistem", "ru": "Система", "en": "System"}
        if APPLICANT in action.by:
            by, account, label = APPLICANT, None, {}
        elif found := self._who(action):
            by, account, label = found
            self.acted[self.state] = found[1]
        reasons = action.reasons or tuple(self.definition.reasons)
        reason = self.chance.choice(reasons) if "reason" in action.needs and reasons else ""
        self.steps.append(
            {
                "at": at,
                "account_id": account,
                "by": by,
                "label": label,
                "action": action.code,
                "title": dict(action.past_title),
                "from_state": self.state,
                "to_state": action.to,
                "reason": reason,
            }
        )
        self.state, self.entered_at, self.reason = action.to, at, reason


@transaction.atomic
def make_cases(*, seed: int) -> int:
    """Put the year into the database, once; returns how many applications."""
    if Application.objects.filter(idempotency_key__startswith="demo-").exists():
        return 0
    chance = random.Random(f"cases {seed}")  # noqa: S311
    people = _applicants("person")
    companies = _applicants("organisation")
    if not people:
        return 0
    accounts = _accounts(people)
    applications: list[Application] = []
    steps: list[Step] = []
    for version in sorted(all_current(), key=lambda each: each.service):
        definition = version.definition
        pool = people if "person" in definition.applicant.kinds else companies
        form = _answers(definition)
        if not pool or form is None or definition.handled_by or definition.starts:
            continue
        for walk, party in _walks(definition, chance, pool):
            account = accounts.get(party.pk) or chance.choice(list(accounts.values()))
            made = _application(walk, party, account, version.pk, form, len(applications))
            applications.append(made)
            steps.extend(_steps(walk, made, account))
    _with_evidence(applications)
    Application.objects.bulk_create(applications, batch_size=1000)
    steps.sort(key=lambda step: step.at)
    Step.objects.bulk_create(steps, batch_size=2000)
    return len(applications)


def _walks(
    definition: ServiceDefinition, chance: random.Random, pool: Sequence[Party]
) -> Iterator[tuple[Walk, Party]]:
    now = clock.now()
    officers = _officers(definition.agency)
    for _number in range(chance.randint(OF_A_SERVICE // 3, OF_A_SERVICE)):
        span = RECENT_DAYS if chance.random() < RECENT else 365
        begin = _at_work(now - dt.timedelta(days=chance.uniform(0.1, span)))
        if begin >= now:
            continue
        initial = definition.workflow.initial
        walk = Walk(definition, chance, officers, now, begin, initial, begin)
        if walk.go() and _can_rest(walk):
            yield walk, chance.choice(pool)


def _can_rest(walk: Walk) -> bool:
    """Closed, or in an officers' state that asks for nothing beside it."""
    state = walk.here
    return bool(walk.steps) and (state.is_final or state.queue is not None)


def _application(
    walk: Walk,
    party: Party,
    account: UUID,
    version: UUID,
    form: Mapping[str, Any],
    number: int,
) -> Application:
    definition, state = walk.definition, walk.here
    sent, last = walk.steps[0]["at"], walk.steps[-1]["at"]
    terms = definition.workflow.term
    due = deadline(sent, terms[-1].within) if terms else None  # the last holds always
    queue_at = NEVER
    if state.queue:
        step_due = deadline(last, state.queue.sla) if state.queue.sla else NEVER
        queue_at = min(step_due, due or NEVER)
    return Application(
        reference=_reference(walk.chance),
        version_id=version,
        service=definition.id,
        agency_id=definition.agency,
        applicant=party,
        applied_by_id=account,
        language=walk.chance.choice(("az", "az", "az", "ru", "en")),
        stage="closed" if state.is_final else "todo",
        state=state.code,
        form=dict(form),
        page_versions={},
        checks={"kind": "review" if walk.chance.random() < 0.25 else "ok", "reasons": []},
        created_at=sent,
        changed_at=last,
        submitted_at=sent,
        entered_at=last,
        due_at=due,
        closed_at=last if state.is_final else None,
        queue_role=state.queue.role if state.queue else "officer",
        queue_at=None if state.is_final else queue_at,
        outcome=state.outcome or "",
        outcome_reason=walk.reason if state.is_final else "",
        idempotency_key=f"demo-{number}",
    )


def _steps(walk: Walk, application: Application, account: UUID) -> Iterator[Step]:
    for step in walk.steps:
        is_own = step["by"] == APPLICANT
        label = {"az": application.applicant.name} if is_own else step["label"]
        who = account if is_own else step["account_id"]
        yield Step(application=application, **{**step, "label": label, "account_id": who})


def _answers(definition: ServiceDefinition) -> Mapping[str, Any] | None:
    """Answers out of the definition's own first story, without the files; None for a service
    that tells none."""
    if not definition.tests:
        return None
    form = tell(definition, definition.tests[0]).situation.form
    files = {key for key, each in definition.fields.items() if each.type == "file"}
    return {key: value for key, value in form.items() if key not in files}


def _with_evidence(applications: Sequence[Application]) -> None:
    """What the registers say of the applicants, as an application keeps it."""
    subjects = {each.applicant_id for each in applications}
    records: dict[tuple[UUID, str], list[RegisterRecord]] = defaultdict(list)
    for record in RegisterRecord.objects.filter(subject_id__in=subjects, superseded_at=None):
        records[record.subject_id, record.register].append(record)
    definitions = {each.pk: each.definition for each in all_current()}
    for application in applications:
        application.data = {
            name: {
                "register": source.source,
                "subject": str(application.applicant_id),
                "is_available": True,
                "as_of": application.created_at.isoformat(),
                "records": [
                    _record(each, source.fields)
                    for each in records[application.applicant_id, source.source][
                        : None if source.many else 1
                    ]
                ],
            }
            for name, source in definitions[application.version_id].data.items()
            if source.key == "applicant"
        }
        application.region = region_of(application.form, application.data)


def _record(record: RegisterRecord, fields: Sequence[str]) -> dict[str, Any]:
    keys = set(fields)
    return {
        "id": str(record.id),
        "number": record.number,
        "version": record.version,
        "data": {key: value for key, value in record.data.items() if not keys or key in keys},
    }


def _applicants(kind: str) -> list[Party]:
    """The first of a kind who hold no account of the demonstration."""
    rows = Party.objects.filter(kind=kind, account=None, ended_on=None)
    if kind == "organisation":
        rows = rows.filter(name__contains="MMC")  # schools and hospitals ask for no licences
    return list(rows.order_by("identifier")[:APPLICANTS])


def _accounts(people: Sequence[Party]) -> dict[UUID, UUID]:
    """Accounts by party, with which nobody can sign in."""
    made = [Account(username=each.identifier, party=each, password="!") for each in people]  # noqa: S106
    Account.objects.bulk_create(made, batch_size=500)
    return {each.party_id: each.pk for each in made}


def _officers(agency: str) -> dict[str, list[tuple[UUID, dict[str, str]]]]:
    found: dict[str, list[tuple[UUID, dict[str, str]]]] = defaultdict(list)
    for post in Post.objects.filter(agency_id=agency).order_by("pk").select_related("agency"):
        label = {code: f"{post.agency.title[code]}, {words}" for code, words in post.title.items()}
        for role in post.roles:
            found[role].append((post.account_id, label))
    return found


def _at_work(at: dt.datetime) -> dt.datetime:
    """The same moment, or the next one at which people work: never an earlier one."""
    if at.hour >= CLOSES:
        at = (at + dt.timedelta(days=1)).replace(hour=OPENS)
    while not is_working_day(at.date()):
        at += dt.timedelta(days=1)
    return at.replace(hour=max(at.hour, OPENS))


def _reference(chance: random.Random) -> str:
    letters = "".join(chance.choice(ALPHABET) for _ in range(8))
    return grouped(letters + check_character(letters))
