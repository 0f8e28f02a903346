"""Addresses that come from outside."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from doallvet.core.paging import Page


def way_back(request: HttpRequest, default: str = "/") -> str:
    """Give the address in the form's field `next` if it leads back into this portal, else `default`."""
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else default


def neighbours(request: HttpRequest, page: Page) -> dict[str, str]:
    """Give the addresses of the pages before and after this one, filters kept, as components/pager.html takes them."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)

    def address(name: str, cursor: str | None) -> str:
        return f"?{query.urlencode()}{'&' if query else ''}{name}={cursor}" if cursor else ""

    return {"previous": address("before", page.previous), "next": address("after", page.next)}
