"""What the wizard fills in by itself, so that nobody is asked twice: from the group, the employer, the law."""

from datetime import date
from typing import Any

from centres.models import Apprentice, Centre
from companies.models import TrainingContract
from companies.profiles import for_country
from mobilities.hosts import Host, host_of
from mobilities.models import Group, Mobility, Project
from mobilities.rules.conditions import formalities_likely

SAME = ["blueprint", "starts_on", "ends_on", "virtual_starts_on", "virtual_ends_on", "transport"]


def project(projects: list[Project], today: date) -> Project | None:
    """The only project that runs, or the only one there is."""
    running = [row for row in projects if row.begins_on <= today <= row.ends_on] or projects
    return running[0] if len(running) == 1 else None


def companion(group: Group | None) -> Mobility | None:
    """The mobility of a group that was planned last: the same partners, the same dates."""
    return group and Mobility.objects.with_people().filter(group=group).order_by("-planned_at", "-pk").first()


def where(group: Group | None) -> dict[str, Any]:
    """Where the group goes."""
    before = companion(group)
    host = host_of(before) if before else None
    return {"host": host.key} if host else {}


def when(apprentice: Apprentice, host: Host, contract: TrainingContract | None, group: Group | None) -> dict[str, Any]:
    """Kind and dates as the group's, contract as the employer's last time, formalities as they are likely."""
    country = (host.site or host.company).country.code
    found = {"entry_formalities": formalities_likely({row.code for row in apprentice.nationalities}, country)}
    if before := companion(group):
        found |= {name: getattr(before, name) for name in SAME}
    if contract and (last := _last_with(apprentice.centre, contract)):
        found |= {"arrangement": last.arrangement, "pay_kept": last.pay_kept}
    return found


def _last_with(centre: Centre, contract: TrainingContract) -> Mobility | None:
    same = Mobility.objects.sent_by(centre).of_company(contract.employer).filter(profile=contract.profile)
    return same.order_by("-planned_at", "-pk").first()


def students_profile(apprentice: Apprentice) -> str:
    """The kind of apprenticeship of a learner without contract: the students' one of the country, "" where none is."""
    found = for_country(apprentice.centre.country.code)
    return next((kind.code for kind in sorted(found, key=lambda kind: kind.home_employer)), "")


def contract_of(apprentice: Apprentice, today: date) -> TrainingContract | None:
    """The apprentice's contract that runs today, else the newest one."""
    contracts = TrainingContract.objects.filter(apprentice=apprentice).select_related("employer", "site")
    return contracts.running(today).first() or contracts.first()
