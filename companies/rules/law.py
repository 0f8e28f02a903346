"""One rule of a country as a plain value, and what each kind of rule may say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from companies.choices import Consent, Effect, Level, Payer, Release, RuleKind, ShareOf, Status, Teller

ALWAYS = datetime.min.replace(tzinfo=UTC)
SPANISH = "_es"  # the name of a text's Spanish; where it is empty the English is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of one rule. `says` holds what its kind may say (SAYS), `condition` when it applies (CONDITIONS).

    `valid_from`, `valid_to`: the days on which an agreement is concluded for which the law holds. `made_at`: since
    when this version is what we know. `key` names the rule through all its versions.
    """

    key: str
    version: int = 1
    profile: str
    country: str
    kind: str
    says: dict[str, Any]
    condition: dict[str, Any] = field(default_factory=dict)
    law: str = ""
    sources: tuple[str, ...] = ()
    level: str
    valid_from: date | None = None
    valid_to: date | None = None
    reviewed_on: date
    review_due_on: date
    unconfirmed: str = ""
    unconfirmed_es: str = ""
    made_at: datetime = ALWAYS

    def in_force(self, on: date) -> bool:
        """Whether the law holds for an agreement concluded on this day; no day given means no limit known."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)

    def is_sure(self, today: date) -> bool:
        """Whether it may be told as certain: seen in a source, and looked at in time."""
        return self.level == Level.C and today <= self.review_due_on

    @property
    def law_text(self) -> str:
        """The law as it may be printed: only where it was seen in a source."""
        return self.law if self.level == Level.C else ""

    @property
    def open_question(self) -> str:
        """What is not known for sure about it, in the active language."""
        return (self.unconfirmed_es if _spanish() else "") or self.unconfirmed

    def text(self, name: str) -> str:
        """What it says under a name, in the active language; "" where it says nothing."""
        return str((self.says.get(name + SPANISH) if _spanish() else "") or self.says.get(name) or "")


def _spanish() -> bool:
    return (get_language() or "").startswith("es")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a rule may say: `form` is words (in English and Spanish), name, number, share, yes, choice or codes."""

    name: str
    label: Any
    form: str = "words"
    required: bool = False
    choices: type[TextChoices] | None = None

    def fault(self, value: Any) -> str:
        """Say what is wrong with a value, or nothing."""
        if value in (None, "", [], ()):
            return str(_("This is needed.")) if self.required else ""
        if self.form in ("number", "share") and (isinstance(value, bool) or not isinstance(value, int | float)):
            return str(_("This is a number."))
        if self.form == "number" and not 0 < value <= 4000:
            return str(_("This is a number from 1 to 4000."))
        if self.form == "share" and not 0 < value <= 1:
            return str(_("This is a share between 0 and 1, such as 0.5 for a half."))
        if self.form == "yes" and not isinstance(value, bool):
            return str(_("This is yes or no."))
        if self.form == "choice" and self.choices and value not in self.choices.values:
            return _("“%(value)s” is not known.") % {"value": value}
        return ""


BY = Said("by", gettext_lazy("Who tells"), "choice", True, Teller)
BODY = Said("body", gettext_lazy("Which body"), required=True)
WITHIN = (
    Said("within_days", gettext_lazy("Within how many days after the stay"), "number"),
    Said("within_months", gettext_lazy("Within how many months after the stay"), "number"),
)
NOTE = Said("note", gettext_lazy("In words"))
SAYS: dict[str, tuple[Said, ...]] = {
    RuleKind.STATUS: (
        Said("scheme", gettext_lazy("Name of the scheme"), "name", True),
        Said("status", pgettext_lazy("apprentice", "Status"), "choice", True, Status),
        Said("home_employer", gettext_lazy("There is an employer at home"), "yes", True),
        Said("contract", gettext_lazy("Name of the contract"), "name", True),
    ),
    RuleKind.CONSENT: (
        Said("rule", gettext_lazy("Consent of the employer"), "choice", True, Consent),
        Said("right_to_go", gettext_lazy("The apprentice has a right to go"), "yes"),
    ),
    RuleKind.CONTRACT: (Said("effect", gettext_lazy("What happens to the contract"), "choice", True, Effect),),
    RuleKind.OPTION: (
        Said("key", gettext_lazy("Key, the same in all versions"), "name", True),
        Said("name", gettext_lazy("Name of the way"), "name", True),
        Said("effect", gettext_lazy("What it means"), required=True),
        Said("pay_by", gettext_lazy("Who pays"), "choice", True, Payer),
        Said("insured_at_home", gettext_lazy("Insured at home during the stay"), "yes", True),
        Said("max_days", gettext_lazy("Longest stay in days"), "number"),
    ),
    RuleKind.PAY: (Said("by", gettext_lazy("Who pays"), "choice", True, Payer),),
    RuleKind.LEAVE: (Said("may_be_used", gettext_lazy("Days of leave may be used for it"), "yes"),),
    RuleKind.SCHOOL: (Said("rule", gettext_lazy("Release from school"), "choice", False, Release), NOTE),
    RuleKind.NOTICE_BEFORE: (
        BY,
        BODY,
        Said("plan_min_stay_days", gettext_lazy("A plan is agreed from how many days"), "number"),
    ),
    RuleKind.NOTICE_AFTER: (BY, BODY, *WITHIN),
    RuleKind.REFUND: (
        Said("to", gettext_lazy("Who gets it"), "choice", True, Teller),
        BODY,
        *WITHIN,
        Said("share", gettext_lazy("Share of the cost"), "share"),
        Said("what", gettext_lazy("What is refunded"), required=True),
    ),
    RuleKind.LIMIT: (
        Said("note", gettext_lazy("In words"), required=True),
        Said("share", gettext_lazy("Share that may be abroad"), "share"),
        Said("of", gettext_lazy("Share or months of what"), "choice", False, ShareOf),
        Said("days", gettext_lazy("Longest in days"), "number"),
        Said("months", gettext_lazy("Longest in months"), "number"),
        Said("min_age", gettext_lazy("Youngest age on the first day"), "number"),
        Said("hard", gettext_lazy("Binding"), "yes", True),
    ),
    RuleKind.INSURANCE: (Said("a1", gettext_lazy("An A1 certificate can be had"), "yes"), NOTE),
    RuleKind.DOCUMENTS: (Said("codes", gettext_lazy("Codes of the papers"), "codes", True),),
    RuleKind.MINORS: (NOTE,),
    RuleKind.FUNDING: (Said("field", gettext_lazy("Field"), "name", True), NOTE),
}
CONDITIONS = (
    Said("min_stay_days", gettext_lazy("From how many days abroad"), "number"),
    Said("max_stay_days", gettext_lazy("Up to how many days abroad"), "number"),
    Said("under_age", gettext_lazy("Younger than, on the first day"), "number"),
    Said("hosts", gettext_lazy("Countries of the stay (ISO codes)"), "codes"),
    Said("arrangements", gettext_lazy("Ways chosen for the contract (keys)"), "codes"),
    Said("blended", gettext_lazy("With virtual phases"), "yes"),
    Said("pay_kept", gettext_lazy("The employer goes on paying"), "yes"),
)
ONCE = frozenset(RuleKind) - {
    RuleKind.OPTION,
    RuleKind.NOTICE_BEFORE,
    RuleKind.NOTICE_AFTER,
    RuleKind.REFUND,
    RuleKind.LIMIT,
}  # every profile has exactly one of these at any time


def faults(
    kind: str, says: dict[str, Any], condition: dict[str, Any], *, valid_from: date | None, valid_to: date | None
) -> list[tuple[str, str]]:
    """Name what is wrong with a rule: (name of what it says, sentence); empty means it is sound."""
    found = list(_faults(SAYS[kind], says)) + list(_faults(CONDITIONS, condition))
    if valid_from and valid_to and valid_to < valid_from:
        found.append(("valid_to", str(_("The last day lies before the first one."))))
    if condition and kind in ONCE:
        found.append(("", str(_("A rule of this kind always applies: it has no condition."))))
    return found


def unsourced(level: str, sources: Iterable[str]) -> str:
    """Say that a rule needs a source, or nothing: what was seen was seen somewhere."""
    if level == Level.P or list(sources):
        return ""
    return str(_("Name where it was seen, or mark it as “from experience, not checked”."))


def _faults(known: Iterable[Said], given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    names = {said.name for said in known} | {said.name + SPANISH for said in known if said.form == "words"}
    for name in given.keys() - names:
        yield "", _("“%(value)s” is not known.") % {"value": name}
    for said in known:
        if fault := said.fault(given.get(said.name)):
            yield said.name, fault
