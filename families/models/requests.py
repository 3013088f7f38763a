"""A request: another professional asks the named person about a family, and gets an answer with a reason.

The asker never searches. She says whom she means; if the family is with us its named person gets the request,
if not, the supervisors do, and she is told the same either way. The family is looked for in the background, a
few seconds later, so that nothing of the asker's own may ever read who is with us.

The clock: the named worker has two working days, then the stand-in is asked as well, and on the fourth
working day the supervisor. `held_by` is whoever should answer now.
"""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q

from relational.models import Kept, Role


class RoutedRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at__isnull=True)

    def without_words(self):
        """What the clock may read of a request: whom it means and whose turn it is, not what was said."""
        return self.defer("need", "for_the_family", "plan", "reply", "family_agreed")

    def agreed(self):
        """Those answered with a yes of some kind: carried, introduced, together."""
        return self.filter(decided_at__isnull=False).exclude(decision=RoutedRequest.Decision.NOT_NOW)

    def in_the_hands_of(self, user, on):
        """Those this person should answer on that day: held by her, while she stands beside the family (a stand-in
        in waiting does) or supervises. One who has left holds nothing, even before it is passed on."""
        from .relationships import Relationship

        held = self.filter(held_by=user)
        if Role.SUPERVISOR in user.roles_on(on):
            return held
        return held.filter(Exists(Relationship.objects.key_workers().of(user).on(on).filter(family=OuterRef("family"))))


class RoutedRequest(Kept):
    class Purpose(models.TextChoices):
        SHARE = "share", "Share something you should know"
        QUESTION = "question", "Ask a question"
        OFFER = "offer", "Offer something"
        SEE = "see", "I would like to see them"
        BY_LAW = "by_law", "I must see them by law"

    class Decision(models.TextChoices):
        CARRY = "carry", "I will carry it"
        INTRODUCE = "introduce", "I will introduce you"
        TOGETHER = "together", "We go together"
        NOT_NOW = "not_now", "Not now, because…"

    class Holder(models.TextChoices):
        NAMED = "named", "the named worker"
        STAND_IN = "stand_in", "the stand-in"
        SUPERVISOR = "supervisor", "the supervisor"

    family = models.ForeignKey(
        "families.Family", null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests_asked")
    asked_at = models.DateTimeField()
    child_name = models.CharField(max_length=120)
    child_born_on = models.DateField()
    postcode = models.CharField(max_length=10)
    purpose = models.CharField(max_length=10, choices=Purpose)
    need = models.TextField(help_text="What the asker needs, for the named worker.")
    for_the_family = models.TextField(help_text="What the asker would like the family to hear.")
    could_carry = models.BooleanField(default=False, help_text="Could the named worker do this on her next visit?")
    wanted_by = models.DateField(null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="requests_held"
    )
    holder = models.CharField(max_length=10, choices=Holder)
    answer_by = models.DateField(help_text="The day the asker was told she will hear by.")
    moves_on = models.DateField(
        null=True, blank=True, help_text="The day it goes to the next person if nobody has answered."
    )
    looked_for_at = models.DateTimeField(
        null=True, blank=True, help_text="When the service looked for the family it means; empty: not yet."
    )
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    plan = models.CharField(max_length=200, blank=True, help_text="When or how it will be done, or when to ask again.")
    reply = models.TextField(blank=True)
    family_agreed = models.CharField(
        max_length=10,
        blank=True,
        choices=[("yes", "Yes"), ("not_yet", "Not asked yet"), ("not_safe", "Not safe to ask")],
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="requests_decided"
    )

    objects = RoutedRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, decision="", reply="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="") & ~Q(reply="")),
                name="request_decided_whole_or_not_at_all",
            ),
            CheckConstraint(condition=~Q(purpose="by_law", decision="not_now"), name="by_law_is_not_put_off"),
        ]
        indexes = [
            models.Index(fields=["held_by"], condition=Q(decided_at=None), name="requests_waiting"),
            models.Index(fields=["asked_by", "asked_at"], name="requests_of_an_asker"),
        ]
        triggers = Kept.Meta.triggers
