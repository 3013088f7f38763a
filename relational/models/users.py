"""People, the roles they hold, the teams they hold them in, and the service itself.

A User is a person the service knows. With an e-mail address she can sign in; without one she is only known
(a worker named in an imported file, a visitor somebody wrote down). What she may do comes from the roles
she holds, each for a time. Whose families she reaches comes from links (families.access), never from here.
"""

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint, UUIDField, Value
from django.db.models.functions import Coalesce, Lower

from .base import ENDS_AFTER_IT_STARTS, SPAN, Kept, Spell, SpellQuerySet

NO_TEAM = "00000000-0000-0000-0000-000000000000"


class Role(models.TextChoices):
    KEY_WORKER = "key_worker", "key worker"
    VOLUNTEER = "volunteer", "volunteer"
    SUPERVISOR = "supervisor", "supervisor"
    SERVICE_MANAGER = "service_manager", "service manager"
    RECORDS_OFFICER = "records_officer", "records officer"
    ADMINISTRATOR = "administrator", "administrator"
    PROFESSIONAL = "professional", "other professional"
    FAMILY_MEMBER = "family_member", "family member"


class Service(Kept):
    """The one service this database belongs to. Whether it is a demo is said when it is made, for good."""

    name = models.CharField(max_length=120)
    is_demo = models.BooleanField(default=False)
    only_one = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [CheckConstraint(condition=Q(only_one=True), name="one_service")]
        triggers = [*Kept.Meta.triggers, pgtrigger.ReadOnly(name="demo_is_for_good", fields=["is_demo", "only_one"])]

    def __str__(self):
        return self.name


class Team(Kept):
    name = models.CharField(max_length=80, unique=True)

    def __str__(self):
        return self.name


class UserQuerySet(models.QuerySet):
    def holding(self, *roles: str, on, team=None):
        """People who hold one of `roles` on that day (in that team, if one is given), by name."""
        held = RoleHeld.objects.on(on).filter(role__in=roles)
        if team is not None:
            held = held.filter(team=team)
        return self.filter(is_active=True, pk__in=held.values("user")).order_by("called", "name")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email=None, password=None, **fields):
        user = self.model(email=email.lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, Kept):
    email = models.EmailField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=120, help_text="The whole name: Amina Hussain.")
    called = models.CharField(max_length=60, help_text="What people call her: Amina.")
    face = models.CharField(max_length=200, blank=True, help_text="How her face is drawn; see relational.faces.")
    phone = models.CharField(max_length=30, blank=True)
    answers = models.CharField(max_length=120, blank=True, help_text="When she answers: Monday to Thursday, 9 to 5.")
    speaks = models.CharField(max_length=120, blank=True, help_text="Languages she speaks: Urdu, Pahari, English.")
    introduction = models.TextField(blank=True, help_text="What she would say at the door, in her own words.")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name", "called"]
    objects = UserManager()

    class Meta:
        constraints = [UniqueConstraint(Lower("email"), name="one_person_per_email")]
        triggers = Kept.Meta.triggers

    def __str__(self):
        return self.called or self.name

    def get_full_name(self):
        return self.name

    def roles_on(self, day) -> set[str]:
        return set(self.roles_held.on(day).values_list("role", flat=True))


class RoleHeld(Kept, Spell):
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles_held")
    role = models.CharField(max_length=20, choices=Role)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="roles_held")

    objects = SpellQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=ENDS_AFTER_IT_STARTS, name="role_held_ends_after_it_starts"),
            CheckConstraint(condition=Q(role__in=Role.values), name="role_held_is_a_role"),
            ExclusionConstraint(
                name="role_held_once_at_a_time",
                expressions=[
                    (F("user"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (Coalesce(F("team"), Value(NO_TEAM, UUIDField())), RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ],
                violation_error_message="This person holds that role already at that time.",
            ),
        ]
        triggers = Kept.Meta.triggers

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"
