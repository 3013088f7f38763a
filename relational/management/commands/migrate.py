"""Django's migrate, and then the locks: after it the database refuses exactly what they say (relational.locks)."""

from django.core.management.commands import migrate
from django.db import connection

from relational import locks


class Command(migrate.Command):
    def handle(self, *args, **options):
        locks.open_for_the_owner()
        super().handle(*args, **options)
        if "relational_user" in connection.introspection.table_names():
            locks.close()
