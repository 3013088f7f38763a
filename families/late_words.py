"""Words that arrive when their author does not reach the family any more: a note begun in the car, a link that ended
meanwhile. The page cannot be saved. What was written goes to the family's supervisors, who take it up (law 12)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from families.models import Family, LateWords, LiveLink
from relational import events
from relational.identity import errand
from relational.models import Role, User
from relational.post import post

LATE_DAYS = 14  # so long after her link ended; from anybody else nothing is taken
NOT_WORDS = {"csrfmiddlewaretoken", "key"}
ROOM = 20_000  # characters


def family_of(model, key, user, on: date):
    """The key of the family this person reached until lately, of which that row (or, with no model, that key) is."""
    if model is not None:
        with errand("late"):
            key = model.objects.filter(pk=key).values_list("family_id", flat=True).first()
    if key is None or not user.is_authenticated:
        return None
    lately = LiveLink.objects.filter(user=user, family=key, started_on__lte=on, ended_on__gt=on - timedelta(days=LATE_DAYS))
    return key if lately.exclude(ended_on__gt=on).exclude(role=Role.FAMILY_MEMBER).exists() else None


def written(posted) -> str:
    """What was filled in, a line for each field."""
    lines = [
        f"{name.replace('_', ' ').capitalize()}: {', '.join(value for value in values if value.strip())}"
        for name, values in posted.lists()
        if name not in NOT_WORDS and any(value.strip() for value in values)
    ]
    return "\n".join(lines).replace("\x00", "")[:ROOM]


@transaction.atomic
def keep(*, family, by, page: str, words: str, now: datetime, on: date) -> None:
    """Keep what she wrote for the supervisors of the family, and owe each a letter. The author can't read it again."""
    late = LateWords(family_id=family, by=by, page=page, words=words, at=now)
    LateWords.objects.bulk_create([late])
    events.record("keep_late_words", late, by=by, family=Family(pk=family))
    with errand("late"):
        team = Family.objects.values_list("team", flat=True).get(pk=family)
        for supervisor in User.objects.holding(Role.SUPERVISOR, on=on, team=team):
            post(supervisor, "late_words", about=late.pk, by=by)


def waiting(user, on: date):
    """What waits for this supervisor, oldest first."""
    reached = LiveLink.objects.of(user, on).filter(role=Role.SUPERVISOR).values("family")
    return LateWords.objects.filter(family__in=reached, taken_up_at=None).select_related("family", "by").order_by("at")


@transaction.atomic
def take_up(*, late, by, now: datetime) -> LateWords:
    """A supervisor has read it and done what it asks for: written it into the story, called somebody."""
    late = LateWords.objects.select_for_update(of=("self",)).select_related("family").get(pk=late.pk)
    if late.taken_up_at is None:
        late.taken_up_by, late.taken_up_at = by, now
        late.save(update_fields=["taken_up_by", "taken_up_at"])
        events.record("take_up_late_words", late, by=by, family=late.family)
    return late
