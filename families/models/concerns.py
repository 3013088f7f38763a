"""A concern for somebody's safety. It goes round the link: to named worker, stand-in and supervisor at once,
after the telephone, and nobody can hold it up or close it for the others."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from relational.models import Kept, Keyed


class Concern(Kept):
    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="concerns")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    words = models.TextField()
    called = models.CharField(max_length=120, blank=True, help_text="Whom the person called, if she has.")

    class Meta:
        constraints = [CheckConstraint(condition=~Q(words=""), name="concern_has_words")]
        triggers = Kept.Meta.triggers


class ConcernTold(Keyed):
    """One person who was told, and whether she has said that she is dealing with it."""

    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="told")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="concerns_told")
    opened_at = models.DateTimeField(null=True, blank=True)
    dealing_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["concern", "person"], name="told_once")]
