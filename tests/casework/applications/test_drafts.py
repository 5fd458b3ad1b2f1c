"""Drafts: begun, left, come back to, opened twice, full of nonsense, and never lost."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import people
from tests.casework.applications import services, stories

from pencere.casework.applications import api
from pencere.casework.applications.models import Application, Attachment
from pencere.kernel import clock
from pencere.kernel.errors import Invalid, NotFound, Refused, TooLarge
from pencere.kernel.files.api import StoredFile, open_file
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")


def save(draft: Application, page: str, raw: dict[str, Any], **more: Any) -> api.SaveResult:
    if "row_version" not in more:
        more["row_version"] = version_of(draft, page)
    actor = more.pop("actor", None) or stories.aysel()
    return api.save(actor=actor, application_id=draft.pk, page=page, raw=raw, **more)


def version_of(draft: Application, page: str) -> int:
    return api.page(actor=stories.aysel(), application_id=draft.pk, page=page).row_version


@pytest.fixture
def draft() -> Application:
    return api.start(actor=stories.aysel(), service=services.CERTIFICATE)


class TestStart:
    def test_the_register_fills_in_what_it_knows(self, draft: Application) -> None:
        page = api.page(actor=stories.aysel(), application_id=draft.pk)
        card = page.questions[0]
        assert (card.text, card.is_locked, card.source) == ("AA1234567", True, "identity")
        assert (page.number, page.pages, page.next_page) == (1, 2, "more")

    def test_a_slug_names_the_service_too(self) -> None:
        made = api.start(actor=stories.aysel(), service="justice-certificate-of-tests")
        assert made.service == services.CERTIFICATE

    def test_the_draft_that_exists_is_given_back(self, draft: Application) -> None:
        assert api.start(actor=stories.aysel(), service=services.CERTIFICATE).pk == draft.pk
        assert stories.journal(draft) == ["applications.started"]

    def test_it_is_journaled_about_the_applicant(self, draft: Application) -> None:
        row = JournalEntry.objects.get(action="applications.started")
        assert (row.subject, row.about) == (people.aysel().party_id, draft.about)

    def test_an_unknown_service_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            api.start(actor=stories.aysel(), service="justice.nothing")

    def test_a_company_can_not_ask_for_a_person_s_certificate(self) -> None:
        with pytest.raises(Refused, match="applicant-kind"):
            api.start(actor=stories.nigar_for_company(), service=services.CERTIFICATE)

    def test_the_mandate_has_to_cover_the_service(self) -> None:
        actor = stories.nigar_for_company(scopes=["tax.report"])
        with pytest.raises(Refused, match="mandate"):
            api.start(actor=actor, service=services.LICENCE)

    def test_what_the_link_must_bring_is_asked_for(self) -> None:
        with pytest.raises(Invalid, match="start-missing") as refusal:
            api.start(actor=stories.aysel(), service=services.CORRECTION)
        assert str(refusal.value.message) == "Choose a field"

    def test_a_link_about_another_field_begins_anew(self) -> None:
        record = stories.card(people.rauf(), number="BB7654321", name="Rauf")
        link = {"register": record.register, "record": str(record.id)}
        first = stories.filled(
            stories.rauf(), services.CORRECTION, {"new_value": "Rəuf"}, field="given_name", **link
        )
        again = api.start(
            actor=stories.rauf(),
            service=services.CORRECTION,
            start={**link, "field": "surname", "unknown": "x"},
        )
        assert again.pk == first.pk
        assert again.start == {**link, "field": "surname"}
        assert "new_value" not in stories.again(again).form
        # A tab that still asks for the given name can't answer for the surname.
        with pytest.raises(api.ChangedMeanwhile):
            save(again, "what", {"new_value": "Rəuf"}, actor=stories.rauf(), row_version=2)


class TestSave:
    def test_right_answers_lead_on(self, draft: Application) -> None:
        saved = save(draft, "about", {"purpose": ["bank"]})
        assert (saved.is_valid, saved.next_page) == (True, "more")
        assert stories.again(draft).page == "more"

    def test_one_comes_back_to_the_page_that_one_left(self, draft: Application) -> None:
        save(draft, "about", {"purpose": "bank"})
        assert api.page(actor=stories.aysel(), application_id=draft.pk).page.key == "more"

    def test_wrong_answers_are_kept_as_they_were_typed(self, draft: Application) -> None:
        saved = save(draft, "more", {"copies": "many", "remark": "Thanks"})
        assert set(saved.errors) == {"copies"}
        assert stories.again(draft).form["copies"] == "many"
        assert stories.again(draft).form["remark"] == "Thanks"
        shown = api.page(actor=stories.aysel(), application_id=draft.pk, page="more")
        assert shown.questions[0].value == "many"

    def test_when_not_strict_nothing_is_complained_of(self, draft: Application) -> None:
        saved = save(draft, "about", {"purpose": ""}, strict=False)
        assert saved.errors == {}
        saved = save(draft, "more", {"copies": "many"}, strict=False)
        assert saved.errors == {}
        assert stories.again(draft).form["copies"] == "many"

    def test_unknown_keys_and_locked_fields_are_ignored(self, draft: Application) -> None:
        save(draft, "about", {"purpose": "bank", "card": "ZZ", "is_admin": "1", "copies": "5"})
        assert stories.again(draft).form == {"card": "AA1234567", "purpose": "bank"}

    @pytest.mark.parametrize(
        "raw",
        [{}, {"purpose": {"a": 1}}, {"purpose": [["bank"]]}, {"purpose": "x" * 100_000}],
    )
    def test_nonsense_is_an_error_beside_the_field(self, draft: Application, raw: Any) -> None:
        assert set(save(draft, "about", raw).errors) == {"purpose"}

    def test_a_page_that_is_not_there_is_not_found(self, draft: Application) -> None:
        with pytest.raises(NotFound):
            api.save(
                actor=stories.aysel(),
                application_id=draft.pk,
                page="nothing",
                raw={},
                row_version=1,
            )

    def test_an_answer_to_a_question_that_went_away_waits_for_it(self, draft: Application) -> None:
        save(draft, "about", {"purpose": "other", "which": "A museum"})
        save(draft, "about", {"purpose": "bank"})
        shown = api.check(actor=stories.aysel(), application_id=draft.pk).sections[0]
        assert [each.field.key for each in shown.answers] == ["card", "purpose"]
        save(draft, "about", {"purpose": "other", "which": "A museum"})
        assert stories.again(draft).form["which"] == "A museum"

    def test_each_change_is_journaled_with_its_fields(self, draft: Application) -> None:
        save(draft, "about", {"purpose": "bank"})
        save(draft, "about", {"purpose": "bank"})
        row = JournalEntry.objects.get(action="applications.saved")
        assert row.fields == ["purpose"]


class TestTwoTabs:
    def test_the_second_tab_is_told_and_loses_nothing(self, draft: Application) -> None:
        seen = version_of(draft, "about")
        save(draft, "about", {"purpose": "bank"}, row_version=seen)
        with pytest.raises(api.ChangedMeanwhile) as conflict:
            save(draft, "about", {"purpose": "other", "which": "Museum"}, row_version=seen)
        assert conflict.value.theirs == {"purpose": "bank", "which": None}
        assert conflict.value.mine == {"purpose": "other", "which": "Museum"}
        save(
            draft,
            "about",
            {"purpose": "other", "which": "Museum"},
            row_version=conflict.value.row_version,
        )
        assert stories.again(draft).form["which"] == "Museum"

    def test_the_same_answer_in_both_is_no_conflict(self, draft: Application) -> None:
        seen = version_of(draft, "about")
        save(draft, "about", {"purpose": "bank"}, row_version=seen)
        assert save(draft, "about", {"purpose": "bank"}, row_version=seen).is_valid

    def test_tabs_on_different_pages_don_t_disturb_each_other(self, draft: Application) -> None:
        about, more = version_of(draft, "about"), version_of(draft, "more")
        save(draft, "more", {"copies": "2"}, row_version=more)
        assert save(draft, "about", {"purpose": "bank"}, row_version=about).is_valid

    def test_a_tab_left_open_after_sending_is_told(self) -> None:
        sent = stories.submitted(stories.aysel())
        with pytest.raises(api.AlreadySubmitted):
            save(sent, "about", {"purpose": "bank"}, row_version=1)


class TestFiles:
    @pytest.fixture
    def licence(self) -> Application:
        return api.start(actor=stories.aysel(), service=services.LICENCE)

    def attach(self, draft: Application, content: Any = None, **more: Any) -> api.FileShown:
        given = {"actor": stories.aysel(), "field": "plan", "name": "plan.png", **more}
        return api.attach(application_id=draft.pk, content=content or stories.picture(), **given)

    def test_a_file_is_shown_beside_its_question(self, licence: Application) -> None:
        self.attach(licence)
        shown = api.page(actor=stories.aysel(), application_id=licence.pk).questions[1]
        assert [(each.name, each.media_type) for each in shown.files] == [("plan.png", "image/png")]
        assert stories.again(licence).form["plan"][0]["name"] == "plan.png"
        assert stories.journal(licence)[-1] == "applications.file-attached"

    def test_the_same_file_twice_is_one(self, licence: Application) -> None:
        first, second = self.attach(licence), self.attach(licence)
        assert first.attachment_id == second.attachment_id
        assert StoredFile.objects.count() == 1

    def test_no_more_than_the_field_takes(self, licence: Application) -> None:
        self.attach(licence)
        self.attach(licence, stories.picture("blue"))
        with pytest.raises(Invalid, match="too-many-files"):
            self.attach(licence, stories.picture("green"))
        assert Attachment.objects.count() == StoredFile.objects.count() == 2

    def test_what_a_file_is_its_content_says(self, licence: Application) -> None:
        with pytest.raises(Invalid) as refusal:
            self.attach(licence, io.BytesIO(b"%PDF-1.7 not a picture"))
        assert set(refusal.value.fields) == {"plan"}

    def test_too_much_is_refused(self, licence: Application) -> None:
        with pytest.raises(TooLarge) as refusal:
            self.attach(licence, io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"x" * 3000))
        assert refusal.value.field == "plan"

    @pytest.mark.parametrize("field", ["address", "nothing"])
    def test_only_a_file_field_takes_files(self, licence: Application, field: str) -> None:
        with pytest.raises(NotFound):
            self.attach(licence, field=field)

    def test_a_file_can_be_taken_off(self, licence: Application) -> None:
        file = self.attach(licence)
        detach(licence, file.attachment_id)
        assert not StoredFile.objects.exists()
        assert "plan" not in stories.again(licence).form
        assert stories.journal(licence)[-1] == "applications.file-removed"

    def test_another_s_file_is_not_found(self, licence: Application) -> None:
        file = self.attach(licence)
        rauf = stories.rauf()
        own = api.start(actor=rauf, service=services.LICENCE)
        with pytest.raises(NotFound):
            self.attach(licence, actor=rauf)
        with pytest.raises(NotFound):
            detach(licence, file.attachment_id, actor=rauf)
        with pytest.raises(NotFound):
            detach(own, file.attachment_id, actor=rauf)
        with pytest.raises(NotFound):
            api.attachment(actor=rauf, attachment_id=file.attachment_id)
        with pytest.raises(NotFound):
            api.attachment(actor=stories.aysel(), attachment_id=uuid4())

    def test_the_owner_gets_the_content(self, licence: Application) -> None:
        file = self.attach(licence)
        stored = api.attachment(actor=stories.aysel(), attachment_id=file.attachment_id)
        with open_file(stored) as content:
            assert content.read() == stories.picture().read()

    def test_the_field_s_file_does_not_come_from_a_post(self, licence: Application) -> None:
        forged = {"address": "Nizami 1", "plan": [{"id": str(uuid4()), "name": "x"}]}
        save(licence, "premises", forged)
        assert "plan" not in stories.again(licence).form


class TestDiscard:
    def test_a_draft_goes_with_its_files(self) -> None:
        draft = api.start(actor=stories.aysel(), service=services.LICENCE)
        api.attach(
            actor=stories.aysel(),
            application_id=draft.pk,
            field="plan",
            content=stories.picture(),
            name="a.png",
        )
        api.discard(actor=stories.aysel(), application_id=draft.pk)
        assert not Application.objects.exists()
        assert not StoredFile.objects.exists()
        assert stories.journal(draft)[-1] == "applications.discarded"

    def test_what_was_sent_stays(self) -> None:
        sent = stories.submitted(stories.aysel())
        with pytest.raises(api.AlreadySubmitted):
            api.discard(actor=stories.aysel(), application_id=sent.pk)

    def test_a_stranger_finds_nothing(self, draft: Application) -> None:
        with pytest.raises(NotFound):
            api.discard(actor=stories.rauf(), application_id=draft.pk)


class TestCheck:
    def test_it_says_what_is_missing(self, draft: Application) -> None:
        save(draft, "about", {"purpose": "bank"})
        view = api.check(actor=stories.aysel(), application_id=draft.pk)
        assert view.missing == (("more", "copies"),)
        assert [each.is_complete for each in view.sections] == [True, False]
        assert not view.can_submit

    def test_answers_are_in_words(self) -> None:
        draft = stories.filled(stories.aysel())
        view = api.check(actor=stories.aysel(), application_id=draft.pk)
        texts = [each.text for section in view.sections for each in section.answers]
        assert texts == ["AA1234567", "A bank", "2", ""]
        assert view.can_submit

    def test_a_stranger_finds_nothing(self, draft: Application) -> None:
        for read in (api.check, api.page):
            with pytest.raises(NotFound):
                read(actor=stories.rauf(), application_id=draft.pk)

    def test_register_data_of_yesterday_are_read_again(self, draft: Application) -> None:
        with clock.frozen_at("2026-11-24T06:00:00+00:00"):
            api.page(actor=stories.aysel(), application_id=draft.pk)
            assert "2026-11-24" in stories.again(draft).data["identity"]["as_of"]

    def test_lists_from_elsewhere_are_given(self) -> None:
        draft = api.start(actor=stories.aysel(), service=services.APPEAL)
        page = api.page(actor=stories.aysel(), application_id=draft.pk)
        agencies = next(each for each in page.questions if each.field.key == "agency")
        assert "justice" in {each.code for each in agencies.choices}


def detach(draft: Application, attachment: UUID, actor: Any = None) -> None:
    api.detach(actor=actor or stories.aysel(), application_id=draft.pk, attachment_id=attachment)
