"""The pages of the abuse desk: what an officer sees and does there, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests import people
from tests.systems.sms_permits.abuse_stories import (
    NOON,
    OTHER_PHONE,
    at_desk,
    in_days,
    journaled,
    many_phones_for,
    officer,
    one_phone_for_many,
)

from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import abuse_words, appeals, blocks
from pencere.systems.sms_permits.abuse_models import Appeal, BlockProposal, Finding
from pencere.systems.sms_permits.models import Block

pytestmark = pytest.mark.django_db
DESK = "/permits/desk/abuse/"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    """Officer 1 at their desk, in English."""
    client.cookies["language"] = "en"
    return people.signed_in(client, officer(1))


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:2000]
    return re.sub(r"\s+", " ", response.content.decode())


def posted(client: Client, path: str, status: int = 302, **fields: Any) -> str:
    response = client.post(path, fields)
    assert response.status_code == status, response.content.decode()[:3000]
    return response.get("Location", "") if status == 302 else response.content.decode()


def a_block(**whom: Any) -> Block:
    made = blocks.impose(
        actor=at_desk(1),
        wanted=blocks.Wanted(
            "many-people", "", in_days(2), key=str(new_id()), **(whom or {"sender": OTHER_PHONE})
        ),
    )
    assert isinstance(made, Block)
    return made


def an_appeal(block: Block) -> Appeal:
    return appeals.take(
        actor=at_desk(3),
        block_id=block.pk,
        name="Nənəxanım",
        contact="12 Gül street",
        text="They are my neighbours",
        key=new_id(),
    )


def test_the_list_shows_what_is_to_be_looked_at(desk: Client) -> None:
    one_phone_for_many()
    html = page(desk, DESK)
    assert OTHER_PHONE in html
    assert "One phone asks for many people" in html
    assert "9 people" in html
    assert page(desk, DESK + "?pattern=refused").count("Nothing like this") == 1
    assert OTHER_PHONE in page(desk, DESK + "?q=7001122&severity=1&state=all")
    assert "Nothing like this" in page(desk, DESK + "?q=9999999")


@pytest.mark.parametrize("language", ["az", "ru"])
def test_the_pages_speak_the_languages(desk: Client, language: str) -> None:
    desk.cookies["language"] = language
    finding = one_phone_for_many()
    block = a_block(sender="+994550000000")
    appeal = an_appeal(block)
    for path in (
        "",
        f"{finding.pk}/",
        f"{finding.pk}/block/",
        f"{finding.pk}/pass/",
        "blocks/",
        "blocks/new/",
        f"blocks/{block.pk}/",
        f"blocks/{block.pk}/lift/",
        "appeals/",
        f"appeals/{appeal.pk}/",
    ):
        html = page(desk, DESK + path)
        assert f'lang="{language}"' in html
        assert "Abuse of permits" not in html


def test_nothing_to_look_at(desk: Client) -> None:
    assert "Nothing to look at" in page(desk, DESK)
    assert "Nobody is blocked" in page(desk, DESK + "blocks/")
    assert "No appeal waits" in page(desk, DESK + "appeals/")
    assert "Nothing is decided yet" in page(desk, DESK + "appeals/?show=decided")


def test_a_long_list_has_pages(desk: Client) -> None:
    now = clock.now()
    for number in range(30):
        Finding.objects.create(
            pattern="refused",
            sender=f"+9945500{number:05d}",
            count=20 + number,
            threshold=20,
            messages=20,
            severity=1 + number % 3,
            first_at=now,
            last_at=now,
        )
    html = page(desk, DESK)
    seen = re.findall(r"\+9945500\d{5}", html)
    following = re.search(r'rel="next" href="([^"]+)"', html)
    assert following
    rest = page(desk, following[1].replace("&amp;", "&"))
    seen += re.findall(r"\+9945500\d{5}", rest)
    assert len(set(seen)) == 30


@pytest.mark.parametrize(
    "query",
    ["cursor=x", "cursor=%00", "cursor=1.2.3.4", "cursor=1.99999999999999999.1." + "0" * 32],
)
def test_a_strange_place_in_the_list_is_told(desk: Client, query: str) -> None:
    assert "does not exist" in page(desk, f"{DESK}?{query}", status=422)


@pytest.mark.parametrize(
    "query",
    ["state=x&pattern=y&severity=9&q=%00abc", "page=x", "page=99999999999", "q=" + "9" * 9000],
)
def test_strange_filters_count_as_not_given(desk: Client, query: str) -> None:
    page(desk, f"{DESK}?{query}")
    page(desk, f"{DESK}blocks/?{query}")
    page(desk, f"{DESK}appeals/?{query}")


def test_the_file_has_the_rows_and_leaves_a_trace(desk: Client) -> None:
    one_phone_for_many()
    response = desk.get("/permits/desk/abuse.csv")
    assert OTHER_PHONE in response.content.decode()
    assert response["Content-Type"].startswith("text/csv")
    a_block(sender="+994550000000")
    assert "+994550000000" in desk.get("/permits/desk/abuse/blocks.csv").content.decode()
    assert len(journaled(abuse_words.EXPORTED)) == 2


def test_the_evidence_hides_documents_until_names_are_asked_for(desk: Client) -> None:
    finding = one_phone_for_many()
    html = page(desk, f"{DESK}{finding.pk}/")
    assert "Qonşu" not in html
    assert not re.search(r"AZE\d{7}", html)
    shown = posted(desk, f"{DESK}{finding.pk}/names/", status=200)
    assert "Qonşu 3 Əliyev" in shown
    assert desk.get(f"{DESK}{finding.pk}/")["Cache-Control"].count("no-store")


def test_an_officer_blocks_a_phone(desk: Client) -> None:
    finding = one_phone_for_many()
    form = page(desk, f"{DESK}{finding.pk}/block/")
    assert "Block the phone" in form
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key
    wrong = posted(
        desk, f"{DESK}{finding.pk}/block/", 422, key=key[1], reason="many-people", words="Sözlərim"
    )
    assert "Sözlərim" in wrong
    assert 'href="#field-until"' in wrong
    posted(
        desk,
        f"{DESK}{finding.pk}/block/",
        key=key[1],
        reason="many-people",
        words="Sözlərim",
        until="28.11.2026",
    )
    posted(
        desk,
        f"{DESK}{finding.pk}/block/",
        key=key[1],
        reason="many-people",
        words="Sözlərim",
        until="28.11.2026",
    )
    block = Block.objects.get()
    assert block.blocked_until is not None
    assert block.blocked_until.isoformat() == "2026-11-28T20:00:00+00:00"
    assert "Blocked until" in page(desk, f"{DESK}{finding.pk}/")
    assert OTHER_PHONE in page(desk, DESK + "blocks/")
    posted(desk, f"{DESK}{finding.pk}/undo/")
    assert not blocks.live().exists()


def test_switching_the_language_keeps_what_was_typed(desk: Client) -> None:
    finding = one_phone_for_many()
    html = posted(
        desk, f"{DESK}{finding.pk}/block/", 200, _language="ru", words="Sözlərim", key="k" * 9
    )
    assert "Sözlərim" in html
    assert 'lang="ru"' in html
    assert "govuk-error-summary__title" not in html


def test_letting_pass(desk: Client) -> None:
    finding = one_phone_for_many()
    assert "Let it pass" in page(desk, f"{DESK}{finding.pk}/pass/")
    posted(desk, f"{DESK}{finding.pk}/pass/", 422, reason="")
    posted(desk, f"{DESK}{finding.pk}/pass/", reason="A home for the elderly")
    assert "A home for the elderly" in page(desk, f"{DESK}{finding.pk}/")


def test_a_second_officer_confirms_on_the_page_of_blocks(desk: Client) -> None:
    finding = many_phones_for(people.rauf().party_id)
    posted(
        desk,
        f"{DESK}{finding.pk}/block/",
        key="k" * 9,
        reason="many-phones",
        words="",
        until="20.12.2026",
    )
    proposal = BlockProposal.objects.get()
    own = page(desk, DESK + "blocks/")
    assert "Take it back" in own
    assert "Confirm the block" not in own
    colleague = people.signed_in(Client(), officer(2))
    colleague.cookies["language"] = "en"
    assert "Confirm the block" in page(colleague, DESK + "blocks/")
    posted(colleague, f"{DESK}proposals/{proposal.pk}/", confirm="1")
    block = Block.objects.get()
    assert block.subject == people.rauf().party_id
    html = page(colleague, f"{DESK}blocks/{block.pk}/")
    assert "Quliyev" not in html
    assert journaled(abuse_words.LOOKED)[-1].subject == people.rauf().party_id


def test_a_phone_is_blocked_without_a_pattern(desk: Client) -> None:
    assert 'value="+994557001122"' in page(desk, DESK + "blocks/new/?phone=%2B994557001122")
    posted(desk, DESK + "blocks/new/", 422, key="k" * 9, phone="zəng", until="28.11.2026")
    posted(
        desk,
        DESK + "blocks/new/",
        key="k" * 9,
        phone="055 700 11 22",
        reason="storm",
        until="28.11.2026",
    )
    assert Block.objects.get().sender == OTHER_PHONE
    again = posted(
        desk,
        DESK + "blocks/new/",
        422,
        key="other-form",
        phone=OTHER_PHONE,
        reason="storm",
        until="28.11.2026",
    )
    assert "a colleague was faster" in again


def test_lifting_and_the_appeal_of_who_came_in_person(desk: Client) -> None:
    block = a_block()
    posted(desk, f"{DESK}blocks/{block.pk}/appeal/", 422, key=str(new_id()), name="", text="")
    posted(
        desk,
        f"{DESK}blocks/{block.pk}/appeal/",
        key=str(new_id()),
        name="Nənəxanım",
        contact="12 Gül street",
        text="They are my neighbours",
    )
    appeal = Appeal.objects.get()
    assert appeal.number in page(desk, DESK + "appeals/")
    mine = page(desk, f"{DESK}appeals/{appeal.pk}/")
    assert "An officer who had no part in the block decides." in mine
    colleague = people.signed_in(Client(), officer(2))
    colleague.cookies["language"] = "en"
    assert "They are my neighbours" in page(colleague, f"{DESK}appeals/{appeal.pk}/")
    posted(colleague, f"{DESK}appeals/{appeal.pk}/", 422, outcome="lifted", answer="")
    posted(colleague, f"{DESK}appeals/{appeal.pk}/", outcome="lifted", answer="You are right")
    assert "Lifted" in page(colleague, f"{DESK}blocks/{block.pk}/")
    assert appeal.number in page(desk, DESK + "appeals/?show=decided")


def test_a_block_is_lifted_on_its_page(desk: Client) -> None:
    block = a_block()
    assert "Lift the block" in page(desk, f"{DESK}blocks/{block.pk}/lift/")
    posted(desk, f"{DESK}blocks/{block.pk}/lift/", 422, because="")
    posted(desk, f"{DESK}blocks/{block.pk}/lift/", because="A kindergarten's phone")
    assert "A kindergarten&#39;s phone" in page(desk, f"{DESK}blocks/{block.pk}/")


def _paths() -> list[tuple[str, str]]:
    one = UUID("01a21971-bd73-75c4-a80b-3ef8a18b18fa")
    gets = ["", "blocks/", "blocks.csv", "blocks/new/", "appeals/", f"{one}/", f"{one}/block/"]
    gets += [f"{one}/pass/", f"blocks/{one}/", f"blocks/{one}/lift/", f"blocks/{one}/appeal/"]
    gets += [f"appeals/{one}/"]
    posts = [f"{one}/names/", f"{one}/undo/", f"proposals/{one}/", f"{one}/block/"]
    posts += [f"{one}/pass/", f"blocks/{one}/lift/", f"blocks/{one}/appeal/", f"appeals/{one}/"]
    return [("get", path) for path in gets] + [("post", path) for path in posts]


@pytest.mark.parametrize(("method", "path"), _paths())
def test_strangers_and_unknown_things_are_404(client: Client, method: str, path: str) -> None:
    """Aysel has no post, the head none with the role; and who has it finds nothing there."""
    fields = {"key": "k" * 9, "reason": "x", "until": "28.11.2026"}
    head = officer(7, "officer", "head", "regime", "patrol")
    for who in (people.aysel(), head, officer(8, "permits", agency="justice")):
        people.signed_in(client, who)
        response = getattr(client, method)(DESK + path, fields)
        assert response.status_code == 404, (who, path)
    if str(path).count("-") >= 4:
        people.signed_in(client, officer(1))
        assert getattr(client, method)(DESK + path, fields).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_signed_in_signs_in_first(client: Client, method: str) -> None:
    response = getattr(client, method)(DESK)
    assert response.status_code in (302, 405) or "password" in response.content.decode()
    assert OTHER_PHONE not in response.content.decode()


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "tə\0tətətətətə"])
def test_a_form_without_our_key_is_no_form(desk: Client, key: str) -> None:
    finding = one_phone_for_many()
    posted(desk, f"{DESK}{finding.pk}/block/", 404, key=key, reason="storm", until="28.11.2026")
    assert not Block.objects.exists()


def test_a_huge_body_is_refused_in_words(desk: Client) -> None:
    finding = one_phone_for_many()
    response = desk.post(
        f"{DESK}{finding.pk}/block/",
        {"key": "k" * 9, "reason": "storm", "words": "x" * 100_000, "until": "28.11.2026"},
    )
    assert response.status_code == 422
    assert "too long" in response.content.decode()
    response = desk.post(f"{DESK}{finding.pk}/pass/", {"reason": "x" * 9_000_000})
    assert response.status_code in (400, 413)
