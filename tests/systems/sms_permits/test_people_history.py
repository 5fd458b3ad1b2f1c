"""The history of what was asked, and what a strange phone asked for."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from tests import people
from tests.systems.sms_permits.abuse_stories import OTHER_PHONE, PHONE, said
from tests.systems.sms_permits.pages import KEY, PERMITS, page, posted

from pencere.blocks.regimes import api as regimes
from pencere.systems.sms_permits import (
    regime,
)
from pencere.systems.sms_permits.abuse_models import Disowning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_the_history_has_filters_pages_and_a_file(aysel: Client) -> None:
    me = people.aysel().party_id
    for number in range(25):
        said(me, sender=PHONE, ago=dt.timedelta(minutes=number), outcome="refused")
    said(me, sender=OTHER_PHONE, ago=dt.timedelta(hours=5), purpose="medical")
    said(people.rauf().party_id, sender=PHONE, ago=dt.timedelta(hours=5), purpose="funeral")
    html = page(aysel, PERMITS + "history/")
    following = re.search(r'rel="next" href="([^"]+)"', html)
    assert following
    rest = page(aysel, following[1].replace("&amp;", "&"))
    assert html.count("pn-list__item") + rest.count("pn-list__item") == 26
    assert "Funeral of a close relative</strong>" not in html + rest
    assert "Funeral of a close relative</a>" not in html + rest
    only = page(aysel, PERMITS + "history/?purpose=medical&outcome=granted&from=2026-11-26")
    assert only.count("pn-list__item") == 1
    assert "Nothing like this" in page(aysel, PERMITS + "history/?until=2026-11-01")
    file = aysel.get(PERMITS + "history.csv?outcome=refused").content.decode()
    assert file.count("\r\n") == 26
    assert PHONE not in file


@pytest.mark.parametrize("query", ["cursor=x", "cursor=%00", "cursor=9999999999999.1." + "0" * 32])
def test_a_strange_place_in_the_history_is_told(aysel: Client, query: str) -> None:
    page(aysel, f"{PERMITS}history/?{query}", status=422)
    assert aysel.get(f"{PERMITS}history.csv?{query}").status_code == 422


def test_strange_filters_count_as_not_given(aysel: Client) -> None:
    page(aysel, PERMITS + "history/?purpose=%00&outcome=x&from=0000-00-00&until=99.99.9999")


def test_a_purpose_that_is_one_no_more_keeps_its_name_in_the_history(
    aysel: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(people.aysel().party_id, sender=PHONE, ago=dt.timedelta(days=1), purpose="walk")
    now = regimes.in_force(regime.CODE)
    assert now is not None
    former = SimpleNamespace(
        id=uuid4(), values={"purposes": [{"code": "walk", "title": {"en": "A walk with the dog"}}]}
    )
    known = [former, *regimes.versions(regime.CODE)]
    monkeypatch.setattr(regimes, "versions", lambda code: known)
    regime._titles.cache_clear()
    assert "A walk with the dog" in page(aysel, PERMITS + "history/")
    regime._titles.cache_clear()


def test_a_strange_phone_is_half_hidden_and_can_be_disowned(aysel: Client) -> None:
    taken = said(people.aysel().party_id, sender=OTHER_PHONE)
    address = f"{PERMITS}permit/{taken.day:%Y%m%d}{taken.id.hex}/"
    html = page(aysel, address)
    assert OTHER_PHONE not in html
    assert "+99455 ··· ·· 22" in html
    assert "Did somebody else ask" in page(aysel, address + "not-me/")
    posted(aysel, address + "not-me/")
    posted(aysel, address + "not-me/")
    assert Disowning.objects.get().sender == OTHER_PHONE
    assert "Officers look into it." in page(aysel, address)


def _others() -> list[tuple[str, str]]:
    return [("get", ""), ("post", "extend/"), ("get", "not-me/"), ("post", "not-me/")]


@pytest.mark.parametrize(("method", "ending"), _others())
def test_another_persons_permit_is_not_found(client: Client, method: str, ending: str) -> None:
    taken = said(people.aysel().party_id, sender=OTHER_PHONE)
    people.signed_in(client, people.rauf())
    address = f"{PERMITS}permit/{taken.day:%Y%m%d}{taken.id.hex}/{ending}"
    assert getattr(client, method)(address, {"key": KEY}).status_code == 404
    assert not Disowning.objects.exists()
