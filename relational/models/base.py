"""What every row here has in common: a key made where the row is made, and a past that stays.

A spell is something that holds for a time. It starts on `started_on` and ends on `ended_on`, the first day
it does *not* cover, so that one can end and the next begin on the same date with no gap and no overlap.
"""

from datetime import date

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q

from relational.keys import new_key


class Keyed(models.Model):
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)

    class Meta:
        abstract = True


class Kept(Keyed):
    """A row that others hang from: the database refuses to delete it, whoever asks."""

    class Meta:
        abstract = True
        triggers = [pgtrigger.Protect(name="is_kept", operation=pgtrigger.Delete)]


def append_only() -> list:
    """Triggers of a table that is only ever written to."""
    return [pgtrigger.Protect(name="is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class SpanOf(Func):
    """The days a spell covers, as PostgreSQL sees them."""

    function = "daterange"
    output_field = DateRangeField()


SPAN = SpanOf(F("started_on"), F("ended_on"))
ENDS_AFTER_IT_STARTS = Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on"))


class SpellQuerySet(models.QuerySet):
    def on(self, day: date):
        """Those that cover `day`."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), started_on__lte=day)

    def from_(self, day: date):
        """Those that cover `day` or any day after it."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))


class Spell(models.Model):
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True, help_text="The first day it does not cover.")

    class Meta:
        abstract = True

    def covers(self, day: date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)
