"""The page of another employer, where there was none."""

import pytest

from tests.factories import make_company, make_contract, make_mobility

pytestmark = pytest.mark.django_db


def test_an_employer_is_offered_where_there_is_a_contract(client):
    mobility = make_mobility()
    client.force_login(mobility.planned_by)
    address, page = f"/mobilities/{mobility.pk}/change/employer/", f"/mobilities/{mobility.pk}/change/"
    before = client.get(address).status_code, "Add the home employer" in client.get(page).text
    make_contract(mobility.apprentice, make_company("Metal Bierzo", mobility.sending_centre))

    choices = client.get(address).context["form"].fields["host"].choices

    assert before == (302, False)
    assert [label for _name, rows in choices[1:] for _key, label in rows] == ["Metal Bierzo – Ponferrada, Spain"]
    assert "Add the home employer" in client.get(page).text
