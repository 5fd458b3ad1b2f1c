"""What a person is told about a value that can't be taken, in every language at once.

A message travels with the application and may be shown in another language than it was
made in, so it is a Text, not a lazy translation.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from pencere.casework.definitions.model_form import Field
from pencere.kernel.text import Text

REQUIRED = _("Fill in “{title}”.")
CHOOSE = _("Choose an answer: “{title}”.")
ADD_FILE = _("Add a file: “{title}”.")
NOT_UNDERSTOOD = _("“{title}” could not be read. Enter it again.")
TOO_LONG = _("“{title}” can have at most {limit} characters.")
TOO_SHORT = _("“{title}” needs at least {limit} characters.")
NO_INTEGER = _("“{title}” must be a whole number, such as 12.")
NO_DECIMAL = _("“{title}” must be a number, such as 12,5.")
TOO_FINE = _("“{title}” must be a multiple of {limit}.")
NO_DATE = _("“{title}” must be a real date, such as 31.12.2026.")
TOO_SMALL = _("“{title}” must be {limit} or more.")
TOO_GREAT = _("“{title}” must be {limit} or less.")
TOO_EARLY = _("“{title}” must be {limit} or later.")
TOO_LATE = _("“{title}” must be {limit} or earlier.")
NO_CHOICE = _("Choose one of the answers given: “{title}”.")
NO_BOOLEAN = _("Answer yes or no: “{title}”.")
NO_PERSON = _("“{title}” is not a valid {kind}. Check the letters and digits.")
NO_PHONE = _("“{title}” must be a phone number. Check the digits.")
NO_EMAIL = _("“{title}” must be an e-mail address, such as name@example.com.")
NO_PATTERN = _("“{title}” does not have the form it should. Check it.")
TOO_MANY_FILES = _("“{title}” takes at most {limit} files.")
NOT_ALLOWED_YET = _("Somebody has not allowed it yet, so this is not looked at ({title}).")
NOT_ALLOWED = _("Somebody did not allow it, so this can't be looked at ({title}).")
NO_MONEY = _("“{title}” must be an amount of money, such as 12,50.")
NO_IBAN = _("“{title}” must be an account number (IBAN). Check the letters and digits.")
NO_DOCUMENT = _("“{title}” is not a number that such a document has. Check the letters and digits.")
NO_PLATE = _("“{title}” must be a vehicle's plate, such as 10-AA-123.")
NO_MASK = _("“{title}” must look like this: {mask}.")
ADDRESS_REGION = _("“{title}”: choose a region or city from the list.")
ADDRESS_LOCALITY = _("“{title}”: say which town or village it is.")
ADDRESS_HOUSE = _("“{title}”: say which house the flat is in.")
ADDRESS_POSTAL_CODE = _("“{title}”: this is not a postal code. Check the digits.")
NO_COORDINATES = _("“{title}” must be latitude and longitude, such as 40,4093 and 49,8671.")
OUTSIDE = _("“{title}” must lie in this country: {country}.")
NO_OUTLINE = _("“{title}” could not be read as an outline on the map. Draw it again.")
TOO_FEW_POINTS = _("“{title}” needs at least three corners that enclose an area.")
TOO_MANY_POINTS = _("“{title}” can have at most {limit} corners.")
OUTLINE_CROSSES = _("“{title}”: the lines of an outline must not cross. Draw it again.")
AREA_TOO_GREAT = _("“{title}” can have at most {limit} hectares.")
NO_SIGNATURE = _("“{title}” is not signed yet.")
TOO_MANY_ROWS = _("“{title}” can have at most {limit} entries. What came after them was left out.")
TOO_FEW_ROWS = _("“{title}” needs at least {limit} entries.")
ADD_ROW = _("Add at least one entry: “{title}”.")
UNAVAILABLE = _("A register did not answer ({title}), so an officer will check this.")
TOO_YOUNG = _("It is given from the age of {limit}.")
TOO_OLD = _("It is given up to the age of {limit}.")
NOT_CHECKED = _("This could not be checked automatically; an officer will look at it.")


@cache
def _in_all_languages(message: str) -> dict[str, str]:
    translated = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            translated[code] = gettext(message)
    return translated


def words(message: str, **values: object) -> Text:
    """`message` in every language, with the values (Texts in that language) filled in."""
    return Text(
        {
            language: template.format(
                **{
                    name: value.in_language(language) if isinstance(value, Text) else value
                    for name, value in values.items()
                }
            )
            for language, template in _in_all_languages(message).items()
        }
    )


_NEEDED = {
    "choice": CHOOSE,
    "choices": CHOOSE,
    "boolean": CHOOSE,
    "file": ADD_FILE,
    "signature": NO_SIGNATURE,
    "group": ADD_ROW,
}


def needed(field: Field) -> Text:
    """What is said when a question that must be answered wasn't."""
    return words(_NEEDED.get(field.type, REQUIRED), title=field.title)
