"""The pages of a memorandum: prepared, checked, issued, signed; for the two centres only."""

import pytest
from django.urls import reverse

from centres.choices import MemberRole
from centres.models import Memorandum, Partnership
from doallvet.accounts.models import User
from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail
from doallvet.signing.models import Signature, Version
from tests.centres.memoranda import TYPED, between, issue, place, sign, sign_both, write
from tests.factories import NOW, make_member, make_partnership

pytestmark = pytest.mark.django_db
FORM = TYPED | {"then": "check", "version": "1"}
FORM |= {name: "\n".join(TYPED[name]) for name in ("qualifications", "emergency_contacts")}


@pytest.fixture
def partnership(time_machine, coordinator, partner):
    time_machine.move_to(NOW, tick=False)
    return between(coordinator, partner)


def page(partnership, name="paper", *more):
    return reverse(f"centres:memorandum-{name}", args=[partnership.pk, *more])


def test_from_the_partnership_to_the_issued_paper(client, partnership, coordinator, partner):
    client.force_login(coordinator)
    assert "Prepare the memorandum" in client.get(reverse("centres:partnership", args=[partnership.pk])).text
    shown = client.get(page(partnership))
    assert f"Ana Prada · CIFP Río Sil · {coordinator.email}" in shown.text

    contacts = {"contacts": "Ana Prada\nJonas Prueba", "sends": coordinator.centre.pk}
    saved = client.post(page(partnership), FORM | contacts)
    checked = client.get(saved.url)
    form = checked.context["form"]
    sent = {field.name: field.value() for field in form}
    issued = client.post(saved.url, sent)

    version = Version.objects.get()
    assert (saved.url, issued.url) == (page(partnership, "check"), page(partnership))
    assert sent == {
        "first": "es",
        "second": "de",
        "version": 2,
        "sending_centre": str(coordinator.pk),
        "hosting_centre": str(partner.pk),
    }
    assert version.data["fields"]["contacts"] == ["Ana Prada", "Jonas Prueba"]
    assert [row.person for row in version.signatories.all()] == [coordinator, partner]


def test_who_is_missing_stands_on_the_page_and_on_that_of_the_partnership(client, partnership, coordinator):
    version = issue(partnership, coordinator)
    sign(version, "sending_centre")
    client.force_login(coordinator)

    paper, centres = client.get(page(partnership)), client.get(reverse("centres:partnership", args=[partnership.pk]))

    assert "waited for since 23 Nov 2026" in paper.text
    assert "Missing: hosting centre (waited for since 23 Nov 2026)" in centres.text


def test_each_centre_signs_signed_in_or_from_its_link(client, partnership, coordinator, partner):
    version = issue(partnership, coordinator, languages=["en", "de"])
    client.force_login(coordinator)
    row = place(version, "sending_centre")
    assert reverse("sign", args=[row.pk]) in client.get(page(partnership)).text
    said = {"act": "sign", "typed_name": "Ana Prada", "agreed": "on", "read_in": "en", "shown": version.content_hash}
    client.post(reverse("sign", args=[row.pk]), said)
    client.logout()
    compose(at=NOW)
    mail = Mail.objects.get(person=partner)

    address = next(word for word in mail.text.split() if "/l/" in word)
    opened = client.get(address[address.index("/l/") :], follow=True)
    client.post(opened.request["PATH_INFO"], said | {"typed_name": "Jonas Prueba"})

    version.refresh_from_db()
    assert "CIFP Río Sil asks you" in opened.text
    assert "We find companies that fit the learning goals" in opened.text
    assert dict(Signature.objects.values_list("typed_name", "way")) == {
        "Ana Prada": "signed_in",
        "Jonas Prueba": "link",
    }
    assert version.completed_at == NOW


def test_the_file_that_was_filed_before_is_still_there(client, partnership, coordinator):
    Partnership.objects.filter(pk=partnership.pk).update(memorandum="memoranda/x.pdf", memorandum_name="of-2025.pdf")
    client.force_login(coordinator)
    before = client.get(reverse("centres:partnership", args=[partnership.pk])).text

    sign_both(issue(partnership, coordinator))
    after = client.get(reverse("centres:partnership", args=[partnership.pk])).text

    assert "of-2025.pdf" in before
    assert "Filed before:" not in before
    assert "of-2025.pdf" in after
    assert "signed by both on 23 Nov 2026" in after


def test_who_reads_the_partnership_reads_the_issued_memorandum_and_writes_nothing(client, partnership, coordinator):
    draft = write(partnership, coordinator, assessment="A secret draft")
    viewer = make_member(coordinator.centre, MemberRole.VIEWER).person
    client.force_login(viewer)
    before = client.get(page(partnership))
    version = issue(partnership, coordinator)

    after = client.get(page(partnership))
    file = client.get(page(partnership, "file", version.pk))

    assert ("Not issued yet" in before.text, "A secret draft" in before.text) == (True, False)
    assert (version.document.number in after.text, file.getvalue()[:5]) == (True, b"%PDF-")
    assert client.post(page(partnership), FORM).status_code == 403
    assert client.get(page(partnership, "check")).status_code == 403
    assert Memorandum.objects.get().draft_version == draft.draft_version + 1


def test_another_centre_finds_nothing(client, partnership, coordinator, stranger):
    version = issue(partnership, coordinator)
    row = place(version, "sending_centre")
    client.force_login(stranger)

    answers = [
        client.get(page(partnership)),
        client.post(page(partnership), FORM),
        client.get(page(partnership, "check")),
        client.get(page(partnership, "file", version.pk)),
        client.get(page(partnership, "sealed", version.pk)),
        client.post(page(partnership, "again", row.pk)),
        client.post(page(partnership, "letter", row.pk)),
        client.get(page(partnership, "scan", row.pk)),
        client.get(reverse("sign", args=[row.pk])),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_who_was_slower_sees_both_texts_and_nothing_is_lost(client, partnership, coordinator, partner):
    write(partnership, coordinator, assessment="By the mentor")
    client.force_login(partner)

    answer = client.post(page(partnership), FORM | {"assessment": "By the teacher", "sends": partner.centre.pk})

    assert answer.status_code == 409
    assert ("By the mentor" in answer.text, "By the teacher" in answer.text) == (True, True)
    assert Memorandum.objects.get().draft["assessment"] == "By the mentor"


def test_a_check_page_that_went_stale_issues_nothing(client, partnership, coordinator):
    write(partnership, coordinator)
    client.force_login(coordinator)
    sent = {field.name: field.value() for field in client.get(page(partnership, "check")).context["form"]}
    write(partnership, coordinator, assessment="Something else")

    answer = client.post(page(partnership, "check"), sent)

    assert (answer.status_code, Version.objects.exists()) == (409, False)
    assert "The draft changed since you checked it" in answer.text


def test_where_the_partnership_is_over_nothing_can_be_written_and_what_was_signed_stays(
    client, partnership, coordinator
):
    version = sign_both(issue(partnership, coordinator))
    Partnership.objects.filter(pk=partnership.pk).update(ended_at=NOW)
    client.force_login(coordinator)

    shown, sent = client.get(page(partnership)), client.post(page(partnership), FORM, follow=True)

    assert (shown.context["form"], version.document.number in shown.text) == (None, True)
    assert "This partnership is not in force" in sent.text


def test_before_a_partnership_is_accepted_nothing_of_the_other_centre_is_shown(client, coordinator, stranger):
    asked = make_partnership(coordinator.centre, stranger.centre, accepted=False)
    client.force_login(coordinator)

    answers = [
        client.get(page(asked)),
        client.post(page(asked), FORM, follow=True),
        client.post(page(asked), {"valid_until": "never"}, follow=True),
        client.get(page(asked, "check"), follow=True),
    ]

    assert [stranger.email in answer.text for answer in answers] == [False] * 4
    assert not Memorandum.objects.exists()


def test_a_colleague_is_asked_again_by_letter_or_on_paper(client, partnership, coordinator, partner):
    version = issue(partnership, coordinator)
    row = place(version, "hosting_centre")
    client.force_login(coordinator)

    again = client.post(page(partnership, "again", row.pk), follow=True)
    User.objects.filter(pk=row.person_id).update(email=None)
    shown = client.get(page(partnership)).text
    letter = client.post(page(partnership, "letter", row.pk))
    scan = client.get(page(partnership, "scan", row.pk))

    assert page(partnership, "letter", row.pk) in shown
    assert page(partnership, "letter", place(version, "sending_centre").pk) not in shown  # one's own
    assert "They were asked today already." in again.text
    assert letter["Content-Type"] == "application/pdf"
    assert "Signed on paper" in scan.text
