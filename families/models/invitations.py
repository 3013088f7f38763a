"""A letter that opens a family member's own way in: made by her worker, handed over, opened once.

The letter carries a code. Here stands only its mark (a keyed hash, see families.invitations): whoever reads
this table, or a copy of it, can open nothing.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from relational.models import Kept

from .families import Family, FamilyMember

TRIES = 5  # wrong birthdays that spend a letter


class Handed(models.TextChoices):
    IN_PERSON = "in_person", "In person, and we open it together"
    BY_POST = "by_post", "By post"


OPEN = Q(used_at=None, taken_back_at=None, wrong_birthdays__lt=TRIES)  # may still open, unless it is too old


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither used, nor taken back, nor spent. Whether they are too old depends on the moment: `live`."""
        return self.filter(OPEN)

    def live(self, now):
        """Those that would open now."""
        return self.open().filter(expires_at__gt=now)


class Invitation(Kept):
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="invitations")
    member = models.ForeignKey(FamilyMember, on_delete=models.PROTECT, related_name="invitations")
    mark = models.CharField(max_length=64, unique=True, help_text="A keyed hash of the code; never the code.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    handed = models.CharField(max_length=12, choices=Handed, default=Handed.IN_PERSON)
    who_opens = models.CharField(max_length=160, blank=True, help_text="Who opens letters at home, if it is posted.")
    wrong_birthdays = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["member"],
                condition=OPEN,
                name="one_open_letter_per_member",
                violation_error_message="A letter for her waits already.",
            ),
            CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="letter_grows_old_after_it_is_made"),
            CheckConstraint(condition=Q(handed__in=Handed.values), name="letter_is_handed_a_known_way"),
            CheckConstraint(
                condition=Q(handed=Handed.IN_PERSON) | ~Q(who_opens=""), name="posted_letter_says_who_opens_post"
            ),
            CheckConstraint(condition=Q(wrong_birthdays__range=(0, TRIES)), name="wrong_birthdays_are_counted_to_five"),
            CheckConstraint(condition=Q(used_at=None) | Q(taken_back_at=None), name="letter_is_used_or_taken_back"),
            CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="taken_back_letter_says_by_whom",
            ),
        ]
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.ReadOnly(
                name="letter_stays_as_made",
                fields=["family", "member", "mark", "made_at", "made_by", "expires_at", "handed", "who_opens"],
            ),
            pgtrigger.Protect(
                name="closed_letter_stays_closed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__used_at__isnull=False)
                | pgtrigger.Q(old__taken_back_at__isnull=False)
                | pgtrigger.Q(old__wrong_birthdays__gte=TRIES),
            ),
        ]

    def __str__(self):
        return f"a letter for {self.member}"

    @property
    def is_spent(self) -> bool:
        """Too many wrong birthdays were tried."""
        return self.wrong_birthdays >= TRIES

    def opens(self, now) -> bool:
        """See also InvitationQuerySet.live."""
        return not (self.used_at or self.taken_back_at or self.is_spent) and now < self.expires_at
