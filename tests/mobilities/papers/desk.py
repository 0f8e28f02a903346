"""Telephones in a real browser, each with the personal link of one party opened."""

from django.utils import timezone

from doallvet.accounts import links
from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail
from tests.mobilities.signing import place

SIGN = "#sign button:has-text('Sign')"


class Desk:
    """Opens what somebody signs as they do: with a link, on a telephone of 320 pixels."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address

    def phone(self):
        context = self.browser.new_context(
            viewport={"width": 320, "height": 640},
            has_touch=True,
            is_mobile=True,
            base_url=self.address,
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        return context.new_page()

    def link(self, version, party):
        row = place(version, party)
        made = links.make("sign", person=row.person, subject=row, by=None, at=timezone.now())
        return "/" + made.split("/", 3)[3]

    def open(self, version, party):
        page = self.phone()
        page.goto(self.link(version, party))
        return page


def fill(page, name="Lucía García"):
    page.fill("[name=typed_name]", name)
    page.check("[name=agreed]")


def sign(page, name="Lucía García"):
    fill(page, name)
    page.click(SIGN)


def mail(subject):
    """The newest message with these words, made now."""
    compose(at=timezone.now())
    return Mail.objects.filter(subject__contains=subject).latest("pk")


def wait_until(page, true):
    """Wait for what the other side does, while the browser goes on."""
    for _ in range(100):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not happen within ten seconds.")
