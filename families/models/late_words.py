"""What somebody wrote about a family she did not reach any more when it arrived. It is not lost, and it is not hers to
read again: it waits for the family's supervisor."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from relational.models import Kept


class LateWords(Kept):
    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="late_words")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=80, help_text="The form it was written in.")
    words = models.TextField(help_text="Each field that was filled in, by its name.")
    at = models.DateTimeField()
    taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "late words"
        constraints = [
            CheckConstraint(condition=~Q(words=""), name="late_words_say_something"),
            CheckConstraint(
                condition=Q(taken_up_by=None, taken_up_at=None)
                | Q(taken_up_by__isnull=False, taken_up_at__isnull=False),
                name="late_words_taken_up_by_somebody",
            ),
        ]
        triggers = Kept.Meta.triggers
