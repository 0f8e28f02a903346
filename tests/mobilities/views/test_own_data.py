"""My data: one file with what the portal holds about an apprentice, for the apprentice and for guardians."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from centres.models import EmergencyContact, SupportNeeds
from doallvet.accounts import actions as accounts
from mobilities.actions import evidence
from mobilities.choices import Owner
from mobilities.models import Mobility
from tests.core.files import make_pdf, upload
from tests.factories import NOW, make_apprentice, make_guardian, make_mobility, make_user
from tests.kept import kept
from tests.mobilities.browser import Browser
from tests.mobilities.stay import Stay
from tests.mobilities.talks import write

pytestmark = pytest.mark.django_db
ADDRESS = reverse("mobilities:own-data")


@kept
def planned():
    stay = Stay(born_on=date(2010, 5, 4))
    stay.apprentice.address, stay.apprentice.class_name = "Calle Mayor 5", "MEC2A"
    stay.apprentice.save()
    EmergencyContact.objects.create(apprentice=stay.apprentice, name="Berta", phone="+34612345678")
    return stay


@pytest.fixture
def stay(time_machine, planned):
    time_machine.move_to(NOW, tick=False)
    return planned


def sheets(client, person):
    """Give the rows of each sheet without its headings."""
    client.force_login(person)
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return {name: workbook.get_sheet_by_name(name).to_python()[1:] for name in workbook.sheet_names}


def persons(found):
    return {what: said for _who, what, said in found["Person"]}


def test_an_apprentice_takes_everything_along_in_one_file(client, stay):
    Browser(stay, stay.rosa).say("G02", "decline", reason="work_peak", text="Not in autumn")
    paper = upload(make_pdf(), "cv.pdf")
    evidence.hand_in(stay.step("R03"), paper, document="EUROPASS_CV", by=stay.lucia, at=NOW, note="new")

    found = sheets(client, stay.lucia)

    known, name = persons(found), "Lucía García → Dresden, 6 Sep 2027"
    assert list(found) == [
        *["Person", "Training contracts", "Stays", "Steps", "Papers", "Answers", "What happened"],
    ]
    assert (known["Address"], known["Class"], known["Birth date"]) == ("Calle Mayor 5", "MEC2A", "4 May 2010")
    assert known["Emergency contacts"] == "Berta · +34612345678"
    assert known["Parent or guardian"] == f"Pilar Soto · mother · {stay.pilar.email}"
    assert [row[0] for row in found["Training contracts"]] == ["Metal Bierzo"]
    assert found["Stays"][0][:9] == [
        *[name, "CIFP Río Sil", "Metal Bierzo", "BSZ Elbufer", "Werkstatt Sachsen", "Dresden", "Germany"],
        *[date(2027, 9, 6), date(2027, 9, 26)],
    ]
    assert [row[2:8] for row in found["Papers"]] == [
        [
            "Europass CV and motivation letter",
            "cv.pdf",
            datetime.fromisoformat("2026-11-23T11:00"),
            "Lucía García",
            "new",
            "Waiting for a look",
        ]
    ]
    assert [row[3:6] for row in found["Answers"]] == [["Decline", "It falls into our busiest time", "Not in autumn"]]
    assert found["What happened"][-1][2] == "Mobility planned"
    assert len(found["Steps"]) == stay.mobility.steps.needed().count()


def test_a_guardian_takes_the_childs_data_along_as_far_as_the_pages_show_them(client, stay):
    found = sheets(client, stay.pilar)

    known = persons(found)
    assert (known["First name"], known["Birth date"]) == ("Lucía", "4 May 2010")
    assert {"Address", "Class", "Nationality"} & set(known) == set()
    assert "Training contracts" not in found
    assert [row[5] for row in found["Stays"]] == ["Dresden"]


def test_the_second_address_is_ones_own(client, stay):
    for person, email in ((stay.lucia, "lucia@home.example"), (stay.pilar, "pilar@home.example")):
        accounts.keep_second_address(person, email, at=NOW)

    files = {person: str(sheets(client, person)["Person"]) for person in (stay.lucia, stay.pilar)}

    seconds = ("lucia@home.example", "pilar@home.example")
    assert {person: [email in said for email in seconds] for person, said in files.items()} == {
        stay.lucia: [True, False],
        stay.pilar: [False, True],
    }


def test_each_takes_along_what_was_written_for_them_and_by_them(client, stay):
    write(stay, Owner.APPRENTICE, text="For both")
    write(stay, Owner.HOST_COMPANY, text="For the host")
    write(stay, by=stay.lucia, spoke_for=Owner.APPRENTICE, text="Own words")

    found = {person: [row[-1] for row in sheets(client, person)["Conversation"]] for person in (stay.lucia, stay.pilar)}

    assert found == {stay.lucia: ["For both", "Own words"], stay.pilar: ["For both"]}


def test_what_only_the_coordinator_reads_stands_in_no_file(client, stay):
    SupportNeeds.objects.create(apprentice=stay.apprentice, text="kanarienvogel")

    files = [sheets(client, person) for person in (stay.lucia, stay.pilar)]

    assert "kanarienvogel" not in str(files)
    assert [bool(found["Steps"]) for found in files] == [True, True]


def test_a_guardian_of_two_takes_both_along_and_nobody_elses(client, stay):
    other = make_apprentice(stay.centre, first_name="Hugo", born_on=date(2010, 6, 1))
    make_guardian(other, person=stay.pilar)
    make_mobility(by=stay.ana, apprentice=other)
    make_mobility(by=stay.ana, apprentice=make_apprentice(stay.centre, first_name="Noa"))

    found = sheets(client, stay.pilar)

    assert {row[0] for row in found["Person"]} == {"Lucía García", "Hugo García"}
    assert len(found["Stays"]) == 2


def test_the_file_ends_for_a_guardian_on_the_eighteenth_birthday(client, stay, time_machine):
    sheets(client, stay.pilar)
    time_machine.move_to(NOW.replace(year=2028, month=5, day=4), tick=False)

    assert client.get(ADDRESS).status_code == 404


def test_an_apprentice_without_a_stay_takes_along_what_there_is(client, stay):
    mateo = make_apprentice(stay.centre, first_name="Mateo")

    found = sheets(client, mateo.person)

    assert list(found) == ["Person"]
    assert persons(found)["First name"] == "Mateo"


def test_a_stay_that_is_over_is_still_in_the_file_with_its_reason(client, stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision="cancelled", decision_reason="Ill")

    assert sheets(client, stay.lucia)["Stays"][0][-2:] == ["Cancelled", "Ill"]


def test_nobody_else_finds_a_file(client, stay):
    for person in (stay.ana, stay.jonas, stay.raul, stay.rosa, stay.heike, make_user(), make_user(is_staff=True)):
        client.force_login(person)
        assert client.get(ADDRESS).status_code == 404


def test_the_way_to_the_file_stands_on_the_pages_of_those_who_have_one(client, stay):
    profile = reverse("centres:apprentice", args=[stay.apprentice.pk])
    pages = [(stay.lucia, stay.address("detail")), (stay.pilar, stay.address("detail")), (stay.lucia, profile)]
    pages += [(stay.ana, stay.address("detail")), (stay.ana, profile), (stay.heike, stay.address("detail"))]

    found = []
    for person, page in pages:
        client.force_login(person)
        found.append(ADDRESS in client.get(page).text)

    assert found == [True, True, True, False, False, False]


@pytest.mark.parametrize("count", [1, 20])
def test_the_file_takes_the_same_queries_for_few_papers_and_many(client, stay, count, django_assert_num_queries):
    for number in range(count):
        paper = upload(make_pdf(pages=1 + number), f"cv{number}.pdf")
        at = NOW + timedelta(minutes=number)
        evidence.hand_in(stay.step("R03"), paper, document="EUROPASS_CV", by=stay.lucia, at=at)
    client.force_login(stay.lucia)

    with django_assert_num_queries(19):
        client.get(ADDRESS)
