"""The rules of the countries as rows: versions, two kinds of time, and what every process knows of them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from companies import law
from companies.actions import law as actions
from companies.models import Rule
from companies.profiles import Book, profiles, shipped_book
from companies.rules.law import ONCE
from companies.rules.shipped import shipped
from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from tests.factories import NOW, TODAY, make_user

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def admin():
    return make_user("admin@instance.example", first_name="Ines", last_name="Admin", is_staff=True)


def rule(key):
    return Rule.objects.newest().get(key=key)


def test_the_rows_say_what_the_files_say():
    assert profiles() == shipped_book().profiles()
    assert list(profiles()) == list(shipped_book().profiles())


def test_loading_again_changes_nothing(capsys):
    before = list(Rule.objects.values_list("pk", "version"))

    call_command("load_rules")

    assert capsys.readouterr().out == "0 new rules, 0 new sources\n"
    assert list(Rule.objects.values_list("pk", "version")) == before


def test_a_correction_is_a_new_version_and_the_old_one_stays(admin):
    refund = rule("AT-LEHRE-refund")

    newer = actions.correct(refund, {"says": refund.says | {"within_months": 4}}, note="Four", by=admin, at=NOW)

    assert [(row.version, row.says["within_months"]) for row in Rule.objects.filter(key=refund.key)] == [(2, 4), (1, 3)]
    assert Event.objects.about(newer).get().verb == "rule_changed"
    assert (newer.made_by, newer.note, newer.reviewed_on, newer.reviewed_by) == (admin, "Four", TODAY, "Ines Admin")
    assert profiles()["AT-LEHRE"].refunds[0].within_months == 4


def test_what_was_known_at_a_time_can_be_asked(admin):
    refund = rule("AT-LEHRE-refund")
    actions.correct(refund, {"says": refund.says | {"within_months": 4}}, note="Four", by=admin, at=LATER)

    months = [
        profiles(at)["AT-LEHRE"].refunds[0].within_months for at in (None, LATER, NOW, datetime(2020, 1, 1, tzinfo=UTC))
    ]

    assert months == [4, 4, 3, 3]


def test_the_same_again_makes_no_version(admin):
    refund = rule("AT-LEHRE-refund")

    assert actions.correct(refund, {"says": dict(refund.says)}, note="Nothing", by=admin, at=NOW) == refund


def test_who_saw_an_older_version_is_refused(admin):
    seen = rule("AT-LEHRE-refund")
    actions.correct(seen, {"law": "BAG § 27c"}, note="Law", by=admin, at=NOW)

    with pytest.raises(Stale):
        actions.correct(seen, {"law": "BAG § 1"}, note="Law", by=admin, at=NOW)
    assert Rule.objects.filter(key=seen.key).count() == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"says": {"to": "home_employer", "body": "", "what": "pay"}}, "This is needed."),
        ({"says": {"to": "nobody", "body": "AUB", "what": "pay"}}, "“nobody” is not known."),
        (
            {"says": {"to": "apprentice", "body": "AUB", "what": "pay", "share": 2}},
            "This is a share between 0 and 1, such as 0.5 for a half.",
        ),
        ({"says": {"to": "apprentice", "body": "AUB", "what": "pay", "colour": "red"}}, "“colour” is not known."),
        ({"condition": {"min_stay_days": "ten"}}, "This is a number."),
        ({"valid_from": date(2027, 1, 2), "valid_to": date(2027, 1, 1)}, "The last day lies before the first one."),
    ],
)  # fmt: skip
def test_a_rule_that_says_what_cannot_be_is_refused(admin, changes, reason):
    with pytest.raises(Refused) as refused:
        actions.correct(rule("AT-LEHRE-refund"), changes, note="x", by=admin, at=NOW)

    assert refused.value.reasons == [f"AT-LEHRE-refund: {reason}"]


def test_a_new_law_takes_the_place_of_the_old_one_from_a_day_on(admin):
    before = rule("FR-APP-limit")
    changes = {"says": before.says | {"months": 18}}

    later = actions.succeed(before, changes, since=date(2028, 1, 1), note="New law", by=admin, at=NOW)

    assert (later.key, later.version, later.valid_from) == ("FR-APP-limit-2", 1, date(2028, 1, 1))
    assert (rule("FR-APP-limit").version, rule("FR-APP-limit").valid_to) == (2, date(2027, 12, 31))
    french = profiles()["FR-APP"]
    days = (date(2023, 12, 28), date(2027, 12, 31), date(2028, 1, 1))
    assert [[limit.months for limit in french.on(day).max_abroad] for day in days] == [[], [12], [18]]


def test_a_new_law_that_was_not_known_yet_does_not_reach_an_agreement_concluded_before(admin):
    limit = {"says": rule("FR-APP-limit").says | {"months": 18}}
    for key, changes in (("FR-APP-limit", limit), ("FR-APP-pay", {})):
        actions.succeed(rule(key), changes, since=date(2026, 1, 1), note="New law", by=admin, at=LATER)

    before, after = (profiles(at)["FR-APP"].on(TODAY) for at in (NOW, LATER))

    assert [[limit.months for limit in profile.max_abroad] for profile in (before, after)] == [[12], [18]]
    assert [profile.the("pay").key for profile in (before, after)] == ["FR-APP-pay", "FR-APP-pay-2"]


def test_a_country_that_came_later_is_known_to_agreements_concluded_before():
    book = Book([row.plain for row in Rule.objects.all()] + [of_norway(kind) for kind in ONCE])

    norwegian = book.profiles(NOW)["NO-LAER"]

    assert {row.kind for row in norwegian.rules} == ONCE


def of_norway(kind):
    model = next(row for row in shipped() if row.kind == kind)
    return replace(model, key=f"NO-LAER-{kind}", profile="NO-LAER", country="NO", made_at=LATER)


def test_a_new_law_begins_while_the_old_one_holds(admin):
    with pytest.raises(Refused):
        actions.succeed(rule("FR-APP-limit"), {}, since=date(2023, 12, 29), note="x", by=admin, at=NOW)


def test_a_review_says_who_looked_and_when_and_is_needed_again_in_a_year(admin):
    seen = actions.review(rule("FR-APP-limit"), by=admin, at=LATER)

    assert (seen.version, seen.reviewed_on, seen.reviewed_by) == (2, date(2027, 2, 1), "Ines Admin")
    assert (seen.review_due_on, seen.note) == (date(2028, 2, 1), "reviewed")
    assert actions.review(seen, by=admin, at=LATER) == seen


def test_nothing_overwrites_a_rule_or_takes_it_away():
    with pytest.raises(TypeError):
        Rule.objects.filter(key="FR-APP-limit").update(level="P")
    with pytest.raises(TypeError):
        Rule.objects.filter(key="FR-APP-limit").delete()


def test_a_version_stands_once(admin):
    row = rule("FR-APP-limit")
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_pages_pay_no_queries_for_the_rules(django_assert_num_queries):
    profiles()

    with django_assert_num_queries(0):
        assert profiles()["FR-APP"].country == "FR"


def test_another_process_sees_an_edit_by_its_stamp(admin, django_capture_on_commit_callbacks, monkeypatch):
    elsewhere = law.book()
    refund = rule("AT-LEHRE-refund")
    with django_capture_on_commit_callbacks(execute=True):
        actions.correct(refund, {"says": refund.says | {"within_months": 4}}, note="Four", by=admin, at=NOW)

    monkeypatch.setattr(law, "_kept", law.Kept(elsewhere, looked=-10000.0))

    assert profiles()["AT-LEHRE"].refunds[0].within_months == 4


def test_an_edit_is_seen_that_has_a_smaller_id_than_one_kept_before_it(
    admin, django_capture_on_commit_callbacks, monkeypatch
):
    faster = rule("FR-APP-limit")
    faster.pk, faster.version, faster.note, faster.made_by = 10**6, 2, "Faster", admin
    faster.save(force_insert=True)
    law.forget()
    elsewhere = law.book()
    refund = rule("AT-LEHRE-refund")
    with django_capture_on_commit_callbacks(execute=True):
        actions.correct(refund, {"says": refund.says | {"within_months": 4}}, note="Four", by=admin, at=NOW)

    monkeypatch.setattr(law, "_kept", law.Kept(elsewhere, looked=-10000.0))

    assert profiles()["AT-LEHRE"].refunds[0].within_months == 4


def test_without_the_shared_cache_the_rows_are_asked(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    law.forget()

    assert law.book().stamp == Rule.objects.count() > 0
    law.announce()
    assert law.book().profiles() == shipped_book().profiles()
