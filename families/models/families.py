"""A family: the household by its own name for itself, the people in it, and the times we stood beside it."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q

from relational.models import Kept, Spell, SpellQuerySet
from relational.models.base import ENDS_AFTER_IT_STARTS, SPAN


class SupportKind(models.TextChoices):
    """How close the support is. It sets how soon a family not seen is worth another look (continuity T08)."""

    FAMILY_SUPPORT = "family_support", "family support or early help"
    CHILD_IN_NEED = "child_in_need", "child in need plan"
    CHILD_PROTECTION = "child_protection", "child protection plan"
    LOOKED_AFTER = "looked_after", "looked-after child"


def spoken(name: str) -> str:
    """A family's name inside a sentence: the Okafors, Sana's family, the Malik family."""
    if name.lower().startswith("the "):
        return f"the {name[4:]}"
    return name if "famil" in name.lower() else f"the {name} family"


class FamilyQuerySet(models.QuerySet):
    def within_reach_of(self, user, on: date):
        """Families this person reaches through a dated link that holds on that day, and no others."""
        from .links import LiveLink

        return self.filter(pk__in=LiveLink.objects.of(user, on).values("family"))

    def open(self, on: date):
        """Families we stand beside on that day."""
        return self.filter(Exists(SupportPeriod.objects.on(on).filter(family=OuterRef("pk"))))

    def without_key_worker(self, on: date):
        """Open families nobody is named for on that day."""
        from .relationships import Relationship

        named = Relationship.objects.named().key_workers().on(on).filter(family=OuterRef("pk"))
        return self.open(on).filter(~Exists(named))


class Family(Kept):
    name = models.CharField(max_length=80, help_text="Its own name for itself: The Okafors.")
    team = models.ForeignKey("relational.Team", on_delete=models.PROTECT, related_name="families")
    area = models.CharField(max_length=60, blank=True)
    speaks = models.CharField(max_length=120, blank=True)
    safe_contact = models.CharField(
        max_length=160, blank=True, help_text="How to reach them safely: text first, not after six."
    )
    rhythm_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How often they agreed to be seen, in days."
    )
    arrival = models.ForeignKey(
        "families.Arrival", null=True, blank=True, on_delete=models.PROTECT, related_name="families"
    )
    arrival_name = models.CharField(max_length=120, blank=True, help_text="What it was called where it came from.")

    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "families"
        constraints = [
            CheckConstraint(
                condition=Q(rhythm_days__isnull=True) | Q(rhythm_days__range=(1, 180)), name="rhythm_is_1_to_180_days"
            ),
        ]
        triggers = Kept.Meta.triggers

    def __str__(self):
        return self.name


class SupportPeriod(Kept, Spell):
    """From the day a family comes to us to the day we say goodbye for now. It may come back: a new period."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=20, choices=SupportKind, default=SupportKind.FAMILY_SUPPORT)
    why = models.TextField(help_text="What the family would like, in its words where there are any.")
    asked_by = models.CharField(max_length=120, blank=True, help_text="Who asked: the family, a midwife, a school.")
    end_reason = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SpellQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=ENDS_AFTER_IT_STARTS, name="period_ends_after_it_starts"),
            CheckConstraint(
                condition=Q(ended_on=None, ended_by=None, end_reason="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="period_end_says_who_and_why",
            ),
            ExclusionConstraint(
                name="one_period_at_a_time",
                expressions=[(F("family"), RangeOperators.EQUAL), (SPAN, RangeOperators.OVERLAPS)],
                violation_error_message="This family is with us already at that time.",
            ),
        ]
        triggers = Kept.Meta.triggers


class FamilyMember(Kept):
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(max_length=80)
    called = models.CharField(max_length=60)
    is_adult = models.BooleanField(default=True)
    born_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="For a child not yet born.")
    died_on = models.DateField(null=True, blank=True)
    tie = models.CharField(max_length=60, blank=True, help_text="mother, father, grandmother…")
    face = models.CharField(max_length=200, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="family_member",
        help_text="Her own way in, if she has one.",
    )
    left_on = models.DateField(null=True, blank=True, help_text="The first day she no longer lives in this household.")

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(due_on__isnull=True) | Q(is_adult=False), name="only_children_are_due"),
            CheckConstraint(condition=Q(user__isnull=True) | Q(is_adult=True), name="only_adults_sign_in"),
        ]
        triggers = Kept.Meta.triggers

    def __str__(self):
        return self.called


class ContactDetail(Kept, Spell):
    """Where somebody lives and how to reach her. A table of its own, so that it can be locked by itself."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="contact_details")
    member = models.ForeignKey(
        FamilyMember, null=True, blank=True, on_delete=models.PROTECT, related_name="contact_details"
    )
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=160, blank=True)

    objects = SpellQuerySet.as_manager()

    class Meta:
        constraints = [CheckConstraint(condition=ENDS_AFTER_IT_STARTS, name="contact_detail_ends_after_it_starts")]
        triggers = Kept.Meta.triggers
