"""The mails of the sign-in: in the person's language, with this instance's address."""

import pytest
from django.urls import reverse

from tests.accounts.mails import last_mail
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_a_forged_host_does_not_reach_the_mail(client, settings, page):
    settings.SITE_URL = "https://portal.example"
    settings.ALLOWED_HOSTS = ["*"]
    person = make_user("ana@sil.example", first_name="Ana")

    client.post(reverse(page), {"email": "ana@sil.example"}, headers={"host": "evil.example"})
    mail = last_mail(person)

    assert "evil.example" not in mail.subject + mail.text
    assert "https://portal.example" in mail.text
    assert mail.text.startswith("Hello Ana,")


def test_a_new_password_is_set_through_the_link_in_the_mail(client, settings):
    settings.SITE_URL = "https://portal.example"
    person = make_user("ana@sil.example")
    client.post(reverse("account_reset_password"), {"email": "ana@sil.example"})
    link = next(word for word in last_mail(person).text.split() if word.startswith("https://portal.example/accounts/"))

    form = client.get(link.removeprefix("https://portal.example"))
    client.post(form.url, {"password1": "long-and-winding-7", "password2": "long-and-winding-7"})

    person.refresh_from_db()
    assert person.check_password("long-and-winding-7")


def test_the_code_comes_in_the_persons_language(client):
    person = make_user("ana@sil.example", language="es")

    client.post(reverse("account_request_login_code"), {"email": "ana@sil.example"}, headers={"accept-language": "en"})

    assert "código" in last_mail(person).text
