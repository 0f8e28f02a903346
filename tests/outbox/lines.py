"""Kinds of notices for the tests. Their subject is a person; once that person is inactive nothing is owed any more."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.outbox.writers import Line, Pace, writes


def news(notices):
    people = User.objects.filter(is_active=True).in_bulk([notice.subject_id for notice in notices])
    return {
        notice.pk: Line(
            subject=notice.data.get("subject", f"News of {people[notice.subject_id].first_name}"),
            paragraphs=(
                notice.data.get("text", "Something happened."),
                f"{_('Yes')} {translation.get_language()} {timezone.localtime(notice.made_at):%H:%M}",
            ),
            link=notice.data.get("link", "/accounts/login/"),
            label="Have a look",
        )
        for notice in notices
        if notice.subject_id in people
    }


@writes("test-news", "News", optional=True)
def write_news(notices):
    return news(notices)


@writes("test-urgent", "Urgent news", pace=Pace.ALONE)
def write_urgent(notices):
    return news(notices)


@writes("test-step", "Steps")
def write_step(notices):
    return news(notices)


@writes("test-secret", "Secrets", secret=True)
def write_secret(notices):
    return news(notices)


@writes("test-code", "Codes", pace=Pace.AT_ONCE)
def write_code(notices):
    return news(notices)


@writes("test-broken", "Broken news")
def write_broken(notices):
    return {notice.pk: Line(subject=notice.data["missing"]) for notice in notices}
