"""Notices: in the inbox of whom they are for, and one e-mail each."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from tests import people

from pencere.blocks.notices import api
from pencere.blocks.notices.jobs import mail_notice
from pencere.kernel.errors import NotFound
from pencere.kernel.jobs import run_waiting
from pencere.kernel.text import Text

pytestmark = pytest.mark.django_db
TITLE = Text({"az": "Arayış hazırdır", "ru": "Справка готова", "en": "The certificate is ready"})
BODY = Text({"az": "Baxın.", "ru": "Смотрите.", "en": "Have a look."})


def send(party: Any, **more: Any) -> api.Notice:
    return api.send(
        party=party.pk,
        kind="document.issued",
        title=TITLE,
        body=BODY,
        link="/cabinet/documents/",
        **more,
    )


def test_it_works() -> None:
    aysel = people.aysel()
    notice = send(aysel.party)
    client = people.signed_in(Client(), aysel)

    assert api.unread_count(party=aysel.party_id) == 1
    assert "Arayış hazırdır" in client.get("/inbox/").content.decode()
    page = client.get(f"/inbox/{notice.pk}/").content.decode()

    assert "Baxın." in page
    assert "/cabinet/documents/" in page
    assert api.unread_count(party=aysel.party_id) == 0
    assert "Arayış hazırdır" not in client.get("/inbox/?show=unread").content.decode()


def test_a_stranger_finds_nothing() -> None:
    notice = send(people.aysel().party)
    client = people.signed_in(Client(), people.rauf())

    assert client.get(f"/inbox/{notice.pk}/").status_code == 404
    assert client.get(f"/inbox/{uuid.uuid4()}/").status_code == 404
    assert "Arayış" not in client.get("/inbox/").content.decode()
    client.post("/inbox/read-all/")
    assert api.unread_count(party=people.aysel().party_id) == 1
    assert Client().get(f"/inbox/{notice.pk}/").status_code == 302


def test_an_officer_reads_nobodys_inbox_as_an_officer() -> None:
    judge = people.officer("justice")
    notice = send(judge.party)

    with pytest.raises(NotFound):
        api.mark_read(actor=people.actor_for(judge, agency="justice"), notice_id=notice.pk)
    assert not api.inbox(actor=people.actor_for(judge, agency="justice")).rows


def test_a_director_reads_the_companys_inbox_while_acting_for_it() -> None:
    mandate = people.mandate()
    notice = send(people.company())
    acting = people.signed_in(Client(), people.nigar(), acting_for=mandate)

    assert acting.get(f"/inbox/{notice.pk}/").status_code == 200
    alone = people.signed_in(Client(), people.nigar())
    assert alone.get(f"/inbox/{notice.pk}/").status_code == 404


def test_all_are_marked_as_read_at_once() -> None:
    aysel = people.aysel()
    for _number in range(3):
        send(aysel.party)
    client = people.signed_in(Client(), aysel)

    assert client.get("/inbox/read-all/").status_code == 405
    assert client.post("/inbox/read-all/")["Location"] == "/inbox/"
    assert api.unread_count(party=aysel.party_id) == 0


def test_pages_follow_one_another_without_gap() -> None:
    aysel = people.aysel()
    sent = [send(aysel.party).pk for _number in range(45)]
    actor = people.actor_for(aysel)

    seen, before = [], None
    while True:
        page = api.inbox(actor=actor, before=before)
        seen += [row.pk for row in page.rows]
        before = page.next
        if before is None:
            break

    assert seen == sent[::-1]
    client = people.signed_in(Client(), aysel)
    assert f"before={seen[19]}" in client.get("/inbox/").content.decode()
    assert client.get("/inbox/?before=garbage").status_code == 404


def test_an_empty_inbox_says_so() -> None:
    client = people.signed_in(Client(), people.aysel())

    assert "Hələ bildiriş yoxdur" in client.get("/inbox/").content.decode()


def test_one_e_mail_in_the_accounts_language_without_personal_data() -> None:
    aysel = people.aysel()
    aysel.language = "ru"
    aysel.save()
    notice = send(aysel.party)

    run_waiting()
    mail_notice(notice=str(notice.pk))

    assert len(mail.outbox) == 1
    letter = mail.outbox[0]
    assert letter.to == ["aysel@example.az"]
    assert letter.subject == "Новое уведомление: Справка готова"
    assert f"/inbox/{notice.pk}/" in letter.body
    assert "Смотрите" not in letter.body
    assert aysel.username not in letter.body
    notice.refresh_from_db()
    assert notice.mail == "sent"


def test_the_director_gets_the_companys_e_mail() -> None:
    people.mandate()
    send(people.company())

    run_waiting()

    assert [letter.to for letter in mail.outbox] == [[people.nigar().email]]


def test_nobody_to_write_to_is_no_fault() -> None:
    lonely = people.person("9XQ7W2E", "Kimsə Kimsəyev")
    notice = send(lonely)

    run_waiting()

    notice.refresh_from_db()
    assert notice.mail == "none"
    assert not mail.outbox


def test_a_mail_server_that_fails_leaves_it_to_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notice = send(people.aysel().party)

    def fail(*_args: Any, **_more: Any) -> int:
        raise OSError("no route to the mail server")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    with pytest.raises(OSError, match="no route"):
        mail_notice(notice=str(notice.pk))
    notice.refresh_from_db()
    assert notice.mail == "waiting"
    monkeypatch.undo()

    mail_notice(notice=str(notice.pk))
    assert len(mail.outbox) == 1


def test_a_transaction_that_fails_sends_nothing() -> None:
    def waiting() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_jobs"
                " WHERE task_name = 'notices.mail' AND status = 'todo'"
            )
            count: int = cursor.fetchone()[0]
            return count

    def send_and_fail() -> None:
        with transaction.atomic():
            send(people.aysel().party)
            assert waiting() == before + 1
            raise RuntimeError

    before = waiting()
    with pytest.raises(RuntimeError):
        send_and_fail()

    assert waiting() == before
    assert api.unread_count(party=people.aysel().party_id) == 0
