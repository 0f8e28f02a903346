"""Messages in the words of a centre: whose words hold, what stays whatever they are, and what it costs."""

from datetime import date

import pytest
from django.utils import translation

from doallvet.history.models import Event
from doallvet.outbox import actions as outbox
from doallvet.outbox import compose
from doallvet.outbox.models import Mail, Notice
from doallvet.outbox.wording import MESSAGES, Draft, Words, say
from doallvet.outbox.words import lines, message
from mobilities.actions import decision, wording
from mobilities.choices import Decision
from mobilities.models import Wording
from mobilities.rules import wording as rules
from tests.factories import NOW, make_apprentice, make_coordinator, make_mobility
from tests.kept import kept
from tests.mobilities.stay import Stay
from tests.outbox.morning import morning

pytestmark = pytest.mark.django_db
OWN = Words("Think of it: {{ title }}", "Dear all,\n\n{{ about }}\n\n{{ help }}\n\n \nYours, {{ centre }}")


@kept
def planned():
    return Stay(born_on=date(2010, 5, 4))


@pytest.fixture
def stay(settings, tmp_path, planned):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield planned


def publish(centre, message, words, *, language="en", seen=0):
    by = centre.members.coordinators().first().person
    return wording.publish(centre, message, language, words, seen=seen, by=by, at=NOW)


def remind(stay, person, key="R03"):
    """The notice that a step is the person's."""
    step = stay.step(key)
    data = {"due_on": step.due_on.isoformat()}
    outbox.owe("step-reminder", person=person, subject=step, at=NOW, data=data)
    return step, Notice.objects.select_related("person").get(kind="step-reminder")


def test_the_words_are_those_of_the_sending_centre_and_the_rest_stays(stay):
    step, notice = remind(stay, stay.lucia)
    before = lines([notice], at=NOW)[notice.pk]
    publish(stay.centre, "step-due", OWN)
    publish(stay.hosting, "step-due", Words("Hosting", "Hosting"))

    line = lines([notice], at=NOW)[notice.pk]

    about = f"For the stay of Lucía García in Dresden: “{step.title}”, due on {step.due_on:%-d %b %Y}."
    assert line.subject == f"Think of it: {step.title}"
    assert line.paragraphs == ("Dear all,", about, *filter(None, [step.help]), "Yours, CIFP Río Sil")
    stays = ("otherwise", "link", "label", "why", "group", "reply_to")
    assert [getattr(line, name) for name in stays] == [getattr(before, name) for name in stays]


def test_the_mail_has_them_as_text_and_as_html_with_the_way_out(stay, now):
    stay.lucia.refusals.all().delete()
    publish(stay.centre, "decided-cancelled", Words("Called off <{{ town }}>", "Come & talk to us, {{ apprentice }}."))
    Notice.objects.all().delete()
    decision.move(stay.fresh(), Decision.CANCELLED, by=stay.ana, at=morning(now), reason="She stays at home")

    compose.compose(at=morning(now))

    mail = Mail.objects.get(person=stay.lucia)
    assert mail.subject == "Called off <Dresden>"
    assert "\nCome & talk to us, Lucía García.\n" in mail.text
    assert "Come &amp; talk to us, Lucía García." in mail.html
    assert all(said in mail.text for said in ("You get this because you take part", "Open the stay:", mail.unsubscribe))
    assert all(said in mail.html for said in ("Called off &lt;Dresden&gt;", ">Open the stay<", mail.unsubscribe))


def test_who_reads_a_language_without_own_words_gets_those_of_the_portal(stay):
    _step, notice = remind(stay, stay.lucia)
    publish(stay.centre, "step-due", OWN)
    notice.person.language = "es"

    assert lines([notice], at=NOW)[notice.pk].subject.startswith("Hasta el ")


def test_back_at_the_words_of_the_portal_they_hold_again(stay):
    _step, notice = remind(stay, stay.lucia)
    before = lines([notice], at=NOW)
    publish(stay.centre, "step-due", OWN)
    publish(stay.centre, "step-due", wording.SHIPPED, seen=1)

    assert lines([notice], at=NOW) == before


def test_words_that_name_what_is_named_no_more_do_not_hold(stay):
    _step, notice = remind(stay, stay.lucia)
    before = lines([notice], at=NOW)
    row = publish(stay.centre, "step-due", OWN)
    Wording.objects.filter(pk=row.pk).update(text="{{ gone }}")

    assert lines([notice], at=NOW) == before


def test_what_a_field_says_is_never_read_and_breaks_no_subject(stay):
    publish(stay.centre, "step-due", Words("Think of it, {{ apprentice }}", "Now, {{ apprentice }}."))
    stay.lucia.first_name = "{{ centre }} {% if help %}\r\nBcc: all@world.example\r\n"
    stay.lucia.save()
    _step, notice = remind(stay, stay.lucia)

    mail = message(stay.lucia, [lines([notice], at=NOW)[notice.pk]])

    assert mail["subject"] == "Think of it, {{ centre }} {% if help %} Bcc: all@world.example García"


def test_of_a_private_step_no_words_can_say_more(stay):
    fields = set(MESSAGES["paper-refused-private"].fields)

    assert fields == {"apprentice", "town", "begins", "ends", "centre", "about"}


def test_who_is_left_out_is_not_told_where_the_apprentice_goes_now():
    assert MESSAGES["left"].fields == ("apprentice", "centre")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", MESSAGES)
def test_the_words_of_the_portal_are_words_that_a_centre_could_write(name, language):
    with translation.override(language):
        known, names = MESSAGES[name], rules.example("CIFP Río Sil")
        shipped = known.shipped

        assert rules.faults(*shipped, known.fields) == {}
        assert set(known.fields) <= set(rules.FIELDS) & set(names)
        subject, paragraphs = say(Draft(name, None, names))
    assert "{" not in subject + "".join(paragraphs)
    assert all(
        names[field] in subject + "\n".join(paragraphs)
        for field in known.fields
        if f"{{ {field} }}" in "".join(shipped)
    )


@pytest.mark.parametrize("count", [1, 50])
def test_the_same_statements_whatever_the_number_of_messages(count, now, django_assert_num_queries):
    ana = make_coordinator()
    for _ in range(count):
        mobility = make_mobility(apprentice=make_apprentice(ana.centre), by=ana)
        decision.move(mobility, Decision.CANCELLED, by=ana, at=NOW, reason="All stay at home")
    Notice.objects.exclude(kind="mobility-changed").delete()
    publish(ana.centre, "decided-cancelled", Words("Own: {{ apprentice }}", "Own."))

    with django_assert_num_queries(28):
        compose.compose(at=morning(now))

    assert Mail.objects.filter(subject__startswith="Own: ").count() >= count


def test_the_history_of_the_centre_says_who_changed_which_words(stay):
    publish(stay.centre, "step-due", OWN)

    event = Event.objects.get(verb="words_published")
    assert (event.story_id, event.by, event.note) == (stay.centre.pk, stay.ana, "step-due")
