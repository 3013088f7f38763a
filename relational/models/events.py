"""The record: who did what (Event), who read what (Look), who was not let in (Denial). Written once, never changed,
never taken away.

Each row is the next link of a chain: one chain for each family, and one (NO_FAMILY) for what is about no family.
A link's hash covers the row and the link before it, so a row that is changed, removed, moved or slipped in shows.
The database writes the links itself, when the transaction ends, and refuses every change to any of these tables
(migration 0003_record). A Seal covers the ends of all chains; `relational.record` verifies.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from .base import Keyed, append_only

NO_FAMILY = uuid.UUID(int=0)


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
        indexes = [
            models.Index(fields=["family", "at"], name="events_of_a_family"),
            models.Index(fields=["by", "at"], name="events_by_a_person"),
            models.Index(fields=["at"], name="events_by_time"),
        ]
        triggers = append_only()


class Look(Keyed):
    """Somebody read a page about a family."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    family = models.UUIDField(db_index=True)
    page = models.CharField(max_length=80)
    through = models.CharField(max_length=30, help_text="The role in which she reached the family.")

    class Meta:
        indexes = [
            models.Index(fields=["family", "at"], name="looks_at_a_family"),
            models.Index(fields=["by", "at"], name="looks_by_a_person"),
            models.Index(fields=["at"], name="looks_by_time"),
        ]
        triggers = append_only()


class Denial(Keyed):
    """Somebody was not let in: to which page, about which family if the address named one (there or not), and why."""

    class Why(models.TextChoices):
        OUT_OF_REACH = "out_of_reach", "it is out of reach"
        NO_RIGHT = "no_right", "that role may not do this"
        TOO_MANY = "too_many", "too many tries"

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=80)
    family = models.UUIDField(null=True, help_text="The key that was asked for, whether a family has it or not.")
    why = models.CharField(max_length=20, choices=Why)

    class Meta:
        indexes = [
            models.Index(fields=["family", "at"], name="denials_about_a_family"),
            models.Index(fields=["by", "at"], name="denials_of_a_person"),
            models.Index(fields=["at"], name="denials_by_time"),
        ]


class Chain(models.Model):
    """The end of one chain: how long it is and its last hash. `sealed` is how long it was at the last seal."""

    chain = models.UUIDField(primary_key=True)
    position = models.BigIntegerField()
    hash = models.BinaryField()
    sealed = models.BigIntegerField()


class Link(models.Model):
    """One row of the record in its place. `content` is the row's own hash; `hash` covers it, its place and all before."""

    pk = models.CompositePrimaryKey("chain", "position")
    chain = models.UUIDField()
    position = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    row = models.UUIDField()
    content = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "kind"], name="one_link_for_each_row")]


class Seal(Keyed):
    """The ends of all chains at one moment in one hash, so that a whole chain cannot go unseen. The database fills
    `chains` and `hash`; the seal itself is a link of the service's own chain."""

    at = models.DateTimeField(default=timezone.now)
    chains = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=bytes)


class RecordCheck(Keyed):
    """One verification of all chains and what it found."""

    at = models.DateTimeField(default=timezone.now)
    rows = models.BigIntegerField()
    chains = models.BigIntegerField()
    ok = models.BooleanField()
    found = ArrayField(models.TextField(), default=list)
    seal = models.ForeignKey(Seal, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["at"], name="checks_by_time")]
