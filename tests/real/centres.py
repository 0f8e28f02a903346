"""Enrols real centres as people do: the administrator founds them, their coordinators accept and fill in the rest."""

from centres.models import Centre, CentreMember, Partnership, Programme
from tests.real import data
from tests.real.office import browser, deliver, letters_to, link_in, post_form, send

ISCED = {
    "Änderungsschneider": "0723",
    "Anlagenmechaniker": "0715",
    "Asphaltbauer": "0732",
    "Aufbereitungsmechaniker": "0724",
    "Verfahrensmechaniker": "0722",
    "Ausbaufacharbeiter": "0732",
}


def holder_of_charter(name):
    """What is typed about a holder of the charter for higher education."""
    row = next(row for row in data.rows("eche_organisations") if row["legal_name"] == name)
    return typed_charter(row)


def typed_charter(row):
    return {
        "name": row["legal_name"],
        "legal_name": row["legal_name"],
        "kind": "higher",
        "country": row["country_cd"],
        "city": row["city"],
        "region": "",
        "oid": row["oid"],
        "pic": row["pic"],
        "address": row["street"],
        "postcode": row["post_cd"],
        "website": row["website_url"],
    }


def accredited(name):
    """What is typed about an accredited organisation."""
    row = next(row for row in data.rows("accredited_vet_organisations") if row["name"] == name)
    return typed_accredited(row)


def typed_accredited(row):
    city, _, region = row["location"].partition(" · ")
    return {
        "name": row["name"],
        "legal_name": row["name"],
        "kind": "vet_school",
        "country": row["country_code"],
        "city": city,
        "region": region,
        "oid": "",
        "pic": "",
        "address": "",
        "postcode": "",
        "website": row["website"],
    }


def enrol(post, admin, typed, coordinator):
    """Found a centre, accept the invitation by its link, fill in what the administrator left; gives the coordinator."""
    send(browser(admin), "centres:centre-new", data=typed | {"network": ""} | coordinator)
    deliver()
    guest = browser()
    invitation = guest.get(link_in(letters_to(post, coordinator["email"])[-1]))
    post_form(guest, invitation.url, {})
    member = CentreMember.objects.select_related("centre", "person").get(person__email=coordinator["email"])
    rest = {"email": coordinator["email"], "phone": "", "languages": ["en"], "latitude": "", "longitude": ""}
    send(browser(member.person), "centres:edit", member.centre.pk, data=typed | rest | {"time_zone": ""})
    member.person.centre = Centre.objects.get(pk=member.centre.pk)
    return member.person


def connect(asking, asked):
    """One centre asks, the other one accepts."""
    question = {"to": asked.centre.pk, "message": "Shall we send and host apprentices together?"}
    send(browser(asking), "centres:partnership-ask", asking.centre.pk, data=question)
    partnership = Partnership.objects.open().between(asking.centre, asked.centre).get()
    send(browser(asked), "centres:partnership-answer", partnership.pk, data={"answer": "yes"})
    return Partnership.objects.get(pk=partnership.pk)


def teach(coordinator, curriculum, level=4):
    """Type a real framework curriculum as a programme: each field of learning is a unit, its competences outcomes."""
    trade = curriculum["beruf"]
    fields = {
        "title": trade,
        "qualification": trade,
        "isced_f": ISCED[trade.split("/")[0]],
        "eqf_level": level,
        "nqf_level": str(level),
    }
    client = browser(coordinator)
    send(client, "centres:programme-new", coordinator.centre.pk, data=fields)
    programme = Programme.objects.get(centre=coordinator.centre, title=trade)
    for part in curriculum["lernfeld_ausbildungsteil"]:
        send(client, "centres:unit-new", programme.pk, data=unit(part))
    return programme


def unit(part):
    return {
        "code": f"LF {part['zeitraum'][0]}.{part['nummer']}",  # the numbers begin anew each year
        "title": part["name"],
        "hours": part["zeitwert"]["wert"],
        "credit": "",
        "outcomes": "\n".join(outcomes(part)),
    }


def outcomes(part):
    """The competences, some with a dash before them, and the long explanations of the skills behind them."""
    lines = [competence["text"] for competence in part["kompetenzen"]]
    skills = [skill for competence in part["kompetenzen"] for skill in competence["skills"]]
    return lines + [" ".join(skill["explanation"].split()) for skill in skills]


def kept(lines):
    """What is kept of lines: each once, without the dash."""
    return list(dict.fromkeys(line.removeprefix("- ").strip() for line in lines))
