"""The 6,127 entries of organisations that took part in real projects: names and addresses as people type them."""

import pytest
from django.urls import reverse

from companies.actions import company as companies
from companies.forms.company import NewCompanyForm
from companies.models import Company
from companies.rules.likeness import Card
from tests.factories import NOW, make_coordinator
from tests.real import data

pytestmark = [pytest.mark.django_db, data.there]

COUNTRIES = {"UK": "GB"}  # the EU's code in the table; people choose the country from a list
EMPTY = ("register_number", "nace", "size", "accident_insurer", "takes_minors")


def typed(row):
    """What a coordinator types: the address of the table is "street, postcode, town"."""
    street, *rest = row["organisation_address"].rsplit(",", 2)
    town = rest[-1].strip() if rest else ""
    return dict.fromkeys(EMPTY, "") | {
        "name": row["organisation_name"],
        "country": COUNTRIES[row["organisation_country"]],
        "city": town,
        "address": street,
        "postcode": row["postcode"],
        "website": row["organisation_website"].strip(),
    }


def entries():
    """Each entry once, however many projects it stands in."""
    return list({tuple(row.values()): row for row in map(typed, data.rows("vet_project_organisations"))}.values())


def test_names_and_addresses_are_accepted_as_they_are():
    wrong, changed = {}, []
    for row in entries():
        form = NewCompanyForm(row)
        if not form.is_valid():
            wrong[row["name"]] = {name: list(errors) for name, errors in form.errors.items()}
        elif (form.cleaned_data["name"], form.site()) != (row["name"].strip(), site(row)):
            changed.append(row["name"])

    whole = {"website": ["Write the whole address of the website, such as www.company.eu."]}
    assert changed == []
    assert wrong == {
        # `http:// www.…`, `http://\\www.…`: the sentence says what to do
        "Go Digit All": whole,
        "ROYAL BOTANIC GARDEN EDINBURGH": whole,
        "THE NATIONAL TRUST FOR PLACES OF HISTORIC INTEREST OR NATURAL BEAUTY": whole,
        "MERCEDES AMG HIGH PERFORMANCE POWERTRAINS LTD": whole,
    } | {name: {"city": ["This field is required."]} for name in WITHOUT_TOWN}


WITHOUT_TOWN = [
    "ELC ENGLISH LIMITED trading as Edinburgh Language Centre, The English Language Centre York, Manchester Academy, "
    "Hampstead School of English",
    "Philip Brown Violins Limited",
    "Jade Pharmacy",
]


def site(row):
    address = row["address"].strip()
    place = {"address": address, "postcode": row["postcode"].strip(), "city": row["city"], "country": row["country"]}
    return place | {"name": row["city"]} if address else None


def spellings():
    """Names that differ only in case, spaces and signs, within one country."""
    found = {}
    for row in entries():
        if row["city"]:
            found.setdefault(data.letters(row["name"]), {}).setdefault(row["name"].strip(), row)
    return [list(rows.values()) for rows in found.values() if len(rows) > 1]


def add(centre, row, by):
    form = NewCompanyForm(row | {"website": ""})
    assert form.is_valid(), form.errors
    return companies.create(centre, fields=form.values(), site=form.site(), seen=[], by=by, at=NOW)


def test_another_spelling_of_a_name_is_known_again():
    by = make_coordinator()
    groups = spellings()
    firsts = {data.letters(rows[0]["name"]): add(by.centre, rows[0], by) for rows in groups}

    unknown = [
        (rows[0]["name"], row["name"], row["city"])
        for rows in groups
        for row in rows[1:]
        if firsts[data.letters(row["name"])] not in companies.likely(Card(row["name"], row["country"], row["city"]))
    ]

    assert (len(groups), unknown) == (25, [])


def test_the_page_asks_before_a_second_spelling_is_kept(client):
    by = make_coordinator()
    first, second, *_ = next(rows for rows in spellings() if "EUROPA" in rows[0]["name"].upper())
    company = add(by.centre, first, by)
    client.force_login(by)

    response = client.post(reverse("companies:new"), second | {"centre": by.centre.pk})

    assert (response.status_code, Company.objects.count()) == (409, 1)
    assert company.name in response.content.decode()
