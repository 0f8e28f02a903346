"""Who may do what with a centre and what belongs to it."""

from django.db.models import Q

from centres.choices import MemberRole
from centres.models import Centre, CentreMember, Partnership

READING = {MemberRole.COORDINATOR, MemberRole.TEACHER}  # who reads the pages of apprentices and contacts


def readable_centres(person, today):
    """Centres whose data the person may read: own ones, and partners while the partnership is in force."""
    mine = Centre.objects.of_member(person).order_by().values("pk")
    agreed = Partnership.objects.accepted(today).order_by()
    partners = Q(pk__in=agreed.filter(centre__in=mine).values("to"))
    partners |= Q(pk__in=agreed.filter(to__in=mine).values("centre"))
    return Centre.objects.filter(Q(pk__in=mine) | partners)


def is_member(person, centre):
    return CentreMember.objects.current().filter(person=person, centre=centre).exists()


def may_run(person, centre):
    """Coordinators change their centre's data, members, partnerships and programmes."""
    return CentreMember.objects.coordinators().filter(person=person, centre=centre).exists()


def coordinates(person):
    """Whether the person coordinates any centre."""
    return CentreMember.objects.coordinators().filter(person=person).exists()


def may_run_partnership(person, partnership):
    """Coordinators of either side end it, write its last day and file its memorandum."""
    sides = [partnership.centre_id, partnership.to_id]
    return CentreMember.objects.coordinators().filter(person=person, centre__in=sides).exists()


def may_answer(person, partnership):
    """The side that was asked accepts or declines."""
    return may_run(person, partnership.to_id)


def reads_apprentices(person, centre):
    """Coordinators and teachers read the pages of a centre's apprentices; viewers the list only."""
    return CentreMember.objects.current().filter(person=person, centre=centre, role__in=READING).exists()


def may_read_apprentice(person, apprentice):
    """Those who read the centre's apprentices, and the apprentice."""
    return apprentice.person_id == person.pk or reads_apprentices(person, apprentice.centre_id)
