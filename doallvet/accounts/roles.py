"""What ties people to organisations, whatever app says so."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Model

from doallvet.accounts.models import User

ENDS = {"ended_at", "left_on"}


def roles_of(people: Collection[User]) -> dict[int, list[Model]]:
    """Give, by the person's id, the rows that give each person something to do or to read and have not ended.

    Found by convention, so that this room need not know the others: every model with a foreign key `person` to the
    user and an `ended_at` is a role (memberships, contacts, guardians). So is one with a `left_on`: an
    apprentice who left the centre still reads the own papers. One query for each such model.
    """
    found: dict[int, list[Model]] = defaultdict(list)
    for relation in User._meta.related_objects:
        model = relation.related_model
        names = {field.name for field in model._meta.get_fields()}
        if relation.field.name == "person" and names & ENDS and model._meta.app_label != "accounts":
            open_rows = {"ended_at": None} if "ended_at" in names else {}
            for row in model._base_manager.filter(person__in=people, **open_rows).order_by("pk"):
                found[row.person_id].append(row)
    return found


def roles(person: User) -> list[Model]:
    """Give one person's roles."""
    return roles_of([person])[person.pk]
