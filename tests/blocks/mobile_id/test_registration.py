"""Which phones and certificates are whose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import people, phones

from pencere.blocks.mobile_id.models import Certificate, Contract
from pencere.blocks.mobile_id.providers.local.phones import hand_out
from pencere.blocks.mobile_id.queries import contracts_of
from pencere.blocks.mobile_id.registration import register
from pencere.kernel.errors import Conflict, Invalid
from pencere.kernel.journal import api as journal

pytestmark = pytest.mark.django_db


def test_again_changes_nothing() -> None:
    aysel = people.aysel()
    phones.given(aysel)
    phones.given(aysel)

    assert Contract.objects.count() == Certificate.objects.count() == 1
    told = [row.action for row in journal.about_subject(subject=aysel.party_id).rows]
    assert told.count("mobile-id.registered") == 1


def test_a_new_certificate_replaces_the_earlier(settings: Any, tmp_path: Path) -> None:
    aysel = people.aysel()
    phones.given(aysel)
    settings.KEYS_ROOT = tmp_path / "a new card"
    phone = phones.given(aysel)

    assert Certificate.objects.filter(replaced_at=None).count() == 1
    phones.confirmed(phone, phones.asked(phone))
    (contract,) = contracts_of(aysel.party_id)
    assert len(contract.certificates) == 1


def test_a_pair_is_one_persons() -> None:
    phone = phones.given(people.aysel())

    with pytest.raises(Conflict):
        register(
            party_id=people.rauf().party_id,
            phone=phone.number,
            user_id=phone.user_id,
            certificates=phone.certificates(),
        )


def test_a_certificate_of_another_authority(settings: Any, tmp_path: Path) -> None:
    rauf, own = people.rauf(), settings.KEYS_ROOT
    settings.KEYS_ROOT = tmp_path / "of the forger"
    forged = hand_out(
        number="+994502340002",
        user_id="300400",
        holder=rauf.party.name,
        identifier=rauf.party.identifier,
        pin="1111",
        puk="11111111",
        kinds=("citizen",),
    )
    settings.KEYS_ROOT = own

    with pytest.raises(Invalid) as said:
        register(
            party_id=rauf.party_id, phone="+994502340002", user_id="300400", certificates=forged
        )
    assert said.value.code == "certificate-untrusted"


@pytest.mark.parametrize(
    "wrong", [{"phone": "1"}, {"user_id": "x"}, {"certificates": {"royal": b""}}]
)
def test_what_cannot_be(wrong: dict[str, Any]) -> None:
    values = {"phone": "+994502340002", "user_id": "300400", "certificates": {}, **wrong}
    with pytest.raises(Invalid):
        register(party_id=people.rauf().party_id, **values)


@pytest.mark.parametrize("der", [b"", b"\x30\x82\x00\x00", b"no certificate at all"])
def test_garbage_is_no_certificate(der: bytes) -> None:
    with pytest.raises(Invalid):
        register(
            party_id=people.rauf().party_id,
            phone="+994502340002",
            user_id="300400",
            certificates={"citizen": der},
        )
