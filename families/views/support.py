"""A family comes to us, says goodbye for now, comes back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from families import choice, support, team
from families.access import family_page, own_page
from families.forms.support import GoodbyeForNow, Refer, WelcomeBack
from relational.forms import carry_out
from relational.models import Role
from relational.pages import page
from relational.permissions import Permission


@own_page(Permission.REFER)
def refer(request):
    today = timezone.localdate()
    form = Refer(request.POST or None, today=today, teams=team.supervised_by(request.user, today))
    if form.is_bound and (family := carry_out(form, team.refer_once, by=request.user)):
        messages.success(request, f"{family.name} came to us. Nobody is named for them yet: choose who will be there.")
        return redirect("families:story", family.pk)
    return page(request, "families/support/refer.html", {"form": form, "team_url": reverse("families:team")})


@family_page(Permission.APPOINT)
def say_goodbye_for_now(request, family):
    today = timezone.localdate()
    form = GoodbyeForNow(request.POST or None, today=today)
    if form.is_bound and (period := carry_out(form, support.say_goodbye_for_now, family=family, by=request.user)):
        day = period.ended_on
        messages.success(
            request,
            f"Goodbye for now to {choice.spoken(family)}, from {day:%A} {day.day} {day:%B}. The door stays open.",
        )
        return redirect("families:story", family.pk)
    known = {"before": choice.before_goodbye(family, today), "period": team.period_of(family, today)}
    return shown(request, family, form, "say_goodbye_for_now", **known)


@family_page(Permission.APPOINT)
def welcome_back(request, family):
    today = timezone.localdate()
    form = WelcomeBack(request.POST or None, today=today)
    if form.is_bound and carry_out(form, support.welcome_back, family=family, by=request.user):
        messages.success(
            request, f"{family.name} came back. Now choose who will be there; whoever was there before stands first."
        )
        query = urlencode({"role": Role.KEY_WORKER, "kind": "named"})
        return redirect(f"{reverse('families:appoint', args=[family.pk])}?{query}")
    known = {"period": team.period_of(family, today), "last": team.last_period(family)}
    before = [
        person for role in (Role.KEY_WORKER, Role.VOLUNTEER) if (person := support.previous_person(family, role, today))
    ]
    return shown(request, family, form, "welcome_back", before=before, **known)


def shown(request, family, form, name, **more):
    today = timezone.localdate()
    known = {
        "family": family,
        "they": choice.spoken(family),
        "form": form,
        "beside": choice.beside(family, today),
        "story_url": reverse("families:story", args=[family.pk]),
    }
    return page(request, f"families/support/{name}.html", known | more)
