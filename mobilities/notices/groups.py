"""Under which titles the lines of a digest stand together."""

from mobilities.choices import Role
from mobilities.models import Mobility, Step
from mobilities.terms import is_in_principle


def of_stay(mobility: Mobility) -> str:
    """As doallvet.signing says what a paper is about."""
    return f"{mobility.apprentice} → {mobility.host_city}"


def of_step(step: Step) -> str:
    """An agreement in principle names nobody who would go."""
    return of_principle(step.mobility) if is_in_principle(step) else of_stay(step.mobility)


def of_principle(mobility: Mobility) -> str:
    employer = mobility.party(Role.EMPLOYER_SIGNATORY)
    return " · ".join(filter(None, [str(employer.organisation) if employer else "", mobility.project.title]))
