"""What each copy has of its own: names, addresses, the words by which it is found."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress

from centres.models import Apprentice, Centre, EmergencyContact
from companies.models import Company
from doallvet.accounts.models import User
from doallvet.core.text import fold
from mobilities.demo.scale.copies import Cell, Copier, Copy
from mobilities.demo.scale.names import family_name, given_name
from mobilities.demo.scale.template import NULL, Row, Template
from mobilities.models import Mobility, Party, Project, Step

DOMAIN = "scale.example"
COORDINATOR = "ana@sil.example"  # of the first centre of a region
KNOWN = {0: f"big@{DOMAIN}", 1: f"small@{DOMAIN}"}  # of the large centre, and of one of the others
SHARED = {"project": (Project,), "partner": (Project, Centre), "company": (Project, Company)}


class Own:
    """`region`: the rows that are copied with the centres."""

    def __init__(self, copier: Copier, region: dict, today: date) -> None:
        self.copier, self.today = copier, today
        self.names = {(model, row["id"]): fold(row["name"]) for model in (Centre, Company) for row in region[model]}
        self.codes = {row["id"]: row["code"] for row in region[Project]}
        self.addresses = {row["id"]: row["email"] for row in region[User]}

    def table(self) -> dict[tuple, Callable[[Row, Template | None], str | Cell]]:
        empty = {(Centre, "network_id"): NULL, (Centre, "oid"): "", (Mobility, "group_id"): NULL}
        empty |= {(Step, "done_via_id"): NULL, (Mobility, "forecast_on"): self.today.isoformat()}
        empty |= {(Project, "begins_on"): (self.today - timedelta(days=1500)).isoformat()}
        same = {place: (lambda row, template, value=value: value) for place, value in empty.items()}
        return same | {
            (User, "email"): self.address_of_user,
            (EmailAddress, "email"): self.address,
            (User, "first_name"): self.first_name,
            (User, "last_name"): self.last_name,
            (Centre, "name"): self.numbered("name"),
            (Centre, "search"): self.numbered("search"),
            (Company, "name"): self.numbered("name"),
            (Company, "search"): self.numbered("search"),
            (EmergencyContact, "name"): lambda row, template: lambda copy: f"{family_name(copy.number)} (family)",
            (Apprentice, "search"): lambda row, template: _folded,
            (Mobility, "search"): self.words,
            (Mobility, "plan_token"): lambda row, template: lambda copy: uuid4(),
            (Mobility, "delayed_by"): self.steps("delayed_by"),
            (Mobility, "left_open"): self.steps("left_open"),
            (Step, "shared_key"): self.shared_key,
        }

    # -- people

    def address_of_user(self, row: Row, template: Template | None) -> str | Cell:
        return self._address(row["id"], row["email"], template)

    def address(self, row: Row, template: Template | None) -> str | Cell:
        return self._address(row["user_id"], row["email"], template)

    def _address(self, user: str, email: str, template: Template | None) -> Cell:
        if template:
            who = ("apprentice", "guardian")[_place(user, template)]
            return lambda copy: f"{who}.{copy.number}@{DOMAIN}"
        name, domain = email.split("@")
        written = f"{name}.{domain.split('.')[0]}"
        known = KNOWN if email == COORDINATOR else {}
        return lambda copy: known.get(copy.region) or f"{written}.{copy.region}@{DOMAIN}"

    def first_name(self, row: Row, template: Template | None) -> str | Cell:
        if not template:
            return row["first_name"]
        place = _place(row["id"], template)
        return lambda copy: given_name(copy.number, place)

    def last_name(self, row: Row, template: Template | None) -> str | Cell:
        return (lambda copy: family_name(copy.number)) if template else row["last_name"]

    # -- organisations

    def numbered(self, column: str) -> Callable[[Row, Template | None], Cell]:
        return lambda row, template: lambda copy: f"{row[column]} {copy.region + 1}"

    # -- stays

    def words(self, row: Row, template: Template | None) -> Cell:
        """As `actions.search.words` has them: the name, the town, the project, the class, the organisations."""
        found = [fold(row["host_city"]), fold(self.codes[row["project_id"]])]
        found.append(fold(template.rows[Apprentice][0]["class_name"]))
        for party in template.rows[Party]:
            named = self.names.get((Centre, party["centre_id"])) or self.names.get((Company, party["company_id"]))
            found += [f"{named} #"] if named else []
        rest = " ".join(dict.fromkeys(found))

        return lambda copy: f"{_folded(copy)} {rest.replace('#', str(copy.region + 1))}"

    def steps(self, column: str) -> Callable[[Row, Template | None], str | Cell]:
        def made(row, template):
            ids = [self.copier.ids[Step, str(pk)] for pk in json.loads(row[column])]
            return (lambda copy: json.dumps([cell(copy) for cell in ids])) if ids else row[column]

        return made

    def shared_key(self, row: Row, template: Template | None) -> str | Cell:
        """As `rules.roadmap.shared_key` has them; the ids at the end become those of the copy."""
        level, *named = row["shared_key"].split(":")
        if not named:
            return ""
        ids = [self.copier.ids[model, pk] for model, pk in zip(SHARED[level], named[2:], strict=True)]
        begins = ":".join([level, *named[:2]])
        return lambda copy: ":".join([begins, *(str(cell(copy)) for cell in ids)])


def _folded(copy: Copy) -> str:
    """The name as `centres.actions.apprentice` has it for search."""
    return fold(f"{family_name(copy.number)} {given_name(copy.number)}")


def _place(user: str, template: Template) -> int:
    return [row["id"] for row in template.rows[User]].index(user)
