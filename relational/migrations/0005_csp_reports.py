from django.db import migrations, models

import relational.keys


class Migration(migrations.Migration):
    dependencies = [("relational", "0004_people")]

    operations = [
        migrations.CreateModel(
            name="CspReport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=relational.keys.new_key, editable=False, primary_key=True, serialize=False),
                ),
                ("day", models.DateField()),
                ("directive", models.CharField(help_text="The rule of the policy that was broken.", max_length=40)),
                (
                    "blocked",
                    models.CharField(help_text="The origin that was stopped, or a word such as inline.", max_length=120),
                ),
                (
                    "page",
                    models.CharField(help_text="The view whose page it was; empty where there is none.", max_length=80),
                ),
                ("times", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "directive", "blocked", "page"), name="one_row_a_day")
                ],
            },
        ),
    ]
