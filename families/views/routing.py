"""The one door for other professionals, and the answers of the people who know the family."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils import timezone

from families import routing
from families.access import asked_page, family_page, open_page, own_page, request_page, thing_page
from families.forms.routing import Ask, Decide, Place, RecordUnrouted
from families.models import RoutedRequest
from families.views.families import ribbons
from relational.forms import carry_out
from relational.identity import as_portal
from relational.pages import page
from relational.permissions import Permission, may


@as_portal
@open_page
@login_not_required
def ask_start(request):
    """Readable by everybody: how to ask. Signed in, one's own requests as well, and nobody else's."""
    on = timezone.localdate()
    may_ask = may(request.user, Permission.ASK, on)
    requests = routing.asked_by(request.user, on) if may_ask else []
    return page(request, "families/routing/ask_start.html", {"may_ask": may_ask, "requests": requests})


@as_portal
@own_page(Permission.ASK)
def ask(request):
    form = Ask(request.POST or None)
    asked = form.is_bound and carry_out(form, routing.ask, by=request.user, now=timezone.now())
    if asked:
        return redirect("families:asked", asked.pk)
    # Only a demo says whom one could ask about: a newcomer has no papers with a birth date in them.
    before = next(iter(routing.asked_by(request.user, timezone.localdate())), None) if settings.DEMO else None
    return page(request, "families/routing/ask.html", {"form": form, "before": before})


@asked_page
def asked(request, asked):
    on = timezone.localdate()
    return page(request, "families/routing/asked.html", {"asked": asked, "is_late": routing.is_late(asked, on)})


@own_page(Permission.DECIDE_REQUEST)
def waiting(request):
    return page(
        request, "families/routing/waiting.html", {"waiting": routing.waiting_for(request.user, timezone.localdate())}
    )


@request_page
def decide(request, asked):
    now = timezone.now()
    on = timezone.localdate(now)
    picture = routing.picture(asked, request.user, on)
    form = Decide(request.POST or None, asked=asked, adults=picture.adults)
    if form.is_bound and carry_out(form, routing.decide, request=asked, by=request.user, now=now):
        messages.success(request, f"{asked.asked_by.called} has your answer.")
        return redirect("families:waiting")
    return page(
        request,
        "families/routing/decide.html",
        {
            "asked": asked,
            "form": form,
            "picture": picture,
            "ribbon": ribbons(asked.family, on) if picture.faces else None,
        },
    )


@thing_page(
    RoutedRequest, Permission.REVIEW, also=lambda asked, user: routing.may_place(asked, user, timezone.localdate())
)
def place(request, asked):
    now = timezone.now()
    on = timezone.localdate(now)
    families = routing.placeable(request.user, on)
    form = Place(request.POST or None, likely=routing.could_be(asked, families, on), families=families)
    placed = form.is_bound and carry_out(form, routing.place, request=asked, by=request.user, now=now)
    if placed:
        messages.success(request, said_of(placed))
        return redirect("families:waiting")
    return page(request, "families/routing/place.html", {"asked": asked, "form": form})


def said_of(placed) -> str:
    if placed.decided_at:
        return f"{placed.asked_by.called} has your answer."
    return f"{placed.held_by.called} has this request now." if placed.held_by else "The request has its family now."


@family_page(Permission.LOG_VISIT)
def record_unrouted(request, family):
    now = timezone.now()
    form = RecordUnrouted(request.POST or None, family=family, on=timezone.localdate(now))
    if form.is_bound and carry_out(form, routing.record_unrouted, family=family, by=request.user, now=now):
        messages.success(request, "It is written down in their story.")
        return redirect("families:story", family.pk)
    return page(request, "families/routing/record_unrouted.html", {"family": family, "form": form})
