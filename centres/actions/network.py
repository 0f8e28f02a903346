"""Makes networks."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.models import Network
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history


def create(*, name: str, by: User, at: datetime) -> Network:
    """Make a network. Raises Refused when there is one with this name."""
    try:
        with transaction.atomic():
            network = Network.objects.create(name=name)
            history.record(network, "created", by=by, at=at, after=name)
    except IntegrityError as error:
        raise Refused(_("A network with this name is already here.")) from error
    return network
