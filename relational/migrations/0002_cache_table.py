"""The table of the cache that counts tries at signing in, so that no separate command can be forgotten."""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", "cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("relational", "0001_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
