"""Staff lists: what can be read, what is said of each row, and what is made of the good ones."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import load_workbook
from tests import people
from tests.blocks.registers.records import put
from tests.systems.staff_permits import stories
from tests.systems.staff_permits.lists import HEADINGS, as_csv, as_xlsx, row
from tests.systems.staff_permits.stories import key

from pencere.blocks.parties.models import Mandate
from pencere.kernel import jobs
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound, Refused, TooLarge
from pencere.kernel.journal.api import about_subject
from pencere.systems.staff_permits.importing import runs, template
from pencere.systems.staff_permits.models import ImportRun, Permit
from pencere.systems.staff_permits.words import file_problem_words, problem_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]


def handed_in(content: bytes, actor: Actor | None = None, name: str = "isciler.xlsx") -> ImportRun:
    return runs.hand_in(actor=actor or stories.nigar(), content=content, name=name, key=key())


def problems(run: ImportRun) -> dict[int, list[str]]:
    return {
        each.line: [f"{field}.{code}" for field, code, _said in each.problems]
        for each in run.rows.order_by("line")
        if each.problems
    }


def the_only_row(run: ImportRun) -> str:
    (found,) = run.rows.all()
    return found.state


@pytest.mark.parametrize(
    "content",
    [
        as_xlsx(row()),
        as_csv(row()),
        as_csv(row(), delimiter=","),
        as_csv(row(), delimiter="\t", mark="\ufeff"),
        as_csv(row()).decode().encode("utf-16"),
        b"sep=;\n" + as_csv(row()),
        as_xlsx(row(starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2026, 12, 31))),
        as_xlsx(row(starts_on=46357, ends_on=46387.0)),
        as_csv(row(starts_on="2026-12-01", ends_on="31/12/2026")),
        as_csv(row("5кт7q2а")),
        as_csv(row(region="Bakı şəhəri", kind="Для поездки на работу", activity="health")),
        as_csv(
            row(),
            headings=("ФИН", "Номер договора", "Вид пропуска", "Сфера деятельности",
                      "Район или город", "Место работы", "Первый день", "Последний день"),
        ),
        as_xlsx(["Şəfa Aptek, işçilər"], [], HEADINGS, row(), headings=["2026"]),
    ],
)  # fmt: skip
def test_the_ways_in_which_lists_are_written(content: bytes) -> None:
    run = handed_in(content)
    assert (run.state, run.problem) == ("checked", "")
    assert the_only_row(run) == "good", problems(run)


def test_a_good_list_becomes_drafts_when_it_is_accepted_and_not_before() -> None:
    nigar = stories.nigar()
    stories.hire("7ELV1N5", "Babazadə Elvin Şahin oğlu")
    run = handed_in(as_xlsx(row(), row("7ELV1N5")), nigar)
    assert not Permit.objects.exists()
    run = runs.accept(actor=nigar, run_id=run.pk)
    assert run.state == "accepted"
    assert Permit.objects.filter(state="draft").count() == 2
    runs.accept(actor=nigar, run_id=run.pk)
    assert Permit.objects.count() == 2
    permit = Permit.objects.get(employee__identifier="5KT7Q2A")
    assert (permit.contract, permit.position) == ("ƏM-5KT7Q2A", "Əczaçı")
    assert permit.row is not None
    assert permit.row.line == 2
    assert about_subject(subject=permit.employee_id).rows[0].action == "staff-permit.written"


def test_each_bad_row_says_which_column_and_what_to_do_and_the_others_go_through() -> None:
    nigar = stories.nigar()
    people.person("9SEVDA6", "İsmayılova Sevda Akif qızı")
    run = handed_in(
        as_csv(
            row(),
            row("??"),
            row("9SEVDA6"),
            row(ends_on="30.02.2027"),
            row(kind="Gəzinti", region="Atlantida"),
            row(workplace=""),
            row(contract="ƏM-BAŞQA"),
            row(starts_on="01.12.2027", ends_on="01.12.2028"),
            row(),
        ),
        nigar,
    )
    assert problems(run) == {
        3: ["identifier.form"],
        4: ["identifier.unknown"],
        5: ["ends_on.date"],
        6: ["kind.unknown", "region.unknown"],
        7: ["workplace.required"],
        8: ["contract.unknown"],
        9: ["starts_on.too-far", "ends_on.too-long"],
        10: ["employee.double"],
    }
    assert runs.counts(run) == {"good": 1, "bad": 7, "double": 1}
    vague = problem_words("x", "y")
    for each in run.rows.exclude(problems=[]):
        for field, code, _said in each.problems:
            assert problem_words(field, code) != vague
    runs.accept(actor=nigar, run_id=run.pk)
    assert Permit.objects.count() == 1


def test_who_has_a_draft_or_permit_for_these_days_is_a_double() -> None:
    nigar = stories.nigar()
    stories.written(nigar)
    assert the_only_row(handed_in(as_csv(row()), nigar)) == "double"


def test_merged_cells_count_for_each_row_that_they_cover() -> None:
    stories.hire("7ELV1N5", "Babazadə Elvin Şahin oğlu")
    run = handed_in(as_xlsx(row(), row("7ELV1N5", activity=""), merged="D2:D3"))
    assert {each.state for each in run.rows.all()} == {"good"}, problems(run)


def test_a_formula_is_what_it_last_gave_or_nothing() -> None:
    run = handed_in(as_xlsx(row(workplace='=HYPERLINK("http://x")')))
    assert problems(run) == {2: ["workplace.required"]}
    text = handed_in(as_csv(row(workplace="=1+1")))
    assert the_only_row(text) == "good"


def test_a_vehicle_and_a_business_trip_in_a_row() -> None:
    aysel = people.person("5KT7Q2A", "")
    put(aysel.pk, "interior.vehicles", {"plate": "10-AB-123"}, "10-AB-123")
    headings = [*HEADINGS, "Avtomobilin qeydiyyat nişanı", "Haradan", "Haraya",
                "Ezamiyyətin ilk günü", "Ezamiyyətin son günü"]  # fmt: skip
    trip = ["Bakı", "Gəncə", "02.12.2026", "05.12.2026"]
    kind = "Rayonlar arasında ezamiyyət üçün"
    nigar = stories.nigar()
    good = handed_in(as_csv([*row(kind=kind), "10ab123", *trip], headings=headings), nigar)
    assert the_only_row(good) == "good", problems(good)
    runs.accept(actor=nigar, run_id=good.pk)
    permit = Permit.objects.get()
    assert (permit.plate, permit.vehicle_of) == ("10-AB-123", "employee")
    assert permit.trips.get().to_region == stories.GANJA
    half = handed_in(as_csv([*row(kind=kind), "", "Bakı"], headings=headings), nigar)
    assert problems(half)[2] == [
        "trip_to.required", "trip_starts_on.required", "trip_ends_on.required",
    ]  # fmt: skip


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def with_entities() -> bytes:
    """A workbook whose sheet declares an entity of entities."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(row()))) as good, zipfile.ZipFile(out, "w") as made:
        for part in good.infolist():
            content = good.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
                content = bomb + content.replace(b"Nizami", b"&b;")
            made.writestr(part, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-excel"),
        (b"PK\x03\x04 but no archive", "broken"),
        (archive(hello=b"world"), "broken"),
        (archive(xl__worksheets__sheet1=b"0" * 20_000_000), "too-large"),
        (with_entities(), "broken"),
        ("Ağdam;Şəki".encode("cp1251", "replace") + b"\xff\xff", "encoding"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "encoding"),
        (b"a\0b\0c", "not-a-table"),
        (b"only words\nwithout headings\n", "no-headings"),
        (as_csv(row(), headings=[*HEADINGS[:5], "?", *HEADINGS[6:]]), "no-column:workplace"),
        (as_csv(), "no-rows"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_says_why(content: bytes, problem: str) -> None:
    run = handed_in(content)
    assert (run.state, run.problem) == ("unreadable", problem)
    assert not run.rows.exists()
    assert file_problem_words(run.problem)


def test_a_huge_file_is_not_even_taken() -> None:
    with pytest.raises(TooLarge):
        handed_in(b"x" * (5 * 1024 * 1024 + 1))


def test_endless_rows_end() -> None:
    headings = ";".join(HEADINGS).encode()
    line = (";".join(row()) + "\n").encode()
    run = handed_in(headings + b"\n" + b"\n" * 1_000_000)
    jobs.run_waiting()
    run.refresh_from_db()
    assert run.problem == "no-rows"
    run = handed_in(headings + b"\n" + line[:20] * 0 + b"a;b\n" * 50_002)
    jobs.run_waiting()
    run.refresh_from_db()
    assert run.problem == "too-many-rows"


def test_a_long_list_is_checked_and_accepted_in_the_background() -> None:
    nigar = stories.nigar()
    identifiers = [f"3TEST{number:03d}"[:7] for number in range(60)]
    for number, identifier in enumerate(dict.fromkeys(identifiers)):
        stories.hire(identifier, f"İşçi {number} Test oğlu")
    rows = [row(identifier) for identifier in dict.fromkeys(identifiers)] * 12
    run = handed_in(as_csv(*rows), nigar)
    assert run.state == "waiting" if run.content else "checking"
    jobs.run_waiting()
    run.refresh_from_db()
    assert (run.state, run.total, run.looked_at) == ("checked", len(rows), len(rows))
    assert runs.counts(run)["good"] == len(set(identifiers))
    runs.accept(actor=nigar, run_id=run.pk)
    jobs.run_waiting()
    assert Permit.objects.count() == len(set(identifiers))
    runs.proceed(run.pk)
    assert Permit.objects.count() == len(set(identifiers))


def test_a_job_goes_on_where_it_was_cut_off() -> None:
    nigar = stories.nigar()
    run = handed_in(as_csv(*[row()] * 501), nigar)
    jobs.run_waiting()
    run.refresh_from_db()
    run.rows.filter(line__gt=400).update(state="read", problems=[])
    ImportRun.objects.filter(pk=run.pk).update(state="checking", looked_at=399)
    runs.proceed(run.pk)
    run.refresh_from_db()
    assert (run.state, run.looked_at) == ("checked", 501)
    assert runs.counts(run) == {"good": 1, "double": 500}


def test_when_the_mandate_has_ended_the_job_reads_nothing() -> None:
    nigar = stories.nigar()
    run = handed_in(as_csv(*[row()] * 501), nigar)
    Mandate.objects.update(valid_until=dt.date(2026, 11, 1))
    jobs.run_waiting()
    run.refresh_from_db()
    assert (run.state, run.problem) == ("unreadable", "no-mandate")


def test_the_same_key_is_the_same_list() -> None:
    nigar = stories.nigar()
    first = runs.hand_in(actor=nigar, content=as_csv(row()), name="a.csv", key="list-1")
    again = runs.hand_in(actor=nigar, content=as_csv(row(), row()), name="b.csv", key="list-1")
    assert (again.pk, again.total) == (first.pk, 1)


def test_a_dropped_list_is_gone_and_an_accepted_one_is_not_dropped() -> None:
    nigar = stories.nigar()
    run = handed_in(as_csv(row()), nigar)
    runs.drop(actor=nigar, run_id=run.pk)
    assert not run.rows.exists()
    assert runs.imports(actor=nigar) == ()
    with pytest.raises(Conflict, match="import-state"):
        runs.accept(actor=nigar, run_id=run.pk)
    other = handed_in(as_csv(row()), nigar)
    runs.accept(actor=nigar, run_id=other.pk)
    with pytest.raises(Conflict, match="import-state"):
        runs.drop(actor=nigar, run_id=other.pk)


def test_strangers_hand_in_and_see_nothing() -> None:
    run = handed_in(as_csv(row()))
    rauf = people.actor_for(people.rauf(), assurance="high")
    for act in (
        lambda: handed_in(as_csv(row()), rauf),
        lambda: runs.accept(actor=rauf, run_id=run.pk),
        lambda: runs.drop(actor=rauf, run_id=run.pk),
        lambda: runs.import_run(actor=rauf, run_id=run.pk),
        lambda: runs.import_rows(actor=rauf, run_id=run.pk),
        lambda: runs.imports(actor=rauf),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Refused, match="assurance"):
        handed_in(as_csv(row()), stories.nigar(assurance="low"))


def test_rows_page_by_page() -> None:
    nigar = stories.nigar()
    run = handed_in(as_csv(*[row()] * 5), nigar)
    first = runs.import_rows(actor=nigar, run_id=run.pk, limit=2)
    rest = runs.import_rows(actor=nigar, run_id=run.pk, after=first.next or 0, limit=10)
    assert [each.line for each in (*first.rows, *rest.rows)] == [2, 3, 4, 5, 6]
    assert (first.total, rest.next) == (5, None)
    assert runs.import_rows(actor=nigar, run_id=run.pk, state="double").total == 4


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_is_read_again(kind: str) -> None:
    content, name, media_type = template.template(kind)  # type: ignore[arg-type]
    assert name.endswith(kind)
    assert media_type
    run = handed_in(content)
    assert run.problem == "no-rows"


def test_the_template_offers_the_words_that_fit() -> None:
    content, _name, _media_type = template.template("xlsx")
    workbook = load_workbook(io.BytesIO(content))
    staff, offered = workbook.worksheets
    assert next(iter(staff[1])).value == "FIN"
    assert len(staff.data_validations.dataValidation) == 6
    assert "To go to work" in [cell.value for cell in offered["B"]]
