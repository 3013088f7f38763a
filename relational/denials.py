"""Not let in: written down, so that somebody who tries many doors is seen.

The transaction of a refused page is rolled back, so whoever answers requests calls `denied` after that, in a
transaction of its own. Many refusals of one person in a short time are told to the people who can ask her why.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from relational.models import Denial, Role, RoleHeld, User
from relational.post import post

WHY = {404: Denial.Why.OUT_OF_REACH, 403: Denial.Why.NO_RIGHT, 429: Denial.Why.TOO_MANY}


@transaction.atomic
def denied(request, *, why: str, now: datetime) -> Denial | None:
    """Write down that this person was not let in to this page. Nobody signed in, or no page there: nothing to write.

    The family is the key that was asked for (`request.asked_family`, set by the gate, or the address's own),
    whether a family has it or not.
    """
    person, match = getattr(request, "user", None), request.resolver_match
    if match is None or person is None or not person.is_authenticated:
        return None
    family = getattr(request, "asked_family", None) or match.kwargs.get("family")
    made = Denial.objects.create(at=now, by=person, page=match.view_name[:80], family=family, why=why)
    tell_of_many(person, now)
    return made


def tell_of_many(person: User, now: datetime) -> None:
    """One letter an hour to the records officers and to the supervisors of her team, without any family's name."""
    since = now - timedelta(minutes=settings.MANY_DENIALS_MINUTES)
    count = Denial.objects.filter(by=person, at__gt=since, at__lte=now).count()
    if count < settings.MANY_DENIALS:
        return
    on = timezone.localdate(now)
    about = f"{person.pk} {timezone.localtime(now):%Y-%m-%d %H}"
    for reader in who_asks_her(person, on):
        post(reader, "many_refusals", about=about, who=person, count=count, minutes=settings.MANY_DENIALS_MINUTES)


def who_asks_her(person: User, on) -> list[User]:
    """Records officers, and the supervisors of the teams in which she holds a role; never she herself."""
    readers = set(User.objects.holding(Role.RECORDS_OFFICER, on=on))
    for held in RoleHeld.objects.on(on).filter(user=person, team__isnull=False).select_related("team"):
        readers.update(User.objects.holding(Role.SUPERVISOR, on=on, team=held.team))
    return sorted(readers - {person}, key=lambda reader: reader.name)
