from django.db import migrations


class Migration(migrations.Migration):
    """Nothing. The views of live links belong to a role of their own, so the locks make them (families.locks)."""

    dependencies = [("families", "0001_initial")]
    operations = []
