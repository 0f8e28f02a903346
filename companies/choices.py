"""Words of companies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Function(TextChoices):
    """What a contact does for the company; several people, or one for several functions in several rows."""

    SIGNATORY = "signatory", _("signs for the company")
    MENTOR = "mentor", _("mentor or trainer")
    DEPUTY = "deputy", _("deputy of the mentor")


class Size(TextChoices):
    """Size classes of the European Commission."""

    MICRO = "micro", _("up to 9 people")
    SMALL = "small", _("10 to 49 people")
    MEDIUM = "medium", _("50 to 249 people")
    LARGE = "large", _("250 people or more")


class RuleKind(TextChoices):
    """What a rule of a country speaks of."""

    STATUS = "status", _("status")
    CONSENT = "consent", _("consent of the employer")
    CONTRACT = "contract", _("what happens to the contract")
    OPTION = "option", _("way for the contract")
    PAY = "pay", _("who pays")
    LEAVE = "leave", _("annual leave")
    SCHOOL = "school", _("release from school")
    NOTICE_BEFORE = "notice_before", _("notice before the stay")
    NOTICE_AFTER = "notice_after", _("notice after the stay")
    REFUND = "refund", _("refund")
    LIMIT = "limit", _("limit")
    INSURANCE = "insurance", _("insurance")
    DOCUMENTS = "documents", _("papers")
    MINORS = "minors", _("minors")
    FUNDING = "funding", _("funding")


class Level(TextChoices):
    """How sure a rule is."""

    C = "C", _("seen in a public source")
    M = "M", _("partly seen")
    P = "P", _("from experience, not checked")


class Status(TextChoices):
    EMPLOYEE = "employee", _("employee of the company at home")
    TRAINEE = "trainee", _("trainee under a training contract")
    STUDENT = "student", _("student, without an employer")


class Consent(TextChoices):
    REQUIRED = "required", _("the employer must agree")
    NOT_NEEDED = "not_needed", _("there is no employer to ask")


class Effect(TextChoices):
    CONTINUES = "continues", _("the contract goes on")
    OPTION = "option", _("the parties choose a way")
    SUSPENDED = "suspended", _("the contract is suspended")
    NONE = "none", _("there is no contract of employment")


class Payer(TextChoices):
    HOME_EMPLOYER = "home_employer", _("the home employer pays")
    REFUNDED = "home_employer_refunded", _("the home employer pays and can get a refund")
    HOST = "host_employer", _("the company abroad pays")
    GRANT = "grant", _("nobody pays wages; there is a grant")
    SCHEME = "scheme_grant", _("the training scheme pays an allowance")
    AGREEMENT = "by_agreement", _("it has to be agreed who pays")
    NOBODY = "nobody", _("nobody pays wages")


class Teller(TextChoices):
    HOME_EMPLOYER = "home_employer", _("home employer")
    SENDING_CENTRE = "sending_centre", _("sending centre")
    APPRENTICE = "apprentice", _("apprentice")


class ShareOf(TextChoices):
    CONTRACT = "contract", _("the contract")
    TRAINING_TIME = "training_time", _("the training time")
    TRAINING_YEAR = "training_year", _("a training year")
    COMPANY_TRAINING = "company_training", _("the training in the company")


class Release(TextChoices):
    REQUIRED = "required", _("the school must release the apprentice")
    PART = "part_of_course", _("the stay is part of the course")
