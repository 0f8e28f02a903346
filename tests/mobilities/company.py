"""A group that travels together, for tests: a class at a centre with a partner, planned or still to be planned."""

from datetime import date
from uuid import uuid4

from django.urls import reverse

from mobilities.actions import candidate, group
from mobilities.models import Group, Mobility, Step
from tests.factories import NOW, make_apprentice, make_company, make_contract, make_coordinator
from tests.mobilities.wizard import World


class Company(World):
    """Some apprentices of one class who are to go to Werkstatt Sachsen in autumn."""

    def __init__(self, size=3, *, planned=True):
        super().__init__()
        self.ines = make_coordinator(self.centre, first_name="Inés")
        self.jonas = self.partner.members.first().person
        employer = make_company("Metal Bierzo", self.centre)
        names = ["Noa", "Iker", "Sara", "Hugo", "Leire", "Alba", "Diego", "Celia", "Bruno", "Irene", "Paula", "Rubén"]
        self.people = [make_apprentice(self.centre, first_name=name, class_name="2B") for name in names[:size]]
        for apprentice in self.people:
            make_contract(apprentice, employer)
        self.group = group.create(self.project, self.plan(), self.people, token=uuid4(), by=self.ana, at=NOW)
        if planned:
            candidate.plan_all(self.group, self.waiting(), by=self.ana, at=NOW)

    def plan(self, **changes):
        return {
            "title": "Dresden",
            "blueprint": self.plans["dual-short"],
            "transport": "train",
            "starts_on": date(2027, 9, 6),
            "ends_on": date(2027, 9, 26),
            "virtual_starts_on": None,
            "virtual_ends_on": None,
            "host_company": self.host,
            "host_site": self.site,
            "hosting_centre": self.partner,
        } | changes

    def waiting(self):
        return list(self.group.candidates.values_list("pk", flat=True))

    def fresh(self):
        return Group.objects.with_plan().get(pk=self.group.pk)

    def stays(self):
        return list(Mobility.objects.with_people().filter(group=self.group).order_by("pk"))

    def steps(self, key):
        rows = Step.objects.with_plan().select_related("mobility", "plan").filter(mobility__group=self.group)
        return list(rows.filter(plan__key=key, occurrence=0).order_by("mobility"))

    def ids(self, key):
        return [step.pk for step in self.steps(key)]

    def address(self, name="group", **ids):
        return reverse(f"mobilities:{name}", kwargs={"pk": self.group.pk} | ids)
