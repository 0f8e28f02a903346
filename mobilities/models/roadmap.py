"""The steps of a mobility."""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, FilteredRelation, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from mobilities.choices import SIGNED, Decision, Kind, Outcome, Owner, Phase, Role, Verdict
from mobilities.models.blueprint import BlueprintStep
from mobilities.models.mobility import OVER, RESTING, Mobility
from mobilities.models.party import Party
from mobilities.models.posts import posts as posts_of
from mobilities.rules.decisions import excused

PHASE = Case(
    *(When(plan__phase=phase, then=Value(place)) for place, phase in enumerate(Phase)),
    output_field=models.PositiveSmallIntegerField(),
)
READY = Q(done_at=None, needed=True, ready_at__isnull=False)


class StepQuerySet(models.QuerySet):
    def needed(self):
        """Those whose condition holds."""
        return self.filter(needed=True)

    def open(self):
        return self.filter(done_at=None, needed=True)

    def gates(self):
        """What keeps the apprentice from leaving."""
        return self.open().filter(plan__gate=True)

    def waived_by_one(self, plans):
        """Steps of some plans that were waived without a second person who agreed, where nobody has left yet."""
        waived = self.filter(outcome=Outcome.WAIVED, needed=True, done_via=None, plan__in=plans)
        waived = waived.filter(mobility__departed_on=None).exclude(mobility__decision__in=OVER)
        return waived.exclude(waivers__verdict=Verdict.AGREED)

    def came_late(self):
        """What belongs before a departure that was over when it came, as long as nobody said how it stands."""
        return self.open().filter(came_late=True)

    def ready(self):
        """What can be done now, on running mobilities."""
        return self.open().filter(ready_at__isnull=False)

    def overdue(self, today):
        return self.open().filter(due_on__lt=today)

    def served_by(self, steps):
        """The steps themselves and, at a wider level, their likes in other running mobilities: done together.

        The roadmap of a mobility that is over stays as it was.
        """
        keys = [step.shared_key for step in steps if step.shared_key]
        likes = Q(shared_key__in=keys, needed=True) & ~Q(mobility__decision__in=OVER)
        return self.filter(Q(pk__in=[step.pk for step in steps]) | likes)

    def owned_by(self, posts):
        """What is the person's to do in any of their roles; approvals and signatures only where they may sign."""
        here = {"mobility": OuterRef("mobility"), "acts_as": OuterRef("owner")}
        theirs = Party.objects.acted_by(posts)
        owed = Exists(theirs.filter(**here))
        if not posts.signs_all:
            owed &= ~Q(plan__kind__in=SIGNED) | Exists(Party.objects.signed_by(posts).filter(**here))
        return self.filter(owed, mobility__in=theirs.values("mobility"))

    def waiting_for(self, person, posts=None):
        """What the person can do now.

        What is to be looked at is nobody's step to do: it stands among the answers and papers of the sending centre.

        `posts`: what the person is, where it was read already; a dashboard asks once.
        """
        return self.ready().owned_by(posts or posts_of(person)).filter(to_look_at=False)

    def waiting_for_others(self, posts):
        """What others can do now on mobilities that a person coordinates, on either side.

        A coordinator of the hosting side is shown neither private steps nor payments.
        """
        hidden = BlueprintStep.objects.filter(Q(private=True) | Q(kind=Kind.PAYMENT)).order_by().values("pk")
        ours = Party.objects.filter(centre__in=posts.coordinates)
        seats = ours.filter(mobility=OuterRef("mobility"))
        seats = seats.alias(plan=ExpressionWrapper(OuterRef("plan"), output_field=models.BigIntegerField()))
        shown = Q(acts_as=Owner.SENDING_COORDINATOR) | ~Q(plan__in=hidden)
        theirs = Exists(seats.filter(shown).exclude(acts_as=OuterRef("owner")))
        return self.ready().filter(theirs, mobility__in=ours.values("mobility"), to_look_at=False)

    def once(self):
        """One of each that is done once for several mobilities: the first one due. Each can be done now."""
        same = self.model.objects.ready().exclude(shared_key="").filter(shared_key=OuterRef("shared_key"))
        sooner = Q(due_on__lte=OuterRef("due_on")) & (Q(due_on__lt=OuterRef("due_on")) | Q(pk__lt=OuterRef("pk")))
        # Everybody who owes one of these owes all of them; of other owners each may see another mobility.
        seen_by_all = Q(owner__in=(Owner.SENDING_COORDINATOR, Owner.HOME_EMPLOYER))
        return self.exclude(Exists(same.filter(sooner, seen_by_all)))

    def to_remind(self, today, until, plans, until_by_law):
        """Open ones that are due by `until` and may be reminded of; nobody is for what rests or is excused.

        `plans`: the rows of blueprints that have steps, by id. What the law sets the day of counts `until_by_law`.
        """
        by_law = [pk for pk, plan in plans.items() if plan.days_from]
        ended = self.model.objects.filter(mobility__decision=Decision.FORCE_MAJEURE).order_by()
        found = [(pk, plans[pk]) for pk in ended.values_list("plan", flat=True).distinct()]
        over = [pk for pk, plan in found if excused(Decision.FORCE_MAJEURE, plan.evidence, plan.phase)]
        heard = Q(quiet_until=None) | Q(quiet_until__lte=today)
        return (
            self.open()
            .filter(heard, due_on__lte=until_by_law)
            .filter(Q(due_on__lte=until) | Q(plan__in=by_law))
            .exclude(mobility__decision__in=RESTING)
            .exclude(plan__in=over, mobility__decision=Decision.FORCE_MAJEURE)
        )

    def with_own_party(self):
        """With the owner's party as `own`, where there can be one at most: an apprentice, a centre."""
        here = {"mobility__parties__role__in": (Role.APPRENTICE, Role.SENDING_COORDINATOR, Role.HOSTING_COORDINATOR)}
        theirs = Q(mobility__parties__acts_as=F("owner"), **here)
        return self.annotate(own=FilteredRelation("mobility__parties", condition=theirs))

    def with_plan(self):
        """With their plans, phase by phase: a step that is done may stand on the line of an older version."""
        return self.select_related("plan").order_by(PHASE, "plan__position", "occurrence", "pk")

    def visible_to(self, person):
        return self.needed().filter(mobility__in=Mobility.objects.visible_to(person))


class Step(models.Model):
    """One line of a mobility's roadmap. Title and help come from its plan unless somebody changed them.

    `planned_on`: the day that the plan gives it; `due_on` may be later, where it was planned late, or follow `own_on`,
    the day that somebody set by hand and that moves with the plan's. `ready_at`: since when it can be done; empty while
    it is blocked or its mobility rests. A closed step keeps it: from then until `done_at` it took.
    `to_look_at`: its owner has done something, and the sending centre has the ball: a paper or an answer waits for a
    look, or a yes for its signed paper.
    `came_late`: it belongs before a departure that was over when it came; the sending centre says whether it is done.
    """

    mobility = models.ForeignKey(Mobility, on_delete=models.CASCADE, related_name="steps")
    plan = models.ForeignKey(BlueprintStep, on_delete=models.PROTECT, related_name="+")
    occurrence = models.PositiveSmallIntegerField(default=0)
    owner = models.CharField(max_length=20, choices=Owner.choices)
    own_title = models.CharField(_("title"), max_length=250, blank=True)
    own_help = models.TextField(_("help"), blank=True)
    due_on = models.DateField(_("due on"))
    planned_on = models.DateField(editable=False)
    own_on = models.DateField(null=True, editable=False)
    needed = models.BooleanField(default=True, editable=False)
    waits = models.PositiveSmallIntegerField(_("open steps before it"), default=0, editable=False)
    ready_at = models.DateTimeField(null=True, editable=False)
    to_look_at = models.BooleanField(default=False, editable=False)
    came_late = models.BooleanField(default=False, editable=False)
    quiet_until = models.DateField(null=True, editable=False)
    shared_key = models.CharField(max_length=120, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    done_via = models.ForeignKey("self", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, editable=False)
    reason = models.TextField(blank=True, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on", "owner", "mobility"], condition=Q(done_at=None, needed=True), name="step_open_due"
            ),
            models.Index(fields=["mobility"], condition=Q(done_at=None, needed=True), name="step_open_mobility"),
            models.Index(
                fields=["mobility", "id"], condition=Q(done_at=None, needed=True, came_late=True), name="step_came_late"
            ),
            models.Index(
                fields=["mobility", "id"],
                include=["owner"],
                condition=Q(done_at=None, needed=True, to_look_at=True),
                name="step_to_look_at",
            ),
            models.Index(fields=["due_on", "id"], condition=READY, name="step_ready_due"),
            models.Index(fields=["mobility", "owner"], condition=READY, name="step_ready_mobility"),
            models.Index(
                fields=["shared_key", "due_on", "id"], condition=READY & ~Q(shared_key=""), name="step_ready_shared"
            ),
            models.Index(fields=["shared_key"], condition=~Q(shared_key=""), name="step_shared"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mobility", "plan", "occurrence"], name="step_once"),
            models.CheckConstraint(
                name="step_done_at_by_and_outcome_together",
                condition=Q(done_at=None, done_by=None, outcome="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self):
        return self.own_title or self.plan.title

    @property
    def help(self):
        return self.own_help or self.plan.help

    @property
    def is_done(self):
        return self.done_at is not None

    @property
    def turn(self):
        """Who has the ball."""
        return Owner.SENDING_COORDINATOR if self.to_look_at else self.owner

    def excused(self, decision):
        """Whether nobody has to do it any more after this decision."""
        return excused(decision, self.plan.evidence, self.plan.phase)

    @property
    def is_blocked(self):
        return not self.is_done and self.waits > 0
