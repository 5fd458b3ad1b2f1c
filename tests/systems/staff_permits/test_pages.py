"""Nigar manages the pharmacy's permits in the browser."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from tests import people
from tests.casework.applications import browser
from tests.systems.staff_permits import pages, stories
from tests.systems.staff_permits.pages import PAGE, details, director

from pencere.kernel.journal.models import JournalEntry
from pencere.systems.staff_permits.models import Permit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]


def permit() -> Permit:
    return Permit.objects.get()


def written(action: str) -> int:
    return JournalEntry.objects.filter(action=action).count()


def several(client: Any, action: str, *permits: Permit, **more: str) -> Any:
    form = {"action": action, "permit": [str(each.pk) for each in permits], "key": "k1", **more}
    return client.post(f"{PAGE}several/", form)


def test_from_the_identifier_to_a_draft() -> None:
    client = director()
    assert "Find" in browser.text(client.get(f"{PAGE}new/"))
    found = client.post(
        f"{PAGE}new/", {"_step": "who", "form": "employment", "identifier": "5kt7q2a"}
    )
    assert "Məmmədova Aysel Kamran qızı" in browser.text(found)
    assert "Əczaçı" in browser.text(found)
    assert "ƏM-5KT7Q2A" in browser.text(found)

    check = client.post(f"{PAGE}new/", {"_step": "details", **details()})
    assert "Check before you save" in browser.text(check)
    assert "Baku City" in browser.text(check)
    assert not Permit.objects.exists()

    saved = client.post(f"{PAGE}new/", {"_step": "check", **details()})
    assert saved.status_code == 302
    again = client.post(f"{PAGE}new/", {"_step": "check", **details()})
    assert again["Location"] == saved["Location"] == f"{PAGE}permits/{permit().number}/"
    assert written("staff-permit.written") == 1
    page = browser.text(client.get(saved["Location"]))
    assert "Draft" in page
    assert "Confirm and send" in page


def test_errors_stand_beside_what_is_wrong_and_keep_what_was_typed() -> None:
    client = director()
    answer = client.post(
        f"{PAGE}new/", {"_step": "details", **details(ends_on="32.12.2026", workplace="")}
    )
    assert answer.status_code == 422
    text = browser.text(answer)
    assert "isn't a date" in text
    assert "32.12.2026" in text
    answer = client.post(f"{PAGE}new/", {"_step": "details", **details(workplace="")})
    assert "Write the address of the workplace" in browser.text(answer)


def test_somebody_who_does_not_work_here() -> None:
    people.rauf()
    answer = director().post(
        f"{PAGE}new/", {"_step": "who", "form": "employment", "identifier": "2HM4R8B"}
    )
    assert answer.status_code == 422
    assert "Quliyev" not in browser.text(answer)
    assert "Nobody with this identifier works here" in browser.text(answer)


def test_trips_come_and_go() -> None:
    client = director()
    page = browser.text(client.post(f"{PAGE}new/", {"_step": "details", "_add": "1", **details()}))
    assert 'name="trips.0.from_region"' in page
    trip = {
        "trips.0.from_region": "AZ-BA",
        "trips.0.to_region": "AZ-GA",
        "trips.0.starts_on": "02.12.2026",
        "trips.0.ends_on": "04.12.2026",
    }
    kind = {"kind": "trip"}
    check = client.post(f"{PAGE}new/", {"_step": "details", **details(**kind), **trip})
    assert "Ganja City" in browser.text(check), browser.text(check)
    client.post(f"{PAGE}new/", {"_step": "check", **details(**kind), **trip})
    assert permit().trips.get().to_region == "AZ-GA"
    gone = client.post(f"{PAGE}new/", {"_step": "details", "_remove": "0", **details(), **trip})
    assert 'name="trips.0.from_region"' not in browser.text(gone)


def test_a_draft_is_edited_and_two_edits_do_not_run_over_each_other() -> None:
    draft = stories.written(stories.nigar())
    client = director()
    page = client.get(f"{PAGE}permits/{draft.number}/edit/")
    assert "Nizami küçəsi 12" in browser.text(page)
    form = {"_step": "check", "_revision": "1", **details(workplace="28 May küçəsi 3")}
    assert client.post(f"{PAGE}permits/{draft.number}/edit/", form).status_code == 302
    assert permit().workplace == "28 May küçəsi 3"
    again = client.post(f"{PAGE}permits/{draft.number}/edit/", {**form, "workplace": "Başqa"})
    assert again.status_code == 409
    assert permit().workplace == "28 May küçəsi 3"


def test_a_deleted_draft_can_be_had_back() -> None:
    draft = stories.written(stories.nigar())
    client = director()
    assert client.post(f"{PAGE}permits/{draft.number}/delete/").status_code == 302
    assert not Permit.objects.exists()
    assert "Undo" in browser.text(client.get(PAGE))
    assert client.post(f"{PAGE}undo/").status_code == 302
    assert permit().workplace == "Nizami küçəsi 12"
    assert "Undo" not in browser.text(client.get(PAGE))


def test_confirming_says_first_what_will_happen() -> None:
    good = stories.written(stories.nigar())
    stories.hire(
        "2HM4R8B", "Quliyev Rauf Həsən oğlu", born_on="1957-02-03", started_on="2024-01-10"
    )
    second = stories.written(stories.nigar(), "2HM4R8B")
    stories.confirmed(stories.nigar(), "5KT7Q2A", starts_on=stories.TODAY, ends_on=stories.TODAY)
    client = director()
    before = browser.text(several(client, "confirm", good, second))
    assert "only revoked, ended or extended" in before
    assert Permit.objects.filter(state="draft").count() == 2

    done = several(client, "confirm", good, second, do="1")
    assert done.status_code == 302
    assert several(client, "confirm", good, second, do="1")["Location"] == done["Location"]
    page = browser.text(client.get(done["Location"]))
    assert "done" in page
    assert written("staff-permit.confirmed") >= 2


def test_all_that_the_filters_leave() -> None:
    stories.written(stories.nigar())
    client = director()
    form = {"action": "confirm", "all": "1", "filters": "q=aysel", "key": "k", "do": "1"}
    client.post(f"{PAGE}several/", form)
    assert permit().state == "confirmed"
    none = {"action": "confirm", "all": "1", "filters": "q=rauf", "key": "k2"}
    assert "there is none" in browser.text(client.post(f"{PAGE}several/", none))


def test_revoking_asks_why() -> None:
    live = stories.confirmed(stories.nigar())
    client = director()
    assert several(client, "revoke", live, do="1").status_code == 422
    assert several(client, "revoke", live, do="1", reason="Left the company").status_code == 302
    assert permit().state == "revoked"
    page = browser.text(client.get(f"{PAGE}permits/{live.number}/"))
    assert "Left the company" in page


def test_extending_asks_until_when() -> None:
    live = stories.confirmed(stories.nigar())
    client = director()
    assert several(client, "extend", live, do="1", until="soon").status_code == 422
    assert several(client, "extend", live, do="1", until="31.01.2027").status_code == 302
    assert Permit.objects.filter(follows=live).count() == 1


def test_several_drafts_are_deleted_and_back() -> None:
    draft = stories.written(stories.nigar())
    client = director()
    assert several(client, "delete", draft, do="1").status_code == 302
    assert not Permit.objects.exists()
    client.post(f"{PAGE}undo/")
    assert permit().employee_name


def test_the_list_is_searched_filtered_and_sorted() -> None:
    stories.written(stories.nigar())
    stories.hire("2HM4R8B", "Quliyev Rauf Həsən oğlu")
    soon = stories.TODAY.replace(day=28)
    stories.confirmed(stories.nigar(), "2HM4R8B", starts_on=stories.TODAY, ends_on=soon)
    client = director()

    def shown(query: str) -> tuple[bool, bool]:
        page = browser.text(client.get(f"{PAGE}?{query}"))
        return "Məmmədova" in page, "Quliyev" in page

    assert shown("") == (True, True)
    assert shown("q=eliyeva") == (False, False)
    assert shown("q=memmedova") == (True, False)
    assert shown("state=draft") == (True, False)
    assert shown("ends=3") == (False, True)
    assert shown("sort=name") == shown("sort=ends") == (True, True)
    assert shown("kind=nonsense&state=nonsense&sort=x&ends=99") == (True, True)
    assert client.get(f"{PAGE}?cursor=nonsense").status_code == 422
    assert written("staff-permit.listed") > 5


def test_paging_by_each_order(monkeypatch: pytest.MonkeyPatch) -> None:
    from pencere.systems.staff_permits import listing

    for number in range(5):
        stories.hire(f"5KT7Q2{'BCDEF'[number]}", f"İşçi {'ABCDE'[number]} Qızı")
        stories.written(stories.nigar(), f"5KT7Q2{'BCDEF'[number]}")
    for sort in listing.ORDERS:
        seen: list[str] = []
        cursor = ""
        while True:
            rows = Permit.objects.all()
            page = listing.in_order(rows, sort=sort, cursor=cursor, limit=2)
            seen += [each.number for each in page.rows]
            assert page.total == 5
            cursor = page.next
            if not cursor:
                break
        assert len(seen) == len(set(seen)) == 5


def test_exports_hold_what_is_shown() -> None:
    stories.confirmed(stories.nigar())
    client = director()
    table = client.get(f"{PAGE}export/csv/")
    assert "Məmmədova Aysel" in table.content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(client.get(f"{PAGE}export/xlsx/").content)).active
    assert sheet is not None
    assert sheet["C2"].value == "Məmmədova Aysel Kamran qızı"
    assert written("staff-permit.exported") >= 2
    assert client.get(f"{PAGE}export/exe/").status_code == 404


def test_what_begins_like_a_formula_stays_text() -> None:
    stories.written(stories.nigar(), workplace="=HYPERLINK(1)")
    client = director()
    assert "'=HYPERLINK" in client.get(f"{PAGE}export/csv/").content.decode()
    sheet = load_workbook(io.BytesIO(client.get(f"{PAGE}export/xlsx/").content)).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2] if cell.value == "=HYPERLINK(1)"] == ["s"]


def test_the_paper_has_a_code_that_the_police_can_verify() -> None:
    from pencere.blocks.openid.api import read_statement
    from pencere.systems.staff_permits import tokens

    live = stories.confirmed(stories.nigar(), starts_on=stories.TODAY)
    pages.tural()
    answer = director().get(f"{PAGE}permits/{live.number}/pdf/")
    assert answer.content.startswith(b"%PDF")
    assert written("staff-permit.printed") == 1
    claims = read_statement(tokens.token_of(live), type=tokens.TYPE)
    assert (claims["jti"], claims["name"]) == (live.number, live.employee_name)
    draft = stories.written(stories.nigar())
    assert director().get(f"{PAGE}permits/{draft.number}/pdf/").status_code == 404


def test_without_mobile_id_one_is_asked_for_it_and_comes_back() -> None:
    answer = director(assurance="substantial").get(PAGE)
    assert answer.status_code == 302


def test_the_start_page_is_for_all() -> None:
    page = browser.text(browser.stranger().get(PAGE))
    assert "Sign in and begin" in page
    people.mandate()
    page = browser.text(browser.of(people.nigar()).get(PAGE))
    assert "Şəfa Aptek" in page
    assert "For whom do you act?" in page
    assert "For whom do you act?" not in browser.text(pages.aysel().get(PAGE))


PATHS = [
    "new/",
    "several/",
    "undo/",
    "export/csv/",
    "permits/{number}/",
    "permits/{number}/edit/",
    "permits/{number}/delete/",
    "permits/{number}/copy/",
    "permits/{number}/pdf/",
]


@pytest.mark.parametrize("path", PATHS)
def test_strangers_see_nothing(path: str) -> None:
    draft = stories.written(stories.nigar())
    address = PAGE + path.format(number=draft.number)
    other = people.company("9900071001", "“Başqa” MMC")
    from tests.blocks.registers.records import put

    put(
        other.pk,
        "tax.taxpayers",
        {"voen": "9900071001", "name": "x", "legal_form": "llc", "status": "active"},
        "9900071001",
    )
    rauf = people.mandate(holder=people.rauf(), grantor=other)
    strangers = [pages.aysel(), pages.tural(), browser.of(people.aysel(), assurance="high")]
    for client in strangers:
        for call in (client.get, client.post):
            assert call(address).status_code in (404, 405)
    if "{number}" in path:
        client = browser.of(people.rauf(), acting_for=rauf, assurance="high")
        for call in (client.get, client.post):
            assert call(address).status_code in (404, 405)
    assert browser.stranger().get(address).status_code in (302, 405)
    assert Permit.objects.count() == 1


def test_a_colleague_who_is_let_manages_them() -> None:
    stories.leyla()
    from pencere.blocks.parties.models import Mandate

    account = people.account("6LEYLA4", "x")
    mandate = Mandate.objects.get(holder=account.party)
    client = browser.of(account, acting_for=mandate, assurance="high")
    assert client.get(f"{PAGE}new/").status_code == 200
    assert "scopes=staff-permits.manage" in browser.text(client.get(PAGE))


def test_no_regime_is_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    from pencere.systems.staff_permits import regime

    stories.written(stories.nigar())
    monkeypatch.setattr(regime, "in_force", lambda at=None: None)
    client = director()
    assert "No special regime is in force" in browser.text(client.get(PAGE))
    assert client.post(f"{PAGE}new/", {"_step": "details", **details()}).status_code == 503


def test_the_mandate_of_a_colleague_is_filled_in() -> None:
    page = browser.text(director().get("/account/mandates/new/?scopes=staff-permits.manage"))
    assert 'value="staff-permits.manage" checked' in page


def test_search_finds_both_kinds_of_permits_and_leads_to_them() -> None:
    client = browser.stranger()
    for words, slug, where in (
        ("icazə işçi", "interior-staff-permits", PAGE),
        ("permit for staff", "interior-staff-permits", PAGE),
        ("8103", "interior-permit-to-leave-home", "/permits/"),
    ):
        assert f"/services/{slug}/" in browser.text(client.get(f"/search?q={words}"))
        assert f'href="{where}"' in browser.text(client.get(f"/services/{slug}/"))
