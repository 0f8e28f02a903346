"""The words by which a mobility is found, kept in step with the names they are made of."""

from collections.abc import Iterable

from django.db.models import Q

from doallvet.core.text import fold
from mobilities.models import Mobility, Party


def words(mobility: Mobility, parties: Iterable[Party]) -> str:
    """What the search looks through, folded: names of the apprentice, companies, centres, town, project code.

    The last name comes first: lists are sorted by it.
    """
    person = mobility.apprentice.person
    found = [
        f"{person.last_name} {person.first_name}",
        mobility.host_city,
        mobility.project.code,
        mobility.apprentice.class_name,
    ]
    found += [str(party.organisation) for party in parties if party.organisation]
    return fold(" ".join(dict.fromkeys(found)))[:800]


def follow(label: str, pk: int) -> int:
    """Write the words anew of whatever bears the name of a row that changed; gives how many.

    `label`: centres.apprentice, centres.centre or companies.company; others name no mobility.
    """
    bearing = {
        "centres.apprentice": Q(apprentice=pk),
        "centres.centre": Q(parties__centre=pk),
        "companies.company": Q(parties__company=pk),
    }
    if label not in bearing:
        return 0
    return rewrite(Mobility.objects.with_people().filter(bearing[label]).distinct())


def catch_up() -> int:
    """Find those that still bear a former name of their apprentice, for a broker that was away; gives how many."""
    return rewrite(Mobility.objects.misnamed().with_people())


def rewrite(mobilities: Iterable[Mobility]) -> int:
    """Write the words of mobilities read `with_people()` anew; gives how many."""
    mobilities = list(mobilities)
    for mobility in mobilities:
        mobility.search = words(mobility, mobility.parties.all())
    return Mobility.objects.bulk_update(mobilities, ["search"], batch_size=500)
