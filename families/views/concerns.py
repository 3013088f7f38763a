"""Keeping safe: the numbers first, then telling our people, then who is dealing with it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from families import concerns
from families.access import open_page, thing_page
from families.forms.concerns import Tell
from families.models import Concern, ConcernTold
from relational.forms import carry_out, done
from relational.identity import stands_alone
from relational.pages import page
from relational.permissions import Permission


@stands_alone
@open_page
@login_not_required
@require_safe
def numbers(request):
    """Nothing here asks for a session, a user or the database: it must show when nothing else does."""
    response = HttpResponse(render_to_string("families/concerns/numbers.html", {"service_name": settings.SERVICE_NAME}))
    response.headers["Cache-Control"] = "public, max-age=600"
    return response


@open_page
def tell(request):
    """For whoever is signed in: she may name the families she reaches today, and no others."""
    form = Tell(request.POST or None, user=request.user, family=request.GET.get("family"))
    concern = form.is_bound and carry_out(form, concerns.raise_concern, by=request.user, now=timezone.now())
    if concern:
        return redirect("families:told", concern.pk)
    return page(request, "families/concerns/tell.html", {"form": form})


@thing_page(Concern, Permission.READ_STORY, also=concerns.concerns_person)
def told(request, concern):
    now = timezone.now()
    concerns.opened(concern=concern, by=request.user, now=now)
    return page(
        request,
        "families/concerns/told.html",
        {"concern": concern, "state": concerns.state(concern, request.user, now)},
        fragment="families/concerns/_told.html",
    )


@require_POST
@thing_page(ConcernTold, Permission.READ_STORY, also=concerns.told_person)
def dealing(request, telling):
    done(request, concerns.say_dealing, told=telling, by=request.user, now=timezone.now())
    return redirect("families:told", telling.concern_id)
