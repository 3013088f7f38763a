from django.db import migrations

from families.models.links import LIVE_LINKS


class Migration(migrations.Migration):
    dependencies = [("families", "0001_initial")]

    operations = [migrations.RunSQL(LIVE_LINKS, "DROP VIEW families_live_link")]
