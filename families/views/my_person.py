"""The family's own page: who is my person, and when do I see her?"""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils import timezone

from families import caseload
from families.access import my_family_page, open_page
from relational.pages import page

ELSEWHERE = "https://www.bbc.co.uk/weather"


@my_family_page
def home(request, member):
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
    """Leave this page: the way in is closed behind her, and the browser is somewhere ordinary at once."""
    logout(request)
    response = redirect(ELSEWHERE)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
