"""What the coordinator does with answers: asks for them, records them, deals with them."""

import pytest

from companies.models import CompanyContact
from doallvet.accounts.models import User
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from mobilities.actions import approval, asking
from mobilities.choices import Answer, Channel, Outcome, Owner, Reason, Review
from mobilities.forms.answer import AnswerForm
from mobilities.models import Approval, Evidence, Mobility
from mobilities.terms import fingerprint, questions, terms
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.stay import Stay, photo, said, zipped

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(client, settings, tmp_path, planned):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(planned.ana)
    return planned


def give(stay, answer, owner=Owner.HOST_COMPANY, **words):
    mobility = stay.fresh()
    shown = fingerprint(terms(mobility, owner))
    person = stay.heike if owner == Owner.HOST_COMPANY else stay.rosa
    return approval.give(
        questions(mobility, owner)[0],
        answer=answer,
        person=person,
        shown=shown,
        channel=Channel.SIGNED_IN,
        at=NOW,
        **words,
    )


def ask(client, stay, key="G03", text=""):
    return client.post(stay.address("ask", key), {"ask-text": text}, follow=True)


def settle(client, stay, answer, say):
    return client.post(stay.address("settle", "G03", approval_pk=answer.pk), {"say": say}, follow=True)


def record(client, stay, key="G03", **fields):
    page = client.get(stay.address("record", key))
    form = {
        "channel": "phone",
        "answer": "approve",
        "typed_name": "Heike Sommer",
        "shown": page.context["form"].initial["shown"],
    }
    return client.post(stay.address("record", key), form | fields)


# -- asking


def test_those_who_sign_get_a_message_with_the_coordinators_words(client, stay):
    answer = ask(client, stay, text="We can move the stay. <b>When?</b>")

    notice = Notice.objects.get(kind="question")
    assert said(answer) == ["A message with a personal link is on its way."]
    assert (notice.person, notice.data["text"]) == (stay.heike, "We can move the stay. <b>When?</b>")


def test_they_are_asked_once_a_day(client, stay):
    ask(client, stay)

    answer = ask(client, stay)

    assert (answer.status_code, Notice.objects.filter(kind="question").count()) == (422, 1)
    assert said(answer) == ["They were already asked today. Give them until tomorrow, or call them."]


def test_nobody_to_write_to_is_said(client, stay):
    CompanyContact.objects.filter(person=stay.heike).update(ended_at=NOW)

    answer = ask(client, stay)

    assert said(answer)[0].startswith("Nobody with an e-mail address is known who signs for the host company.")


def test_words_that_are_too_long_are_said_and_kept(client, stay):
    answer = ask(client, stay, text="Ω" * 2001)

    assert (answer.status_code, Notice.objects.filter(kind="question").count()) == (422, 0)
    assert "Ω" * 2001 in answer.text


def test_the_page_suggests_an_answer_to_the_reason_in_their_language(client, stay):
    User.objects.filter(pk=stay.heike.pk).update(language="es")
    give(stay, Answer.DECLINE, reason=Reason.OTHER)

    page = client.get(stay.address("step", "G03"))

    assert (
        page.context["ask"].initial["text"]
        == "Gracias por decírnoslo. ¿Podemos llamarle para encontrar juntos una solución?"
    )


def test_a_host_is_asked_for_no_reasons_of_an_employer():
    reasons = dict(AnswerForm(owner=Owner.HOST_COMPANY).fields["reason"].choices)

    assert Reason.SAFETY in reasons
    assert not {Reason.COST_OF_PAY, Reason.FEAR_OF_LOSS, Reason.TOO_PRODUCTIVE} & set(reasons)


def test_asking_again_deals_with_the_refusal(client, stay):
    give(stay, Answer.DECLINE, reason=Reason.EXAM)

    ask(client, stay, text="After the exam?")

    assert list(Approval.objects.to_look_at()) == []
    assert Approval.objects.live().get().settled_by == stay.ana


def test_the_same_no_after_a_reply_is_a_new_answer(client, stay):
    give(stay, Answer.DECLINE, reason=Reason.EXAM)
    ask(client, stay, text="After the exam?")

    again = give(stay, Answer.DECLINE, reason=Reason.EXAM)

    assert list(Approval.objects.to_look_at()) == [again]


# -- dealing with answers


def test_conditions_that_are_accepted_close_the_step(client, stay):
    answer = give(stay, Answer.CONDITIONS, text="Not on Mondays")

    for _ in range(2):  # a double click
        settle(client, stay, answer, "accept")

    assert stay.step("G03").outcome == Outcome.DONE
    assert Event.objects.about(stay.mobility).filter(verb="conditions_accepted").count() == 1


def test_conditions_that_are_not_accepted_never_count_as_a_yes(client, stay):
    answer = give(stay, Answer.CONDITIONS, text="Not on Mondays")

    settle(client, stay, answer, "seen")

    answer.refresh_from_db()
    assert (answer.agrees, stay.step("G03").done_at) == (False, None)
    assert list(Approval.objects.to_look_at()) == []


def test_asking_again_instead_of_accepting_is_no_yes_either(client, stay):
    answer = give(stay, Answer.CONDITIONS, text="Not on Mondays")

    ask(client, stay, text="Mondays are school days")

    answer.refresh_from_db()
    assert (answer.agrees, list(Approval.objects.live())) == (False, [])


def test_an_answer_that_was_replaced_meanwhile_cannot_be_accepted(client, stay):
    former = give(stay, Answer.CONDITIONS, text="Not on Mondays")
    give(stay, Answer.DECLINE, reason=Reason.SAFETY)

    answer = settle(client, stay, former, "accept")

    assert said(answer) == ["This answer does not stand any more. Please look at the newest one."]
    assert stay.step("G03").done_at is None


def test_a_refusal_is_noted_as_dealt_with(client, stay):
    answer = give(stay, Answer.DECLINE, reason=Reason.SAFETY)

    settle(client, stay, answer, "seen")

    answer.refresh_from_db()
    assert (answer.settled_by, list(Approval.objects.to_look_at())) == (stay.ana, [])


def test_an_answer_to_another_step_is_not_there_under_this_one(client, stay):
    answer = give(stay, Answer.DECLINE, Owner.HOME_EMPLOYER, reason=Reason.SAFETY)

    assert settle(client, stay, answer, "seen").status_code == 404


# -- recording


def test_an_answer_by_phone_is_kept_in_the_name_of_who_signs(client, stay):
    answer = record(client, stay)

    row, event = Approval.objects.get(), Event.objects.about(stay.mobility).get(verb="answered_approve")
    assert answer.url == stay.address("step", "G03")
    assert (row.person, row.recorded_by, row.channel, row.typed_name) == (
        stay.heike,
        stay.ana,
        Channel.PHONE,
        "Heike Sommer",
    )
    assert (event.by, event.for_whom) == (stay.ana, str(stay.heike))
    assert stay.step("G03").outcome == Outcome.DONE


def test_an_answer_on_paper_comes_with_its_paper(client, stay):
    without = record(client, stay, channel="paper")
    record(client, stay, channel="paper", file=photo())

    assert (without.status_code, without.context["form"].errors["file"]) == (422, ["Add the paper as a file."])
    assert Approval.objects.get().evidence == Evidence.objects.get()
    assert Evidence.objects.get().state == Review.ACCEPTED


def test_a_paper_that_is_none_keeps_nothing(client, stay):
    answer = record(client, stay, channel="paper", file=zipped())

    assert (answer.status_code, Approval.objects.count(), Evidence.objects.count()) == (422, 0, 0)
    assert said(answer)[0].startswith("This is an office document or an archive")


def test_a_change_in_between_keeps_neither_answer_nor_paper_nor_file(client, stay, tmp_path):
    page = client.get(stay.address("record", "G03"))
    Mobility.objects.filter(pk=stay.mobility.pk).update(host_city="Leipzig")
    stay.fresh().parties.filter(role="host_signatory").update(site=None)
    form = {"channel": "paper", "answer": "approve", "typed_name": "H", "shown": page.context["form"].initial["shown"]}

    answer = client.post(stay.address("record", "G03"), form | {"file": photo()})

    kept = Approval.objects.count(), Evidence.objects.count(), len(list(tmp_path.rglob("*.jpg")))
    assert (answer.status_code, kept) == (409, (0, 0, 0))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"answer": "decline"}, "reason"),
        ({"answer": "approve_with_conditions"}, "text"),
        ({"channel": "pigeon"}, "channel"),
        ({"typed_name": ""}, "typed_name"),
    ],
)
def test_a_record_without_what_makes_it_one_comes_back(client, stay, fields, name):
    answer = record(client, stay, **fields)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [name])
    assert Approval.objects.count() == 0


def test_somebody_must_be_named_who_signs(client, stay):
    stay.fresh().parties.filter(role="host_signatory").update(person=None)

    answer = record(client, stay)

    assert said(answer) == ["Name first who signs for the host company."]


def test_a_step_that_asks_nobody_has_no_answer_to_record(client, stay):
    answer = client.get(stay.address("record", "P01"), follow=True)

    assert said(answer) == ["Nobody is asked for an answer to this step."]


@pytest.mark.parametrize("who", ["raul", "jonas", "lucia", "rosa"])
def test_only_the_sending_coordinator_records_and_settles(client, stay, who):
    answer = give(stay, Answer.DECLINE, Owner.HOME_EMPLOYER, reason=Reason.SAFETY)
    client.force_login(getattr(stay, who))

    statuses = [
        client.get(stay.address("record", "G02")).status_code,
        client.post(stay.address("settle", "G02", approval_pk=answer.pk)).status_code,
    ]

    assert statuses == [403, 403]


def test_signers_are_those_who_still_act_for_the_party(stay):
    CompanyContact.objects.filter(person=stay.rosa).update(ended_at=NOW)

    signers = asking.all_signers(stay.fresh())

    assert (signers[Owner.HOST_COMPANY], signers.get(Owner.HOME_EMPLOYER, [])) == ([stay.heike], [])
