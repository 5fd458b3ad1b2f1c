"""A service whose form has a question of every type: a household asks for help with a plot."""

from __future__ import annotations

from typing import Any

HOUSEHOLD = "social.household-of-tests"


def words(english: str) -> dict[str, str]:
    return {"az": f"{english} (az)", "ru": f"{english} (ru)", "en": english}


def question(key: str, type_: str, english: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type_, "title": words(english), **more}


MEMBERS = question(
    "members",
    "group",
    "Members of the household",
    layout="cards",
    item_title=words("Member"),
    max_items=4,
    fields=[
        question("name", "text", "Name"),
        question("born_on", "date", "Born", max="today"),
        question("age", "integer", "Age", compute="years_between(row.born_on, today)"),
        question("school", "text", "School", show="row.age < 18"),
        question("income", "money", "Income", show="row.age >= 18"),
        question(
            "languages",
            "choices",
            "Languages",
            required=False,
            choices={"az": words("Azerbaijani"), "ru": words("Russian")},
        ),
    ],
    checks=[
        {
            "key": "infant",
            "when": "has(row.school) && row.age < 5",
            "fields": ["school"],
            "message": words("Too young for school"),
        }
    ],
)
ANIMALS = question(
    "animals",
    "group",
    "Animals",
    layout="table",
    required=False,
    min_items=0,
    max_items=200,
    item_title=words("Kind"),
    fields=[
        question("kind", "choice", "Which", choices={"cow": words("Cow"), "hen": words("Hen")}),
        question("count", "integer", "How many", min=1, max=1000, unit=words("head")),
        question("worth", "money", "Worth", required=False),
    ],
)
PAGES: list[dict[str, Any]] = [
    {
        "page": "home",
        "title": words("Home"),
        "fields": [
            question("home", "address", "Where you live"),
            question("rent", "money", "Rent", required=False, max=1000000),
            question("flat_area", "decimal", "Area", required=False, unit=words("m²")),
            question("account", "iban", "Account", required=False, example=words("AZ21NABZ")),
            question("card", "document_number", "Card", required=False, kinds=["identity-card"]),
            question("car", "plate", "Car", required=False, example=words("10-AA-123")),
            question("meter", "text", "Meter", required=False, mask="99-AA-99"),
            question("heated", "boolean", "Is it heated"),
            question("heating", "text", "How is it heated", show="form.heated"),
        ],
        "checks": [
            {
                "key": "dear",
                "when": "form.rent > 500000",
                "fields": ["rent"],
                "message": words("Nobody pays that much"),
            }
        ],
    },
    {
        "page": "people",
        "title": words("People"),
        "fields": [
            MEMBERS,
            question(
                "total",
                "money",
                "Income of all",
                compute="sum(form.members.filter(m, has(m.income)).map(m, m.income))",
            ),
            ANIMALS,
        ],
    },
    {
        "page": "plot",
        "title": words("Plot"),
        "fields": [
            question("place", "coordinates", "The gate"),
            question("plot", "outline", "The plot", max_area_ha=500),
            question(
                "plan",
                "file",
                "Plans",
                accept={"png": 2000, "pdf": 4000},
                max_files=2,
                required=False,
            ),
            question("signed", "signature", "Your signature"),
        ],
    },
]


def household(catalogue: dict[str, Any], draft: dict[str, Any], ends: Any) -> dict[str, Any]:
    """The whole definition, around the pages."""
    return {
        "id": HOUSEHOLD,
        "title": words("Help for a household"),
        "summary": words("Help"),
        "agency": "justice",
        "applicant": {"kinds": ["person"]},
        "catalogue": catalogue,
        "data": {},
        "eligibility": [],
        "form": PAGES,
        "declaration": words("It is true"),
        "workflow": {
            "initial": "draft",
            "term": "P7D",
            "states": {
                "draft": {
                    **draft,
                    "actions": {
                        "submit": {"title": words("Submit"), "to": "review", "by": "applicant"}
                    },
                },
                "review": {
                    "title": words("Review"),
                    "queue": {"role": "officer", "sla": "P3WD"},
                    "actions": {
                        "grant": {"title": words("Grant"), "to": "granted", "by": "officer"}
                    },
                },
                **ends,
            },
        },
        "tests": [],
    }
