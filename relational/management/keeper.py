"""An operator's command: it works as KEEPER, who sees everything, and so it is never lent to the web."""

from django.core.management.base import BaseCommand

from relational.identity import working_as
from relational.roles import KEEPER


class KeeperCommand(BaseCommand):
    """DATABASE_URL is that of the owner here. The owner itself sees nobody; this is where it says that it wants to."""

    def handle(self, *args, **options):
        with working_as(KEEPER):
            return self.work(*args, **options)
