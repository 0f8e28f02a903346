"""The chain of all acts of signing: each row carries the hash of the one before, so none can be changed or left out."""

from django.db import models

from doallvet.signing.choices import Act

FIRST = "0" * 64  # what stands before the first row


class DeedQuerySet(models.QuerySet):
    def update(self, **fields):
        raise TypeError("The chain is only added to.")

    def delete(self):
        raise TypeError("The chain is only added to.")


class Deed(models.Model):
    """One act on a version: ids and a salted digest, no names; those stand in rows that can be erased."""

    act = models.CharField(max_length=12, choices=Act.choices)
    version_id = models.BigIntegerField()
    signatory_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["version_id"], name="deed_version")]

    def __str__(self):
        return f"{self.act} {self.version_id}"


class HeadQuerySet(models.QuerySet):
    def now(self):
        """Give how many acts there are, and the hash of the newest."""
        return self.values_list("length", "hash").first() or (0, FIRST)


class Head(models.Model):
    """The newest link of the chain, in one row: who adds to the chain locks it, and a missing end is seen."""

    length = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=FIRST)

    objects = HeadQuerySet.as_manager()

    def __str__(self):
        return f"{self.length} {self.hash}"
