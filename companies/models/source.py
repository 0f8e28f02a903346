"""Where the rules of the countries were seen."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.rules import sources


class SourceQuerySet(models.QuerySet):
    def of(self, codes):
        """The pages of some sources, in order."""
        return self.filter(code__in=codes).order_by("code", "pk")


class Source(models.Model):
    """One page of a source; rules name the code. Only what is known stands here: the rest is empty."""

    code = models.CharField(_("code"), max_length=10)
    title = models.CharField(_("title"), max_length=200, blank=True)
    published = models.CharField(_("published by, or where"), max_length=200, blank=True)
    dated = models.CharField(_("date"), max_length=10, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "title", "published", "dated", "address"], name="source_page_once"),
            models.CheckConstraint(
                name="source_is_called_something",
                condition=~Q(title="") | ~Q(published=""),
                violation_error_message=_("Say what it is called, or where it was published: one of the two at least."),
            ),
        ]

    def __str__(self):
        return ", ".join(part for part in (self.title, self.published, self.dated) if part)

    @property
    def name(self):
        """What it is called; without a title the address says most."""
        return self.title or self.address.partition("://")[2].rstrip("/") or self.published

    @property
    def where(self):
        """Where it was published, unless its name says so."""
        return "" if self.published in self.name else self.published

    @property
    def plain(self):
        """The page as the rules of the house read it."""
        return sources.Page(
            code=self.code, title=self.title, published=self.published, dated=self.dated, address=self.address
        )
