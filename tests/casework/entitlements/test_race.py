"""An officer suspends a permit at the instant at which a colleague grants its renewal."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from tests.casework.applications import stories as cases
from tests.casework.entitlements import stories

from pencere.casework.entitlements import api
from pencere.casework.entitlements.models import Entitlement, LifeEvent
from pencere.casework.entitlements.rules import state_of
from pencere.kernel import clock
from pencere.kernel.errors import PencereError

NEAR_END = "2027-10-01T06:00:00+00:00"
REASON: dict[str, Any] = {"reason": "unsafe", "comment": "There was a fire."}


@pytest.mark.parametrize("run", range(3))
def test_revoked_and_renewed_at_once_one_of_them_comes_first(
    committed_country: None, run: int
) -> None:
    company = stories.company()
    permit = stories.permit(company)
    with clock.frozen_at(NEAR_END):
        case = stories.renewal(company, permit)
    officer, head = stories.officer(), stories.head(7)
    start, ends = threading.Barrier(2), []

    def at_once(do: Any) -> None:
        with clock.frozen_at(NEAR_END):
            start.wait(timeout=10)
            try:
                do()
                ends.append("done")
            except PencereError:
                ends.append("refused")
            finally:
                connection.close()

    threads = [
        threading.Thread(target=at_once, args=(do,))
        for do in (
            lambda: cases.act(officer, case, "grant"),
            lambda: api.decide(actor=head, entitlement_id=permit.pk, action="suspend", **REASON),
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(ends) == ["done", "refused"]
    alive = Entitlement.objects.filter(chain=permit.chain, state__in=["valid", "suspended"])
    assert alive.count() == 1
    for each in Entitlement.objects.filter(chain=permit.chain):
        assert state_of(stories.history(each)) == each.state
    assert LifeEvent.objects.filter(kind="renewed").count() == (alive.get().state == "valid")
