"""The key worker's first page: who needs me today?"""

from django.utils import timezone

from families import caseload, concerns
from families.access import looks, own_page
from relational.models import Role
from relational.pages import page
from relational.permissions import Permission


@own_page(Permission.SEE_OWN_FAMILIES)
def today(request):
    now = timezone.now()
    day = caseload.day_of(request.user, now)
    looks(
        request,
        [visit.planned.family_id for visit in day.visits]
        + [promise.family_id for promise in day.promises]
        + [contact.family_id for contact in day.said],
        through=Role.KEY_WORKER,
    )
    return page(
        request,
        "families/today/today.html",
        {
            "now": timezone.localtime(now),
            "day": day,
            "concerns": concerns.waiting_for(request.user),
        },
    )
