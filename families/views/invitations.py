"""The letter: a worker makes it, a member of the family opens it. The code is shown once and kept nowhere."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from families import caseload, choice, invitations
from families.access import family_page, my_page, open_page
from families.forms.invitations import Birthday, Code, MakeLetter, Phone
from relational.forms import carry_out, done
from relational.identity import at_the_door
from relational.pages import page
from relational.permissions import Permission
from relational.qr import square
from relational.refusals import Refusal
from relational.sessions import ONLY_MINE

MARK, SAFE_FIRST = "letter", "safe_first"  # what a session keeps of the way in; see also relational.sessions


# The worker's side


@family_page(Permission.INVITE)
def letter(request, family):
    now = timezone.now()
    form = MakeLetter(request.POST or None, grown_ups=invitations.grown_ups(family))
    if form.is_bound and (made := carry_out(form, invitations.invite, by=request.user, now=now)):
        return to_print(request, family, *made)
    known = {
        "family": family,
        "they": choice.spoken(family),
        "form": form,
        "ways_in": invitations.ways_in(family, now),
        "story_url": reverse("families:story", args=[family.pk]),
    }
    return page(request, "families/invitations/letter.html", known)


def to_print(request, family, made, code):
    on = timezone.localdate()
    beside = caseload.my_person(family, on).beside
    scan = request.build_absolute_uri(reverse("families:scan_letter", args=[code]))
    known = {
        "family": family,
        "made": made,
        "code": invitations.written(code),
        "square": square(scan),
        "address": request.build_absolute_uri(reverse("families:open_letter")).partition("://")[2],
        "person": beside.key_worker.person if beside.key_worker else request.user,
        "is_theirs": beside.key_worker is not None,
        "story_url": reverse("families:story", args=[family.pk]),
    }
    return page(request, "families/invitations/to_print.html", known)


@require_POST
@family_page(Permission.INVITE)
def take_back(request, family):
    return ended(request, family, invitations.take_back, "The letter for {} opens nothing any more.")


@require_POST
@family_page(Permission.INVITE)
def switch_off(request, family):
    return ended(request, family, invitations.switch_off, "{} has no way in any more, on any phone.")


def ended(request, family, verb, said):
    member = invitations.grown_up(family, request.POST.get("member", ""))
    if member and done(request, verb, member=member, by=request.user, now=timezone.now()):
        messages.success(request, said.format(member))
    return redirect("families:letter", family.pk)


# The family's side


@open_page
@login_not_required
@require_GET
def scan_letter(request, code):
    """What the QR square leads to: the code leaves the address at once. Whoever is signed in here stays so until the
    letter has opened: a link alone signs nobody out."""
    read = invitations.read(code)
    if read is None:
        return redirect("families:open_letter")
    keep(request, read)
    return redirect("families:letter_born")


@open_page
@login_not_required
def open_letter(request):
    if is_in(request):
        return redirect("home")
    form = Code(request.POST or None)
    if form.is_bound and form.is_valid():
        keep(request, form.cleaned_data["code"])
        return redirect("families:letter_born")
    return page(request, "families/invitations/open_letter.html", {"form": form})


def is_in(request) -> bool:
    """Whether somebody is signed in here who has a page to go to. Who has none any more may open a new letter."""
    return request.user.is_authenticated and bool(request.user.roles_on(timezone.localdate()))


def keep(request, code):
    """Between two pages the session holds the code's mark, which opens nothing by itself."""
    request.session[MARK] = invitations.mark_of(code)
    if not request.user.is_authenticated:
        request.session.set_expiry(0)


@at_the_door
@open_page
@login_not_required
def letter_born(request):
    if MARK not in request.session:
        return redirect("home" if is_in(request) else "families:open_letter")
    form, closed = Birthday(request.POST or None), ""
    if form.is_bound and form.is_valid():
        try:
            user = invitations.open_with(
                mark=request.session[MARK],
                born=form.born(),
                now=timezone.now(),
                address=get_adapter().get_client_ip(request),
            )
        except Refusal as refusal:
            closed = str(refusal)  # a page and not an error: what was counted has to stay counted
        else:
            come_in(request, user)
            return redirect("families:my_phone")
    return page(request, "families/invitations/letter_born.html", {"form": form, "closed": closed})


def come_in(request, user):
    """Signed in, in a session of its own that is forgotten at closing until she says the phone is hers alone."""
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SAFE_FIRST] = True
    request.session[ONLY_MINE] = False
    request.session.set_expiry(0)


@my_page
def my_phone(request, member):
    form = Phone(request.POST or None, initial={"only_mine": "yes" if request.session.get(ONLY_MINE) else "no"})
    if form.is_bound and form.is_valid():
        request.session[ONLY_MINE] = form.is_only_mine()
        request.session.set_expiry(settings.SESSION_ONLY_MINE_SECONDS if form.is_only_mine() else 0)
        return redirect("families:my_safe" if SAFE_FIRST in request.session else "families:my_person")
    return page(request, "families/invitations/my_phone.html", {"form": form})


@my_page
def my_safe(request, member):
    """Before anything else: is it safe to look at this here? Kept in the session, so that a phone which forgets
    her asks at each entry."""
    if request.method == "POST":
        request.session.pop(SAFE_FIRST, None)
        return redirect("families:my_person")
    mine = caseload.my_person(member.family, timezone.localdate())
    return page(request, "families/invitations/my_safe.html", {"mine": mine, "first": SAFE_FIRST in request.session})
