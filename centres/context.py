"""What every page knows of the person's organisations."""

from django.urls import reverse
from django.utils.translation import gettext as _

from centres.models import CentreMember, NetworkMember


def membership(request):
    """Give the person's centres, the one chosen in the header, and the navigation."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {
        "memberships": memberships(request),
        "current_centre": current_centre(request),
        "navigation": navigation(request),
    }


def memberships(request):
    """The person's current memberships, read once a request."""
    return [member for member in _open_memberships(request) if member.accepted_at]


def invitations(request):
    """Memberships of centres that wait for the person's yes."""
    return [member for member in _open_memberships(request) if not member.accepted_at]


def _open_memberships(request):
    if not hasattr(request, "_memberships"):
        rows = CentreMember.objects.open().filter(person=request.user).select_related("centre")
        request._memberships = sorted(rows, key=lambda member: (member.centre.name, member.pk))
    return request._memberships


def current_centre(request):
    """The centre chosen in the header; the first where none was chosen; None for people of no centre."""
    chosen = request.session.get("centre")
    centres = [member.centre for member in memberships(request)]
    return next((centre for centre in centres if centre.pk == chosen), centres[0] if centres else None)


def navigation(request):
    pages = [("today", _("Today"), "home"), ("mobilities:list", _("Mobilities"), "route")]
    if memberships(request):
        pages += [
            ("centres:apprentices", _("Apprentices"), "apprentice"),
            ("companies:list", _("Companies"), "building"),
            ("centres:list", _("Centres"), "school"),
        ]
    elif invitations(request) or NetworkMember.objects.open().filter(person=request.user).exists():
        pages.append(("centres:list", _("Centres"), "school"))
    if request.user.is_staff:
        pages.append(("centres:instance", _("Administration"), "settings"))
    links = [{"url": reverse(name), "label": label, "icon": icon} for name, label, icon in pages]
    for link in links:
        link["current"] = request.path == link["url"] or (link["url"] != "/" and request.path.startswith(link["url"]))
    return links
