"""A mobility with everybody who has a part in it, for tests of pages: who they are, and the addresses of its pages."""

import io
import zipfile
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from centres.choices import MemberRole
from companies.choices import Function
from mobilities.models import Mobility, Party, Step
from tests.factories import (
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_guardian,
    make_member,
    make_mobility,
    make_partnership,
    make_user,
)


class Stay:
    """Lucía goes from Metal Bierzo to Werkstatt Sachsen; as a minor she has a guardian."""

    def __init__(self, born_on=date(2007, 5, 4), **plan):
        centre, hosting = make_centre("CIFP Río Sil"), make_centre("BSZ Elbufer", country="DE", city="Dresden")
        make_partnership(centre, hosting)
        self.ana, self.jonas = make_coordinator(centre, first_name="Ana"), make_coordinator(hosting, first_name="Jonas")
        self.ines = make_coordinator(centre, first_name="Inés")
        self.raul, self.marta = (make_member(centre, role).person for role in (MemberRole.TEACHER, MemberRole.VIEWER))
        self.apprentice = make_apprentice(centre, born_on=born_on)
        self.lucia = self.apprentice.person
        self.pilar = make_guardian(self.apprentice).person
        employer = make_company("Metal Bierzo", centre)
        host = make_company("Werkstatt Sachsen", hosting, country="DE", city="Dresden")
        self.rosa, self.paco = make_user(first_name="Rosa", last_name="Vidal"), make_user(first_name="Paco")
        self.heike, self.timo = make_user(first_name="Heike", last_name="Sommer"), make_user(first_name="Timo")
        for company, side, signs, helps in (
            (employer, centre, self.rosa, self.paco),
            (host, hosting, self.heike, self.timo),
        ):
            make_contact(company, side, person=signs)
            make_contact(company, side, Function.MENTOR, person=helps)
        make_contract(self.apprentice, employer)
        self.employer, self.host, self.centre, self.hosting = employer, host, centre, hosting
        planned = {
            "apprentice": self.apprentice,
            "host": host,
            "hosting": hosting,
            "starts_on": date(2027, 9, 6),
        } | plan
        self.mobility = make_mobility(by=self.ana, **planned)

    def fresh(self):
        return Mobility.objects.with_people().get(pk=self.mobility.pk)

    def step(self, key, occurrence=0):
        return (
            Step.objects.with_plan()
            .select_related("mobility")
            .get(mobility=self.mobility, plan__key=key, occurrence=occurrence)
        )

    def ready(self, *keys):
        """Let these steps be done now, whatever comes before them."""
        self.mobility.steps.exclude(plan__key__in=keys).update(
            done_at=self.mobility.planned_at, done_by=self.ana, outcome="done", waits=0
        )
        self.mobility.steps.filter(plan__key__in=keys).update(waits=0)

    def party(self, role):
        return Party.objects.get(mobility=self.mobility, role=role)

    def address(self, name, key=None, **ids):
        """The address of a page of the mobility, or of one of its steps."""
        step = {"step_pk": self.step(key).pk} if key else {}
        return reverse(f"mobilities:{name}", kwargs={"pk": self.mobility.pk} | step | ids)


def photo(name="card.jpg", size=(40, 30), color="white"):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def zipped(name="release.pdf"):
    """An archive that calls itself a PDF."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("release.txt", "signed")
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def huge(name="photo.jpg", megabytes=50):
    return SimpleUploadedFile(name, b"\xff\xd8\xff" + b"\0" * (megabytes * 1024 * 1024), "image/jpeg")


def said(answer):
    """The errors of the form that came back, else the messages of the page."""
    form = answer.context.get("form")
    errors = [sentence for sentences in form.errors.values() for sentence in sentences] if form else []
    return errors or [str(message) for message in answer.context["messages"]]
