"""The sheet with which a home employer claims apprentice pay back: what is known is filled in, the rest is a line."""

from datetime import date

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from companies.models import TrainingContract
from companies.profiles import Refund
from mobilities.access import Seat
from mobilities.choices import Owner, Role
from mobilities.facts import facts_of
from mobilities.models import Mobility, Step
from mobilities.rules.conditions import refunds
from mobilities.rules.deadlines import ends

PAPER = "REFUND_CLAIM"


def may_read(seat: Seat, step: Step) -> bool:
    """The home employer, whose claim it is, and the coordinator who helps with it."""
    return PAPER in step.plan.evidence and (seat.coordinates or Owner.HOME_EMPLOYER in seat.owners)


def owed(mobility: Mobility) -> Refund | None:
    """Give the refund that is claimed first, or None where there is none."""
    facts = facts_of(mobility, list(mobility.parties.all()))
    found = refunds("home_employer", facts)
    return min(found, key=lambda refund: ends(refund, mobility.ends_on) or mobility.ends_on, default=None)


def html(mobility: Mobility, refund: Refund, *, today: date) -> str:
    """Give the body of the sheet in the active language."""
    last, rule = ends(refund, mobility.ends_on), refund.rule
    employer, host = mobility.party(Role.EMPLOYER_SIGNATORY), mobility.party(Role.HOST_SIGNATORY)
    return render_to_string(
        "documents/refund_claim.html",
        {
            "number": mobility.eu_id or mobility.project.code,
            "who": mobility.apprentice,
            "claim": _rows(
                (_("Send it to"), rule.text("body") if rule else refund.body),
                (_("What is refunded"), rule.text("what") if rule else refund.what),
                (_("Share of the cost"), f"{refund.share:.0%}" if refund.share else ""),
                (_("Last day for the claim"), date_format(last) if last else ""),
                (_("Law"), rule.law_text if rule else ""),
            ),
            "employer": _employer(employer),
            "apprentice": _apprentice(mobility, employer),
            "stay": _rows(
                (_("Company abroad"), str(host.company) if host and host.company else ""),
                (_("Place"), f"{mobility.host_city}, {countries.name(mobility.host_country.code)}"),
                (_("First day abroad"), date_format(mobility.starts_on)),
                (_("Last day abroad"), date_format(mobility.ends_on)),
                (_("Days abroad"), str(mobility.days)),
            ),
            "centre": mobility.sending_centre,
            "sure": bool(rule and rule.is_sure(today)),
        },
    )


def _employer(party) -> list[tuple[str, str]]:
    if party is None or party.company is None:
        return []
    site = party.site
    address = f"{site.address}, {site.postcode} {site.city}".replace("  ", " ") if site and site.address else ""
    return _rows(
        (_("Name"), party.company.name),
        (_("Address"), address or party.company.city),
        (_("Register or tax number"), party.company.register_number),
        (_("Person"), str(party.person or "")),
    )


def _apprentice(mobility: Mobility, employer) -> list[tuple[str, str]]:
    known = TrainingContract.objects.filter(apprentice=mobility.apprentice)
    contract = known.filter(employer=employer.company_id if employer else None).order_by("-begins_on").first()
    return _rows(
        (_("Apprentice"), str(mobility.apprentice)),
        (_("Programme"), str(mobility.apprentice.programme or "")),
        (_("Number of the contract"), contract.reference if contract else ""),
        (_("Contract from"), date_format(contract.begins_on) if contract else ""),
        (_("Contract until"), date_format(contract.ends_on) if contract else ""),
    )


def _rows(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[1]]
