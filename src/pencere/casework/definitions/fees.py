"""What is to be paid: the tariff of the day, then what the applicant's rights take off it, each
line with its law. Runtime, pages and the definition's own tests run on the same."""

from __future__ import annotations

from pencere.casework.definitions.model import (
    Discount,
    Fee,
    FeeLine,
    FeeShown,
    ServiceDefinition,
    Situation,
    Tariff,
)
from pencere.casework.definitions.names import Names
from pencere.casework.definitions.walk import complete

TARIFF = "tariff"
"""Key of the line that the tariff makes."""


def fee(definition: ServiceDefinition, situation: Situation) -> int | None:
    """What is to be paid in minor units, by the tariff of today: 0 when the service is free,
    None while it depends on an answer that isn't there yet or no tariff holds today."""
    return fee_lines(definition, situation).total_minor


def fee_lines(definition: ServiceDefinition, situation: Situation) -> FeeShown:
    """The total with its lines. While the tariff depends on an answer that isn't there yet,
    the total is None and, for a table, the range is given. Discounts are taken off the tariff
    one by one in their order; nobody is paid by the fee: it ends at 0."""
    if definition.fee is None:
        return FeeShown(0)
    tariff = tariff_of(definition.fee, situation)
    if tariff is None:
        return FeeShown(None)
    names = complete(definition, situation)
    base = _base(tariff, names)
    if base is None:
        amounts = tariff.table.values()
        return FeeShown(
            None,
            least_minor=min(amounts, default=None),
            most_minor=max(amounts, default=None),
        )
    lines = [FeeLine(TARIFF, None, base, tariff.law)]
    left = base
    for discount in definition.fee.discounts:
        taken = min(left, _taken(discount, base, names)) if base else 0
        if taken > 0:
            lines.append(FeeLine(discount.key, discount.title, -taken, discount.law))
            left -= taken
    return FeeShown(left, tuple(lines))


def tariff_of(fee: Fee, situation: Situation) -> Tariff | None:
    """The newest tariff that holds today."""
    return next((each for each in fee.tariffs if each.since <= situation.today), None)


def _base(tariff: Tariff, names: Names) -> int | None:
    """The tariff in minor units; None while what it depends on isn't known."""
    if tariff.by is not None:
        return tariff.table.get(str(names.value_or_none(tariff.by)))
    found = names.value_or_none(tariff.minor)
    is_amount = isinstance(found, int) and not isinstance(found, bool) and found >= 0
    return found if is_amount else None


def _taken(discount: Discount, base: int, names: Names) -> int:
    """What the discount takes off in minor units, 0 when it doesn't apply. A share is rounded
    in favour of who pays."""
    is_its_day = discount.holds_on(names.situation.today)
    if not is_its_day or not names.holds(discount.when):
        return 0
    if discount.percent is not None:
        return -(-base * discount.percent // 100)
    found = names.value_or_none(discount.minor)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0
