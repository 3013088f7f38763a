"""Walking the site as each person: one cell is one request, taken back when it has been read."""

import base64
import binascii
import logging
import os
from collections import Counter
from contextlib import contextmanager
from copy import deepcopy

from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from relational.logs import IdsOnly
from relational.models import Letter
from tests.test_who_gets_in import urls
from tests.trust.scene import FAMILIES, PEOPLE

# Every cell there is, or (as the tests of each change run it) those that tell most.
WHOLE = os.environ.get("TRUST") == "whole"


class Heard(logging.Handler):
    """Every line that a log would keep, as it would keep it."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.setFormatter(IdsOnly("%(asctime)s %(levelname)s %(name)s %(message)s"))
        self.lines = []

    def emit(self, record):
        if record.name != "django.db.backends":
            self.lines.append(self.format(record))


@contextmanager
def listening():
    heard, root = Heard(), logging.getLogger()
    level = root.level
    handlers, root.handlers = root.handlers, [heard]
    root.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        root.setLevel(level)
        root.handlers = handlers


@contextmanager
def taken_back():
    """Whatever happens inside has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def clients(scene) -> dict[str, Client]:
    """A browser for each person, signed in; the server's errors come back as its own page."""
    made, scene.session_of = {}, {}
    for name in PEOPLE:
        made[name] = Client(raise_request_exception=False)
        if name != "nobody":
            made[name].force_login(scene.people[name])
            scene.session_of[scene.people[name].pk] = made[name].session.session_key
    scene.session_of[scene.people["yan"].pk] = "no such"
    return made


def pages() -> dict:
    return dict(urls())


# Where a page says by its query what it is about.
QUERY = {"families:appoint": "?role=key_worker&kind=stand_in"}


def addresses(scene, name: str, pattern) -> list[tuple[str, str]]:
    """The page's addresses: (family, address), one for each family it can be about, or one for all ("")."""
    converters = set(pattern.pattern.converters)
    if not converters:
        return [("", reverse(name))]
    query = QUERY.get(name, "")
    found = []
    for family in FAMILIES:
        known = scene.things[family].get(name) or (scene.things[family]["family"] if converters == {"family"} else None)
        assert known and set(known) == converters, f"The scene has nothing for {name}: {converters}"
        found.append((family, reverse(name, kwargs=known) + query))
    return found


def decoded(value: str) -> str:
    """A cookie as it is sent, and what it holds if that can be read."""
    parts = [value]
    for part in value.replace('"', "").replace("$", ":").split(":"):
        try:
            parts.append(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", "ignore"))
        except (binascii.Error, ValueError):
            continue
    return " ".join(parts)


def whole(answer) -> str:
    """Everything of an answer that leaves the house: status line, headers, cookies, body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = " ".join(f"{name}: {value}" for name, value in answer.items())
    cookies = " ".join(decoded(morsel.OutputString()) + " " + decoded(morsel.value) for morsel in answer.cookies.values())
    return f"{answer.reason_phrase} {headers} {cookies} {body.decode('utf-8', 'replace')}"


def page_at(address: str) -> str | None:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return None


class Walk:
    """Ask, take back, and tell what was found where."""

    def __init__(self, scene, browsers):
        self.scene, self.browsers, self.cells, self.answers = scene, browsers, 0, Counter()
        self.broken = []

    def ask(self, person: str, method: str, address: str, data=None):
        """(page, whole answer) of this request and of where it leads, each to be read; the letters it wrote; status."""
        client = self.browsers[person]
        cache.clear()  # counts of tries, which are kept outside the transaction
        kept = deepcopy(client.cookies)
        self.cells += 1
        told, letters = [], []
        with taken_back():
            before = len(mail.outbox)
            answer = client.get(address, data or {}) if method == "get" else client.post(address, data or {})
            status = answer.status_code
            told.append((page_at(address), whole(answer)))
            if status >= 500 and status != 503:
                self.broken.append(f"{method} {address} as {person}: {status}")
            if method == "post" and status == 302:
                letters = self.new_letters()
                if answer.url.startswith("/") and not answer.url.startswith(("/in/", "//")):
                    told.append((page_at(answer.url), whole(client.get(answer.url))))
            for sent in mail.outbox[before:]:
                letters.append((sent.to, f"{sent.subject} {sent.body} {sent.extra_headers}"))
            del mail.outbox[before:]
        client.cookies = kept
        self.answers[status] += 1
        return status, told, letters

    def new_letters(self):
        fresh = Letter.objects.exclude(pk__in=self.letters_there).select_related("to")
        return [(letter.to_id, f"{letter.subject} {letter.body}") for letter in fresh]

    def remember_letters(self):
        self.letters_there = list(Letter.objects.values_list("pk", flat=True))
