"""The form of a proposal: from what was posted to values, and from values to what is shown.

`purposes[0].minutes` is a row's value, `title.az` the words in a language, `hours.from` the
beginning of a window. What was typed is kept as it is, right or wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pencere.blocks.regimes.actions import Proposed
from pencere.blocks.regimes.fields import JSON, Field, Table, TimeOfDay, TimeWindow, Words
from pencere.blocks.regimes.kinds import RegimeKind
from pencere.blocks.regimes.models import Proposal
from pencere.kernel import clock
from pencere.kernel.errors import Invalid
from pencere.ui.api import parse_date

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Typed = Mapping[str, Sequence[str]]
_ROW = re.compile(r"\[(\d{1,4})\]\.", re.ASCII)
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks besides the values, as it was typed."""

    starts: str
    """now or at."""
    valid_from: Mapping[str, str]
    ends: str
    """open, until (then what would hold anyway) or for-good (then nothing)."""
    valid_until: Mapping[str, str]
    reason: str
    law: str


def raw_values(kind: RegimeKind, typed: Typed) -> dict[str, JSON]:
    """What was typed for each value, not checked; a button may add or remove a row."""
    return {field.key: _raw(field, field.key, typed) for field in kind.fields}


def asked(row: Proposal) -> Asked:
    """What a draft's form says besides the values: as typed, else as it is kept."""
    typed: Typed = row.typed
    if typed:
        return Asked(
            starts=_first(typed, "starts"),
            valid_from=_moment(typed, "valid_from"),
            ends=_first(typed, "ends"),
            valid_until=_moment(typed, "valid_until"),
            reason=_first(typed, "reason"),
            law=_first(typed, "law"),
        )
    ends = "open" if row.valid_until is None else "for-good" if row.ends_regime else "until"
    return Asked(
        starts="now" if row.valid_from is None else "at",
        valid_from=_parts_of(row.valid_from),
        ends=ends,
        valid_until=_parts_of(row.valid_until),
        reason=row.reason,
        law=row.law,
    )


def proposed(row: Proposal, kind: RegimeKind) -> Proposed:
    """What a draft proposes. Raises Invalid for times that can't be read."""
    given = asked(row)
    problems: dict[str, list[_StrOrPromise]] = {}
    starts_at = _instant(given.valid_from, "valid_from", problems) if given.starts == "at" else None
    ends_at = None
    if given.ends in ("until", "for-good"):
        ends_at = _instant(given.valid_until, "valid_until", problems)
    if problems:
        raise Invalid(fields=problems)
    is_change = row.kind == Proposal.Kind.CHANGE
    return Proposed(
        values=current_values(row, kind) if is_change else None,
        valid_from=_not_this_minute(starts_at),
        valid_until=ends_at,
        ends_regime=given.ends == "for-good",
        reason=given.reason,
        law=given.law,
        based_on=row.based_on_id,
    )


def current_values(row: Proposal, kind: RegimeKind) -> dict[str, JSON]:
    """The values of a draft as typed, else as kept."""
    if row.typed:
        return raw_values(kind, row.typed)
    return dict(row.values or {})


def changes_rows(typed: Typed) -> bool:
    """Whether a button was pressed that only adds or removes a row."""
    return bool(_first(typed, "_add") or _first(typed, "_remove"))


def without_rows_button(kind: RegimeKind, typed: Typed) -> dict[str, list[str]]:
    """What was typed, with the rows as the pressed button wants them and numbered anew."""
    found = {
        name: list(said)
        for name, said in typed.items()
        if not name.startswith("_") and not _is_of_a_table(kind, name)
    }
    for field in kind.fields:
        if isinstance(field, Table):
            for number, row in enumerate(_rows(field, field.key, typed)):
                found |= _flat(field.columns, f"{field.key}[{number}].", row)
    return found


def typed_values(kind: RegimeKind, values: Mapping[str, JSON]) -> dict[str, list[str]]:
    """Values as if they had been typed."""
    found: dict[str, list[str]] = {}
    for field in kind.fields:
        value = values.get(field.key)
        if isinstance(field, Table):
            for number, row in enumerate(value or ()):
                found |= _flat(field.columns, f"{field.key}[{number}].", row)
        else:
            found |= _flat([field], "", values)
    return found


def _raw(field: Field, key: str, typed: Typed) -> JSON:
    if isinstance(field, Table):
        return _rows(field, key, typed)
    if field.kind == "choices":
        return list(typed.get(key, ()))
    if isinstance(field, Words | TimeWindow):
        found = {
            name.rpartition(".")[2]: said[0]
            for name, said in typed.items()
            if said and name.startswith(f"{key}.")
        }
        return found if any(each.strip() for each in found.values()) else None
    found_one = _first(typed, key)
    return found_one if found_one.strip() else None


def _rows(field: Table, key: str, typed: Typed) -> list[dict[str, JSON]]:
    numbers = {
        int(found[1])
        for name in typed
        if name.startswith(key) and (found := _ROW.match(name, len(key)))
    }
    removed = _first(typed, "_remove")
    rows = [
        {column.key: _raw(column, f"{key}[{n}].{column.key}", typed) for column in field.columns}
        for n in sorted(numbers)
        if removed != f"{key}[{n}]"
    ][:MOST_ROWS]
    if _first(typed, "_add") == key:
        rows.append({column.key: column.default for column in field.columns})
    return rows


def _flat(fields: Sequence[Field], at: str, row: Mapping[str, JSON]) -> dict[str, list[str]]:
    """Values under their names; an empty one is named too, so that its row is there."""
    found: dict[str, list[str]] = {}
    for column in fields:
        value, key = row.get(column.key), f"{at}{column.key}"
        if isinstance(value, Mapping):
            found |= {f"{key}.{part}": [str(said)] for part, said in value.items()}
        elif isinstance(value, list):
            found[key] = [str(each) for each in value]
        else:
            found[key] = ["" if value is None else _plain(value)]
    return found


def _plain(value: JSON) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_of_a_table(kind: RegimeKind, name: str) -> bool:
    key = name.partition("[")[0]
    return any(field.key == key and isinstance(field, Table) for field in kind.fields)


def _first(typed: Typed, name: str) -> str:
    said = typed.get(name) or [""]
    return str(said[0])


def _moment(typed: Typed, key: str) -> dict[str, str]:
    return {part: _first(typed, f"{key}.{part}").strip() for part in ("date", "time")}


def _parts_of(moment: dt.datetime | None) -> dict[str, str]:
    if moment is None:
        return {"date": "", "time": ""}
    here = timezone.localtime(moment)
    return {"date": here.strftime("%d.%m.%Y"), "time": here.strftime("%H:%M")}


def _instant(
    parts: Mapping[str, str], key: str, problems: dict[str, list[_StrOrPromise]]
) -> dt.datetime | None:
    """The instant of a date and a time (empty: midnight) in the country's time."""
    day = parse_date(parts["date"])
    if day is None:
        problems[key] = [_("Enter a date such as 31.12.2026 and a time such as 08:30.")]
        return None
    try:
        at = dt.time.fromisoformat(TimeOfDay(key="", title="").canonical(parts["time"] or "00:00"))
        return timezone.make_aware(dt.datetime.combine(day, at))
    except (ValueError, OverflowError):
        problems[key] = [_("Enter a date such as 31.12.2026 and a time such as 08:30.")]
        return None


def _not_this_minute(starts_at: dt.datetime | None) -> dt.datetime | None:
    """None, at once, for the minute that runs: who types the time of now means now."""
    now = clock.now()
    if starts_at is not None and now - dt.timedelta(minutes=1) < starts_at <= now:
        return None
    return starts_at


def typed_of(posted: Any) -> dict[str, list[str]]:
    """What a browser posted, without what belongs to the page."""
    skipped = {"csrfmiddlewaretoken", "_language", "_refresh", "_check", "_save"}
    return {name: list(said) for name, said in posted.lists() if name not in skipped}
