"""What we counted (Reading), when we chose to look again (Limit), and what came of it (Flag).

All three speak of what the service did, never of the family. Readings keep numerators and denominators as
whole numbers and the version of the definition; ratios are made when they are shown.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Now

from relational.models import Kept, Spell, SpellQuerySet
from relational.models.base import ENDS_AFTER_IT_STARTS, SPAN

from .families import SupportKind


class Rule(models.TextChoices):
    """When to look again (continuity.md 2.8). The words are what the supervisor's page says."""

    FACES_90D = "faces_90d", "many different people"
    NEW_FACES_30D = "new_faces_30d", "many new faces"
    NAMED_CHANGES_12M = "named_changes_12m", "the named worker changed"
    NAMED_SHARE_90D = "named_share_90d", "somebody else came"
    OUTSIDE_SHARE_90D = "outside_share_90d", "people came outside the link"
    DAYS_SINCE_NAMED = "days_since_named", "not seen by the named worker"
    NO_NAMED_WORKER = "no_named_worker", "no named worker"


class Limit(Kept, Spell):
    """At which level we look again, from a day on. `prompt` asks the worker, `review` the supervisor too.

    Levels are whole numbers in the unit of their rule: people, changes, days, or hundredths for a share.
    """

    rule = models.CharField(max_length=30, choices=Rule)
    support_kind = models.CharField(
        max_length=20, choices=SupportKind, blank=True, help_text="Empty: for every kind of support."
    )
    prompt = models.PositiveSmallIntegerField(null=True, blank=True)
    review = models.PositiveSmallIntegerField(null=True, blank=True)
    minimum = models.PositiveSmallIntegerField(default=0, help_text="Below this many contacts it does not ask.")
    in_working_days = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    agreed_by = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SpellQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=ENDS_AFTER_IT_STARTS, name="limit_ends_after_it_starts"),
            CheckConstraint(condition=Q(prompt__isnull=False) | Q(review__isnull=False), name="limit_has_a_level"),
            ExclusionConstraint(
                name="one_limit_at_a_time",
                expressions=[
                    (F("rule"), RangeOperators.EQUAL),
                    (F("support_kind"), RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ],
                violation_error_message="There is a limit for that already at that time.",
            ),
        ]
        triggers = Kept.Meta.triggers


class Reading(models.Model):
    """What was counted for one family as of one day. See families.continuity for what each number is."""

    id = models.BigAutoField(primary_key=True)
    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="readings")
    counted_on = models.DateField()
    counted_at = models.DateTimeField(db_default=Now())
    version = models.PositiveSmallIntegerField()
    contacts_90d = models.PositiveIntegerField()
    key_work_90d = models.PositiveIntegerField()
    key_work_named_90d = models.PositiveIntegerField()
    key_work_named_or_stand_in_90d = models.PositiveIntegerField()
    faces_90d = models.PositiveIntegerField()
    others_90d = models.PositiveIntegerField()
    others_outside_90d = models.PositiveIntegerField()
    new_faces_30d = models.PositiveIntegerField()
    faces_56d = models.PositiveIntegerField()
    not_introduced_56d = models.PositiveIntegerField()
    named_changes_12m = models.PositiveIntegerField()
    days_since_named = models.PositiveIntegerField(null=True)
    working_days_since_named = models.PositiveIntegerField(null=True)
    days_without_named = models.PositiveIntegerField(null=True)
    working_days_without_named = models.PositiveIntegerField(null=True)
    logs_90d = models.PositiveIntegerField()
    both_halves_90d = models.PositiveIntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["family", "counted_on"], name="one_reading_a_day")]


class ChangedFamilyQuerySet(models.QuerySet):
    def mark(self, family):
        """Say, in the transaction of the change, that this family is worth counting again."""
        self.bulk_create([self.model(family=family)], ignore_conflicts=True)  # asks for nothing back: it may not read


class ChangedFamily(models.Model):
    """A family something happened to, so that it is worth counting again. Written with the change itself."""

    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)

    objects = ChangedFamilyQuerySet.as_manager()


class FlagQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at__isnull=True)

    def visible_to_supervisor(self, now):
        """Those for review whose worker has had her time to see them first. A prompt never is."""
        return self.filter(level=Flag.Level.REVIEW, supervisor_from__lte=now)


class Flag(Kept):
    """ "Look again": what we did went past a level we chose. A person decides; nothing closes by itself."""

    class Level(models.TextChoices):
        PROMPT = "prompt", "prompt"
        REVIEW = "review", "review"

    class Decision(models.TextChoices):
        RIGHT_AS_IT_IS = "right_as_it_is", "It is right as it is, because…"
        WE_WILL_CHANGE = "we_will_change", "We will change…"
        ASK_FAMILY = "ask_family", "Ask the family first"
        RULE_IS_WRONG = "rule_is_wrong", "The rule is wrong here"

    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="flags")
    rule = models.CharField(max_length=30, choices=Rule)
    level = models.CharField(max_length=10, choices=Level)
    version = models.PositiveSmallIntegerField()
    limit = models.ForeignKey(Limit, on_delete=models.PROTECT, related_name="flags")
    window_start = models.DateField()
    window_end = models.DateField(help_text="The day it was counted on; inside the window.")
    numerator = models.IntegerField()
    denominator = models.IntegerField(null=True)
    contacts = ArrayField(models.UUIDField(), default=list, help_text="The contacts behind the numbers.")
    raised_on = models.DateField()
    raised_at = models.DateTimeField(auto_now_add=True)
    supervisor_from = models.DateTimeField(
        null=True, help_text="From when the supervisor sees it; the worker sees it at once."
    )
    worker_words = models.TextField(blank=True)
    worker_words_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    worker_words_at = models.DateTimeField(null=True, blank=True)
    eased_on = models.DateField(
        null=True, help_text="Since when it is back within the limit; it still wants a person's yes."
    )
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    reason = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["family", "rule"], condition=Q(decided_at=None), name="one_open_flag_per_rule"),
            CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, decision="", reason="", review_on=None)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False, review_on__isnull=False)
                    & ~Q(decision="")
                    & ~Q(reason="")
                ),
                name="flag_decided_whole_or_not_at_all",
            ),
        ]
        indexes = [models.Index(fields=["family", "rule", "-raised_at"], name="flags_of_a_family")]
        triggers = Kept.Meta.triggers
