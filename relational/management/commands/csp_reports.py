"""What browsers stopped on our pages, by day: the rule, what they stopped, on which view, how often.

Whoever reads them also lets go of those that are too old to be of use.
"""

from datetime import timedelta

from django.utils import timezone

from relational import csp_reports
from relational.management.keeper import KeeperCommand


class Command(KeeperCommand):
    help = __doc__.splitlines()[0]

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=14, help="how far back (%(default)s)")

    def work(self, **options):
        days = min(max(options["days"], 1), csp_reports.KEPT_DAYS)
        today = timezone.localdate()
        csp_reports.forget(on=today)
        rows = list(csp_reports.since(today - timedelta(days=days - 1)))
        if not rows:
            self.stdout.write(f"No browser has stopped anything on our pages in {days} days.")
            return
        self.stdout.write(f"{'day':<10}  {'times':>6}  {'rule':<16}  {'stopped':<40}  on")
        for row in rows:
            where = row.page or "no page of ours"
            self.stdout.write(f"{row.day:%Y-%m-%d}  {row.times:>6}  {row.directive:<16}  {row.blocked:<40}  {where}")
