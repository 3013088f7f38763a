"""The roof's own doors: the first page, signing in, the gallery, health, and what is shown when something is wrong."""

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.views import RequestLoginCodeView
from allauth.mfa.base.views import IndexView
from allauth.mfa.webauthn.views import login_webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from relational import events, factors, sessions
from relational.doors import doors_for
from relational.forms import done
from relational.identity import at_the_door, stands_alone
from relational.models import Service, User
from relational.pages import page
from relational.permissions import Permission, may


@login_not_required
def home(request):
    """Signed in: her first page. Signed out: what this is, and which door is whose."""
    if request.user.is_authenticated:
        doors = doors_for(request)
        return redirect(doors[0]["url"])
    return page(request, "relational/start.html", {"service_name": settings.SERVICE_NAME})


home.gate = None


@at_the_door
@login_not_required
def sign_in(request):
    """ "Send me a number", at our address; in a demo, with the cast beside it."""
    if request.user.is_authenticated:
        return page(request, "relational/be_somebody.html", {"cast": cast()}) if settings.DEMO else redirect("home")
    ask = RequestLoginCodeView.as_view(template_name="account/request_login_code.html", extra_context={"cast": cast()})
    return begun_afresh(request, ask)


sign_in.gate = None


def begun_afresh(request, view):
    """allauth would send her on to the number she asked for before. Who comes to the first page again wants another
    (she wrote the address wrong), or her phone lock; having only looked, the number on its way still counts."""
    begun = request.session.pop(LOGIN_SESSION_KEY, None)
    answer = view(request)
    if begun and LOGIN_SESSION_KEY not in request.session and not request.user.is_authenticated:
        request.session[LOGIN_SESSION_KEY] = begun
    return answer


@at_the_door
@login_not_required
def use_my_lock(request):
    """In by face, finger or phone lock, and nothing else."""
    return begun_afresh(request, login_webauthn)


use_my_lock.gate = None

# Who is offered in a demo, in this order, and how each is told from the others.
CAST = {
    "amina": "key worker",
    "jo": "supervisor",
    "helen": "health visitor",
    "grace": "mother",
    "ruth": "volunteer",
    "zofia": "key worker, stand-in",
    "sana": "mother",
    "magda": "mother",
    "dee": "service manager",
    "ro": "records officer",
    "ade": "administrator",
}


def cast() -> list[dict]:
    """Whom one may sign in as: in a demo its cast, else nobody, whatever is set."""
    if not settings.DEMO or not Service.objects.filter(is_demo=True).exists():
        return []
    people = User.objects.in_bulk([f"{name}@relational.example" for name in CAST], field_name="email")
    found = [(people.get(f"{name}@relational.example"), part) for name, part in CAST.items()]
    return [{"person": person, "part": part} for person, part in found if person and person.is_active]


@at_the_door
@login_not_required
@require_POST
def sign_in_as(request):
    """Be one of the cast. Only in a demo: its URL, its setting and its database must all say so."""
    person = next((one["person"] for one in cast() if str(one["person"].pk) == request.POST.get("who")), None)
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    events.record("sign_in_as", person, by=person)
    return redirect("home")


sign_in_as.gate = None


def ways_in(request):
    """How she proves who she is; for staff who have no second factor yet, the page where she chooses one."""
    staff = factors.is_staff(request.user, timezone.localdate())
    return IndexView.as_view(
        extra_context={
            "first_one": staff and not factors.has_one(request.user),
            "has_one": factors.has_one(request.user),
        }
    )(request)


ways_in.gate = None


def where_signed_in(request):
    """Every place where she is signed in now, this one first."""
    sessions.note(request, request.user)
    here = sessions.places(request.user, request.session.session_key)
    return page(request, "relational/where_signed_in.html", {"places": here})


where_signed_in.gate = None


@require_POST
def end_one(request):
    which = request.POST.get("which", "")
    if done(request, sessions.end_session, user=request.user, key=which, by=request.user):
        messages.success(request, "Signed out there.")
    return redirect("where_signed_in")


end_one.gate = None


@require_POST
def end_others(request):
    done(request, sessions.end_sessions, user=request.user, by=request.user, keep=request)
    messages.success(request, "Signed out everywhere but here.")
    return redirect("where_signed_in")


end_others.gate = None


@login_not_required
def help_page(request):
    return page(request, "relational/help.html")


help_page.gate = None


def gallery(request):
    """Every component with plausible content, for whoever builds pages here."""
    from relational.gallery import examples

    if not may(request.user, Permission.SEE_GALLERY, timezone.localdate()):
        raise PermissionDenied
    return page(request, "relational/gallery.html", examples())


gallery.gate = Permission.SEE_GALLERY


@stands_alone
@login_not_required
def healthz(request):
    """Up, and able to reach the database; says which run answers, so that a starter knows its own."""
    try:
        Service.objects.exists()
    except DatabaseError:
        return JsonResponse({"ok": False, "run": settings.RUN_ID}, status=503)
    return JsonResponse({"ok": True, "run": settings.RUN_ID})


healthz.gate = None


# What is shown when something is wrong. None of these pages needs the database, a session or a user.


def not_shown(request, exception=None):
    """Unknown and forbidden look alike: neither says whether a family exists."""
    request.was_refused = True  # by a page's own gate: it goes on the record (relational.identity)
    if getattr(request, "is_late", False):
        return HttpResponse(render_to_string("late.html"), status=404)
    template, status = ("403.html", 403) if isinstance(exception, PermissionDenied) else ("404.html", 404)
    return HttpResponse(render_to_string(template), status=status)


def bad_request(request, exception=None):
    return HttpResponse(render_to_string("404.html"), status=400)


def too_many(request, exception=None):
    request.was_refused = True
    return HttpResponse(render_to_string("429.html"), status=429)


def went_wrong(request):
    return HttpResponse(render_to_string("500.html"), status=500)


def form_is_too_old(request, reason=""):
    """A form from before signing in again: say so, and how the words are kept."""
    return render(request, "form_is_too_old.html", status=403)
