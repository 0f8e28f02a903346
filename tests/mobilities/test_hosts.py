"""Where an apprentice can go, and through whom."""

import pytest

from mobilities.hosts import hosts
from tests.factories import TODAY, make_centre, make_company, make_partnership

pytestmark = pytest.mark.django_db


def test_two_partners_of_one_name_each_lead_to_their_companies():
    home = make_centre()
    partners = [make_centre("Berufsschule", country="DE", city=city) for city in ("Dresden", "Leipzig")]
    companies = []
    for partner in partners:
        make_partnership(home, partner)
        companies.append(make_company(f"Werkstatt {partner.city}", partner, country="DE", city=partner.city))

    found = hosts(home, TODAY)

    reached = [(name, [(host.company, host.centre) for host in rows]) for name, rows in found]
    assert sorted(reached[:2], key=str) == [("Berufsschule", [pair]) for pair in zip(companies, partners, strict=True)]
    assert reached[2] == ("Directly, without a hosting centre", [])
