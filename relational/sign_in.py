"""Sign-in by a number in an e-mail. Nobody signs themselves up; the same answer whoever asks."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.middleware import LoginRequiredMiddleware


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False


class SignInFirst(LoginRequiredMiddleware):
    """Every page wants somebody signed in, unless it says otherwise; and a page that says so is not even asked
    who that is: the emergency numbers must show with the database down and an old cookie in the browser."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
