"""Logging a visit, planning one, keeping a promise."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from families import caseload, contacts
from families.access import contact_page, family_page, own_page, planned_page, promise_page
from families.forms.contacts import AddWords, LogVisit, PlanVisit
from families.models import Contact
from relational.forms import carry_out, done
from relational.pages import page
from relational.permissions import Permission


@own_page(Permission.SEE_OWN_FAMILIES)
def pick(request):
    name = request.GET.get("name", "").replace("\x00", "").strip()[:80]  # PostgreSQL takes no NUL
    families = caseload.likely_families(request.user, timezone.localdate(), name=name)
    return page(request, "families/contacts/pick.html", {"families": families, "name": name})


@family_page(Permission.LOG_VISIT)
def log(request, family):
    now = timezone.now()
    on = timezone.localdate(now)
    planned = caseload.planned_for(family, request.GET.get("planned"))
    form = LogVisit(
        request.POST or None,
        family=family,
        by=request.user,
        on=on,
        planned=planned,
        likely=caseload.who_is_likely(family, request.user, on),
        seen_here=caseload.last_seen_here(family, on),
    )
    contact = form.is_bound and carry_out(
        form, contacts.log_contact, family=family, by=request.user, now=now, planned=planned
    )
    if contact:
        return redirect(after_saving(request, family, form, contact))
    return page(
        request,
        "families/contacts/log.html",
        {
            "family": family,
            "form": form,
            "planned": planned,
            "on": on,
            "head": caseload.head(family, on),
        },
    )


def after_saving(request, family, form, contact) -> str:
    """Say what happened, plan the next visit if one was agreed, and where to go now."""
    messages.success(
        request, f"Saved. {family.name}: {contact.get_outcome_display().lower()}, {contact.happened_on:%A %-d %B}."
    )
    next_at = form.next_starts_at()
    if next_at and next_at > timezone.now() and not caseload.is_planned(family, request.user, next_at):
        plan = PlanVisit(
            {
                "person": request.user.pk,
                "day": next_at.date(),
                "start": timezone.localtime(next_at).time(),
                "minutes": contact.minutes or 60,
                "kind": contact.kind,
            },
            family=family,
            by=request.user,
            on=timezone.localdate(),
        )
        if carry_out(plan, contacts.plan_contact, family=family, by=request.user):
            messages.info(request, f"Next visit: {timezone.localtime(next_at):%A %-d %B, %H:%M}.")
        else:
            messages.warning(request, "The next visit could not be planned. Please plan it yourself.")
    if contact.worry == Contact.Worry.YES_NOW:
        return reverse("families:urgent")
    return reverse("families:story", args=[family.pk])


@contact_page(Permission.LOG_VISIT)
def add_words(request, contact):
    form = AddWords(request.POST or None)
    if form.is_bound and carry_out(form, contacts.add_words, contact=contact, by=request.user):
        messages.success(request, f"Saved. The visit on {contact.happened_on:%A %-d %B} has both its halves now.")
        return redirect("families:story", contact.family_id)
    return page(request, "families/contacts/add_words.html", {"contact": contact, "form": form})


@family_page(Permission.PLAN_VISIT)
def plan(request, family):
    form = PlanVisit(request.POST or None, family=family, by=request.user, on=timezone.localdate())
    planned = form.is_bound and carry_out(form, contacts.plan_contact, family=family, by=request.user)
    if planned:
        starts = timezone.localtime(planned.starts_at)
        messages.success(request, f"Planned. {planned.person} means to see them on {starts:%A %-d %B at %H:%M}.")
        return redirect("families:story", family.pk)
    return page(request, "families/contacts/plan.html", {"family": family, "form": form})


@require_POST
@planned_page(Permission.PLAN_VISIT)
def call_off(request, planned):
    if done(request, contacts.call_off, planned=planned, by=request.user, now=timezone.now()):
        messages.success(
            request,
            f"The visit on {timezone.localtime(planned.starts_at):%A %-d %B} is called off. Please tell the family.",
        )
    return redirect("families:story", planned.family_id)


@require_POST
@promise_page(Permission.LOG_VISIT)
def keep_promise(request, promise):
    contacts.keep_promise(promise=promise, by=request.user, on=timezone.localdate())
    messages.success(request, f"Kept: {promise.words}")
    return redirect("home")
