"""Saved queues, templates, absences and notes over HTTP: whose they are, and what they change."""

from __future__ import annotations

import pytest
from django.test import Client
from tests import people
from tests.casework.applications import browser, services, stories
from tests.portal.desk import desks

from pencere.blocks.notices.models import Notice
from pencere.casework.applications.models import Application
from pencere.casework.notes import api as notes
from pencere.casework.notes.models import Mention, Note
from pencere.casework.officers.models import Absence, ReadyWords, SavedQueue
from pencere.kernel import clock
from pencere.kernel.errors import Conflict
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")
WORDS = {
    f"{part}-{code}": f"{part} {code} {{applicant}}"
    for part in ("title", "body")
    for code in ("az", "ru", "en")
}


@pytest.fixture
def client(country: None) -> Client:
    return desks.health()


@pytest.fixture
def head(country: None) -> Client:
    return desks.health("head", "officer", number=3)


@pytest.fixture
def case(country: None) -> Application:
    return desks.licence()


def actions() -> set[str]:
    return set(JournalEntry.objects.values_list("action", flat=True))


class TestSavedQueues:
    def test_filters_columns_and_order_come_back(self, client: Client, case: Application) -> None:
        saved = client.post(
            "/desk/queues/",
            {
                "name": " My  licences ",
                "query": f"show=unassigned&service={services.LICENCE}&order=arrival&evil=1",
                "columns": ["came", "checks"],
            },
        )

        page = browser.text(client.get(saved["Location"]))
        assert case.reference in page
        assert "My licences" in page
        assert "Automatic checks</th>" in page
        assert "With</th>" not in page
        assert "evil" not in saved["Location"]
        assert "officers.queue-saved" in actions()

    def test_a_second_save_under_the_name_changes_it(self, client: Client) -> None:
        for show in ("mine", "closed"):
            client.post("/desk/queues/", {"name": "A", "query": f"show={show}"})

        assert SavedQueue.objects.get().filters == {"show": "closed"}

    def test_a_head_saves_for_the_team_and_an_officer_does_not(
        self, client: Client, head: Client
    ) -> None:
        assert client.post("/desk/queues/", {"name": "A", "for_team": "1"}).status_code == 403
        head.post("/desk/queues/", {"name": "Ours", "query": "show=todo", "for_team": "1"})

        assert "Ours" in browser.text(client.get("/desk/"))
        assert "Ours" not in browser.text(browser.officer("justice").get("/desk/"))

    def test_others_neither_see_nor_remove_it(self, client: Client, head: Client) -> None:
        client.post("/desk/queues/", {"name": "Secret plan", "query": "show=mine"})
        address = f"/desk/queues/{SavedQueue.objects.get().pk}/forget/"

        assert "Secret plan" not in browser.text(head.get("/desk/"))
        for stranger in (head, browser.officer("justice"), browser.aysel()):
            assert stranger.post(address).status_code == 404
        assert client.post(address).status_code == 302
        assert client.post(address).status_code == 404
        assert not SavedQueue.objects.exists()

    @pytest.mark.parametrize("name", ["", " \0 ", "x" * 61])
    def test_a_name_that_is_none(self, client: Client, name: str) -> None:
        response = client.post("/desk/queues/", {"name": name, "query": "\0=%00&show=\0"})

        assert response.status_code == 302
        assert not SavedQueue.objects.exists()


class TestFilters:
    def test_what_a_case_is_found_by(self, client: Client, case: Application) -> None:
        today = clock.today().isoformat()
        for query in (
            {"service": services.LICENCE, "state": "review"},
            {"came_from": today, "came_until": today},
            {"verdict": "ok", "order": "arrival"},
            {"due_before": "2027-12-31"},
            {"show": "due_soon", "text": case.reference},
        ):
            response = client.get("/desk/", query)
            assert response.status_code == 200
            is_here = desks.case(case) in browser.text(response)
            assert is_here or query.get("show") == "due_soon"

    def test_what_it_is_not_found_by(self, client: Client, case: Application) -> None:
        for query in (
            {"state": "decision"},
            {"came_from": "2027-01-01"},
            {"came_until": "2020-01-01"},
            {"due_before": "2020-01-01"},
            {"verdict": "review"},
            {"region": "AZ-BA"},
        ):
            assert desks.case(case) not in browser.text(client.get("/desk/", query))

    @pytest.mark.parametrize("name", ["state", "region", "verdict", "order", "columns", "queue"])
    def test_garbage(self, client: Client, case: Application, name: str) -> None:
        for value in ("\0", "x" * 5000, "%", "'"):
            assert client.get("/desk/", {name: value}).status_code == 200
        for day in ("came_from", "came_until", "due_before"):
            assert client.get("/desk/", {day: "31.02.9999"}).status_code == 200


class TestTemplates:
    def test_a_head_writes_and_changes_one(self, head: Client) -> None:
        head.post("/desk/templates/new/", {**WORDS, "service": ""})
        first = ReadyWords.objects.get()
        changed = {**WORDS, "body-en": "Other words"}

        done = head.post(f"/desk/templates/{first.template}/", {**changed, "version": "1"})
        late = head.post(f"/desk/templates/{first.template}/", {**changed, "version": "1"})

        assert done.status_code == 302
        assert late.status_code == 422
        assert "A colleague changed this template" in browser.text(late)
        assert list(ReadyWords.objects.order_by("version").values_list("version", flat=True)) == [
            1,
            2,
        ]
        assert "body en" in browser.text(head.get(f"/desk/templates/{first.template}/"))
        assert "officers.words-written" in actions()

    @pytest.mark.parametrize(
        "wrong", [{"title-az": ""}, {"body-ru": "x" * 5001}, {"body-en": "{password}"}]
    )
    def test_what_is_wrong_is_said_and_stays(self, head: Client, wrong: dict[str, str]) -> None:
        response = head.post("/desk/templates/new/", {**WORDS, **wrong})

        assert response.status_code == 422
        assert f'href="#field-{next(iter(wrong))}"' in browser.text(response)
        assert WORDS["title-ru"] in browser.text(response)
        assert not ReadyWords.objects.exists()

    def test_only_heads_of_the_agency(self, client: Client, head: Client) -> None:
        head.post("/desk/templates/new/", WORDS)
        address = f"/desk/templates/{ReadyWords.objects.get().template}/"
        strangers = [client, browser.officer("justice", "head"), browser.aysel()]

        for stranger in strangers:
            assert stranger.get(address).status_code == 404
            assert stranger.post(address, {**WORDS, "version": "1"}).status_code == 404
            assert stranger.post(f"{address}retire/").status_code == 404
        assert ReadyWords.objects.count() == 1

    def test_it_is_inserted_in_the_applicants_language_after_what_was_typed(
        self, client: Client, head: Client, case: Application
    ) -> None:
        head.post("/desk/templates/new/", WORDS)
        Application.objects.filter(pk=case.pk).update(language="ru")
        template = str(ReadyWords.objects.get().template)

        response = client.post(
            desks.case(case),
            {
                "_id": str(case.pk),
                "_row_version": str(case.row_version),
                "comment-ask": "Typed",
                "template-ask": template,
                "_insert": "ask",
            },
        )

        page = browser.text(response)
        assert response.status_code == 200
        assert f"Typed body ru {people.aysel().party.name}</textarea>" in page
        assert stories.again(case).state == "review"

    def test_out_of_use_it_is_offered_no_more(
        self, client: Client, head: Client, case: Application
    ) -> None:
        head.post("/desk/templates/new/", WORDS)
        address = f"/desk/templates/{ReadyWords.objects.get().template}/retire/"
        assert "title en" in browser.text(client.get(desks.case(case)))

        for _twice in range(2):
            assert head.post(address).status_code == 302

        assert "title en" not in browser.text(client.get(desks.case(case)))
        assert ReadyWords.objects.count() == 2


class TestAbsence:
    def away(self, client: Client, **more: str) -> int:
        typed = {
            "first_day": clock.today().isoformat(),
            "last_day": clock.today().isoformat(),
            "substitute": str(people.officer("health", number=2).pk),
            **more,
        }
        return client.post("/desk/absences/", typed).status_code

    def test_who_stands_in_may_act_and_the_journal_says_so(
        self, client: Client, case: Application
    ) -> None:
        desks.move(client, case, "take")
        other = desks.health(number=2)
        assert desks.press(other, case, "ask", comment="x").status_code == 403

        assert self.away(client) == 302
        assert case.reference in browser.text(other.get("/desk/?show=mine"))
        assert desks.press(other, case, "pass", note="x").status_code == 302

        step = stories.again(case).steps.order_by("id").last()
        assert step is not None
        assert "in place of a colleague" in step.label["en"]
        assert step.account == people.officer("health", number=2)
        assert "officers.absence-entered" in actions()
        # four eyes count who acted, not in whose place
        assert desks.press(other, case, "grant").status_code == 403

    def test_nothing_new_is_handed_to_who_is_away(self, client: Client, case: Application) -> None:
        self.away(client)
        other = desks.health(number=2)
        desks.move(other, case, "take")
        away = str(people.officer("health").pk)

        assert desks.move(other, case, "reassign", to=away).status_code == 404

    def test_called_off_it_ends(self, client: Client, case: Application) -> None:
        desks.move(client, case, "take")
        self.away(client)
        address = f"/desk/absences/{Absence.objects.get().pk}/end/"

        for stranger in (desks.health(number=2), browser.officer("justice"), browser.aysel()):
            assert stranger.post(address).status_code == 404
        for _twice in range(2):
            assert client.post(address).status_code == 302
        response = desks.press(desks.health(number=2), case, "ask", comment="x")
        assert response.status_code == 403

    @pytest.mark.parametrize(
        "wrong",
        [
            {"substitute": ""},
            {"first_day": "x"},
            {"last_day": "2020-01-01"},
            {"last_day": "2099-01-01"},
        ],
    )
    def test_what_is_wrong_is_said(self, client: Client, wrong: dict[str, str]) -> None:
        assert self.away(client, **wrong) == 422
        assert not Absence.objects.exists()

    def test_a_substitute_without_the_role_or_of_another_agency(self, client: Client) -> None:
        registrar = people.officer("health", ("registrar",), number=8)

        assert self.away(client, substitute=str(registrar.pk)) == 422
        assert self.away(client, substitute=str(people.officer("justice").pk)) == 422

    def test_twice_is_once_and_overlaps_are_refused(self, client: Client) -> None:
        assert [self.away(client), self.away(client)] == [302, 302]
        assert self.away(client, last_day="2026-11-25") == 422
        assert Absence.objects.count() == 1

    def test_a_colleagues_absence_is_for_heads(self, client: Client, head: Client) -> None:
        who = str(people.officer("health").pk)
        two = desks.health(number=2)
        mine = str(people.officer("health", number=2).pk)

        assert self.away(two, who=who, substitute=mine) == 403
        assert self.away(head, who=who, substitute=mine) == 302
        assert self.away(head, who=str(people.officer("justice").pk)) == 404
        assert browser.aysel().get("/desk/absences/").status_code == 404


class TestNotes:
    def write(self, client: Client, case: Application, text: str, key: str = "k") -> int:
        typed = {"_id": str(case.pk), "_key": key, "text": text}
        return client.post(desks.case(case, "notes/"), typed).status_code

    def test_a_note_is_read_by_colleagues_and_never_by_the_applicant(
        self, client: Client, case: Application
    ) -> None:
        assert self.write(client, case, "The plan looks odd") == 302
        assert "The plan looks odd" in browser.text(desks.health(number=2).get(desks.case(case)))

        page = browser.aysel().get(f"/applications/{case.reference}/")

        assert page.status_code == 200
        assert "odd" not in browser.text(page)
        row = JournalEntry.objects.get(action="notes.written")
        assert row.subject == case.applicant_id
        assert "odd" not in str(row.params)

    def test_words_begun_for_an_action_stay_when_the_note_is_written(
        self, client: Client, case: Application
    ) -> None:
        typed = {"_id": str(case.pk), "_key": "k", "text": "Look here", "template-ask": "x"}
        begun = {**typed, "comment-ask": "Please bring the plan"}

        page = client.post(desks.case(case, "notes/"), begun)

        assert page.status_code == 200
        assert "Please bring the plan</textarea>" in browser.text(page)
        assert "Look here</textarea>" not in browser.text(page)
        assert 'value="k"' not in browser.text(page)
        assert client.post(desks.case(case, "notes/"), begun).status_code == 200
        assert Note.objects.get().text == "Look here"
        assert client.post(desks.case(case, "notes/"), typed).status_code == 302
        assert client.get(desks.case(case, "notes/"))["Location"] == desks.case(case)

    def test_twice_is_once(self, client: Client, case: Application) -> None:
        assert [self.write(client, case, "x"), self.write(client, case, "x")] == [302, 302]
        assert Note.objects.count() == 1

    def test_a_mention_tells_the_colleague_until_they_read_it(
        self, client: Client, case: Application
    ) -> None:
        colleague = people.officer("health", number=2)
        people.officer("justice", number=2)
        other = desks.health(number=2)

        self.write(client, case, "@İcraçı health 2 please look, @İcraçı justice 2 too")

        assert Mention.objects.get().account == colleague
        assert Notice.objects.filter(party=colleague.party, kind="notes.mention").count() == 1
        assert "Notes that mention me" in browser.text(other.get("/desk/"))
        assert "please look" in browser.text(other.get("/desk/mentions/"))
        other.get(desks.case(case))
        assert Mention.objects.get().read_at is not None
        assert "please look" not in browser.text(client.get("/desk/mentions/"))

    def test_struck_out_by_its_author_within_the_day(
        self, client: Client, case: Application
    ) -> None:
        self.write(client, case, "A slip")
        address = desks.case(case, f"notes/{Note.objects.get().pk}/strike/")

        assert desks.health(number=2).post(address).status_code == 404
        assert browser.officer("justice").post(address).status_code == 404
        with clock.frozen_at("2026-11-24T06:00:01+00:00"), pytest.raises(Conflict):
            notes.strike(actor=stories.officer("health"), note_id=Note.objects.get().pk)
        for _twice in range(2):
            assert client.post(address).status_code == 302
        page = browser.text(client.get(desks.case(case)))
        assert "A slip" not in page
        assert "Struck out" in page
        assert "notes.struck" in actions()

    @pytest.mark.parametrize("text", ["", " \0", "x" * 5001])
    def test_what_is_no_note(self, client: Client, case: Application, text: str) -> None:
        assert self.write(client, case, text) == 422
        assert self.write(client, case, "x", key="") == 422
        assert not Note.objects.exists()

    def test_strangers(self, case: Application) -> None:
        for stranger in (browser.officer("justice"), browser.aysel(), browser.rauf()):
            assert self.write(stranger, case, "x") == 404
        assert browser.aysel().get("/desk/mentions/").status_code == 404


def test_the_applicants_changes_stand_beside_each_other(client: Client, case: Application) -> None:
    desks.press(client, case, "ask", comment="Which house?")
    who = browser.aysel()
    browser.type_in(who, browser.page(case, "premises"), address="Nizami 7")
    shown = who.get(f"/applications/{case.reference}/")
    assert shown.status_code == 200
    stories.act(stories.aysel(), case, "reply")

    page = browser.text(client.get(desks.case(case)))

    assert "Nizami <del>1</del>" in page.replace("  ", " ") or "Nizami <del>1" in page
    assert "<ins>7</ins>" in page
