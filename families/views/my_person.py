"""The family's own page: who is my person, and when do I see her?"""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils import timezone

from families import caseload
from families.access import my_page, open_page
from families.views.invitations import SAFE_FIRST
from relational.pages import page


@my_page
def home(request, member):
    if SAFE_FIRST in request.session:
        return redirect("families:my_safe")
    on = timezone.localdate()
    return page(
        request,
        "families/my_person/home.html",
        {
            "member": member,
            "family": member.family,
            "mine": caseload.my_person(member.family, on),
            "on": on,
        },
    )


@open_page
@login_not_required
def leave(request):
    """Leave this page: the way in is closed behind her, and the browser is somewhere ordinary at once. A plain link,
    because it has to work without scripts; that anybody can make her leave does no harm."""
    logout(request)
    response = redirect(settings.LEAVE_TO)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response["Referrer-Policy"] = "no-referrer"
    return response
