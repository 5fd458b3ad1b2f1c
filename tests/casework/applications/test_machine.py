"""The runtime as a machine: applicants, officers and time do what they like, in any order and at
once, on the real database. After each step nothing is lost, stuck, unjournaled, or decided by
someone who may not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests import people
from tests.casework.applications import services, services_waiting, stories
from tests.casework.applications.conftest import MONDAY
from tests.casework.applications.test_at_once import at_once

from pencere.casework.applications import api
from pencere.casework.applications.jobs import agreements, timers, visits
from pencere.casework.applications.models import Application, Opinion, Payment, Step, Timer
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import PencereError

LICENCE, PERMIT = services.LICENCE, services_waiting.PERMIT
CODES = sorted(
    {
        code
        for service in (LICENCE, PERMIT)
        for state in services.ALL[service]()["workflow"]["states"].values()
        for code in state.get("actions", ())
    }
    - {"submit"}
)
ROLES = {
    "leyla": ("officer",),
    "farid": ("officer",),
    "samir": ("officer", "inspector"),
    "nigar": ("head",),
}
"""Who works at the agency, with which roles; the first is a citizen who applies as well."""
TO_AN_END = {
    LICENCE: {"review": "pass", "decision": "refuse", "correction": "reply"},
    PERMIT: {
        "payment": "prove",
        "check": "confirm",
        "review": "refuse",
        "inspection": "seen",
        "correction": "reply",
        "opinions": "back",
        "decision": "refuse",
    },
}
"""By state, the step by which people of good will bring a case to an end."""
JUMPS = [dt.timedelta(hours=1), *(dt.timedelta(days=days) for days in (1, 4, 11, 40))]
WORDS: dict[str, Any] = {"comment": "Why", "note": "For the file"}
REASONS = {LICENCE: "unsafe", PERMIT: ""}

some = st.integers(0, 9)
officers = st.sampled_from([*ROLES, "stranger"])
codes = st.sampled_from(CODES)
bodies = st.sampled_from(["interior", "justice"])
answers = st.sampled_from(["positive", "conditional", "negative"])
addresses = st.sampled_from(["Nizami 1", "free", "Həzi Aslanov 7"])


class Desk(RuleBasedStateMachine):
    """Several people's applications to two services of one agency."""

    @initialize()
    def morning(self) -> None:
        self.now = dt.datetime.fromisoformat(MONDAY)
        self.cases: list[UUID] = []
        self.histories: dict[UUID, list[tuple[Any, ...]]] = {}
        self.journals: dict[UUID, int] = {}
        self.versions: dict[UUID, int] = {}
        self.owed: dict[UUID, int | None] = {}
        self.receipts = 0
        with clock.frozen_at(self.now):
            self.officers = {
                name: stories.officer("health", *roles, number=number)
                for number, (name, roles) in enumerate(ROLES.items(), start=1)
            }
            self.officers["stranger"] = stories.officer("justice")
            self.bodies = {
                name: stories.officer(name, number=9) for name in ("interior", "justice")
            }
            leyla = people.officer("health", ("officer",), number=1, has_second_factor=False)
            self.applicants = [stories.aysel(), stories.rauf(), people.actor_for(leyla)]
        self.applies(who=0, service=LICENCE, address="Nizami 1")
        self.applies(who=1, service=PERMIT, address="Nizami 1")

    def case(self, number: int) -> Application | None:
        """One of the cases, as the database has it; None while there is none."""
        if not self.cases:
            return None
        return Application.objects.get(pk=self.cases[number % len(self.cases)])

    def of(self, case: Application) -> Actor:
        """The applicant of a case."""
        return next(a for a in self.applicants if a.party_id == case.applicant_id)

    def does(self, deed: Callable[[], object]) -> str:
        """How it ends: done, or the code of the refusal. Anything else is a fault."""
        with clock.frozen_at(self.now):
            try:
                deed()
            except PencereError as refusal:
                return refusal.code
        return "done"

    def step(self, actor: Actor, case: Application, code: str, version: int) -> object:
        """Take an action with all the words that it may ask for."""
        self.receipts += 1
        return api.act(
            actor=actor,
            application_id=case.pk,
            action=code,
            row_version=version,
            receipt=f"R-{case.reference[-6:]}-{self.receipts}",
            reason=REASONS[case.service],
            **WORDS,
        )

    @rule(who=st.integers(0, 2), service=st.sampled_from([LICENCE, PERMIT]), address=addresses)
    def applies(self, who: int, service: str, address: str) -> None:
        if len(self.cases) >= 4:
            return
        with clock.frozen_at(self.now):
            sent = stories.submitted(
                self.applicants[who], service, {"address": address, "secret": "Hush"}
            )
        self.cases.append(sent.pk)

    @rule(number=some, name=officers, code=codes, stale=st.booleans())
    def officer_acts(self, number: int, name: str, code: str, stale: bool) -> None:
        case = self.case(number)
        if case is None:
            return
        actor, version = self.officers[name], case.row_version - stale
        end = self.does(lambda: self.step(actor, case, code, version))
        may = self.may(case, name, code) and not stale
        assert end == "done" if may else end != "done", (end, case.state, name, code)

    def may(self, case: Application, name: str, code: str) -> bool:
        """The oracle: whether this officer may take this step now, by the definition as written."""
        step = (
            services.ALL[case.service]()["workflow"]["states"][case.state]["actions"].get(code)
            if not case.closed_at
            else None
        )
        actor = self.officers[name]
        if step is None or step["by"] not in ROLES.get(name, ()):
            return False
        if case.applicant_id == actor.party_id or case.assignee_id not in (None, actor.account_id):
            return False
        log = [(each[1], each[2], each[5]) for each in self.histories.get(case.pk, ())]
        if step.get("once") and any(action == code for action, _left, _who in log):
            return False
        others = step.get("not_same_as", ())
        if any(left in others and who == actor.account_id for _action, left, who in log):
            return False
        return step.get("when") != "opinions.all(o, o.consents)" or self.all_consent(case)

    def all_consent(self, case: Application) -> bool:
        """Nobody who was asked last objects; silence is consent of the interior alone."""
        rows = Opinion.objects.filter(application=case).order_by("-round")
        last = [each for each in rows if each.round == rows[0].round and each.state != "withdrawn"]
        return all(
            each.state in ("positive", "conditional")
            or (each.state == "silent" and each.agency_id == "interior")
            for each in last
        )

    @rule(number=some, code=codes, whose=st.booleans())
    def applicant_acts(self, number: int, code: str, whose: bool) -> None:
        case = self.case(number)
        if case is None:
            return
        owner = self.of(case)
        actor = owner if whose else next(a for a in self.applicants if a != owner)
        end = self.does(lambda: self.step(actor, case, code, case.row_version))
        states = services.ALL[case.service]()["workflow"]["states"]
        step = states[case.state].get("actions", {}).get(code, {})
        may = whose and step.get("by") == "applicant"
        assert end == "done" if may else end != "done", (end, case.state, code)

    @rule(number=some, address=addresses)
    def applicant_corrects(self, number: int, address: str) -> None:
        case = self.case(number)
        if case is None:
            return
        page = "premises" if case.service == LICENCE else "site"

        def save() -> None:
            seen = api.page(actor=self.of(case), application_id=case.pk, page=page)
            api.save(
                actor=self.of(case),
                application_id=case.pk,
                page=page,
                raw={"address": address},
                row_version=seen.row_version,
            )

        assert (self.does(save) == "done") == (case.state == "correction")

    @rule(
        number=some, name=officers, to=officers, what=st.sampled_from(["take", "release", "hand"])
    )
    def case_changes_hands(self, number: int, name: str, to: str, what: str) -> None:
        case = self.case(number)
        if case is None:
            return
        actor, other = self.officers[name], self.officers[to].account_id
        assert other is not None
        deeds: dict[str, Callable[[], object]] = {
            "take": lambda: api.take(actor=actor, application_id=case.pk),
            "release": lambda: api.release(actor=actor, application_id=case.pk),
            "hand": lambda: api.reassign(actor=actor, application_id=case.pk, to=other),
        }
        end = self.does(deeds[what])
        now = stories.again(case)
        assert end != "done" or name != "stranger"
        assert now.state == case.state
        if now.assignee_id is not None:
            assert now.assignee_id != self.of(case).account_id
            assert now.assignee_id != self.officers["stranger"].account_id

    @rule(number=some, body=bodies, answer=answers, right=st.booleans())
    def body_answers(self, number: int, body: str, answer: str, right: bool) -> None:
        case = self.case(number)
        asked = Opinion.objects.filter(application=case, agency_id=body).order_by("-id").first()
        if case is None or asked is None:
            return
        actor = self.bodies[body] if right else self.officers["leyla"]
        end = self.does(
            lambda: api.give_opinion(
                actor=actor, opinion_id=asked.pk, answer=answer, words="Because"
            )
        )
        assert right or end != "done"
        assert (end == "done") == (right and asked.state == "pending"), (end, asked.state)

    @rule(number=some, amount=st.sampled_from([0, 3999, 4000, 5000]), at=some)
    def money_comes(self, number: int, amount: int, at: int) -> None:
        case = self.case(number)
        if case is None:
            return
        owed = Payment.objects.filter(pk=case.pk).first()
        end = self.does(
            lambda: api.mark_paid(
                reference=case.reference,
                amount_minor=amount,
                currency="AZN",
                provider="bank",
                transaction_id=f"{case.reference}-{at}",
            )
        )
        if owed is None or (owed.state != "confirmed" and amount < (owed.amount_minor or 0)):
            assert end != "done"
        elif owed.state != "confirmed":
            assert end == "done"

    @rule(number=some, one=officers, other=officers, first=codes, second=codes)
    def two_officers_at_once(
        self, number: int, one: str, other: str, first: str, second: str
    ) -> None:
        case = self.case(number)
        if case is None:
            return
        version = case.row_version
        ends = at_once(
            lambda: self.step(self.officers[one], case, first, version),
            lambda: self.step(self.officers[other], case, second, version),
            now=self.now.isoformat(),
        )
        assert ends.count("done") <= 1, ends
        assert all(ends), "each is answered"

    @rule(number=some, name=officers, code=codes, jump=st.sampled_from(JUMPS))
    def time_runs_out_while_an_officer_acts(
        self, number: int, name: str, code: str, jump: dt.timedelta
    ) -> None:
        case = self.case(number)
        if case is None:
            return
        self.now += jump
        ends = at_once(
            lambda: timers(timestamp=0),
            lambda: self.step(self.officers[name], case, code, case.row_version),
            now=self.now.isoformat(),
        )
        assert ends[0] == "done"
        self.time_passes(dt.timedelta())

    @rule(jump=st.sampled_from(JUMPS))
    def time_passes(self, jump: dt.timedelta) -> None:
        self.now += jump
        with clock.frozen_at(self.now):
            timers(timestamp=0)
            agreements(timestamp=0)
            visits(timestamp=0)
            late = Timer.objects.filter(application__in=self.cases, due_at__lte=self.now)
            assert not late.exists(), "what has come due has happened"

    @invariant()
    def nothing_is_lost(self) -> None:
        for case in Application.objects.filter(pk__in=getattr(self, "cases", ())):
            self.check_state(case)
            self.check_history(case)
            self.check_journal(case)
            self.check_money(case)

    def check_state(self, case: Application) -> None:
        states = services.ALL[case.service]()["workflow"]["states"]
        assert case.state in states
        outcome = states[case.state].get("outcome", "")
        assert (case.stage == "closed", case.outcome) == (bool(outcome), outcome)
        assert case.stage != "draft"

    def check_history(self, case: Application) -> None:
        """What was is still there; each new step goes on from it, and was taken by who may."""
        before = self.histories.get(case.pk, [])
        rows = Step.objects.filter(application=case).order_by("id")
        history = list(
            rows.values_list("pk", "action", "from_state", "to_state", "by", "account_id")
        )
        assert history[: len(before)] == before
        for at in range(len(before), len(history)):
            self.check_step(case, history[:at], history[at])
        assert history[-1][3] == case.state
        self.histories[case.pk] = history

    def check_step(
        self, case: Application, before: list[tuple[Any, ...]], step: tuple[Any, ...]
    ) -> None:
        _pk, action, left, to, by, account = step
        states = services.ALL[case.service]()["workflow"]["states"]
        assert left == (before[-1][3] if before else "draft")
        if not action:  # time, or a note: nobody decided
            assert account is None
            assert left == to or to in states[left].get("after", {}).values()
            return
        written = states[left]["actions"][action]
        assert (written["to"], written["by"]) == (to, by)
        assert not (written.get("once") and any(each[1] == action for each in before))
        others = written.get("not_same_as", ())
        assert not any(each[2] in others and each[5] == account for each in before)
        if by == "system":
            assert account is None
        elif by == "applicant":
            assert account == self.of(case).account_id
        else:
            [name] = [n for n in ROLES if self.officers[n].account_id == account]
            assert by in ROLES[name]
            assert account != self.of(case).account_id

    def check_journal(self, case: Application) -> None:
        """Whoever changed something left a row."""
        rows = len(stories.journal(case))
        if case.row_version != self.versions.get(case.pk, 0):
            assert rows > self.journals.get(case.pk, 0)
        assert rows >= self.journals.get(case.pk, 0)
        self.journals[case.pk], self.versions[case.pk] = rows, case.row_version

    def check_money(self, case: Application) -> None:
        """What is owed is fixed when it is first asked for, whatever is corrected later."""
        payment = Payment.objects.filter(pk=case.pk).first()
        if payment is None:
            assert case.service == LICENCE
            return
        assert self.owed.setdefault(case.pk, payment.amount_minor) == payment.amount_minor
        assert payment.amount_minor in (0, 4000)

    def teardown(self) -> None:
        """Nobody is stuck: people of good will bring every case to an end."""
        for pk in getattr(self, "cases", ()):
            for _step in range(8):
                case = Application.objects.get(pk=pk)
                if case.closed_at:
                    break
                self.bring_on(case)
            assert Application.objects.get(pk=pk).closed_at, "stuck"
            self.nothing_is_lost()

    def bring_on(self, case: Application) -> None:
        code = TO_AN_END[case.service][case.state]
        if case.assignee_id and case.stage == "todo":
            head = self.officers["nigar"]
            assert self.does(lambda: api.release(actor=head, application_id=case.pk)) == "done"
        willing = [self.of(case), *(self.officers[name] for name in ROLES)]
        ends = []
        for actor in willing:
            version = stories.again(case).row_version
            ends.append(self.does(lambda a=actor, v=version: self.step(a, case, code, v)))  # type: ignore[misc]
            if ends[-1] == "done":
                return
        raise AssertionError(f"stuck in {case.state}: {code} is {ends}")


@pytest.mark.usefixtures("committed_country")
def test_the_desk_keeps_every_promise() -> None:
    services.publish(LICENCE, PERMIT)
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
