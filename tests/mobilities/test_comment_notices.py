"""What messages say of comments: to whom, by which door, and where an answer by mail goes."""

import pytest

from companies.choices import Function
from doallvet.accounts.models import PersonalLink
from doallvet.outbox.compose import compose
from doallvet.outbox.delivery import message
from doallvet.outbox.models import Mail
from doallvet.outbox.quotes import text_of
from doallvet.outbox.replies import Letter
from mobilities.actions import comment
from mobilities.choices import Owner
from mobilities.models import BlueprintStep, Mobility
from tests.factories import NOW, make_contact
from tests.mobilities.letters import SECRET, letter, post
from tests.mobilities.stay import Stay
from tests.mobilities.talks import write
from tests.outbox.morning import morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(time_machine, settings):
    time_machine.move_to(NOW, tick=False)
    settings.REPLY_DOMAIN = "reply.doallvet.example"
    return Stay()


def mails(person, at=NOW):
    compose(at=at)
    return list(Mail.objects.filter(person=person).order_by("pk"))


def test_who_is_told_reads_the_words_at_once_and_can_answer_by_mail(stay):
    write(stay, told=[Owner.HOST_COMPANY], text="At ten.\n\nBring <boots>.")

    mail = mails(stay.heike)[0]

    assert mail.subject == "Ana Prueba wrote to you (Lucía García)"
    assert "At ten.\n\nBring <boots>." in mail.text and "Bring &lt;boots&gt;." in mail.html
    assert mail.text.startswith("##- To answer by e-mail, write above this line.") and "##-" in mail.html
    assert message(mail).message()["Reply-To"] == mail.reply_to
    local, _, domain = mail.reply_to.partition("@")
    assert (domain, local, len(local) <= 64) == ("reply.doallvet.example", local.lower(), True)
    assert "/l/" in mail.text


def test_the_other_readers_find_it_in_the_digest(stay):
    write(stay, Owner.APPRENTICE, text="x" * 400)

    assert mails(stay.lucia) == []
    mail = mails(stay.lucia, morning(NOW))[0]

    assert "x" * 299 + "…" in mail.text and f"/mobilities/{stay.mobility.pk}/conversation/" in mail.text
    assert mail.reply_to and mail.unsubscribe


def test_a_digest_about_several_comments_is_not_answered_by_mail(stay):
    for text in ("One", "Two"):
        write(stay, Owner.APPRENTICE, text=text)

    mail = mails(stay.lucia, morning(NOW))[0]

    assert (mail.reply_to, "##-" in mail.text) == ("", False)


def test_without_a_domain_for_answers_there_is_no_address(stay, settings):
    settings.REPLY_DOMAIN = ""
    write(stay, told=[Owner.HOST_COMPANY])

    mail = mails(stay.heike)[0]

    assert (mail.reply_to, "##-" in mail.text, message(mail).message()["Reply-To"]) == ("", False, None)


def test_of_a_private_step_only_that_there_is_something(stay):
    BlueprintStep.objects.filter(pk=stay.step("R03").plan_id).update(private=True)
    title = stay.step("R03").title
    write(stay, told=[Owner.APPRENTICE], key="R03", text="Allergic to nuts.")

    mail = mails(stay.lucia)[0]

    assert "nuts" not in mail.text + mail.html and title not in mail.text + mail.subject


@pytest.mark.parametrize("change", ["taken back", "left"])
def test_what_is_not_theirs_any_more_is_told_to_nobody(stay, change):
    row = write(stay, told=[Owner.HOST_COMPANY])
    if change == "taken back":
        comment.take_back(row, by=stay.ana, coordinates=True, at=NOW)
    else:
        stay.host.contacts.update(ended_at=NOW)

    assert mails(stay.heike) == []


def test_of_a_stay_that_is_over_it_is_told_but_not_answered(stay):
    write(stay, told=[Owner.HOST_COMPANY])
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision="closed")

    assert mails(stay.heike)[0].reply_to == ""


@pytest.mark.parametrize("as_html", [False, True])
def test_an_answer_from_desktop_outlook_is_cut_above_its_header(stay, as_html):
    write(stay, told=[Owner.HOST_COMPANY])
    mail = mails(stay.heike)[0]
    header = "Von: doALLVET &lt;no-reply@doallvet.example&gt;<br>Gesendet: Montag, 23.<br>An: Heike<br>Betreff: Ana"
    html = f"<p>Gut, um zehn.</p><div><p>{header}</p></div>{mail.html}"

    letter = Letter((), "", "", "" if as_html else text_of(html), html if as_html else "", "")

    assert letter.words == "Gut, um zehn."


@pytest.mark.parametrize("who", ["heike", "ana"])
def test_of_a_step_that_is_needed_no_more_it_leads_to_the_stay(client, stay, who):
    write(
        stay,
        key="G03",
        told=[Owner.HOST_COMPANY, Owner.SENDING_COORDINATOR],
        by=stay.jonas,
        spoke_for="hosting_coordinator",
    )
    stay.mobility.steps.filter(pk=stay.step("G03").pk).update(needed=False)

    text = mails(getattr(stay, who))[0].text

    if who == "ana":
        assert f"/mobilities/{stay.mobility.pk}/conversation/" in text
    else:
        assert PersonalLink.objects.get(person=stay.heike, purpose="talk").version == ""


def test_a_message_says_who_reads_it_and_who_would_read_the_answer(stay):
    write(stay, Owner.HOSTING_COORDINATOR, Owner.HOME_EMPLOYER, told=[Owner.HOST_COMPANY])

    mail = mails(stay.heike)[0]

    others = "hosting centre, host company, others whom the sending centre knows"
    read = "sending centre, hosting centre, others whom the sending centre knows"
    for text in (mail.text, mail.html):
        assert f"Read by: {others}" in text and f"Your answer is read by: {read}." in text
    assert mail.text.splitlines()[0].startswith("##-") and read in mail.text.splitlines()[0]


@pytest.mark.parametrize("way", ["page", "mail"])
@pytest.mark.parametrize("who", ["teacher", "contact"])
def test_who_wrote_without_being_named_on_the_stay_is_told_of_the_answer(client, stay, settings, who, way):
    settings.REPLY_SECRET = SECRET
    person = stay.raul if who == "teacher" else make_contact(stay.host, stay.hosting, Function.MENTOR).person
    voice = Owner.SENDING_COORDINATOR if who == "teacher" else Owner.HOST_COMPANY
    row = write(stay, Owner.HOSTING_COORDINATOR, by=person, spoke_for=voice)

    if way == "mail":
        assert post(letter(row, stay.jonas, text="At ten.")) == 204
    else:
        client.force_login(stay.jonas)
        page = stay.address("conversation")
        initial = client.get(page).context["comment_form"].initial
        readers = [owner.value for owner in initial["readers"]]
        client.post(page, {"comment-token": initial["token"], "comment-text": "At ten.", "comment-readers": readers})

    assert "At ten." in mails(person, morning(NOW))[0].text
