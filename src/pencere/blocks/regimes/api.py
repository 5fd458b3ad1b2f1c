"""What others may ask of regimes: rules that officers change, with the dates of each.

A system declares its regime in `AppConfig.ready` and asks `in_force` once for each batch of
decisions; a decision keeps `Rules.version_id`. The country pack brings the first values
(`regimes/<code>.yaml`) at `pencere migrate`.
"""

from __future__ import annotations

from pencere.blocks.regimes.access import DESK_GROUP
from pencere.blocks.regimes.actions import Proposed, approve, propose, reject, withdraw
from pencere.blocks.regimes.fields import (
    Boolean,
    Date,
    Duration,
    Field,
    Integer,
    Line,
    OneOf,
    Option,
    Several,
    Table,
    TimeOfDay,
    TimeWindow,
    Words,
)
from pencere.blocks.regimes.kinds import (
    Preview,
    RegimeKind,
    Replayed,
    checked,
    declare,
    kind_of,
    kinds,
)
from pencere.blocks.regimes.queries import VersionView, versions
from pencere.blocks.regimes.seeds import SeedError, sync, sync_regimes
from pencere.blocks.regimes.timeline import Rules, forget, in_force

__all__ = [
    "DESK_GROUP",
    "Boolean",
    "Date",
    "Duration",
    "Field",
    "Integer",
    "Line",
    "OneOf",
    "Option",
    "Preview",
    "Proposed",
    "RegimeKind",
    "Replayed",
    "Rules",
    "SeedError",
    "Several",
    "Table",
    "TimeOfDay",
    "TimeWindow",
    "VersionView",
    "Words",
    "approve",
    "checked",
    "declare",
    "forget",
    "in_force",
    "kind_of",
    "kinds",
    "propose",
    "reject",
    "sync",
    "sync_regimes",
    "versions",
    "withdraw",
]
