"""What the law asks of one mobility: obligations, warnings and blocks, each with its reason and the rule it comes from.

Plain functions of facts; the rules are those that hold for the day on which the agreement is concluded. Guidance, not
legal advice: what is not sure says so, and says whom to ask.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_countries import countries

from companies.choices import Effect, Payer, RuleKind, Status, Teller
from companies.profiles import Notice, Profile, Refund
from companies.rules.law import Rule
from mobilities.rules.abroad import too_much, uncountable
from mobilities.rules.conditions import Facts, applies, holds, notices, refunds
from mobilities.rules.deadlines import ends


class Weight(TextChoices):
    """What a finding means: something to do, something to look at, something that cannot be."""

    OBLIGATION = "obligation", gettext_lazy("to do")
    WARNING = "warning", gettext_lazy("to look at")
    BLOCK = "block", gettext_lazy("not possible")


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of the law for this mobility. `rule`: where it comes from, None where something is not known.

    `confirm`: with whom to make sure, where the rule is not sure; "" where it is.
    """

    weight: Weight
    text: str
    rule: Rule | None = None
    confirm: str = ""


def outlook(facts: Facts, today: date) -> list[Finding]:
    """Give all that the law says of a mobility, blocks first, then warnings, then what is to be done."""
    law = facts.law
    found = [*_unknown(facts), *ways(facts), *_limits(facts)]
    if law:
        found += _owed(facts, law, today)
        found += _unsure(found, law, today)
    order = [Weight.BLOCK, Weight.WARNING, Weight.OBLIGATION]
    return sorted(found, key=lambda finding: order.index(finding.weight))


def obstacles(findings: Iterable[Finding]) -> list[str]:
    """Give the reasons why it cannot be."""
    return [finding.text for finding in findings if finding.weight == Weight.BLOCK]


def warnings(findings: Iterable[Finding]) -> list[str]:
    """Give what should be looked at."""
    return [finding.text for finding in findings if finding.weight == Weight.WARNING]


def confirm_with(rule: Rule, law: Profile) -> str:
    """Say who knows for sure: the body that a rule names, else whoever is competent in the country."""
    names = {"country": countries.name(law.country)}
    if body := rule.text("body"):
        return _the(body)
    if rule.kind == RuleKind.INSURANCE:
        return _("the health insurer and the accident insurer in %(country)s") % names
    if rule.kind in (RuleKind.SCHOOL, RuleKind.DOCUMENTS, RuleKind.FUNDING, RuleKind.MINORS):
        return _("the VET centre that sends the apprentice")
    named = [*law.notices_before, *law.notices_after, *law.refunds]
    bodies = [notice.rule.text("body") for notice in named if notice.rule]
    return _the(bodies[0]) if bodies else _("the body in %(country)s that is in charge of apprentices") % names


def _the(body: str) -> str:
    """Name a body within a sentence: the rules name it as in a list, without an article."""
    return _("the %(body)s") % {"body": body}


def doubt(rule: Rule | None, law: Profile, today: date) -> str:
    """Say with whom to confirm a rule; "" where it is sure."""
    return "" if rule is None or rule.is_sure(today) else confirm_with(rule, law)


def payer(facts: Facts) -> tuple[str, Rule]:
    """Give who pays by the rules (`companies.choices.Payer`), and which rule says so; only where there is a profile."""
    law, chosen = facts.law, facts.chosen
    assert law  # noqa: S101  the caller looked
    if chosen and chosen.rule:
        return chosen.pay_by, chosen.rule
    return law.pay_by, law.the(RuleKind.PAY)


def _unknown(facts: Facts) -> Iterator[Finding]:
    """What cannot be known, with a way on."""
    law = facts.law
    if law is None:
        yield Finding(
            Weight.WARNING,
            _("No rules are on file for apprentices from %(country)s. Ask there who must agree, pay and insure.")
            % {"country": countries.name(facts.home_country)},
        )
        return
    if facts.birth_date is None:
        text = _(
            "The birth date is not on file: the apprentice is treated as a minor. Note it on the apprentice's page."
        )
        yield Finding(Weight.WARNING, text, law.the(RuleKind.MINORS))
    if law.home_employer and not facts.has_contract:
        text = _(
            "This kind of apprenticeship has an employer, but none is on file. Note the contract of the apprentice."
        )
        yield Finding(Weight.WARNING, text, law.the(RuleKind.STATUS))


def ways(facts: Facts) -> Iterator[Finding]:
    """Whether the way chosen for the contract can be."""
    law, chosen = facts.law, facts.chosen
    if not (law and facts.has_contract and law.contract_effect == Effect.OPTION):
        return
    contract = law.the(RuleKind.CONTRACT)
    if not facts.option:
        names = ", ".join(option.name for option in law.options)
        text = _("It is not settled yet what happens to the contract. Choose one: %(names)s.") % {"names": names}
        yield Finding(Weight.WARNING, text, contract)
    elif chosen is None:
        text = _(
            "What was chosen for the contract is not possible for an agreement concluded on %(day)s. Choose another."
        )
        yield Finding(Weight.BLOCK, text % {"day": date_format(facts.ruled_on)}, contract)
    elif chosen.max_days and facts.dates.stay_days > chosen.max_days:
        text = ngettext(
            "“%(name)s” is possible for %(most)d day at most, for an agreement concluded on %(day)s. "
            "The stay has %(days)d. Choose another way or a shorter stay.",
            "“%(name)s” is possible for %(most)d days at most, for an agreement concluded on %(day)s. "
            "The stay has %(days)d. Choose another way or a shorter stay.",
            chosen.max_days,
        )
        days = {"most": chosen.max_days, "days": facts.dates.stay_days, "day": date_format(facts.ruled_on)}
        yield Finding(Weight.BLOCK, text % (days | {"name": chosen.name}), chosen.rule)


def too_long(facts: Facts) -> list[str]:
    """Say what the law does not allow of the way chosen and of the length of the stay; empty means it does."""
    return obstacles([*ways(facts), *_limits(facts)])


def _limits(facts: Facts) -> Iterator[Finding]:
    """How long a stay may be and how young who goes: law blocks, advice warns; what cannot be counted is said."""
    law = facts.law
    for limit in law.max_abroad if law else ():
        if limit.rule and applies(limit.rule.condition, facts):
            weight = Weight.BLOCK if limit.hard else Weight.WARNING
            yield from (Finding(weight, text, limit.rule) for text in too_much(limit, facts))
            if uncountable(limit, facts):
                text = _(
                    "Without the dates of the training contract this limit cannot be counted: %(note)s. Note them."
                )
                yield Finding(Weight.WARNING, text % {"note": limit.rule.text("note")}, limit.rule)


def _owed(facts: Facts, law: Profile, today: date) -> Iterator[Finding]:
    """What is to be done, and by whom."""

    def owed(text: str, rule: Rule | None) -> Finding:
        return Finding(Weight.OBLIGATION, text, rule, doubt(rule, law, today))

    if holds("has_employer", facts) and law.employer_consent == "required":
        yield owed(_("The home employer must agree to the stay."), law.the(RuleKind.CONSENT))
    if law.school_release["rule"] == "required":
        yield owed(_("The school must release the apprentice."), law.the(RuleKind.SCHOOL))
    if holds("insured_at_home", facts):
        text = _("The A1 certificate is asked for before departure: the insurance at home goes on.")
        yield owed(text, law.the(RuleKind.INSURANCE))
    if holds("minor", facts):
        yield owed(_("A parent or guardian must sign as well."), law.the(RuleKind.MINORS))
    for notice in notices("notify_before", facts):
        yield owed(told_before(notice, facts), notice.rule)
    for notice in notices("notify_after", facts):
        yield owed(told_after(notice, facts), notice.rule)
    for refund in refunds("home_employer", facts):
        yield owed(claimed(refund, facts), refund.rule)
    says, rule = payer(facts)
    if says in (Payer.HOME_EMPLOYER, Payer.REFUNDED) and facts.pay_kept is False and law.status == Status.EMPLOYEE:
        text = _(
            "By the rules the employer goes on paying, but it was noted that it does not. Please look at it again."
        )
        yield Finding(Weight.WARNING, text, rule, doubt(rule, law, today))


def told_before(notice: Notice, facts: Facts) -> str:
    """Say whom somebody tells before the stay, and from which length a plan is agreed."""
    names = {"who": Teller(notice.by).label, "body": notice.rule.text("body") if notice.rule else notice.body}
    if notice.plan_min_stay_days and facts.dates.stay_days >= notice.plan_min_stay_days:
        return _("Before the stay the %(who)s agrees a training plan with: %(body)s.") % names
    return _("Before the stay the %(who)s tells: %(body)s.") % names


def told_after(notice: Notice, facts: Facts) -> str:
    """Say whom somebody tells after the stay, and until when."""
    names = {"who": Teller(notice.by).label, "body": notice.rule.text("body") if notice.rule else notice.body}
    if last := ends(notice, facts.dates.end):
        return _("By %(date)s the %(who)s tells: %(body)s.") % (names | {"date": date_format(last)})
    return _("After the stay the %(who)s tells: %(body)s.") % names


def claimed(refund: Refund, facts: Facts) -> str:
    """Say what is refunded, by whom, and until when it is claimed."""
    names = {"body": refund.rule.text("body") if refund.rule else refund.body}
    names |= {"what": refund.rule.text("what") if refund.rule else refund.what}
    if last := ends(refund, facts.dates.end):
        return _("Money back from %(body)s, claimed by %(date)s: %(what)s.") % (names | {"date": date_format(last)})
    return _("Money back from %(body)s: %(what)s.") % names


def _unsure(found: list[Finding], law: Profile, today: date) -> Iterator[Finding]:
    """One warning for all rules that are not sure, with whom to ask."""
    kinds: dict[str, dict[str, None]] = {}
    for finding in found:
        if finding.confirm and finding.rule:
            kinds.setdefault(finding.confirm, {})[str(RuleKind(finding.rule.kind).label)] = None
    for who, names in kinds.items():
        text = _("Not certain, please confirm with %(who)s: %(kinds)s.")
        yield Finding(Weight.WARNING, text % {"who": who, "kinds": ", ".join(names)}, None, who)
