"""Django's sessions in the database, which also know when they began: at sign-in, whichever door it was."""

import time

from django.contrib.sessions.backends.db import SessionStore as InTheDatabase

BEGAN, SEEN = "began_at", "seen_at"


class SessionStore(InTheDatabase):
    def cycle_key(self):
        """Called by every sign-in. Its other caller, a new mark for who stays signed in, begins nothing anew."""
        self.setdefault(BEGAN, time.time())
        self.setdefault(SEEN, time.time())
        super().cycle_key()
