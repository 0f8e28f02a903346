"""Notes the training contracts of apprentices with their employers."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import Apprentice
from companies.models import TrainingContract
from companies.rules.contract import Period, obstacles
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.core.seals import refuse_changed
from doallvet.history import actions as history

FIELDS = ("employer", "site", "profile", "reference", "begins_on", "ends_on", "trainer")


@transaction.atomic
def save(
    apprentice: Apprentice,
    contract: TrainingContract | None,
    fields: dict[str, Any],
    *,
    by: User,
    at: datetime,
    seen: str | None = None,
) -> TrainingContract:
    """Note a new contract or change one; the same one typed twice is one.

    Raises Refused when two would overlap, Stale when the contract changed since it was `seen`, or is gone.
    """
    apprentice = Apprentice.objects.select_for_update(of=("self",)).get(pk=apprentice.pk)
    if contract:
        contract = apprentice.contracts.filter(pk=contract.pk).first()
        refuse_changed(seen, contract)
    others = list(apprentice.contracts.exclude(pk=contract.pk if contract else None).select_related("employer"))
    twin = next((row for row in others if _same(row, fields)), None)
    if twin and contract is None:
        return twin
    if not apprentice.centre.companies.filter(pk=fields["employer"].pk).exists():
        raise Refused(_("This company is not on your centre's list any more."))
    wanted = Period(fields["begins_on"], fields["ends_on"], str(fields["employer"]))
    taken = [Period(row.begins_on, row.ends_on, str(row.employer)) for row in others]
    if reasons := obstacles(wanted, taken, born_on=apprentice.born_on):
        raise Refused(reasons)
    row = contract or TrainingContract(apprentice=apprentice)
    before = _plain(row) if contract else None
    for name in FIELDS:
        setattr(row, name, fields[name])
    row.save()
    verb = "contract_changed" if contract else "contract_added"
    history.record(row, verb, story=apprentice, by=by, at=at, before=before, after=_plain(row))
    return row


@transaction.atomic
def remove(contract: TrainingContract, *, by: User, at: datetime) -> None:
    """Take away a contract that was noted by mistake; the history keeps what it said."""
    history.record(contract, "contract_removed", story=contract.apprentice, by=by, at=at, before=_plain(contract))
    contract.delete()


def _same(row: TrainingContract, fields: dict[str, Any]) -> bool:
    return all(getattr(row, name) == fields[name] for name in ("employer", "begins_on", "ends_on", "profile"))


def _plain(row: TrainingContract) -> dict[str, Any]:
    return {name: str(getattr(row, name)) if getattr(row, name) is not None else None for name in FIELDS}
