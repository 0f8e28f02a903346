"""What a list of mobilities shows to whom, and what its filters can find."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from centres.choices import MemberRole
from centres.models import Centre, CentreMember
from doallvet.accounts.models import User
from mobilities.choices import Decision, Mode, Owner, PublicWord, Stage
from mobilities.models import Mobility, Step
from mobilities.models.mobility import MobilityQuerySet
from mobilities.rules import decisions

SENT, HOSTED = "sent", "hosted"
KNOWN_FOR = 60  # seconds for which the offers of the filters are kept: finding them reads all mobilities of a centre


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose mobilities a person is shown, and how much of each.

    With a centre, those it sent or hosts (`side`); without one, all that the person sees. `role`: at that centre.
    """

    person: User
    centre: Centre | None = None
    side: str = ""
    role: str = ""

    @property
    def precise(self) -> bool:
        """Coordinators and teachers see the precise state, the progress and who is waited for."""
        return self.role in (MemberRole.COORDINATOR, MemberRole.TEACHER)

    @property
    def exports(self) -> bool:
        return self.role == MemberRole.COORDINATOR

    @property
    def manages(self) -> bool:
        """Coordinators act on what their centre sends."""
        return self.exports and self.side == SENT

    def mobilities(self) -> MobilityQuerySet:
        if self.centre is None:
            return Mobility.objects.visible_to(self.person)
        return (Mobility.objects.hosted_by if self.side == HOSTED else Mobility.objects.sent_by)(self.centre)

    @property
    def key(self) -> str:
        whose = f"centre-{self.centre.pk}" if self.centre else f"person-{self.person.pk}"
        return f"mobility-offers-{whose}-{self.side}"


def scope(person: User, memberships: Iterable[CentreMember], centre: Centre | None, side: str | None) -> Scope:
    """Give the scope of a list for the centre chosen in the header; memberships are the person's current ones."""
    role = next((member.role for member in memberships if centre and member.centre_id == centre.pk), "")
    if not role:
        return Scope(person=person)
    return Scope(person=person, centre=centre, side=HOSTED if side == HOSTED else SENT, role=role)


def came_late(mobilities: MobilityQuerySet) -> MobilityQuerySet:
    """Those of which nobody said yet whether what came late is done already; for who coordinates them."""
    late = Step.objects.came_late().filter(mobility=OuterRef("pk"))
    return mobilities.running().filter(Exists(late))


@dataclass(frozen=True, slots=True)
class Offers:
    """The values that filters propose: only those that some mobility of the scope has."""

    states: list[tuple[str, str]] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    projects: list[tuple[int, str]] = field(default_factory=list)
    modes: list[tuple[str, str]] = field(default_factory=list)
    owners: list[tuple[str, str]] = field(default_factory=list)


def offers(shown: Scope) -> Offers:
    """Give what the filters of a scope can find, at most a minute old; one query where it is not known."""
    kinds = cache.get(shown.key)
    if kinds is None:
        columns = ("decision", "stage", "host_country", "project", "project__code", "mode", "waits_for")
        kinds = list(shown.mobilities().order_by().values_list(*columns).distinct())
        cache.set(shown.key, kinds, KNOWN_FOR)
    return Offers(
        states=_states(shown, {kind[:2] for kind in kinds}),
        countries=sorted({kind[2] for kind in kinds}),
        projects=sorted({kind[3:5] for kind in kinds}, key=lambda project: project[1], reverse=True),
        modes=_labelled(Mode, {kind[5] for kind in kinds}),
        owners=_labelled(Owner, {kind[6] for kind in kinds}),
    )


def _states(shown: Scope, pairs: set[tuple[str, str]]) -> list[tuple[str, str]]:
    if not shown.precise:
        return _labelled(PublicWord, {decisions.word(decision, stage) for decision, stage in pairs})
    there = {stage if decision == Decision.ACCEPTED else decision for decision, stage in pairs}
    return _labelled(Stage, there) + _labelled(Decision, there)


def _labelled(choices, there: set[str]) -> list[tuple[str, str]]:
    """The choices that are there, in their own order, with the first letter of their words large."""
    found = [(choice.value, str(choice.label)) for choice in choices if choice.value in there]
    return [(value, word[:1].upper() + word[1:]) for value, word in found]


def side_names() -> dict[str, str]:
    return {SENT: _("Sent by us"), HOSTED: _("Hosted by us")}
