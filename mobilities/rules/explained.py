"""The law of one mobility in one paragraph of plain words, told to one person (N3). Short sentences, common words.

Made of the same rules and facts as the roadmap. What comes from a rule that is not sure is marked and says whom to ask.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.choices import Effect, Payer, RuleKind, Status
from companies.profiles import Profile
from companies.rules.law import Rule
from mobilities.rules.conditions import Facts, holds, notices, refunds
from mobilities.rules.deadlines import ends
from mobilities.rules.law import doubt, payer

APPRENTICE, GUARDIAN, EMPLOYER = "apprentice", "guardian", "home_employer"
HOST, HOSTING, COORDINATOR = "host_company", "hosting_coordinator", "sending_coordinator"
AUDIENCES = (APPRENTICE, GUARDIAN, EMPLOYER, HOST, HOSTING, COORDINATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Who is spoken of; `call`: whom to call after an accident, with the number where it is known."""

    who: str
    employer: str = ""
    host: str = ""
    centre: str = ""
    call: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences that belong together; `confirm`: with whom to make sure, "" where they are sure."""

    text: str
    confirm: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one person is told; `laws`: the texts of law behind it that were seen. `rules`: all rules behind it."""

    parts: tuple[Part, ...]
    laws: tuple[str, ...]
    rules: tuple[Rule, ...]


Told = tuple[str, Rule | None]


def explain(audience: str, facts: Facts, names: Names, today: date) -> Paragraph:
    """Give the paragraph for one of AUDIENCES, in the active language."""
    law = facts.law
    if law is None:
        ask = _("We have no rules on file for this country. Ask %(centre)s who must agree, pay and insure.")
        return Paragraph(
            (Part(ask % {"centre": names.centre}, names.centre), *_parts([_accident(audience, names)])), (), ()
        )
    told = [(text, rule) for text, rule in _told(audience, facts, law, names) if text]
    marked = [(text, doubt(rule, law, today)) for text, rule in told]
    rules = tuple(dict.fromkeys(rule.key for _text, rule in told if rule))
    behind = tuple(next(rule for _text, rule in told if rule and rule.key == key) for key in rules)
    laws = tuple(dict.fromkeys(rule.law_text for rule in behind if rule.law_text and rule.is_sure(today)))
    return Paragraph(_parts(marked), laws, behind)


def _parts(marked: list[tuple[str, str]]) -> tuple[Part, ...]:
    return tuple(
        Part(" ".join(text for text, _confirm in group), confirm)
        for confirm, group in groupby((row for row in marked if row[0]), key=lambda row: row[1])
    )


def _told(audience: str, facts: Facts, law: Profile, names: Names) -> Iterator[Told]:
    yield _status(audience, facts, law, names)
    if audience != HOSTING:
        yield _pay(audience, facts, law, names)
    yield _insurance(audience, facts, law, names)
    if audience in (EMPLOYER, COORDINATOR):
        yield from _duties(audience, facts, names)
    if holds("minor_on_stay" if audience == HOST else "minor", facts):
        yield _minor(audience, names), law.the(RuleKind.MINORS)
    yield _accident(audience, names)[0], None


def _you(audience: str, *, apprentice: str, employer: str, others: str, names: Names, **more: Any) -> str:
    """Pick the voice: the apprentice and the employer are spoken to, all others hear of them."""
    sentence = {APPRENTICE: apprentice, EMPLOYER: employer}.get(audience, others)
    return sentence % ({"who": names.who, "employer": names.employer, "centre": names.centre} | more)


def _status(audience: str, facts: Facts, law: Profile, names: Names) -> Told:
    rule = law.the(RuleKind.STATUS)
    if law.status == Status.EMPLOYEE and not facts.has_contract:
        return _you(
            audience,
            apprentice=_("It is not on file yet who employs you at home."),
            employer=_("It is not on file yet who employs %(who)s at home."),
            others=_("It is not on file yet who employs %(who)s at home."),
            names=names,
        ), rule
    if law.status != Status.EMPLOYEE:
        student = law.status != Status.TRAINEE
        told = (
            _("During your stay you remain a student of %(centre)s."),
            _("During the stay %(who)s remains a student of %(centre)s."),
            _("During your stay you remain a trainee of %(centre)s."),
            _("During the stay %(who)s remains a trainee of %(centre)s."),
        )
        mine, others = told[:2] if student else told[2:]
        return _you(audience, apprentice=mine, employer=others, others=others, names=names), rule
    chosen = facts.chosen
    if law.contract_effect == Effect.OPTION and chosen is None:
        return _you(
            audience,
            apprentice=_("It is not settled yet what happens to your contract with %(employer)s."),
            employer=_("It is not settled yet what happens to your contract with %(who)s."),
            others=_("It is not settled yet what happens to the contract of %(who)s with %(employer)s."),
            names=names,
        ), law.the(RuleKind.CONTRACT)
    goes_on = chosen.insured_at_home if chosen else law.contract_effect == Effect.CONTINUES
    rule = (chosen and chosen.rule) or law.the(RuleKind.CONTRACT)
    if goes_on:
        return _you(
            audience,
            apprentice=_("During your stay you remain employed by %(employer)s."),
            employer=_("During the stay %(who)s remains your employee."),
            others=_("During the stay %(who)s remains employed by %(employer)s."),
            names=names,
        ), rule
    return _you(
        audience,
        apprentice=_("During your stay your contract with %(employer)s rests. It goes on when you are back."),
        employer=_("During the stay your contract with %(who)s rests. It goes on after the return."),
        others=_("During the stay the contract of %(who)s with %(employer)s rests. It goes on after the return."),
        names=names,
    ), rule


def _pay(audience: str, facts: Facts, law: Profile, names: Names) -> Told:
    says: str
    rule: Rule | None
    says, rule = payer(facts)
    if audience == HOST:
        return _("You pay the wages.") if says == Payer.HOST else _("You do not have to pay wages."), rule
    at_home = law.home_employer and facts.has_contract
    if at_home and says == Payer.AGREEMENT and facts.pay_kept is not None:
        says, rule = (Payer.HOME_EMPLOYER if facts.pay_kept else Payer.NOBODY), None  # they agreed on it
    elif at_home and says in (Payer.HOME_EMPLOYER, Payer.REFUNDED) and facts.pay_kept is False:
        says = Payer.AGREEMENT  # it was noted that the employer does not pay, against the rule
    if at_home and says in (Payer.HOME_EMPLOYER, Payer.REFUNDED):
        return _you(
            audience,
            apprentice=_("%(employer)s pays you."),
            employer=_("You go on paying."),
            others=_("%(employer)s goes on paying."),
            names=names,
        ), rule
    told = {
        Payer.HOST: (_("The company abroad pays you."), _("The company abroad pays the wages.")),
        Payer.SCHEME: (_("The training scheme pays you an allowance."), _("The training scheme pays an allowance.")),
        Payer.AGREEMENT: (_("It has to be agreed who pays you."), _("It has to be agreed who pays.")),
    }
    nobody = (_("You get no wages during the stay."), _("There are no wages during the stay."))
    mine, others = told.get(Payer(says), nobody)
    return _you(audience, apprentice=mine, employer=others, others=others, names=names), rule


def _insurance(audience: str, facts: Facts, law: Profile, names: Names) -> Told:
    rule = law.the(RuleKind.INSURANCE)
    if holds("insured_at_home", facts) and not (law.contract_effect == Effect.OPTION and facts.chosen is None):
        return _you(
            audience,
            apprentice=_("You stay insured at home. The A1 certificate is the proof: take it with you."),
            employer=_("The insurance at home goes on. Ask for the A1 certificate before departure."),
            others=_("The insurance at home goes on. The A1 certificate is the proof."),
            names=names,
        ), rule
    if law.status == Status.EMPLOYEE and facts.has_contract:
        return _("It has to be arranged who insures the stay against accidents at work."), rule
    return _you(
        audience,
        apprentice=_("%(centre)s tells you which insurance covers accidents at work."),
        employer=_("%(centre)s tells you which insurance covers accidents at work."),
        others=_("%(centre)s knows which insurance covers accidents at work."),
        names=names,
    ), rule


def _duties(audience: str, facts: Facts, names: Names) -> Iterator[Told]:
    """Whom to tell, what to claim, until when."""
    mine = {EMPLOYER: "home_employer", COORDINATOR: "sending_centre"}[audience]
    for notice in notices("notify_before", facts):
        body = {"body": notice.rule.text("body")} if notice.rule else {"body": notice.body}
        if notice.by == mine:
            yield _("Before the stay you tell: %(body)s.") % body, notice.rule
        elif notice.by == "home_employer" and names.employer:
            yield (
                _("Before the stay %(employer)s tells: %(body)s.") % (body | {"employer": names.employer}),
                notice.rule,
            )
    for notice in notices("notify_after", facts):
        last = ends(notice, facts.dates.end)
        words = {"body": notice.rule.text("body") if notice.rule else notice.body, "employer": names.employer}
        if last and notice.by == mine:
            yield _("By %(date)s you tell: %(body)s.") % (words | {"date": date_format(last)}), notice.rule
        elif last and notice.by == "home_employer" and names.employer:
            yield _("By %(date)s %(employer)s tells: %(body)s.") % (words | {"date": date_format(last)}), notice.rule
    for refund in refunds("home_employer", facts):
        words = {"body": refund.rule.text("body") if refund.rule else refund.body, "employer": names.employer}
        last = ends(refund, facts.dates.end)
        until = _(" The last day for the claim is %(date)s.") % {"date": date_format(last)} if last else ""
        text = (
            _("You can get money back from: %(body)s.")
            if audience == EMPLOYER
            else _("%(employer)s can get money back from: %(body)s.")
        )
        yield text % words + until, refund.rule


def _minor(audience: str, names: Names) -> str:
    return {
        APPRENTICE: _("You are under 18, so a parent or guardian signs with you."),
        GUARDIAN: _("%(who)s is under 18, so you sign as well.") % {"who": names.who},
        HOST: _("%(who)s is under 18: the limits for young workers hold.") % {"who": names.who},
    }.get(audience, _("%(who)s is under 18, so a parent or guardian signs as well.") % {"who": names.who})


def _accident(audience: str, names: Names) -> tuple[str, str]:
    words = {"call": names.call, "who": names.who, "centre": names.centre}
    if audience == COORDINATOR:
        return _("After an accident people call 112 first, then you."), ""
    if audience == GUARDIAN:
        return _("After an accident we call you. Your contact is %(call)s.") % words, ""
    return _("After an accident call 112 first, then %(call)s.") % words, ""
