"""The wizard in tests: a centre with all that a plan needs, and the addresses of its pages."""

from uuid import uuid4

from django.http import QueryDict
from django.urls import reverse

from tests.factories import (
    make_apprentice,
    make_blueprints,
    make_centre,
    make_company,
    make_coordinator,
    make_partnership,
    make_project,
    make_site,
)


class World:
    """A coordinator with all that a plan needs: an apprentice, a project, a partner with a company."""

    def __init__(self):
        self.ana = make_coordinator()
        self.centre = self.ana.centre
        self.apprentice = make_apprentice(self.centre)
        self.project = make_project(self.centre)
        self.partner = make_centre(country="DE", city="Dresden")
        make_partnership(self.centre, self.partner)
        make_coordinator(self.partner)
        self.host = make_company("Werkstatt Sachsen", self.partner, country="DE", city="Dresden")
        self.site = make_site(self.host, country="DE")
        self.plans = make_blueprints()

    def answers(self, **changes):
        return {
            "who-asked": "1",
            "apprentice": self.apprentice.pk,
            "project": self.project.pk,
            "decision": "accepted",
            "where-asked": "1",
            "host": f"{self.host.pk}-{self.site.pk}-{self.partner.pk}",
            "when-asked": "1",
            "blueprint": self.plans["dual-short"].pk,
            "starts_on": "2027-09-06",
            "ends_on": "2027-09-26",
            "transport": "train",
        } | changes


def address(page="who", answers=()):
    query = QueryDict(mutable=True)
    for name, value in dict(answers).items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return f"{reverse('mobilities:new', args=[] if page == 'who' else [page])}?{query.urlencode()}"


def plan(client, answers, token=None):
    return client.post(address("check", answers), {"token": token or str(uuid4())})


def errors(page):
    return {name: list(said) for name, said in page.context["form"].errors.items()}
