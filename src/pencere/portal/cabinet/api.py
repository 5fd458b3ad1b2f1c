"""What other pages may call: a register's record in words."""

from pencere.portal.cabinet.cards import FullRecord, full_record

__all__ = ["FullRecord", "full_record"]
