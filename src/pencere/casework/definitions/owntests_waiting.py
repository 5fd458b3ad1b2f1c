"""What other people do in a definition's own stories: agencies give opinions, money comes in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from pencere.casework.definitions import engine
from pencere.casework.definitions.model import Action, ServiceDefinition, Situation
from pencere.casework.definitions.problems import closest
from pencere.casework.definitions.waiting import ANSWERS, OpinionHeld, PaymentState


class WrongStoryError(ValueError):
    """The story can't go on as told; the message says where it stopped."""


@dataclass
class Waiting:
    """What a story's case waits for, as the runtime keeps it."""

    payment: PaymentState = "none"
    due: dict[str, dt.datetime] = field(default_factory=dict)
    """By agency that has not answered, when its time is over."""
    held: dict[str, OpinionHeld] = field(default_factory=dict)
    was_asked: bool = False

    @property
    def opinions(self) -> list[OpinionHeld]:
        """In the order in which they were asked for."""
        return list(self.held.values())

    @property
    def facts(self) -> dict[str, Any]:
        """What conditions of the workflow may speak of."""
        found: dict[str, Any] = {"payment": self.payment}
        if self.was_asked:
            found |= engine.opinion_facts(self.held.values())
        return found

    def enter(
        self, definition: ServiceDefinition, state: str, at: dt.datetime, situation: Situation
    ) -> None:
        """The case comes into a state: ask whom it asks, await what it awaits."""
        self.due = {}
        entered = definition.workflow.states[state]
        if entered.opinions:
            asked = engine.opinions_to_ask(definition, state, situation)
            self.held = {
                each.of: OpinionHeld(each.of, "pending", each.silence == "consent")
                for each in asked
            }
            self.due = {each.of: engine.opinion_due(at, each.within, situation) for each in asked}
            self.was_asked = True
        if entered.waits_for == "payment":
            fee = engine.fee(definition, situation)
            self.payment = engine.payment_on_entering(self.payment, fee)

    def opine(self, body: str, answer: str, where: str) -> None:
        """An agency gives its opinion."""
        if answer not in ANSWERS:
            raise WrongStoryError(f"{where}: as is one of {', '.join(ANSWERS)}")
        if body not in self.due:
            guess = closest(body, self.due)
            hint = f"; did you mean {guess}?" if guess else ""
            raise WrongStoryError(f"{where}: {body} is not asked for an opinion{hint}")
        self._put(body, answer)

    def next_silent(self) -> dt.datetime | None:
        """When the next agency's time is over."""
        return min(self.due.values(), default=None)

    def fall_silent(self, at: dt.datetime) -> None:
        """Time is over for those who had until `at`."""
        for body in [each for each, due in self.due.items() if due <= at]:
            self._put(body, "silent")

    def _put(self, body: str, state: Any) -> None:
        del self.due[body]
        self.held[body] = replace(self.held[body], state=state)

    def pay(self, amount: Any, fee: int | None, where: str) -> None:
        """A payments block reports `amount` minor units; true stands for what is owed."""
        if self.payment not in ("due", "proven"):
            raise WrongStoryError(f"{where}: nothing is to be paid (payment is {self.payment})")
        if amount is not True and (fee is None or amount < fee):
            raise WrongStoryError(f"{where}: {amount} is paid, but {fee} is owed")
        self.payment = "confirmed"

    def take(self, action: Action) -> None:
        """What an action says of the payment."""
        if "receipt" in action.needs:
            self.payment = "proven"
        if action.effect == "confirm-payment":
            self.payment = "confirmed"
