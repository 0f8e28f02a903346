"""The pages on which a centre writes the words of its messages."""

import pytest
from django.urls import reverse

from doallvet.outbox.wording import MESSAGES, Words
from mobilities.actions import wording
from mobilities.models import Wording
from tests.factories import NOW, make_coordinator

pytestmark = pytest.mark.django_db
OWN = Words("Hola {{ apprentice }}", "Es hora de {{ title }}.\n\n{{ help }}")


@pytest.fixture
def ana(client):
    ana = make_coordinator(first_name="Ana")
    client.force_login(ana)
    return ana


def address(ana, name="step-due", language="en", page="wording"):
    return reverse(f"mobilities:{page}", args=[ana.centre.pk, name, language])


def publish(ana, words=OWN, seen=0, language="en"):
    return wording.publish(ana.centre, "step-due", language, words, seen=seen, by=ana, at=NOW)


def typed(answer, **changes):
    """What a browser would send from this page, with some fields changed."""
    return {field.name: field.value() for field in answer.context["form"]} | {"then": "publish"} | changes


def kept(ana):
    rows = Wording.objects.filter(centre=ana.centre).order_by("-number")
    return list(rows.values_list("language", "number", "subject", "text"))


def test_the_words_of_the_portal_are_changed_and_published(client, ana):
    page = client.get(address(ana))

    answer = client.post(address(ana), typed(page, subject="Soon: {{ title }}"))

    text = "{{ about }}\n\n{{ help }}"
    assert (page.context["form"]["subject"].value(), page.context["form"]["text"].value()) == (
        "By {{ date }}: {{ title }} ({{ apprentice }})",
        text,
    )
    assert (answer.status_code, answer.url) == (302, address(ana))
    assert kept(ana) == [("en", 1, "Soon: {{ title }}", text)]


def test_each_language_has_words_of_its_own(client, ana):
    publish(ana)

    page = client.get(address(ana, language="es"))

    assert page.context["form"]["subject"].value() == "Hasta el {{ date }}: {{ title }} ({{ apprentice }})"
    assert client.post(address(ana, language="es"), typed(page, subject="Ya")).status_code == 302
    assert [row[:3] for row in kept(ana)] == [("en", 1, OWN.subject), ("es", 1, "Ya")]


def test_a_double_click_publishes_once(client, ana):
    data = typed(client.get(address(ana)), subject="Soon")

    assert [client.post(address(ana), data).status_code for _click in range(2)] == [302, 302]
    assert [row[1] for row in kept(ana)] == [1]


def test_one_goes_back_to_the_words_of_the_portal_and_to_a_version(client, ana):
    row = publish(ana)
    data = typed(client.get(address(ana)), then="shipped")

    back = client.post(address(ana), data, follow=True)
    again = client.get(address(ana), {"from": row.pk})

    assert kept(ana)[0] == ("en", 2, "", "")
    assert back.context["form"]["text"].value() == "{{ about }}\n\n{{ help }}"
    assert (back.context["own"], [version.number for version in back.context["versions"]]) == (False, [2, 1])
    assert again.context["form"]["subject"].value() == OWN.subject
    assert client.post(address(ana), typed(again)).status_code == 302
    assert kept(ana)[0] == ("en", 3, *OWN)


def test_whoever_was_slower_sees_both_and_loses_nothing(client, ana):
    page = client.get(address(ana))
    publish(ana)

    answer = client.post(address(ana), typed(page, subject="Mine"))

    assert (answer.status_code, len(kept(ana))) == (409, 1)
    assert "Somebody published other words" in answer.text
    assert OWN.subject in answer.text
    assert answer.context["form"]["subject"].value() == "Mine"
    assert client.post(address(ana), typed(answer)).status_code == 302
    assert [row[1:3] for row in kept(ana)] == [(2, "Mine"), (1, OWN.subject)]


def test_going_back_on_an_old_page_overwrites_nothing_either(client, ana):
    publish(ana)
    page = client.get(address(ana))
    publish(ana, Words("Other", "Other"), seen=1)

    assert client.post(address(ana), typed(page, then="shipped")).status_code == 409
    assert [row[1] for row in kept(ana)] == [2, 1]


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("subject", "{{ password }}", "“password” is no field."),
        ("subject", "{{ ''.__class__ }}", "Only {{ field }} and {% if condition %}"),
        ("subject", "Hello\nBcc: all@world.example", "A subject is one line."),
        ("subject", "Hello\r\nBcc: all@world.example", "A subject is one line."),
        ("subject", "Hello\x1b", "There is a character that cannot be seen"),
        ("subject", "Hello \u202egpj.exe", "There is a character that cannot be seen (RIGHT-TO-LEFT OVERRIDE)."),
        ("subject", "x" * 151, "There can be 150 characters; here are 151."),
        ("subject", " ", "Write something here"),
        ("text", "", "Write something here"),
        ("text", "Fine.\n{{ secret }}", "Line 2: “secret” is no field."),
        ("text", "{% if help %}open", "Line 1: An {% if … %} is open: {% endif %} is missing."),
        ("text", "{% for a in help %}{% endfor %}", "Line 1: Only {{ field }}"),
        ("text", "x" * 3001, "There can be 3000 characters; here are 3001."),
    ],
)
def test_what_is_refused_is_said_at_its_field_while_one_types_and_when_one_publishes(client, ana, field, text, fault):
    data = typed(client.get(address(ana)), **{field: text})

    looked = client.post(address(ana), data | {"check": "1"})
    framed = client.post(address(ana, page="wording-mail"), data)
    answer = client.post(address(ana), data)

    assert (looked.status_code, framed.status_code, answer.status_code, kept(ana)) == (200, 422, 422, [])
    assert [fault in looked.context["wrong"][0], fault in answer.context["form"][field].errors[0]] == [True, True]
    assert looked.context["mail"] is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("question-host", ["text"]),
        ("paper-refused", ["reason"]),
        ("start-gate", ["open"]),
        ("sign-carried", ["changes"]),
        ("session-moved", ["hours", "meet"]),
        ("consent-taken-back", ["title", "apprentice"]),
        ("left", ["apprentice"]),
        ("step-due", []),
    ],
)
def test_what_is_said_nowhere_else_has_to_stay(client, ana, name, kept):
    page = client.get(address(ana, name))

    answer = client.post(address(ana, name), typed(page, text="Look at the page."))

    assert answer.status_code == (422 if kept else 302)
    if kept:
        faults = [f"{{{{ {field} }}}} has to stay: it is said nowhere else." for field in kept]
        assert answer.context["form"]["text"].errors == faults


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("{% if note %}{{ hours }} {{ meet }}{% endif %}", 422),
        ("{% if note %}{{ note }}{% else %}{{ hours }} {{ meet }}{% endif %}", 422),
        ("{{ hours }}{% if meet %} {{ meet }}{% endif %}", 302),
    ],
)
def test_what_stays_is_said_whatever_else_is_empty(client, ana, text, status):
    page = client.get(address(ana, "session-moved"))

    assert client.post(address(ana, "session-moved"), typed(page, text=text)).status_code == status


def test_the_example_shows_text_and_mail_before_anything_is_kept(client, ana):
    data = typed(client.get(address(ana)), subject="<b>{{ apprentice }}</b>", text="For {{ title }}.\n\n{{ help }}")

    looked = client.post(address(ana), data | {"check": "1"})
    framed = client.post(address(ana, page="wording-mail"), data)

    mail = looked.context["mail"]
    assert mail["subject"] == "<b>Lucía García</b>"
    assert mail["text"].startswith(
        "Hello Alex,\n\nFor Insurance for the stay.\n\nHand in the confirmation of the insurance.\n\n"
        "As long as it is open you are reminded again.\n\nOpen the stay:\nhttp://testserver/\n\n"
    )
    assert framed.text == mail["html"]
    assert "&lt;b&gt;Lucía García&lt;/b&gt;" in framed.text
    assert "<b>Lucía García</b>" not in looked.text + framed.text
    assert (framed.headers["X-Frame-Options"], kept(ana)) == ("SAMEORIGIN", [])


def test_the_frame_begins_with_the_words_that_hold(client, ana):
    publish(ana)

    assert "Es hora de Insurance for the stay." in client.get(address(ana, page="wording-mail")).text
    assert "Seguro para la estancia" in client.get(address(ana, language="es", page="wording-mail")).text


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_message_has_a_page_on_which_its_own_words_hold(client, ana, name, language):
    page = client.get(address(ana, name, language))

    assert (page.status_code, page.context["wrong"]) == (200, [])
    assert client.post(address(ana, name, language), typed(page, subject="Own")).status_code == 302


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_says_in_whose_words_each_message_is(client, ana, count, django_assert_num_queries):
    for name in list(MESSAGES)[:count]:
        for language in ("en", "es"):
            wording.publish(ana.centre, name, language, Words("A", MESSAGES[name].shipped.text), seen=0, by=ana, at=NOW)
    centre = reverse("centres:detail", args=[ana.centre.pk])
    overview = reverse("mobilities:wordings", args=[ana.centre.pk])
    client.get(overview)

    with django_assert_num_queries(5):
        answer = client.get(overview)

    rows = [task for group in answer.context["groups"] for task in group["tasks"]]
    assert [row["status"] for row in rows].count("your own: English, español") == count
    assert len(rows) == len(MESSAGES)
    assert overview in client.get(centre).text


@pytest.mark.parametrize(("name", "language"), [("nothing", "en"), ("sign-code", "en"), ("step-due", "xx")])
def test_what_is_no_message_is_not_found(client, ana, name, language):
    assert client.get(address(ana, name, language)).status_code == 404
    assert client.post(address(ana, name, language, "wording-mail")).status_code == 404
