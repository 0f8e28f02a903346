"""How often somebody without a name asks: pages that anybody may open answer people, not machines."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def too_many(request: HttpRequest, what: str, *, tries: int, seconds: int) -> bool:
    """Count a try from this address, and tell whether there were more than `tries` within `seconds`."""
    key = f"tries:{what}:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > tries
    except ValueError:  # it ran out between the two
        return False
