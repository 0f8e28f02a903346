"""Makes the centres, companies and people of the demo."""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from centres.choices import Relation
from centres.models import (
    Apprentice,
    Centre,
    CentreMember,
    EmergencyContact,
    Guardian,
    LanguageLevel,
    Network,
    NetworkMember,
    Outcome,
    Partnership,
    Programme,
    SupportNeeds,
    Unit,
)
from centres.models.apprentice import years_before
from companies.models import Company, CompanyContact, Site, TrainingContract
from doallvet.accounts.models import User
from doallvet.core.geography import find_place
from doallvet.core.text import fold
from mobilities.demo.cast import (
    CENTRES,
    CLOSED_CENTRES,
    CLOSED_COMPANIES,
    COMPANIES,
    CONTACTS,
    NAMES,
    PASSWORD,
    PROGRAMMES,
    STAFF,
)
from mobilities.models import Project

LANGUAGES = {"sil": ("es", "de"), "elbe": ("de", "es"), "jarvi": ("fi", "de"), "donau": ("de", "it")}
BORN = {"Mateo Soto": 17, "Lucía García": 19}


class Places:
    """The rows of the demo by their keys, for the plot to use."""

    def __init__(self, today: date, now: datetime) -> None:
        self.today, self.now = today, now
        self.password = make_password(PASSWORD)  # once: it is slow on purpose
        self.centres: dict[str, Centre] = {}
        self.companies: dict[str, Company] = {}
        self.apprentices: dict[str, Apprentice] = {}
        self.projects: dict[str, Project] = {}
        self.coordinators: dict[str, User] = {}

    def make(self) -> None:
        self.make_centres()
        self.make_companies()
        self.make_closures()
        self.make_programmes()
        self.make_projects()
        self.make_apprentices()

    def person(self, email: str, first_name: str, last_name: str, zone: str, language: str = "en", **fields) -> User:
        user = User.objects.create(
            email=email,
            first_name=first_name,
            last_name=last_name,
            time_zone=zone,
            language=language,
            password=self.password,
            **fields,
        )
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
        return user

    def make_centres(self) -> None:
        network = Network.objects.create(name="Red de centros de FP del Noroeste")
        for key, data in CENTRES.items():
            place = find_place(data["country"], data["city"])
            self.centres[key] = Centre.objects.create(
                **data,
                network=network if key == "sil" else None,
                latitude=place.latitude,
                longitude=place.longitude,
                time_zone=place.time_zone,
                search=fold(f"{data['name']} {data['legal_name']} {data['city']}"),
            )
        for email, first, last, key, role, language in STAFF:
            centre = self.centres[key]
            person = self.person(email, first, last, centre.time_zone, language)
            CentreMember.objects.create(
                centre=centre, person=person, role=role, invited_at=self.now, accepted_at=self.now
            )
            if role == "coordinator":
                self.coordinators.setdefault(key, person)
        self.carmen = self.person("carmen@red.example", "Carmen", "Lamas", "Europe/Madrid", "en")
        NetworkMember.objects.create(network=network, person=self.carmen, invited_at=self.now, accepted_at=self.now)
        self.person("admin@doallvet.example", "Olga", "Admin", "Europe/Brussels", is_staff=True, is_superuser=True)
        for here, there in (("sil", "elbe"), ("jarvi", "elbe"), ("donau", "elbe")):
            self.make_partnership(here, there)

    def make_partnership(self, here: str, there: str) -> None:
        asked = self.now - timedelta(days=500)
        Partnership.objects.create(
            centre=self.centres[here],
            to=self.centres[there],
            asked_at=asked,
            asked_by=self.coordinators[here],
            accepted_at=asked + timedelta(days=6),
            accepted_by=self.coordinators[there],
            valid_until=self.today + timedelta(days=600),
        )

    def make_companies(self) -> None:
        for key, (name, centre, country, city, street, nace) in COMPANIES.items():
            company = Company.objects.create(
                name=name,
                country=country,
                city=city,
                nace=nace,
                size="small",
                takes_minors=True,
                search=fold(f"{name} {city}"),
            )
            company.centres.add(self.centres[centre])
            place = find_place(country, city)
            site = Site.objects.create(
                company=company,
                name=city,
                address=street,
                city=city,
                country=country,
                time_zone=place.time_zone,
                latitude=place.latitude,
                longitude=place.longitude,
            )
            for email, first, last, function in CONTACTS[key]:
                person = self.person(email, first, last, place.time_zone, "en")
                CompanyContact.objects.create(
                    company=company,
                    site=site,
                    centre=self.centres[centre],
                    person=person,
                    function=function,
                    accepted_at=self.now,
                )
            self.companies[key] = company

    def make_closures(self) -> None:
        closed = [(self.centres, CLOSED_CENTRES), (self.companies, CLOSED_COMPANIES)]
        for places, times in closed:
            for key, rows in times.items():
                for name, begins, days in rows:
                    first = self.today + timedelta(days=begins)
                    places[key].closures.create(name=name, begins_on=first, ends_on=first + timedelta(days=days - 1))

    def make_programmes(self) -> None:
        for key, programmes in PROGRAMMES.items():
            for title, qualification, field, units in programmes:
                programme = Programme.objects.create(
                    centre=self.centres[key], title=title, qualification=qualification, isced_f=field, eqf_level=4
                )
                for position, (code, name, outcomes) in enumerate(units):
                    unit = Unit.objects.create(programme=programme, code=code, title=name, hours=120, position=position)
                    Outcome.objects.bulk_create(
                        Outcome(unit=unit, text=text, position=n) for n, text in enumerate(outcomes)
                    )

    def make_projects(self) -> None:
        begins = self.today - timedelta(days=420)
        for number, (key, centre) in enumerate(self.centres.items(), start=1):
            self.projects[key] = Project.objects.create(
                centre=centre,
                code=f"{begins.year}-1-{centre.country.code}01-KA121-VET-{100000000 + number * 1371:09d}",
                title=f"Dual abroad {begins.year}",
                call_year=begins.year,
                begins_on=begins,
                ends_on=begins + timedelta(days=1100),
            )

    def make_apprentices(self) -> None:
        named = [
            ("lucia@sil.example", "Lucía García", "sil"),
            ("mateo@sil.example", "Mateo Soto", "sil"),
            ("felix@elbe.example", "Felix Brandt", "elbe"),
        ]
        for centre, names in NAMES.items():
            named += [(f"{fold(name).replace(' ', '.')}@{centre}.example", name, centre) for name in names]
        for number, (email, name, key) in enumerate(named):
            self.make_apprentice(number, email, name, key)
        mateo = self.apprentices["Mateo Soto"]
        pilar = self.person("pilar@familia.example", "Pilar", "Soto", "Europe/Madrid", "es", phone="+34600100200")
        Guardian.objects.create(apprentice=mateo, person=pilar, relation=Relation.MOTHER)
        SupportNeeds.objects.create(
            apprentice=self.apprentices["Hugo Álvarez"],
            text="Hears little on the left side; a quiet workplace helps.",
            fewer_opportunities=True,
        )

    def make_apprentice(self, number: int, email: str, name: str, key: str) -> None:
        first, last = name.split(" ", 1)
        centre = self.centres[key]
        person = self.person(email, first, last, centre.time_zone, phone=f"+346001{number:05d}")
        born = years_before(self.today, BORN.get(name, 19 + number % 3)) - timedelta(days=30 + number * 7 % 200)
        programmes = list(centre.programmes.order_by("pk"))
        apprentice = Apprentice.objects.create(
            centre=centre,
            person=person,
            programme=programmes[number % len(programmes)],
            born_on=born,
            nationalities=[centre.country.code],
            class_name=f"{2 + number % 2}{'AB'[number % 2]}",
            year_of_training=1 + number % 3,
            address=f"{centre.city}",
            search=fold(f"{last} {first}"),
        )
        own, foreign = LANGUAGES[key]
        LanguageLevel.objects.create(apprentice=apprentice, language=own, level="native")
        LanguageLevel.objects.create(apprentice=apprentice, language="en", level=["A2", "B1", "B2"][number % 3])
        EmergencyContact.objects.create(
            apprentice=apprentice, name=f"{last} (family)", relation="family", phone=f"+346002{number:05d}"
        )
        self.apprentices[name] = apprentice

    def contract(self, who: str, employer: str, profile: str) -> TrainingContract:
        company = self.companies[employer]
        trainer = company.contacts.filter(function="mentor").first()
        return TrainingContract.objects.create(
            apprentice=self.apprentices[who],
            employer=company,
            site=company.sites.first(),
            profile=profile,
            begins_on=self.today - timedelta(days=420),
            ends_on=self.today + timedelta(days=700),
            trainer=trainer.person,
        )
