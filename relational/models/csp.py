"""What browsers told us they stopped, counted by day: a hole in a page of ours, or somebody's attempt at one."""

from django.db import models

from .base import Keyed


class CspReport(Keyed):
    """No address, no person, no sample of the page: paths can hold keys, and samples can hold words."""

    day = models.DateField()
    directive = models.CharField(max_length=40, help_text="The rule of the policy that was broken.")
    blocked = models.CharField(max_length=120, help_text="The origin that was stopped, or a word such as inline.")
    page = models.CharField(max_length=80, help_text="The view whose page it was; empty where there is none.")
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "directive", "blocked", "page"], name="one_row_a_day")]
