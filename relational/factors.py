"""The second factor: something only she has, besides the number in her e-mail.

An authenticator app, a passkey ("my face, finger or phone lock"; it also signs in alone), and ten spare numbers
on paper for the day the phone is lost. Staff, volunteers among them, must have one; families and other
professionals may. What is lost can be taken away by somebody else only, never by oneself: otherwise whoever
holds her phone, and with it her e-mail, could.

The secrets are kept sealed, so that a copy of the database opens nothing. Their key is made from SECRET_KEY;
when that changes, name the old one in SECRET_KEY_FALLBACKS.
"""

from functools import wraps

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.flows.login import (
    clear_authentication_records,
    get_authentication_records,
    record_authentication,
)
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.forms import CharField
from django.utils import timezone

from relational import events
from relational.models import Role
from relational.post import post
from relational.refusals import Refusal
from relational.sealing import sealer
from relational.sessions import end_sessions

STAFF = frozenset(Role.values) - {Role.FAMILY_MEMBER, Role.PROFESSIONAL}
ODD = (ValueError, TypeError, KeyError, AttributeError, IndexError)
SPARE = Authenticator.Type.RECOVERY_CODES
IN_WORDS = {
    Authenticator.Type.TOTP: "an app that shows numbers",
    Authenticator.Type.WEBAUTHN: "a face, finger or phone lock",
    SPARE: "spare numbers",
}


def is_staff(user, on) -> bool:
    """Whether she holds, on that day, a role in which she sees more than her own."""
    return bool(user.roles_on(on) & STAFF)


def has_one(user) -> bool:
    return Authenticator.objects.filter(user_id=user.pk).exclude(type=SPARE).exists()


def has_an_app(user) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def was_given(request) -> bool:
    """Whether the second factor was given in this session, by whoever is signed in now."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


# How allauth is told the house's words and seals.


class Adapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That did not match. Numbers change every half minute: try the one you see now.",
        "cannot_generate_recovery_codes": "Set up an app or a phone lock first.",
    }

    def encrypt(self, text):
        return sealer("relational.factors").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return sealer("relational.factors").decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user):
        return self.named_for(user)

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SERVICE_NAME}

    def get_public_key_credential_user_entity(self, user):
        return {**super().get_public_key_credential_user_entity(user), "name": self.named_for(user)}

    def named_for(self, user) -> str:
        """What a phone shows beside the key. For a family member only her name: others may look at the phone."""
        return (user.email if is_staff(user, timezone.localdate()) else None) or user.called

    def generate_authenticator_name(self, user, type):
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "This phone or computer" if count == 0 else f"Phone or computer {count + 1}"


class NoLockAtAll:
    """What a browser sends as proof is taken apart by others' code, which stumbles over what no browser would send."""

    def _clean_fields(self):
        try:
            super()._clean_fields()
        except ODD:
            self.add_error(None, account_adapter().validation_error("incorrect_code"))

    def clean(self):
        try:
            return super().clean()
        except ODD:
            raise account_adapter().validation_error("incorrect_code")


class SetUpALock(NoLockAtAll, AddWebAuthnForm):
    name = CharField(required=False, max_length=60)


class UseALock(NoLockAtAll, LoginWebAuthnForm):
    pass


class UseALockSecond(NoLockAtAll, AuthenticateWebAuthnForm):
    pass


class UseALockAgain(NoLockAtAll, ReauthenticateWebAuthnForm):
    pass


class SetUpAnApp(ActivateTOTPForm):
    code = CharField(label="The number in your app")


class OnceOnly:
    """A number from the app counts once, as long as it could be right: its own half minute and the next."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "The number in your app"

    def clean_code(self):
        code = super().clean_code()
        used = f"second-number:{self.user.pk}:{normalize_user_code(code)}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(used, True, timeout=120):
            raise account_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator):
        super()._emit_authentication_failed(authenticator)
        here = context.request.user
        events.record("wrong_second_number", self.user, by=here if here.is_authenticated else None)


class SecondNumber(OnceOnly, AuthenticateForm):
    pass


class SecondNumberAgain(OnceOnly, ReauthenticateForm):
    pass


# What changes.


def kinds_held(user) -> dict:
    return dict(Authenticator.objects.filter(user_id=user.pk).values_list("pk", "type"))


def on_the_record(view):
    """allauth's page for adding or removing a factor, with what it changed written down and told to her."""

    @wraps(view)
    def recorded(request, *args, **kwargs):
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        before = kinds_held(request.user)
        answer = view(request, *args, **kwargs)
        after = kinds_held(request.user)
        if before != after:
            changed(request, before, after)
        return answer

    return recorded


def changed(request, before: dict, after: dict) -> None:
    user = request.user
    added = {after[key] for key in after.keys() - before.keys()}
    removed = {before[key] for key in before.keys() - after.keys()}
    for kind in sorted(added):
        events.record("add_factor", user, by=user, kind=kind)
    for kind in sorted(removed):
        events.record("remove_factor", user, by=user, kind=kind)
    real_before, real_after = set(before.values()) - {SPARE}, set(after.values()) - {SPARE}
    if not real_after:
        clear_authentication_records(request)  # nothing left to prove it with: set one up again
    elif not real_before:
        # She proved it this moment by setting it up.
        record_authentication(request, user, "mfa", type=min(real_after), reauthenticated=True)
    what = [f"{IN_WORDS[kind]}: added" for kind in sorted(added)]
    what += [f"{IN_WORDS[kind]}: taken away" for kind in sorted(removed - added)]
    tell(user, "ways_to_sign_in_changed", what=what)


def tell(user, kind: str, **words) -> None:
    """A notice by e-mail, to those who sign in by e-mail. A family member's inbox may be read by others."""
    now = timezone.now()
    if user.email and user.roles_on(timezone.localdate(now)) - {Role.FAMILY_MEMBER}:
        post(user, kind, about=now.isoformat(), at=now, **words)


@transaction.atomic
def forget_factors(*, user, by, now) -> int:
    """Her phone is lost: take away all she proved herself with, and end every sign-in. Somebody else does it.

    She sets up a new one when she next signs in. Returns how many were taken away.
    """
    if by.pk == user.pk:
        raise Refusal("Somebody else has to do this for you, after speaking with you.")
    held = Authenticator.objects.filter(user_id=user.pk)
    count = held.count()
    held.delete()
    end_sessions(user=user, by=by)
    events.record("forget_factors", user, by=by, count=count)
    if user.email and user.roles_on(timezone.localdate(now)) - {Role.FAMILY_MEMBER}:
        post(user, "ways_to_sign_in_forgotten", about=now.isoformat(), by=by, at=now)
    return count
