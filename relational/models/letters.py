"""A letter is a message owed to somebody: written with the change it tells of, delivered after it, once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .base import Keyed


class LetterQuerySet(models.QuerySet):
    def owed(self):
        return self.filter(delivered_at__isnull=True, given_up_at__isnull=True)


class Letter(Keyed):
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=60, help_text="The template in templates/letters/.")
    about = models.CharField(
        max_length=120, help_text="What it is about; with kind and person it makes it the one letter."
    )
    family = models.UUIDField(null=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    given_up_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "kind", "about"], name="one_letter_each")]
        indexes = [
            models.Index(fields=["written_at"], name="letters_owed", condition=Q(delivered_at=None, given_up_at=None))
        ]
