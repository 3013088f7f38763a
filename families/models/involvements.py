"""Other people around a family: professionals of other services, each with a why, a since and an until.

Nobody is added to a family as a side effect of something else: an involvement is its own decision (law 6).
"""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from relational.models import Kept, Spell, SpellQuerySet
from relational.models.base import ENDS_AFTER_IT_STARTS


class Professional(models.Model):
    """What a person of another service does, and when that was last confirmed."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="professional"
    )
    job = models.CharField(max_length=80)
    organisation = models.CharField(max_length=120, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)

    def __str__(self):
        return f"{self.user}, {self.job}"


class Agreed(models.TextChoices):
    YES = "yes", "Yes"
    NOT_YET = "not_yet", "Not asked yet"
    NOT_SAFE = "not_safe", "Not safe to ask"
    NO = "no", "No"


class Involvement(Kept, Spell):
    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="involvements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="involvements")
    why = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=120)
    agreed = models.CharField(max_length=10, choices=Agreed)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(max_length=200, blank=True)

    objects = SpellQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=ENDS_AFTER_IT_STARTS, name="involvement_ends_after_it_starts"),
            CheckConstraint(condition=~Q(why="") & ~Q(asked_by=""), name="involvement_says_why_and_who_asked"),
            CheckConstraint(condition=Q(ended_on__isnull=False), name="involvement_says_until_when"),
        ]
        triggers = Kept.Meta.triggers
