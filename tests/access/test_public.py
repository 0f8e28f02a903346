"""What answers without sign-in is a written list, and exact; everything else leads to the sign-in page."""

import re

import pytest
from django.urls import Resolver404, resolve, reverse

from tests.access.routes import routes
from tests.access.walk import Visitor

pytestmark = pytest.mark.django_db

PUBLIC = {
    "",  # the front page
    "healthz",
    "readyz",
    "language/",
    "l/<str:token>/",
    "link-closed/",
    "link-closed/again/",
    "invitation/<int:link_id>/",  # pages of personal links: closed, unless this browser opened the link
    "answers/<int:link_id>/",
    "answers/<int:link_id>/<int:step_pk>/",
    "answers/<int:link_id>/<int:step_pk>/later/",
    "answers/<int:link_id>/tasks/",
    "conversation/<int:link_id>/",
    "conversation/<int:link_id>/<int:comment_pk>/back/",
    "inbound/replies/",  # takes what carries the secret of the mail provider
    "reminders/<int:link_id>/",
    "sign/<int:link_id>/",
    "sign/report/",
    "sign/passed-on/",
    "letter/",
    "announcements/close/",  # remembers a number for this browser
    "mail/bounces/",  # not there without a secret of the instance
    "unsubscribe/<str:token>/",  # a signed address in mails that one may do without
    "calendar/<str:token>.ics",  # a signed address for calendar programs, which cannot sign in
    "sign/<int:link_id>/paper.pdf",
    "verify/",  # says of a paper whether it is authentic, to who has it in their hands
    "accounts/login/",
    "accounts/login/code/",
    "accounts/login/code/confirm/",
    "accounts/logout/",
    "accounts/signup/",  # says that it is closed
    "accounts/inactive/",
    "accounts/confirm-email/",
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$",
    "accounts/password/reset/",
    "accounts/password/reset/done/",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "accounts/password/reset/key/done/",
    "accounts/2fa/authenticate/",
    "accounts/2fa/webauthn/login/",
    "admin/login/",  # leads to the sign-in page
}
LATER = ("demo/inbox/", "gallery/")  # with DEMO=1 or DEBUG only
EXAMPLES = {"int": "987654321", "app_label": "centres", "kind": "csv"}


def example(pattern: str) -> str:
    """Give an address that a pattern takes."""
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda part: EXAMPLES.get(part[1], "x"), pattern)
    plain = re.sub(r"<(?:(\w+):)?(\w+)>", lambda part: EXAMPLES.get(part[1]) or EXAMPLES.get(part[2], "x"), plain)
    return "/" + plain.replace("^", "").replace("$", "")


def leads_to_sign_in(answer) -> bool:
    doors = (reverse("account_login"), reverse("admin:login"))
    return answer.status_code == 302 and answer.url.split("?")[0] in doors


def test_the_addresses_without_sign_in_are_exactly_these():
    patterns = {pattern for pattern, _name, _parts in routes()}

    views = {pattern: resolve(example(pattern)).func for pattern in patterns}

    assert {pattern for pattern, view in views.items() if not getattr(view, "login_required", True)} == PUBLIC
    assert len(views) > 150


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
def test_all_others_lead_to_the_sign_in_page(worlds, method):
    visitor = Visitor(None)
    patterns = sorted({pattern for pattern, _name, _parts in routes()})

    answers = {pattern: visitor.ask(method, example(pattern)) for pattern in patterns}

    assert {pattern for pattern, answer in answers.items() if not leads_to_sign_in(answer)} <= PUBLIC
    assert {pattern for pattern, answer in answers.items() if answer.status_code >= 500} <= {"readyz"}
    assert visitor.asked == len(patterns)


def test_whoever_is_not_signed_in_learns_nothing_from_where_they_are_led(worlds):
    visitor = Visitor(None)
    there, nowhere = worlds.home.mobility.pk, 987654321

    first, second = (visitor.ask("GET", reverse("mobilities:detail", args=[pk])) for pk in (there, nowhere))

    assert first.url.replace(str(there), "") == second.url.replace(str(nowhere), "")
    assert (first.content, first.headers.keys()) == (second.content, second.headers.keys())


@pytest.mark.parametrize("address", LATER)
def test_the_demo_addresses_are_not_there(address):
    with pytest.raises(Resolver404):
        resolve(f"/{address}")
