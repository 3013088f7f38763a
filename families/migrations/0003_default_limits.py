"""The levels at which we look again, as a service begins with them. Each service changes them by a dated row of its own."""

from datetime import date

from django.db import migrations

AGREED = (
    "Starting levels of the product, for the service to agree or change; look at them again after its first six months."
)
FROM = date(2020, 1, 1)

# rule, support kind, prompt, review, minimum, in working days, reason
LIMITS = [
    (
        "faces_90d",
        "",
        4,
        6,
        0,
        False,
        "England's statistics count three social workers in a year as many, for one role; a small team is four to eight people.",
    ),
    (
        "new_faces_30d",
        "",
        2,
        3,
        0,
        False,
        "One new person in a month is one handover or one referral. More than one is worth a look.",
    ),
    (
        "named_changes_12m",
        "",
        1,
        2,
        0,
        False,
        "Two changes in a year is what the Stability Index calls many. After one we only ask whether there was a goodbye and hello.",
    ),
    (
        "named_share_90d",
        "",
        70,
        50,
        4,
        False,
        "Seventy in a hundred is good continuity in family doctors' practices; below half, the named person is not the usual one.",
    ),
    (
        "outside_share_90d",
        "",
        20,
        40,
        5,
        False,
        "Other people's visits go through the named worker. More than one in five that did not is worth a look.",
    ),
    (
        "days_since_named",
        "family_support",
        21,
        28,
        0,
        False,
        "In family support, four weeks without the named worker is a long time; three are worth a thought.",
    ),
    (
        "days_since_named",
        "child_in_need",
        15,
        20,
        0,
        True,
        "Local procedures for child in need plans ask for a visit every twenty working days.",
    ),
    (
        "days_since_named",
        "child_protection",
        8,
        10,
        0,
        True,
        "Local procedures for child protection plans ask for a visit every ten working days.",
    ),
    (
        "days_since_named",
        "looked_after",
        35,
        42,
        0,
        False,
        "The Care Planning Regulations 2010 (regulation 28) ask for a visit every six weeks.",
    ),
    ("no_named_worker", "", 2, 5, 0, True, "Nobody should have to wait a week to know who their person is."),
]


def set_default_limits(apps, schema_editor):
    Limit = apps.get_model("families", "Limit")
    names = ("rule", "support_kind", "prompt", "review", "minimum", "in_working_days", "reason")
    for limit in LIMITS:
        fields = dict(zip(names, limit, strict=True))
        if not Limit.objects.filter(rule=fields["rule"], support_kind=fields["support_kind"]).exists():
            Limit.objects.create(started_on=FROM, agreed_by=AGREED, **fields)


class Migration(migrations.Migration):
    dependencies = [("families", "0002_live_link")]

    # Limits are kept for ever, as everything is that a flag hangs from; going back leaves them where they are.
    operations = [migrations.RunPython(set_default_limits, migrations.RunPython.noop)]
