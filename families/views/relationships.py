"""Appoint, cover, goodbye and hello, end: each page says what will happen before it does."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from families import choice, relationships
from families.access import family_page
from families.forms.relationships import Appoint, Cover, End, HandOver, in_words
from relational.forms import carry_out
from relational.models import Role
from relational.pages import page
from relational.permissions import Permission


@family_page(Permission.APPOINT)
def appoint(request, family):
    today = timezone.localdate()
    role, kind = choice.place_of(request.GET)
    place = relationships.place(role, kind)
    form = Appoint(request.POST or None, today=today, options=choice.to_appoint(family, role, kind, today))
    known = {"family": family, "by": request.user, "role": role, "kind": kind}
    if form.is_bound and (spell := carry_out(form, relationships.appoint, **known)):
        messages.success(
            request, f"{when(spell.started_on, today)} {spell.person} is {place} for {choice.spoken(family)}."
        )
        return redirect("families:story", family.pk)
    return shown(
        request, family, form, "appoint", role=role, kind=kind, place=place, there=held(family, role, kind, today)
    )


@family_page(Permission.APPOINT)
def cover(request, family):
    today = timezone.localdate()
    role, _ = choice.place_of(request.GET)
    form = Cover(request.POST or None, today=today, options=choice.to_cover(family, role, today))
    if form.is_bound and (spell := carry_out(form, relationships.cover, family=family, by=request.user, role=role)):
        until = in_words(form.cleaned_data["until"])
        messages.success(
            request, f"{spell.person} comes to {choice.spoken(family)} for {spell.covers_for.person} until {until}."
        )
        return redirect("families:story", family.pk)
    return shown(request, family, form, "cover", role=role, named=named(family, role, today))


@family_page(Permission.APPOINT)
def hand_over(request, family):
    today = timezone.localdate()
    role, _ = choice.place_of(request.GET)
    leaving = named(family, role, today)
    form = HandOver(request.POST or None, today=today, options=choice.to_follow(family, leaving, today))
    if form.is_bound and (
        handover := carry_out(form, relationships.hand_over, family=family, by=request.user, role=role)
    ):
        now = f"{when(handover.handed_over_on, today)} {handover.arriving.person} is {Role(role).label}"
        messages.success(request, f"{now} for {choice.spoken(family)}, after {handover.leaving.person}.")
        return redirect("families:story", family.pk)
    return shown(request, family, form, "hand_over", role=role, leaving=leaving)


@family_page(Permission.APPOINT)
def end(request, family):
    today = timezone.localdate()
    form = End(request.POST or None, today=today, options=choice.running(family, today))
    if form.is_bound and (spell := carry_out(form, relationships.end, by=request.user)):
        place = relationships.place(spell.role, spell.kind)
        messages.success(
            request,
            f"{when(spell.ended_on, today)} {spell.person} is not {place} for {choice.spoken(family)} any more.",
        )
        return redirect("families:story", family.pk)
    return shown(request, family, form, "end")


def shown(request, family, form, name, **more):
    """The page of one of these deeds, with the family's people at its top."""
    today = timezone.localdate()
    known = {
        "family": family,
        "they": choice.spoken(family),
        "form": form,
        "beside": choice.beside(family, today),
        "today": today,
        "story_url": reverse("families:story", args=[family.pk]),
    }
    return page(request, f"families/relationships/{name}.html", known | more)


def named(family, role, on):
    people = choice.beside(family, on)
    return people.key_worker if role == Role.KEY_WORKER else people.volunteer


def held(family, role, kind, on):
    """Who has the place for good already, so that nobody can be appointed to it."""
    return family.relationships.filter(role=role, kind=kind, ended_on=None).select_related("person").first()


def when(day: date, today: date) -> str:
    """The beginning of a sentence about a change: since when, now, or from when."""
    if day == today:
        return "Now"
    return f"{'From' if day > today else 'Since'} {day:%A} {day.day} {day:%B}"
