"""Who is there for a family: spells of one named key worker and one named volunteer, and who stands in.

named     the person the family knows as theirs; at most one for each role on any day
stand-in  the person who would come if the named one were away; the family has her name and has met her
covering  a stand-in at work: from a first day to a last, while the named person is away. Not a change.

Every question about "who was named that day" is asked of this one table, for either role.
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q

from relational.models import Kept, Role, RoleHeld, Spell, SpellQuerySet
from relational.models.base import ENDS_AFTER_IT_STARTS, SPAN

PRIMARY_ROLES = (Role.KEY_WORKER, Role.VOLUNTEER)


class Kind(models.TextChoices):
    NAMED = "named", "named"
    STAND_IN = "stand_in", "stand-in"
    COVERING = "covering", "covering"


class Side(models.TextChoices):
    """Whose reason it was that something began or ended."""

    SERVICE = "service", "ours"
    FAMILY = "family", "the family's"
    NEITHER = "neither", "neither's"


class RelationshipQuerySet(SpellQuerySet):
    def named(self):
        return self.filter(kind=Kind.NAMED)

    def stand_ins(self):
        return self.filter(kind=Kind.STAND_IN)

    def covering(self):
        return self.filter(kind=Kind.COVERING)

    def key_workers(self):
        return self.filter(role=Role.KEY_WORKER)

    def volunteers(self):
        return self.filter(role=Role.VOLUNTEER)

    def of(self, person):
        return self.filter(person=person)

    def who_can_come(self, on: date):
        """Those whose person still holds the role that day. A spell does not end because somebody left (law 2), but
        a name that cannot come is told to nobody as theirs."""
        holds = RoleHeld.objects.on(on).filter(user=OuterRef("person"), role=OuterRef("role"))
        return self.filter(Exists(holds), person__is_active=True)


class Relationship(Kept, Spell):
    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="relationships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="relationships")
    role = models.CharField(max_length=20, choices=[(r.value, r.label) for r in PRIMARY_ROLES])
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NAMED)
    covers_for = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="covered_by")
    start_reason = models.CharField(max_length=200)
    start_side = models.CharField(max_length=10, choices=Side, default=Side.SERVICE)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(max_length=200, blank=True)
    end_side = models.CharField(max_length=10, choices=Side, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    arrival = models.ForeignKey(
        "families.Arrival", null=True, blank=True, on_delete=models.PROTECT, related_name="relationships"
    )

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_person_per_role_and_day",
                expressions=[
                    (F("family"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (F("kind"), RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ],
                violation_error_message="This family already has somebody in that place then. Hand over, or choose another day.",
            ),
            CheckConstraint(condition=ENDS_AFTER_IT_STARTS, name="relationship_ends_after_it_starts"),
            CheckConstraint(
                condition=Q(role__in=[r.value for r in PRIMARY_ROLES]), name="relationship_role_is_primary"
            ),
            CheckConstraint(condition=Q(kind__in=Kind.values), name="relationship_kind_is_known"),
            CheckConstraint(
                condition=~Q(start_reason="") & Q(start_side__in=Side.values), name="relationship_start_says_why"
            ),
            CheckConstraint(
                condition=Q(ended_on=None, end_reason="", end_side="", ended_by=None)
                | (Q(ended_on__isnull=False, end_side__in=Side.values, ended_by__isnull=False) & ~Q(end_reason="")),
                name="relationship_end_says_who_and_why",
            ),
            CheckConstraint(
                condition=Q(kind=Kind.COVERING, ended_on__isnull=False, covers_for__isnull=False)
                | (~Q(kind=Kind.COVERING) & Q(covers_for=None)),
                name="cover_is_for_somebody_and_ends",
            ),
        ]
        indexes = [models.Index(fields=["person", "started_on"], name="relationships_of_a_person")]
        triggers = Kept.Meta.triggers

    def __str__(self):
        return f"{self.person} ({self.get_kind_display()} {self.get_role_display()})"

    def end(self, *, on: date, reason: str, side: str, by) -> None:
        """Let it end on `on`, the first day it does not cover. Verbs call this; pages never do."""
        self.ended_on = max(on, self.started_on)
        self.end_reason, self.end_side, self.ended_by = reason[:200], side, by
        self.save(update_fields=["ended_on", "end_reason", "end_side", "ended_by"])

    def weeks(self, on: date) -> int:
        """Whole weeks together by that day."""
        return max(0, (min(on, self.ended_on or on) - self.started_on).days // 7)


class Handover(Kept):
    """Goodbye and hello: one named person follows another. Complete when both have met the family together,
    or when somebody has said why they could not."""

    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="handovers")
    leaving = models.OneToOneField(Relationship, on_delete=models.PROTECT, related_name="goodbye")
    arriving = models.OneToOneField(Relationship, on_delete=models.PROTECT, related_name="hello")
    handed_over_on = models.DateField()
    met_together = models.ForeignKey(
        "families.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why_not_together = models.CharField(max_length=300, blank=True)
    need_not_tell_again = models.TextField(
        blank=True, help_text="What the family agreed to pass on, so that it need not tell it again."
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(met_together__isnull=False) | ~Q(why_not_together=""), name="met_together_or_says_why_not"
            )
        ]
        triggers = Kept.Meta.triggers
