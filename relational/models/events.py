"""The record: who did what (Event) and who read what (Look). Written once, never changed, never taken away."""

from django.conf import settings
from django.db import models

from .base import Keyed, append_only


class Event(Keyed):
    """Somebody did something. `verb` is the word of the deed: hand_over, log_contact."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty when the service's own clock did it.",
    )
    verb = models.CharField(max_length=60)
    family = models.UUIDField(null=True, db_index=True, help_text="The family it is about, if it is about one.")
    subject = models.CharField(max_length=60)
    subject_key = models.UUIDField()
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["family", "at"], name="events_of_a_family")]
        triggers = append_only()


class Look(Keyed):
    """Somebody read a page about a family."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    family = models.UUIDField(db_index=True)
    page = models.CharField(max_length=80)
    through = models.CharField(max_length=30, help_text="The role in which she reached the family.")

    class Meta:
        indexes = [models.Index(fields=["family", "at"], name="looks_at_a_family")]
        triggers = append_only()
