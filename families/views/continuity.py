"""The supervisor's page, one look-again, and how we count."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from families import choice, concerns, flags, late_words, sight
from families import team as teams
from families.access import flag_page, open_page, own_page, thing_page
from families.forms.continuity import Decide, WorkerWords
from families.forms.relationships import in_words
from families.how_we_count import DEFINITIONS
from families.models import LateWords
from families.views.families import ribbons
from relational.forms import carry_out, done
from relational.pages import page
from relational.permissions import Permission


@own_page(Permission.REVIEW)
def team(request):
    show = request.GET.get("show", "all")
    return page(
        request,
        "families/continuity/team.html",
        {
            "how": teams.how_we_are(request.user, timezone.now(), show=show),
            "show": show,
            "choices": teams.SHOW,
            "concerns": concerns.waiting_for(request.user),
            "late_words": late_words.waiting(request.user, timezone.localdate()),
            "needs": sight.need_somebody(request.user, timezone.localdate()),
            "sees_first": settings.WORKER_SEES_FIRST_HOURS,
        },
    )


@require_POST
@thing_page(LateWords, Permission.REVIEW)
def take_up(request, late):
    done(request, late_words.take_up, late=late, by=request.user, now=timezone.now())
    return redirect("families:team")


@flag_page(Permission.READ_STORY)
def look(request, flag):
    now = timezone.now()
    today = timezone.localdate(now)
    roles = request.family_roles
    if not teams.comes_to(flag, roles, now):
        raise Http404
    deciding, telling = Decide(today=today), WorkerWords(initial={"words": flag.worker_words})
    if request.method == "POST" and "words" in request.POST:
        telling = WorkerWords(request.POST)
        allow(teams.may_tell(roles))
        if carry_out(telling, flags.add_worker_words, flag=flag, by=request.user, now=now):
            messages.success(request, "Your side stands beside it now.")
            return redirect("families:look", flag.pk)
    elif request.method == "POST":
        deciding = Decide(request.POST, today=today)
        allow(teams.may_decide(flag, roles))
        if decided := carry_out(deciding, flags.decide, flag=flag, by=request.user, now=now):
            messages.success(request, said_of(decided))
            return redirect("families:team" if teams.supervises(roles) else "families:today")
    return page(
        request,
        "families/continuity/look.html",
        {
            "flag": flag,
            "family": flag.family,
            "they": choice.spoken(flag.family),
            "beside": choice.beside(flag.family, today),
            "look": teams.one_look(flag, today),
            "ribbon": ribbons(flag.family, today),
            "about": flags.NOT_ABOUT_THE_FAMILY,
            "form": telling if telling.is_bound else deciding,
            "deciding": deciding,
            "telling": telling,
            "may_decide": teams.may_decide(flag, roles),
            "may_tell": teams.may_tell(roles),
            "story_url": reverse("families:story", args=[flag.family_id]),
        },
    )


def allow(right: bool):
    """In reach, but not hers to do."""
    if not right:
        raise PermissionDenied


def said_of(flag) -> str:
    what = {
        "right_as_it_is": "it is right as it is", "we_will_change": "we will change something",
        "ask_family": "we ask the family first", "rule_is_wrong": "the rule is wrong here",
    }[flag.decision]  # fmt: skip
    return f"Decided for {choice.spoken(flag.family)}: {what}. We look again on {in_words(flag.review_on)}."


@open_page
def how_we_count(request):
    return page(
        request,
        "families/continuity/how_we_count.html",
        {
            "definitions": DEFINITIONS,
            "limits": teams.limits_in_force(timezone.localdate()),
        },
    )
