"""Who may do what with a company and what belongs to it."""

from centres.access import reads_apprentices
from centres.models import Centre


def working_centres(person, company):
    """Give those of the person's own centres that work with the company."""
    return Centre.objects.of_member(person).filter(companies=company)


def may_change(person, company):
    """Coordinators of any centre that works with it keep the shared data and the sites."""
    return Centre.objects.coordinated_by(person).filter(companies=company).exists()


def reads_contacts(person, centre):
    """Coordinators and teachers read whom their centre knows at a company; viewers do not."""
    return reads_apprentices(person, centre)
