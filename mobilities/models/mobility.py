"""One apprentice's stay abroad, from the plan to the closed file."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, ExtractDay, ExtractMonth, ExtractYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from centres.models import Apprentice, Centre
from doallvet.core.text import fold
from mobilities.choices import ACTS_AS, Activity, Decision, Mode, Owner, Role, Stage, Transport
from mobilities.models.blueprint import Blueprint
from mobilities.models.group import Group
from mobilities.models.party import Party
from mobilities.models.project import Project
from mobilities.rules import decisions
from mobilities.rules.gates import latest_start

OVER = {Decision.CANCELLED, Decision.REJECTED, Decision.CLOSED}
RESTING = {*OVER, Decision.RESERVE, Decision.INTERRUPTED}  # nobody has anything to do, and nobody is reminded
FAR = date(9999, 12, 31)
DUE = Coalesce("next_due_on", Value(FAR))


def _as_number(day):
    """2009-03-12 as 20090312."""
    return ExtractYear(day) * 10000 + ExtractMonth(day) * 100 + ExtractDay(day)


class MobilityQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Every mobility on which the person has a seat: through a centre, a company, or as a party.

        A union of ids, not an "or": each part is found by its index.
        """
        parties = Party.objects.values("mobility")
        own = parties.personal(person, timezone.localdate())
        return self.filter(pk__in=own.union(parties.of_members(person), parties.of_contacts(person)))

    def sent_by(self, centre):
        return self.filter(sending_centre=centre)

    def hosted_by(self, centre):
        return self.filter(pk__in=Party.objects.filter(centre=centre, role=Role.HOSTING_COORDINATOR).values("mobility"))

    def of_company(self, company):
        return self.filter(pk__in=Party.objects.filter(company=company).values("mobility"))

    def running(self):
        return self.exclude(decision__in=OVER)

    def meeting(self):
        """Those for which people still come to virtual sessions."""
        return self.filter(decision__in={Decision.ACCEPTED, Decision.ENDED_EARLY})

    def overdue(self, today):
        return self.running().filter(next_due_on__lt=today)

    def ahead(self):
        """Those who will leave: decided, not left yet."""
        return self.filter(decision=Decision.ACCEPTED, departed_on=None)

    def abroad(self, today):
        """Those whose apprentice has left and is not back yet."""
        return self.filter(decision=Decision.ACCEPTED, departed_on__isnull=False, ends_on__gte=today)

    def not_looked_at(self, today):
        """Running ones whose roadmap and forecast nobody brought in step today: the longest ago, the next to leave."""
        stale = self.running().filter(Q(forecast_on=None) | Q(forecast_on__lt=today))
        return stale.order_by(F("forecast_on").asc(nulls_first=True), "starts_on", "pk")

    def unlikely(self):
        """Those who will leave, but are ready in time with a smaller chance than their centre wants."""
        return self.ahead().filter(chance__lt=F("sending_centre__ready_threshold"))

    def behind(self, today):
        """Those whose stage a day that has come moves on (rules.stage): it was computed before that day."""
        left = Q(departed_on__isnull=False)
        return self.running().filter(
            Q(stage=Stage.AGREED, mode=Mode.BLENDED, virtual_starts_on__lte=today)
            | left & Q(stage__in=decisions.BEFORE_DEPARTURE, starts_on__lte=today)
            | left & Q(stage=Stage.ABROAD, ends_on__lt=today)
        )

    def binding(self):
        """Those whose days are taken: not over, and no mere application."""
        return self.running().exclude(decision__in=decisions.APPLYING)

    def taken(self):
        """Those whose days abroad count for the limits of a country: what is over and was not called off counts too."""
        return self.exclude(decision__in={Decision.CANCELLED, Decision.REJECTED, *decisions.APPLYING})

    def misnamed(self):
        """Those whose search text does not begin with the name of the apprentice, as it must."""
        return self.exclude(search__startswith=F("apprentice__search"))

    def outside(self, begins_on, ends_on):
        """Those that are not wholly between two days, both included."""
        return self.filter(Q(starts_on__lt=begins_on) | Q(ends_on__gt=ends_on))

    def leaving(self, today, until):
        """Those who leave in some days; who only applies leaves nowhere yet."""
        return self.ahead().filter(starts_on__gte=today, starts_on__lte=until)

    def at_the_gate(self, today):
        """Those that begin within the days of the start gate, or should have begun, and nobody said that they left."""
        return self.ahead().filter(starts_on__lte=latest_start(today), ends_on__gte=today)

    def matching(self, words):
        """Those whose apprentice, company, centre, town or project hold each of the words."""
        found = self
        for word in fold(words).split():
            found = found.filter(search__contains=word)
        return found

    def in_state(self, state):
        """Those that show this precise state; a decision speaks before a stage, except "accepted"."""
        if state in Stage.values:
            return self.filter(decision=Decision.ACCEPTED, stage=state)
        return self.filter(decision=state)

    def in_word(self, word):
        """Those that show this one of the public words."""
        found = Q(pk=None)
        for decision in Decision:
            stages = [stage for stage in Stage if decisions.word(decision, stage) == word]
            if stages:
                found |= Q(decision=decision) if len(stages) == len(Stage) else Q(decision=decision, stage__in=stages)
        return self.filter(found)

    def with_plan_owner(self):
        return self.select_related("blueprint__centre", "blueprint__network")

    def minors(self):
        """Those whose apprentice is under 18 on the first day, virtual or abroad; days are compared as numbers."""
        first_day = Coalesce("virtual_starts_on", "starts_on")
        age = _as_number(first_day) - _as_number("apprentice__born_on")
        return self.alias(age=age).filter(age__lt=18_00_00)

    def with_due(self):
        """Annotate `due`: the next due date, far away where nothing is due, so that rows can be sorted."""
        return self.annotate(due=DUE)

    def with_company(self):
        """Annotate `company`: the name of the host company."""
        host = Party.objects.filter(mobility=OuterRef("pk"), role=Role.HOST_SIGNATORY)
        return self.annotate(company=models.Subquery(host.values("company__name")))

    def leaving_within(self, today, days):
        return self.leaving(today, today + timedelta(days=days))

    def with_people(self):
        """With those who act today as its parties: a guardian whose time is over is none any more."""
        parties = models.Prefetch("parties", Party.objects.acting(timezone.localdate()).with_names())
        found = self.select_related("apprentice__person", "sending_centre", "project", "blueprint")
        return found.prefetch_related(parties)


class Mobility(models.Model):
    """An apprentice's stay, planned backwards from departure. Who takes part stands in its parties.

    What was foreseen on `forecast_on`: the `chance` in per cent that all is ready for departure; `delayed_by`, the ids
    of the steps that decide, with their `slack` in working days; `ready_on`, the first day on which one could leave.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="mobilities")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="mobilities")
    sending_centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="sent")
    apprentice = models.ForeignKey(Apprentice, on_delete=models.PROTECT, related_name="mobilities")
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="mobilities")

    activity = models.CharField(_("activity"), max_length=20, choices=Activity.choices)
    mode = models.CharField(_("form"), max_length=10, choices=Mode.choices)
    starts_on = models.DateField(_("first day abroad"))
    ends_on = models.DateField(_("last day abroad"))
    virtual_starts_on = models.DateField(_("first virtual day"), null=True, blank=True)
    virtual_ends_on = models.DateField(_("last virtual day"), null=True, blank=True)
    host_country = CountryField(_("host country"))
    host_city = models.CharField(_("host town"), max_length=100)
    distance_km = models.PositiveSmallIntegerField(_("distance"), null=True, blank=True)

    profile = models.CharField(_("kind of apprenticeship"), max_length=20)
    arrangement = models.CharField(_("what happens to the contract"), max_length=20, blank=True)
    pay_kept = models.BooleanField(_("pay goes on"), null=True, blank=True)
    entry_formalities = models.BooleanField(_("visa, permit or other formalities"), default=False)
    transport = models.CharField(_("main means of transport"), max_length=12, choices=Transport.choices, blank=True)
    accompanying = models.JSONField(_("accompanying people"), default=list, blank=True)
    programme_changed = models.BooleanField(default=False)
    eu_id = models.CharField(_("Erasmus+ mobility ID"), max_length=40, blank=True)

    decision = models.CharField(max_length=20, choices=Decision.choices, default=Decision.ACCEPTED)
    decision_reason = models.TextField(blank=True)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.PLANNED, editable=False)
    departed_on = models.DateField(null=True, blank=True)
    departed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    departure_reason = models.TextField(blank=True, editable=False)
    left_open = models.JSONField(default=list, editable=False)  # ids of the steps without which the apprentice left
    concluded_at = models.DateTimeField(null=True, editable=False)
    steps_total = models.PositiveSmallIntegerField(default=0, editable=False)
    steps_done = models.PositiveSmallIntegerField(default=0, editable=False)
    gates_open = models.PositiveSmallIntegerField(default=0, editable=False)
    next_due_on = models.DateField(null=True, editable=False)
    waits_for = models.CharField(max_length=20, choices=Owner.choices, blank=True, editable=False)
    chance = models.PositiveSmallIntegerField(null=True, editable=False)
    delayed_by = models.JSONField(default=list, editable=False)
    slack = models.SmallIntegerField(null=True, editable=False)
    ready_on = models.DateField(null=True, editable=False)
    forecast_on = models.DateField(null=True, editable=False)
    search = models.CharField(max_length=800, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    plan_token = models.UUIDField(unique=True, editable=False)
    planned_at = models.DateTimeField(editable=False)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = MobilityQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name_plural = _("mobilities")
        indexes = [
            models.Index(fields=["sending_centre", "starts_on", "id"], name="mobility_centre_start"),
            models.Index(fields=["sending_centre", "search", "id"], name="mobility_centre_name"),
            models.Index("sending_centre", DUE, "id", name="mobility_centre_due"),
            models.Index(
                fields=["sending_centre", "starts_on", "id"],
                include=["ends_on", "chance"],
                condition=Q(decision="accepted", departed_on=None),
                name="mobility_ahead",
            ),
            models.Index(
                fields=["sending_centre", "next_due_on", "id"],
                condition=~Q(decision__in=["cancelled", "rejected", "closed"]),
                name="mobility_next_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(name="mobility_starts_before_it_ends", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="mobility_blended_has_virtual_dates",
                condition=Q(mode="blended", virtual_starts_on__lt=F("starts_on"), virtual_ends_on__gt=F("ends_on"))
                | Q(mode="physical", virtual_starts_on=None, virtual_ends_on=None),
            ),
            models.CheckConstraint(name="mobility_counters", condition=Q(steps_done__lte=F("steps_total"))),
        ]

    def __str__(self):
        return f"{self.apprentice} → {self.host_city}"

    @property
    def days(self):
        """Days at the host, both counted."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def is_blended(self):
        return self.mode == Mode.BLENDED

    @property
    def is_over(self):
        return self.decision in OVER

    @property
    def rests(self):
        """Nobody has anything to do for it: it is over, interrupted, or on the reserve list."""
        return self.decision in RESTING

    @property
    def is_to_leave(self):
        """The place is accepted, and nobody said yet that the apprentice left."""
        return self.decision == Decision.ACCEPTED and self.departed_on is None

    @property
    def first_day(self):
        return self.virtual_starts_on or self.starts_on

    @property
    def last_day(self):
        return self.virtual_ends_on or self.ends_on

    def party(self, role):
        """The party of a role, from prefetched rows."""
        return next((party for party in self.parties.all() if party.role == role), None)

    @property
    def holders(self):
        """The owners for whom somebody or some organisation stands on this mobility."""
        return {ACTS_AS[Role(party.role)] for party in self.parties.all()}
