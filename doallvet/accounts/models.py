"""Who a person is and how they enter."""

import secrets
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField


class UserQuerySet(models.QuerySet):
    def with_email(self, email):
        return self.with_emails([email.strip().lower()])

    def with_emails(self, emails):
        """Those whose address is among these, or who confirmed one of them as a further address."""
        confirmed = self.model.objects.filter(emailaddress__email__in=emails, emailaddress__verified=True)
        return self.filter(models.Q(email__in=emails) | models.Q(pk__in=confirmed.order_by().values("pk")))

    def with_any_address(self, email):
        """Those who are written to under this address, as their first or second one."""
        return self.filter(models.Q(email=email) | models.Q(second_email=email))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes users; a person without an address acts by letter or through the coordinator."""

    def create_user(self, email=None, password=None, **fields):
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Everybody who acts. What they may do is said by memberships that live with the organisation."""

    email = models.EmailField(
        _("e-mail address"),
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": _("This address is already used.")},
    )
    second_email = models.EmailField(_("second e-mail address"), blank=True, default="", db_default="")
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("runs the instance"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name"]

    class Meta:
        verbose_name = _("person")
        constraints = [
            models.CheckConstraint(
                name="user_email_lower_case", condition=models.Q(email=None) | models.Q(email=Lower("email"))
            )
        ]
        indexes = [models.Index("second_email", condition=~models.Q(second_email=""), name="user_second_email")]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name


class PersonalLinkQuerySet(models.QuerySet):
    def live(self, now):
        return self.filter(ends_at__gt=now, ended_at=None)

    def of_token(self, token):
        return self.filter(token_hash=PersonalLink.hash_of(token))


class PersonalLink(models.Model):
    """A door for one person to one thing, without an account.

    The page it opens is the URL named `link-<purpose>`. Only the hash of its token is kept.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.SlugField(max_length=40)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    version = models.CharField(max_length=64, blank=True)
    email = models.EmailField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    replaced_by = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="replaces")

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_label", "subject_id", "person"], name="link_subject")]

    def __str__(self):
        return f"{self.purpose} {self.subject_label} {self.subject_id}"

    @staticmethod
    def new_token() -> str:
        return secrets.token_urlsafe(18)

    @staticmethod
    def hash_of(token: str) -> str:
        return sha256(token.encode()).hexdigest()

    def is_live(self, now) -> bool:
        """Open until it ends, is replaced by nothing, and only while the person's address is the one it was sent to."""
        return self.ended_at is None and self.ends_at > now and self.email == (self.person.email or "")
