"""Count every open family as of a day and raise what is past its limit: what the night does, by hand."""

from datetime import date

from django.core.management.base import CommandError
from django.utils import timezone

from families import flags
from families.models import SupportPeriod
from relational.management.keeper import KeeperCommand


class Command(KeeperCommand):
    help = "Counts all open families as of a day and raises look-agains. The same day again raises nothing new."

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="DATE", help="The day to count on, such as 2027-01-31. Default: today.")

    def work(self, *, on, **options):
        day = self._day(on)
        self.stdout.write(f"{day:%-d %B %Y}: {flags.raise_flags(on=day)}")

    def _day(self, text: str | None) -> date:
        today = timezone.localdate()
        if text is None:
            return today
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise CommandError(f"“{text}” is not a day. Write it as year-month-day, such as {today}.") from None
        if day > today:
            raise CommandError(f"{day} has not come yet. Choose today ({today}) or a day before.")
        first = SupportPeriod.objects.order_by("started_on").values_list("started_on", flat=True).first()
        if first is None or day < first:
            raise CommandError(f"No family was with us on {day}" + (f"; the first came on {first}." if first else "."))
        return day
