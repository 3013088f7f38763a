"""Django's sessions in the database, with two differences.

They know when they began: at sign-in, whichever door it was. And what is kept is not the key that the browser holds
but a mark made from it, so that whoever reads the table, or a copy of it, can be nobody by it. A mark never opens
anything: it is not taken from a cookie. What a session holds (a number sent by e-mail, words after saving) is sealed
together with its mark, so that it can neither be read in the table nor be put into another's row.
"""

import hashlib
import json
import time

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as InTheDatabase
from django.contrib.sessions.middleware import SessionMiddleware
from django.utils import timezone

from relational.sealing import sealer

BEGAN, SEEN = "began_at", "seen_at"
SIGN = "$"  # with which every mark begins, and no key


def mark_of(key: str) -> str:
    """What is kept of a session's key; of a mark, itself. The trigger on allauth's list of sign-ins makes the same."""
    return key if key.startswith(SIGN) else SIGN + hashlib.sha256(key.encode()).hexdigest()[:39]


class SessionStore(InTheDatabase):
    def cycle_key(self):
        """Called by every sign-in. Its other caller, a new mark for who stays signed in, begins nothing anew."""
        self.setdefault(BEGAN, time.time())
        self.setdefault(SEEN, time.time())
        super().cycle_key()

    def encode(self, session_dict):
        said = json.dumps([mark_of(self.session_key or ""), session_dict], separators=(",", ":"))
        return sealer("relational.session_store").encrypt(said.encode()).decode()

    def decode(self, session_data):
        try:
            mark, said = json.loads(sealer("relational.session_store").decrypt(session_data.encode()))
        except (InvalidToken, ValueError):
            return {}
        return said if mark == mark_of(self.session_key or "") else {}

    def _get_session_from_db(self):
        kept = self.model.objects.filter(session_key=mark_of(self.session_key), expire_date__gt=timezone.now()).first()
        if kept is None:
            self._session_key = None
        return kept

    def exists(self, session_key):
        return self.model.objects.filter(session_key=mark_of(session_key)).exists()

    def create_model_instance(self, data):
        kept = super().create_model_instance(data)
        kept.session_key = mark_of(kept.session_key)
        return kept

    def delete(self, session_key=None):
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=mark_of(key)).delete()


class Sessions(SessionMiddleware):
    def process_request(self, request):
        if request.COOKIES.get(settings.SESSION_COOKIE_NAME, "").startswith(SIGN):  # somebody has read the table
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        super().process_request(request)
