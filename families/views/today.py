"""The key worker's first page: who needs me today?"""

from django.utils import timezone

from families import caseload, concerns
from families.access import own_page
from relational.pages import page
from relational.permissions import Permission


@own_page(Permission.SEE_OWN_FAMILIES)
def today(request):
    now = timezone.now()
    return page(
        request,
        "families/today/today.html",
        {
            "now": timezone.localtime(now),
            "day": caseload.day_of(request.user, now),
            "concerns": concerns.waiting_for(request.user),
        },
    )
