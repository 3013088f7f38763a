"""Contacts: what happened between us and a family, and who came.

A planned contact is an intention. A contact is a fact: it was attempted, and it was achieved or it was not.
It has two halves of equal standing, what happened (`facts`) and how it was, in whose words. It belongs to the
family and to the person who logged it, for ever.

happened_on   the day, in the service's time zone; every count goes by it
started_at    the moment, where it is known; it gives the order within a day
capacity      in which capacity a person came: one stream of continuity each (continuity.md 0.3)
how it came   by the named person, her stand-in, through a request, by law, urgent, or outside the link
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone

from relational.models import Kept, Keyed


class ContactQuerySet(models.QuerySet):
    def achieved(self):
        """Those in which somebody of the family was seen or spoken to."""
        return self.filter(outcome__in=Contact.ACHIEVED)

    def counted(self):
        """Those that continuity counts: kept, two-way, with somebody of the family (continuity.md 1.0)."""
        return self.achieved().filter(kind__in=Contact.COUNTED_KINDS)

    def in_their_words(self):
        """Those that keep something of how it was in the family's own words, wholly or partly."""
        return self.filter(whose_words__in=(Contact.Words.FAMILYS, Contact.Words.BOTH))

    def since(self, day):
        return self.filter(happened_on__gte=day)

    def newest_first(self):
        return self.order_by("-happened_on", models.F("started_at").desc(nulls_last=True), "-id")


class Contact(Keyed):
    class What(models.TextChoices):
        AT_HOME = "at_home", "At home"
        OUT_TOGETHER = "out_together", "Out together"
        AT_OUR_PLACE = "at_our_place", "At our place"
        CALL = "call", "By phone"
        VIDEO = "video", "By video"
        MESSAGE = "message", "Message"

    class Outcome(models.TextChoices):
        SEEN = "seen", "We met"
        AT_THE_DOOR = "at_the_door", "Briefly, at the door"
        REACHED = "reached", "We spoke"
        NOBODY_ANSWERED = "nobody_answered", "I went and nobody answered"
        FAMILY_CANCELLED = "family_cancelled", "The family cancelled"
        WE_CANCELLED = "we_cancelled", "We cancelled"
        REARRANGED = "rearranged", "Moved to another day"

    class How(models.TextChoices):
        NAMED = "named", "by the named person"
        STAND_IN = "stand_in", "by the stand-in"
        REQUEST = "request", "through a request"
        BY_LAW = "by_law", "by law"
        URGENT = "urgent", "urgent"
        OUTSIDE = "outside", "outside the link"

    class Words(models.TextChoices):
        FAMILYS = "familys", "Theirs"
        MINE = "mine", "Mine"
        BOTH = "both", "Both"

    class Worry(models.TextChoices):
        NO = "no", "No"
        A_LITTLE = "a_little", "A little, I will talk about it"
        YES_NOW = "yes_now", "Yes, now"

    ACHIEVED = (Outcome.SEEN, Outcome.AT_THE_DOOR, Outcome.REACHED)
    COUNTED_KINDS = (What.AT_HOME, What.OUT_TOGETHER, What.AT_OUR_PLACE, What.CALL, What.VIDEO)
    IN_PERSON = (What.AT_HOME, What.OUT_TOGETHER, What.AT_OUR_PLACE)

    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=20, choices=What)
    outcome = models.CharField(max_length=20, choices=Outcome)
    happened_on = models.DateField()
    started_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    how_it_came = models.CharField(max_length=10, choices=How)
    request = models.ForeignKey(
        "families.RoutedRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    planned = models.OneToOneField(
        "families.PlannedContact", null=True, blank=True, on_delete=models.PROTECT, related_name="contact"
    )
    family_knew = models.BooleanField(
        null=True, blank=True, help_text="Did the family know that somebody else was coming?"
    )
    facts = models.TextField(blank=True)
    has_facts = models.GeneratedField(
        expression=~Q(facts=""), output_field=models.BooleanField(), db_persist=True,
        help_text="For the clock, which counts them and may not read them.",
    )  # fmt: skip
    how_it_was = models.TextField(blank=True)
    whose_words = models.CharField(max_length=10, choices=Words, blank=True)
    feelings = ArrayField(models.CharField(max_length=40), default=list, blank=True, size=3)
    worry = models.CharField(max_length=10, choices=Worry, blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contacts_logged")
    logged_at = models.DateTimeField(default=timezone.now)
    arrival = models.ForeignKey(
        "families.Arrival", null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    arrival_key = models.CharField(
        max_length=64, blank=True, help_text="What makes the line of a file the same line next time."
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__range=(1, 1440)), name="contact_minutes_fit_a_day"
            ),
            CheckConstraint(
                condition=~Q(how_it_was="") | Q(whose_words=""), name="words_are_somebodys_only_if_there_are_any"
            ),
            CheckConstraint(condition=Q(how_it_was="") | ~Q(whose_words=""), name="how_it_was_says_whose_words"),
            CheckConstraint(
                condition=Q(request__isnull=True) | Q(how_it_came__in=["request", "by_law", "named", "stand_in"]),
                name="contact_through_a_request_says_so",
            ),
            models.UniqueConstraint(
                fields=["family", "arrival_key"], condition=~Q(arrival_key=""), name="one_contact_per_line"
            ),
        ]
        indexes = [
            models.Index(fields=["family", "-happened_on"], name="contacts_of_a_family"),
            models.Index(fields=["logged_by", "happened_on"], name="contacts_logged_by"),
        ]
        # What a person wrote stays. What came in a file may go again when the whole file is taken back.
        triggers = [
            pgtrigger.Protect(
                name="is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__arrival__isnull=True)
            ),
            pgtrigger.ReadOnly(name="stays_with_family_and_author", fields=["family", "logged_by", "logged_at"]),
        ]

    @property
    def was_achieved(self) -> bool:
        return self.outcome in self.ACHIEVED


class PartOfContact(Keyed):
    """Something that hangs from one contact, and goes only if a taken-back file takes the contact with it."""

    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class WhoCame(PartOfContact):
    """A person who came to the family in this contact, and in which capacity."""

    class Capacity(models.TextChoices):
        KEY_WORK = "key_work", "key work"
        VOLUNTEER = "volunteer", "volunteer"
        PROFESSIONAL = "professional", "other professional"
        OBSERVER = "observer", "observer or interpreter"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="who_came")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="came")
    capacity = models.CharField(max_length=15, choices=Capacity)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "person"], name="came_once_to_a_contact")]
        indexes = [
            models.Index(fields=["family", "contact"], include=["person", "capacity"], name="who_came_to_a_family")
        ]


class WasThere(PartOfContact):
    """Somebody of the family who was there. Adults who were may read what was written, unless it was unticked."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="was_there")
    member = models.ForeignKey("families.FamilyMember", on_delete=models.PROTECT, related_name="was_there")
    may_read = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "member"], name="was_there_once")]


class KeptApart(Kept):
    """A passage that is not for the family, or for one adult of it: another table, with a reason and a reviewer."""

    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="kept_apart")
    words = models.TextField()
    reason = models.CharField(max_length=200)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [CheckConstraint(condition=~Q(words="") & ~Q(reason=""), name="kept_apart_says_why")]
        triggers = Kept.Meta.triggers


class Promise(Kept):
    """Something one of us said she would do, by a day."""

    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="promises")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="promises")
    words = models.CharField(max_length=200)
    due_on = models.DateField()
    promised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="promises")
    kept_on = models.DateField(null=True, blank=True)

    class Meta:
        triggers = Kept.Meta.triggers


class PlannedContactQuerySet(models.QuerySet):
    def waiting(self):
        """Planned, and neither happened nor called off."""
        return self.filter(contact__isnull=True, called_off_at__isnull=True)


class PlannedContact(Kept):
    family = models.ForeignKey("families.Family", on_delete=models.PROTECT, related_name="planned")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="planned")
    kind = models.CharField(max_length=20, choices=Contact.What, default=Contact.What.AT_HOME)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    request = models.ForeignKey(
        "families.RoutedRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="planned"
    )
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = PlannedContactQuerySet.as_manager()

    class Meta:
        constraints = [CheckConstraint(condition=Q(minutes__range=(1, 1440)), name="planned_minutes_fit_a_day")]
        indexes = [models.Index(fields=["person", "starts_at"], name="planned_for_a_person")]
        triggers = Kept.Meta.triggers


class Arrival(Kept):
    """One file of contacts that came in from another system; it can be taken back whole."""

    file_name = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    system = models.CharField(
        max_length=80, blank=True, help_text="Where it came from. An id means the same only within one system."
    )
    arrived_at = models.DateTimeField(auto_now_add=True)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("relational.Team", on_delete=models.PROTECT, related_name="+")
    contacts_added = models.PositiveIntegerField(default=0)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        triggers = Kept.Meta.triggers


class ArrivedPerson(Keyed):
    """Somebody whom a file knew by an id of its own: the same id in a later file of that system is the same person."""

    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="people")
    system = models.CharField(max_length=80, blank=True)
    known_as = models.CharField(max_length=120)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="arrived")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "known_as"], name="known_by_one_id")]
