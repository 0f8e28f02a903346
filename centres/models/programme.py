"""What apprentices learn: programmes, their units, the outcomes of a unit."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.models.centre import Centre

ISCED_F = RegexValidator(r"^\d{2,4}$", _("A field of education has two to four digits, for example 0715."))


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self.filter(centre__in=Centre.objects.of_member(person))


class Programme(models.Model):
    """A course that leads to a qualification."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="programmes")
    title = models.CharField(_("title"), max_length=300)
    qualification = models.CharField(_("qualification"), max_length=300, blank=True)
    isced_f = models.CharField(_("field of education (ISCED-F)"), max_length=4, validators=[ISCED_F])
    eqf_level = models.PositiveSmallIntegerField(
        _("EQF level"), validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    nqf_level = models.CharField(_("national level"), max_length=50, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(name="programme_eqf_1_to_8", condition=models.Q(eqf_level__range=(1, 8))),
            models.UniqueConstraint(
                fields=["centre", "title"],
                name="programme_once",
                violation_error_message=_("Your centre already has a programme with this title."),
            ),
        ]

    def __str__(self):
        return self.title


class Unit(models.Model):
    """A part of a programme that is assessed on its own."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="units")
    code = models.CharField(_("code"), max_length=30, blank=True)
    title = models.CharField(_("title"), max_length=300)
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)
    credit = models.DecimalField(_("credit points"), max_digits=5, decimal_places=1, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.code} {self.title}".strip()


class Outcome(models.Model):
    """What somebody knows, understands and is able to do after a unit."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="outcomes")
    text = models.TextField(_("learning outcome"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text
