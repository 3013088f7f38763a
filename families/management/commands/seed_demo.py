"""Fill an empty database with the demo: a small charity in Bradford over eighteen months, all of it invented."""

import time

from django.core.management import CommandError
from django.utils import timezone

from families.demo.seed import seed
from relational.management.keeper import KeeperCommand
from relational.models import Service, User
from relational.refusals import Refusal


class Command(KeeperCommand):
    help = __doc__

    def work(self, **options):
        if Service.objects.filter(is_demo=True).exists() and User.objects.exists():
            self.stdout.write("The demo is here already.")
            return
        began = time.monotonic()
        try:
            seed(timezone.now(), self.say)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"The demo is ready, in {time.monotonic() - began:.0f} seconds.")

    def say(self, line: str):
        self.stdout.write(line)
        self.stdout.flush()
