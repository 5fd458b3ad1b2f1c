"""What people are told of permits: states, events, reasons, and the journal's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare
from pencere.kernel.pack import pack

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FORMS: Mapping[str, _StrPromise] = {
    "employment": _("Employment contract"),
    "service": _("Service contract"),
    "founder": _("Founder"),
}
STATES: Mapping[str, _StrPromise] = {
    "draft": _("Draft"),
    "confirmed": _("Confirmed"),
    "sent": _("Sent to the ministry"),
    "received": _("In force"),
    "refused": _("Refused by the ministry"),
    "revoked": _("Revoked"),
    "ended": _("Ended"),
    "superseded": _("Extended by another"),
}
COLOURS: Mapping[str, str] = {
    "draft": "wait",
    "confirmed": "wait",
    "sent": "wait",
    "received": "good",
    "refused": "bad",
    "revoked": "bad",
    "ended": "wait",
    "superseded": "wait",
}
EVENTS: Mapping[str, _StrPromise] = {
    "written": _("Written"),
    "edited": _("Edited"),
    "confirmed": _("Confirmed"),
    "received": _("Acknowledged by the ministry"),
    "refused": _("Refused by the ministry"),
    "revoked": _("Revoked"),
    "ended": _("Ended"),
    "superseded": _("Over; the next permit follows"),
    "extended": _("Extended by another permit"),
}
FIELDS: Mapping[str, _StrPromise] = {
    "identifier": _("Personal identifier"),
    "name": _("Name"),
    "employee": _("Employee"),
    "form": _("Contract form"),
    "contract": _("Contract number"),
    "position": _("Position"),
    "rank": _("Rank"),
    "plate": _("Vehicle's plate"),
    "vehicle_of": _("Owner of the vehicle"),
    "region": _("District or city"),
    "workplace": _("Workplace"),
    "kind": _("Kind of permit"),
    "activity": _("Activity area"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "trips": _("Business trips"),
}

COLUMNS: Mapping[str, _StrPromise] = {
    **FIELDS,
    "trip_from": _("Trip from"),
    "trip_to": _("Trip to"),
    "trip_starts_on": _("Trip's first day"),
    "trip_ends_on": _("Trip's last day"),
}
"""What the columns of a staff list are called."""
FILE_PROBLEMS: Mapping[str, _StrPromise] = {
    "empty": _("The file is empty."),
    "no-rows": _("There is no employee below the headings."),
    "too-large": _("The file is too large. Split the list into several files."),
    "too-many-rows": _("The list has more than 50,000 rows. Split it into several files."),
    "old-excel": _("This is a file of an old Excel (.xls). Save it as .xlsx or CSV UTF-8."),
    "encoding": _("Its letters can't be read. Save it as CSV UTF-8 or as .xlsx."),
    "not-a-table": _("This isn't a table. Choose an .xlsx or .csv file."),
    "broken": _("The file is damaged. Save it again, or take the template."),
    "locked": _("The file is locked with a password. Save it without one."),
    "no-headings": _(
        "No row with headings was found. Take the template, or write its headings above the list."
    ),
    "no-column": _("The column “%(column)s” is missing."),
    "no-mandate": _("Whoever handed it in may no longer act for you. Hand it in again."),
}

PROBLEMS: Mapping[tuple[str, str], _StrPromise] = {
    ("permit", "not-found"): _("There is no such permit of yours."),
    ("permit", "not-a-draft"): _("It was confirmed before."),
    ("permit", "not-live"): _("It isn't in force any more."),
    ("permit", "not-extendable"): _("Only a permit that was in force can be extended."),
    ("permit", "extended-already"): _("It was extended before."),
    ("identifier", "required"): _("Write the personal identifier."),
    ("identifier", "form"): _("This isn't a personal identifier. Look at the identity document."),
    ("identifier", "unknown"): _(
        "Nobody with this identifier works here by the register. Check the identifier, or whether"
        " the contract is entered there."
    ),
    ("name", "unknown"): _(
        "Identifier and name don't belong together. Write both as they stand in the identity"
        " document."
    ),
    ("name", "required"): _("Write surname and given name as in the identity document."),
    ("form", "unknown"): _("Choose the form of the contract."),
    ("form", "no-founder"): _("The taxpayers' register doesn't name this person as the head."),
    ("contract", "required"): _("Write the number of the contract."),
    ("contract", "none"): _("The register of contracts has no contract of this person with you."),
    ("contract", "unknown"): _(
        "The register of contracts has another contract of this person with you. Take its number."
    ),
    ("ends_on", "after-contract"): _(
        "The contract ends before. Choose its last day or an earlier one."
    ),
    ("position", "required"): _("Write the position."),
    ("workplace", "required"): _("Write the address of the workplace."),
    ("region", "required"): _("Choose the district or city of the workplace."),
    ("region", "unknown"): _("There is no such district or city."),
    ("region", "no-permit-needed"): _("No permit is needed there now."),
    ("kind", "required"): _("Write the kind of permit."),
    ("activity", "required"): _("Write the activity area."),
    ("trip_from", "required"): _("Write from where the trip goes."),
    ("trip_to", "required"): _("Write where the trip goes."),
    ("trip_starts_on", "required"): _("Write the trip's first day, such as 31.12.2026."),
    ("trip_ends_on", "required"): _("Write the trip's last day, such as 31.12.2026."),
    ("trip_from", "unknown"): _("There is no such district or city."),
    ("trip_to", "unknown"): _("There is no such district or city."),
    ("trip_starts_on", "date"): _("This isn't a date. Write it such as 31.12.2026."),
    ("trip_ends_on", "date"): _("This isn't a date. Write it such as 31.12.2026."),
    ("kind", "unknown"): _("Choose the kind of permit from the list."),
    ("activity", "unknown"): _("Choose the activity area from the list."),
    ("activity", "limit"): _(
        "The limit of this activity area is used up. End or revoke another permit of it first."
    ),
    ("starts_on", "required"): _("Write the first day, such as 31.12.2026."),
    ("ends_on", "required"): _("Write the last day, such as 31.12.2026."),
    ("starts_on", "date"): _("This isn't a date. Write it such as 31.12.2026."),
    ("ends_on", "date"): _("This isn't a date. Write it such as 31.12.2026."),
    ("starts_on", "too-far"): _("It may not begin so far ahead. Choose an earlier day."),
    ("ends_on", "past"): _("The last day is over. Choose a later one."),
    ("ends_on", "before-beginning"): _("The last day comes before the first."),
    ("ends_on", "too-long"): _("It may not hold so long. Choose an earlier last day."),
    ("plate", "form"): _("This isn't a plate of this country. Write it such as 10-AB-123."),
    ("plate", "not-owned"): _(
        "The register of vehicles names neither the employee nor you as the owner."
    ),
    ("trips", "needed"): _("This kind is for business trips: say from where to where."),
    ("trips", "not-of-this-kind"): _("This kind of permit has no business trips."),
    ("trips", "too-many"): _("These are too many trips for one permit."),
    ("trips", "unknown"): _("Choose both districts of the trip from the list."),
    ("trips", "goes-nowhere"): _("The trip begins and ends in the same district."),
    ("trips", "before-beginning"): _("The trip ends before it begins, or is over."),
    ("trips", "outside"): _("The trip lies outside the days of the permit."),
    ("trips", "too-long"): _("The trip is longer than a trip may be."),
    ("employee", "has-permit"): _("This person has a permit of yours for some of these days."),
    ("employee", "dead"): _("This person is no longer alive by the register."),
    ("employee", "too-old"): _("People of this age get no permit now."),
    ("employee", "double"): _(
        "This person stands in the list before, or has a permit or draft, for some of these days."
    ),
    ("employee", "barred"): _("This person gets no permit now."),
}
_TOO_LONG = _("This is too long.")

REASONS: Mapping[str, _StrPromise] = {
    "employer": _("Revoked by the employer"),
    "ended-by-employer": _("Ended by the employer"),
    "over": _("The last day is over"),
    "ministry": _("Refused by the ministry"),
    "authority": _("Revoked by the ministry"),
    "contract-over": _("The employment contract has ended"),
    "barred": _("The person gets no permit under the regime's rules now"),
    "dead": _("The person is no longer alive by the register"),
    "out-of-business": _("The employer is no longer in business by the register"),
}

WRITTEN = "staff-permit.written"
EDITED = "staff-permit.edited"
DELETED = "staff-permit.deleted"
CONFIRMED = "staff-permit.confirmed"
EXTENDED = "staff-permit.extended"
REVOKED = "staff-permit.revoked"
ENDED = "staff-permit.ended"
RECEIVED = "staff-permit.received"
REFUSED = "staff-permit.refused"
LISTED = "staff-permit.listed"
OPENED = "staff-permit.opened"
EXPORTED = "staff-permit.exported"
PRINTED = "staff-permit.printed"
IMPORTED = "staff-permit.imported"
IMPORT_DROPPED = "staff-permit.import-dropped"
MONITORED = "staff-permit.monitored"

declare(WRITTEN, _("Wrote the draft of permit %(number)s for an employee"))
declare(EDITED, _("Edited the draft of permit %(number)s"))
declare(DELETED, _("Deleted the draft of permit %(number)s"))
declare(CONFIRMED, _("Confirmed permit %(number)s of an employee"))
declare(EXTENDED, _("Extended a permit of an employee by permit %(number)s"))
declare(REVOKED, _("Revoked permit %(number)s of an employee"))
declare(ENDED, _("Ended permit %(number)s of an employee"))
declare(RECEIVED, _("Permit %(number)s was acknowledged by the ministry"))
declare(REFUSED, _("Permit %(number)s was refused by the ministry"))
declare(LISTED, _("Looked at the list of permits of the staff"))
declare(OPENED, _("Looked at permit %(number)s"))
declare(EXPORTED, _("Exported the list of permits of the staff"))
declare(PRINTED, _("Downloaded permit %(number)s as a PDF"))
declare(IMPORTED, _("Handed in a list of %(count)s employees"))
declare(IMPORT_DROPPED, _("Dropped a list of employees"))
declare(MONITORED, _("Looked at permits for staff for the ministry"))


def problem_words(field: str, code: str) -> _StrPromise:
    """What is wrong and what to do, for a field and a code."""
    place = field.partition(".")[0]
    if code == "too-long" and (place, code) not in PROBLEMS:
        return _TOO_LONG
    return PROBLEMS.get((place, code), _("This can't be so. Look at it again."))


def file_problem_words(code: str) -> str:
    """Why a file can't be read and what to do, for the code of an import."""
    kind, _colon, column = code.partition(":")
    said = FILE_PROBLEMS.get(kind, FILE_PROBLEMS["broken"])
    if kind != "no-column":
        return str(said)
    title = str(pack().person_identifier) if column == "identifier" else COLUMNS.get(column, "")
    return str(said) % {"column": title}


def title_of_field(field: str) -> _StrPromise | str:
    """What a field is called."""
    return FIELDS.get(field.partition(".")[0], field)
