"""What a party commits to when it says yes, in plain sentences."""

from django.utils.translation import gettext as _

from mobilities.choices import Owner


def commitments(owner: str, *, pay_kept: bool | None, blended: bool, minor: bool) -> list[str]:
    """Give the commitments of a party: quality commitments of companies (domain.md 1.2), consents of a guardian."""
    if owner == Owner.HOME_EMPLOYER:
        found = [
            _("The apprentice is free for these dates; the days are not taken from annual leave."),
            _("We agree the learning goals with the school and take part in the assessment afterwards."),
            _("We help the apprentice to prepare, and talk about what was learned after the return."),
        ]
        if blended:
            found.insert(1, _("The hours of the virtual phases count as training time."))
        if pay_kept:
            found.append(_("We go on paying the apprentice during the stay."))
        return found
    if owner == Owner.HOST_COMPANY:
        found = [
            _("We offer tasks and a workplace that fit the learning goals."),
            _("We name a mentor who has time for the apprentice."),
            _("We explain safety at work on the first day and keep the legal hours."),
            _("We sign the weekly diary and assess the apprentice on the last day."),
        ]
        if minor:
            found.append(_("The apprentice is under 18: we respect the limits of age, hours and dangerous work."))
        return found
    return [
        _("I know the dates, the place and the people named here."),
        _("I can be reached by phone during the stay."),
        _("I can take back each consent at any time; it then no longer holds for the future."),
    ]


def in_principle() -> list[str]:
    """Give what an employer agrees to before anybody is chosen (domain.md 1.1): no apprentice, no dates."""
    return [
        _("We are willing to let apprentices of ours go abroad in this project."),
        _("We say which weeks suit us and which do not; a message below is enough."),
        _("Nothing is decided about one apprentice: each stay is asked for on its own, with its dates and its host."),
    ]


def replies(owner: str) -> dict[str, str]:
    """Give, by reason for a refusal, what may be answered: a way that other companies took (domain.md 1.1, 5.2).

    To a host nothing is said about the training contract, which is not its own.
    """
    return _to_all() | (_to_host() if owner == Owner.HOST_COMPANY else _to_employer())


def _to_all() -> dict[str, str]:
    return {
        "work_peak": _("We can move the stay away from your busy weeks. Which weeks are quiet for you?"),
        "paperwork": _(
            "We do the paperwork. From you we need two minutes on a page like the last one, and a signature."
        ),
        "bad_experience": _(
            "We are sorry to hear that. Please tell us what went wrong, so that we can do it differently this time."
        ),
        "other": _("Thank you for telling us. May we call you to find a way together?"),
    }


def _to_host() -> dict[str, str]:
    return {
        "safety": _(
            "The apprentice is insured for health, liability and accidents; we will send you the certificates. "
            "We can go through the workplace together beforehand."
        ),
        "no_benefit": _(
            "An apprentice from abroad brings other techniques and languages into your team, "
            "and leads to new partners. Would you talk to a company that has hosted one?"
        ),
    }


def _to_employer() -> dict[str, str]:
    return {
        "too_productive": _(
            "A short or blended stay keeps the apprentice with you for most of the time. "
            "Would two or three weeks be possible?"
        ),
        "fear_of_loss": _(
            "The training contract goes on and the apprentice comes back to you, with new skills and "
            "the experience that you trusted them."
        ),
        "cost_of_pay": _(
            "Some countries refund the pay for the days abroad. We will check what holds for you "
            "and help with the claim."
        ),
        "safety": _(
            "The apprentice is insured for health, liability and accidents, and a mentor and our partner look after "
            "them. We will send you the certificates."
        ),
        "exam": _("We can move the stay behind the exam. Which date would suit?"),
        "no_benefit": _(
            "Apprentices come back with other techniques, a language and more independence. "
            "Would you talk to a company that has done it?"
        ),
    }
