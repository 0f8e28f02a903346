"""Grant projects."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models import Centre, CentreMember
from mobilities.choices import Field
from mobilities.rules.identifiers import validate_project_code


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self.filter(centre__in=CentreMember.objects.current().filter(person=person).values("centre"))

    def with_counts(self):
        """Annotate `used`: how many mobilities the project has."""
        return self.annotate(used=models.Count("mobilities"))


class Project(models.Model):
    """A grant of the programme. Its call year decides its rules, not today's date."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="projects")
    code = models.CharField(_("project code"), max_length=40, validators=[validate_project_code])
    title = models.CharField(_("title"), max_length=300)
    call_year = models.PositiveSmallIntegerField(_("call year"))
    field = models.CharField(_("field"), max_length=3, choices=Field.choices, default=Field.VET)
    begins_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="project_begins_before_it_ends",
                condition=Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("The project ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["centre", "code"],
                name="project_code_once",
                violation_error_message=_("Your centre already has a project with this code."),
            ),
        ]

    def __str__(self):
        return f"{self.code} · {self.title}"
