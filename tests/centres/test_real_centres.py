"""Centres that nobody here invented: holders of the Erasmus charter in Spain and Finland (European Commission)."""

import csv
import gzip
from pathlib import Path

import pytest

from centres.actions import centre as centres
from centres.forms.centre import CentreForm
from centres.models import Centre
from tests.factories import NOW

FILE = Path(__file__).parents[3] / "shared" / "data" / "eche_organisations.csv.gz"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.exists(), reason="the real data are not on this machine"),
]


def rows():
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["country_cd"] == "FI" or (row["country_cd"] == "ES" and "CIFP" in row["legal_name"].upper()):
                yield {
                    "name": row["legal_name"],
                    "legal_name": row["legal_name"],
                    "kind": "higher",
                    "oid": row["oid"],
                    "pic": row["pic"],
                    "country": row["country_cd"],
                    "city": row["city"],
                    "address": row["street"],
                    "postcode": row["post_cd"],
                    "website": row["website_url"],
                }


def test_real_centres_are_accepted_and_found_on_the_map():
    wrong = {}
    for row in rows():
        form = CentreForm(row)
        if form.is_valid():
            centres.create(by=None, at=NOW, **form.values())
        else:
            wrong[row["legal_name"]] = set(form.errors)

    assert wrong == {}
    assert Centre.objects.count() >= 100
    assert Centre.objects.filter(latitude=None).count() <= Centre.objects.count() / 10
    assert Centre.objects.matching("ponferrada spain").exists()
