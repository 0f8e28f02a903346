"""The words of a mobility; values are the names of the field's vocabulary."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Side(TextChoices):
    """Parties: organisations and people that take part in a mobility."""

    SENDING_CENTRE = "sending_centre", _("sending centre")
    HOSTING_CENTRE = "hosting_centre", _("hosting centre")
    HOME_EMPLOYER = "home_employer", _("home employer")
    HOST_COMPANY = "host_company", _("host company")
    APPRENTICE = "apprentice", _("apprentice")
    GUARDIAN = "guardian", _("parent or guardian")


class Role(TextChoices):
    """Roles of people on a mobility."""

    SENDING_COORDINATOR = "sending_coordinator", _("coordinator of the sending centre")
    HOSTING_COORDINATOR = "hosting_coordinator", _("coordinator of the hosting centre")
    EMPLOYER_SIGNATORY = "employer_signatory", _("signatory of the home employer")
    EMPLOYER_MENTOR = "employer_mentor", _("trainer at the home employer")
    HOST_SIGNATORY = "host_signatory", _("signatory of the host company")
    HOST_MENTOR = "host_mentor", _("mentor at the host company")
    APPRENTICE = "apprentice", _("apprentice")
    GUARDIAN = "guardian", _("parent or guardian")


class Owner(TextChoices):
    """Who a step belongs to; all who act for it on the mobility owe it."""

    SENDING_COORDINATOR = "sending_coordinator", _("sending centre")
    HOSTING_COORDINATOR = "hosting_coordinator", _("hosting centre")
    HOME_EMPLOYER = "home_employer", _("home employer")
    HOST_COMPANY = "host_company", _("host company")
    APPRENTICE = "apprentice", _("apprentice")
    GUARDIAN = "guardian", _("parent or guardian")
    NOTIFIER = "notifier", _("whoever the country's rules name")


ACTS_AS = {
    Role.SENDING_COORDINATOR: Owner.SENDING_COORDINATOR,
    Role.HOSTING_COORDINATOR: Owner.HOSTING_COORDINATOR,
    Role.EMPLOYER_SIGNATORY: Owner.HOME_EMPLOYER,
    Role.EMPLOYER_MENTOR: Owner.HOME_EMPLOYER,
    Role.HOST_SIGNATORY: Owner.HOST_COMPANY,
    Role.HOST_MENTOR: Owner.HOST_COMPANY,
    Role.APPRENTICE: Owner.APPRENTICE,
    Role.GUARDIAN: Owner.GUARDIAN,
}
SIDE_OF = {
    Owner.SENDING_COORDINATOR: Side.SENDING_CENTRE,
    Owner.HOSTING_COORDINATOR: Side.HOSTING_CENTRE,
    Owner.HOME_EMPLOYER: Side.HOME_EMPLOYER,
    Owner.HOST_COMPANY: Side.HOST_COMPANY,
    Owner.APPRENTICE: Side.APPRENTICE,
    Owner.GUARDIAN: Side.GUARDIAN,
}
OWNER_OF = {side: owner for owner, side in SIDE_OF.items()}
PERSONAL = (Side.APPRENTICE, Side.GUARDIAN)  # they sign for themselves; the others for an organisation


class Phase(TextChoices):
    PREPARE = "prepare", _("Prepare")
    RECRUIT = "recruit", _("Recruit")
    AGREE = "agree", _("Agree")
    VIRTUAL_BEFORE = "virtual_before", _("Virtual phase before")
    READY = "ready", _("Get ready")
    ABROAD = "abroad", _("Abroad")
    VIRTUAL_AFTER = "virtual_after", _("Virtual phase after")
    RETURN = "return", _("Return")


class Level(TextChoices):
    """For what a step is done once."""

    MOBILITY = "mobility", _("this mobility")
    GROUP = "group", _("the whole group")
    COMPANY = "company", _("all apprentices of this company in the project")
    PARTNER = "partner", _("all mobilities with this partner in the project")
    PROJECT = "project", _("all mobilities of the project")


class Kind(TextChoices):
    TASK = "task", _("task")
    APPROVAL = "approval", _("approval")
    SIGNATURE = "signature", _("signature")
    DOCUMENT = "document", _("document")
    MEETING = "meeting", _("meeting")
    PAYMENT = "payment", _("payment")
    REPORT = "report", _("report")
    LEARNING = "learning", _("learning")


SIGNED = (Kind.APPROVAL, Kind.SIGNATURE)  # only who may sign for a party does these


class Anchor(TextChoices):
    """The four dates from which due dates are counted."""

    START = "start", _("first day abroad")
    END = "end", _("last day abroad")
    VSTART = "vstart", _("first day of the virtual phase")
    VEND = "vend", _("last day of the virtual phase")


class Condition(TextChoices):
    """When a plan's step is there; what each asks is `rules.conditions`."""

    ALWAYS = "always", _("always")
    MINOR = "minor", _("the apprentice is a minor")
    HAS_EMPLOYER = "has_employer", _("there is a home employer")
    INSURED_AT_HOME = "insured_at_home", _("the apprentice stays insured at home (A1)")
    EHIC_VALID = "ehic_valid_at_host", _("the European health card is valid there")
    EHIC_NOT_VALID = "ehic_not_valid_at_host", _("the European health card is not valid there")
    ENTRY_FORMALITIES = "entry_formalities", _("a visa, permit or other formality is needed")
    FEWER_OPPORTUNITIES = "fewer_opportunities", _("the apprentice has fewer opportunities")
    NOTIFY_BEFORE = "notify_before", _("the country's rules ask for a notice before the stay")
    NOTIFY_AFTER = "notify_after", _("the country's rules ask for a notice after the stay")
    REFUND_CLAIM = "refund_claim", _("the employer can claim pay back")
    FIRST_TIME_PARTNER = "first_time_partner", _("it is the first time with this partner")
    STAY_OVER_90 = "stay_over_90", _("the stay is longer than 90 days")
    GREEN_TRAVEL = "green_travel", _("the apprentice travels green")
    PROGRAMME_CHANGED = "programme_changed", _("the programme was changed after signing")
    ACCOMPANIED = "accompanied", _("somebody travels along")
    GROUP = "group", _("the apprentice travels with a group")
    BLENDED = "blended", _("there is a virtual phase")


class Mode(TextChoices):
    PHYSICAL = "physical", _("stay abroad")
    BLENDED = "blended", _("blended: virtual, abroad, virtual")


class Activity(TextChoices):
    """Activity types, with the programme's codes (domain.md 2.1)."""

    SHORT = "LM-SHORT-VET", _("short-term learning mobility")
    LONG = "LM-LONG-VET", _("long-term learning mobility (ErasmusPro)")
    SKILLS = "LM-SKILL-VET", _("skills competition")
    TRAINEESHIP = "HE-SMT", _("higher-education traineeship")


class Field(TextChoices):
    VET = "VET", _("vocational education and training")
    HED = "HED", _("higher education")


class Decision(TextChoices):
    """What people decide; moved by a person, never by a rule."""

    DRAFT = "draft", _("Draft")
    APPLIED = "applied", _("Applied")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    REJECTED = "rejected", _("Not selected")
    ACCEPTED = "accepted", _("Accepted")
    CANCELLED = "cancelled", _("Cancelled")
    INTERRUPTED = "interrupted", _("Interrupted")
    ENDED_EARLY = "ended_early", _("Ended early")
    FORCE_MAJEURE = "force_majeure", _("Force majeure")
    CLOSED = "closed", _("Closed")


class Stage(TextChoices):
    """What follows from facts; set only by the rule `stage`, never by hand."""

    PLANNED = "planned", _("Planned")
    AGREED = "agreed", _("Agreed")
    VIRTUAL_BEFORE = "virtual_before", _("Virtual phase before")
    READY = "ready", pgettext_lazy("mobility", "Ready")
    ABROAD = "abroad", pgettext_lazy("mobility", "Abroad")
    RETURNED = "returned", _("Returned")
    VIRTUAL_AFTER = "virtual_after", _("Virtual phase after")
    DOCUMENTED = "documented", _("Documented")
    RECOGNISED = "recognised", _("Recognised")


class PublicWord(TextChoices):
    """The words that apprentice, guardian and companies see."""

    APPLIED = "applied", _("Applied")
    SELECTED = "selected", _("Selected")
    AGREED = "agreed", _("Agreed")
    READY = "ready", pgettext_lazy("mobility", "Ready")
    ABROAD = "abroad", pgettext_lazy("mobility", "Abroad")
    DONE = "done", pgettext_lazy("mobility", "Done")
    CANCELLED = "cancelled", _("Cancelled")
    REJECTED = "rejected", _("Not selected")


class Outcome(TextChoices):
    """How a step was closed."""

    DONE = "done", _("Done")
    BEFORE = "before", _("Done before planning")
    WAIVED = "waived", _("Waived")


class Settled(TextChoices):
    """How a step stands that came after the departure before which it belongs."""

    BEFORE = "before", _("It was done before the departure")
    WAIVED = "waived", _("It is not needed any more")
    OPEN = "open", _("It is still to be done")


class Purpose(TextChoices):
    """For what a second person is asked: to waive a step, or to let the apprentice leave while it is open."""

    WAIVE = "waive", _("It is not needed at all")
    LEAVE = "leave", _("It comes later: the apprentice may leave without it")


class Verdict(TextChoices):
    """What became of the question to a second person."""

    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", pgettext_lazy("waiver", "Not agreed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Not needed any more")


class GroupDeed(TextChoices):
    """What can be done to many steps of a group at once."""

    COMPLETE = "complete", _("Close as done")
    WAIVE = "waive", _("Waive")
    REMIND = "remind", _("Remind")
    DUE = "due", _("Set a date")


class Review(TextChoices):
    """What the coordinator said to a piece of evidence."""

    WAITING = "waiting", _("Waiting for a look")
    ACCEPTED = "accepted", pgettext_lazy("paper", "Accepted")
    REFUSED = "refused", pgettext_lazy("paper", "Refused")


class Answer(TextChoices):
    APPROVE = "approve", _("Approve")
    CONDITIONS = "approve_with_conditions", _("Approve with conditions")
    ASK_CHANGE = "ask_change", _("Ask for a change")
    DECLINE = "decline", _("Decline")


class Reason(TextChoices):
    """Why a company says no (domain.md 5.2)."""

    WORK_PEAK = "work_peak", _("It falls into our busiest time")
    TOO_PRODUCTIVE = "too_productive", _("We cannot do without the apprentice")
    FEAR_OF_LOSS = "fear_of_loss", _("We fear to lose the apprentice")
    COST_OF_PAY = "cost_of_pay", _("We would pay without having the work")
    SAFETY = "safety", _("We have doubts about safety or insurance")
    EXAM = "exam", _("It clashes with an exam or with school")
    NO_BENEFIT = "no_benefit", _("We see no benefit for us")
    PAPERWORK = "paperwork", _("It is too much paperwork")
    BAD_EXPERIENCE = "bad_experience", _("We had a bad experience before")
    OTHER = "other", _("Another reason")


# The others speak of the training contract, which is the home employer's.
HOST_REASONS = (
    Reason.WORK_PEAK,
    Reason.SAFETY,
    Reason.NO_BENEFIT,
    Reason.PAPERWORK,
    Reason.BAD_EXPERIENCE,
    Reason.OTHER,
)


class Channel(TextChoices):
    """How an answer reached us."""

    LINK = "link", _("by personal link")
    SIGNED_IN = "signed_in", _("signed in")
    PHONE = "phone", _("by phone, recorded by the coordinator")
    PAPER = "paper", _("on paper, recorded by the coordinator")


class Transport(TextChoices):
    """Main means of transport; the first four are low-emission."""

    TRAIN = "train", _("train")
    BUS = "bus", _("bus")
    SHARED_CAR = "shared_car", _("shared car")
    BIKE = "bike", _("bicycle")
    PLANE = "plane", _("plane")
    CAR = "car", _("car, alone")
    SHIP = "ship", _("ship")


GREEN = {Transport.TRAIN, Transport.BUS, Transport.SHARED_CAR, Transport.BIKE}
