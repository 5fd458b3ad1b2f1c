"""Writing the journal and reading it back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.kernel.journal.people import AYSEL, RAUF, READ, aysel, officer, write

from pencere.kernel import clock
from pencere.kernel.errors import Invalid
from pencere.kernel.journal import api, words
from pencere.kernel.journal.actions import session_pseudonym
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


def test_a_row_says_who_did_what_to_whose_data_and_why() -> None:
    api.record(
        actor=officer,
        action=READ,
        subject=AYSEL,
        about="application:K7M2-9QX4-H",
        register="interior.identity-cards",
        fields=("surname", "born_on"),
        purpose="family-composition",
        justification=api.Justification("application", "K7M2-9QX4-H"),
        params={"what": "an identity card"},
    )
    (row,) = api.about_subject(subject=AYSEL)
    assert str(row.words) == "Read an identity card in a register"
    assert row.actor_kind == "officer"
    assert row.agency == "interior"
    assert row.actor_label.in_language("en") == "Interior, specialist"
    assert not row.is_own
    assert row.fields == ("surname", "born_on")
    assert row.justification == api.Justification("application", "K7M2-9QX4-H")
    assert row.about == "application:K7M2-9QX4-H"
    assert row.channel == "web"


def test_many_rows_are_one_insert_and_keep_their_order() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        write(200, about="application:1")
    assert len(queries) == 1
    shown = [row.params["what"] for row in api.about_object(about="application:1")]
    assert shown == [f"field {number}" for number in range(200)]


def test_no_rows_are_no_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        api.record_many(entries=[])
    assert len(queries) == 0


def test_an_undeclared_action_is_refused() -> None:
    with pytest.raises(api.UndeclaredAction, match=r"nobody.declared"):
        api.record(actor=aysel, action="nobody.declared")


def test_an_action_is_declared_once() -> None:
    api.declare("test.twice", translation.gettext_lazy("First words"))
    api.declare("test.twice", translation.gettext_lazy("First words"))
    with pytest.raises(ValueError, match=r"test\.twice"):
        api.declare("test.twice", translation.gettext_lazy("Other words"))
    assert "test.twice" in api.actions()


def test_words_survive_a_missing_param_and_a_forgotten_action() -> None:
    api.record(actor=aysel, action=READ, subject=AYSEL)
    del words._declared[READ]
    (row,) = api.about_subject(subject=AYSEL)
    assert str(row.words) == READ
    api.declare(READ, "Read %(what)s in a register")
    assert str(row.words) == "Read – in a register"


def test_a_row_falls_with_the_transaction_it_tells_of() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not api.about_subject(subject=AYSEL).rows


def test_the_session_key_is_not_kept() -> None:
    api.record(actor=aysel, action="test.signed-in", subject=AYSEL)
    entry = JournalEntry.objects.get(subject=AYSEL)
    assert entry.session == session_pseudonym(aysel.session)
    assert aysel.session
    assert aysel.session not in str(vars(entry))


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800", "'; DROP TABLE journal_entry; --"])
def test_whatever_was_typed_can_be_recorded(typed: str) -> None:
    api.record(actor=aysel, action=READ, subject=AYSEL, about=typed, params={"what": typed})
    assert len(api.about_subject(subject=AYSEL)) == 1


def test_own_actions_and_reads_are_told_apart() -> None:
    write()
    api.record(actor=aysel, action="test.signed-in", subject=AYSEL)
    api.record(actor=officer, action="test.signed-in", subject=RAUF)
    assert [row.action for row in api.about_subject(subject=AYSEL)] == ["test.signed-in", READ]
    assert [row.action for row in api.about_subject(subject=AYSEL, kinds="own")] == [
        "test.signed-in"
    ]
    assert [row.action for row in api.about_subject(subject=AYSEL, kinds="reads")] == [READ]
    assert len(api.about_subject(subject=AYSEL, agency="interior")) == 1
    assert not len(api.about_subject(subject=AYSEL, register="interior.passports"))


def test_days_are_those_of_the_country() -> None:
    with clock.frozen_at("2026-11-20T20:30:00+00:00"):  # past midnight in the country
        write()
    day = dt.date(2026, 11, 21)
    assert len(api.about_subject(subject=AYSEL, since=day, until=day)) == 1
    assert not len(api.about_subject(subject=AYSEL, until=day - dt.timedelta(days=1)))


def test_pages_neither_repeat_nor_skip() -> None:
    for hour in range(3):
        with clock.frozen_at(f"2026-11-20T0{hour}:00:00+00:00"):
            write(5)
    seen: list[int] = []
    before: api.Cursor | None = None
    while True:
        page = api.about_subject(subject=AYSEL, before=before, limit=4)
        seen += [row.seq for row in page]
        if page.next is None:
            break
        before = api.Cursor.parse(str(page.next))
        write()  # what comes meanwhile doesn't move the list
    assert len(seen) == 15
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("text", ["", "x", "AAAA", "%%%", "A" * 500, "ə"])
def test_a_made_up_cursor_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        api.Cursor.parse(text)


def test_a_row_of_a_month_without_partition_is_kept() -> None:
    with clock.frozen_at("2031-05-05T00:00:00+00:00"):
        write(about="application:far")
    assert len(api.about_object(about="application:far")) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_make_months(2)")
        assert cursor.fetchone()[0] >= 0
