"""What waits for a person, and for whom a coordinator waits.

Each list is chosen first, as narrow rows of values; who and where is read once for all that is shown. One wide
question for each list takes a database longer to plan than to answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Exists, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from modeltranslation.utils import build_localized_fieldname, get_language

from doallvet.accounts.models import User
from doallvet.core.prepared import prepared
from doallvet.signing.models import Signatory
from mobilities.choices import Answer, Owner
from mobilities.models import Approval, Evidence, Mobility, Reply, Step
from mobilities.models.posts import Posts
from mobilities.reports.near import COUNTED, MEMORANDUM, SHOWN, SOON_DAYS, places_of
from mobilities.rules import gates

STEP = ["pk", "mobility", "due_on", "ready_at", "owner", "own_title", "shared_key", "plan__level", "plan__gate"]
STEP += [build_localized_fieldname("plan__title", code) for code, _name in settings.LANGUAGES]
OWN_STEP = [*STEP, "plan__kind", "plan__evidence"]
ROW = [*OWN_STEP, "to_look_at", "mobility__starts_on"]
ANSWER = ["rank", "answered_at", "mobility", "step", "owner", "said", "reason", "typed_name"]
LOOK = ["rank", "at", "mobility", "step", "owner", "said", "reason", "by"]
MOBILITY = ["pk", "host_city", "host_country", "decision", "stage", "starts_on", "next_due_on", "waits_for"]
MOBILITY += [
    "gates_open",
    "chance",
    "sending_centre__name",
    "apprentice__person__first_name",
    "apprentice__person__last_name",
]
NAME = Concat("person__first_name", Value(" "), "person__last_name", output_field=CharField())
WAITING, OTHERS, GATES = "waiting", "others", "gates"


@dataclass(frozen=True, slots=True)
class Part:
    """A list as far as a first page counts it; `cut`: there are more."""

    rows: list[dict]
    cut: bool = False

    @property
    def number(self) -> int:
        return len(self.rows)

    @property
    def count(self) -> str:
        return f"{self.number}+" if self.cut else str(self.number)

    @property
    def shown(self) -> list[dict]:
        return self.rows[:SHOWN]

    @property
    def has_more(self) -> bool:
        return self.cut or self.number > SHOWN


def part(rows: list[dict]) -> Part:
    """Give a list that was read one row further than it is counted."""
    return Part(rows[:COUNTED], cut=len(rows) > COUNTED)


def waiting(posts: Posts) -> QuerySet:
    """All steps that the person can do now, as rows of values."""
    return Step.objects.waiting_for(posts.person, posts).values(*OWN_STEP)


def waiting_for_others(posts: Posts, until: date | None = None) -> QuerySet:
    """The steps for which a coordinator waits: all, or those due by a day. What is due in months is not waited for."""
    steps = Step.objects.waiting_for_others(posts).values(*STEP)
    return steps.filter(due_on__lte=until) if until else steps


def horizon(today: date) -> date:
    """The last day that a first page looks ahead to."""
    return today + timedelta(days=SOON_DAYS)


def steps(posts: Posts, today: date) -> dict[str, list[dict]]:
    """The steps of a first page, the most urgent first, as rows of values; one query.

    What the person can do now, and for what a coordinator waits, each one row further than it is counted; and the open
    gates of the mobilities that a coordinator sends and that leave soon, or should have, private ones among them.
    """
    found: dict[str, list[dict]] = {WAITING: [], OTHERS: [], GATES: []}
    for row in _steps(posts, today):
        found[row["list"]].append(row)
    return found


@prepared
def _steps(posts: Posts, today: date) -> QuerySet:
    lists = {WAITING: _urgent(waiting(posts))}
    if posts.coordinates:
        leaving = Mobility.objects.at_the_gate(today).filter(sending_centre__in=posts.coordinates)
        lists[OTHERS] = _urgent(waiting_for_others(posts, horizon(today)))
        lists[GATES] = Step.objects.gates().filter(mobility__in=leaving)
    parts = [
        Step.objects.filter(pk__in=chosen.values("pk")).annotate(list=Value(name)).values("list", *ROW)
        for name, chosen in lists.items()
    ]
    return parts[0].union(*parts[1:], all=True).order_by("due_on", "pk")


def _urgent(found: QuerySet) -> QuerySet:
    return found.once().order_by("due_on", "pk")[: COUNTED + 1]


def first(rows: list[dict]) -> Part:
    """Some steps, as far as a first page counts; what is done once for several stands there once."""
    counted = part(rows)
    found: dict[Any, dict] = {}
    for row in counted.rows:
        found.setdefault(row["shared_key"] or row["pk"], row)
    return Part(list(found.values()), counted.cut)


def title(row: dict) -> str:
    """The title of a step in the reader's language."""
    here = row[build_localized_fieldname("plan__title", get_language())]
    return row["own_title"] or here or row["plan__title_en"]


def to_look_at(posts: Posts) -> list[dict]:
    """What a coordinator has to look at: answers of companies and guardians, a refusal first; files; what was said to
    reminders.
    """
    return [dict(zip(LOOK, row, strict=True)) for row in _to_look_at(posts.of_centres)]


@prepared
def _to_look_at(posts: Posts) -> QuerySet:
    refusal = Case(When(answer=Answer.DECLINE, then=Value(0)), default=Value(1), output_field=IntegerField())
    said = Case(When(settled_at__isnull=False, then=Value(Answer.APPROVE)), default="answer")
    answers, yeses = (
        chosen.order_by().annotate(rank=refusal, said=said).values_list(*ANSWER)
        for chosen in (Approval.objects.to_look_at_by(posts), Approval.objects.to_fetch_by(posts))
    )
    # The others come after the answers: where these fill the list, a database need not look for them.
    some_left = ~Exists(answers[COUNTED : COUNTED + 1])
    files = (
        Evidence.objects.to_look_at_by(posts)
        .filter(some_left)
        .order_by()
        .annotate(rank=Value(2, IntegerField()), none=Value(""))
    )
    said_to = (
        Reply.objects.to_look_at_by(posts)
        .filter(some_left)
        .order_by()
        .annotate(rank=Value(3, IntegerField()), who=NAME)
    )
    found = answers.union(
        yeses,
        files.values_list("rank", "uploaded_at", "step__mobility", "step", "step__owner", "document", "none", "name"),
        said_to.values_list("rank", "said_at", "step__mobility", "step", "step__owner", "kind", "text", "who"),
        all=True,
    )
    return found.order_by("rank", "answered_at", "step")[: COUNTED + 1]


def of_mobilities(ids: list[int]) -> Part:
    """Give a list of mobilities, which was read one row further than it is counted."""
    return part([{"mobility": pk} for pk in ids])


def at_the_gate(rows: list[dict], today: date) -> Part:
    """The mobilities of some open gates that are shown in red before departure, the next first.

    Each row names its open gates: title, and who has the ball.
    """
    steps: dict[int, list[Any]] = {}
    for row in rows:
        steps.setdefault(row["mobility"], []).append(SimpleNamespace(**row))
    chosen = [
        {"mobility": pk, "starts_on": of[0].mobility__starts_on, "gates": [_gate(step) for step in shown]}
        for pk, of in steps.items()
        if (shown := gates.shown(of, starts_on=of[0].mobility__starts_on, today=today))
    ]
    return part(sorted(chosen, key=lambda row: (row["starts_on"], row["mobility"])))


def _gate(step: Any) -> tuple[str, str]:
    return title(vars(step)), Owner.SENDING_COORDINATOR if step.to_look_at else step.owner


def mobilities_of(rows: Iterable[dict]) -> dict[int, dict]:
    """Whose mobility each row belongs to, where it leads and how it stands, by id; one query for all rows."""
    return {row["pk"]: row for row in _mobilities({row["mobility"] for row in rows})}


@prepared
def _mobilities(ids: set[int]) -> QuerySet:
    return Mobility.objects.filter(pk__in=ids).order_by().values(*MOBILITY)


def named(rows: Iterable[dict], known: dict[int, dict]) -> list[dict]:
    """Add to each row what is known of its mobility; one that is gone meanwhile takes its rows along."""
    return [known[row["mobility"]] | row for row in rows if row["mobility"] in known]


def memoranda_to_sign(ids: list[int]) -> list[Signatory]:
    """Give the places at which a person signs memoranda, in the order of their ids; no query where there are none."""
    rows = Signatory.objects.with_version().filter(pk__in=ids) if ids else []
    return sorted(rows, key=lambda row: ids.index(row.pk))


def to_sign(person: User) -> QuerySet[Signatory]:
    """Give the papers of stays and the memoranda that a person is asked to sign, the oldest first; one query."""
    stays = Q(version__document__agreement__mobility__in=Mobility.objects.running())
    whole = places_of(person).filter(stays | MEMORANDUM)
    whole = whole.select_related("version__document__agreement__mobility__apprentice__person")
    return whole.order_by("turn_at", "pk")[:COUNTED]
