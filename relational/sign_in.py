"""Sign-in by a number in an e-mail, then a second factor. Nobody signs themselves up; the same answer whoever asks.

Who gets a number: anybody who holds today a role other than family member. A family member does not, since
whoever holds her phone reads her mail too: she comes by the letter her worker gave her, or by a passkey. A known
address, an unknown one, one switched off and a family member's get the same answer, after the same work: the
e-mail leaves from a thread of its own, so that neither its time nor its failure tells. (It is not left to the
background worker as other letters are: signing in must work when that is down, and a person is waiting.)
"""

import logging
import smtplib
from concurrent.futures import ThreadPoolExecutor
from functools import wraps

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.cache import cache
from django.db.models.functions import Lower
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from relational import events, factors
from relational.models import Role, RoleHeld, User

log = logging.getLogger(__name__)
postmen = ThreadPoolExecutor(max_workers=4, thread_name_prefix="numbers")


def who_may_have_a_number(email: str, on) -> User | None:
    """The person of that address, if a number by e-mail is hers to have. One question, whoever it is."""
    held = RoleHeld.objects.on(on).exclude(role=Role.FAMILY_MEMBER)
    plain = email.lower() if email.isascii() else ""  # a letter that only looks like another is another's mailbox
    return (
        User.objects.alias(plain=Lower("email"))
        .filter(plain=plain, is_active=True, pk__in=held.values("user"))
        .first()
    )


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "That number did not match. Look again, or ask for a new one.",
        "too_many_login_attempts": f"Too many tries. Wait 15 minutes, or call us: {settings.SERVICE_PHONE}.",
        "rate_limited": f"Too many tries. Wait 15 minutes, or call us: {settings.SERVICE_PHONE}.",
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        if settings.SEND_NUMBERS_ASIDE:
            postmen.submit(self.send_now, template_prefix, email, context)
        else:
            self.send_now(template_prefix, email, context)

    def send_now(self, template_prefix, email, context):
        try:
            self.render_mail(template_prefix, email, {"code": context.get("code")}).send()
        except (smtplib.SMTPException, OSError) as trouble:
            log.error("A number by e-mail could not be sent: %s", type(trouble).__name__)

    def pre_login(self, request, user, **kwargs):
        """What may have changed since the number was sent, and what a passkey alone does not say."""
        refused = super().pre_login(request, user, **kwargs)
        if refused is None:
            roles = user.roles_on(timezone.localdate())
            if not roles or (roles == {Role.FAMILY_MEMBER} and "code" in ways_given(request, user)):
                clear_login(request)
                return self.respond_user_inactive(request, user)
        return refused

    def post_login(self, request, user, **kwargs):
        events.record("signed_in", user, by=user, with_=ways_given(request, user))
        if user.roles_on(timezone.localdate()) == {Role.FAMILY_MEMBER}:
            request.session.set_expiry(0)  # gone with the browser: a phone may be in other hands next
        return super().post_login(request, user, **kwargs)

    def get_reauthentication_methods(self, user):
        words = {"mfa_reauthenticate": "Use a number from my app, or a spare one"}
        words["mfa_reauthenticate:webauthn"] = "Use my face, finger or phone lock"
        ways = [
            {**one, "description": words.get(one["id"], one["description"])}
            for one in super().get_reauthentication_methods(user)
        ]
        if user.is_authenticated and not factors.has_an_app(user):
            ways.reverse()  # her lock first: the spare numbers are for the day it is lost
        return ways


def ways_given(request, user) -> list[str]:
    """How she proved herself in this session: code, totp, webauthn, recovery_codes."""
    return [record.get("type") or record["method"] for record in get_authentication_records(request, user)]


# The two forms. Limits are counted in the cache, which is in the database: the same for every web process, and
# not undone when the request fails.


class AskForANumber(RequestLoginCodeForm):
    def clean_email(self):
        email = self.cleaned_data["email"]
        if not ratelimit.consume(
            context.request, app="allauth.account", action="request_login_code", key=email.lower()
        ):
            raise context_adapter().validation_error("too_many_login_attempts")
        self._user = who_may_have_a_number(email, timezone.localdate())
        return email


class GiveTheNumber(ConfirmLoginCodeForm):
    def clean_code(self):
        """Tries are counted by address, known or not, so that a new session gives no new tries."""
        request = context.request
        login = request._login_stage.login
        address = (request._login_stage.state.get("email") or "").lower()
        use = ratelimit.consume(request, app="allauth.account", action="try_login_code", key=address)
        if not use:
            first_time = cache.add(f"too-many-wrong-numbers:{address}", True, timeout=15 * 60)
            if first_time and login.user:
                events.record("too_many_wrong_numbers", login.user, by=None)
            raise context_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        if login.user is None:
            raise context_adapter().validation_error("incorrect_code")
        use.rollback()
        return code


def context_adapter() -> Adapter:
    return Adapter(context.request)


# Who comes in.

# What a member of staff can open before she has given a second factor: setting one up, giving it, going away.
OPEN_BEFORE = {
    "account_logout",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}


class SignInFirst(LoginRequiredMiddleware):
    """Every page wants somebody signed in, unless it says otherwise; and a page that says so is not even asked
    who that is: the emergency numbers must show with the database down and an old cookie in the browser.
    Staff come no further than their second factor until they have given it."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        turned_away = super().process_view(request, view_func, view_args, view_kwargs)
        if turned_away is None:
            turned_away = self.second_factor_first(request)
        if turned_away is None:
            return None
        written = words_written(request)
        if written:
            return render(request, "words_kept.html", {"written": written}, status=403)
        if getattr(request, "ran_out", False):
            messages.info(request, "You were signed out, because nothing happened here for a while.")
        return turned_away

    def second_factor_first(self, request):
        if not settings.SECOND_FACTOR_FOR_STAFF or request.resolver_match.url_name in OPEN_BEFORE:
            return None
        if factors.was_given(request) or not factors.is_staff(request.user, timezone.localdate()):
            return None
        ways = Adapter(request).get_reauthentication_methods(request.user)
        if not ways:
            return redirect("mfa_index")
        return redirect(f"{ways[0]['url']}?{urlencode({'next': request.get_full_path()})}")


def words_written(request) -> list[str]:
    """What somebody wrote in a form that can't be taken any more. The form's own token was checked before, so it
    is she who sent it, and not another site."""
    if request.method != "POST":
        return []
    return [text for values in request.POST.lists() for text in values[1] if len(text) >= 20 and " " in text.strip()]


def step_up(view):
    """For dangerous acts: prove again who you are, if you have not within five minutes. Stands inside the gate."""

    @wraps(view)
    def asked_again(request, *args, **kwargs):
        if settings.STEP_UP:
            if not factors.has_one(request.user):
                messages.info(request, "Set this up first. Then you can go on.")
                return redirect("mfa_index")
            if is_reauthentication_required(request, app=""):
                raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked_again
