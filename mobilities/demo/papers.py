"""The papers of the demo: one invented scan, and learning agreements as coordinators write them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from doallvet.accounts.models import User
from doallvet.signing.actions import document
from doallvet.signing.actions import signature as signatures
from doallvet.signing.actions.signature import Hand
from doallvet.signing.choices import Way
from doallvet.signing.models import Signatory, Version
from mobilities import filling
from mobilities.actions import agreement as agreements
from mobilities.models import Mobility

CODES = {"LM-SHORT-VET": "SHORT", "LM-LONG-VET": "LONGT"}


class Paper:
    """One invented scan for all papers that are handed in; without `rendering` it stands for those issued as well."""

    def __init__(self, *, rendering: bool = True) -> None:
        self.rendering = rendering
        pdf, out = pikepdf.new(), BytesIO()
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(out)
        self.size, self.sha256 = len(out.getvalue()), sha256(out.getvalue()).hexdigest()
        self.path = default_storage.save("evidence/demo.pdf", ContentFile(out.getvalue()))

    def build(self, version: Version, render: Callable[..., bool], *, at: datetime) -> None:
        """Make the file of an issued version."""
        if self.rendering:
            render(version.pk, at=at)
        else:
            document.keep_file(version, file=self.path, file_hash=self.sha256, at=at)


def agree(mobility: Mobility, paper: Paper, *, by: User, at: datetime) -> Version:
    """Write the learning agreement of a mobility from the first block to the last, and issue it with its file."""
    for block, values in blocks(mobility).items():
        agreement = filling.agreement_of(mobility)
        agreements.save_block(agreement, block, values, version=agreement.draft_version, by=by, at=at)
    version = agreements.issue(filling.agreement_of(mobility), by=by, at=at)
    paper.build(version, agreements.build_file, at=at)
    return version


def sign(version: Version, *, to: int | None, at: datetime) -> None:
    """Let the parties sign on a version one after the other, the first `to` of them or all, each an hour later."""
    for number, row in enumerate(Signatory.objects.with_version().filter(version=version)[:to]):
        person = row.person or version.issued_by
        hand = Hand(
            typed_name=str(person),
            consent="I have read this paper and sign it.",
            language=person.language,
            way=Way.LINK,
            role=row.party,
            address=person.email or "",
        )
        recorded = None if row.person else person
        shown, then = version.content_hash, at + timedelta(hours=number)
        signatures.sign(row, person=row.person, shown=shown, hand=hand, at=then, recorded_by=recorded)


def blocks(mobility: Mobility) -> dict:
    """What is typed; the rest is filled from what the portal knows."""
    outcomes = [
        {
            "code": f"LO{n}",
            "title": outcome.unit.title,
            "text": outcome.text,
            "unit_code": outcome.unit.code,
            "part": "onsite",
        }
        for n, outcome in enumerate(_outcomes(mobility), start=1)
    ]
    codes = [row["code"] for row in outcomes]
    place = mobility.party("host_signatory").company.name
    weeks = min(mobility.days // 7, 4)
    tasks = [
        "Safety, tools and first tasks with the mentor",
        "Own tasks beside the mentor",
        "A small project of one's own",
    ]
    typed = {
        "header": {"mobility_id": _eu_id(mobility)},
        "mobility": {"working_hours_per_week": "37.5", "language_of_work": "en"},
        "learning_outcomes": outcomes,
        "learning_programme": [
            {"week": n + 1, "place": place, "tasks": tasks[min(n, 2)], "outcomes": codes} for n in range(weeks)
        ],
        "monitoring": {"frequency": "Once a week", "channel": "Video call"},
        "assessment": {"method": "Observation at work", "criteria": "Works safely, plans and explains what is done"},
        "recognition": {
            "how": "The hours count for the training in the company",
            "when": (mobility.ends_on + timedelta(days=45)).isoformat(),
            "documents": ["EUROPASS_MOBILITY", "LOGBOOK"],
            "goes_into": ["module", "hours"],
        },
        "insurance_and_work": {
            "health": "European Health Insurance Card",
            "liability": "Group policy of the centre",
            "accident": "Statutory insurance at home",
            "a1": True,
            "ppe_provided_by": "host_company",
            "accommodation_by": "hosting_centre",
        },
    }
    if mobility.is_blended:
        typed["virtual_component"] = {
            "hours": "24",
            "tools": "Video calls, shared board",
            "activities": "A joint plan of the work on site",
        }
    return typed


def _outcomes(mobility: Mobility) -> list:
    units = mobility.apprentice.programme.units.prefetch_related("outcomes")
    return [outcome for unit in units for outcome in unit.outcomes.all()]


def _eu_id(mobility: Mobility) -> str:
    return f"{mobility.project.call_year}-{CODES[mobility.activity]}-{mobility.pk:04d}-{mobility.project.code[-19:]}"
