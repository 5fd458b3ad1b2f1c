"""What other packages may ask of the registers: the only way in to anybody's records."""

from pencere.blocks.registers.actions import add, add_together, correct, end
from pencere.blocks.registers.consents import on_consent
from pencere.blocks.registers.counterparts import count_by_counterpart, find_by_counterpart
from pencere.blocks.registers.declarations import (
    DeclarationError,
    FieldDeclaration,
    RegisterDeclaration,
    declaration,
    declarations,
)
from pencere.blocks.registers.emergencies import on_emergency
from pencere.blocks.registers.events import changed
from pencere.blocks.registers.lookups import (
    FoundPerson,
    FoundRecord,
    find_many_by_number,
    numbers_of,
    read_for_figures,
    reads_in,
)
from pencere.blocks.registers.queries import (
    expiring_in,
    find_by_number,
    history,
    is_number,
    read,
    read_many,
    require_not_left_out,
)
from pencere.blocks.registers.values import Answer, NewRecord, Record

__all__ = [
    "Answer",
    "DeclarationError",
    "FieldDeclaration",
    "FoundPerson",
    "FoundRecord",
    "NewRecord",
    "Record",
    "RegisterDeclaration",
    "add",
    "add_together",
    "changed",
    "correct",
    "count_by_counterpart",
    "declaration",
    "declarations",
    "end",
    "expiring_in",
    "find_by_counterpart",
    "find_by_number",
    "find_many_by_number",
    "history",
    "is_number",
    "numbers_of",
    "on_consent",
    "on_emergency",
    "read",
    "read_for_figures",
    "read_many",
    "reads_in",
    "require_not_left_out",
]
