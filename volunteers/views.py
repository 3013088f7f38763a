"""The volunteer's own pages: whom she sees next, who is beside her, and her diary."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from families import concerns
from families.access import family_page, own_page
from families.forms.diary import CannotCome, Diary
from relational.forms import carry_out
from relational.pages import page
from relational.permissions import Permission
from volunteers import visits


@own_page(Permission.VOLUNTEER_HOME)
def home(request):
    """A post here says "I cannot come" to one planned visit."""
    now = timezone.now()
    on = timezone.localdate(now)
    cannot = CannotCome(request.POST or None, visits=visits.waiting_visits(request.user, on))
    if cannot.is_bound:
        said = carry_out(cannot, visits.cannot_come, by=request.user, now=now)
        messages.info(request, said_of(said) if said else "This visit is not waiting any more.")
        return redirect("volunteers:home")
    mine = visits.home_of(request.user, now)
    only = mine.families[0] if len(mine.families) == 1 else None
    return page(
        request,
        "volunteers/home.html",
        {
            "home": mine,
            "concerns": concerns.waiting_for(request.user),
            "only": only,
            "diary": only and diary_of(request, only.family, only.unwritten, on),
        },
    )


@family_page(Permission.KEEP_DIARY)
def diary(request, family):
    now = timezone.now()
    form = diary_of(request, family, visits.unwritten(family, request.user, now), timezone.localdate(now))
    if form.is_bound and carry_out(form, visits.keep_diary, family=family, by=request.user, now=now):
        messages.success(request, "Saved.")
        return redirect("volunteers:home")
    return page(request, "volunteers/diary.html", {"family": family, "form": form, "names": visits.names_of(family)})


def diary_of(request, family, planned, on):
    there = visits.there_last_time(family, request.user)
    return Diary(request.POST or None, family=family, by=request.user, on=on, planned=planned, there=there)


def said_of(worker) -> str:
    if worker is True:
        return "The visit is called off. We could reach nobody to tell. Please call us."
    return f"We have written to {worker.called} that you cannot come. Please call the family too, if it is soon."
