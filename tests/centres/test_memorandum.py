"""The memorandum of a partnership: what is filled in, what is missing, who signs it, what a signature does."""

from datetime import date, timedelta

import pytest

from centres import memoranda
from centres.actions import memorandum as actions
from centres.actions import partnership as partnerships
from centres.models import Memorandum, Partnership
from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from doallvet.signing.actions import signature as signatures
from doallvet.signing.actions.seal import seal
from doallvet.signing.choices import State
from doallvet.signing.mark import printed_code
from doallvet.signing.models import Version
from doallvet.signing.papers import paper_of
from doallvet.signing.verdict import by_code
from tests.centres.memoranda import TYPED, between, issue, place, sign, sign_both, states, write
from tests.factories import NOW, TODAY, make_member, make_programme, make_user
from tests.signing.seals import key_file

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def partnership(time_machine, coordinator, partner):
    time_machine.move_to(NOW, tick=False)
    return between(coordinator, partner)


def draft(partnership):
    return memoranda.draft_of(partnership, ours=partnership.centre)


def test_it_says_what_the_portal_knows_of_the_two_centres(partnership, coordinator, partner):
    make_programme(coordinator.centre, qualification="Técnico")
    partner.phone = "+4935112345678"
    partner.save()
    Partnership.objects.filter(pk=partnership.pk).update(valid_until=date(2028, 12, 31))
    partnership.refresh_from_db()

    said = draft(partnership).values

    assert said["contacts"] == [
        f"Ana Prada · CIFP Río Sil · {coordinator.email}",
        f"Jonas Prueba · BSZ Elbufer · {partner.email} · +49 351 12345678",
    ]
    assert said["qualifications"] == ["Mecatrónica Industrial · Técnico · EQF 4"]
    assert said["emergency_contacts"] == ["Jonas Prueba, BSZ Elbufer · +49 351 12345678"]
    assert (said["sending"], said["hosting"], said["valid_until"]) == ("CIFP Río Sil", "BSZ Elbufer", "2028-12-31")


def test_what_is_missing_is_named_and_nothing_is_issued_before(partnership, coordinator):
    memorandum = write(partnership, coordinator, recognition="", objectives=["stays", "blended"])
    people = memoranda.signers(draft(partnership))

    with pytest.raises(Refused) as refused:
        actions.issue(
            partnership, signers=people, languages=["en"], version=memorandum.draft_version, by=coordinator, at=NOW
        )

    assert refused.value.reasons == [
        "“Validation and recognition” is missing.",
        "“Annex: blended stays” is missing.",
    ]


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        ("2026-11-22", "The last day is in the past. To stop working together today, end the partnership."),
        ("2099-01-01", "The last day is more than 15 years away: please check the year."),
    ],
)
def test_a_last_day_that_cannot_be_is_refused(partnership, coordinator, until, reason):
    write(partnership, coordinator, valid_until=until)

    found = actions.obstacles(draft(partnership), memoranda.signers(draft(partnership)), today=TODAY)

    assert found == [reason]


def test_an_annex_on_blended_stays_is_kept_also_where_the_aim_is_not_ticked(partnership, coordinator):
    version = issue(partnership, coordinator, blended_annex="Shared board; the sender assesses.")

    assert version.data["fields"]["blended_annex"] == "Shared board; the sender assesses."


def test_only_what_people_write_is_kept_in_the_draft(partnership, coordinator):
    write(partnership, coordinator)

    assert Memorandum.objects.get().draft == TYPED


def test_the_same_words_again_change_nothing_and_of_two_who_write_none_is_overwritten(
    partnership, coordinator, partner
):
    first = write(partnership, coordinator)
    assert write(partnership, coordinator, at=LATER).draft_version == first.draft_version == 2

    with pytest.raises(Stale, match="Somebody else changed this memorandum"):
        actions.save(partnership, {"assessment": "By us"}, sending=partnership.centre, version=1, by=partner, at=LATER)

    assert Memorandum.objects.get().draft["assessment"] == TYPED["assessment"]


def test_who_sends_can_be_chosen_until_it_is_issued(partnership, coordinator, partner):
    write(partnership, coordinator, sending=partner.centre)
    version = issue(partnership, coordinator, sending=partner.centre)
    write(partnership, coordinator, sending=coordinator.centre, assessment="Together")

    assert Memorandum.objects.get().sending == partner.centre
    assert version.data["fields"]["sending"] == "BSZ Elbufer"


def test_nothing_is_written_or_issued_where_the_partnership_is_not_in_force(partnership, coordinator):
    memorandum = write(partnership, coordinator)
    partnerships.end(partnership, by=coordinator, at=NOW)
    people = memoranda.signers(draft(partnership))

    for act in (
        lambda: write(partnership, coordinator, assessment="New"),
        lambda: actions.issue(
            partnership, signers=people, languages=["en"], version=memorandum.draft_version, by=coordinator, at=NOW
        ),
    ):
        with pytest.raises(Refused, match="This partnership is not in force"):
            act()


def test_it_is_issued_once_in_both_languages_and_both_are_asked_at_once(partnership, coordinator, partner):
    version = issue(partnership, coordinator)
    again = issue(partnership, coordinator, at=LATER)

    asked = set(Notice.objects.filter(kind="sign").values_list("person", flat=True))
    text = paper_of(version.document).html(version)
    assert (again, version.number, version.document.number[:3]) == (version, 1, "MU-")
    assert states(version) == {"sending_centre": State.WAITING, "hosting_centre": State.WAITING}
    assert asked == {coordinator.pk, partner.pk}
    assert 'lang="es">Memorando de entendimiento' in text
    assert 'lang="de">Datenschutz' in text


def test_both_sign_and_the_paper_is_sealed_and_can_be_checked(partnership, coordinator, settings):
    settings.SEAL_KEY = str(key_file())
    version = sign_both(issue(partnership, coordinator))

    assert seal(version.pk, at=NOW)

    version.refresh_from_db()
    verdict = by_code(version.document.number, printed_code(version.content_hash))
    assert (version.completed_at, bool(version.sealed_file)) == (NOW, True)
    assert verdict.title == "Authentic and signed by all"
    assert [row["who"] for row in verdict.places] == ["Ana Prada", "Jonas Prueba"]


def test_a_colleague_who_coordinates_signs_in_the_place_of_who_is_named_and_nobody_else(partnership, coordinator):
    version = issue(partnership, coordinator)
    colleague = make_member(coordinator.centre, first_name="Leo").person
    teacher = make_member(coordinator.centre, role="teacher").person

    with pytest.raises(Refused, match="You do not sign here any more"):
        sign(version, "sending_centre", person=teacher)
    signature = sign(version, "sending_centre", person=colleague)

    assert (signature.person, signature.deputises_for) == (colleague, coordinator)


def test_who_is_named_may_be_somebody_else_than_who_agreed_to_the_partnership(partnership, coordinator, partner):
    director = make_member(partner.centre, first_name="Greta").person
    version = issue(partnership, coordinator, signers={"hosting_centre": director})

    assert place(version, "hosting_centre").person == director
    assert memoranda.signers(draft(partnership))["hosting_centre"] == director


def test_a_change_asks_both_again_and_a_new_name_only_whom_it_concerns(partnership, coordinator, partner):
    director = make_member(partner.centre, first_name="Greta").person
    first = sign_both(issue(partnership, coordinator))

    named = issue(partnership, coordinator, at=LATER, signers={"hosting_centre": director})
    changed = issue(partnership, coordinator, at=LATER, assessment="Together, in a talk")

    assert [first.number, named.number, changed.number] == [1, 2, 3]
    assert states(named) == {"sending_centre": State.CARRIED, "hosting_centre": State.WAITING}
    assert states(changed) == {"sending_centre": State.WAITING, "hosting_centre": State.WAITING}
    paper = paper_of(changed.document)
    assert paper.changes(place(changed, "sending_centre")) == [
        ("Assessment and documentation", "The mentor, on the assessment sheet.", "Together, in a talk")
    ]


def test_when_both_have_signed_the_partnership_lasts_as_long_as_it_says_and_never_shorter(partnership, coordinator):
    def last_day(**fields):
        Partnership.objects.filter(pk=partnership.pk).update(**fields)
        sign_both(issue(partnership, coordinator, assessment=f"Until {fields}"))
        return Partnership.objects.get(pk=partnership.pk).valid_until

    assert last_day(valid_until=date(2027, 1, 31)) == date(2029, 6, 30)
    assert last_day(valid_until=date(2031, 1, 31)) == date(2031, 1, 31)
    assert last_day(valid_until=None) is None


def test_a_wish_for_a_change_is_told_to_the_coordinators_of_both_centres_but_who_has_it(
    partnership, coordinator, partner
):
    colleague = make_member(partner.centre, first_name="Greta").person
    version = issue(partnership, coordinator)
    row = place(version, "hosting_centre")

    signatures.answer(row, State.CHANGE, person=partner, shown=version.content_hash, text="One year", at=NOW)

    told = set(Notice.objects.filter(kind="memorandum_answered").values_list("person", flat=True))
    assert told == {coordinator.pk, colleague.pk}
    assert Event.objects.get(verb="memorandum_change_asked").note == "One year"


def test_nobody_signs_any_more_when_the_partnership_has_ended(partnership, coordinator):
    version = issue(partnership, coordinator)
    partnerships.end(partnership, by=coordinator, at=NOW)

    with pytest.raises(Refused, match="nothing is signed any more"):
        sign(version, "sending_centre")


def test_a_file_that_was_never_made_is_asked_for_again(partnership, coordinator):
    version = issue(partnership, coordinator)
    Version.objects.filter(pk=version.pk).update(file="", file_hash="", built_at=None)

    assert actions.build_again() == 1
    assert actions.build_file(version.pk, at=LATER)
    assert not actions.build_file(version.pk, at=LATER)


def test_two_who_would_sign_with_one_address_are_named_and_stop_it(partnership, coordinator):
    stranger = make_user(email="office@example.example")
    people = dict.fromkeys(["sending_centre", "hosting_centre"], stranger)
    write(partnership, coordinator)

    found = actions.obstacles(draft(partnership), people, today=TODAY)

    assert found == [
        "Sending centre and hosting centre have one address, office@example.example: each party signs for itself."
    ]
