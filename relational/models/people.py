"""What the service writes down about its own people: checks with dates, and days away. Never about a family."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Q

from .base import ENDS_AFTER_IT_STARTS, SPAN, Kept, Spell, SpellQuerySet


class Check(Kept):
    """Something a person has done or shown, and until when it is good. Renewed by a new row; the newest one counts."""

    class What(models.TextChoices):
        KEEPING_SAFE = "keeping_safe", "Keeping-safe training"
        BACKGROUND = "background", "Background check (DBS)"
        REFERENCES = "references", "Two references"
        WELCOME = "welcome", "Preparation course"
        RIGHT_TO_WORK = "right_to_work", "Right to work"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="checks")
    what = models.CharField(max_length=20, choices=What)
    done_on = models.DateField()
    good_until = models.DateField(null=True, blank=True, help_text="The last day it is good; empty if it does not end.")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(good_until=None) | Q(good_until__gte=F("done_on")), name="check_is_good_after_it_is_done"
            ),
            CheckConstraint(condition=~Q(user=F("written_by")), name="nobody_writes_her_own_check"),
        ]
        indexes = [models.Index(fields=["user", "what", "done_on"], name="checks_of_a_person")]
        triggers = Kept.Meta.triggers

    def good_on(self, day) -> bool:
        return self.good_until is None or day <= self.good_until


class Away(Kept, Spell):
    """Days somebody is not here. Why is nobody's business; who comes meanwhile is said by covering relationships."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="away")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = SpellQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=ENDS_AFTER_IT_STARTS & Q(ended_on__isnull=False), name="away_begins_and_ends"),
            ExclusionConstraint(
                name="away_once_at_a_time",
                expressions=[(F("user"), RangeOperators.EQUAL), (SPAN, RangeOperators.OVERLAPS)],
                violation_error_message="Days away are written down for that time already.",
            ),
        ]
        triggers = Kept.Meta.triggers
