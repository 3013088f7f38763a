"""People and what they may see: who works here, one person, inviting, days away, leaving, one's own details."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from families import away as away_days
from families import involvements, leaving, sight
from families import people as comings
from families.access import own_page, thing_page
from families.forms import people as forms
from families.forms.relationships import in_words
from families.models import Involvement
from relational import people, see_as
from relational.factors import forget_factors
from relational.forms import carry_out, done
from relational.gates import person_page
from relational.models import Role
from relational.pages import page
from relational.permissions import Permission, may
from relational.sign_in import step_up


@own_page(Permission.SEE_PEOPLE)
def index(request):
    on = timezone.localdate()
    said = {name: request.GET.get(name, "") for name in ("show", "role", "team", "name")}
    found = people.listed(request.user, on, beside=("professional",), **said)
    return page(
        request,
        "families/people/index.html",
        {
            "said": said,
            "on": on,
            "count": len(found),
            "groups": people.by_role(found),
            "asked": any(said.values()),
            "shows": people.SHOW,
            "roles": people.PLURAL,
            "teams": people.teams_in_sight(request.user, on),
            "may_invite": may(request.user, Permission.INVITE_PERSON, on),
            "no_supervisor": leaving.teams_without_supervisor(on),
        },
    )


@own_page(Permission.INVITE_PERSON)
@step_up
def invite(request):
    on = timezone.localdate()
    form = forms.Invite(request.POST or None, by=request.user, today=on)
    sign_in_at = request.build_absolute_uri(reverse("sign_in"))
    if form.is_bound and (person := carry_out(form, comings.invite, by=request.user, on=on, sign_in_at=sign_in_at)):
        messages.success(request, f"{person.name} has a place here now. A letter says how to sign in.")
        return redirect("families:person", person.pk)
    return page(request, "families/people/invite.html", {"form": form})


@own_page(Permission.SEE_PEOPLE)
def see_as_role(request):
    role = request.GET.get("role", "")
    role = role if role in Role.values else Role.KEY_WORKER
    here = reverse("families:see_as")
    tabs = [
        {"label": one.label.capitalize(), "url": f"{here}?role={one.value}", "current": one.value == role}
        for one in Role
    ]
    return page(request, "families/people/see_as.html", {"seen": see_as.seen_as(role), "tabs": tabs})


@own_page(Permission.OWN_DETAILS)
def own_details(request):
    on = timezone.localdate()
    me = request.user
    form = forms.OwnDetails(
        request.POST or None, initial={name: getattr(me, name) for name in forms.OwnDetails.base_fields}
    )
    if form.is_bound and carry_out(form, people.describe, person=me, by=me):
        messages.success(request, "Your details are saved. Your families see them now.")
        return redirect("families:own_details")
    return page(
        request,
        "families/people/own_details.html",
        {"form": form, "one": people.of_oneself(me, on), "seen": sight.what_she_may_see(me, me, on)},
    )


@person_page(Permission.SEE_PEOPLE)
def person(request, person):
    on = timezone.localdate()
    manages = people.manages(request.user, person, on)
    reached = involvements.reached(request.user, on)
    return page(
        request,
        "families/people/person.html",
        {
            "on": on,
            "one": people.somebody(person, on),
            "seen": sight.what_she_may_see(person, request.user, on),
            "around": involvements.around_of(person, reached, on),
            "meanwhile": away_days.comes_meanwhile(person, request.user, on),
            "manages": manages,
            "may_away": manages and may(request.user, Permission.APPOINT, on),
            "is_me": person == request.user,
        },
    )


@person_page(Permission.MANAGE_PEOPLE, manages=True)
@step_up
def give_role(request, person):
    form = forms.GiveRole(request.POST or None, by=request.user, today=timezone.localdate())
    if form.is_bound and (held := carry_out(form, people.give_role, person=person, by=request.user)):
        messages.success(request, f"{person} is {held.get_role_display()} from {in_words(held.started_on)}.")
        return redirect("families:person", person.pk)
    return page(request, "families/people/give_role.html", {"form": form, "person": person})


@person_page(Permission.MANAGE_PEOPLE, manages=True)
@step_up
def end_role(request, person, held):
    held = leaving.role_of(person, held)
    if held is None:
        raise Http404
    form = forms.EndRole(request.POST or None)
    if form.is_bound and (ended := carry_out(form, leaving.end_role_after, held=held, by=request.user)):
        messages.success(
            request, f"{person} is not {ended.get_role_display()} any more from {in_words(ended.ended_on)}."
        )
        return redirect("families:person", person.pk)
    return page(request, "families/people/end_role.html", {"form": form, "person": person, "held": held})


@person_page(Permission.MANAGE_PEOPLE, manages=True)
def write_check(request, person):
    on = timezone.localdate()
    form = forms.WriteCheck(request.POST or None)
    if form.is_bound and (check := carry_out(form, people.write_check, person=person, by=request.user, on=on)):
        messages.success(request, f"Written down for {person}: {check.get_what_display()}.")
        return redirect("families:person", person.pk)
    return page(request, "families/people/write_check.html", {"form": form, "person": person})


@person_page(Permission.APPOINT, manages=True)
def away(request, person):
    today = timezone.localdate()
    asking = forms.Away(request.POST or request.GET or None)
    form, families = None, []
    if asking.is_valid():
        on, until = asking.cleaned_data["on"], asking.cleaned_data["until"]
        families = away_days.meanwhile(person, request.user, on, until, today=today)
        form = forms.ConfirmAway(
            request.POST or None, options=families, initial={"on": on, "until": until, "reason": "On leave"}
        )
        if form.is_bound and carry_out(form, away_days.go_away, person=person, by=request.user, today=today):
            messages.success(
                request, f"{person} is away until {in_words(until)}. Letters tell those who come meanwhile."
            )
            return redirect("families:person", person.pk)
    known = {"person": person, "asking": asking, "form": form or asking, "confirming": form, "families": families}
    return page(request, "families/people/away.html", known)


@person_page(Permission.MANAGE_PEOPLE, manages=True)
@step_up
def leave(request, person):
    form = forms.PlanLeaving(request.POST or None)
    now = timezone.now()
    if form.is_bound and carry_out(form, leaving.plan, person=person, by=request.user, now=now):
        messages.success(request, f"{person}’s last day is {in_words(form.cleaned_data['last_day'])}.")
        return redirect("families:leaving", person.pk)
    return shown_leaving(request, person, form=form, planning=form, ending=forms.EndAccess())


@person_page(Permission.MANAGE_PEOPLE, manages=True)
@step_up
@require_POST
def end_access(request, person):
    form = forms.EndAccess(request.POST)
    if carry_out(form, leaving.end_access_now, person=person, by=request.user, now=timezone.now()):
        messages.success(request, f"{person}’s access has ended. What waited with {person} went on to the next person.")
        return redirect("families:leaving", person.pk)
    return shown_leaving(request, person, form=form, planning=forms.PlanLeaving(), ending=form)


def shown_leaving(request, person, **known):
    """Leaving: who says goodbye, the last day, and the way out at once."""
    today = timezone.localdate()
    one = people.somebody(person, today)
    day = one.leaves_on or today
    known |= {
        "one": one,
        "person": person,
        "goodbyes": leaving.goodbyes(person, request.user, day, today=today),
        "waiting": sight.held_requests(person),
        "needs": sight.need_somebody(request.user, today, person=person),
    }
    return page(request, "families/people/leaving.html", known)


@person_page(Permission.MANAGE_PEOPLE, manages=True)
@step_up
@require_POST
def forget_keys(request, person):
    if done(request, forget_factors, user=person, by=request.user, now=timezone.now()) is not None:
        messages.success(
            request, f"{person}’s second keys are forgotten. {person} sets up new ones at the next sign-in."
        )
    return redirect("families:person", person.pk)


@thing_page(Involvement, Permission.INVOLVE)
@require_POST
def withdraw(request, involvement):
    on = timezone.localdate()
    if ended := done(request, involvements.withdraw, involvement=involvement, by=request.user, on=on):
        messages.success(request, f"From now {ended.person} is not around {ended.family.name} any more.")
    return redirect("families:story", involvement.family_id)
