"""Sentences that the desk's tests are made of."""

from __future__ import annotations

from typing import Any

from django.test import Client
from tests import people
from tests.casework.applications import browser, stories

from pencere.blocks.documents.models import IssuedDocument
from pencere.casework.applications.models import Application
from pencere.kernel import clock
from pencere.kernel.files import api as files


def case(application: Application, rest: str = "") -> str:
    """The address of a case."""
    return f"/desk/cases/{application.reference}/{rest}"


def press(client: Client, application: Application, action: str, **typed: str) -> Any:
    """Open the case and take an action, with what was typed."""
    shown = client.get(case(application))
    assert shown.status_code == 200, shown.status_code
    version = str(stories.again(application).row_version)
    return client.post(
        case(application),
        {"_id": str(application.pk), "_row_version": version, **of_action(action, **typed)},
    )


def of_action(action: str, **typed: str) -> dict[str, str]:
    """What the page's form sends for an action: all of them stand in the one form."""
    own = ("comment", "note", "reason", "template")
    named = {f"{name}-{action[:40]}" if name in own else name: typed[name] for name in typed}
    return {"action": action, **named}


def move(client: Client, application: Application, what: str, **typed: str) -> Any:
    """take, release or reassign."""
    return client.post(case(application, f"{what}/"), {"_id": str(application.pk), **typed})


def licence() -> Application:
    """A licence that waits for its review."""
    return stories.licence(stories.aysel())


def to_decide() -> Application:
    """A licence that officer 1 has reviewed."""
    application = licence()
    stories.act(stories.officer("health"), application, "pass", note="Seen")
    return stories.again(application)


def granted() -> Application:
    """A licence with its document, as if the worker had made it."""
    application = to_decide()
    stories.act(stories.officer("health", number=2), application, "grant")
    application = stories.again(application)
    stored = files.store(
        content=stories.picture(), name="a.png", accept=["png"], max_bytes=9999, owner=None
    )
    IssuedDocument.objects.filter(pk=stories.document(application).pk).update(
        state="issued", issued_at=clock.now(), file=stored, sha256=stored.sha256
    )
    return application


def health(*roles: str, number: int = 1) -> Client:
    """An officer of the agency that gives licences."""
    return browser.officer("health", *roles, number=number)


def strangers() -> dict[str, Client]:
    """Who has no business with a licence's case."""
    return {
        "another agency": browser.officer("justice"),
        "no role": browser.of(people.officer("health", (), number=7)),
        "another role": browser.of(people.officer("health", ("registrar",), number=8)),
        "the applicant": browser.aysel(),
        "another citizen": browser.rauf(),
    }
