"""Questions whose text is kept give the same rows as those that are put together anew."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from modeltranslation.utils import build_localized_fieldname, get_language

from centres.models import Centre, CentreMember
from doallvet.accounts.models import User
from doallvet.core.prepared import made_of, prepared
from mobilities.models import BlueprintStep, Mobility
from tests.factories import make_centre, make_member, make_mobility, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def built(build):
    """Give a prepared question that tells how often it was put together."""
    times = []

    def counted(*arguments):
        times.append(arguments)
        return build(*arguments)

    return prepared(counted), times


def test_a_text_serves_other_values_and_is_put_together_once(django_assert_num_queries):
    people = [make_user() for _ in range(3)]
    ask, times = built(lambda person: User.objects.filter(pk=person).values_list("pk", "email"))

    for person in people:
        with django_assert_num_queries(1):
            assert ask(person) == [(person.pk, person.email)]
    assert len(times) == 1


def test_lists_of_all_lengths_share_few_texts(django_assert_num_queries):
    people = [make_user() for _ in range(9)]
    ask, times = built(lambda ids: User.objects.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))

    for count in range(1, 10):
        assert ask({person.pk for person in people[:count]}) == [person.pk for person in people[:count]]
    assert len(times) == 5  # of 1, 2, 4, 8, 16
    with django_assert_num_queries(0):
        assert ask([]) == []


def test_what_is_made_of_a_day_is_made_each_time():
    stays = [make_mobility(starts_on=TODAY + timedelta(days=days)) for days in (10, 40)]

    @prepared
    def leaving(today):
        return Mobility.objects.filter(
            starts_on__lte=today + timedelta(days=30), starts_on__gte=today - timedelta(days=5)
        )

    @prepared
    def in_its_year(today):
        return Mobility.objects.filter(starts_on__gte=made_of(today, lambda day: day.replace(month=1, day=1)))

    assert [leaving(TODAY), leaving(TODAY + timedelta(days=30))] == [[stays[0]], [stays[1]]]
    assert in_its_year(date(2026, 5, 5)) == stays and in_its_year(date(2028, 5, 5)) == []
    assert made_of(TODAY, lambda day: day.year) == 2026


def test_a_day_that_stands_in_the_text_is_refused():
    @prepared
    def leaving(person):
        return Mobility.objects.filter(starts_on__gte=timezone.localdate(), apprentice__person=person)

    with pytest.raises(TypeError, match="A day stands in the text"):
        leaving(make_user())


def test_each_language_and_time_zone_has_its_own_text():
    step = make_mobility().steps.first().plan
    BlueprintStep.objects.filter(pk=step.pk).update(title_en="Insurance", title_es="Seguro")
    member = make_member()
    CentreMember.objects.filter(pk=member.pk).update(accepted_at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))

    @prepared
    def titles(pk):
        return BlueprintStep.objects.filter(pk=pk).values_list(
            build_localized_fieldname("title", get_language()), flat=True
        )

    @prepared
    def accepted(pk):
        return CentreMember.objects.filter(pk=pk).values_list("accepted_at__date", flat=True)

    found = []
    for language, zone in (("en", "UTC"), ("en", "Europe/Madrid"), ("es", "Europe/Madrid"), ("en", "UTC")):
        with translation.override(language), timezone.override(zone):
            found.append((titles(step.pk), accepted(member)))
    tomorrow = [TODAY + timedelta(days=1)]
    assert found == [
        (["Insurance"], [TODAY]),
        (["Insurance"], tomorrow),
        (["Seguro"], tomorrow),
        (["Insurance"], [TODAY]),
    ]


@dataclass(frozen=True)
class Posts:
    person: User
    centres: tuple[int, ...] = ()
    by_centre: dict[int, set[int]] = field(default_factory=dict)


@prepared
def colleagues(posts: Posts, also_former: bool) -> QuerySet:
    own = Q(centre__in=posts.centres)
    for centre, people in posts.by_centre.items():
        own |= Q(centre=centre, person__in=people)
    rows = CentreMember.objects.filter(own).exclude(person=posts.person)
    return rows.order_by("pk") if also_former else rows.current().order_by("pk")


def test_values_may_lie_in_dataclasses_and_dictionaries():
    centres = [make_centre(), make_centre()]
    members = [make_member(centre) for centre in centres for _ in range(3)]
    CentreMember.objects.filter(pk=members[1].pk).update(ended_at=timezone.now())
    one, gone, two, other, *_ = members

    def found(person, *centres, also_former=False, **by_centre):
        posts = Posts(person, tuple(centre.pk for centre in centres), by_centre.get("of", {}))
        return colleagues(posts, also_former)

    assert found(one.person, centres[0]) == [two]
    assert found(two.person, centres[0]) == [one]
    assert found(two.person, centres[0], also_former=True) == [one, gone]
    assert found(one.person, *centres) == [two, *members[3:]]
    assert found(two.person, of={centres[1].pk: {other.person_id, one.person_id}}) == [other]
    assert found(two.person) == []


def test_values_that_are_the_same_are_not_taken_for_others():
    centre, other = make_centre(), make_centre()

    @prepared
    def either(first, second):
        found = Q(pk=first) if first == second else Q(pk=first) | Q(pk=second)
        return Centre.objects.filter(found).order_by("pk")

    assert either(centre, other) == [centre, other]
    assert either(centre, centre) == [centre]
    assert either(other, other) == [other]


def test_rows_of_models_come_with_what_belongs_to_them(django_assert_num_queries):
    stay = make_mobility()

    @prepared
    def whole(pk):
        left = CentreMember.objects.filter(centre=OuterRef("sending_centre"))
        return Mobility.objects.select_related("apprentice__person").filter(pk=pk).annotate(has_members=Exists(left))

    for _ in range(2):
        with django_assert_num_queries(1):
            (found,) = whole(stay.pk)
            assert (found, str(found.apprentice), found.has_members) == (stay, str(stay.apprentice), True)
    assert whole(0) == []


def test_nothing_where_something_was_and_a_question_of_several_parts():
    one, other = make_user(), make_user()

    @prepared
    def others(people, also):
        found = User.objects.filter(pk__in=[one.pk, other.pk]).exclude(pk__in=people).order_by().values_list("pk")
        return found if also is None else found.union(User.objects.filter(pk=also).values_list("pk"), all=True)

    assert set(others([], None)) == {(one.pk,), (other.pk,)}
    assert others([one, None], None) == [(other.pk,)]
    assert sorted(others([other], other)) == [(one.pk,), (other.pk,)]
    assert others([one, other], one) == [(one.pk,)]


def test_who_looks_at_a_value_is_told():
    with pytest.raises(TypeError, match="must not look at a value"):
        prepared(lambda person: User.objects.filter(email=f"{person}"))(make_user())


@pytest.mark.django_db(transaction=True)
def test_a_text_serves_other_threads_too():
    person = make_user()
    ask, _times = built(lambda pk: User.objects.filter(pk=pk))
    found = [ask(person)]

    def elsewhere():
        found.append(ask(person))
        connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [[person], [person]]
